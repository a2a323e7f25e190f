// Rows, and the steps that every change of the MySQL store shares.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eligibility/records.h"
#include "eligibility/store.h"
#include "errors/errors.h"
#include "mysql/connection.h"
#include "mysql/pool.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"

namespace shortbreaks::eligibility {

// Those of sealed rows end with what sealing::SealedRow wants.
inline constexpr char kCarerColumns[] =
    "c.carer_id, c.external_id, c.display_name, c.version, c.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = c.council_id AND k.subject_id = c.carer_id)";
inline constexpr char kChildColumns[] =
    "c.child_id, c.external_id, c.display_name, c.date_of_birth, c.ward, c.postcode_district, c.resident, "
    "c.ratio_staff, c.ratio_children, c.needs, c.assessment_route, c.version, c.circumstances, c.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = c.council_id AND k.subject_id = c.child_id)";
inline constexpr size_t kChildColumnCount = 15;
inline constexpr char kEvidenceColumns[] =
    "e.evidence_id, e.child_id, e.external_id, e.kind, e.issue_date, e.expire_date, e.profession, e.sections, "
    "e.withdraw_time, e.withdraw_reason, e.benefit_name, "
    "e.benefit_component, e.benefit_rate, e.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = e.council_id AND k.subject_id = e.child_id)";
// What a WHERE adds so that it finds no child `c` who was erased.
inline constexpr char kOnFile[] =
    " AND EXISTS (SELECT 1 FROM data_keys f WHERE f.council_id = c.council_id AND f.subject_id = c.child_id)";
inline constexpr char kAllocationColumns[] =
    "l.allocation_id, l.child_id, l.external_id, l.unit, l.granted, l.committed, l.tier, l.funding_stream, "
    "l.window_start, l.window_end, l.state, l.version, l.application_id, l.offer, l.discretion, l.review_date, "
    "l.accept_by_date, l.state_reason, l.carried_from, l.ehc_plan_section, l.renews, l.renewed_by, "
    "l.last_review_date, l.last_reviewer, l.review_note, l.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = l.council_id AND k.subject_id = l.child_id)";
inline constexpr size_t kAllocationWindowStart = 8, kAllocationReviewDate = 15, kAllocationColumnCount = 27;

// Columns that more than their rows' reader and writer seal or open.
inline constexpr std::string_view kDateOfBirth = "children.date_of_birth";
inline constexpr std::string_view kCircumstances = "children.circumstances";
inline constexpr std::string_view kWithdrawReason = "evidence.withdraw_reason";
inline constexpr std::string_view kStateReason = "allocations.state_reason";
inline constexpr std::string_view kReviewNote = "allocations.review_note";

// Read rows that hold the columns above, in their order, from column 0. NOT_FOUND where the child or carer was erased;
// SEALED_DATA_UNREADABLE.
absl::StatusOr<CarerRecord> ReadCarerRow(const mysql::Row& row);
absl::StatusOr<ChildRecord> ReadChildRow(const mysql::Row& row);
absl::StatusOr<EvidenceRecord> ReadEvidenceRow(const mysql::Row& row);
// An allocation stays when its child is erased, with nothing said of it.
absl::StatusOr<AllocationRecord> ReadAllocationRow(const mysql::Row& row);

// One row of an insert, in the order of the columns of the constants below.
// `sealer`: the carer's, the child's.
mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council, const CarerRecord& carer);
mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council, const ChildRecord& child);
mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const EvidenceRecord& evidence);
mysql::Parameters InsertParameters(const sealing::Sealer& sealer, const std::string& council,
                                   const AllocationRecord& allocation);
// What an update sets and whom it finds: the version stored must be `version`, and rises by one.
mysql::Parameters UpdateParameters(const sealing::Sealer& sealer, const std::string& council, const ChildRecord& child);

// An INSERT that takes any number of rows.
struct Insert {
  const char* head;  // up to and with VALUES
  const char* row;   // one parenthesis
};
inline constexpr Insert kInsertCarers{"INSERT INTO carers (council_id, carer_id, external_id, display_name) VALUES ",
                                      "(?, ?, ?, ?)"};
inline constexpr Insert kInsertChildren{
    "INSERT INTO children (council_id, child_id, external_id, display_name, date_of_birth, ward, postcode_district, "
    "resident, ratio_staff, ratio_children, needs, assessment_route, circumstances, trained_needs, birth_index) "
    "VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
inline constexpr Insert kInsertKeys{sealing::kInsertKeyHead, sealing::kInsertKeyRow};
inline constexpr Insert kInsertAuthorities{
    "INSERT INTO care_authorities (council_id, child_id, carer_id, kind) VALUES ", "(?, ?, ?, ?)"};
inline constexpr int kEvidenceKeyColumns = 4;  // of the following, up to external_id
inline constexpr Insert kInsertEvidence{
    "INSERT INTO evidence (council_id, evidence_id, child_id, external_id, kind, issue_date, expire_date, profession, "
    "sections, benefit_name, benefit_component, benefit_rate) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
// `committed` is the bookings service's to write.
inline constexpr Insert kInsertAllocations{
    "INSERT INTO allocations (council_id, allocation_id, child_id, external_id, unit, granted, tier, funding_stream, "
    "window_start, window_end, state, application_id, offer, discretion, review_date, accept_by_date, state_reason, "
    "carried_from, ehc_plan_section, renews) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
inline constexpr Insert kInsertGrants{
    "INSERT INTO ledger_grants (council_id, entry_id, allocation_id, kind, amount, reason, actor, create_time) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, NOW(6))"};
// A line of that ledger. `sealer`: the child's. `amount` is signed.
enum class GrantKind { kGrant = 1, kAdjust = 7, kExpire = 8, kCarryOver = 9 };
mysql::Parameters GrantParameters(const sealing::Sealer& sealer, const rpc::Call& call, const ids::Uuid& allocation_id,
                                  GrantKind kind, int64_t amount, const std::string& reason);

inline constexpr std::string_view kUpdateChild =
    "UPDATE children FORCE INDEX (PRIMARY) SET external_id = ?, display_name = ?, date_of_birth = ?, ward = ?, "
    "postcode_district = ?, "
    "resident = ?, ratio_staff = ?, ratio_children = ?, needs = ?, assessment_route = ?, circumstances = ?, "
    "trained_needs = ?, birth_index = ?, version = version + 1 "
    "WHERE council_id = ? AND child_id = ? AND version = ?";

// A key for somebody new, kept in this transaction.
absl::StatusOr<sealing::Sealer> AddKey(mysql::Connection& connection, const std::string& council,
                                       const ids::Uuid& subject_id, sealing::SubjectKind kind);

// Runs `insert` for every row, many rows a statement. Few texts of statements are used whatever the number of rows,
// since each is prepared and kept.
absl::Status InsertAll(mysql::Connection& connection, const Insert& insert, const std::vector<mysql::Parameters>& rows);

// A record that a change made or changed, for the outbox and the audit trail.
struct Event {
  std::string_view type;             // `child.updated`
  std::string subject;               // resource name
  int64_t subject_version = 1;       // after the change
  std::vector<std::string> audited;  // resource names; the subject alone where it is empty
  std::string child;                 // `children/{uuid}` whom it concerns; left out where that is the subject
};
absl::Status AddEvents(mysql::Connection& connection, const rpc::Call& call, const std::string& method,
                       const std::vector<Event>& events);

// The version of the child, whose row is locked from here to the end of the transaction, and with it who may act for
// it. NOT_FOUND, also where the child was erased or the asker may not act for it; to carers NOT_ALLOWED.
absl::StatusOr<int64_t> LockChild(mysql::Connection& connection, const std::string& council, const ids::Uuid& child_id,
                                  const relations::Asker& asker);
// Raises the version of a child that is locked.
absl::Status RaiseChildVersion(mysql::Connection& connection, const std::string& council, const ids::Uuid& child_id);

// DUPLICATE_EXTERNAL_ID where `insert` broke a unique key, with the name that `find` (… and last the key → id, whether
// the caller may be told) finds; else `insert`.
absl::Status ExplainDuplicate(mysql::Connection& connection, const absl::Status& insert, std::string_view find,
                              std::string_view collection, const mysql::Parameters& parameters);

// Begins the request and runs `body`, whose answer is stored with it; replays it where it was done before. `clear`: the
// answer is stored as it is, since it says nothing of anybody.
template <typename Answer>
absl::StatusOr<Answer> ChangeOnce(mysql::Pool& pool, const idempotency::Requests& requests, const rpc::Call& call,
                                  const RequestMark& mark,
                                  const std::function<absl::StatusOr<Answer>(mysql::Connection&)>& body,
                                  bool clear = false) {
  Answer answer;
  auto status = mysql::InTransaction(pool, call.deadline, [&](mysql::Connection& connection) -> absl::Status {
    auto reply = requests.Begin(connection, mark.key, mark.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) {
      return answer.ParseFromString(**reply) ? absl::OkStatus() : errors::Error(type::v1::ERROR_REASON_INTERNAL);
    }
    auto done = body(connection);
    if (!done.ok()) return done.status();
    answer = *std::move(done);
    if (clear) return requests.FinishInClear(connection, mark.key, answer.SerializeAsString());
    return requests.Finish(connection, mark.key, answer);
  });
  if (!status.ok()) return status;
  return answer;
}

}  // namespace shortbreaks::eligibility
