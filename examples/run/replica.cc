#include "examples/run/replica.h"

namespace demo {

using weft::Result;
using weft::Status;

Status Pair::Post(Replica& from) {
  operations_ = from.document.TakeLocal();
  if (operations_.operations.empty()) return Status();
  Result<std::string> update = weft::EncodeSessionUpdate(operations_, numbers_);
  if (!update.ok()) return update.status();
  from.outbox.push_back(*std::move(update));
  return Status();
}

Status Pair::DeliverTo(Replica& to, Replica& from) {
  for (const std::string& update : from.outbox) {
    ++from.messages;
    from.bytes += update.size();
    Status status = weft::DecodeSessionUpdate(update, numbers_, weft::Limits(), &operations_);
    if (!status.ok()) return status;
    const Result<weft::Integrated> integrated = to.document.Integrate(operations_);
    if (!integrated.ok()) return integrated.status();
  }
  from.outbox.clear();
  return Status();
}

Status Pair::Deliver() {
  Status status = DeliverTo(ben_, ada_);
  return status.ok() ? DeliverTo(ada_, ben_) : status;
}

Status Pair::CatchUp(Replica& from, Replica& to, const weft::Version& has) {
  const Result<std::string> update = weft::EncodeUpdateSince(from.document, has);
  if (!update.ok()) return update.status();
  ++from.messages;
  from.bytes += update->size();
  return weft::ApplyUpdate(to.document, *update).status();
}

Status Pair::Reconnect() {
  // What was done offline is covered by the versions: it need not be posted as well.
  operations_ = ada_.document.TakeLocal();
  operations_ = ben_.document.TakeLocal();
  const weft::Version ada_has = ada_.document.version();
  const weft::Version ben_has = ben_.document.version();
  Status status = CatchUp(ada_, ben_, ben_has);
  return status.ok() ? CatchUp(ben_, ada_, ada_has) : status;
}

}  // namespace demo
