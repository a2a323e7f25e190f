#include <absl/strings/str_cat.h>

#include <algorithm>

#include "eligibility/mysql_rows.h"
#include "erasure/store.h"
#include "errors/errors.h"
#include "london/london.h"
#include "retention/due.h"
#include "retention/store.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::retention {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kReadRule =
    "SELECT birthday, idle_years, setter, set_time, version FROM retention_rules WHERE council_id = ?";
constexpr std::string_view kSetRule =
    "INSERT INTO retention_rules (council_id, birthday, idle_years, setter, set_time) VALUES (?, ?, ?, ?, NOW(6)) "
    "ON DUPLICATE KEY UPDATE birthday = VALUES(birthday), idle_years = VALUES(idle_years), setter = VALUES(setter), "
    "set_time = NOW(6), version = version + 1";
// Every change of anything about a child has an audit record; those of this service's own are no use of the file.
constexpr char kColumns[] =
    "SELECT c.child_id, c.date_of_birth, c.council_id, k.wrapped_key, NOW(6), "
    "(SELECT a.create_time FROM audit_records a FORCE INDEX (audit_records_by_child) WHERE a.council_id = c.council_id "
    "AND a.child_id = c.child_id AND a.kind = 2 AND a.method NOT IN ('EraseChild', 'ProposeErasures') "
    "ORDER BY a.audit_id DESC LIMIT 1), "
    "(SELECT MAX(l.window_end) FROM allocations l WHERE l.council_id = c.council_id AND l.child_id = c.child_id), "
    "(SELECT MAX(b.end_time) FROM child_bookings b WHERE b.council_id = c.council_id AND b.child_id = c.child_id), "
    "e.proposer, e.propose_time FROM children c JOIN data_keys k ON k.council_id = c.council_id "
    "AND k.subject_id = c.child_id LEFT JOIN erasures e ON e.council_id = c.council_id AND e.child_id = c.child_id "
    "AND e.propose_time >= NOW(6) - INTERVAL 30 DAY WHERE c.council_id = ? ";
constexpr char kAfter[] = "AND c.child_id > ? AND ";
constexpr char kInOrder[] = " ORDER BY c.child_id LIMIT ?";
constexpr char kOne[] = "AND c.child_id = ?";
constexpr size_t kBirth = 1, kCouncil = 2, kNow = 4, kChange = 5, kAllocationEnd = 6, kBookingEnd = 7, kProposer = 8,
                 kProposeTime = 9;

absl::StatusOr<v1::GetRetentionRuleResponse> ReadRule(const absl::StatusOr<mysql::Rows>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = rows->front();
  v1::GetRetentionRuleResponse read;
  read.mutable_rule()->set_birthday(static_cast<int32_t>(row.Int(0)));
  read.mutable_rule()->set_idle_years(static_cast<int32_t>(row.Int(1)));
  read.set_setter(row.Text(2));
  *read.mutable_set_time() = wire::ToProto(row.Time(3));
  return read;
}

LastUse UseOf(const mysql::Row& row) {
  LastUse use;
  if (!row.IsNull(kChange)) use.change = london::DayOf(row.Time(kChange));
  if (!row.IsNull(kAllocationEnd)) use.allocation_end = row.Day(kAllocationEnd);
  if (!row.IsNull(kBookingEnd)) use.booking_end = london::DayOf(row.Time(kBookingEnd));
  return use;
}

// Opens nothing of a child whose file is in use.
absl::StatusOr<bool> IsDue(const v1::RetentionRule& rule, const mysql::Row& row) {
  const absl::CivilDay today = london::DayOf(row.Time(kNow));
  if (!IsIdle(rule, UseOf(row), today)) return false;
  sealing::SealedRow sealed(row, kCouncil, row.Text(0));
  const absl::CivilDay born = sealed.Day(kBirth, eligibility::kDateOfBirth, row.Text(0));
  if (!sealed.status().ok()) return sealed.status();
  return IsOldEnough(rule, born, today);
}

v1::ErasureDue ToProto(const mysql::Row& row) {
  v1::ErasureDue due;
  due.set_child(ids::ResourceName("children", row.Text(0)));
  *due.mutable_last_use_date() = wire::ToProto(UseOf(row).Day().value_or(absl::CivilDay()));
  if (row.IsNull(kProposer)) return due;
  due.set_proposer(row.Text(kProposer));
  *due.mutable_propose_time() = wire::ToProto(row.Time(kProposeTime));
  return due;
}

// Under the child's lock. The value: its version.
absl::StatusOr<int64_t> LockIfDue(Connection& connection, const rpc::Call& call, const v1::RetentionRule& rule,
                                  const ids::Uuid& child_id, bool& due) {
  static const std::string kSql = absl::StrCat(kColumns, kOne);
  auto version =
      eligibility::LockChild(connection, call.principal.council_id, child_id, relations::AskerOf(call.principal));
  if (!version.ok()) return version.status();
  auto rows = connection.Query(kSql, {call.principal.council_id, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto is_due = IsDue(rule, rows->front());
  if (!is_due.ok()) return is_due.status();
  due = *is_due;
  return version;
}

absl::StatusOr<v1::ProposeErasuresResponse> ProposeEach(Connection& connection, const rpc::Call& call,
                                                        const std::string& method,
                                                        const std::vector<ids::Uuid>& children) {
  auto rule = ReadRule(connection.Query(kReadRule, {call.principal.council_id}));
  if (!rule.ok()) return rule.status();
  // In the order of their ids, as locks are taken.
  std::vector<size_t> order(children.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return children[a] < children[b]; });
  v1::ProposeErasuresResponse response;
  for (size_t i = 0; i < children.size(); ++i) response.add_erasures();
  errors::FieldErrors fields;
  for (const size_t i : order) {
    bool due = false;
    auto version = LockIfDue(connection, call, rule->rule(), children[i], due);
    if (!version.ok()) return version.status();
    if (!due) {
      fields.Add(absl::StrCat("children[", i, "]"), "Its time is not over by the council's rule.");
      continue;
    }
    auto proposed =
        erasure::ProposeErasure(connection, call, method, children[i], *version, v1::ERASURE_REASON_RETENTION_OVER);
    if (!proposed.ok()) return proposed.status();
    *response.mutable_erasures(static_cast<int>(i)) = *std::move(proposed);
  }
  if (auto all = fields.ToStatus(); !all.ok()) return all;
  return response;
}

}  // namespace

absl::StatusOr<v1::RetentionRule> RetentionStore::SetRule(const rpc::Call& call, const RequestMark& mark,
                                                          const v1::RetentionRule& rule) {
  const std::string& council = call.principal.council_id;
  return eligibility::ChangeOnce<v1::RetentionRule>(
      pool_, requests_, call, mark,
      [&](Connection& connection) -> absl::StatusOr<v1::RetentionRule> {
        auto set = connection.Execute(
            kSetRule, {council, int64_t{rule.birthday()}, int64_t{rule.idle_years()}, call.principal.Actor()});
        if (!set.ok()) return set.status();
        auto rows = connection.Query(kReadRule, {council});
        if (!rows.ok()) return rows.status();
        auto recorded = eligibility::AddEvents(
            connection, call, mark.key.method,
            {{"retention_rule.set", absl::StrCat("retentionRules/", council), rows->front().Int(4), {}}});
        if (!recorded.ok()) return recorded;
        return rule;
      },
      /*clear=*/true);
}

absl::StatusOr<v1::GetRetentionRuleResponse> RetentionStore::Rule(const rpc::Call& call) {
  return ReadRule(pool_.Query(call.deadline, kReadRule, {call.principal.council_id}));
}

absl::StatusOr<PageOf<v1::ErasureDue>> RetentionStore::Due(const rpc::Call& call, const v1::RetentionRule& rule,
                                                           const paging::Page& page, int examined_max) {
  static const std::string kSql = absl::StrCat(kColumns, kAfter, relations::OfTeam("c"), kInOrder);
  const std::string after = page.position.empty() ? std::string(16, '\0') : page.position;
  if (after.size() != 16) return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  auto rows =
      pool_.Query(call.deadline, kSql,
                  {call.principal.council_id, Bytes{after}, relations::TeamsOf(call.principal), int64_t{examined_max}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::ErasureDue> due;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(due.items.size()) == page.size) return due;
    auto is_due = IsDue(rule, row);
    if (!is_due.ok()) return is_due.status();
    if (*is_due) due.items.push_back(ToProto(row));
    due.next = row.Text(0);
  }
  if (static_cast<int>(rows->size()) < examined_max) due.next.clear();
  return due;
}

absl::StatusOr<std::vector<v1::Erasure>> RetentionStore::Propose(const rpc::Call& call, const RequestMark& mark,
                                                                 const std::vector<ids::Uuid>& children) {
  // The answer names children who are to be erased, and says nothing else of anybody.
  auto answer = eligibility::ChangeOnce<v1::ProposeErasuresResponse>(
      pool_, requests_, call, mark,
      [&](Connection& connection) { return ProposeEach(connection, call, mark.key.method, children); },
      /*clear=*/true);
  if (!answer.ok()) return answer.status();
  return std::vector<v1::Erasure>(answer->erasures().begin(), answer->erasures().end());
}

}  // namespace shortbreaks::retention
