// Changes to providers and activities.
#include <absl/strings/str_cat.h>

#include "availability/access.h"
#include "availability/mysql_store.h"
#include "availability/once.h"
#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// The provider cannot be taken away from under its new activity.
constexpr std::string_view kLockProvider =
    "SELECT provider_id FROM providers WHERE council_id = ? AND provider_id = ? LOCK IN SHARE MODE";
constexpr std::string_view kProviderOfKey =
    "SELECT provider_id FROM providers WHERE council_id = ? AND external_id = ?";
constexpr std::string_view kActivityOfKey =
    "SELECT activity_id FROM activities WHERE council_id = ? AND external_id = ?";

std::string LockActivitySql() {
  return absl::StrCat("SELECT ", kActivityColumns,
                      ", NOW(6) FROM activities a WHERE a.council_id = ? AND a.activity_id = ? FOR UPDATE");
}

}  // namespace

absl::Status MysqlStore::Once(const rpc::Call& call, const RequestMark& mark, google::protobuf::Message& reply,
                              const std::function<absl::Status(Connection&, std::vector<Change>&)>& body) {
  return availability::Once(pool_, requests_, call, mark, reply, body);
}

absl::Status NamingDuplicate(Connection& connection, const absl::Status& status, std::string_view select,
                             const std::string& council_id, const std::string& external_id,
                             std::string_view collection) {
  if (mysql::FaultOf(status) != mysql::Fault::kDuplicateKey || external_id.empty()) return status;
  auto rows = connection.Query(select, {council_id, external_id});
  if (!rows.ok()) return rows.status();
  // Gone again meanwhile: whoever had it rolled back.
  if (rows->empty()) return Error(type::v1::ERROR_REASON_CONTENTION);
  return Error(type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID, {},
               {{"name", ids::ResourceName(collection, rows->front().Text(0))}});
}

absl::StatusOr<LockedActivity> LockActivity(Connection& connection, const rpc::Call& call,
                                            const ids::Uuid& activity_id) {
  static const std::string kLockActivity = LockActivitySql();
  auto rows = connection.Query(kLockActivity, {call.principal.council_id, Bytes{activity_id}});
  if (!rows.ok()) return rows.status();
  std::optional<LockedActivity> locked;
  if (!rows->empty()) locked = LockedActivity{ReadActivityRow(rows->front()), rows->front().Time(20)};
  auto may = CheckMayChange(call, locked ? std::optional(locked->activity.provider_id) : std::nullopt);
  if (!may.ok()) return may;
  return *std::move(locked);
}

absl::StatusOr<v1::Provider> MysqlStore::CreateProvider(const rpc::Call& call, const RequestMark& mark,
                                                        ProviderRecord provider) {
  provider.id = ids::NewUuid();
  const std::string& council = call.principal.council_id;
  v1::Provider reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto inserted = Insert(connection, council, std::span(&provider, 1));
    if (!inserted.ok()) {
      return NamingDuplicate(connection, inserted, kProviderOfKey, council, provider.external_id, "providers");
    }
    reply = ToProto(provider);
    changes.push_back({"provider.created", reply.name(), provider.version});
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Activity> MysqlStore::CreateActivity(const rpc::Call& call, const RequestMark& mark,
                                                        ActivityRecord activity) {
  activity.id = ids::NewUuid();
  const std::string& council = call.principal.council_id;
  v1::Activity reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto provider = connection.Query(kLockProvider, {council, Bytes{activity.provider_id}});
    if (!provider.ok()) return provider.status();
    auto may = CheckMayChange(call, provider->empty() ? std::nullopt : std::optional(activity.provider_id));
    if (!may.ok()) return may;
    auto inserted = Insert(connection, council, std::span(&activity, 1));
    if (!inserted.ok()) {
      return NamingDuplicate(connection, inserted, kActivityOfKey, council, activity.external_id, "activities");
    }
    reply = ToProto(activity);
    changes.push_back({"activity.created", reply.name(), activity.version});
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Activity> MysqlStore::UpdateActivity(const rpc::Call& call, const RequestMark& mark,
                                                        ActivityRecord activity, const std::string& etag) {
  const std::string& council = call.principal.council_id;
  v1::Activity reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto old = LockActivity(connection, call, activity.id);
    if (!old.ok()) return old.status();
    if (etag != EtagOf(old->activity.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
    errors::FieldErrors fields;
    if (activity.provider_id != old->activity.provider_id) fields.Add("activity.provider", "Never changes.");
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    activity.version = old->activity.version;
    if (activity.SaysTheSameAs(old->activity)) {
      reply = ToProto(old->activity);
      return absl::OkStatus();
    }
    ++activity.version;
    auto updated = Update(connection, council, activity);
    if (!updated.ok()) {
      return NamingDuplicate(connection, updated.status(), kActivityOfKey, council, activity.external_id, "activities");
    }
    if (auto renewed = RenewFutureSessions(connection, council, activity.id); !renewed.ok()) return renewed;
    reply = ToProto(activity);
    changes.push_back({"activity.updated", reply.name(), activity.version});
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

}  // namespace shortbreaks::availability
