// ObjectReplica: a Document beside everything that it is compared with: an ObjectOracle that gets
// the same operations, the picture that local edits and remote operations should give, and a mirror
// that only the events keep up to date. Every comparison that fails throws Mismatch.
#ifndef WEFT_TESTS_SUPPORT_OBJECT_REPLICA_H_
#define WEFT_TESTS_SUPPORT_OBJECT_REPLICA_H_

#include <memory>
#include <string>

#include "crdt/document/document.h"
#include "crdt/document/undo_manager.h"
#include "tests/support/object_oracle.h"
#include "tests/support/picture_mirror.h"
#include "tests/support/replica.h"

namespace weft::testing {

class ObjectReplica {
 public:
  ObjectReplica(Agent agent, OrderKind order);
  ObjectReplica(const ObjectReplica&) = delete;
  ObjectReplica& operator=(const ObjectReplica&) = delete;

  // One root of each kind.
  static const std::set<ContainerId>& Roots();

  Document& document() { return document_; }
  const ObjectOracle& oracle() const { return oracle_; }
  // What the document should show. Whoever edits the document locally edits it likewise, with plain
  // containers; edits that make something ask NextId for its id before.
  Picture& plain() { return plain_; }
  Id NextId() const;
  void Edited() { edited_ = true; }

  // The operations of the edits since the last call, which the oracle gets too.
  ObjectOperations Collect();
  // Local edits may be pending, so that the two meet; returns the operations of those.
  ObjectOperations Integrate(const ObjectOperations& operations);
  // As a server; everything must be collected. A refusal for a good reason changes nothing.
  void Admit(const ObjectOperations& operations);
  // Everything must be collected before, and is after.
  ObjectOperations Restore(EffectId first, uint32_t count);
  // Undoes, or redoes, the last step of this replica's own edits; empty when there is none.
  // Everything must be collected before, and is after.
  ObjectOperations Undo(bool redo);
  UndoManager& undo() { return undo_; }
  // Shows what `then`, an oracle of a version of this one's, shows; likewise.
  ObjectOperations RevertTo(const ObjectOracle& then);
  // A replica of its own that has what this one had at a version of its.
  std::unique_ptr<ObjectReplica> Fork(const Version& version, Agent agent) const;
  // Goes on with what is loaded from what is saved, unless something waits, which is not saved.
  // Everything must be collected.
  void Reload(bool working_file);
  // Expects a refusal; that it changes nothing, Compare shows.
  void Refuse(const OperationSet& set, const std::string& why);

  void Observe(bool on);
  bool observes() const { return subscription_ != 0; }

  // Everything must be collected.
  void Compare();

 private:
  void IntegrateOwn(const ObjectOperation& operation);
  void CheckOwn(const ObjectOperation& operation) const;
  void RefreshPlain();
  StatusCode Admissible(const ObjectOperations& operations) const;
  void CompareDeletions();
  void CompareMarks();
  void CompareBacklog();
  void CompareRoots();

  Document document_;
  ObjectOracle oracle_;
  uint64_t subscription_ = 0;
  bool edited_ = false;  // since the last Collect
  Picture plain_;
  PictureMirror mirror_;
  UndoManager undo_;  // by hand on every other replica: typing stays in its lane
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_OBJECT_REPLICA_H_
