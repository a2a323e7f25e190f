#include "storm/world.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <cstdlib>
#include <iostream>

#include "ids/uuid.h"
#include "storm/raw_connection.h"
#include "storm/surroundings.h"
#include "support/family.h"
#include "wire/times.h"

namespace shortbreaks::storm {
namespace {

using mysql::Bytes;

constexpr Program kPrograms[] = {Program::kAvailability, Program::kEligibility, Program::kBookings};
constexpr int kRatios[][2] = {{2, 1}, {1, 1}, {1, 2}, {1, 3}, {1, 4}};
constexpr absl::Duration kSessionLasts = absl::Hours(3);

[[noreturn]] void Fail(const std::string& what, const absl::Status& status) {
  std::cerr << "The world of the storm cannot be made: " << what << ": " << status << "\n";
  std::abort();
}
void Must(const std::string& what, const absl::Status& status) {
  if (!status.ok()) Fail(what, status);
}
template <typename T>
T Must(const std::string& what, absl::StatusOr<T> result) {
  if (!result.ok()) Fail(what, result.status());
  return *std::move(result);
}

size_t Index(Program program) { return static_cast<size_t>(program); }
std::string At(const Proxy& proxy) { return absl::StrCat("127.0.0.1:", proxy.port()); }
absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

// One child with one carer and an allocation, added to an import.
void AddToImport(eligibility::v1::ImportCaseloadRequest& import, const std::string& key, const int (&ratio)[2],
                 int64_t minutes) {
  auto& carer = *import.add_carers();
  carer.set_external_id(key);
  carer.set_display_name("Storm Carer");
  auto& child = *import.add_children();
  child.set_external_id(key);
  child.set_display_name("Storm Child");
  *child.mutable_date_of_birth() = wire::ToProto(Today() - 3'660);
  child.set_resident(true);
  child.mutable_support_ratio()->set_staff(ratio[0]);
  child.mutable_support_ratio()->set_children(ratio[1]);
  auto& authority = *import.add_authorities();
  authority.set_carer_external_id(key);
  authority.set_child_external_id(key);
  auto& evidence = *import.add_evidence();
  evidence.set_child_external_id(key);
  evidence.mutable_evidence()->set_external_id(key);
  evidence.mutable_evidence()->set_kind(eligibility::v1::EVIDENCE_KIND_DLA_CARE_HIGHEST);
  *evidence.mutable_evidence()->mutable_issue_date() = wire::ToProto(Today() - 100);
  auto& allocation = *import.add_allocations();
  allocation.set_child_external_id(key);
  auto& granted = *allocation.mutable_allocation();
  granted.set_external_id(key);
  granted.mutable_granted()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  granted.mutable_granted()->set_amount(minutes);
  granted.set_tier(type::v1::TIER_TARGETED);
  granted.set_funding_stream("short-breaks-grant");
  *granted.mutable_window_start() = wire::ToProto(Today() - 30);
  *granted.mutable_window_end() = wire::ToProto(Today() + 700);
}

}  // namespace

World::World(const WorldOptions& options)
    : options_(options), random_(options.seed ^ 0x570u), council_(support::FreshCouncil()) {
  StartServices();
  AddFamilies();
  AddClubs();
  AddSessions();
}

void World::StartServices() {
  support::RunningServicesOptions options;
  if (!options_.clock_file.empty()) {
    options.mysql.run_by = {"env", "LD_PRELOAD=" + FaketimeLibrary(),
                            absl::StrCat("FAKETIME_TIMESTAMP_FILE=", options_.clock_file), "FAKETIME_CACHE_DURATION=1",
                            "FAKETIME_DONT_FAKE_MONOTONIC=1"};
  }
  // The database waits for nobody who has gone: a place that a killed service had locked is free at once all the same.
  options.bookings_arguments = {"--hold-seconds", "30", "--sweep-ms", "300", "--offer-ms", "300"};
  services_ = RunningServices::CreateWith(options);
  wires_.redis.SetTarget(services_->redis().port());
  wires_.decide.SetTarget(services_->port(Program::kEligibility));
  for (const Program program : kPrograms) {
    Proxy& mysql = wires_.mysql[Index(program)];
    mysql.SetTarget(services_->mysql().port());
    wires_.front[Index(program)].SetTarget(services_->port(program));
    services_->AddArguments(program, {"--mysql-unix-socket", "", "--mysql-port", absl::StrCat(mysql.port())});
  }
  services_->AddArguments(Program::kBookings,
                          {"--redis-unix-socket", "", "--redis-port", absl::StrCat(wires_.redis.port()),
                           "--eligibility-target", At(wires_.decide)});
  for (const Program program : kPrograms) {
    services_->process(program).Stop();
    Must("start", services_->Start(program));
  }
  ConnectionOptions connection;
  connection.availability_target = At(wires_.front[Index(Program::kAvailability)]);
  connection.eligibility_target = At(wires_.front[Index(Program::kEligibility)]);
  connection.bookings_target = At(wires_.front[Index(Program::kBookings)]);
  connection.plaintext = true;
  connection.channels = 2;
  connection.retry.attempts_max = 1;
  raw_ = MakeRawConnection({{"shortbreaks.availability.", connection.availability_target},
                            {"shortbreaks.eligibility.", connection.eligibility_target},
                            {"shortbreaks.bookings.", connection.bookings_target}});
  connection_ = Must("connection", MakeConnection(std::move(connection)));
}

// Most have hours for a handful of sessions, and every third for two: whoever books more would be overdrawn.
void World::AddFamilies() {
  const int handing_over = 2 * options_.handover_sessions, others = options_.latecomers + handing_over + 16;
  constexpr int64_t kPlenty = 600'000;
  std::map<std::string, bool> has_little;
  const int all = options_.families + others;
  for (int begun = 0; begun < all;) {
    eligibility::v1::ImportCaseloadRequest import;
    import.set_request_id(NewRequestId());
    import.set_decided_elsewhere("For a storm.");
    for (int i = 0; i < 500 && begun < all; ++i, ++begun) {
      const std::string key = absl::StrCat("storm-", 10'000 + begun);
      const bool little = begun < options_.families && random_.OneIn(3);
      const int64_t minutes = begun >= options_.families ? kPlenty : little ? 400 : 180 * random_.Between(5, 12);
      has_little[key] = little;
      constexpr int kLeast[2] = {1, 4};
      const size_t ratio = random_.Below(std::size(kRatios));
      AddToImport(import, key, begun >= options_.families ? kLeast : kRatios[ratio], minutes);
    }
    Must("caseload", Calm().ImportCaseload(import, {.timeout = absl::Seconds(60)}));
  }
  for (const mysql::Row& row :
       Root("SELECT c.external_id, c.child_id, a.carer_id FROM children c JOIN care_authorities a "
            "ON a.council_id = c.council_id AND a.child_id = c.child_id WHERE c.council_id = ? "
            "ORDER BY c.external_id",
            {council_})) {
    StormFamily family{ids::ResourceName("carers", row.Text(2)), ids::ResourceName("children", row.Text(1)),
                       has_little[row.Text(0)]};
    auto& group = static_cast<int>(families_.size()) < options_.families       ? families_
                  : static_cast<int>(latecomers_.size()) < options_.latecomers ? latecomers_
                  : static_cast<int>(handover_families_.size()) < handing_over ? handover_families_
                                                                               : linear_families_;
    group.push_back(std::move(family));
  }
}

// Three clubs with lists in each order; one without anything that is not a place; and one whose list is empty until all
// is still.
void World::AddClubs() {
  Client officer = Calm();
  for (int order = 1; order <= 5; ++order) {
    clubs_.push_back(support::AddClub(officer, absl::StrCat("Storm ", order)));
    Root(
        "UPDATE activities SET waiting_order = ?, ratio_staff = 2, ratio_children = 1, needs_match_hours = 0 "
        "WHERE council_id = ? AND activity_id = ?",
        {int64_t{order % 4}, council_, Bytes{ids::IdOf("activities", clubs_.back()).value()}});
  }
}

absl::StatusOr<std::string> World::AddSession(const std::string& club, int places, absl::Duration starts_in,
                                              absl::Duration lasts) {
  Client officer = Calm();
  availability::v1::CreateSessionRequest create;
  create.set_request_id(NewRequestId());
  auto& session = *create.mutable_session();
  session.set_activity(club);
  const absl::Time start = absl::Now() + starts_in;
  *session.mutable_start_time() = wire::ToProto(start);
  *session.mutable_end_time() = wire::ToProto(start + lasts);
  session.set_places(places);
  availability::v1::PublishSessionRequest publish;
  publish.set_request_id(NewRequestId());
  const auto created = officer.CreateSession(create);
  if (!created.ok()) return created.status();
  publish.set_name(created->session().name());
  const auto published = officer.PublishSession(publish);
  if (!published.ok()) return published.status();
  return published->session().name();
}

// Three at a time overlap. Some begin so soon that cancelling costs. Of one places are few, of one staff, of one what a
// cap allows: each is to run out where the others do not.
void World::AddSessions() {
  const auto add = [&](const std::string& club, int places, absl::Duration starts_in) {
    return Must("session", AddSession(club, places, starts_in, kSessionLasts));
  };
  for (int i = 0; i < options_.sessions; ++i) {
    const absl::Duration starts_in = absl::Hours(26 + 12 * (i / 3) + i % 3);
    const int places = i % 3 == 0 ? random_.Between(1, 4) : 9;
    sessions_.push_back(add(clubs_[random_.Below(3)], places, starts_in));
    const mysql::Parameter id = Bytes{ids::IdOf("sessions", sessions_.back()).value()};
    if (i % 3 == 1) {
      Root("UPDATE sessions SET staff = ?, version = version + 1 WHERE council_id = ? AND session_id = ?",
           {int64_t{random_.Between(2, 4)}, council_, id});
    } else if (i % 3 == 2) {
      Root(
          "INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max) "
          "VALUES (?, ?, 1, 2, ?)",
          {council_, id, int64_t{random_.Between(1, 2)}});
    }
  }
  for (int i = 0; i < 9; ++i) {
    doomed_sessions_.push_back(add(clubs_[static_cast<size_t>(i) % 3], 4, absl::Hours(800 + 5 * i)));
  }
  for (int i = 0; i < options_.linear_sessions; ++i) {
    linear_sessions_.push_back(add(clubs_[3], 2 + i % 3, absl::Hours(1'000 + 5 * i)));
  }
  for (int i = 0; i < options_.handover_sessions; ++i) {
    handover_sessions_.push_back(add(clubs_[3], 1, absl::Hours(1'200 + 5 * i)));
  }
}

const std::string& World::TokenOf(const std::string& carer) {
  const std::scoped_lock lock(mutex_);
  std::string& token = tokens_[carer];
  if (token.empty()) token = services_->Token({identity::Role::kCarer, council_, carer, "", "storm"});
  return token;
}

const std::string& World::OfficersToken(bool second) {
  const std::string officer = second ? "officer-2" : "officer-1";
  const std::scoped_lock lock(mutex_);
  std::string& token = tokens_[officer];
  if (token.empty()) token = services_->Token({identity::Role::kOfficer, council_, officer, "", "storm"});
  return token;
}

mysql::Rows World::Root(std::string_view sql, const mysql::Parameters& parameters) {
  return Must("statement", services_->mysql().AsRoot(sql, parameters));
}

}  // namespace shortbreaks::storm
