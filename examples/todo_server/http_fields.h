// What the parts of an HTTP request say: RFC 9110 and 9112. Functions of their text.
//
// Cost: linear. Thread rule: none.
#ifndef WEFT_EXAMPLES_TODO_SERVER_HTTP_FIELDS_H_
#define WEFT_EXAMPLES_TODO_SERVER_HTTP_FIELDS_H_

#include <string_view>

namespace weft::todo {

struct HttpTarget {
  std::string_view path;  // without what follows a ?
  std::string_view host;  // of a whole address, where it is in the place of the field Host
};
// "/path?query" or "http://host/path?query". What is neither becomes a path without a slash before.
HttpTarget ReadTarget(std::string_view target);

// Whether Accept-Encoding takes gzip: by its name, or as one of all those that are not named.
bool AcceptsGzip(std::string_view accept_encoding);

// Whether If-None-Match names `tag`, compared weakly; * names any.
bool NamesTag(std::string_view if_none_match, std::string_view tag);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_HTTP_FIELDS_H_
