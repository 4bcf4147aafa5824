// The contract of Transport, as a GoogleTest suite that whoever writes one instantiates:
//
//   struct MyTransports {
//     // A connection, one end a client's, the other the server's.
//     std::pair<std::unique_ptr<weft::sync::Transport>, std::unique_ptr<weft::sync::Transport>>
//     Connect();
//     // Lets the network work, until what was sent has come or is lost.
//     void Run();
//     static constexpr size_t kLongestFrame = ...;  // that can be sent
//     static constexpr bool kLosesNothing = ...;    // neither lost, repeated nor reordered
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, TransportContract, MyTransports);
//
// in namespace weft::sync::contract. Needs gtest; not part of the umbrella.
#ifndef WEFT_SYNC_CONTRACT_TRANSPORT_CONTRACT_H_
#define WEFT_SYNC_CONTRACT_TRANSPORT_CONTRACT_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sync/transport.h"

namespace weft::sync::contract {

template <class Transports>
class TransportContract : public ::testing::Test {
 protected:
  std::vector<std::string> Receive(Transport& end) {
    std::vector<std::string> frames;
    transports.Run();
    end.Poll([&](std::string_view frame) { frames.emplace_back(frame); });
    return frames;
  }

  Transports transports;
  std::pair<std::unique_ptr<Transport>, std::unique_ptr<Transport>> ends = transports.Connect();
  Transport& a = *ends.first;
  Transport& b = *ends.second;
};

TYPED_TEST_SUITE_P(TransportContract);

TYPED_TEST_P(TransportContract, FramesArriveAsTheyAre) {
  const std::vector<std::string> sent = {
      "", "x", std::string("\0\xFF\n", 3), std::string(1000, 'y'),
      std::string(std::min<size_t>(TypeParam::kLongestFrame, 1 << 20), 'z')};
  for (const std::string& frame : sent) {
    EXPECT_TRUE(this->a.Send(frame).ok());
    EXPECT_TRUE(this->b.Send(frame + "!").ok() || frame.size() == TypeParam::kLongestFrame);
  }
  const std::vector<std::string> received = this->Receive(this->b);
  if (TypeParam::kLosesNothing) {
    EXPECT_EQ(received, sent);
  }
  for (const std::string& frame : received) {
    EXPECT_NE(std::find(sent.begin(), sent.end(), frame), sent.end()) << "a frame was changed";
  }
}

TYPED_TEST_P(TransportContract, ALongFrameIsRefusedAndTheConnectionGoesOn) {
  if (TypeParam::kLongestFrame == SIZE_MAX) return;
  const std::string frame(TypeParam::kLongestFrame + 1, 'x');
  EXPECT_EQ(this->a.Send(frame).code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(this->a.connected());
  EXPECT_TRUE(this->a.Send("short").ok());
}

TYPED_TEST_P(TransportContract, EitherEndCloses) {
  EXPECT_TRUE(this->a.connected());
  EXPECT_TRUE(this->b.connected());
  EXPECT_TRUE(this->a.Send("last words").ok());
  this->a.Close();
  this->transports.Run();
  (void)this->Receive(this->b);
  EXPECT_FALSE(this->a.connected());
  EXPECT_FALSE(this->b.connected());
  EXPECT_EQ(this->a.Send("too late").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(this->b.Send("too late").code(), StatusCode::kFailedPrecondition);
  this->b.Close();  // again is nothing
}

TYPED_TEST_P(TransportContract, NothingOfAnEarlierConnectionArrives) {
  EXPECT_TRUE(this->a.Send("earlier").ok());
  this->a.Close();
  auto later = this->transports.Connect();
  EXPECT_TRUE(later.first->Send("later").ok());
  for (const std::string& frame : this->Receive(*later.second)) EXPECT_EQ(frame, "later");
}

TYPED_TEST_P(TransportContract, ReceivingMayAnswer) {
  EXPECT_TRUE(this->a.Send("question").ok());
  this->transports.Run();
  this->b.Poll([&](std::string_view frame) {
    EXPECT_EQ(frame, "question");
    EXPECT_TRUE(this->b.Send("answer").ok());
  });
  const std::vector<std::string> received = this->Receive(this->a);
  if (TypeParam::kLosesNothing) {
    EXPECT_EQ(received, std::vector<std::string>{"answer"});
  }
}

REGISTER_TYPED_TEST_SUITE_P(TransportContract, FramesArriveAsTheyAre,
                            ALongFrameIsRefusedAndTheConnectionGoesOn, EitherEndCloses,
                            NothingOfAnEarlierConnectionArrives, ReceivingMayAnswer);

}  // namespace weft::sync::contract

#endif  // WEFT_SYNC_CONTRACT_TRANSPORT_CONTRACT_H_
