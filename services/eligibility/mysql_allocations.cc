// Evidence and allocations.
#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>
#include <absl/time/clock.h>

#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"
#include "london/london.h"

namespace shortbreaks::eligibility {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr char kFindEvidence[] = " FROM evidence e WHERE e.council_id = ? AND e.external_id = ?";
constexpr char kFindAllocation[] = " FROM allocations l WHERE l.council_id = ? AND l.external_id = ?";
constexpr char kReadEvidence[] = " FROM evidence e WHERE e.council_id = ? AND e.evidence_id = ?";
constexpr std::string_view kWithdrawEvidence =
    "UPDATE evidence FORCE INDEX (PRIMARY) SET withdraw_time = NOW(6), withdraw_reason = ? WHERE council_id = ? AND "
    "evidence_id = ? "
    "AND withdraw_time IS NULL";
constexpr char kListEvidence[] =
    " FROM evidence e WHERE e.council_id = ? AND e.child_id = ? AND (e.issue_date < ? OR (e.issue_date = ? "
    "AND e.evidence_id < ?)) AND ";
constexpr char kListEvidenceOrder[] = " ORDER BY e.issue_date DESC, e.evidence_id DESC LIMIT ?";
constexpr char kListAllocations[] =
    " FROM allocations l WHERE l.council_id = ? AND l.child_id = ? AND (l.window_start < ? OR (l.window_start = ? "
    "AND l.allocation_id < ?)) AND ";
constexpr char kListAllocationsOrder[] = " ORDER BY l.window_start DESC, l.allocation_id DESC LIMIT ?";
constexpr char kReadAllocation[] = " FROM allocations l WHERE l.council_id = ? AND l.allocation_id = ? AND ";

// Where a page that runs from late to early goes on: before this day and id. As text, ten characters of a date and
// sixteen bytes.
struct Position {
  absl::CivilDay day{9999, 12, 31};
  ids::Uuid id = ids::Uuid(16, '\xff');

  static absl::StatusOr<Position> Parse(const std::string& text) {
    Position position;
    if (text.empty()) return position;
    if (text.size() != 26 || !absl::ParseCivilTime(text.substr(0, 10), &position.day)) {
      return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
    }
    position.id = text.substr(10);
    return position;
  }
  std::string Text() const { return absl::StrCat(absl::FormatCivilTime(day), id); }
};

mysql::Parameters ListParameters(const rpc::Call& call, const Viewer& viewer, const ids::Uuid& child_id,
                                 const Position& from, const Page& page) {
  return relations::With(
      {call.principal.council_id, Bytes{child_id}, from.day, from.day, Bytes{from.id}, int64_t{page.size + 1}}, 5,
      viewer.asker());
}

// The council's key of another record. Which one it is is told to those who may see it.
absl::Status ExplainTaken(Connection& connection, const absl::Status& status, const rpc::Call& call,
                          const std::string& find, std::string_view collection, const std::string& external_id) {
  return ExplainDuplicate(connection, status, find, collection,
                          {relations::TeamsOf(call.principal), call.principal.council_id, external_id});
}

absl::StatusOr<EvidenceRecord> ReadEvidence(Connection& connection, const std::string& council,
                                            const ids::Uuid& evidence_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kEvidenceColumns, kReadEvidence);
  auto rows = connection.Query(kSql, {council, Bytes{evidence_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return ReadEvidenceRow(rows->front());
}

}  // namespace

absl::StatusOr<v1::Evidence> MysqlStore::AddEvidence(const rpc::Call& call, const RequestMark& mark,
                                                     const EvidenceRecord& evidence) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Evidence>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Evidence> {
        auto version = LockChild(connection, council, evidence.child_id, relations::AskerOf(call.principal));
        if (!version.ok()) return version.status();
        EvidenceRecord stored = evidence;
        stored.evidence_id = ids::NewUuid();
        auto sealer = sealing::SealerOf(connection, council, evidence.child_id);
        if (!sealer.ok()) return sealer.status();
        auto inserted = InsertAll(connection, kInsertEvidence, {InsertParameters(*sealer, council, stored)});
        if (!inserted.ok()) {
          static const std::string kFind =
              absl::StrCat("SELECT e.evidence_id, ", relations::OfTeam("e"), kFindEvidence);
          return ExplainTaken(connection, inserted, call, kFind, "evidence", evidence.external_id);
        }
        if (auto s = RaiseChildVersion(connection, council, evidence.child_id); !s.ok()) return s;
        v1::Evidence answer = ToProto(stored);
        auto recorded = AddEvents(connection, call, mark.key.method,
                                  {{"evidence.added", answer.child(), *version + 1, {answer.name()}}});
        if (!recorded.ok()) return recorded;
        return answer;
      });
}

absl::StatusOr<v1::Evidence> MysqlStore::WithdrawEvidence(const rpc::Call& call, const RequestMark& mark,
                                                          const ids::Uuid& evidence_id, const std::string& reason) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Evidence>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Evidence> {
        auto before = ReadEvidence(connection, council, evidence_id);
        if (!before.ok()) return before.status();
        auto version = LockChild(connection, council, before->child_id, relations::AskerOf(call.principal));
        if (!version.ok()) return version.status();
        auto sealer = sealing::SealerOf(connection, council, before->child_id);
        if (!sealer.ok()) return sealer.status();
        auto withdrawn = connection.Execute(
            kWithdrawEvidence, {sealer->Text(kWithdrawReason, evidence_id, reason), council, Bytes{evidence_id}});
        if (!withdrawn.ok()) return withdrawn.status();
        auto stored = ReadEvidence(connection, council, evidence_id);
        if (!stored.ok()) return stored.status();
        v1::Evidence answer = ToProto(*stored);
        if (*withdrawn == 0) return answer;
        if (auto s = RaiseChildVersion(connection, council, stored->child_id); !s.ok()) return s;
        auto recorded = AddEvents(connection, call, mark.key.method,
                                  {{"evidence.withdrawn", answer.child(), *version + 1, {answer.name()}}});
        if (!recorded.ok()) return recorded;
        return answer;
      });
}

absl::StatusOr<v1::Allocation> MysqlStore::GrantAllocation(const rpc::Call& call, const RequestMark& mark,
                                                           const AllocationRecord& allocation,
                                                           const std::string& reason) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Allocation>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Allocation> {
        auto child = LockChild(connection, council, allocation.child_id, relations::AskerOf(call.principal));
        if (!child.ok()) return child.status();
        auto sealer = sealing::SealerOf(connection, council, allocation.child_id);
        if (!sealer.ok()) return sealer.status();
        AllocationRecord stored = allocation;
        stored.allocation_id = ids::NewUuid();
        auto inserted = InsertAll(connection, kInsertAllocations, {InsertParameters(*sealer, council, stored)});
        if (!inserted.ok()) {
          static const std::string kFind =
              absl::StrCat("SELECT l.allocation_id, ", relations::OfTeam("l"), kFindAllocation);
          return ExplainTaken(connection, inserted, call, kFind, "allocations", allocation.external_id);
        }
        auto granted = InsertAll(
            connection, kInsertGrants,
            {GrantParameters(*sealer, call, stored.allocation_id, GrantKind::kGrant, stored.granted, reason)});
        if (!granted.ok()) return granted;
        v1::Allocation answer = ToProto(stored, london::DayOf(absl::Now()));
        auto recorded = AddEvents(connection, call, mark.key.method,
                                  {{"allocation.granted", answer.name(), 1, {}, answer.child()}});
        if (!recorded.ok()) return recorded;
        return answer;
      });
}

absl::StatusOr<std::optional<v1::Allocation>> MysqlStore::ReadAllocation(const rpc::Call& call, const Viewer& viewer,
                                                                         const ids::Uuid& allocation_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kAllocationColumns, kReadAllocation, relations::MayAct("l"));
  auto rows = pool_.Query(call.deadline, kSql,
                          relations::With({call.principal.council_id, Bytes{allocation_id}}, 2, viewer.asker()));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto allocation = ReadAllocationRow(rows->front());
  if (!allocation.ok()) return allocation.status();
  return ToProto(*allocation, london::DayOf(absl::Now()));
}

absl::StatusOr<PageOf<v1::Evidence>> MysqlStore::ListEvidence(const rpc::Call& call, const Viewer& viewer,
                                                              const ids::Uuid& child_id, const Page& page) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kEvidenceColumns, kListEvidence, relations::MayAct("e"), kListEvidenceOrder);
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  auto rows = pool_.Query(call.deadline, kSql, ListParameters(call, viewer, child_id, *from, page));
  if (!rows.ok()) return rows.status();
  PageOf<v1::Evidence> result;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[result.items.size() - 1];
      result.next = Position{last.Day(4), last.Text(0)}.Text();
      break;
    }
    auto evidence = ReadEvidenceRow(row);
    if (!evidence.ok()) return evidence.status();
    result.items.push_back(ToProto(*evidence));
  }
  return result;
}

absl::StatusOr<PageOf<v1::Allocation>> MysqlStore::ListAllocations(const rpc::Call& call, const Viewer& viewer,
                                                                   const ids::Uuid& child_id, const Page& page) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kAllocationColumns, kListAllocations, relations::MayAct("l"), kListAllocationsOrder);
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  auto rows = pool_.Query(call.deadline, kSql, ListParameters(call, viewer, child_id, *from, page));
  if (!rows.ok()) return rows.status();
  const absl::CivilDay today = london::DayOf(absl::Now());
  PageOf<v1::Allocation> result;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[result.items.size() - 1];
      result.next = Position{last.Day(kAllocationWindowStart), last.Text(0)}.Text();
      break;
    }
    auto allocation = ReadAllocationRow(row);
    if (!allocation.ok()) return allocation.status();
    result.items.push_back(ToProto(*allocation, today));
  }
  return result;
}

}  // namespace shortbreaks::eligibility
