// Carers, children and the authority of one to act for the other.
#include <absl/strings/str_cat.h>

#include "eligibility/field_views.h"
#include "eligibility/mysql_rows.h"
#include "eligibility/mysql_store.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kFindCarer = "SELECT carer_id, 1 FROM carers WHERE council_id = ? AND external_id = ?";
constexpr char kFindChild[] = " FROM children c WHERE c.council_id = ? AND c.external_id = ?";
// As whoever erases a carer does first: from then on it is there or it is not.
constexpr std::string_view kLockCarer =
    "UPDATE carers FORCE INDEX (PRIMARY) SET version = version WHERE council_id = ? AND carer_id = ?";
constexpr std::string_view kCarerExists =
    "SELECT 1 FROM carers c JOIN data_keys k ON k.council_id = c.council_id AND k.subject_id = c.carer_id "
    "WHERE c.council_id = ? AND c.carer_id = ?";
constexpr char kReadCarer[] = " FROM carers c WHERE c.council_id = ? AND c.carer_id = ?";
constexpr char kReadChild[] =
    ", COALESCE(a.kind, 1) FROM children c LEFT JOIN care_authorities a ON a.council_id = c.council_id "
    "AND a.child_id = c.child_id AND a.carer_id = ? AND a.revoke_time IS NULL AND a.kind IN (1, 2) "
    "WHERE c.council_id = ? AND c.child_id = ? AND (? = 1 OR a.kind IS NOT NULL) AND ";
constexpr char kMaySee[] = "SELECT 1 FROM children c WHERE c.council_id = ? AND c.child_id = ? AND ";
constexpr char kReadChanged[] = " FROM children c WHERE c.council_id = ? AND c.child_id = ?";
constexpr char kListAll[] =
    ", 1 FROM children c WHERE c.council_id = ? AND c.child_id > ? AND (? = '' OR c.external_id = ?)";
constexpr char kListAllOrder[] = " ORDER BY c.child_id LIMIT ?";
constexpr char kListOwn[] =
    ", a.kind FROM care_authorities a JOIN children c ON c.council_id = a.council_id AND c.child_id = a.child_id "
    "WHERE a.council_id = ? AND a.carer_id = ? AND a.revoke_time IS NULL AND a.kind IN (1, 2) AND a.child_id > ? "
    "AND (? = '' OR c.external_id = ?) ORDER BY a.child_id LIMIT ?";

constexpr char kListBornOn[] = " FROM children c WHERE c.council_id = ? AND c.birth_index = ? AND ";
constexpr char kListBornOnOrder[] = " ORDER BY c.child_id LIMIT ?";
constexpr std::string_view kReadAuthority =
    "SELECT revoke_time, kind FROM care_authorities WHERE council_id = ? AND child_id = ? AND carer_id = ?";
constexpr std::string_view kGrantAgain =
    "UPDATE care_authorities FORCE INDEX (PRIMARY) SET revoke_time = NULL, kind = ? WHERE council_id = ? AND child_id "
    "= ? AND "
    "carer_id = ?";
constexpr std::string_view kRevoke =
    "UPDATE care_authorities FORCE INDEX (PRIMARY) SET revoke_time = NOW(6) WHERE council_id = ? AND child_id = ? AND "
    "carer_id = ? "
    "AND revoke_time IS NULL";

// The council's key of another child. Which one it is is told to those who may see it.
absl::Status ExplainTaken(Connection& connection, const absl::Status& status, const rpc::Call& call,
                          const std::string& external_id) {
  static const std::string kSql = absl::StrCat("SELECT c.child_id, ", relations::OfTeam("c"), kFindChild);
  return ExplainDuplicate(connection, status, kSql, "children",
                          {relations::TeamsOf(call.principal), call.principal.council_id, external_id});
}

// What the readers of sealed rows say of one whose key was destroyed.
bool IsErased(const absl::Status& status) { return errors::ReasonOf(status) == type::v1::ERROR_REASON_NOT_FOUND; }

struct StoredAuthority {
  bool found = false;
  std::optional<absl::Time> revoke_time;
  v1::AuthorityKind kind = v1::AUTHORITY_KIND_UNSPECIFIED;
};

absl::StatusOr<StoredAuthority> ReadAuthority(Connection& connection, const std::string& council,
                                              const ids::Uuid& child_id, const ids::Uuid& carer_id) {
  auto rows = connection.Query(kReadAuthority, {council, Bytes{child_id}, Bytes{carer_id}});
  if (!rows.ok()) return rows.status();
  StoredAuthority authority{.found = !rows->empty()};
  if (!authority.found) return authority;
  if (!rows->front().IsNull(0)) authority.revoke_time = rows->front().Time(0);
  authority.kind = static_cast<v1::AuthorityKind>(rows->front().Int(1));
  return authority;
}

v1::Authority ToProto(const ids::Uuid& child_id, const ids::Uuid& carer_id, v1::AuthorityKind kind,
                      std::optional<absl::Time> revoke_time = std::nullopt) {
  v1::Authority authority;
  authority.set_child(ids::ResourceName("children", child_id));
  authority.set_carer(ids::ResourceName("carers", carer_id));
  authority.set_kind(kind);
  if (revoke_time) *authority.mutable_revoke_time() = wire::ToProto(*revoke_time);
  return authority;
}

// Raises the child's version and records that its authorities changed.
absl::Status FinishAuthority(Connection& connection, const rpc::Call& call, const RequestMark& mark,
                             std::string_view event, const v1::Authority& authority, const ids::Uuid& child_id,
                             int64_t version) {
  if (auto s = RaiseChildVersion(connection, call.principal.council_id, child_id); !s.ok()) return s;
  return AddEvents(connection, call, mark.key.method,
                   {{event, authority.child(), version + 1, {authority.child(), authority.carer()}}});
}

// NOT_FOUND for a carer of another council, and for one who was erased, whatever authority it had.
absl::Status LockCarer(Connection& connection, const std::string& council, const ids::Uuid& carer_id) {
  auto locked = connection.Execute(kLockCarer, {council, Bytes{carer_id}});
  if (!locked.ok()) return locked.status();
  auto carer = connection.Query(kCarerExists, {council, Bytes{carer_id}});
  if (!carer.ok()) return carer.status();
  return carer->empty() ? Error(type::v1::ERROR_REASON_NOT_FOUND) : absl::OkStatus();
}

absl::Status PutAuthority(Connection& connection, const std::string& council, const ids::Uuid& child_id,
                          const ids::Uuid& carer_id, v1::AuthorityKind kind, bool found) {
  if (auto there = LockCarer(connection, council, carer_id); !there.ok()) return there;
  if (found)
    return connection.Execute(kGrantAgain, {int64_t{kind}, council, Bytes{child_id}, Bytes{carer_id}}).status();
  return InsertAll(connection, kInsertAuthorities, {{council, Bytes{child_id}, Bytes{carer_id}, int64_t{kind}}});
}

// The child as it is now, inside the transaction that changed it.
absl::StatusOr<v1::Child> ReadChanged(Connection& connection, const std::string& council, const ids::Uuid& child_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kChildColumns, kReadChanged);
  auto rows = connection.Query(kSql, {council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto child = ReadChildRow(rows->front());
  if (!child.ok()) return child.status();
  return ToProto(*child);
}

// A row of kChildColumns and the kind of the viewer's authority.
absl::StatusOr<v1::Child> ReadShownChild(const mysql::Row& row) {
  auto record = ReadChildRow(row);
  if (!record.ok()) return record.status();
  v1::Child child = eligibility::ToProto(*record);
  if (row.Int(kChildColumnCount) == v1::AUTHORITY_KIND_LIMITED) KeepForLimitedAuthority(child);
  return child;
}

}  // namespace

absl::StatusOr<v1::Carer> MysqlStore::CreateCarer(const rpc::Call& call, const RequestMark& mark,
                                                  const CarerRecord& carer) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Carer>(pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Carer> {
    CarerRecord stored = carer;
    stored.carer_id = ids::NewUuid();
    stored.version = 1;
    auto sealer = AddKey(connection, council, stored.carer_id, sealing::SubjectKind::kCarer);
    if (!sealer.ok()) return sealer.status();
    auto inserted = InsertAll(connection, kInsertCarers, {InsertParameters(*sealer, council, stored)});
    if (!inserted.ok()) {
      return ExplainDuplicate(connection, inserted, kFindCarer, "carers", {council, carer.external_id});
    }
    v1::Carer answer = eligibility::ToProto(stored);
    if (auto s = AddEvents(connection, call, mark.key.method, {{"carer.created", answer.name()}}); !s.ok()) return s;
    return answer;
  });
}

absl::StatusOr<v1::Child> MysqlStore::CreateChild(const rpc::Call& call, const RequestMark& mark,
                                                  const ChildRecord& child) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Child>(pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Child> {
    ChildRecord stored = child;
    stored.child_id = ids::NewUuid();
    stored.version = 1;
    auto sealer = AddKey(connection, council, stored.child_id, sealing::SubjectKind::kChild);
    if (!sealer.ok()) return sealer.status();
    auto inserted = InsertAll(connection, kInsertChildren, {InsertParameters(*sealer, council, stored)});
    if (!inserted.ok()) {
      return ExplainTaken(connection, inserted, call, child.external_id);
    }
    v1::Child answer = eligibility::ToProto(stored);
    if (auto s = AddEvents(connection, call, mark.key.method, {{"child.created", answer.name()}}); !s.ok()) return s;
    return answer;
  });
}

absl::StatusOr<v1::Child> MysqlStore::UpdateChild(const rpc::Call& call, const RequestMark& mark,
                                                  const ChildRecord& child) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Child>(pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Child> {
    auto sealer = sealing::SealerOf(connection, council, child.child_id);
    if (!sealer.ok()) return sealer.status();
    auto locked = LockChild(connection, council, child.child_id, relations::AskerOf(call.principal));
    if (!locked.ok()) return locked.status();
    auto updated = connection.Execute(kUpdateChild, UpdateParameters(*sealer, council, child));
    if (!updated.ok()) return ExplainTaken(connection, updated.status(), call, child.external_id);
    auto answer = ReadChanged(connection, council, child.child_id);
    if (!answer.ok()) return answer;
    if (*updated == 0) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
    auto recorded =
        AddEvents(connection, call, mark.key.method, {{"child.updated", answer->name(), child.version + 1}});
    if (!recorded.ok()) return recorded;
    return answer;
  });
}

absl::StatusOr<v1::Authority> MysqlStore::GrantAuthority(const rpc::Call& call, const RequestMark& mark,
                                                         const ids::Uuid& child_id, const ids::Uuid& carer_id,
                                                         v1::AuthorityKind kind) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Authority>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Authority> {
        auto version = LockChild(connection, council, child_id, relations::AskerOf(call.principal));
        if (!version.ok()) return version.status();
        auto stored = ReadAuthority(connection, council, child_id, carer_id);
        if (!stored.ok()) return stored.status();
        v1::Authority answer = ToProto(child_id, carer_id, kind);
        if (stored->found && !stored->revoke_time && stored->kind == kind) return answer;
        if (auto s = PutAuthority(connection, council, child_id, carer_id, kind, stored->found); !s.ok()) return s;
        const bool granted = kind == v1::AUTHORITY_KIND_FULL;
        if (auto s = FinishAuthority(connection, call, mark, granted ? "authority.granted" : "authority.limited",
                                     answer, child_id, *version);
            !s.ok()) {
          return s;
        }
        return answer;
      });
}

absl::StatusOr<v1::Authority> MysqlStore::RevokeAuthority(const rpc::Call& call, const RequestMark& mark,
                                                          const ids::Uuid& child_id, const ids::Uuid& carer_id) {
  const std::string& council = call.principal.council_id;
  return ChangeOnce<v1::Authority>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::Authority> {
        auto version = LockChild(connection, council, child_id, relations::AskerOf(call.principal));
        if (!version.ok()) return version.status();
        auto revoked = connection.Execute(kRevoke, {council, Bytes{child_id}, Bytes{carer_id}});
        if (!revoked.ok()) return revoked.status();
        auto stored = ReadAuthority(connection, council, child_id, carer_id);
        if (!stored.ok()) return stored.status();
        if (!stored->found) return Error(type::v1::ERROR_REASON_NOT_FOUND);
        v1::Authority answer = ToProto(child_id, carer_id, stored->kind, stored->revoke_time);
        if (*revoked == 0) return answer;
        if (auto s = FinishAuthority(connection, call, mark, "authority.revoked", answer, child_id, *version);
            !s.ok()) {
          return s;
        }
        return answer;
      });
}

absl::StatusOr<std::optional<v1::Carer>> MysqlStore::ReadCarer(const rpc::Call& call, const ids::Uuid& carer_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kCarerColumns, kReadCarer);
  auto rows = pool_.Query(call.deadline, kSql, {call.principal.council_id, Bytes{carer_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto carer = ReadCarerRow(rows->front());
  if (IsErased(carer.status())) return std::nullopt;
  if (!carer.ok()) return carer.status();
  return eligibility::ToProto(*carer);
}

absl::StatusOr<std::optional<v1::Child>> MysqlStore::ReadChild(const rpc::Call& call, const Viewer& viewer,
                                                               const ids::Uuid& child_id) {
  static const std::string kSql = absl::StrCat("SELECT ", kChildColumns, kReadChild, relations::OfTeam("c"));
  auto rows = pool_.Query(
      call.deadline, kSql,
      {Bytes{viewer.carer_id}, call.principal.council_id, Bytes{child_id}, int64_t{viewer.sees_all}, viewer.teams});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto child = ReadShownChild(rows->front());
  if (IsErased(child.status())) return std::nullopt;
  if (!child.ok()) return child.status();
  return *std::move(child);
}

absl::StatusOr<bool> MysqlStore::MaySee(const rpc::Call& call, const Viewer& viewer, const ids::Uuid& child_id) {
  static const std::string kSql = absl::StrCat(kMaySee, relations::MayAct("c"), kOnFile);
  auto rows = pool_.Query(call.deadline, kSql,
                          relations::With({call.principal.council_id, Bytes{child_id}}, 2, viewer.asker()));
  if (!rows.ok()) return rows.status();
  return !rows->empty();
}

absl::StatusOr<PageOf<v1::Child>> MysqlStore::ListChildren(const rpc::Call& call, const Viewer& viewer,
                                                           const std::string& external_id, const Page& page) {
  static const std::string kAllSql =
      absl::StrCat("SELECT ", kChildColumns, kListAll, kOnFile, " AND ", relations::OfTeam("c"), kListAllOrder);
  static const std::string kOwnSql = absl::StrCat("SELECT ", kChildColumns, kListOwn);
  const std::string& council = call.principal.council_id;
  const Bytes after{page.position.empty() ? ids::Uuid(16, '\0') : page.position};
  const int64_t rows_max = page.size + 1;
  auto rows =
      viewer.sees_all
          ? pool_.Query(call.deadline, kAllSql, {council, after, external_id, external_id, viewer.teams, rows_max})
          : pool_.Query(call.deadline, kOwnSql,
                        {council, Bytes{viewer.carer_id}, after, external_id, external_id, rows_max});
  if (!rows.ok()) return rows.status();
  PageOf<v1::Child> result;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(result.items.size()) == page.size) {
      result.next = (*rows)[result.items.size() - 1].Text(0);
      break;
    }
    auto child = ReadShownChild(row);
    if (!child.ok()) return child.status();
    result.items.push_back(*std::move(child));
  }
  return result;
}

absl::StatusOr<std::vector<v1::Child>> MysqlStore::ListChildrenBornOn(const rpc::Call& call, absl::CivilDay day,
                                                                      int rows_max) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kChildColumns, kListBornOn, relations::OfTeam("c"), kListBornOnOrder);
  auto keyring = sealing::KeyringOf(pool_.options().connection.keyring.get());
  if (!keyring.ok()) return keyring.status();
  const std::string& council = call.principal.council_id;
  auto rows = pool_.Query(call.deadline, kSql,
                          {council, Bytes{sealing::DayIndex(**keyring, council, kDateOfBirth, day)},
                           relations::TeamsOf(call.principal), int64_t{rows_max}});
  if (!rows.ok()) return rows.status();
  std::vector<v1::Child> children;
  children.reserve(rows->size());
  for (const mysql::Row& row : *rows) {
    auto child = ReadChildRow(row);
    if (!child.ok()) return child.status();
    children.push_back(eligibility::ToProto(*child));
  }
  return children;
}

absl::StatusOr<int> MysqlStore::ForgetOldRequests(absl::Time deadline, int rows_max) {
  auto lease = pool_.Acquire(deadline);
  if (!lease.ok()) return lease.status();
  auto removed = requests_.RemoveOld(**lease, rows_max);
  if (!removed.ok()) return removed.status();
  return static_cast<int>(*removed);
}

}  // namespace shortbreaks::eligibility
