// What every command of `shortbreaks` shares: its settings, the connection, how answers are shown.
#pragma once

#include <absl/status/statusor.h>
#include <google/protobuf/message.h>
#include <shortbreaks/client.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shortbreaks::cli {

struct Settings {
  std::string server;  // where all three services answer; each of the next three overrides it
  std::string availability, eligibility, bookings;
  std::string tls_ca_file, tls_certificate_file, tls_key_file;
  bool plaintext = false;
  std::string token_file;
  int timeout_seconds = 20;
  bool json = false;
  std::string request_id;          // of changes; a new one where empty
  std::string purpose, reference;  // why, and for what, of officers and practitioners
};

// How many rows of a list are wanted, and where to go on.
struct Paging {
  int limit = 50;
  std::string page_token;
};

class Tool {
 public:
  explicit Tool(CLI::App& app);

  // Makes `command` run `action` once the command line is parsed.
  void On(CLI::App& command, std::function<absl::Status()> action);
  absl::Status Run() { return action_ ? action_() : absl::OkStatus(); }
  const std::string& sent_request_id() const { return sent_request_id_; }
  const Settings& settings() const { return settings_; }
  bool json() const { return settings_.json; }

  // Adds --request-id to a command that changes something, --limit and --page-token to one that lists.
  void AddRequestId(CLI::App& command);
  static void AddPaging(CLI::App& command, Paging& paging);

  // Connects on first use.
  absl::StatusOr<Client> Connect();

  // Of one of the parts of Client.
  template <typename Calls, typename Request, typename Response>
  using Method = absl::StatusOr<Response> (Calls::*)(const Request&, const CallOptions&);

  // Sends a request that reads.
  template <typename Calls, typename Request, typename Response>
  absl::StatusOr<Response> Read(Method<Calls, Request, Response> method, const Request& request) {
    auto client = Connect();
    if (!client.ok()) return client.status();
    return ((*client).*method)(request, {.reference = settings_.reference});
  }

  // Sends a request that changes something: gives it its request id, and says that on stderr before it goes out, so
  // that it can be sent again whatever happens.
  template <typename Calls, typename Request, typename Response>
  absl::StatusOr<Response> Change(Method<Calls, Request, Response> method, Request request, CallOptions options = {}) {
    auto client = Connect();
    if (!client.ok()) return client.status();
    request.set_request_id(AnnounceRequestId());
    options.reference = settings_.reference;
    return ((*client).*method)(request, options);
  }

  // Pages through a list up to the limit, into one response. Its next_page_token is set where there is more.
  template <typename Calls, typename Request, typename Response, typename Items>
  absl::StatusOr<Response> List(Method<Calls, Request, Response> method, Request request, const Paging& paging,
                                Items count) {
    Response all;
    request.set_page_token(paging.page_token);
    for (;;) {
      request.set_page_size(std::min(200, paging.limit - count(all)));
      auto page = Read(method, request);
      if (!page.ok()) return page.status();
      all.clear_next_page_token();
      all.MergeFrom(*page);
      if (all.next_page_token().empty() || count(all) >= paging.limit) return all;
      request.set_page_token(all.next_page_token());
    }
  }

  // Shows a response: protobuf's JSON with --json, else `text` of it.
  template <typename Response, typename Text>
  absl::Status Show(const absl::StatusOr<Response>& response, Text text) {
    if (!response.ok()) return response.status();
    if (json()) return PrintJson(*response);
    Print(text(*response));
    return absl::OkStatus();
  }
  // The same for a list: says how to go on where there is more.
  template <typename Response, typename Text>
  absl::Status ShowList(const absl::StatusOr<Response>& response, Text text) {
    auto status = Show(response, text);
    if (status.ok() && !json() && !response->next_page_token().empty()) MoreFollows(response->next_page_token());
    return status;
  }

  // Says the change's request id on stderr, once, and gives it.
  const std::string& AnnounceRequestId();

  void Print(std::string_view text);
  // For people beside the answer, on stderr.
  void Note(std::string_view text);
  absl::Status PrintJson(const google::protobuf::Message& message);

 private:
  void MoreFollows(const std::string& page_token);

  Settings settings_;
  std::function<absl::Status()> action_;
  std::optional<Client> client_;
  std::string sent_request_id_;
};

// Reads a token file: one token, spaces and line ends around it left out.
absl::StatusOr<std::string> ReadToken(const std::string& path);

}  // namespace shortbreaks::cli
