#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "availability/access.h"
#include "availability/handlers.h"
#include "london/london.h"
#include "shortbreaks/availability/v1/timetable.pb.h"
#include "wire/day_range.h"
#include "wire/fields.h"

namespace shortbreaks::availability {
namespace {

constexpr int kUsualDays = 28;
constexpr int kDaysAfterMax = 400;

void ReadDays(const v1::ListSessionsRequest& request, TimetableQuery& query, errors::FieldErrors& fields) {
  const absl::CivilDay today = london::DayOf(absl::Now());
  const wire::DayRange days = wire::ReadDayRange(request, {today, today + (kUsualDays - 1)}, kDaysAfterMax, fields);
  query.start_time = london::StartOf(days.first);
  query.end_time = london::StartOf(days.last + 1);
}

// Bits of the states asked for; of all where none is.
int64_t ReadStates(const v1::ListSessionsRequest& request, errors::FieldErrors& fields) {
  int64_t states = 0;
  for (int i = 0; i < request.states_size(); ++i) {
    const int state = request.states(i);
    if (!v1::SessionState_IsValid(state) || state == v1::SESSION_STATE_UNSPECIFIED) {
      fields.Add(absl::StrCat("states[", i, "]"), "Must be a state.");
    } else {
      states |= int64_t{1} << state;
    }
  }
  return request.states().empty() ? ~int64_t{0} : states;
}

// Whose: the caller's own, or the one that an officer names.
absl::Status ReadProvider(const rpc::Call& call, const v1::ListSessionsRequest& request, TimetableQuery& query,
                          errors::FieldErrors& fields) {
  const auto own = OwnProvider(call);
  if (!own || !request.provider().empty()) {
    query.provider_id = wire::IdIn("provider", "providers", request.provider(), fields);
  } else {
    query.provider_id = *own;
  }
  return own && fields.empty() && query.provider_id != *own ? errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED)
                                                            : absl::OkStatus();
}

class TimetableHandlers {
 public:
  explicit TimetableHandlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::ListSessionsResponse> List(const rpc::Call& call, const v1::ListSessionsRequest& request) const {
    errors::FieldErrors fields;
    TimetableQuery query;
    if (auto may = ReadProvider(call, request, query, fields); !may.ok()) return may;
    if (!request.activity().empty()) {
      query.activity_id = wire::IdIn("activity", "activities", request.activity(), fields);
    }
    ReadDays(request, query, fields);
    query.states = ReadStates(request, fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    const std::string scope = paging::ScopeOf(call.principal, "ListSessions", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto found = parts_.store.ListSessions(call, query, *page);
    if (!found.ok()) return found.status();
    v1::ListSessionsResponse response;
    for (v1::SessionOffer& offer : found->offers) *response.add_offers() = std::move(offer);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, found->next, scope));
    return response;
  }

 private:
  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeTimetableHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.availability.v1.TimetableService");
  table.Add("ListSessions", TimetableHandlers(parts), &TimetableHandlers::List);
  return table;
}

}  // namespace shortbreaks::availability
