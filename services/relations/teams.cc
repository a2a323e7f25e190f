#include <absl/strings/str_cat.h>

#include "eligibility/mysql_rows.h"
#include "eligibility/requests.h"
#include "errors/errors.h"
#include "relations/handlers.h"
#include "relations/relations.h"
#include "shortbreaks/eligibility/v1/teams.pb.h"
#include "wire/fields.h"

namespace shortbreaks::relations {
namespace {

namespace v1 = eligibility::v1;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr char kRead[] =
    "SELECT COALESCE(c.team, ''), c.version FROM children c WHERE c.council_id = ? AND c.child_id = ?";
constexpr std::string_view kSet =
    "UPDATE children FORCE INDEX (PRIMARY) SET team = ?, version = version + 1 WHERE council_id = ? AND child_id = ?";

v1::ChildTeam TeamOf(const ids::Uuid& child_id, const std::string& team, int64_t version) {
  v1::ChildTeam child_team;
  child_team.set_child(ids::ResourceName("children", child_id));
  child_team.set_team(team);
  child_team.set_etag(absl::StrCat(version));
  return child_team;
}

// Under the child's lock. Whoever sees the child now may give it away.
absl::StatusOr<v1::ChildTeam> Set(Connection& connection, const rpc::Call& call, const ids::Uuid& child_id,
                                  const v1::SetTeamRequest& request) {
  const std::string& council = call.principal.council_id;
  auto version = eligibility::LockChild(connection, council, child_id, AskerOf(call.principal));
  if (!version.ok()) return version.status();
  if (!request.etag().empty() && request.etag() != absl::StrCat(*version)) {
    return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  }
  auto before = connection.Query(kRead, {council, Bytes{child_id}});
  if (!before.ok()) return before.status();
  if (before->front().Text(0) == request.team()) return TeamOf(child_id, request.team(), *version);
  const mysql::Parameter team = request.team().empty() ? mysql::Parameter(nullptr) : mysql::Parameter(request.team());
  auto set = connection.Execute(kSet, {team, council, Bytes{child_id}});
  if (!set.ok()) return set.status();
  v1::ChildTeam after = TeamOf(child_id, request.team(), *version + 1);
  auto recorded = eligibility::AddEvents(connection, call, "SetTeam", {{"child.updated", after.child(), *version + 1}});
  if (!recorded.ok()) return recorded;
  return after;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts), requests_("eligibility_requests") {}

  absl::StatusOr<v1::SetTeamResponse> SetTeam(const rpc::Call& call, const v1::SetTeamRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "SetTeam", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    errors::FieldErrors fields;
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    if (!request.team().empty() && !identity::IsTeam(request.team())) {
      fields.Add("team", "Must be 1 to 32 of a-z, 0-9 and -, the first a letter, or left out for none.");
    }
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto set = eligibility::ChangeOnce<v1::ChildTeam>(parts_.pool, requests_, call, *mark, [&](Connection& connection) {
      return Set(connection, call, child_id, request);
    });
    if (!set.ok()) return set.status();
    v1::SetTeamResponse response;
    *response.mutable_child_team() = *std::move(set);
    return response;
  }

  absl::StatusOr<v1::GetTeamResponse> GetTeam(const rpc::Call& call, const v1::GetTeamRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    errors::FieldErrors fields;
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    static const std::string kSql = absl::StrCat(kRead, eligibility::kOnFile, " AND ", OfTeam("c"));
    auto rows =
        parts_.pool.Query(call.deadline, kSql, {call.principal.council_id, Bytes{child_id}, TeamsOf(call.principal)});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    v1::GetTeamResponse response;
    *response.mutable_child_team() = TeamOf(child_id, rows->front().Text(0), rows->front().Int(1));
    return response;
  }

 private:
  Parts parts_;
  idempotency::Requests requests_;
};

}  // namespace

rpc::HandlerTable MakeTeamHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.TeamService");
  const Handlers handlers(parts);
  table.Add("SetTeam", handlers, &Handlers::SetTeam);
  table.Add("GetTeam", handlers, &Handlers::GetTeam);
  return table;
}

}  // namespace shortbreaks::relations
