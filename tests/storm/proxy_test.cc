// The proxy does to a connection what its rule says, and nothing once the rule is over.
#include "storm/proxy.h"

#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace shortbreaks::storm {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class ProxyTest : public testing::Test {
 protected:
  ProxyTest() {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = Loopback(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 4), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    proxy_.SetTarget(ntohs(address.sin_port));
  }
  ~ProxyTest() override {
    for (const int fd : {client_, server_, listener_}) close(fd);
  }

  void Connect() {
    client_ = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = Loopback(proxy_.port());
    ASSERT_EQ(connect(client_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    pollfd comes{listener_, POLLIN, 0};
    if (poll(&comes, 1, 500) == 1) server_ = accept(listener_, nullptr, nullptr);
  }
  static void Say(int fd, const std::string& words) {
    EXPECT_EQ(send(fd, words.data(), words.size(), MSG_NOSIGNAL), static_cast<ssize_t>(words.size()));
  }
  // What comes within `patience`; `<end>` where the connection ended.
  static std::string Hear(int fd, absl::Duration patience = absl::Seconds(2)) {
    pollfd comes{fd, POLLIN, 0};
    if (poll(&comes, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) != 1) return "";
    char buffer[256];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    return got <= 0 ? "<end>" : std::string(buffer, static_cast<size_t>(got));
  }

  Proxy proxy_;
  int listener_ = -1, client_ = -1, server_ = -1;
};

TEST_F(ProxyTest, CarriesWhatIsSaidBothWays) {
  Connect();
  Say(client_, "question");
  EXPECT_EQ(Hear(server_), "question");
  Say(server_, "answer");
  EXPECT_EQ(Hear(client_), "answer");
  close(server_);
  EXPECT_EQ(Hear(client_), "<end>");
}

TEST_F(ProxyTest, Delays) {
  Connect();
  proxy_.SetRule({.delay = absl::Milliseconds(200)});
  absl::SleepFor(absl::Milliseconds(30));
  const absl::Time said = absl::Now();
  Say(client_, "question");
  EXPECT_EQ(Hear(server_), "question");
  EXPECT_GE(absl::Now() - said, absl::Milliseconds(190));
}

TEST_F(ProxyTest, CutsAfterSoManyBytesOfAnswers) {
  Connect();
  proxy_.SetRule({.cut_after_bytes = 4});
  absl::SleepFor(absl::Milliseconds(30));
  Say(server_, "answer");
  const std::string heard = Hear(client_);
  EXPECT_TRUE(heard == "answ" || heard == "<end>") << heard;
  EXPECT_EQ(Hear(client_), "<end>");
}

TEST_F(ProxyTest, GoesSilentAndEndsWhatLostSomething) {
  Connect();
  proxy_.SetRule({.silent = true});
  absl::SleepFor(absl::Milliseconds(30));
  Say(client_, "question");
  EXPECT_EQ(Hear(server_, absl::Milliseconds(200)), "");
  proxy_.SetRule({});
  EXPECT_EQ(Hear(client_), "<end>");
}

TEST_F(ProxyTest, RefusesAndResets) {
  Connect();
  proxy_.ResetAll();
  EXPECT_EQ(Hear(client_), "<end>");
  proxy_.SetRule({.refuse = true});
  absl::SleepFor(absl::Milliseconds(30));
  Connect();
  EXPECT_EQ(Hear(client_), "<end>");
}

TEST_F(ProxyTest, LosesTheAnswerToACommitThatArrived) {
  Connect();
  proxy_.SetRule({.lose_commit_replies = 1});
  absl::SleepFor(absl::Milliseconds(30));
  const std::string commit(
      "\x07\0\0\0\x03"
      "COMMIT",
      11);
  Say(client_, commit);
  EXPECT_EQ(Hear(server_), commit);
  Say(server_, "done");
  EXPECT_EQ(Hear(client_), "<end>");
  EXPECT_EQ(proxy_.lost_commit_replies(), 1);
}

}  // namespace
}  // namespace shortbreaks::storm
