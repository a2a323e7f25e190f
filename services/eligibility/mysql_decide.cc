// What a decision stands on. The versions are read first: where something changes between two reads, the decision
// carries the older version, and a booking made on it is decided again.
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"
#include "eligibility/rules.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using mysql::Bytes;

// 1 is DRAFT, which families do not see.
constexpr char kReadPair[] =
    ", c.diary_version, s.version, s.start_time, s.end_time, s.tier, s.age_min_years, s.age_max_years, s.ratio_staff, "
    "s.ratio_children, "
    "s.needs_met, s.charge_minutes, s.charge_nights, s.price_pence, s.provider_id, "
    "s.notice_hours "
    "FROM children c LEFT JOIN session_offers s ON s.council_id = c.council_id AND s.session_id = ? AND s.state <> 1 "
    "WHERE c.council_id = ? AND c.child_id = ? AND ";

constexpr std::string_view kDecisionBasis = "decisions.basis";
constexpr std::string_view kDecisionResult = "decisions.result";

// The latest 200 of each: no child has as many in force. What was withdrawn does not count.
constexpr char kReadEvidence[] =
    " FROM evidence e WHERE e.council_id = ? AND e.child_id = ? AND e.withdraw_time IS NULL "
    "ORDER BY e.issue_date DESC, e.evidence_id LIMIT 200";
constexpr char kReadAllocations[] =
    " FROM allocations l WHERE l.council_id = ? AND l.child_id = ? ORDER BY l.window_start DESC, l.allocation_id "
    "LIMIT 200";
// The earliest first, so that the latest of an offer is read last. No child has as many.
constexpr std::string_view kReadApplicationDates =
    "SELECT application_id, offer, submit_time, evidence_complete_date FROM applications "
    "WHERE council_id = ? AND child_id = ? AND submit_time IS NOT NULL ORDER BY application_id LIMIT 500";
constexpr std::string_view kReadBookings =
    "SELECT provider_id, allocation_id, amount, start_time, end_time, charge_nights, second_allocation_id, "
    "second_amount FROM child_bookings "
    "WHERE council_id = ? AND child_id = ? AND session_id <> ? ORDER BY start_time DESC LIMIT 1000";

constexpr char kListChildren[] = " FROM children c WHERE c.council_id = ? AND c.child_id > ?";
constexpr char kListChildrenOrder[] = " ORDER BY c.child_id LIMIT ?";
constexpr char kEvidenceOfRange[] =
    " FROM evidence e WHERE e.council_id = ? AND e.child_id BETWEEN ? AND ? AND e.withdraw_time IS NULL "
    "ORDER BY e.child_id, e.issue_date DESC, e.evidence_id";
constexpr std::string_view kApplicationsOfRange =
    "SELECT child_id, application_id, offer, submit_time, evidence_complete_date, open_offer, policy_id FROM "
    "applications "
    "WHERE council_id = ? AND child_id BETWEEN ? AND ? AND submit_time IS NOT NULL ORDER BY application_id";

absl::StatusOr<v1::Child> ChildOf(const mysql::Row& row) {
  auto record = ReadChildRow(row);
  if (!record.ok()) return record.status();
  v1::Child child = ToProto(*record);
  child.clear_display_name();
  child.clear_external_id();
  return child;
}

// Of the columns application_id, offer, submit_time, evidence_complete_date from `at`; after the earlier applications
// for the same offer.
void AddApplicationDates(v1::DecisionBasis& basis, const mysql::Row& row, size_t at) {
  v1::ApplicationDates dates;
  dates.set_application(ids::ResourceName("applications", row.Text(at)));
  dates.set_offer(row.Text(at + 1));
  *dates.mutable_application_date() = wire::ToProto(london::DayOf(row.Time(at + 2)));
  if (!row.IsNull(at + 3)) *dates.mutable_evidence_complete_date() = wire::ToProto(row.Day(at + 3));
  auto& all = *basis.mutable_application_dates();
  const auto place = std::ranges::upper_bound(all, dates.offer(), {}, &v1::ApplicationDates::offer);
  const auto index = place - all.begin();
  *all.Add() = dates;
  std::rotate(all.begin() + index, all.end() - 1, all.end());
}

v1::SessionTerms ReadTerms(const mysql::Row& row, size_t at) {
  const auto small = [&](size_t column) { return static_cast<int32_t>(row.Int(at + column)); };
  v1::SessionTerms terms;
  terms.set_version(row.Int(at));
  *terms.mutable_start_date() = wire::ToProto(london::DayOf(row.Time(at + 1)));
  *terms.mutable_end_date() = wire::ToProto(london::DayOf(row.Time(at + 2)));
  terms.set_tier(static_cast<type::v1::Tier>(row.Int(at + 3)));
  terms.set_age_min_years(small(4));
  terms.set_age_max_years(small(5));
  terms.mutable_support_ratio()->set_staff(small(6));
  terms.mutable_support_ratio()->set_children(small(7));
  for (int bit = 1; bit < 63; ++bit) {
    if ((row.Int(at + 8) >> bit) & 1) terms.add_needs_met(static_cast<type::v1::Need>(bit));
  }
  terms.set_charge_minutes(row.Int(at + 9));
  terms.set_charge_nights(row.Int(at + 10));
  terms.set_price_pence(row.Int(at + 11));
  terms.set_provider(ids::ResourceName("providers", row.Text(at + 12)));
  terms.set_notice_hours(small(13));
  return terms;
}

void AddBookings(const mysql::Rows& rows, v1::DecisionBasis& basis) {
  std::map<std::tuple<std::string, std::string, absl::CivilDay>, int64_t> used;
  for (const mysql::Row& row : rows) {
    const std::string provider = ids::ResourceName("providers", row.Text(0));
    const absl::CivilDay day = london::DayOf(row.Time(3));
    if (!row.IsNull(1)) used[{ids::ResourceName("allocations", row.Text(1)), provider, day}] += row.Int(2);
    if (!row.IsNull(6)) used[{ids::ResourceName("allocations", row.Text(6)), provider, day}] += row.Int(7);
    if (row.Int(5) <= 0) continue;
    v1::Stay& stay = *basis.add_stays();
    stay.set_provider(provider);
    *stay.mutable_start_date() = wire::ToProto(london::DayOf(row.Time(3)));
    *stay.mutable_end_date() = wire::ToProto(london::DayOf(row.Time(4)));
    stay.set_nights(row.Int(5));
  }
  for (const auto& [key, amount] : used) {
    v1::Usage& usage = *basis.add_usage();
    usage.set_allocation(std::get<0>(key));
    usage.set_provider(std::get<1>(key));
    *usage.mutable_start_date() = wire::ToProto(std::get<2>(key));
    usage.set_amount(amount);
  }
}

absl::Status Keep(mysql::Connection& connection, const std::string& council, const v1::DecisionBasis& basis,
                  const v1::Decision& decision) {
  const ids::Uuid id = ids::IdOf("decisions", decision.name()).value_or(ids::Uuid());
  const ids::Uuid child_id = ids::IdOf("children", basis.child().name()).value_or(ids::Uuid());
  auto sealer = sealing::SealerOf(connection, council, child_id);
  if (!sealer.ok()) return sealer.status();
  auto kept = connection.Execute(
      "INSERT INTO decisions (council_id, decision_id, child_id, policy_id, basis, result, create_time) "
      "VALUES (?, ?, ?, ?, ?, ?, NOW(6))",
      {council, Bytes{id}, Bytes{child_id},
       mysql::IdOrNull(ids::IdOf("policies", basis.policy()).value_or(ids::Uuid())),
       sealer->Text(kDecisionBasis, id, basis.SerializeAsString()),
       sealer->Text(kDecisionResult, id, decision.SerializeAsString())});
  // The same question was answered before.
  if (mysql::FaultOf(kept.status()) == mysql::Fault::kDuplicateKey) return absl::OkStatus();
  return kept.status();
}

}  // namespace

absl::Status MysqlStore::ReadFile(const rpc::Call& call, const ids::Uuid& child_id, const ids::Uuid& session_id,
                                  v1::DecisionBasis& basis) {
  static const std::string kEvidence = absl::StrCat("SELECT ", kEvidenceColumns, kReadEvidence);
  static const std::string kAllocations = absl::StrCat("SELECT ", kAllocationColumns, kReadAllocations);
  const std::string& council = call.principal.council_id;
  auto evidence = pool_.Query(call.deadline, kEvidence, {council, Bytes{child_id}});
  if (!evidence.ok()) return evidence.status();
  for (const mysql::Row& row : *evidence) {
    auto record = ReadEvidenceRow(row);
    if (!record.ok()) return record.status();
    *basis.add_evidence() = ToProto(*record);
  }
  auto allocations = pool_.Query(call.deadline, kAllocations, {council, Bytes{child_id}});
  if (!allocations.ok()) return allocations.status();
  const absl::CivilDay today = london::DayOf(absl::Now());
  for (const mysql::Row& row : *allocations) {
    auto allocation = ReadAllocationRow(row);
    if (!allocation.ok()) return allocation.status();
    *basis.add_allocations() = ToProto(*allocation, today);
  }
  auto applications = pool_.Query(call.deadline, kReadApplicationDates, {council, Bytes{child_id}});
  if (!applications.ok()) return applications.status();
  for (const mysql::Row& row : *applications) AddApplicationDates(basis, row, 0);
  auto bookings = pool_.Query(call.deadline, kReadBookings, {council, Bytes{child_id}, Bytes{session_id}});
  if (!bookings.ok()) return bookings.status();
  AddBookings(*bookings, basis);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<DecisionInput>> MysqlStore::ReadForDecision(const rpc::Call& call, const Viewer& viewer,
                                                                         const ids::Uuid& child_id,
                                                                         const ids::Uuid& session_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kChildColumns, kReadPair, relations::MayAct("c"), kOnFile);
  const std::string& council = call.principal.council_id;
  auto pair = pool_.Query(call.deadline, kSql,
                          relations::With({Bytes{session_id}, council, Bytes{child_id}}, 3, viewer.asker()));
  if (!pair.ok()) return pair.status();
  if (pair->empty()) return std::nullopt;
  const mysql::Row& row = pair->front();
  constexpr size_t kSession = kChildColumnCount + 1;
  DecisionInput input{.session_found = !row.IsNull(kSession)};
  v1::DecisionBasis& basis = input.basis;
  basis.set_council(council);
  basis.set_asker(static_cast<int>(viewer.sees_all ? Asker::kCouncil : Asker::kCarerWithAuthority));
  auto child = ChildOf(row);
  if (!child.ok()) return child.status();
  *basis.mutable_child() = *std::move(child);
  basis.set_diary_version(row.Int(kChildColumnCount));
  if (!input.session_found) return input;
  basis.set_session(ids::ResourceName("sessions", session_id));
  *basis.mutable_terms() = ReadTerms(row, kSession);
  *basis.mutable_day() = basis.terms().start_date();
  if (auto read = ReadFile(call, child_id, session_id, basis); !read.ok()) return read;
  return input;
}

absl::StatusOr<std::optional<v1::DecisionBasis>> MysqlStore::ReadChildOnFile(const rpc::Call& call,
                                                                             const ids::Uuid& child_id) {
  auto input = ReadForDecision(call, {.sees_all = true}, child_id, ids::Uuid(16, '\0'));
  if (!input.ok()) return input.status();
  if (!*input) return std::nullopt;
  v1::DecisionBasis basis = std::move((*input)->basis);
  basis.clear_diary_version();
  if (auto read = ReadFile(call, child_id, ids::Uuid(16, '\0'), basis); !read.ok()) return read;
  // An application is about the child and its own offer: neither balances, bookings nor other applications.
  basis.clear_application_dates();
  basis.clear_allocations();
  basis.clear_stays();
  basis.clear_usage();
  return basis;
}

absl::StatusOr<PageOf<ChildOnFile>> MysqlStore::ListChildrenOnFile(const rpc::Call& call, const Page& page) {
  static const std::string kChildren = absl::StrCat("SELECT ", kChildColumns, kListChildren, kOnFile, " AND ",
                                                    relations::OfTeam("c"), kListChildrenOrder);
  static const std::string kEvidence = absl::StrCat("SELECT ", kEvidenceColumns, kEvidenceOfRange);
  const std::string& council = call.principal.council_id;
  const std::string after = page.position.empty() ? std::string(16, '\0') : page.position;
  auto children = pool_.Query(call.deadline, kChildren,
                              {council, Bytes{after}, relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  if (!children.ok()) return children.status();
  PageOf<ChildOnFile> list;
  std::map<ids::Uuid, size_t> places;
  for (const mysql::Row& row : *children) {
    if (static_cast<int>(list.items.size()) == page.size) {
      list.next = (*children)[list.items.size() - 1].Text(0);
      break;
    }
    places[row.Text(0)] = list.items.size();
    ChildOnFile& item = list.items.emplace_back();
    item.basis.set_council(council);
    item.basis.set_asker(static_cast<int>(Asker::kCouncil));
    auto child = ChildOf(row);
    if (!child.ok()) return child.status();
    *item.basis.mutable_child() = *std::move(child);
  }
  if (list.items.empty()) return list;
  const mysql::Parameters range = {council, Bytes{places.begin()->first}, Bytes{places.rbegin()->first}};
  auto evidence = pool_.Query(call.deadline, kEvidence, range);
  if (!evidence.ok()) return evidence.status();
  for (const mysql::Row& row : *evidence) {
    if (const auto place = places.find(row.Text(1)); place != places.end()) {
      auto record = ReadEvidenceRow(row);
      if (!record.ok()) return record.status();
      *list.items[place->second].basis.add_evidence() = ToProto(*record);
    }
  }
  auto applications = pool_.Query(call.deadline, kApplicationsOfRange, range);
  if (!applications.ok()) return applications.status();
  for (const mysql::Row& row : *applications) {
    const auto place = places.find(row.Text(0));
    if (place == places.end()) continue;
    ChildOnFile& item = list.items[place->second];
    AddApplicationDates(item.basis, row, 1);
    if (row.IsNull(5)) continue;
    item.open_applications[row.Text(5)] = {ids::ResourceName("applications", row.Text(1)),
                                           row.IsNull(6) ? ids::Uuid() : row.Text(6)};
  }
  return list;
}

absl::StatusOr<int64_t> MysqlStore::CountChildren(const rpc::Call& call) {
  auto rows = pool_.Query(call.deadline, "SELECT COUNT(*) FROM data_keys WHERE council_id = ? AND kind = 1",
                          {call.principal.council_id});
  if (!rows.ok()) return rows.status();
  return rows->front().Int(0);
}

absl::Status MysqlStore::KeepDecision(const rpc::Call& call, const v1::DecisionBasis& basis,
                                      const v1::Decision& decision) {
  auto lease = pool_.Acquire(call.deadline);
  if (!lease.ok()) return lease.status();
  (*lease)->SetDeadline(call.deadline);
  return Keep(**lease, call.principal.council_id, basis, decision);
}

absl::Status MysqlStore::KeepDecisionWithAnswer(const rpc::Call& call, const v1::DecisionBasis& basis,
                                                const v1::Decision& decision) {
  if (call.kept_with_reads == nullptr) return KeepDecision(call, basis, decision);
  call.kept_with_reads->push_back(
      [council = call.principal.council_id, basis, decision](mysql::Connection& connection) {
        return Keep(connection, council, basis, decision);
      });
  return absl::OkStatus();
}

absl::StatusOr<std::optional<StoredDecision>> MysqlStore::ReadDecision(const rpc::Call& call, const Viewer& viewer,
                                                                       const ids::Uuid& decision_id) {
  static const std::string kSql = absl::StrCat(
      "SELECT d.basis, d.result, d.create_time, d.policy_id, d.child_id, d.council_id, (SELECT k.wrapped_key FROM "
      "data_keys k WHERE k.council_id = d.council_id AND k.subject_id = d.child_id) FROM decisions d "
      "WHERE d.council_id = ? AND d.decision_id = ? AND ",
      relations::MayAct("d"));
  auto rows = pool_.Query(call.deadline, kSql,
                          relations::With({call.principal.council_id, Bytes{decision_id}}, 2, viewer.asker()));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  sealing::SealedRow sealed(row, 5, row.Text(4));
  const std::string basis = sealed.Text(0, kDecisionBasis, decision_id);
  const std::string result = sealed.Text(1, kDecisionResult, decision_id);
  if (!sealed.status().ok()) return sealed.status();
  return StoredDecision{basis, result, row.Time(2), row.IsNull(3) ? ids::Uuid() : row.Text(3)};
}

}  // namespace shortbreaks::eligibility
