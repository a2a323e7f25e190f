// A client of HTTP for tests: sends exactly these bytes and reads until the server closes.
#pragma once

#include <absl/strings/numbers.h>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace shortbreaks::support {

struct HttpReply {
  int status = 0;       // 0: no answer
  std::string headers;  // after the first line, each with its line's end
  std::string body;
  std::string Header(const std::string& name) const {
    const size_t at = headers.find(name + ": ");
    if (at == std::string::npos) return {};
    const size_t from = at + name.size() + 2;
    return headers.substr(from, headers.find("\r\n", from) - from);
  }
};

// A connection on which something was said, and nothing more is.
class OpenConnection {
 public:
  OpenConnection(int port, const std::string& said) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(send(socket_, said.data(), said.size(), MSG_NOSIGNAL), static_cast<ssize_t>(said.size()));
  }
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;
  ~OpenConnection() { close(socket_); }

  std::string ReadToTheEnd() const {
    std::string all;
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(socket_, buffer, sizeof(buffer), 0)) > 0;) {
      all.append(buffer, static_cast<size_t>(got));
    }
    return all;
  }

 private:
  const int socket_;
};

inline HttpReply HttpSend(int port, const std::string& request) {
  const std::string all = OpenConnection(port, request).ReadToTheEnd();
  HttpReply reply;
  const size_t line = all.find("\r\n"), end = all.find("\r\n\r\n");
  if (end == std::string::npos || all.size() < 12) return reply;
  EXPECT_TRUE(absl::SimpleAtoi(all.substr(9, 3), &reply.status)) << all.substr(0, line);
  reply.headers = end == line ? "" : all.substr(line + 2, end - line);
  reply.body = all.substr(end + 4);
  return reply;
}

}  // namespace shortbreaks::support
