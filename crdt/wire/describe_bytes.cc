// Describing bytes: which of the formats they are, where its parts lie, and what is damaged.
#include <algorithm>

#include "crdt/wire/archive.h"
#include "crdt/wire/checksum.h"
#include "crdt/wire/describe.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/saved_frame.h"
#include "crdt/wire/saved_operations.h"
#include "crdt/wire/update.h"
#include "crdt/wire/update_frame.h"
#include "crdt/wire/working_file.h"
#include "crdt/wire/working_objects.h"

namespace weft {

namespace {

using wire::SavedForm;
using wire::SavedReader;

constexpr size_t kVersionByte = 2;

const std::vector<const char*>& SectionNames(SavedForm form) {
  switch (form) {
    case SavedForm::kArchive:
      return wire::kArchiveSections;
    case SavedForm::kOperations:
      return wire::kOperationsSections;
    case SavedForm::kWorkingObjects:
      return wire::kWorkingObjectSections;
    case SavedForm::kWorkingFile:
      break;
  }
  return wire::kWorkingSections;
}

// Opens head and table; the bytes outlive the reader.
Status OpenSaved(std::string_view bytes, const Limits& limits, SavedReader* reader) {
  WEFT_RETURN_IF_ERROR(reader->Open(bytes, limits));
  return reader->OpenSections(SectionNames(reader->head().form));
}

DescribedSection SectionAt(const SavedReader& reader, SavedForm form, size_t i,
                           std::string_view bytes) {
  const std::string_view stored = reader.Stored(i);
  return DescribedSection{SectionNames(form)[i],
                          static_cast<uint64_t>(stored.data() - bytes.data()), stored.size(),
                          reader.RawSize(i)};
}

std::string Stretch(uint64_t from, uint64_t end) {
  return "bytes " + std::to_string(from) + " to " + std::to_string(end);
}

// The checksum of the whole, which is looked at first, does not match: with a right one in its
// place the sections' own checksums tell where the damage is.
Status FindDamage(std::string_view bytes, const Limits& limits) {
  std::string mended(bytes.substr(0, bytes.size() - wire::kChecksumBytes));
  wire::AppendChecksum(0, &mended);
  SavedReader reader;
  const Status opened = OpenSaved(mended, limits, &reader);
  if (!opened.ok()) {
    return DataLoss("damaged in its head or its table of sections: " +
                    std::string(opened.message()));
  }
  const SavedForm form = reader.head().form;
  uint64_t first = bytes.size();
  uint64_t end = 0;
  for (size_t i = 0; i < SectionNames(form).size(); ++i) {
    const DescribedSection at = SectionAt(reader, form, i, mended);
    wire::Section section;
    if (!reader.Read(i, &section).ok()) {
      return DataLoss("saved document: damaged in section " + at.name + ", " +
                      Stretch(at.offset, at.offset + at.stored_bytes));
    }
    first = std::min(first, at.offset);
    end = std::max(end, at.offset + at.stored_bytes);
  }
  return DataLoss("saved document: damaged, but in none of its sections: before byte " +
                  std::to_string(first) + " (head and table) or in " + Stretch(end, bytes.size()) +
                  " (padding and checksum)");
}

Result<Description> DescribeSaved(std::string_view bytes, const Limits& limits) {
  SavedReader reader;
  const Status opened = OpenSaved(bytes, limits, &reader);
  if (opened.code() == StatusCode::kDataLoss) return FindDamage(bytes, limits);
  if (!opened.ok()) return opened;
  const SavedForm form = reader.head().form;
  std::vector<DescribedSection> sections;
  for (size_t i = 0; i < SectionNames(form).size(); ++i) {
    wire::Section section;
    WEFT_RETURN_IF_ERROR(reader.Read(i, &section));
    sections.push_back(SectionAt(reader, form, i, bytes));
  }
  const Result<Document> document = LoadDocument(bytes, kSeedAgent, limits);
  if (!document.ok()) return document.status();
  const Status history = document->state().sequence().EnsureEffects();
  if (!history.ok() && history.code() != StatusCode::kFailedPrecondition) return history;
  Description out = Describe(*document);
  out.form = form == SavedForm::kArchive      ? DescribedForm::kArchive
             : form == SavedForm::kOperations ? DescribedForm::kOperations
                                              : DescribedForm::kWorkingFile;
  out.lacks_deleted_text = reader.head().lacks_deleted_text;
  out.lacks_history = reader.head().lacks_history;
  out.sections = std::move(sections);
  return out;
}

// Between what points of its logs each agent's operations lie. The agents of an update ascend.
std::vector<DescribedAgent> AgentsOf(const OperationSet& set) {
  std::vector<DescribedAgent> agents;
  for (const Operation& run : set.operations) {
    if (agents.empty() || agents.back().agent != run.id.agent) {
      const Counts start = run.IsEffect() ? Counts{run.at, run.id.seq} : Counts{run.id.seq, run.at};
      agents.push_back(DescribedAgent{run.id.agent, start, start, std::nullopt});
    }
    Counts& to = agents.back().to;
    (run.IsEffect() ? to.effects : to.creations) = run.id.seq + run.count;
  }
  return agents;
}

// An agent's chain is known when all that the update holds of it, from its start, was integrated.
Result<Description> DescribeUpdate(std::string_view bytes, const Limits& limits) {
  OperationSet set;
  WEFT_RETURN_IF_ERROR(DecodeUpdate(bytes, limits, &set));
  Document document(kSeedAgent);
  const Result<Integrated> integrated = document.Integrate(set);
  if (!integrated.ok()) return integrated.status();
  Description out = Describe(document);
  out.form = DescribedForm::kUpdate;
  const std::vector<DescribedAgent> known = std::move(out.agents);
  out.agents = AgentsOf(set);
  auto it = known.begin();
  for (DescribedAgent& agent : out.agents) {
    while (it != known.end() && it->agent < agent.agent) ++it;
    if (it == known.end()) break;
    if (it->agent == agent.agent && it->to == agent.to) agent.chain = it->chain;
  }
  out.elements = out.effects = out.insertion_runs = out.effect_runs = 0;
  for (const Operation& run : set.operations) {
    (run.IsEffect() ? out.effects : out.elements) += run.count;
    ++(run.IsEffect() ? out.effect_runs : out.insertion_runs);
  }
  return out;
}

}  // namespace

Result<Description> Describe(std::string_view bytes, const Limits& limits) {
  const bool framed = bytes.size() > kVersionByte && bytes[0] == wire::kMagic;
  const bool update = framed && bytes[1] == wire::kUpdateMagic;
  if (!framed || (!update && bytes[1] != wire::kSavedMagic)) {
    return InvalidArgument("neither a saved document nor an update: see the bytes 0 and 1");
  }
  Result<Description> out = update ? DescribeUpdate(bytes, limits) : DescribeSaved(bytes, limits);
  if (!out.ok()) return out;
  out->format_version = bytes[kVersionByte];
  out->bytes = bytes.size();
  return out;
}

}  // namespace weft
