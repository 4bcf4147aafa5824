/* Uses an installed Weft from C. Writes nothing; ends with 0 when it works. */
#include <string.h>
#include <weft.h>

int main(void) {
  weft_document* doc = weft_document_new(1, WEFT_FUGUE_MAX);
  weft_container note = 0;
  weft_bytes text = {0};
  const int good = weft_document_root(doc, WEFT_TEXT, "note", 4, &note) == WEFT_OK &&
                   weft_text_insert_utf8(doc, note, 0, "Hello", 5) == WEFT_OK &&
                   weft_text_read(doc, note, &text) == WEFT_OK && text.size == 5 &&
                   memcmp(text.data, "Hello", 5) == 0;
  weft_document_free(doc);
  return good ? 0 : 1;
}
