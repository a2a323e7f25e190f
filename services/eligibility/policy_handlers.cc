#include <absl/time/clock.h>

#include "eligibility/decisions.h"
#include "eligibility/handlers.h"
#include "eligibility/replay.h"
#include "eligibility/requests.h"
#include "london/london.h"
#include "policy/parse.h"
#include "policy/statements.h"
#include "policy/yaml_reader.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using errors::Error;

constexpr paging::PageLimits kReplayPages{.usual = 500, .most = 2000};

bool SeesAll(const rpc::Call& call) {
  return call.principal.role == identity::Role::kOfficer || call.principal.role == identity::Role::kService;
}

// The file as a policy; each mistake as the field `content:LINE:COLUMN`.
absl::StatusOr<policy::Policy> ParseFor(const rpc::Call& call, const std::string& content,
                                        v1::ProposePolicyResponse& response) {
  policy::Mistakes mistakes;
  policy::Policy parsed = policy::Parse(content, mistakes);
  errors::FieldErrors fields;
  for (const policy::Mistake& mistake : mistakes.list()) {
    if (!mistake.warning) {
      fields.Add(absl::StrCat("content:", mistake.position.line, ":", mistake.position.column), mistake.text);
      continue;
    }
    v1::PolicyMistake& warning = *response.add_warnings();
    warning.set_line(mistake.position.line);
    warning.set_column(mistake.position.column);
    warning.set_text(mistake.text);
    warning.set_warning(true);
  }
  if (!mistakes.fatal() && parsed.council != call.principal.council_id) {
    fields.Add("content", absl::StrCat("Its `council` must be yours, ", call.principal.council_id, "."));
  }
  wire::CheckText("content: policy", parsed.id.empty() ? "-" : parsed.id, 64, fields);
  wire::CheckText("content: title", parsed.title.empty() ? "-" : parsed.title, 200, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parsed;
}

// The policies that hold for the children's open applications: few, since most were handed in under the same.
absl::StatusOr<PinnedPolicies> PinnedOf(Policies& policies, const rpc::Call& call,
                                        const std::vector<ChildOnFile>& children) {
  PinnedPolicies pinned;
  for (const ChildOnFile& child : children) {
    for (const auto& [offer, application] : child.open_applications) {
      if (application.policy_id.empty() || pinned.contains(application.policy_id)) continue;
      auto parsed = policies.Parsed(call, application.policy_id);
      if (!parsed.ok()) return parsed.status();
      pinned[application.policy_id] = *std::move(parsed);
    }
  }
  return pinned;
}

}  // namespace

absl::StatusOr<v1::ProposePolicyResponse> PolicyHandlers::Propose(const rpc::Call& call,
                                                                  const v1::ProposePolicyRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "ProposePolicy", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  v1::ProposePolicyResponse response;
  auto parsed = ParseFor(call, request.content(), response);
  if (!parsed.ok()) return parsed.status();
  auto policy = parts_.policies.Propose(call, *mark, *parsed, request.content());
  if (!policy.ok()) return policy.status();
  *response.mutable_policy() = *std::move(policy);
  return response;
}

absl::StatusOr<v1::PublishPolicyResponse> PolicyHandlers::Publish(const rpc::Call& call,
                                                                  const v1::PublishPolicyRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "PublishPolicy", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid policy_id = wire::IdIn("name", "policies", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto policy = parts_.policies.Publish(call, *mark, policy_id, request.etag());
  if (!policy.ok()) return policy.status();
  v1::PublishPolicyResponse response;
  *response.mutable_policy() = *std::move(policy);
  return response;
}

absl::StatusOr<v1::WithdrawPolicyResponse> PolicyHandlers::Withdraw(const rpc::Call& call,
                                                                    const v1::WithdrawPolicyRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "WithdrawPolicy", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid policy_id = wire::IdIn("name", "policies", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto policy = parts_.policies.Withdraw(call, *mark, policy_id, request.etag());
  if (!policy.ok()) return policy.status();
  v1::WithdrawPolicyResponse response;
  *response.mutable_policy() = *std::move(policy);
  return response;
}

absl::StatusOr<v1::GetPolicyResponse> PolicyHandlers::Get(const rpc::Call& call,
                                                          const v1::GetPolicyRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid policy_id = wire::IdIn("name", "policies", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto stored = parts_.policies.Read(call, policy_id);
  if (!stored.ok()) return stored.status();
  // To families a policy that is not published does not exist.
  if (!*stored || (!SeesAll(call) && (*stored)->policy.state() != v1::POLICY_STATE_PUBLISHED)) {
    return Error(type::v1::ERROR_REASON_NOT_FOUND);
  }
  v1::GetPolicyResponse response;
  *response.mutable_policy() = (*stored)->policy;
  response.set_content((*stored)->content);
  return response;
}

absl::StatusOr<v1::GetLivePolicyResponse> PolicyHandlers::GetLive(const rpc::Call& call,
                                                                  const v1::GetLivePolicyRequest& request) const {
  std::optional<absl::CivilDay> day = london::DayOf(absl::Now());
  if (request.has_day()) day = wire::FromProto(request.day());
  errors::FieldErrors fields;
  if (!day) fields.Add("day", "Must be a day of the calendar, from 1900 to 2200.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto live = parts_.policies.LiveOn(call, *day);
  if (!live.ok()) return live.status();
  if (live->policy == nullptr) return Error(type::v1::ERROR_REASON_NO_LIVE_POLICY);
  auto stored = parts_.policies.Read(call, live->policy_id);
  if (!stored.ok()) return stored.status();
  v1::GetLivePolicyResponse response;
  *response.mutable_policy() = (*stored)->policy;
  response.set_content((*stored)->content);
  response.set_public_text(policy::PublicText(*live->policy));
  return response;
}

absl::StatusOr<v1::ListPoliciesResponse> PolicyHandlers::List(const rpc::Call& call,
                                                              const v1::ListPoliciesRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  const std::string scope = paging::ScopeOf(call.principal, "ListPolicies", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.policies.List(call, *page);
  if (!list.ok()) return list.status();
  v1::ListPoliciesResponse response;
  for (v1::Policy& policy : list->items) *response.add_policies() = std::move(policy);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::ReplayPolicyResponse> PolicyHandlers::Replay(const rpc::Call& call,
                                                                const v1::ReplayPolicyRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  errors::FieldErrors fields;
  const ids::Uuid policy_id = wire::IdIn("name", "policies", request.name(), fields);
  std::optional<absl::CivilDay> day;
  if (request.has_day() && !(day = wire::FromProto(request.day()))) {
    fields.Add("day", "Must be a day of the calendar, from 1900 to 2200.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ReplayPolicy", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope, kReplayPages);
  if (!page.ok()) return page.status();
  auto after = parts_.policies.Parsed(call, policy_id);
  if (!after.ok()) return after.status();
  if (*after == nullptr) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (!day) day = std::max(london::DayOf(absl::Now()), (*after)->from);
  auto live = parts_.policies.LiveOn(call, *day);
  if (!live.ok()) return live.status();
  auto children = parts_.store.ListChildrenOnFile(call, *page);
  if (!children.ok()) return children.status();
  auto total = parts_.store.CountChildren(call);
  if (!total.ok()) return total.status();
  auto pinned = PinnedOf(parts_.policies, call, children->items);
  if (!pinned.ok()) return pinned.status();
  v1::ReplayPolicyResponse response;
  for (ChildOnFile& child : children->items) {
    *child.basis.mutable_day() = wire::ToProto(*day);
    for (v1::PolicyEffect& effect : EffectsOn(child, live->policy.get(), **after, *pinned)) {
      *response.add_effects() = std::move(effect);
    }
  }
  response.set_examined(static_cast<int32_t>(children->items.size()));
  response.set_children_total(*total);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, children->next, scope));
  return response;
}

}  // namespace shortbreaks::eligibility
