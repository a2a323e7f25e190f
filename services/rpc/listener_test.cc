// The listener takes who comes, on every address it was given, and loses nobody while the process can open no more.
#include "rpc/listener.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>

#include "support/child_process.h"
#include "support/open_files.h"

namespace shortbreaks::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

class ListenerTest : public testing::Test {
 protected:
  ~ListenerTest() override {
    for (const int fd : opened_) close(fd);
  }

  // Says hello to whoever comes, and hangs up.
  void Open(const std::string& address) {
    auto listener = Listener::Open(address, waits_);
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    listener_->Start([](int connection) {
      send(connection, "hello", 5, MSG_NOSIGNAL);  // who only wanted to know whether somebody is there has gone
      close(connection);
    });
  }

  int Socket(int family) { return opened_.emplace_back(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)); }
  int Connected(int port) {
    const int fd = Socket(AF_INET);
    return support::ConnectToLoopback(fd, port) ? fd : -1;
  }
  int ConnectedOverIpv6(int port) {
    const int fd = Socket(AF_INET6);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(static_cast<uint16_t>(port));
    address.sin6_addr = in6addr_loopback;
    return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? fd : -1;
  }
  int ConnectedToPath(const std::string& path) {
    const int fd = Socket(AF_UNIX);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), path.size());
    return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? fd : -1;
  }
  // What is heard within `patience`; empty for nothing.
  static std::string Hear(int fd, absl::Duration patience = absl::Seconds(5)) {
    pollfd comes{fd, POLLIN, 0};
    if (fd < 0 || poll(&comes, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) != 1) return "";
    char buffer[16];
    const ssize_t got = recv(fd, static_cast<char*>(buffer), sizeof(buffer), 0);
    return got <= 0 ? "" : std::string(static_cast<char*>(buffer), static_cast<size_t>(got));
  }
  static std::string ErrorOf(const std::string& address) {
    const auto listener = Listener::Open(address);
    return listener.ok() ? "" : std::string(listener.status().message());
  }

  struct Waits : telemetry::Metrics {
    void ConnectionsWait() override { ++times; }
    std::atomic<int> times = 0;
  };

  const support::TemporaryDirectory folder_;
  const std::shared_ptr<Waits> waits_ = std::make_shared<Waits>();
  std::unique_ptr<Listener> listener_;
  std::vector<int> opened_;
};

TEST_F(ListenerTest, TakesWhoComes) {
  Open("127.0.0.1:0");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Hear(Connected(listener_->port())), "hello");
}

TEST_F(ListenerTest, ANameIsAllItsAddresses) {
  Open("localhost:0");
  EXPECT_EQ(Hear(Connected(listener_->port())), "hello");
  addrinfo* found = nullptr;
  const addrinfo wanted{.ai_family = AF_INET6};
  if (getaddrinfo("localhost", nullptr, &wanted, &found) == 0 && ErrorOf("[::1]:0").empty()) {
    freeaddrinfo(found);
    EXPECT_EQ(Hear(ConnectedOverIpv6(listener_->port())), "hello");
  }
}

TEST_F(ListenerTest, AllAddressesOfIpv6AreThoseOfIpv4Too) {
  if (!ErrorOf("[::]:0").empty()) GTEST_SKIP() << "this machine has no IPv6";
  Open("[::]:0");
  EXPECT_EQ(Hear(Connected(listener_->port())), "hello");
}

TEST_F(ListenerTest, WhoComesWhileNothingCanBeOpenedWaitsAndIsTakenAfterwards) {
  Open("127.0.0.1:0");
  const int early = Socket(AF_INET), late = Socket(AF_INET);
  {
    const support::NothingCanBeOpened nothing;
    ASSERT_TRUE(support::ConnectToLoopback(early, listener_->port()));
    EXPECT_EQ(Hear(early, absl::Milliseconds(300)), "");
    ASSERT_TRUE(support::ConnectToLoopback(late, listener_->port()));
  }
  EXPECT_EQ(Hear(early), "hello");
  EXPECT_EQ(Hear(late), "hello");
  EXPECT_EQ(Hear(Connected(listener_->port())), "hello");
  EXPECT_EQ(waits_->times, 1);
}

TEST_F(ListenerTest, EndsWhileNothingCanBeOpened) {
  Open("127.0.0.1:0");
  const int waits = Socket(AF_INET);
  const support::NothingCanBeOpened nothing;
  ASSERT_TRUE(support::ConnectToLoopback(waits, listener_->port()));
  EXPECT_EQ(Hear(waits, absl::Milliseconds(300)), "");
  listener_->Stop();
  EXPECT_EQ(Hear(waits), "");
}

TEST_F(ListenerTest, AfterItsEndNobodyIsTaken) {
  Open("127.0.0.1:0");
  const int port = listener_->port();
  listener_->Stop();
  EXPECT_EQ(Connected(port), -1);
}

TEST_F(ListenerTest, APathIsTakenFromWhoHasGoneAndFromNobodyElse) {
  const std::string path = folder_.path() + "/service.sock";
  {
    const int left = Socket(AF_UNIX);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), path.size());
    ASSERT_EQ(bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  Open("unix:" + path);
  EXPECT_EQ(listener_->port(), 0);
  EXPECT_EQ(Hear(ConnectedToPath(path)), "hello");
  EXPECT_THAT(ErrorOf("unix:" + path), HasSubstr("in use"));
  EXPECT_THAT(ErrorOf("unix://" + path), HasSubstr("in use"));
  EXPECT_EQ(Hear(ConnectedToPath(path)), "hello");
  listener_->Stop();
  EXPECT_FALSE(std::filesystem::exists(path));
}

// A path that was mistyped may be anything.
TEST_F(ListenerTest, AFileIsLeftAlone) {
  const std::string path = folder_.path() + "/checkpoints.jsonl";
  std::ofstream(path) << "precious";
  EXPECT_THAT(ErrorOf("unix:" + path), HasSubstr("in use"));
  EXPECT_EQ(std::filesystem::file_size(path), 8u);
}

TEST_F(ListenerTest, WhereNothingCanBeOpenedItDoesNotBegin) {
  const support::NothingCanBeOpened nothing;
  EXPECT_THAT(ErrorOf("127.0.0.1:0"), HasSubstr("Too many open files"));
}

TEST_F(ListenerTest, WhatItCannotListenOnIsToldInOneLineThatNamesTheSetting) {
  Open("127.0.0.1:0");
  const std::string in_use = absl::StrCat("127.0.0.1:", listener_->port());
  for (const auto& [address, why] : std::map<std::string, std::string>{
           {in_use, "in use"},
           {"192.0.2.1:0", "assign requested address"},
           {"no-such-host.invalid:0", "no-such-host.invalid"},
           {"127.0.0.1:seven", "127.0.0.1:seven"},
           {"127.0.0.1", "must be host:port or unix:path"},
           {":7000", "must be host:port or unix:path"},
           {"unix:", "a path has 1 to 107 bytes"},
           {"unix:/" + std::string(200, 'x'), "a path has 1 to 107 bytes"},
           {"unix:" + folder_.path() + "/no/such.sock", "No such file"},
       }) {
    EXPECT_THAT(ErrorOf(address), HasSubstr(why)) << address;
    EXPECT_THAT(ErrorOf(address), HasSubstr("set --listen-address")) << address;
    EXPECT_THAT(ErrorOf(address), Not(HasSubstr("\n"))) << address;
  }
}

}  // namespace
}  // namespace shortbreaks::rpc
