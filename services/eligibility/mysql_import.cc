// A caseload, all or none: read what is stored, plan, write. Nothing is locked while it reads, so that families can go
// on booking; what is changed must still have the version that was read.
#include <absl/strings/str_cat.h>

#include <map>
#include <set>

#include "eligibility/import_plan.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"

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

constexpr char kFindKeys[] = "k.subject_id FROM data_keys k WHERE k.council_id = ? AND k.subject_id IN (";

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

// Runs `columns_and_from`, which wants `first` and then the keys, for a list at a time, and hands every row to `read`.
absl::Status ReadByKeys(Connection& connection, const std::string& columns_and_from, const mysql::Parameters& first,
                        const std::vector<mysql::Parameter>& keys,
                        const std::function<absl::Status(const mysql::Row&)>& read) {
  for (size_t at = 0; at < keys.size(); at += kKeysMax) {
    const size_t left = keys.size() - at;
    const size_t length = left <= kKeysFew ? kKeysFew : kKeysMax;
    std::string sql = absl::StrCat("SELECT ", columns_and_from, "?");
    for (size_t i = 1; i < length; ++i) absl::StrAppend(&sql, ", ?");
    absl::StrAppend(&sql, ")");
    mysql::Parameters parameters = first;
    for (size_t i = 0; i < length; ++i) parameters.push_back(keys[at + std::min(i, left - 1)]);
    auto rows = connection.Query(sql, parameters);
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) {
      if (auto done = read(row); !done.ok()) return done;
    }
  }
  return absl::OkStatus();
}

// Puts a record that was read at its place, or says why it could not be read.
template <typename Record>
absl::Status Keep(absl::StatusOr<Record> record, Record& place) {
  if (!record.ok()) return record.status();
  place = *std::move(record);
  return absl::OkStatus();
}

// The keys of those whose records are written: looked up once each.
class Sealers {
 public:
  Sealers(Connection& connection, const std::string& council) : connection_(connection), council_(council) {}

  // Makes a key for somebody new; `row` is what keeps it.
  absl::StatusOr<mysql::Parameters> Make(const ids::Uuid& subject_id, sealing::SubjectKind kind) {
    auto key = sealing::MakeKey(connection_.keyring(), council_, subject_id, kind);
    if (!key.ok()) return key.status();
    sealers_.emplace(subject_id, std::move(key->sealer));
    return std::move(key->row);
  }
  absl::StatusOr<const sealing::Sealer*> Of(const ids::Uuid& subject_id) {
    auto found = sealers_.find(subject_id);
    if (found == sealers_.end()) {
      auto sealer = sealing::SealerOf(connection_, council_, subject_id);
      if (!sealer.ok()) return sealer.status();
      found = sealers_.emplace(subject_id, *std::move(sealer)).first;
    }
    return &found->second;
  }

 private:
  Connection& connection_;
  const std::string& council_;
  std::map<ids::Uuid, sealing::Sealer> sealers_;
};

template <typename Keys>
std::vector<mysql::Parameter> TextKeys(const Keys& keys) {
  return std::vector<mysql::Parameter>(keys.begin(), keys.end());
}

absl::Status ReadEvidenceAndAllocations(Connection& connection, const std::string& council,
                                        const v1::ImportCaseloadRequest& request, StoredCaseload& stored) {
  std::vector<mysql::Parameter> keys;
  for (const v1::ImportEvidence& row : request.evidence()) keys.emplace_back(row.evidence().external_id());
  absl::Status status =
      ReadByKeys(connection, absl::StrCat(kEvidenceColumns, kFindEvidence), {council}, keys,
                 [&](const mysql::Row& row) { return Keep(ReadEvidenceRow(row), stored.evidence[row.Text(2)]); });
  if (!status.ok()) return status;
  keys.clear();
  for (const v1::ImportAllocation& row : request.allocations()) keys.emplace_back(row.allocation().external_id());
  return ReadByKeys(
      connection, absl::StrCat(kAllocationColumns, kFindAllocations), {council}, keys,
      [&](const mysql::Row& row) { return Keep(ReadAllocationRow(row), stored.allocations[row.Text(2)]); });
}

absl::Status ReadPeople(Connection& connection, const std::string& council, const v1::ImportCaseloadRequest& request,
                        StoredCaseload& stored) {
  absl::Status status =
      ReadByKeys(connection, absl::StrCat(kCarerColumns, kFindCarers), {council}, TextKeys(CarerKeys(request)),
                 [&](const mysql::Row& row) { return Keep(ReadCarerRow(row), stored.carers[row.Text(1)]); });
  if (!status.ok()) return status;
  std::vector<mysql::Parameter> child_ids;
  status = ReadByKeys(connection, absl::StrCat(kChildColumns, kFindChildren), {council}, TextKeys(ChildKeys(request)),
                      [&](const mysql::Row& row) {
                        child_ids.emplace_back(Bytes{row.Text(0)});
                        return Keep(ReadChildRow(row), stored.children[row.Text(1)]);
                      });
  if (!status.ok() || request.authorities().empty()) return status;
  return ReadByKeys(connection, kFindAuthorities, {council}, child_ids, [&](const mysql::Row& row) {
    stored.authorities[AuthorityKey(row.Text(0), row.Text(1))] = row.Int(2) != 0;
    return absl::OkStatus();
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

// Where a child's key stands in the request: an error does not repeat it.
std::string FirstWithKey(const v1::ImportCaseloadRequest& request, const std::string& key) {
  for (int i = 0; i < request.children_size(); ++i) {
    if (request.children(i).external_id() == key) return absl::StrCat("children[", i, "].external_id");
  }
  const auto among = [&key](const auto& rows, const char* name) {
    for (int i = 0; i < rows.size(); ++i) {
      if (rows[i].child_external_id() == key) return absl::StrCat(name, "[", i, "].child_external_id");
    }
    return std::string();
  };
  for (const std::string& found : {among(request.authorities(), "authorities"), among(request.evidence(), "evidence"),
                                   among(request.allocations(), "allocations")}) {
    if (!found.empty()) return found;
  }
  return "children";
}

// Once everything is written, and so under the locks of the children: none of them is with a team that the caller is
// not of. A key of the council's can be no other child's, so that the caller hears whose it is not.
absl::Status CheckTeams(Connection& connection, const rpc::Call& call, const v1::ImportCaseloadRequest& request) {
  static const std::string kOfOthers = absl::StrCat("c.external_id FROM children c WHERE c.council_id = ? AND NOT ",
                                                    relations::OfTeam("c"), " AND c.external_id IN (");
  errors::FieldErrors fields;
  auto read = ReadByKeys(connection, kOfOthers, {call.principal.council_id, relations::TeamsOf(call.principal)},
                         TextKeys(ChildKeys(request)), [&](const mysql::Row& row) {
                           fields.Add(FirstWithKey(request, row.Text(0)), "Is of a child that another team has.");
                           return absl::OkStatus();
                         });
  if (!read.ok()) return read;
  return fields.ToStatus();
}

// An update that must find its row as it was read.
absl::Status UpdateOne(Connection& connection, std::string_view sql, const mysql::Parameters& parameters) {
  auto changed = connection.Execute(sql, parameters);
  if (!changed.ok()) return changed.status();
  return *changed == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_CONTENTION);
}

absl::Status WriteChanges(Connection& connection, const std::string& council, const ImportPlan& plan,
                          Sealers& sealers) {
  for (const CarerRecord& carer : plan.changed_carers) {
    auto sealer = sealers.Of(carer.carer_id);
    if (!sealer.ok()) return sealer.status();
    mysql::Parameters written = InsertParameters(**sealer, council, carer);
    auto s = UpdateOne(connection, kUpdateCarer, {written.back(), council, Bytes{carer.carer_id}, carer.version});
    if (!s.ok()) return s;
  }
  for (const ChildRecord& child : plan.changed_children) {
    auto sealer = sealers.Of(child.child_id);
    if (!sealer.ok()) return sealer.status();
    if (auto s = UpdateOne(connection, kUpdateChild, UpdateParameters(**sealer, council, child)); !s.ok()) return s;
  }
  for (const auto& [child_id, version] : plan.touched_children) {
    if (auto s = UpdateOne(connection, kTouchChild, {council, Bytes{child_id}, version}); !s.ok()) return s;
  }
  for (const EvidenceRecord& evidence : plan.changed_evidence) {
    auto sealer = sealers.Of(evidence.child_id);
    if (!sealer.ok()) return sealer.status();
    // From kind on, as the insert has them.
    mysql::Parameters parameters = InsertParameters(**sealer, council, evidence);
    parameters.erase(parameters.begin(), parameters.begin() + kEvidenceKeyColumns);
    parameters.insert(parameters.end(), {council, Bytes{evidence.evidence_id}});
    if (auto s = UpdateOne(connection, kUpdateEvidence, parameters); !s.ok()) return s;
  }
  return absl::OkStatus();
}

// Keys for people, who are new.
template <typename Record>
absl::Status InsertKeys(Connection& connection, sealing::SubjectKind kind, ids::Uuid Record::*id,
                        const std::vector<Record>& people, Sealers& sealers) {
  std::vector<mysql::Parameters> rows;
  rows.reserve(people.size());
  for (const Record& person : people) {
    auto row = sealers.Make(person.*id, kind);
    if (!row.ok()) return row.status();
    rows.push_back(*std::move(row));
  }
  return InsertAll(connection, kInsertKeys, rows);
}

// `subject`: whose key seals a record.
template <typename Record>
absl::Status InsertSealed(Connection& connection, const Insert& insert, const std::string& council,
                          ids::Uuid Record::*subject, const std::vector<Record>& records, Sealers& sealers) {
  std::vector<mysql::Parameters> rows;
  rows.reserve(records.size());
  for (const Record& record : records) {
    auto sealer = sealers.Of(record.*subject);
    if (!sealer.ok()) return sealer.status();
    rows.push_back(InsertParameters(**sealer, council, record));
  }
  return InsertAll(connection, insert, rows);
}

absl::Status InsertPeople(Connection& connection, const std::string& council, const ImportPlan& plan,
                          Sealers& sealers) {
  using sealing::SubjectKind;
  absl::Status status = InsertKeys(connection, SubjectKind::kCarer, &CarerRecord::carer_id, plan.new_carers, sealers);
  if (status.ok()) {
    status = InsertKeys(connection, SubjectKind::kChild, &ChildRecord::child_id, plan.new_children, sealers);
  }
  if (status.ok()) {
    status = InsertSealed(connection, kInsertCarers, council, &CarerRecord::carer_id, plan.new_carers, sealers);
  }
  if (!status.ok()) return status;
  return InsertSealed(connection, kInsertChildren, council, &ChildRecord::child_id, plan.new_children, sealers);
}

absl::Status WriteNew(Connection& connection, const rpc::Call& call, const std::string& decided_elsewhere,
                      const ImportPlan& plan, Sealers& sealers) {
  const std::string& council = call.principal.council_id;
  absl::Status status = InsertPeople(connection, council, plan, sealers);
  const std::string reason = decided_elsewhere.empty()
                                 ? std::string(kGrantReason)
                                 : absl::StrCat(kGrantReason, " Decided elsewhere: ", decided_elsewhere);
  std::vector<mysql::Parameters> authorities, grants;
  for (const auto& [child_id, carer_id] : plan.new_authorities) {
    authorities.push_back({council, Bytes{child_id}, Bytes{carer_id}, int64_t{v1::AUTHORITY_KIND_FULL}});
  }
  for (const AllocationRecord& allocation : plan.new_allocations) {
    auto sealer = sealers.Of(allocation.child_id);
    if (!sealer.ok()) return sealer.status();
    grants.push_back(
        GrantParameters(**sealer, call, allocation.allocation_id, GrantKind::kGrant, allocation.granted, reason));
  }
  if (status.ok()) status = InsertAll(connection, kInsertAuthorities, authorities);
  if (status.ok()) {
    status = InsertSealed(connection, kInsertEvidence, council, &EvidenceRecord::child_id, plan.new_evidence, sealers);
  }
  if (status.ok()) {
    status = InsertSealed(connection, kInsertAllocations, council, &AllocationRecord::child_id, plan.new_allocations,
                          sealers);
  }
  if (status.ok()) status = InsertAll(connection, kInsertGrants, grants);
  // A key that was free when the plan was made and is not any more: another import, which this one can follow.
  if (mysql::FaultOf(status) == mysql::Fault::kDuplicateKey) return Error(type::v1::ERROR_REASON_CONTENTION);
  return status;
}

// A new authority keeps whoever erases its carer waiting, so that each carer is there for good or was erased since it
// was read, which another import can follow.
absl::Status CheckCarers(Connection& connection, const std::string& council, const ImportPlan& plan) {
  std::set<ids::Uuid> carers;
  for (const auto& [child_id, carer_id] : plan.new_authorities) carers.insert(carer_id);
  std::vector<mysql::Parameter> keys;
  for (const ids::Uuid& carer_id : carers) keys.emplace_back(Bytes{carer_id});
  absl::Status status = ReadByKeys(connection, kFindKeys, {council}, keys, [&](const mysql::Row& row) {
    carers.erase(row.Text(0));
    return absl::OkStatus();
  });
  if (status.ok() && !carers.empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
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
    events.push_back({"allocation.granted",
                      ids::ResourceName("allocations", allocation.allocation_id),
                      1,
                      {},
                      ids::ResourceName("children", allocation.child_id)});
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
  Sealers sealers(connection, council);
  if (auto s = WriteChanges(connection, council, *plan, sealers); !s.ok()) return s;
  if (auto s = WriteNew(connection, call, request.decided_elsewhere(), *plan, sealers); !s.ok()) return s;
  if (auto s = CheckCarers(connection, council, *plan); !s.ok()) return s;
  if (auto s = CheckTeams(connection, call, request); !s.ok()) return s;
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
