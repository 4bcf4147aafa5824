#include "bindings/c/packed.h"
#include "crdt/core/utf.h"

namespace weft::c {

namespace {

class EventPacker {
 public:
  EventPacker(weft_document* doc, std::string* out) : doc_(doc), pack_(out) {}

  void Pack(const Event& event) {
    pack_.Number(event.origin == Origin::kRemote ? 1 : 0);
    pack_.Number(event.changes.size());
    for (const Change& change : event.changes) PackChange(change);
  }

  void PackSteps(const std::vector<DeltaStep>& steps) {
    pack_.Number(steps.size());
    for (const DeltaStep& step : steps) {
      PackStep(step.count, step.embed.has_value() ? kEmbed : static_cast<uint64_t>(step.kind));
      if (step.kind == DeltaStep::Kind::kErase) continue;
      if (step.embed.has_value()) {
        pack_.OfValue(*step.embed, doc_);
      } else if (step.kind == DeltaStep::Kind::kInsert) {
        text_.clear();
        AppendUtf8(step.text, &text_);
        pack_.Bytes(text_);
      }
      pack_.Number(step.attributes.size());
      for (const Attribute& attribute : step.attributes) {
        pack_.Bytes(attribute.key);
        pack_.OfValue(attribute.value, doc_);
      }
    }
  }

  void PackDelta(const TextDelta& delta) {
    PackSteps(delta.steps);
    PackIds(delta.marks_added);
    PackIds(delta.marks_removed);
  }

 private:
  static constexpr uint64_t kEmbed = 3;

  void PackIds(const std::vector<Id>& ids) {
    pack_.Number(ids.size());
    for (const Id& id : ids) pack_.OfId(id);
  }

  void PackChange(const Change& change) {
    const ContainerId& id = change.container;
    pack_.Number(static_cast<uint64_t>(id.kind));
    if (id.kind == ContainerKind::kNode) {
      pack_.OfId(id.creator);
    } else {
      pack_.Number(doc_->NumberOf(id));
    }
    pack_.Bytes(ToString(change.path));
    std::visit([this](const auto& delta) { PackDelta(delta); }, change.delta);
  }

  void PackDelta(const ListDelta& delta) {
    pack_.Number(delta.steps.size());
    for (const ListStep& step : delta.steps) {
      PackStep(step.count, static_cast<uint64_t>(step.kind));
      for (const Item& item : step.items) {
        pack_.OfId(item.id);
        pack_.Number(item.moved ? 1 : 0);
        pack_.OfValue(item.value, doc_);
      }
    }
  }

  void PackDelta(const MapDelta& delta) {
    pack_.Number(delta.keys.size());
    for (const MapDelta::Key& key : delta.keys) {
      pack_.Bytes(key.key);
      pack_.Number(key.value.has_value() ? 1 : 0);
      pack_.OfValue(key.value.value_or(Value()), doc_);
    }
  }

  void PackDelta(const CounterDelta& delta) {
    pack_.OfValue(Value(delta.by), doc_);
    pack_.OfValue(Value(delta.value), doc_);
  }

  void PackStep(uint64_t count, uint64_t kind) { pack_.Number(count << 2 | kind); }

  weft_document* doc_;
  Packer pack_;
  std::string text_;
};

}  // namespace

void PackDelta(const std::vector<DeltaStep>& steps, weft_document* doc, std::string* out) {
  EventPacker(doc, out).PackSteps(steps);
}

void PackEvent(const Event& event, weft_document* doc, std::string* out) {
  EventPacker(doc, out).Pack(event);
}

}  // namespace weft::c
