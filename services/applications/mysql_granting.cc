// What a decision grants: a new allocation, or on a review the one before it changed. Locks: child → allocations.
#include <absl/strings/str_cat.h>

#include "applications/mysql_rows.h"
#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "mysql/nullable.h"

namespace shortbreaks::applications {
namespace {

using eligibility::AllocationRecord;
using eligibility::GrantKind;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// SELECT … FOR UPDATE would need a right to update the whole row, which this user does not have.
constexpr std::string_view kLock =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET version = version WHERE council_id = ? AND allocation_id = ?";
constexpr char kRead[] = " FROM allocations l WHERE l.council_id = ? AND l.allocation_id = ?";
constexpr std::string_view kReplace =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET granted = ?, tier = ?, funding_stream = ?, window_start = ?, "
    "window_end = ?, "
    "discretion = ?, review_date = ?, accept_by_date = ?, ehc_plan_section = ?, version = version + 1 "
    "WHERE council_id = ? AND allocation_id = ?";
// 3 is ENDED.
constexpr std::string_view kEnd =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET granted = committed, state = 3, state_reason = ?, version = version "
    "+ 1 "
    "WHERE council_id = ? AND allocation_id = ?";
constexpr std::string_view kAcceptBy =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET accept_by_date = ?, version = version + 1 "
    "WHERE council_id = ? AND allocation_id = ?";
constexpr std::string_view kRenewed =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET renewed_by = ?, version = version + 1 "
    "WHERE council_id = ? AND allocation_id = ? AND renewed_by IS NULL";

absl::StatusOr<std::optional<AllocationRecord>> LockAllocation(Connection& connection, const std::string& council,
                                                               const ids::Uuid& allocation_id) {
  static const std::string kSql = absl::StrCat("SELECT ", eligibility::kAllocationColumns, kRead);
  auto locked = connection.Execute(kLock, {council, Bytes{allocation_id}});
  if (!locked.ok()) return locked.status();
  auto rows = connection.Query(kSql, {council, Bytes{allocation_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return eligibility::ReadAllocationRow(rows->front());
}

bool InForce(int state) {
  return state == v1::ALLOCATION_STATE_ACTIVE || state == v1::ALLOCATION_STATE_APPROVED ||
         state == v1::ALLOCATION_STATE_SUSPENDED || state == v1::ALLOCATION_STATE_TRANSITION_HOLD;
}

absl::Status Post(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                  const ids::Uuid& allocation_id, GrantKind kind, int64_t amount, const AllocationRecord& decided,
                  const char* what) {
  if (amount == 0) return absl::OkStatus();
  const std::string reason = absl::StrCat(what, " on ", ids::ResourceName("applications", decided.application_id), ".");
  return eligibility::InsertAll(connection, eligibility::kInsertGrants,
                                {eligibility::GrantParameters(sealer, call, allocation_id, kind, amount, reason)});
}

absl::Status MarkRenewed(Connection& connection, const rpc::Call& call, const AllocationRecord& allocation) {
  if (allocation.renews.empty()) return absl::OkStatus();
  auto marked = connection.Execute(
      kRenewed, {Bytes{allocation.allocation_id}, call.principal.council_id, Bytes{allocation.renews}});
  if (!marked.ok()) return marked.status();
  if (*marked == 0) return Error(type::v1::ERROR_REASON_STATE_FORBIDS, "What this renews has been renewed already.");
  return eligibility::AddEvents(connection, call, "DecideApplication",
                                {{"allocation.changed",
                                  ids::ResourceName("allocations", allocation.renews),
                                  1,
                                  {},
                                  ids::ResourceName("children", allocation.child_id)}});
}

absl::StatusOr<std::string> Add(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                                AllocationRecord allocation, const Step& step) {
  const std::string& council = call.principal.council_id;
  allocation.allocation_id = ids::NewUuid();
  if (auto marked = MarkRenewed(connection, call, allocation); !marked.ok()) return marked;
  auto inserted = eligibility::InsertAll(connection, eligibility::kInsertAllocations,
                                         {eligibility::InsertParameters(sealer, council, allocation)});
  if (!inserted.ok()) return inserted;
  auto granted = Post(connection, call, sealer, allocation.allocation_id, GrantKind::kGrant, allocation.granted,
                      allocation, "Decided");
  if (!granted.ok()) return granted;
  const std::string name = ids::ResourceName("allocations", allocation.allocation_id);
  auto recorded =
      eligibility::AddEvents(connection, call, step.action,
                             {{"allocation.granted", name, 1, {}, ids::ResourceName("children", allocation.child_id)}});
  if (!recorded.ok()) return recorded;
  return name;
}

// What is booked from it stays within what it grants.
absl::Status Replace(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                     const AllocationRecord& before, const AllocationRecord& decided, const Step& step) {
  if (decided.granted < before.committed) {
    errors::FieldErrors fields;
    fields.Add("grant.quantity", absl::StrCat("Must not be less than what is booked from the allocation before, ",
                                              before.committed, "."));
    return fields.ToStatus();
  }
  // Of what is decided now the family is yet to be told.
  const bool waits = before.state == v1::ALLOCATION_STATE_APPROVED;
  auto replaced = connection.Execute(
      kReplace, {decided.granted, int64_t{decided.tier}, decided.funding_stream, decided.window_start,
                 decided.window_end, int64_t{decided.discretion}, mysql::OrNull(decided.review_date),
                 mysql::OrNull(waits ? std::nullopt : before.accept_by_date), decided.ehc_plan_section,
                 call.principal.council_id, Bytes{before.allocation_id}});
  if (!replaced.ok()) return replaced.status();
  auto posted = Post(connection, call, sealer, before.allocation_id, GrantKind::kAdjust,
                     decided.granted - before.granted, decided, "Decided again on review");
  if (!posted.ok()) return posted;
  return eligibility::AddEvents(connection, call, step.action,
                                {{"allocation.changed",
                                  ids::ResourceName("allocations", before.allocation_id),
                                  before.version + 1,
                                  {},
                                  ids::ResourceName("children", before.child_id)}});
}

// One of another unit takes its place: what is booked from it stays, what is left expires.
absl::Status End(Connection& connection, const rpc::Call& call, const sealing::Sealer& sealer,
                 const AllocationRecord& before, const AllocationRecord& decided, const Step& step) {
  auto ended = connection.Execute(kEnd, {sealer.Text(eligibility::kStateReason, before.allocation_id,
                                                     "Another took its place when it was looked at again."),
                                         call.principal.council_id, Bytes{before.allocation_id}});
  if (!ended.ok()) return ended.status();
  auto posted = Post(connection, call, sealer, before.allocation_id, GrantKind::kExpire,
                     before.committed - before.granted, decided, "Replaced on review");
  if (!posted.ok()) return posted;
  return eligibility::AddEvents(connection, call, step.action,
                                {{"allocation.changed",
                                  ids::ResourceName("allocations", before.allocation_id),
                                  before.version + 1,
                                  {},
                                  ids::ResourceName("children", before.child_id)}});
}

}  // namespace

absl::StatusOr<std::string> WriteAllocation(Connection& connection, const rpc::Call& call, AllocationRecord allocation,
                                            const Step& step) {
  const std::string& council = call.principal.council_id;
  auto child = eligibility::LockChild(connection, council, allocation.child_id, relations::AskerOf(call.principal));
  if (!child.ok()) return child.status();
  auto sealer = sealing::SealerOf(connection, council, allocation.child_id);
  if (!sealer.ok()) return sealer.status();
  if (step.replaces.empty()) return Add(connection, call, *sealer, std::move(allocation), step);
  auto before = LockAllocation(connection, council, step.replaces);
  if (!before.ok()) return before.status();
  // It was renewed, if anything was, by the allocation before.
  allocation.renews.clear();
  if (!*before || !InForce((*before)->state)) return Add(connection, call, *sealer, std::move(allocation), step);
  if ((*before)->unit == allocation.unit) {
    if (auto s = Replace(connection, call, *sealer, **before, allocation, step); !s.ok()) return s;
    return ids::ResourceName("allocations", step.replaces);
  }
  if (auto s = End(connection, call, *sealer, **before, allocation, step); !s.ok()) return s;
  return Add(connection, call, *sealer, std::move(allocation), step);
}

absl::Status LetAccept(Connection& connection, const rpc::Call& call, const v1::Application& application,
                       const Step& step) {
  if (!step.accept_by || application.allocation().empty()) return absl::OkStatus();
  const std::string& council = call.principal.council_id;
  // Who may was asked as the application was locked.
  auto child = eligibility::LockChild(
      connection, council, ids::IdOf("children", application.child()).value_or(ids::Uuid()), relations::kService);
  if (!child.ok()) return child.status();
  const ids::Uuid allocation_id = ids::IdOf("allocations", application.allocation()).value_or(ids::Uuid());
  auto allocation = LockAllocation(connection, council, allocation_id);
  if (!allocation.ok()) return allocation.status();
  if (!*allocation || (*allocation)->state != v1::ALLOCATION_STATE_APPROVED) return absl::OkStatus();
  auto set = connection.Execute(kAcceptBy, {*step.accept_by, council, Bytes{allocation_id}});
  if (!set.ok()) return set.status();
  return eligibility::AddEvents(
      connection, call, step.action,
      {{"allocation.changed", application.allocation(), (*allocation)->version + 1, {}, application.child()}});
}

}  // namespace shortbreaks::applications
