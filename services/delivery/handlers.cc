#include "delivery/handlers.h"

#include <absl/time/clock.h>

#include "eligibility/counters.h"
#include "eligibility/requests.h"
#include "errors/errors.h"
#include "london/london.h"
#include "policy/age.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::delivery {
namespace {

constexpr paging::PageLimits kPages{.usual = 200, .most = 500};
constexpr int kBehindPercent = 20;
constexpr int kNearPercent = 80;  // of a limit of regulation 48
constexpr int kTakeUpDaysMax = 400;

template <typename Request>
absl::CivilDay DayIn(const Request& request, errors::FieldErrors& fields) {
  const absl::CivilDay today = london::DayOf(absl::Now());
  if (!request.has_day()) return today;
  const auto day = wire::FromProto(request.day());
  if (!day) fields.Add("day", "Must be a day of the calendar, from 1900 to 2200.");
  return day.value_or(today);
}

struct Rules {
  std::shared_ptr<const policy::Policy> policy;  // null where none is live
  Year year;
};

// The entitlement year around `day`, by the policy that is live on it. 1 April where there is none.
absl::StatusOr<Rules> RulesOn(const Parts& parts, const rpc::Call& call, absl::CivilDay day) {
  auto live = parts.policies.LiveOn(call, day);
  if (!live.ok()) return live.status();
  const policy::Policy none;
  const absl::CivilDay first = policy::YearStart(live->policy ? *live->policy : none, day);
  return Rules{live->policy, {first, absl::CivilDay(first.year() + 1, first.month(), first.day()) - 1}};
}

absl::StatusOr<v1::GetDeliveryResponse> Get(const Parts& parts, const rpc::Call& call,
                                            const v1::GetDeliveryRequest& request) {
  auto viewer = eligibility::ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
  const absl::CivilDay day = DayIn(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto sees = parts.families.MaySee(call, *viewer, child_id);
  if (!sees.ok()) return sees.status();
  if (!*sees) return eligibility::NotSeen(*viewer);
  auto rules = RulesOn(parts, call, day);
  if (!rules.ok()) return rules.status();
  const Year& year = rules->year;
  const absl::Time now = absl::Now();
  const absl::CivilDay today = london::DayOf(now);
  auto figures = parts.store.Read(call, child_id, year, now);
  if (!figures.ok()) return figures.status();
  v1::GetDeliveryResponse response;
  for (v1::DeliveryLine& line : LinesOf(figures->planned, figures->allocations, year, today)) {
    *response.add_lines() = std::move(line);
  }
  for (v1::StatutoryCounter& counter : eligibility::CountSettings(figures->stays, rules->policy.get(), today)) {
    *response.add_overnight_stays() = std::move(counter);
  }
  *response.mutable_year_start() = wire::ToProto(year.first);
  *response.mutable_year_end() = wire::ToProto(year.last);
  *response.mutable_count_time() = wire::ToProto(now);
  return response;
}

void AddNearLimit(const ChildFigures& child, const policy::Policy* policy, absl::CivilDay today,
                  v1::SummarizeDeliveryResponse& response) {
  v1::ChildNearLimit near;
  for (v1::StatutoryCounter& counter : eligibility::CountSettings(child.stays, policy, today)) {
    if (eligibility::IsNear(counter, kNearPercent)) *near.add_overnight_stays() = std::move(counter);
  }
  if (near.overnight_stays().empty() || !child.shown) return;
  near.set_child(ids::ResourceName("children", child.child_id));
  *response.add_near_limit() = std::move(near);
}

v1::SummarizeDeliveryResponse Summary(const std::vector<ChildFigures>& children, const Rules& rules,
                                      absl::CivilDay today, int percent_min) {
  const Year& year = rules.year;
  v1::SummarizeDeliveryResponse response;
  std::map<LineKey, v1::DeliveryLine> sums;
  for (const ChildFigures& child : children) {
    AddNearLimit(child, rules.policy.get(), today, response);
    v1::ChildBehind behind;
    for (const v1::DeliveryLine& line : LinesOf(child.planned, child.allocations, year, today)) {
      AddTo(sums, line);
      if (IsBehind(line, percent_min)) *behind.add_lines() = line;
    }
    if (behind.lines().empty() || !child.shown) continue;
    behind.set_child(ids::ResourceName("children", child.child_id));
    *response.add_behind() = std::move(behind);
  }
  for (auto& [key, sum] : sums) *response.add_lines() = std::move(sum);
  response.set_children(static_cast<int32_t>(children.size()));
  *response.mutable_year_start() = wire::ToProto(year.first);
  *response.mutable_year_end() = wire::ToProto(year.last);
  return response;
}

absl::StatusOr<v1::SummarizeDeliveryResponse> Summarize(const Parts& parts, const rpc::Call& call,
                                                        const v1::SummarizeDeliveryRequest& request) {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  errors::FieldErrors fields;
  const absl::CivilDay day = DayIn(request, fields);
  const int percent_min = request.behind_percent_min() == 0 ? kBehindPercent : request.behind_percent_min();
  if (percent_min < 1 || percent_min > 100) fields.Add("behind_percent_min", "Must be 1 to 100.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "SummarizeDelivery", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope, kPages);
  if (!page.ok()) return page.status();
  auto rules = RulesOn(parts, call, day);
  if (!rules.ok()) return rules.status();
  const absl::Time now = absl::Now();
  auto list = parts.store.List(call, rules->year, now, *page);
  if (!list.ok()) return list.status();
  auto total = parts.families.CountChildren(call);
  if (!total.ok()) return total.status();
  v1::SummarizeDeliveryResponse response = Summary(list->items, *rules, london::DayOf(now), percent_min);
  response.set_children_total(*total);
  response.set_next_page_token(paging::NextToken(parts.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::SummarizeTakeUpResponse> TakeUp(const Parts& parts, const rpc::Call& call,
                                                   const v1::SummarizeTakeUpRequest& request) {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  errors::FieldErrors fields;
  const absl::CivilDay today = london::DayOf(absl::Now());
  const wire::DayRange days = wire::ReadDayRange(request, {today - 365, today}, kTakeUpDaysMax, fields);
  if (request.group_by() == v1::TAKE_UP_GROUP_UNSPECIFIED || !v1::TakeUpGroup_IsValid(request.group_by())) {
    fields.Add("group_by", "Must be ward or need.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto children = parts.store.ReadTakeUp(call, days);
  if (!children.ok()) return children.status();
  v1::SummarizeTakeUpResponse response;
  for (v1::TakeUpLine& line : TakeUpLines(request.group_by(), *children)) *response.add_lines() = std::move(line);
  return response;
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.DeliveryService");
  table.Add<v1::GetDeliveryRequest, v1::GetDeliveryResponse>(
      "GetDelivery", [parts](const rpc::Call& call, const v1::GetDeliveryRequest& r) { return Get(parts, call, r); });
  table.Add<v1::SummarizeDeliveryRequest, v1::SummarizeDeliveryResponse>(
      "SummarizeDelivery",
      [parts](const rpc::Call& call, const v1::SummarizeDeliveryRequest& r) { return Summarize(parts, call, r); });
  table.Add<v1::SummarizeTakeUpRequest, v1::SummarizeTakeUpResponse>(
      "SummarizeTakeUp",
      [parts](const rpc::Call& call, const v1::SummarizeTakeUpRequest& r) { return TakeUp(parts, call, r); });
  return table;
}

}  // namespace shortbreaks::delivery
