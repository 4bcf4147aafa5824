// PictureMirror: a Picture that only events keep up to date, as an interface would be. Every rule
// of crdt/document/event.h is checked while an event is applied; the first broken one is error().
#ifndef WEFT_TESTS_SUPPORT_PICTURE_MIRROR_H_
#define WEFT_TESTS_SUPPORT_PICTURE_MIRROR_H_

#include <set>
#include <string>

#include "crdt/document/event.h"
#include "tests/support/picture.h"

namespace weft::testing {

// The text after the steps of a delta, formats included. What is wrong with them, or nothing.
std::string ApplySteps(const std::vector<DeltaStep>& steps, Shown* text);

class PictureMirror {
 public:
  void Start(const Picture& picture) { picture_ = WhatShows(picture); }
  void Apply(const Event& event);
  // What shows, as WhatShows.
  const Picture& picture() const { return picture_; }
  const std::string& error() const { return error_; }

 private:
  void Check(bool condition, const std::string& what);
  void ApplyChange(const Change& change);
  void ApplyText(const TextDelta& delta, Shown* shown);
  void ApplyList(const ContainerId& container, const ListDelta& delta, Shown* shown);
  void ApplyMap(const MapDelta& delta, Shown* shown);
  void ApplyCounter(const CounterDelta& delta, Shown* shown);
  void CheckItem(const ContainerId& container, const Item& item);
  void ForgetWhatComesIn(const Event& event);
  void CheckMoved();
  void CheckOrder(const Event& event);

  Picture picture_;
  std::map<Id, ContainerId> items_before_;  // and where they were
  std::map<Id, bool> inserted_;             // by this event, and whether as moved
  std::set<ContainerId> came_in_;
  std::string error_;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_PICTURE_MIRROR_H_
