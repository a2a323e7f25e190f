#include "tool.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "table.h"

namespace shortbreaks::cli {
namespace {

constexpr uintmax_t kTokenBytesMax = 64 << 10;

std::string DefaultConfig() {
  const char* home = std::getenv("HOME");
  return home == nullptr ? std::string() : absl::StrCat(home, "/.config/shortbreaks/config.toml");
}

bool IsLocal(const std::string& target) {
  return absl::StartsWith(target, "unix:") || absl::StartsWith(target, "127.0.0.1:") ||
         absl::StartsWith(target, "localhost:") || absl::StartsWith(target, "[::1]:");
}

}  // namespace

Tool::Tool(CLI::App& app) {
  app.set_config("--config", DefaultConfig(), "File with these settings, one `name = \"value\"` a line")
      ->envname("SHORTBREAKS_CONFIG");
  const auto add = [&](const char* flag, std::string& value, const char* help, const char* variable) {
    app.add_option(flag, value, help)->envname(variable)->group("Connection");
  };
  add("--server", settings_.server, "host:port or unix:path where all the services answer", "SHORTBREAKS_SERVER");
  add("--availability", settings_.availability, "Where the availability service answers, if elsewhere",
      "SHORTBREAKS_AVAILABILITY");
  add("--eligibility", settings_.eligibility, "Where the eligibility service answers, if elsewhere",
      "SHORTBREAKS_ELIGIBILITY");
  add("--bookings", settings_.bookings, "Where the bookings service answers, if elsewhere", "SHORTBREAKS_BOOKINGS");
  add("--tls-ca", settings_.tls_ca_file, "PEM of the authority that signed the services' certificate",
      "SHORTBREAKS_TLS_CA");
  add("--tls-certificate", settings_.tls_certificate_file, "PEM of the certificate that you show the services",
      "SHORTBREAKS_TLS_CERTIFICATE");
  add("--tls-key", settings_.tls_key_file, "PEM of its key", "SHORTBREAKS_TLS_KEY");
  add("--token-file", settings_.token_file, "File that holds your token", "SHORTBREAKS_TOKEN_FILE");
  app.add_flag("--plaintext", settings_.plaintext, "Without TLS. Always so where every address is on this machine")
      ->envname("SHORTBREAKS_PLAINTEXT")
      ->group("Connection");
  app.add_option("--timeout-seconds", settings_.timeout_seconds, "How long a command waits for its answer")
      ->envname("SHORTBREAKS_TIMEOUT_SECONDS")
      ->check(CLI::Range(1, 600))
      ->capture_default_str()
      ->group("Connection");
  app.add_option("--purpose", settings_.purpose,
                 "Officers: why you look at records: application, booking, review, payment, safeguarding, complaint, "
                 "correction, information-request, enquiry")
      ->envname("SHORTBREAKS_PURPOSE")
      ->group("Why");
  app.add_option("--reference", settings_.reference, "What it is for, for example applications/...")->group("Why");
  app.add_flag("--json", settings_.json, "Answer in JSON, as the contract's messages");
}

void Tool::On(CLI::App& command, std::function<absl::Status()> action) {
  command.callback([this, action = std::move(action)] { action_ = action; });
}

void Tool::AddRequestId(CLI::App& command) {
  command.add_option("--request-id", settings_.request_id,
                     "UUID of this change; give the same one to send it again. Left out: a new one");
}

void Tool::AddPaging(CLI::App& command, Paging& paging) {
  command.add_option("--limit", paging.limit, "How many to list")->check(CLI::Range(1, 10000))->capture_default_str();
  command.add_option("--page-token", paging.page_token, "Go on where the last list ended");
}

absl::StatusOr<Client> Tool::Connect() {
  if (client_) return *client_;
  const auto target = [&](const std::string& own) { return own.empty() ? settings_.server : own; };
  ConnectionOptions options;
  options.availability_target = target(settings_.availability);
  options.eligibility_target = target(settings_.eligibility);
  options.bookings_target = target(settings_.bookings);
  const std::string* targets[] = {&options.availability_target, &options.eligibility_target, &options.bookings_target};
  if (std::all_of(std::begin(targets), std::end(targets), [](const auto* each) { return each->empty(); })) {
    return absl::InvalidArgumentError(
        "No service is named. Set SHORTBREAKS_SERVER, or SHORTBREAKS_AVAILABILITY, SHORTBREAKS_ELIGIBILITY and "
        "SHORTBREAKS_BOOKINGS, or the flags of the same names.");
  }
  const bool all_local = std::all_of(std::begin(targets), std::end(targets),
                                     [](const auto* each) { return each->empty() || IsLocal(*each); });
  const bool no_tls = settings_.tls_ca_file.empty() && settings_.tls_certificate_file.empty();
  options.plaintext = settings_.plaintext || (all_local && no_tls);
  options.tls_ca_file = settings_.tls_ca_file;
  options.tls_certificate_file = settings_.tls_certificate_file;
  options.tls_key_file = settings_.tls_key_file;
  options.default_timeout = absl::Seconds(settings_.timeout_seconds);
  options.purpose = settings_.purpose;
  if (!settings_.token_file.empty()) {
    auto token = ReadToken(settings_.token_file);
    if (!token.ok()) return token.status();
    options.token = [token = *token]() -> absl::StatusOr<std::string> { return token; };
  }
  auto connection = MakeConnection(std::move(options));
  if (!connection.ok()) return connection.status();
  client_.emplace(*std::move(connection));
  return *client_;
}

const std::string& Tool::AnnounceRequestId() {
  if (!sent_request_id_.empty()) return sent_request_id_;
  sent_request_id_ = settings_.request_id.empty() ? NewRequestId() : settings_.request_id;
  Note(absl::StrCat("request id ", Printable(sent_request_id_)));
  return sent_request_id_;
}

void Tool::MoreFollows(const std::string& page_token) {
  Note(absl::StrCat("There is more: a higher --limit, or --page-token ", page_token));
}

void Tool::Print(std::string_view text) { std::cout << text << std::flush; }

void Tool::Note(std::string_view text) { std::cerr << text << std::endl; }

absl::Status Tool::PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) return absl::InternalError("The answer cannot be written as JSON.");
  Print(text);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return absl::InvalidArgumentError(
        absl::StrCat("The token file ", path, " cannot be read. Check its name and rights."));
  }
  if (size > kTokenBytesMax) return absl::InvalidArgumentError(absl::StrCat(path, " is too large to be a token."));
  const std::string content(std::istreambuf_iterator<char>(file), {});
  const std::string token(absl::StripAsciiWhitespace(content));
  if (token.empty()) return absl::InvalidArgumentError(absl::StrCat("The token file ", path, " is empty."));
  return token;
}

}  // namespace shortbreaks::cli
