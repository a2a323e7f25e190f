#include "support/running_services.h"

#include <absl/strings/str_cat.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "identity/signing.h"
#include "support/sample_policy.h"
#include "support/sealed.h"

namespace shortbreaks::support {
namespace {

constexpr char kIssuer[] = "https://id.example";
constexpr char kAudience[] = "shortbreaks";

void Must(const absl::Status& status, const std::string& what) {
  if (status.ok()) return;
  std::cerr << what << ": " << status << "\n";
  std::abort();
}

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string TakeText(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

struct KeyPair {
  std::string secret, open;  // PEM
};

// Takes the key.
KeyPair PemOf(EVP_PKEY* key) {
  BIO* secret = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
  BIO* open = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(open, key);
  EVP_PKEY_free(key);
  return {TakeText(secret), TakeText(open)};
}

}  // namespace

RunningServices::RunningServices() {
  const char* names[] = {"availability", "eligibility", "bookings"};
  const char* paths[] = {SHORTBREAKS_AVAILABILITY, SHORTBREAKS_ELIGIBILITY, SHORTBREAKS_BOOKINGS};
  for (size_t i = 0; i < 3; ++i) {
    programs_[i].name = names[i];
    programs_[i].path = paths[i];
    programs_[i].port = FreePort();
  }
}

std::unique_ptr<RunningServices> RunningServices::Create(std::vector<std::string> bookings_arguments) {
  return CreateWith(RunningServicesOptions{.bookings_arguments = std::move(bookings_arguments)});
}

std::unique_ptr<RunningServices> RunningServices::CreateWith(const RunningServicesOptions& options) {
  std::unique_ptr<RunningServices> services(new RunningServices);
  auto mysql = PrivateMysql::Create(options.mysql);
  Must(mysql.status(), "MariaDB");
  services->mysql_ = *std::move(mysql);
  auto redis = PrivateRedis::Create();
  Must(redis.status(), "Redis");
  services->redis_ = *std::move(redis);
  services->MakeKeys();
  const std::string eligibility = services->target(Program::kEligibility);
  auto& arguments = services->Of(Program::kBookings).arguments;
  arguments = {"--eligibility-target",    eligibility, "--eligibility-plaintext", "true", "--redis-unix-socket",
               services->redis().socket()};
  arguments.insert(arguments.end(), options.bookings_arguments.begin(), options.bookings_arguments.end());
  services->Of(Program::kEligibility).arguments = {"--audit-signing-key-file",   services->AuditKey("private"),
                                                   "--audit-checkpoint-folder",  services->checkpoint_folder(),
                                                   "--audit-checkpoint-seconds", "1"};
  for (const Program program : {Program::kAvailability, Program::kEligibility, Program::kBookings}) {
    Must(services->Start(program), services->Of(program).name);
  }
  return services;
}

void RunningServices::MakeKeys() {
  private_key_pem_ = identity::NewSigningKey();
  WriteFile(directory_.path() + "/token-keys.json", identity::PublicJwks({{"test", private_key_pem_}}).value());
  const KeyPair audit = PemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  WriteFile(AuditKey("private"), audit.secret);
  WriteFile(AuditKey("public"), audit.open);
  std::filesystem::create_directory(checkpoint_folder());
  WriteFile(directory_.path() + "/page-token-key", std::string(32, 'p'));
  WriteFile(directory_.path() + "/sealing-keys", TestKeyFile());
  WriteFile(directory_.path() + "/mysql-password", std::string(PrivateMysql::kPassword));
}

std::vector<std::string> RunningServices::Arguments(const Running& running) const {
  const std::string& directory = directory_.path();
  std::vector<std::string> arguments = {
      running.path, "--listen-address", absl::StrCat("127.0.0.1:", running.port), "--metrics-address", "127.0.0.1:0",
      "--ports-file", absl::StrCat(directory, "/", running.name, ".ports"), "--mysql-unix-socket", mysql_->socket(),
      "--mysql-user", absl::StrCat("shortbreaks_", running.name), "--mysql-password-file",
      directory + "/mysql-password", "--token-issuer", kIssuer, "--token-audience", kAudience, "--token-keys-file",
      directory + "/token-keys.json", "--page-token-key-file", directory + "/page-token-key", "--drain-seconds", "5",
      "--health-probe-ms", "100",
      // Storms come from a few users at once.
      "--user-calls-per-second-max", "1000000", "--user-calls-burst-max", "1000000", "--partner-calls-per-second-max",
      "1000000", "--partner-calls-burst-max", "1000000"};
  if (running.name != "availability") {
    arguments.insert(arguments.end(), {"--sealing-keys-file", directory + "/sealing-keys"});
  }
  arguments.insert(arguments.end(), running.arguments.begin(), running.arguments.end());
  return arguments;
}

void RunningServices::AddArguments(Program program, const std::vector<std::string>& arguments) {
  auto& all = Of(program).arguments;
  all.insert(all.end(), arguments.begin(), arguments.end());
}

absl::Status RunningServices::Start(Program program) {
  Running& running = Of(program);
  const std::string ports = absl::StrCat(directory_.path(), "/", running.name, ".ports");
  std::filesystem::remove(ports);
  auto started = running.process.Start(Arguments(running), absl::StrCat(directory_.path(), "/", running.name, ".log"));
  if (!started.ok()) return started;
  const bool serves =
      Eventually(absl::Seconds(30), [&] { return std::filesystem::exists(ports) || !running.process.running(); });
  if (serves && std::filesystem::exists(ports)) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(running.name, " does not serve:\n", Log(program)));
}

std::string RunningServices::Log(Program program) {
  return ReadAll(absl::StrCat(directory_.path(), "/", Of(program).name, ".log"));
}

int RunningServices::metrics_port(Program program) {
  return nlohmann::json::parse(ReadAll(absl::StrCat(directory_.path(), "/", Of(program).name, ".ports")))["metrics"];
}

std::string RunningServices::Token(const identity::Principal& principal) const {
  auto token = identity::SignJwt(principal, kIssuer, kAudience, absl::Now() + absl::Hours(1), "test", private_key_pem_);
  Must(token.status(), "token");
  return *token;
}

Client RunningServices::Officer(const std::string& council) {
  Client officer = As({identity::Role::kOfficer, council, "officer-1", "", "test-suite"});
  if (!councils_with_policy_.insert(council).second) return officer;
  eligibility::v1::ProposePolicyRequest propose;
  propose.set_request_id(NewRequestId());
  propose.set_content(SamplePolicy(council));
  auto proposed = officer.ProposePolicy(propose);
  Must(proposed.status(), "policy");
  eligibility::v1::PublishPolicyRequest publish;
  publish.set_request_id(NewRequestId());
  publish.set_name(proposed->policy().name());
  publish.set_etag(proposed->policy().etag());
  Client second = As({identity::Role::kOfficer, council, "officer-2", "", "test-suite"});
  Must(second.PublishPolicy(publish).status(), "policy");
  return officer;
}

std::shared_ptr<Connection> RunningServices::ConnectionAs(const identity::Principal& principal, bool retry) {
  return ConnectionWith(Token(principal), retry, principal.role == identity::Role::kOfficer ? "enquiry" : "");
}

std::shared_ptr<Connection> RunningServices::ConnectionWith(const std::string& token, bool retry,
                                                            const std::string& purpose) {
  ConnectionOptions options;
  options.availability_target = target(Program::kAvailability);
  options.eligibility_target = target(Program::kEligibility);
  options.bookings_target = target(Program::kBookings);
  options.plaintext = true;
  options.token = [token] { return token; };
  if (!retry) options.retry.attempts_max = 1;
  options.purpose = purpose;
  auto connection = MakeConnection(std::move(options));
  Must(connection.status(), "connection");
  return *std::move(connection);
}

}  // namespace shortbreaks::support
