// Meetings: replicas edit as a case says and exchange what they did, by an outbox of either kind.
//
// What is timed is what upstream times: edits with an update for each transaction and integrating
// them elsewhere (of a gathering only that), and reading the container in the end, so that nothing
// can be put off. Comparing is not timed.
#ifndef WEFT_BENCH_DOCUMENTS_MEETING_H_
#define WEFT_BENCH_DOCUMENTS_MEETING_H_

#include <stdexcept>
#include <utility>

#include "bench/documents/cases.h"
#include "bench/documents/outbox.h"
#include "bench/documents/replica.h"
#include "bench/traces/agents.h"
#include "bench/traces/stopwatch.h"

namespace weft::bench {

template <class Outbox>
struct Met {
  double ms;
  Replica first;
  Content content;
  Outbox sent;  // what everyone sent, but for a second user's
  Outbox answered;
};

inline void ExpectEqual(const Content& one, const Content& other) {
  if (one != other) throw std::runtime_error("the replicas differ");
}

inline AgentNumbers NumbersOf(const Case& source) {
  AgentNumbers numbers;
  for (size_t user = 0; user < source.users.size(); ++user) numbers.Add(AgentAt(user));
  return numbers;
}

// Two replicas that have what all had before.
inline std::pair<Replica, Replica> OpenTwo(const Case& source) {
  Replica first(AgentAt(0), source.part);
  Replica second(AgentAt(1), source.part);
  if (!source.base.empty()) {
    first.Make(source.base);
    Require(second.document().Integrate(first.document().TakeLocal()));
  }
  return {std::move(first), std::move(second)};
}

template <class Outbox>
void SendAll(Replica& author, const std::vector<Transaction>& transactions, Outbox& outbox) {
  for (const Transaction& transaction : transactions) {
    author.Make(transaction);
    outbox.Send(author.document().TakeLocal());
  }
}

// A session or an exchange: the second user of a session has nothing to send.
template <class Outbox>
Met<Outbox> MeetTwo(const Case& source, const AgentNumbers& numbers) {
  auto [first, second] = OpenTwo(source);
  Outbox sent(numbers);
  Outbox answered(numbers);
  const Stopwatch watch;
  SendAll(first, source.users[0], sent);
  if (source.users.size() > 1) SendAll(second, source.users[1], answered);
  sent.Deliver(second.document());
  answered.Deliver(first.document());
  Content content = first.Read();
  const Content other = second.Read();
  const double ms = watch.Milliseconds();
  ExpectEqual(content, other);
  return {ms, std::move(first), std::move(content), std::move(sent), std::move(answered)};
}

// What each client of a gathering sends.
template <class Outbox>
Outbox SendEach(const Case& source, const AgentNumbers& numbers) {
  Outbox sent(numbers);
  for (size_t user = 0; user < source.users.size(); ++user) {
    Replica client(AgentAt(user), source.part);
    SendAll(client, source.users[user], sent);
  }
  return sent;
}

// As upstream, client `user` has made its own edit before and gets it back among the others.
template <class Outbox>
Met<Outbox> ReceiveAll(const Case& source, const AgentNumbers& numbers, size_t user,
                       const Outbox& sent) {
  Replica client(AgentAt(user), source.part);
  Outbox own(numbers);
  SendAll(client, source.users[user], own);
  const Stopwatch watch;
  sent.Deliver(client.document());
  Content content = client.Read();
  const double ms = watch.Milliseconds();
  return {ms, std::move(client), std::move(content), std::move(own), Outbox(numbers)};
}

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_MEETING_H_
