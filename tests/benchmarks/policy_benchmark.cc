// What a decision costs: on each shipped policy by itself, beside the reads it stands on, beside an RPC that reads
// nothing; and how a replay of 100,000 families compares with reading them. Prints ratios; run it on a release build.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/time/clock.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "benchmarks/measuring.h"
#include "benchmarks/report.h"
#include "eligibility/decisions.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"
#include "eligibility/policies.h"
#include "eligibility/replay.h"
#include "policy/assess.h"
#include "policy/cases.h"
#include "policy/parse.h"
#include "support/family.h"
#include "support/running_services.h"
#include "support/sample_policy.h"
#include "telemetry/metrics.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using benchmarks::FileText;
using benchmarks::Finding;
using benchmarks::Micros;
using benchmarks::Must;

using eligibility::ChildOnFile;

struct Pack {
  policy::Policy policy;
  std::vector<policy::Case> cases;
  double micros = 0;  // a decision
};

// Every offer of every shipped policy, asked about the children of its own cases.
std::vector<Pack> MeasurePacks() {
  std::vector<Pack> packs;
  for (const auto& entry : std::filesystem::directory_iterator(SHORTBREAKS_POLICIES)) {
    const std::string path = entry.path().string();
    if (!path.ends_with(".yaml") || path.ends_with(".cases.yaml")) continue;
    policy::Mistakes mistakes;
    Pack& pack = packs.emplace_back();
    pack.policy = policy::Parse(FileText(path), mistakes);
    pack.cases =
        policy::ParseCases(FileText(absl::StrReplaceAll(path, {{".yaml", ".cases.yaml"}})), pack.policy, mistakes);
    size_t decisions = 0, rules = 0;
    const double all = Micros(200, [&] {
      decisions = 0;
      for (const policy::Case& one : pack.cases) {
        for (const policy::Offer& offer : pack.policy.offers) {
          rules += policy::Assess(pack.policy, offer, one.facts).rules.size();
          ++decisions;
        }
      }
    });
    pack.micros = all / static_cast<double>(decisions);
    if (rules == 0) std::exit(1);
  }
  std::sort(packs.begin(), packs.end(), [](const Pack& a, const Pack& b) { return a.micros > b.micros; });
  return packs;
}

// `thousands` thousand children, each with an award letter, sealed as eligibility writes them.
void AddChildren(const mysql::ConnectionOptions& options, const std::string& council, int thousands) {
  auto connection = Must(mysql::Connection::Open(options));
  for (int i = 0; i < thousands; ++i) {
    std::vector<mysql::Parameters> keys, children, letters;
    for (int j = 0; j < 1000; ++j) {
      eligibility::ChildRecord child{.child_id = ids::NewUuid(),
                                     .display_name = "Sample",
                                     .date_of_birth = absl::CivilDay(2016, 5, 4),
                                     .resident = true,
                                     .ratio_children = 3};
      const auto key =
          Must(sealing::MakeKey(connection->keyring(), council, child.child_id, sealing::SubjectKind::kChild));
      keys.push_back(key.row);
      children.push_back(eligibility::InsertParameters(key.sealer, council, child));
      const eligibility::EvidenceRecord letter{.evidence_id = child.child_id,
                                               .child_id = child.child_id,
                                               .kind = 2,
                                               .issue_date = absl::CivilDay(2024, 1, 1)};
      letters.push_back(eligibility::InsertParameters(key.sealer, council, letter));
    }
    for (const auto& [insert, rows] : {std::pair{&eligibility::kInsertKeys, &keys},
                                       {&eligibility::kInsertChildren, &children},
                                       {&eligibility::kInsertEvidence, &letters}}) {
      if (!eligibility::InsertAll(*connection, *insert, *rows).ok()) std::exit(1);
    }
  }
}

class World {
 public:
  World()
      : services_(support::RunningServices::Create()),
        officer_(services_->Officer(kCouncil)),
        family_(support::AddFamily(officer_, 6000)),
        session_(support::AddSession(officer_, support::AddClub(officer_), 10, absl::Hours(24 * 14))),
        pool_({.connection = services_->mysql().As("shortbreaks_eligibility")}, telemetry::NoMetrics()),
        store_(pool_),
        policies_(pool_) {
    call_.principal = {identity::Role::kOfficer, kCouncil, "officer-1", "", "benchmark"};
    call_.deadline = absl::Now() + absl::Hours(1);
  }

  // An RPC that is refused before anything is read, and a whole decision.
  void MeasureRpc() {
    eligibility::v1::DecideRequest malformed, request;
    malformed.set_child("nonsense");
    request.set_child(family_.child);
    request.set_session(session_);
    const double empty = Micros(2000, [&] { officer_.Decide(malformed).status().IgnoreError(); });
    const double decide = Micros(2000, [&] { Must(officer_.Decide(request)); });
    std::cout << absl::StrFormat("an RPC that reads nothing %8.0f us\nDecide                    %8.0f us  %.1f x\n",
                                 empty, decide, decide / empty);
  }

  // Decide beside the reads that it stands on, and what keeping it adds.
  double MeasureDecision(const char* when) {
    const ids::Uuid child = *ids::IdOf("children", family_.child), session = *ids::IdOf("sessions", session_);
    const auto read = [&] { return *Must(store_.ReadForDecision(call_, {.sees_all = true}, child, session)); };
    const double reading = Micros(2000, [&] { read(); });
    const double whole = Micros(2000, [&] {
      auto input = read();
      const auto day = wire::FromProto(input.basis.day()).value();
      const auto live = Must(policies_.LiveOn(call_, day));
      const auto decision = eligibility::DecideOn(input.basis, live.policy_id, live.policy.get());
      if (!store_.KeepDecision(call_, input.basis, decision).ok()) std::exit(1);
    });
    std::cout << absl::StrFormat("%-38s %6.0f us to read, %6.0f us decided and kept  %.2f x\n", when, reading, whole,
                                 whole / reading);
    return whole;
  }

  void AddPolicies(int count) {
    for (int i = 0; i < count; ++i) {
      Must(services_->mysql().AsRoot(
          "INSERT INTO policies SELECT council_id, UNHEX(REPLACE(UUID(), '-', '')), policy_key, title, sample, "
          "content, "
          "digest, '2190-01-01', NULL, state, proposer, publisher, propose_time, publish_time, version FROM policies "
          "WHERE council_id = ? LIMIT 1",
          {std::string(kCouncil)}));
    }
  }

  void MeasureReplay() {
    policy::Mistakes mistakes;
    const policy::Policy before = policy::Parse(support::SamplePolicy(kCouncil), mistakes);
    const policy::Policy after = policy::Parse(
        absl::StrReplaceAll(support::SamplePolicy(kCouncil), {{"[middle, highest]", "[highest]"}}), mistakes);
    size_t children = 0, effects = 0;
    const auto pass = [&](bool replay) {
      children = effects = 0;
      paging::Page page{.size = 2000};
      const absl::Time start = absl::Now();
      do {
        auto list = Must(store_.ListChildrenOnFile(call_, page));
        for (ChildOnFile& child : list.items) {
          ++children;
          if (!replay) continue;
          *child.basis.mutable_day() = wire::ToProto(absl::CivilDay(2027, 4, 1));
          effects += eligibility::EffectsOn(child, &before, after).size();
        }
        page.position = list.next;
      } while (!page.position.empty());
      return absl::ToDoubleSeconds(absl::Now() - start);
    };
    const double reading = std::min(pass(false), pass(false));
    const double replay = std::min(pass(true), pass(true));
    std::cout << absl::StrFormat("replay of %d families: %.2f s to read, %.2f s replayed  %.2f x; %d would change\n",
                                 children, reading, replay, replay / reading, effects);
  }

  support::PrivateMysql& mysql() { return services_->mysql(); }
  static constexpr char kCouncil[] = "E08000031";

 private:
  std::unique_ptr<support::RunningServices> services_;
  Client officer_;
  support::Family family_;
  std::string session_;
  mysql::Pool pool_;
  eligibility::MysqlStore store_;
  eligibility::Policies policies_;
  rpc::Call call_;
};

Finding HeaviestPack(int turns) {
  Finding heaviest{.unit = "us", .target = 50, .more_is_better = false};
  std::cout << "One thread, each shipped policy, slowest first:\n";
  for (int turn = 0; turn < turns; ++turn) {
    const std::vector<Pack> packs = MeasurePacks();
    heaviest.name = absl::StrCat("a decision on the heaviest pack, ", packs.front().policy.id);
    heaviest.turns.push_back(packs.front().micros);
    if (turn > 0) continue;
    for (const Pack& pack : packs) {
      std::cout << absl::StrFormat("  %-26s %7.2f us  %9.0f decisions a second\n", pack.policy.id, pack.micros,
                                   1e6 / pack.micros);
    }
  }
  return heaviest;
}

void MeasureServices() {
  World world;
  std::cout << "\nOver the wire, one caller:\n";
  world.MeasureRpc();
  std::cout << "\nIn the service, one thread:\n";
  const double alone = world.MeasureDecision("one family, one policy");
  AddChildren(world.mysql().As("shortbreaks_eligibility"), World::kCouncil, 100);
  const double families = world.MeasureDecision("100,001 families");
  world.AddPolicies(200);
  const double policies = world.MeasureDecision("100,001 families, 201 policies");
  std::cout << absl::StrFormat("grown with families %.2f x, with policies too %.2f x\n\n", families / alone,
                               policies / alone);
  world.MeasureReplay();
}

int Main(int argc, char** argv) {
  int turns = 3;
  std::string json_file;
  CLI::App app("What a decision costs, beside what it stands on.");
  app.add_option("--turns", turns, "How often each shipped policy is measured")->check(CLI::Range(1, 100));
  app.add_option("--json", json_file, "Where to write what is aimed at");
  CLI11_PARSE(app, argc, argv);
  const Finding heaviest = HeaviestPack(turns);
  MeasureServices();
  const benchmarks::Report report = benchmarks::ReportOf("one thread", {heaviest});
  std::cout << "\n" << ToTable(report);
  benchmarks::WriteFile(json_file, ToJson(report));
  return 0;
}

}  // namespace
}  // namespace shortbreaks

int main(int argc, char** argv) { return shortbreaks::Main(argc, argv); }
