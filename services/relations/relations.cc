#include "relations/relations.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks::relations {
namespace {

using identity::Role;

// FIND_IN_SET is null where one of the two is: a child with no team, or an asker who is not limited to any.
constexpr char kOfTeam[] =
    "EXISTS (SELECT 1 FROM children rc WHERE rc.council_id = $.council_id AND rc.child_id = $.child_id "
    "AND COALESCE(FIND_IN_SET(rc.team, ?), 1) > 0)";
constexpr char kHasAuthority[] =
    "(? IS NULL OR EXISTS (SELECT 1 FROM care_authorities ra WHERE ra.council_id = $.council_id "
    "AND ra.child_id = $.child_id AND ra.carer_id = ? AND ra.revoke_time IS NULL AND ra.kind IN (#)))";

std::string Of(std::string_view alias, const char* sql, const char* kinds = "") {
  return absl::StrReplaceAll(sql, {{"$", absl::string_view(alias.data(), alias.size())}, {"#", kinds}});
}

}  // namespace

Asker AskerOf(const identity::Principal& caller) {
  if (caller.role == Role::kService) return kService;
  if (caller.role == Role::kOfficer) return {.teams = TeamsOf(caller)};
  const auto carer = caller.role == Role::kCarer ? ids::IdOf("carers", caller.subject) : std::nullopt;
  return {.carer = mysql::Bytes{carer.value_or(ids::Uuid(16, '\0'))}};
}

bool GoesByChild(const identity::Principal& caller) {
  return caller.role == Role::kCarer || caller.role == Role::kOfficer;
}

mysql::Parameter TeamsOf(const identity::Principal& caller) {
  if (caller.role != Role::kOfficer || caller.teams == "*") return nullptr;
  return caller.teams;
}

absl::Status NotSeen(const Asker& asker) {
  const bool council = std::holds_alternative<std::nullptr_t>(asker.carer);
  return errors::Error(council ? type::v1::ERROR_REASON_NOT_FOUND : type::v1::ERROR_REASON_NOT_ALLOWED);
}

std::string MayAct(std::string_view alias) {
  return absl::StrCat(Of(alias, kHasAuthority, "1"), " AND ", Of(alias, kOfTeam));
}

std::string MaySee(std::string_view alias) {
  return absl::StrCat(Of(alias, kHasAuthority, "1, 2"), " AND ", Of(alias, kOfTeam));
}

std::string OfTeam(std::string_view alias, std::string_view child_column) {
  const std::string table(alias);
  return absl::StrReplaceAll(Of(alias, kOfTeam),
                             {{absl::StrCat(table, ".child_id"), absl::StrCat(table, ".", std::string(child_column))}});
}

mysql::Parameters ParametersOf(const Asker& asker) { return {asker.carer, asker.carer, asker.teams}; }

mysql::Parameters With(mysql::Parameters parameters, size_t at, const Asker& asker) {
  const mysql::Parameters asked = ParametersOf(asker);
  parameters.insert(parameters.begin() + static_cast<std::ptrdiff_t>(at), asked.begin(), asked.end());
  return parameters;
}

}  // namespace shortbreaks::relations
