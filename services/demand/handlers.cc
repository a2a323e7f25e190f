#include "demand/handlers.h"

#include <absl/time/clock.h>

#include "errors/errors.h"
#include "london/london.h"

namespace shortbreaks::demand {
namespace {

constexpr int kDaysAfterMax = 400;

absl::StatusOr<v1::SummarizeSupplyResponse> Supply(DemandStore& store, const rpc::Call& call,
                                                   const v1::SummarizeSupplyRequest& request) {
  errors::FieldErrors fields;
  const absl::CivilDay today = london::DayOf(absl::Now());
  const wire::DayRange days = wire::ReadDayRange(request, {today, today + 90}, kDaysAfterMax, fields);
  if (request.group_by() == v1::SUPPLY_GROUP_UNSPECIFIED || !v1::SupplyGroup_IsValid(request.group_by())) {
    fields.Add("group_by", "Must be week, month, activity or provider.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto sessions = store.ReadSessions(call, days);
  if (!sessions.ok()) return sessions.status();
  auto waiting = store.ReadWaiting(call, days);
  if (!waiting.ok()) return waiting.status();
  v1::SummarizeSupplyResponse response;
  for (v1::SupplyLine& line : SupplyLines(request.group_by(), *sessions, *waiting, absl::Now())) {
    *response.add_lines() = std::move(line);
  }
  return response;
}

absl::StatusOr<v1::SummarizeOutcomesResponse> Outcomes(DemandStore& store, const rpc::Call& call,
                                                       const v1::SummarizeOutcomesRequest& request) {
  errors::FieldErrors fields;
  const absl::CivilDay today = london::DayOf(absl::Now());
  const wire::DayRange days = wire::ReadDayRange(request, {today - 365, today}, kDaysAfterMax, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto lines = store.ReadOutcomes(call, days);
  if (!lines.ok()) return lines.status();
  SuppressSmall(*lines);
  v1::SummarizeOutcomesResponse response;
  for (v1::OutcomeLine& line : *lines) *response.add_lines() = std::move(line);
  return response;
}

}  // namespace

rpc::HandlerTable MakeHandlers(DemandStore& store) {
  rpc::HandlerTable table("shortbreaks.bookings.v1.DemandService");
  table.Add<v1::SummarizeSupplyRequest, v1::SummarizeSupplyResponse>(
      "SummarizeSupply",
      [&store](const rpc::Call& call, const v1::SummarizeSupplyRequest& r) { return Supply(store, call, r); });
  table.Add<v1::SummarizeOutcomesRequest, v1::SummarizeOutcomesResponse>(
      "SummarizeOutcomes",
      [&store](const rpc::Call& call, const v1::SummarizeOutcomesRequest& r) { return Outcomes(store, call, r); });
  return table;
}

}  // namespace shortbreaks::demand
