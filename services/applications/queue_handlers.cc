#include <set>

#include "applications/decide.h"
#include "applications/requests.h"
#include "eligibility/limits.h"
#include "eligibility/names.h"
#include "eligibility/requests.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using errors::Error;

constexpr size_t kPossibleDuplicatesMax = 20;
// Of children born on one day: no council has as many.
constexpr int kBornOnOneDayMax = 1000;

void CheckPanel(const v1::Panel& panel, errors::FieldErrors& fields) {
  wire::CheckText("panel.title", panel.title(), 200, fields);
  wire::CheckText("panel.role", panel.role(), 100, fields);
  wire::CheckOptionalText("panel.minutes", panel.minutes(), 20'000, fields, /*lines=*/true);
  if (!panel.has_meet_date() || !wire::FromProto(panel.meet_date())) {
    fields.Add("panel.meet_date", "Must be a day of the calendar, from 1900 to 2200.");
  }
  const std::set<std::string> members(panel.members().begin(), panel.members().end());
  if (members.size() < 2 || static_cast<int>(members.size()) != panel.members_size() || members.size() > 30) {
    fields.Add("panel.members", "Must be 2 to 30 different people.");
  }
  for (int i = 0; i < panel.members_size(); ++i) {
    wire::CheckText(absl::StrCat("panel.members[", i, "]"), panel.members(i), 200, fields);
  }
}

// A decider of the policy that is live today; any where it names none.
absl::Status CheckRole(const Parts& parts, const rpc::Call& call, const v1::Panel& panel, errors::FieldErrors& fields) {
  auto live = parts.policies.LiveOn(call, Today());
  if (!live.ok()) return live.status();
  if (live->policy == nullptr || live->policy->deciders.empty()) return absl::OkStatus();
  if (eligibility::DeciderNamed(*live->policy, panel.role()) == nullptr) {
    fields.Add("panel.role", "Must be one of the deciders of the live policy.");
  }
  return absl::OkStatus();
}

// The role that a panel was called with stays good when a later policy renames it: only a change of it is asked about.
absl::Status CheckChangedRole(const Parts& parts, const rpc::Call& call, const ids::Uuid& panel_id,
                              const v1::UpdatePanelRequest& request, errors::FieldErrors& fields) {
  auto stored = parts.store.ReadPanel(call, panel_id);
  if (!stored.ok()) return stored.status();
  if (!*stored) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if ((*stored)->role() == request.panel().role()) return absl::OkStatus();
  if (request.close()) {
    fields.Add("panel.role", "Cannot change as the panel closes.");
    return absl::OkStatus();
  }
  return CheckRole(parts, call, request.panel(), fields);
}

absl::StatusOr<std::vector<std::string>> PossibleDuplicates(const Parts& parts, const rpc::Call& call,
                                                            const std::string& name) {
  std::vector<std::string> names;
  auto child = parts.families.ReadChild(call, {.sees_all = true}, ids::IdOf("children", name).value_or(ids::Uuid()));
  if (!child.ok()) return child.status();
  if (!*child) return names;
  const absl::CivilDay born = wire::FromProto((*child)->date_of_birth()).value_or(absl::CivilDay());
  auto others = parts.families.ListChildrenBornOn(call, born, kBornOnOneDayMax);
  if (!others.ok()) return others.status();
  for (const v1::Child& other : *others) {
    if (names.size() == kPossibleDuplicatesMax) break;
    const bool similar = eligibility::SimilarNames(other.display_name(), (*child)->display_name());
    if (other.name() != name && similar) names.push_back(other.name());
  }
  return names;
}

}  // namespace

absl::StatusOr<v1::FindChildResponse> QueueHandlers::FindChild(const rpc::Call& call,
                                                               const v1::FindChildRequest& request) const {
  if (call.principal.role != identity::Role::kPractitioner) {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  }
  errors::FieldErrors fields;
  const auto born = request.has_date_of_birth() ? wire::FromProto(request.date_of_birth()) : std::nullopt;
  if (!born) fields.Add("date_of_birth", "Must be a day of the calendar, from 1900 to 2200.");
  if (request.external_id().empty() == request.display_name().empty()) {
    fields.Add("external_id", "Either this or display_name must be given, and not both.");
  }
  wire::CheckOptionalText("display_name", request.display_name(), 200, fields);
  // The council looks at its own records; somebody else's first look at a child is the family's to allow.
  if (call.principal.role == identity::Role::kPractitioner && !request.consent()) {
    fields.Add("consent", "Must be true: the family agrees that its child is looked up.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto children = parts_.families.ListChildrenBornOn(call, *born, kBornOnOneDayMax);
  if (!children.ok()) return children.status();
  std::erase_if(*children, [&](const v1::Child& child) {
    return request.external_id().empty() ? !eligibility::SameName(child.display_name(), request.display_name())
                                         : child.external_id() != request.external_id();
  });
  if (children->size() != 1) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::FindChildResponse response;
  response.set_child(children->front().name());
  return response;
}

absl::StatusOr<v1::GetApplicationResponse> QueueHandlers::Get(const rpc::Call& call,
                                                              const v1::GetApplicationRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid application_id = wire::IdIn("name", "applications", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto application = Seen(parts_, call, application_id);
  if (!application.ok()) return application.status();
  auto history = parts_.store.History(call, application_id);
  if (!history.ok()) return history.status();
  v1::GetApplicationResponse response;
  *response.mutable_application() = *std::move(application);
  for (v1::ApplicationEvent& event : *history) *response.add_history() = std::move(event);
  if (!IsOfficer(call)) return response;
  auto others = PossibleDuplicates(parts_, call, response.application().child());
  if (!others.ok()) return others.status();
  for (std::string& other : *others) response.add_possible_duplicates(std::move(other));
  return response;
}

absl::StatusOr<v1::ListApplicationsResponse> QueueHandlers::List(const rpc::Call& call,
                                                                 const v1::ListApplicationsRequest& request) const {
  errors::FieldErrors fields;
  Query query{.offer = request.offer(), .awaits_second_key = request.awaits_second_key()};
  if (request.evidence_overdue()) query.evidence_overdue_on = Today();
  if (request.defer_reached()) query.defer_reached_on = Today();
  if (!request.child().empty()) query.child_id = wire::IdIn("child", "children", request.child(), fields);
  if (!request.panel().empty()) query.panel_id = wire::IdIn("panel", "panels", request.panel(), fields);
  for (int i = 0; i < request.states_size(); ++i) {
    if (request.states(i) == v1::APPLICATION_STATE_UNSPECIFIED || !v1::ApplicationState_IsValid(request.states(i))) {
      fields.Add(absl::StrCat("states[", i, "]"), "Must be one of the states.");
    }
    query.states.push_back(request.states(i));
  }
  const bool carer = call.principal.role == identity::Role::kCarer;
  if (carer && !query.child_id) fields.Add("child", "Is required.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (call.principal.role == identity::Role::kPractitioner) query.author = call.principal.Actor();
  if (carer) {
    auto viewer = eligibility::ViewerOf(call);
    if (!viewer.ok()) return viewer.status();
    auto sees = parts_.families.MaySee(call, *viewer, *query.child_id);
    if (!sees.ok()) return sees.status();
    if (!*sees) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  const std::string scope = paging::ScopeOf(call.principal, "ListApplications", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.List(call, query, *page);
  if (!list.ok()) return list.status();
  v1::ListApplicationsResponse response;
  for (v1::Application& application : list->items) *response.add_applications() = std::move(application);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::CreatePanelResponse> QueueHandlers::CreatePanel(const rpc::Call& call,
                                                                   const v1::CreatePanelRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "CreatePanel", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  CheckPanel(request.panel(), fields);
  if (auto checked = CheckRole(parts_, call, request.panel(), fields); !checked.ok()) return checked;
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto panel = parts_.store.CreatePanel(call, *mark, request.panel());
  if (!panel.ok()) return panel.status();
  v1::CreatePanelResponse response;
  *response.mutable_panel() = *std::move(panel);
  return response;
}

absl::StatusOr<v1::UpdatePanelResponse> QueueHandlers::UpdatePanel(const rpc::Call& call,
                                                                   const v1::UpdatePanelRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "UpdatePanel", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid panel_id = wire::IdIn("panel.name", "panels", request.panel().name(), fields);
  CheckPanel(request.panel(), fields);
  if (request.panel().etag().empty()) fields.Add("panel.etag", "Is required: send the etag that was read.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto checked = CheckChangedRole(parts_, call, panel_id, request, fields); !checked.ok()) return checked;
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto panel = parts_.store.UpdatePanel(call, *mark, request.panel(), request.close());
  if (!panel.ok()) return panel.status();
  v1::UpdatePanelResponse response;
  *response.mutable_panel() = *std::move(panel);
  return response;
}

absl::StatusOr<v1::GetPanelResponse> QueueHandlers::GetPanel(const rpc::Call& call,
                                                             const v1::GetPanelRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  errors::FieldErrors fields;
  const ids::Uuid panel_id = wire::IdIn("name", "panels", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto panel = parts_.store.ReadPanel(call, panel_id);
  if (!panel.ok()) return panel.status();
  if (!*panel) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto agenda = parts_.store.Agenda(call, panel_id);
  if (!agenda.ok()) return agenda.status();
  v1::GetPanelResponse response;
  *response.mutable_panel() = **std::move(panel);
  for (v1::Application& application : *agenda) *response.add_agenda() = std::move(application);
  return response;
}

absl::StatusOr<v1::ListPanelsResponse> QueueHandlers::ListPanels(const rpc::Call& call,
                                                                 const v1::ListPanelsRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  const std::string scope = paging::ScopeOf(call.principal, "ListPanels", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.ListPanels(call, *page);
  if (!list.ok()) return list.status();
  v1::ListPanelsResponse response;
  for (v1::Panel& panel : list->items) *response.add_panels() = std::move(panel);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

}  // namespace shortbreaks::applications
