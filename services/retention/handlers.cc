#include "retention/handlers.h"

#include <absl/strings/str_cat.h>

#include <set>

#include "eligibility/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"

namespace shortbreaks::retention {
namespace {

using errors::FieldErrors;

constexpr int kExaminedMax = 1'000;
constexpr int kProposedMax = 100;

void CheckRule(const v1::RetentionRule& rule, FieldErrors& fields) {
  if (rule.birthday() < 18 || rule.birthday() > 100) fields.Add("rule.birthday", "Must be 18 to 100.");
  if (rule.idle_years() < 1 || rule.idle_years() > 75) fields.Add("rule.idle_years", "Must be 1 to 75.");
}

std::vector<ids::Uuid> ReadChildren(const v1::ProposeErasuresRequest& request, FieldErrors& fields) {
  if (request.children().empty() || request.children_size() > kProposedMax) {
    fields.Add("children", absl::StrCat("Must be 1 to ", kProposedMax, "."));
    return {};
  }
  std::vector<ids::Uuid> children;
  std::set<ids::Uuid> seen;
  for (int i = 0; i < request.children_size(); ++i) {
    const std::string field = absl::StrCat("children[", i, "]");
    children.push_back(wire::IdIn(field, "children", request.children(i), fields));
    if (!seen.insert(children.back()).second) fields.Add(field, "Must not be there twice.");
  }
  return children;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::SetRetentionRuleResponse> SetRule(const rpc::Call& call,
                                                       const v1::SetRetentionRuleRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "SetRetentionRule", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    CheckRule(request.rule(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto rule = parts_.store.SetRule(call, *mark, request.rule());
    if (!rule.ok()) return rule.status();
    v1::SetRetentionRuleResponse response;
    *response.mutable_rule() = *std::move(rule);
    return response;
  }

  absl::StatusOr<v1::GetRetentionRuleResponse> GetRule(const rpc::Call& call,
                                                       const v1::GetRetentionRuleRequest& /*request*/) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    return parts_.store.Rule(call);
  }

  absl::StatusOr<v1::ListErasuresDueResponse> ListDue(const rpc::Call& call,
                                                      const v1::ListErasuresDueRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    FieldErrors fields;
    if (request.has_rule()) CheckRule(request.rule(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    const std::string scope = paging::ScopeOf(call.principal, "ListErasuresDue", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    v1::RetentionRule rule = request.rule();
    if (!request.has_rule()) {
      auto council = parts_.store.Rule(call);
      if (!council.ok()) return council.status();
      rule = council->rule();
    }
    auto due = parts_.store.Due(call, rule, *page, kExaminedMax);
    if (!due.ok()) return due.status();
    v1::ListErasuresDueResponse response;
    for (v1::ErasureDue& each : due->items) *response.add_erasures_due() = std::move(each);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, due->next, scope));
    return response;
  }

  absl::StatusOr<v1::ProposeErasuresResponse> Propose(const rpc::Call& call,
                                                      const v1::ProposeErasuresRequest& request) const {
    if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
    auto mark = idempotency::MarkOf(call.principal, "ProposeErasures", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    const std::vector<ids::Uuid> children = ReadChildren(request, fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto proposed = parts_.store.Propose(call, *mark, children);
    if (!proposed.ok()) return proposed.status();
    v1::ProposeErasuresResponse response;
    for (v1::Erasure& each : *proposed) *response.add_erasures() = std::move(each);
    return response;
  }

 private:
  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.RetentionService");
  const Handlers handlers(parts);
  table.Add("SetRetentionRule", handlers, &Handlers::SetRule);
  table.Add("GetRetentionRule", handlers, &Handlers::GetRule);
  table.Add("ListErasuresDue", handlers, &Handlers::ListDue);
  table.Add("ProposeErasures", handlers, &Handlers::Propose);
  return table;
}

}  // namespace shortbreaks::retention
