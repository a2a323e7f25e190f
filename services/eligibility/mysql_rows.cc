#include "eligibility/mysql_rows.h"

#include <absl/strings/str_cat.h>

#include "audit/record.h"
#include "mysql/insert_rows.h"
#include "mysql/nullable.h"

namespace shortbreaks::eligibility {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr Insert kInsertEvents{
    "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) VALUES ",
    "(?, ?, ?, ?, ?, NOW(6))"};

// Changes nothing, and yet takes the row's exclusive lock. SELECT … FOR UPDATE would need a right to update the whole
// row, which this user does not have.
constexpr std::string_view kLockChild =
    "UPDATE children FORCE INDEX (PRIMARY) SET version = version WHERE council_id = ? AND child_id = ?";
constexpr std::string_view kChildVersion = "SELECT version FROM children WHERE council_id = ? AND child_id = ?";
constexpr std::string_view kRaiseChildVersion =
    "UPDATE children FORCE INDEX (PRIMARY) SET version = version + 1 WHERE council_id = ? AND child_id = ?";

std::string TextOrEmpty(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::string() : row.Text(column);
}

std::optional<absl::CivilDay> DayOrNone(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Day(column));
}

int SmallInt(const mysql::Row& row, size_t column) { return static_cast<int>(row.Int(column)); }

}  // namespace

mysql::Parameters GrantParameters(const rpc::Call& call, const ids::Uuid& allocation_id, GrantKind kind, int64_t amount,
                                  const std::string& reason) {
  return {call.principal.council_id,
          Bytes{ids::NewUuid()},
          Bytes{allocation_id},
          int64_t{static_cast<int>(kind)},
          amount,
          reason,
          call.principal.Actor()};
}

CarerRecord ReadCarerRow(const mysql::Row& row) { return {row.Text(0), TextOrEmpty(row, 1), row.Text(2), row.Int(3)}; }

ChildRecord ReadChildRow(const mysql::Row& row) {
  return {.child_id = row.Text(0),
          .external_id = TextOrEmpty(row, 1),
          .display_name = row.Text(2),
          .date_of_birth = row.Day(3),
          .ward = row.Text(4),
          .postcode_district = row.Text(5),
          .resident = row.Int(6) != 0,
          .ratio_staff = SmallInt(row, 7),
          .ratio_children = SmallInt(row, 8),
          .needs = row.Int(9),
          .assessment_route = SmallInt(row, 10),
          .circumstances = TextOrEmpty(row, 12),
          .version = row.Int(11)};
}

EvidenceRecord ReadEvidenceRow(const mysql::Row& row) {
  EvidenceRecord record{.evidence_id = row.Text(0),
                        .child_id = row.Text(1),
                        .external_id = TextOrEmpty(row, 2),
                        .kind = SmallInt(row, 3),
                        .issue_date = row.Day(4)};
  record.expire_date = DayOrNone(row, 5);
  record.profession = row.Text(6);
  record.sections = row.Text(7);
  if (!row.IsNull(8)) record.withdraw_time = row.Time(8);
  record.withdraw_reason = row.Text(9);
  record.benefit_name = row.Text(10);
  record.benefit_component = row.Text(11);
  record.benefit_rate = row.Text(12);
  return record;
}

AllocationRecord ReadAllocationRow(const mysql::Row& row) {
  return {.allocation_id = row.Text(0),
          .child_id = row.Text(1),
          .external_id = TextOrEmpty(row, 2),
          .unit = SmallInt(row, 3),
          .granted = row.Int(4),
          .committed = row.Int(5),
          .tier = SmallInt(row, 6),
          .funding_stream = row.Text(7),
          .window_start = row.Day(8),
          .window_end = row.Day(9),
          .state = SmallInt(row, 10),
          .version = row.Int(11),
          .application_id = TextOrEmpty(row, 12),
          .offer = row.Text(13),
          .discretion = row.Int(14) != 0,
          .review_date = DayOrNone(row, 15),
          .accept_by_date = DayOrNone(row, 16),
          .state_reason = row.Text(17),
          .carried_from = TextOrEmpty(row, 18),
          .ehc_plan_section = row.Text(19),
          .renews = TextOrEmpty(row, 20),
          .renewed_by = TextOrEmpty(row, 21),
          .last_review_date = DayOrNone(row, 22),
          .last_reviewer = row.Text(23),
          .review_note = row.Text(24)};
}

mysql::Parameters InsertParameters(const std::string& council, const CarerRecord& carer) {
  return {council, Bytes{carer.carer_id}, mysql::TextOrNull(carer.external_id), carer.display_name};
}

mysql::Parameters InsertParameters(const std::string& council, const ChildRecord& child) {
  return {council,
          Bytes{child.child_id},
          mysql::TextOrNull(child.external_id),
          child.display_name,
          child.date_of_birth,
          child.ward,
          child.postcode_district,
          int64_t{child.resident},
          int64_t{child.ratio_staff},
          int64_t{child.ratio_children},
          child.needs,
          int64_t{child.assessment_route},
          mysql::IdOrNull(child.circumstances)};
}

mysql::Parameters InsertParameters(const std::string& council, const EvidenceRecord& evidence) {
  return {council,
          Bytes{evidence.evidence_id},
          Bytes{evidence.child_id},
          mysql::TextOrNull(evidence.external_id),
          int64_t{evidence.kind},
          evidence.issue_date,
          mysql::OrNull(evidence.expire_date),
          evidence.profession,
          evidence.sections,
          evidence.benefit_name,
          evidence.benefit_component,
          evidence.benefit_rate};
}

mysql::Parameters InsertParameters(const std::string& council, const AllocationRecord& allocation) {
  return {council,
          Bytes{allocation.allocation_id},
          Bytes{allocation.child_id},
          mysql::TextOrNull(allocation.external_id),
          int64_t{allocation.unit},
          allocation.granted,
          int64_t{allocation.tier},
          allocation.funding_stream,
          allocation.window_start,
          allocation.window_end,
          int64_t{allocation.state},
          mysql::IdOrNull(allocation.application_id),
          allocation.offer,
          int64_t{allocation.discretion},
          mysql::OrNull(allocation.review_date),
          mysql::OrNull(allocation.accept_by_date),
          allocation.state_reason,
          mysql::IdOrNull(allocation.carried_from),
          allocation.ehc_plan_section,
          mysql::IdOrNull(allocation.renews)};
}

mysql::Parameters UpdateParameters(const std::string& council, const ChildRecord& child) {
  return {mysql::TextOrNull(child.external_id),
          child.display_name,
          child.date_of_birth,
          child.ward,
          child.postcode_district,
          int64_t{child.resident},
          int64_t{child.ratio_staff},
          int64_t{child.ratio_children},
          child.needs,
          int64_t{child.assessment_route},
          mysql::IdOrNull(child.circumstances),
          council,
          Bytes{child.child_id},
          child.version};
}

absl::Status InsertAll(Connection& connection, const Insert& insert, const std::vector<mysql::Parameters>& rows) {
  return mysql::InsertRows(connection, insert.head, insert.row, rows);
}

absl::Status AddEvents(Connection& connection, const rpc::Call& call, const std::string& method,
                       const std::vector<Event>& events) {
  std::vector<mysql::Parameters> outbox;
  std::vector<audit::About> about;
  for (const Event& event : events) {
    outbox.push_back({call.principal.council_id, Bytes{ids::NewUuid()}, std::string(event.type), event.subject,
                      event.subject_version});
    const std::string& child = event.child.empty() ? event.subject : event.child;
    if (event.audited.empty()) about.push_back({event.subject, child});
    for (const std::string& subject : event.audited) about.push_back({subject, child});
  }
  if (auto added = InsertAll(connection, kInsertEvents, outbox); !added.ok()) return added;
  return audit::RecordChanges(connection, audit::WhoOf(call), method, about);
}

absl::StatusOr<int64_t> LockChild(Connection& connection, const std::string& council, const ids::Uuid& child_id) {
  auto locked = connection.Execute(kLockChild, {council, Bytes{child_id}});
  if (!locked.ok()) return locked.status();
  auto rows = connection.Query(kChildVersion, {council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return rows->front().Int(0);
}

absl::Status RaiseChildVersion(Connection& connection, const std::string& council, const ids::Uuid& child_id) {
  return connection.Execute(kRaiseChildVersion, {council, Bytes{child_id}}).status();
}

absl::Status ExplainDuplicate(Connection& connection, const absl::Status& insert, std::string_view find,
                              std::string_view collection, const std::string& council, const std::string& external_id) {
  if (mysql::FaultOf(insert) != mysql::Fault::kDuplicateKey || external_id.empty()) return insert;
  auto rows = connection.Query(find, {council, external_id});
  if (!rows.ok()) return rows.status();
  // The other record may have changed its key in the meantime.
  if (rows->empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
  return Error(type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID, {},
               {{"name", ids::ResourceName(collection, rows->front().Text(0))}});
}

}  // namespace shortbreaks::eligibility
