#include "eligibility/mysql_rows.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <utility>

#include "audit/record.h"
#include "capacity/capacity.h"
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
constexpr char kChildVersion[] = "SELECT c.version FROM children c WHERE c.council_id = ? AND c.child_id = ?";
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

mysql::Parameters GrantParameters(const sealing::Sealer& sealer, const rpc::Call& call, const ids::Uuid& allocation_id,
                                  GrantKind kind, int64_t amount, const std::string& reason) {
  const ids::Uuid entry_id = ids::NewUuid();
  return {call.principal.council_id,       Bytes{entry_id}, Bytes{allocation_id},
          int64_t{static_cast<int>(kind)}, amount,          sealer.Text("ledger_grants.reason", entry_id, reason),
          call.principal.Actor()};
}

absl::StatusOr<CarerRecord> ReadCarerRow(const mysql::Row& row) {
  CarerRecord record{.carer_id = row.Text(0), .external_id = TextOrEmpty(row, 1), .version = row.Int(3)};
  sealing::SealedRow sealed(row, 4, record.carer_id);
  record.display_name = sealed.Text(2, "carers.display_name", record.carer_id);
  if (!sealed.status().ok()) return sealed.status();
  return record;
}

absl::StatusOr<ChildRecord> ReadChildRow(const mysql::Row& row) {
  ChildRecord record{.child_id = row.Text(0),
                     .external_id = TextOrEmpty(row, 1),
                     .resident = row.Int(6) != 0,
                     .ratio_staff = SmallInt(row, 7),
                     .ratio_children = SmallInt(row, 8),
                     .version = row.Int(11)};
  const ids::Uuid& id = record.child_id;
  sealing::SealedRow sealed(row, 13, id);
  record.display_name = sealed.Text(2, "children.display_name", id);
  record.date_of_birth = sealed.Day(3, kDateOfBirth, id);
  record.ward = sealed.Text(4, "children.ward", id);
  record.postcode_district = sealed.Text(5, "children.postcode_district", id);
  record.needs = sealed.Number(9, "children.needs", id);
  record.assessment_route = static_cast<int>(sealed.Number(10, "children.assessment_route", id));
  record.circumstances = sealed.Text(12, kCircumstances, id);
  if (!sealed.status().ok()) return sealed.status();
  return record;
}

absl::StatusOr<EvidenceRecord> ReadEvidenceRow(const mysql::Row& row) {
  EvidenceRecord record{.evidence_id = row.Text(0),
                        .child_id = row.Text(1),
                        .external_id = TextOrEmpty(row, 2),
                        .issue_date = row.Day(4)};
  record.expire_date = DayOrNone(row, 5);
  if (!row.IsNull(8)) record.withdraw_time = row.Time(8);
  const ids::Uuid& id = record.evidence_id;
  sealing::SealedRow sealed(row, 13, record.child_id);
  record.kind = static_cast<int>(sealed.Number(3, "evidence.kind", id));
  record.profession = sealed.Text(6, "evidence.profession", id);
  record.sections = sealed.Text(7, "evidence.sections", id);
  record.withdraw_reason = sealed.Text(9, kWithdrawReason, id);
  record.benefit_name = sealed.Text(10, "evidence.benefit_name", id);
  record.benefit_component = sealed.Text(11, "evidence.benefit_component", id);
  record.benefit_rate = sealed.Text(12, "evidence.benefit_rate", id);
  if (!sealed.status().ok()) return sealed.status();
  return record;
}

absl::StatusOr<AllocationRecord> ReadAllocationRow(const mysql::Row& row) {
  const ids::Uuid id = row.Text(0);
  sealing::SealedRow sealed(row, 25, row.Text(1));
  AllocationRecord record{.allocation_id = id,
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
                          .state_reason = sealed.Text(17, kStateReason, id),
                          .carried_from = TextOrEmpty(row, 18),
                          .ehc_plan_section = row.Text(19),
                          .renews = TextOrEmpty(row, 20),
                          .renewed_by = TextOrEmpty(row, 21),
                          .last_review_date = DayOrNone(row, 22),
                          .last_reviewer = row.Text(23),
                          .review_note = sealed.Text(24, kReviewNote, id)};
  if (auto status = sealed.StatusOfKept(); !status.ok()) return status;
  return record;
}

mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const CarerRecord& carer) {
  return {council, Bytes{carer.carer_id}, mysql::TextOrNull(carer.external_id),
          sealer.Text("carers.display_name", carer.carer_id, carer.display_name)};
}

namespace {

// From external_id to birth_index, in the order of the insert and of the update.
mysql::Parameters ContentOf(const sealing::Sealer& sealer, const ChildRecord& child) {
  const ids::Uuid& id = child.child_id;
  return {mysql::TextOrNull(child.external_id),
          sealer.Text("children.display_name", id, child.display_name),
          sealer.Day(kDateOfBirth, id, child.date_of_birth),
          sealer.Text("children.ward", id, child.ward),
          sealer.Text("children.postcode_district", id, child.postcode_district),
          int64_t{child.resident},
          int64_t{child.ratio_staff},
          int64_t{child.ratio_children},
          sealer.Number("children.needs", id, child.needs),
          sealer.Number("children.assessment_route", id, child.assessment_route),
          sealer.Text(kCircumstances, id, child.circumstances),
          child.needs & capacity::kTrainedNeeds,
          sealer.Index(kDateOfBirth, child.date_of_birth)};
}

}  // namespace

mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const ChildRecord& child) {
  mysql::Parameters parameters = {council, Bytes{child.child_id}};
  for (mysql::Parameter& part : ContentOf(sealer, child)) parameters.push_back(std::move(part));
  return parameters;
}

mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const EvidenceRecord& evidence) {
  const ids::Uuid& id = evidence.evidence_id;
  return {council,
          Bytes{id},
          Bytes{evidence.child_id},
          mysql::TextOrNull(evidence.external_id),
          sealer.Number("evidence.kind", id, evidence.kind),
          evidence.issue_date,
          mysql::OrNull(evidence.expire_date),
          sealer.Text("evidence.profession", id, evidence.profession),
          sealer.Text("evidence.sections", id, evidence.sections),
          sealer.Text("evidence.benefit_name", id, evidence.benefit_name),
          sealer.Text("evidence.benefit_component", id, evidence.benefit_component),
          sealer.Text("evidence.benefit_rate", id, evidence.benefit_rate)};
}

mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const AllocationRecord& allocation) {
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
          sealer.Text(kStateReason, allocation.allocation_id, allocation.state_reason),
          mysql::IdOrNull(allocation.carried_from),
          allocation.ehc_plan_section,
          mysql::IdOrNull(allocation.renews)};
}

mysql::Parameters UpdateParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const ChildRecord& child) {
  mysql::Parameters parameters = ContentOf(sealer, child);
  parameters.insert(parameters.end(), {council, Bytes{child.child_id}, child.version});
  return parameters;
}

absl::Status InsertAll(Connection& connection, const Insert& insert, const std::vector<mysql::Parameters>& rows) {
  return mysql::InsertRows(connection, insert.head, insert.row, rows);
}

absl::StatusOr<sealing::Sealer> AddKey(Connection& connection, const std::string& council, const ids::Uuid& subject_id,
                                       sealing::SubjectKind kind) {
  auto key = sealing::MakeKey(connection.keyring(), council, subject_id, kind);
  if (!key.ok()) return key.status();
  if (auto kept = InsertAll(connection, kInsertKeys, {key->row}); !kept.ok()) return kept;
  return std::move(key->sealer);
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

absl::StatusOr<int64_t> LockChild(Connection& connection, const std::string& council, const ids::Uuid& child_id,
                                  const relations::Asker& asker) {
  static const std::string kSql = absl::StrCat(kChildVersion, kOnFile, " AND ", relations::MayAct("c"));
  auto locked = connection.Execute(kLockChild, {council, Bytes{child_id}});
  if (!locked.ok()) return locked.status();
  auto rows = connection.Query(kSql, relations::With({council, Bytes{child_id}}, 2, asker));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return relations::NotSeen(asker);
  return rows->front().Int(0);
}

absl::Status RaiseChildVersion(Connection& connection, const std::string& council, const ids::Uuid& child_id) {
  return connection.Execute(kRaiseChildVersion, {council, Bytes{child_id}}).status();
}

absl::Status ExplainDuplicate(Connection& connection, const absl::Status& insert, std::string_view find,
                              std::string_view collection, const mysql::Parameters& parameters) {
  const auto* external_id = std::get_if<std::string>(&parameters.back());
  const bool keyless = external_id == nullptr || external_id->empty();
  if (mysql::FaultOf(insert) != mysql::Fault::kDuplicateKey || keyless) return insert;
  auto rows = connection.Query(find, parameters);
  if (!rows.ok()) return rows.status();
  // The other record may have changed its key in the meantime.
  if (rows->empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
  if (rows->front().Int(1) == 0) return Error(type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  return Error(type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID, {},
               {{"name", ids::ResourceName(collection, rows->front().Text(0))}});
}

}  // namespace shortbreaks::eligibility
