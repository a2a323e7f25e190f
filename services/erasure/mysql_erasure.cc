#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <optional>
#include <string>
#include <vector>

#include "eligibility/mysql_rows.h"
#include "erasure/store.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::erasure {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Of each kind, in what an officer is told stands in the way.
constexpr int64_t kBlockersMax = 10;

constexpr std::string_view kRead =
    "SELECT reason, proposer, propose_time, propose_time < NOW(6) - INTERVAL 30 DAY FROM erasures "
    "WHERE council_id = ? AND child_id = ?";
constexpr std::string_view kPropose =
    "INSERT INTO erasures (council_id, child_id, reason, proposer, propose_time) VALUES (?, ?, ?, ?, NOW(6)) "
    "ON DUPLICATE KEY UPDATE reason = VALUES(reason), proposer = VALUES(proposer), propose_time = NOW(6)";
constexpr std::string_view kFinish =
    "UPDATE erasures FORCE INDEX (PRIMARY) SET eraser = ?, erase_time = NOW(6) WHERE council_id = ? AND child_id = ?";
constexpr std::string_view kReadDone =
    "SELECT propose_time, erase_time FROM erasures WHERE council_id = ? AND child_id = ?";

// What still runs: its collection, and how its ids are found.
struct Blocker {
  const char* collection;
  const char* sql;
};
// Allocations in force: 1 ACTIVE, 2 SUSPENDED, 4 APPROVED, 6 TRANSITION_HOLD.
constexpr Blocker kBlockers[] = {
    {"bookings", "SELECT booking_id FROM running_places WHERE council_id = ? AND child_id = ? LIMIT ?"},
    {"waitingListEntries", "SELECT entry_id FROM running_waits WHERE council_id = ? AND child_id = ? LIMIT ?"},
    {"applications",
     "SELECT application_id FROM applications WHERE council_id = ? AND child_id = ? AND open_offer IS NOT NULL LIMIT "
     "?"},
    {"allocations",
     "SELECT allocation_id FROM allocations WHERE council_id = ? AND child_id = ? AND state IN (1, 2, 4, 6) LIMIT ?"}};

// Those who act for the child, or did, and for no other child on file. Their rows are locked first, so that two
// children of one family who are erased at once do not each leave the carer to the other.
constexpr std::string_view kLockCarers =
    "UPDATE carers c JOIN care_authorities a ON a.council_id = c.council_id AND a.carer_id = c.carer_id "
    "SET c.version = c.version WHERE a.council_id = ? AND a.child_id = ?";
constexpr std::string_view kCarers =
    "SELECT a.carer_id FROM care_authorities a WHERE a.council_id = ? AND a.child_id = ? "
    "AND EXISTS (SELECT 1 FROM data_keys k WHERE k.council_id = a.council_id AND k.subject_id = a.carer_id) "
    "AND NOT EXISTS (SELECT 1 FROM care_authorities o JOIN data_keys k ON k.council_id = o.council_id "
    "AND k.subject_id = o.child_id WHERE o.council_id = a.council_id AND o.carer_id = a.carer_id "
    "AND o.child_id <> a.child_id AND o.revoke_time IS NULL) ORDER BY a.carer_id";

// Each with the council and the child. The key first: from then on nothing that it sealed can be read.
constexpr std::string_view kErasing[] = {
    "DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?",
    "UPDATE children FORCE INDEX (PRIMARY) SET external_id = NULL, display_name = NULL, date_of_birth = NULL, "
    "ward = NULL, postcode_district = NULL, resident = 0, ratio_staff = 1, ratio_children = 1, needs = NULL, "
    "assessment_route = NULL, circumstances = NULL, trained_needs = 0, birth_index = NULL, version = version + 1 "
    "WHERE council_id = ? AND child_id = ?",
    "UPDATE care_authorities FORCE INDEX (PRIMARY) SET revoke_time = COALESCE(revoke_time, NOW(6)) WHERE council_id = "
    "? AND child_id = ?",
    "UPDATE evidence FORCE INDEX (evidence_by_child) SET external_id = NULL, kind = NULL, issue_date = '1900-01-01', "
    "expire_date = NULL, "
    "profession = NULL, sections = NULL, benefit_name = NULL, benefit_component = NULL, benefit_rate = NULL, "
    "withdraw_reason = NULL WHERE council_id = ? AND child_id = ?",
    "UPDATE panel_items i JOIN applications a ON a.council_id = i.council_id AND a.application_id = i.application_id "
    "SET i.decision = NULL, i.minutes = NULL WHERE a.council_id = ? AND a.child_id = ?",
    "UPDATE applications FORCE INDEX (applications_by_child) SET record = '' WHERE council_id = ? AND child_id = ?",
    "UPDATE ledger_grants g JOIN allocations l ON l.council_id = g.council_id AND l.allocation_id = g.allocation_id "
    "SET g.reason = '' WHERE l.council_id = ? AND l.child_id = ?",
    "UPDATE allocations FORCE INDEX (allocations_by_child) SET external_id = NULL, state_reason = '', review_note = '' "
    "WHERE council_id = ? AND child_id = ?",
    "UPDATE booking_checks FORCE INDEX (PRIMARY) SET rules = '', explanation = '', resolve_reason = '' WHERE "
    "council_id = ? AND child_id = ?",
    "DELETE FROM children_apart WHERE council_id = ? AND child_id = ?",
    "DELETE FROM children_apart WHERE council_id = ? AND other_child_id = ?"};
constexpr std::string_view kErasingCarer[] = {
    "DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?",
    "DELETE FROM partner_consents WHERE council_id = ? AND carer_id = ?",
    "UPDATE carers FORCE INDEX (PRIMARY) SET external_id = NULL, display_name = NULL, version = version + 1 "
    "WHERE council_id = ? AND carer_id = ?"};

struct Proposal {
  v1::ErasureReason reason = v1::ERASURE_REASON_UNSPECIFIED;
  std::string proposer;
  bool lapsed = false;
};

absl::StatusOr<std::optional<Proposal>> ReadProposal(Connection& connection, const std::string& council,
                                                     const ids::Uuid& child_id) {
  auto rows = connection.Query(kRead, {council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  return Proposal{static_cast<v1::ErasureReason>(row.Int(0)), row.Text(1), row.Int(3) != 0};
}

absl::Status CheckNothingRuns(Connection& connection, const std::string& council, const ids::Uuid& child_id) {
  std::vector<std::string> names;
  for (const Blocker& blocker : kBlockers) {
    auto rows = connection.Query(blocker.sql, {council, Bytes{child_id}, kBlockersMax});
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) names.push_back(ids::ResourceName(blocker.collection, row.Text(0)));
  }
  if (names.empty()) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_ERASURE_BLOCKED, {}, {{"blocked_by", absl::StrJoin(names, ",")}});
}

template <size_t kCount>
absl::Status RunEach(Connection& connection, const std::string_view (&statements)[kCount], const std::string& council,
                     const ids::Uuid& id) {
  for (const std::string_view sql : statements) {
    if (auto done = connection.Execute(sql, {council, Bytes{id}}); !done.ok()) return done.status();
  }
  return absl::OkStatus();
}

// The value: the carers who went with the child.
absl::StatusOr<std::vector<ids::Uuid>> EraseLocked(Connection& connection, const std::string& council,
                                                   const ids::Uuid& child_id) {
  if (auto locked = connection.Execute(kLockCarers, {council, Bytes{child_id}}); !locked.ok()) return locked.status();
  auto rows = connection.Query(kCarers, {council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  std::vector<ids::Uuid> carers;
  for (const mysql::Row& row : *rows) {
    carers.push_back(row.Text(0));
    if (auto done = RunEach(connection, kErasingCarer, council, carers.back()); !done.ok()) return done;
  }
  if (auto done = RunEach(connection, kErasing, council, child_id); !done.ok()) return done;
  return carers;
}

absl::Status AddTimes(Connection& connection, const std::string& council, const ids::Uuid& child_id,
                      v1::Erasure& erasure) {
  auto rows = connection.Query(kReadDone, {council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  *erasure.mutable_propose_time() = wire::ToProto(rows->front().Time(0));
  if (!rows->front().IsNull(1)) *erasure.mutable_erase_time() = wire::ToProto(rows->front().Time(1));
  return absl::OkStatus();
}

v1::Erasure ToProto(const ids::Uuid& child_id, const Proposal& proposal) {
  v1::Erasure erasure;
  erasure.set_child(ids::ResourceName("children", child_id));
  erasure.set_state(v1::ERASURE_STATE_PROPOSED);
  erasure.set_reason(proposal.reason);
  erasure.set_proposer(proposal.proposer);
  return erasure;
}

absl::StatusOr<v1::Erasure> Propose(Connection& connection, const rpc::Call& call, const std::string& method,
                                    const ids::Uuid& child_id, int64_t version, v1::ErasureReason reason) {
  const std::string& council = call.principal.council_id;
  auto proposed = connection.Execute(kPropose, {council, Bytes{child_id}, int64_t{reason}, call.principal.Actor()});
  if (!proposed.ok()) return proposed.status();
  v1::Erasure erasure = ToProto(child_id, {reason, call.principal.Actor()});
  if (auto added = AddTimes(connection, council, child_id, erasure); !added.ok()) return added;
  auto recorded =
      eligibility::AddEvents(connection, call, method, {{"child.erasure_proposed", erasure.child(), version}});
  if (!recorded.ok()) return recorded;
  return erasure;
}

absl::StatusOr<v1::Erasure> CarryOut(Connection& connection, const rpc::Call& call, const std::string& method,
                                     const ids::Uuid& child_id, int64_t version, const Proposal& proposal) {
  const std::string& council = call.principal.council_id;
  auto carers = EraseLocked(connection, council, child_id);
  if (!carers.ok()) return carers.status();
  auto finished = connection.Execute(kFinish, {call.principal.Actor(), council, Bytes{child_id}});
  if (!finished.ok()) return finished.status();
  v1::Erasure erasure = ToProto(child_id, proposal);
  erasure.set_state(v1::ERASURE_STATE_ERASED);
  erasure.set_eraser(call.principal.Actor());
  if (auto added = AddTimes(connection, council, child_id, erasure); !added.ok()) return added;
  std::vector<std::string> audited = {erasure.child()};
  for (const ids::Uuid& carer : *carers) {
    erasure.add_carers(ids::ResourceName("carers", carer));
    audited.push_back(erasure.carers(erasure.carers_size() - 1));
  }
  auto recorded = eligibility::AddEvents(connection, call, method,
                                         {{"child.erased", erasure.child(), version + 1, std::move(audited)}});
  if (!recorded.ok()) return recorded;
  return erasure;
}

absl::Status OtherReason() {
  errors::FieldErrors fields;
  fields.Add("reason", "Must be the reason that the first officer gave.");
  return fields.ToStatus();
}

absl::StatusOr<v1::Erasure> Step(Connection& connection, const rpc::Call& call, const std::string& method,
                                 const ids::Uuid& child_id, v1::ErasureReason reason) {
  const std::string& council = call.principal.council_id;
  auto version = eligibility::LockChild(connection, council, child_id, relations::AskerOf(call.principal));
  if (!version.ok()) return version.status();
  if (auto nothing = CheckNothingRuns(connection, council, child_id); !nothing.ok()) return nothing;
  auto proposal = ReadProposal(connection, council, child_id);
  if (!proposal.ok()) return proposal.status();
  if (!*proposal || (*proposal)->lapsed) return Propose(connection, call, method, child_id, *version, reason);
  if ((*proposal)->proposer == call.principal.Actor()) return Error(type::v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  if ((*proposal)->reason != reason) return OtherReason();
  return CarryOut(connection, call, method, child_id, *version, **proposal);
}

}  // namespace

absl::StatusOr<v1::Erasure> ProposeErasure(Connection& connection, const rpc::Call& call, const std::string& method,
                                           const ids::Uuid& child_id, int64_t version, v1::ErasureReason reason) {
  const std::string& council = call.principal.council_id;
  if (auto nothing = CheckNothingRuns(connection, council, child_id); !nothing.ok()) return nothing;
  auto proposal = ReadProposal(connection, council, child_id);
  if (!proposal.ok()) return proposal.status();
  if (!*proposal || (*proposal)->lapsed) return Propose(connection, call, method, child_id, version, reason);
  v1::Erasure erasure = ToProto(child_id, **proposal);
  if (auto added = AddTimes(connection, council, child_id, erasure); !added.ok()) return added;
  return erasure;
}

absl::StatusOr<v1::Erasure> ErasureStore::Erase(const rpc::Call& call, const RequestMark& mark,
                                                const ids::Uuid& child_id, v1::ErasureReason reason) {
  // The answer names a child whose key is gone, and says nothing else of anybody.
  return eligibility::ChangeOnce<v1::Erasure>(
      pool_, requests_, call, mark,
      [&](Connection& connection) { return Step(connection, call, mark.key.method, child_id, reason); },
      /*clear=*/true);
}

}  // namespace shortbreaks::erasure
