// One hot path, so many times: for counting its instructions.
//
//   hot_paths NAME TIMES   what it prepares is the same whatever TIMES is
//   hot_paths --list       the names
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>

#include "availability/search_sql.h"
#include "benchmarks/measuring.h"
#include "eligibility/mysql_rows.h"
#include "idempotency/requests.h"
#include "identity/jwks.h"
#include "identity/signing.h"
#include "identity/token_verifier.h"
#include "policy/assess.h"
#include "policy/cases.h"
#include "policy/parse.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "support/sealed.h"

namespace shortbreaks {
namespace {

using benchmarks::Must;
using Step = std::function<void()>;

constexpr char kCouncil[] = "E08000031";
const ids::Uuid kId(16, 'c');

// So that nothing is left out as unused.
void Keep(bool value) {
  if (!value) std::exit(1);
}

std::string FileText(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

identity::Principal SomeCarer() {
  return {identity::Role::kCarer, kCouncil, "carers/0190a5e2-7c1d-7b3e-8f00-0123456789ab", "", "parent-app"};
}

// Each offer of a shipped policy, for the children of its own cases.
Step Decide() {
  const std::string path = absl::StrCat(SHORTBREAKS_POLICIES, "/wolverhampton-sample.yaml");
  policy::Mistakes mistakes;
  auto policy = std::make_shared<policy::Policy>(policy::Parse(FileText(path), mistakes));
  auto cases = std::make_shared<std::vector<policy::Case>>(
      policy::ParseCases(FileText(absl::StrReplaceAll(path, {{".yaml", ".cases.yaml"}})), *policy, mistakes));
  Keep(!cases->empty());
  return [policy, cases] {
    for (const policy::Case& one : *cases) {
      for (const policy::Offer& offer : policy->offers) {
        Keep(!policy::Assess(*policy, offer, one.facts).rules.empty());
      }
    }
  };
}

// Of a token that an app shows with each call.
Step CheckToken() {
  const std::string key = identity::NewSigningKey();
  auto keys = Must(identity::ParseJwks(Must(identity::PublicJwks({{"key", key}})), /*development=*/false));
  std::shared_ptr<identity::TokenVerifier> verifier = Must(identity::MakeTokenVerifier(
      {"https://issuer.example", "short-breaks"}, std::make_shared<identity::FixedTokenKeys>(std::move(keys))));
  const absl::Time now = absl::Now();
  const std::string token = Must(
      identity::SignJwt(SomeCarer(), "https://issuer.example", "short-breaks", now + absl::Minutes(10), "key", key));
  return [=] { Keep(verifier->Verify(token, now).ok()); };
}

// A child's record out of its row: the key unwrapped, seven columns opened.
Step OpenChild() {
  auto keyring = support::TestKeyring();
  const sealing::DataKey key = sealing::DataKey::Random();
  const sealing::Sealer sealer(*keyring, kCouncil, key);
  const eligibility::ChildRecord child{.child_id = kId,
                                       .display_name = "Samuel Sample-Sample",
                                       .date_of_birth = absl::CivilDay(2016, 5, 4),
                                       .ward = "Bushbury South",
                                       .postcode_district = "WV10",
                                       .resident = true,
                                       .ratio_staff = 1,
                                       .ratio_children = 3,
                                       .needs = 12};
  const auto text = [](const mysql::Parameter& parameter) -> mysql::Row::Value {
    if (const auto* bytes = std::get_if<mysql::Bytes>(&parameter)) return bytes->value;
    if (const auto* words = std::get_if<std::string>(&parameter)) return *words;
    return std::nullopt;
  };
  const auto sealed = [&](const char* column, std::string_view value) { return text(sealer.Text(column, kId, value)); };
  const mysql::Row row(
      {kId, std::nullopt, sealed("children.display_name", child.display_name),
       text(sealer.Day("children.date_of_birth", kId, child.date_of_birth)), sealed("children.ward", child.ward),
       sealed("children.postcode_district", child.postcode_district), "1", "1", "3",
       text(sealer.Number("children.needs", kId, child.needs)),
       text(sealer.Number("children.assessment_route", kId, 1)), "1", std::nullopt, kCouncil,
       keyring->Wrap(kCouncil, kId, key)},
      keyring.get());
  return [row, keyring] { Keep(eligibility::ReadChildRow(row)->needs == 12); };
}

// What makes a request the same as one from before.
Step MarkRequest() {
  bookings::v1::BookPlaceRequest request;
  request.set_request_id("0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  request.set_child("children/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  request.set_session("sessions/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  return [request] { Keep(idempotency::MarkOf(SomeCarer(), "BookPlace", request.request_id(), request).ok()); };
}

// A search with most of its criteria, as one statement.
Step WriteSearch() {
  availability::SessionQuery query;
  query.start_time = absl::FromUnixSeconds(1'800'000'000);
  query.end_time = query.start_time + absl::Hours(24 * 90);
  query.area = {52.58, -2.13, 5'000};
  query.date_of_birth = absl::CivilDay(2016, 5, 4);
  query.needs = 12;
  query.ratio_staff = query.ratio_children = 1;
  query.free_places_min = 1;
  query.days = 64;
  const availability::SearchPosition from{query.start_time, query.end_time, {}};
  return [=] { Keep(availability::SearchStatement(kCouncil, query, from, 21).selective); };
}

const std::map<std::string, Step (*)()> kPaths = {{"decide", Decide},
                                                  {"check-token", CheckToken},
                                                  {"open-child", OpenChild},
                                                  {"mark-request", MarkRequest},
                                                  {"write-search", WriteSearch}};

}  // namespace
}  // namespace shortbreaks

int main(int argc, char** argv) {
  using shortbreaks::kPaths;
  if (argc == 2 && std::string(argv[1]) == "--list") {
    for (const auto& [name, make] : kPaths) std::cout << name << "\n";
    return 0;
  }
  int times = 0;
  if (argc != 3 || !kPaths.contains(argv[1]) || !absl::SimpleAtoi(argv[2], &times)) {
    std::cerr << "hot_paths NAME TIMES, or hot_paths --list\n";
    return 2;
  }
  const auto step = kPaths.at(argv[1])();
  for (int i = 0; i < times; ++i) step();
  return 0;
}
