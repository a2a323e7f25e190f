#include "match/handlers.h"

#include <absl/time/clock.h>

#include "bookings/field_views.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::match {
namespace {

using errors::Error;
using errors::FieldErrors;
using identity::Role;

constexpr size_t kTextMax = 1'000;

absl::Status OfficersOnly(const rpc::Call& call) {
  return call.principal.role == Role::kOfficer ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

// Text that belongs to one answer and to no other.
void CheckTextOf(std::string_view field, bool belongs, const std::string& text, FieldErrors& fields) {
  if (belongs) {
    wire::CheckText(field, text, kTextMax, fields, /*lines=*/true);
  } else if (!text.empty()) {
    fields.Add(std::string(field), "Does not belong to this answer: leave it out.");
  }
}

void CheckCategory(bool belongs, v1::CannotMeetCategory category, FieldErrors& fields) {
  const bool given = category != v1::CANNOT_MEET_CATEGORY_UNSPECIFIED;
  if (given && !belongs) fields.Add("cannot_meet_category", "Does not belong to this answer: leave it out.");
  if (belongs && (!given || !v1::CannotMeetCategory_IsValid(category))) {
    fields.Add("cannot_meet_category", "Is required: a provider that cannot meet a child's needs says why.");
  }
}

void CheckOfficerReason(const rpc::Call& call, const std::string& reason, FieldErrors& fields) {
  if (call.principal.role == Role::kOfficer) {
    wire::CheckText("officer_reason", reason, 500, fields, /*lines=*/true);
  } else if (!reason.empty()) {
    fields.Add("officer_reason", "Is for officers alone: leave it out.");
  }
}

Answer ReadAnswer(const rpc::Call& call, const v1::AnswerRequestRequest& request, FieldErrors& fields) {
  const bool cannot_meet = request.answer() == v1::MATCH_ANSWER_CANNOT_MEET;
  if (request.answer() == v1::MATCH_ANSWER_UNSPECIFIED || !v1::MatchAnswer_IsValid(request.answer())) {
    fields.Add("answer", "Must be suitable, suitable with adjustments, or cannot meet.");
  }
  CheckTextOf("adjustments", request.answer() == v1::MATCH_ANSWER_SUITABLE_WITH_ADJUSTMENTS, request.adjustments(),
              fields);
  CheckCategory(cannot_meet, request.cannot_meet_category(), fields);
  CheckTextOf("cannot_meet_reason", cannot_meet, request.cannot_meet_reason(), fields);
  if (request.etag().empty()) fields.Add("etag", "Is required: send the etag that was read.");
  CheckOfficerReason(call, request.officer_reason(), fields);
  return {.answer = request.answer(),
          .adjustments = request.adjustments(),
          .category = request.cannot_meet_category(),
          .cannot_meet_reason = request.cannot_meet_reason(),
          .officer_reason = request.officer_reason()};
}

template <typename Request>
absl::StatusOr<wire::DayRange> ReadDays(const Request& request) {
  FieldErrors fields;
  const wire::DayRange ever{absl::CivilDay(1900, 1, 1), absl::CivilDay(2200, 12, 31)};
  const wire::DayRange days = wire::ReadDayRange(request, ever, static_cast<int>(ever.last - ever.first), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return days;
}

class Handlers {
 public:
  explicit Handlers(Parts parts) : parts_(parts) {}

  absl::StatusOr<v1::ListRequestsResponse> List(const rpc::Call& call, const v1::ListRequestsRequest& request) const {
    ids::Uuid provider_id;  // empty: of all
    if (call.principal.role == Role::kProvider) {
      // A provider that is none has an id that nobody has.
      provider_id = ids::IdOf("providers", call.principal.provider).value_or(ids::Uuid(16, '\0'));
    } else if (auto may = OfficersOnly(call); !may.ok()) {
      return may;
    }
    const std::string scope = paging::ScopeOf(call.principal, "ListRequests", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto list = parts_.store.ListRequests(call, provider_id, request.overdue_only(), *page);
    if (!list.ok()) return list.status();
    v1::ListRequestsResponse response;
    for (v1::MatchRequest& each : list->items) *response.add_requests() = std::move(each);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
    return response;
  }

  absl::StatusOr<v1::AnswerRequestResponse> Reply(const rpc::Call& call,
                                                  const v1::AnswerRequestRequest& request) const {
    auto mark = idempotency::MarkOf(call.principal, "AnswerRequest", request.request_id(), request);
    if (!mark.ok()) return mark.status();
    FieldErrors fields;
    const ids::Uuid booking_id = wire::IdIn("booking", "bookings", request.booking(), fields);
    const Answer answer = ReadAnswer(call, request, fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    if (call.principal.role != Role::kProvider) {
      if (auto may = OfficersOnly(call); !may.ok()) return may;
    }
    auto stored = bookings::VisibleBooking(parts_.bookings, call, booking_id);
    if (!stored.ok()) return stored.status();
    bool replayed = false;
    const bookings::BookingChange change{.mark = *std::move(mark),
                                         .booking_id = booking_id,
                                         .child_id = stored->child_id,
                                         .session_id = stored->session_id,
                                         .etag = request.etag(),
                                         .replayed = &replayed};
    auto booking = parts_.store.Answer(call, change, answer);
    if (!replayed) parts_.metrics.BookingEnded("answer", bookings::OutcomeOf(booking));
    if (booking.ok() && call.principal.role == Role::kProvider) bookings::KeepForProvider(*booking);
    return bookings::Answer<v1::AnswerRequestResponse>(std::move(booking));
  }

  absl::StatusOr<v1::ListUnmetNeedResponse> ListUnmet(const rpc::Call& call,
                                                      const v1::ListUnmetNeedRequest& request) const {
    if (auto may = OfficersOnly(call); !may.ok()) return may;
    auto days = ReadDays(request);
    if (!days.ok()) return days.status();
    const std::string scope = paging::ScopeOf(call.principal, "ListUnmetNeed", request);
    auto page = paging::PageOf(parts_.page_tokens, request, scope);
    if (!page.ok()) return page.status();
    auto list = parts_.store.ListUnmetNeed(call, *days, *page);
    if (!list.ok()) return list.status();
    v1::ListUnmetNeedResponse response;
    for (v1::UnmetNeed& each : list->items) *response.add_unmet_needs() = std::move(each);
    response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
    return response;
  }

  absl::StatusOr<v1::SummarizeUnmetNeedResponse> SummarizeUnmet(const rpc::Call& call,
                                                                const v1::SummarizeUnmetNeedRequest& request) const {
    if (auto may = OfficersOnly(call); !may.ok()) return may;
    auto days = ReadDays(request);
    if (!days.ok()) return days.status();
    if (request.group_by() == v1::UNMET_NEED_GROUP_UNSPECIFIED || !v1::UnmetNeedGroup_IsValid(request.group_by())) {
      FieldErrors fields;
      fields.Add("group_by", "Must be need, activity, provider or month.");
      return fields.ToStatus();
    }
    auto lines = parts_.store.SummarizeUnmetNeed(call, request.group_by(), *days);
    if (!lines.ok()) return lines.status();
    v1::SummarizeUnmetNeedResponse response;
    for (v1::UnmetNeedLine& line : *lines) *response.add_lines() = std::move(line);
    return response;
  }

  absl::StatusOr<v1::SummarizeAnswersResponse> SummarizeAnswers(const rpc::Call& call,
                                                                const v1::SummarizeAnswersRequest& request) const {
    if (auto may = OfficersOnly(call); !may.ok()) return may;
    auto days = ReadDays(request);
    if (!days.ok()) return days.status();
    auto providers = parts_.store.SummarizeAnswers(call, *days);
    if (!providers.ok()) return providers.status();
    v1::SummarizeAnswersResponse response;
    for (v1::ProviderAnswers& each : *providers) *response.add_providers() = std::move(each);
    return response;
  }

 private:
  Parts parts_;
};

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.bookings.v1.NeedsMatchService");
  const Handlers handlers(parts);
  table.Add("ListRequests", handlers, &Handlers::List);
  table.Add("AnswerRequest", handlers, &Handlers::Reply);
  table.Add("ListUnmetNeed", handlers, &Handlers::ListUnmet);
  table.Add("SummarizeUnmetNeed", handlers, &Handlers::SummarizeUnmet);
  table.Add("SummarizeAnswers", handlers, &Handlers::SummarizeAnswers);
  return table;
}

void WatchOverdue(MatchStore& store, telemetry::Metrics& metrics) {
  // An unreachable database is the health probe's to report.
  const auto count = store.CountOverdue(absl::Now() + absl::Seconds(10));
  if (count.ok()) metrics.MatchAnswersOverdue(*count);
}

}  // namespace shortbreaks::match
