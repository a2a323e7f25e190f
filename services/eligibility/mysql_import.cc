// A caseload, all or none: read what is stored, plan, write. Nothing is locked while it reads, so that families can go
// on booking; what is changed must still have the version that was read.
#include <absl/strings/str_cat.h>

#include "eligibility/import_plan.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"
#include "mysql/nullable.h"

namespace shortbreaks::eligibility {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Keys asked for at once. Two lengths of list, so that few statements are prepared; a list is filled up by repeating.
constexpr size_t kKeysMax = 256, kKeysFew = 16;

constexpr char kFindCarers[] = " FROM carers c WHERE c.council_id = ? AND c.external_id IN (";
constexpr char kFindChildren[] = " FROM children c WHERE c.council_id = ? AND c.external_id IN (";
constexpr char kFindEvidence[] = " FROM evidence e WHERE e.council_id = ? AND e.external_id IN (";
constexpr char kFindAllocations[] = " FROM allocations l WHERE l.council_id = ? AND l.external_id IN (";
constexpr char kFindAuthorities[] =
    "a.child_id, a.carer_id, a.revoke_time IS NOT NULL OR a.kind <> 1 FROM care_authorities a "
    "WHERE a.council_id = ? AND a.child_id IN (";

constexpr std::string_view kUpdateCarer =
    "UPDATE carers FORCE INDEX (PRIMARY) SET display_name = ?, version = version + 1 WHERE council_id = ? AND carer_id "
    "= ? AND version = ?";
constexpr std::string_view kTouchChild =
    "UPDATE children FORCE INDEX (PRIMARY) SET version = version + 1 WHERE council_id = ? AND child_id = ? AND version "
    "= ?";
constexpr std::string_view kUpdateEvidence =
    "UPDATE evidence FORCE INDEX (PRIMARY) SET kind = ?, issue_date = ?, expire_date = ?, profession = ?, sections = "
    "?, "
    "benefit_name = ?, benefit_component = ?, benefit_rate = ? WHERE council_id = ? AND evidence_id = ?";

constexpr char kGrantReason[] = "Granted before, brought in by an import.";

// Runs `columns_and_from` for the keys, a list at a time, and hands every row to `read`.
absl::Status ReadByKeys(Connection& connection, const std::string& columns_and_from, const std::string& council,
                        const std::vector<mysql::Parameter>& keys, const std::function<void(const mysql::Row&)>& read) {
  for (size_t at = 0; at < keys.size(); at += kKeysMax) {
    const size_t left = keys.size() - at;
    const size_t length = left <= kKeysFew ? kKeysFew : kKeysMax;
    std::string sql = absl::StrCat("SELECT ", columns_and_from, "?");
    for (size_t i = 1; i < length; ++i) absl::StrAppend(&sql, ", ?");
    absl::StrAppend(&sql, ")");
    mysql::Parameters parameters{council};
    for (size_t i = 0; i < length; ++i) parameters.push_back(keys[at + std::min(i, left - 1)]);
    auto rows = connection.Query(sql, parameters);
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) read(row);
  }
  return absl::OkStatus();
}

template <typename Keys>
std::vector<mysql::Parameter> TextKeys(const Keys& keys) {
  return std::vector<mysql::Parameter>(keys.begin(), keys.end());
}

absl::Status ReadEvidenceAndAllocations(Connection& connection, const std::string& council,
                                        const v1::ImportCaseloadRequest& request, StoredCaseload& stored) {
  std::vector<mysql::Parameter> keys;
  for (const v1::ImportEvidence& row : request.evidence()) keys.emplace_back(row.evidence().external_id());
  absl::Status status = ReadByKeys(connection, absl::StrCat(kEvidenceColumns, kFindEvidence), council, keys,
                                   [&](const mysql::Row& row) { stored.evidence[row.Text(2)] = ReadEvidenceRow(row); });
  if (!status.ok()) return status;
  keys.clear();
  for (const v1::ImportAllocation& row : request.allocations()) keys.emplace_back(row.allocation().external_id());
  return ReadByKeys(connection, absl::StrCat(kAllocationColumns, kFindAllocations), council, keys,
                    [&](const mysql::Row& row) { stored.allocations[row.Text(2)] = ReadAllocationRow(row); });
}

absl::Status ReadPeople(Connection& connection, const std::string& council, const v1::ImportCaseloadRequest& request,
                        StoredCaseload& stored) {
  absl::Status status =
      ReadByKeys(connection, absl::StrCat(kCarerColumns, kFindCarers), council, TextKeys(CarerKeys(request)),
                 [&](const mysql::Row& row) { stored.carers[row.Text(1)] = ReadCarerRow(row); });
  if (!status.ok()) return status;
  std::vector<mysql::Parameter> child_ids;
  status = ReadByKeys(connection, absl::StrCat(kChildColumns, kFindChildren), council, TextKeys(ChildKeys(request)),
                      [&](const mysql::Row& row) {
                        stored.children[row.Text(1)] = ReadChildRow(row);
                        child_ids.emplace_back(Bytes{row.Text(0)});
                      });
  if (!status.ok() || request.authorities().empty()) return status;
  return ReadByKeys(connection, kFindAuthorities, council, child_ids, [&](const mysql::Row& row) {
    stored.authorities[AuthorityKey(row.Text(0), row.Text(1))] = row.Int(2) != 0;
  });
}

absl::StatusOr<StoredCaseload> ReadStored(Connection& connection, const std::string& council,
                                          const v1::ImportCaseloadRequest& request) {
  StoredCaseload stored{.council = council};
  // Evidence and allocations before their children: another import may commit between two reads, and a row must never
  // be seen without the child that it belongs to.
  if (auto s = ReadEvidenceAndAllocations(connection, council, request, stored); !s.ok()) return s;
  if (auto s = ReadPeople(connection, council, request, stored); !s.ok()) return s;
  return stored;
}

// An update that must find its row as it was read.
absl::Status UpdateOne(Connection& connection, std::string_view sql, const mysql::Parameters& parameters) {
  auto changed = connection.Execute(sql, parameters);
  if (!changed.ok()) return changed.status();
  return *changed == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_CONTENTION);
}

absl::Status WriteChanges(Connection& connection, const std::string& council, const ImportPlan& plan) {
  for (const CarerRecord& carer : plan.changed_carers) {
    auto s = UpdateOne(connection, kUpdateCarer, {carer.display_name, council, Bytes{carer.carer_id}, carer.version});
    if (!s.ok()) return s;
  }
  for (const ChildRecord& child : plan.changed_children) {
    if (auto s = UpdateOne(connection, kUpdateChild, UpdateParameters(council, child)); !s.ok()) return s;
  }
  for (const auto& [child_id, version] : plan.touched_children) {
    if (auto s = UpdateOne(connection, kTouchChild, {council, Bytes{child_id}, version}); !s.ok()) return s;
  }
  for (const EvidenceRecord& evidence : plan.changed_evidence) {
    auto s = UpdateOne(connection, kUpdateEvidence,
                       {int64_t{evidence.kind}, evidence.issue_date, mysql::OrNull(evidence.expire_date),
                        evidence.profession, evidence.sections, evidence.benefit_name, evidence.benefit_component,
                        evidence.benefit_rate, council, Bytes{evidence.evidence_id}});
    if (!s.ok()) return s;
  }
  return absl::OkStatus();
}

template <typename Record>
absl::Status InsertRecords(Connection& connection, const Insert& insert, const std::string& council,
                           const std::vector<Record>& records) {
  std::vector<mysql::Parameters> rows;
  rows.reserve(records.size());
  for (const Record& record : records) rows.push_back(InsertParameters(council, record));
  return InsertAll(connection, insert, rows);
}

absl::Status WriteNew(Connection& connection, const rpc::Call& call, const std::string& decided_elsewhere,
                      const ImportPlan& plan) {
  const std::string& council = call.principal.council_id;
  absl::Status status = InsertRecords(connection, kInsertCarers, council, plan.new_carers);
  if (status.ok()) status = InsertRecords(connection, kInsertChildren, council, plan.new_children);
  const std::string reason = decided_elsewhere.empty()
                                 ? std::string(kGrantReason)
                                 : absl::StrCat(kGrantReason, " Decided elsewhere: ", decided_elsewhere);
  std::vector<mysql::Parameters> authorities, grants;
  for (const auto& [child_id, carer_id] : plan.new_authorities) {
    authorities.push_back({council, Bytes{child_id}, Bytes{carer_id}, int64_t{v1::AUTHORITY_KIND_FULL}});
  }
  for (const AllocationRecord& allocation : plan.new_allocations) {
    grants.push_back(GrantParameters(call, allocation.allocation_id, GrantKind::kGrant, allocation.granted, reason));
  }
  if (status.ok()) status = InsertAll(connection, kInsertAuthorities, authorities);
  if (status.ok()) status = InsertRecords(connection, kInsertEvidence, council, plan.new_evidence);
  if (status.ok()) status = InsertRecords(connection, kInsertAllocations, council, plan.new_allocations);
  if (status.ok()) status = InsertAll(connection, kInsertGrants, grants);
  // A key that was free when the plan was made and is not any more: another import, which this one can follow.
  if (mysql::FaultOf(status) == mysql::Fault::kDuplicateKey) return Error(type::v1::ERROR_REASON_CONTENTION);
  return status;
}

std::vector<Event> EventsOf(const ImportPlan& plan) {
  std::vector<Event> events;
  const auto child_event = [&](std::string_view type, const ids::Uuid& child_id, std::vector<std::string> audited) {
    events.push_back(
        {type, ids::ResourceName("children", child_id), plan.versions_after.at(child_id), std::move(audited)});
  };
  for (const CarerRecord& carer : plan.new_carers) {
    events.push_back({"carer.created", ids::ResourceName("carers", carer.carer_id)});
  }
  for (const CarerRecord& carer : plan.changed_carers) {
    events.push_back({"carer.updated", ids::ResourceName("carers", carer.carer_id), carer.version + 1});
  }
  for (const ChildRecord& child : plan.new_children) {
    events.push_back({"child.created", ids::ResourceName("children", child.child_id)});
  }
  for (const ChildRecord& child : plan.changed_children) {
    events.push_back({"child.updated", ids::ResourceName("children", child.child_id), child.version + 1});
  }
  for (const auto& [child_id, carer_id] : plan.new_authorities) {
    child_event("authority.granted", child_id,
                {ids::ResourceName("children", child_id), ids::ResourceName("carers", carer_id)});
  }
  for (const EvidenceRecord& evidence : plan.new_evidence) {
    child_event("evidence.added", evidence.child_id, {ids::ResourceName("evidence", evidence.evidence_id)});
  }
  for (const EvidenceRecord& evidence : plan.changed_evidence) {
    child_event("evidence.updated", evidence.child_id, {ids::ResourceName("evidence", evidence.evidence_id)});
  }
  for (const AllocationRecord& allocation : plan.new_allocations) {
    events.push_back({"allocation.granted", ids::ResourceName("allocations", allocation.allocation_id)});
  }
  return events;
}

absl::StatusOr<v1::ImportCaseloadResponse> RunImport(Connection& connection, const rpc::Call& call,
                                                     const RequestMark& mark,
                                                     const v1::ImportCaseloadRequest& request) {
  const std::string& council = call.principal.council_id;
  auto stored = ReadStored(connection, council, request);
  if (!stored.ok()) return stored.status();
  auto plan = PlanImport(request, *stored);
  if (!plan.ok()) return plan.status();
  // Changes first: they lock the children that new rows refer to.
  if (auto s = WriteChanges(connection, council, *plan); !s.ok()) return s;
  if (auto s = WriteNew(connection, call, request.decided_elsewhere(), *plan); !s.ok()) return s;
  if (auto s = AddEvents(connection, call, mark.key.method, EventsOf(*plan)); !s.ok()) return s;
  return plan->counts;
}

}  // namespace

absl::StatusOr<v1::ImportCaseloadResponse> MysqlStore::Import(const rpc::Call& call, const RequestMark& mark,
                                                              const v1::ImportCaseloadRequest& request) {
  // A dry run ends its transaction with an error of its own, so that everything is undone.
  std::optional<v1::ImportCaseloadResponse> dry_run;
  auto answer = ChangeOnce<v1::ImportCaseloadResponse>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::ImportCaseloadResponse> {
        dry_run.reset();
        auto done = RunImport(connection, call, mark, request);
        if (!done.ok() || !request.validate_only()) return done;
        dry_run = *std::move(done);
        return Error(type::v1::ERROR_REASON_CALLER_CANCELLED);
      });
  if (dry_run) return *std::move(dry_run);
  return answer;
}

}  // namespace shortbreaks::eligibility
