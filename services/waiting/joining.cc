// Joining a list: the family is decided on as it would be for a booking.
#include "bookings/requests.h"
#include "errors/errors.h"
#include "waiting/handlers.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::waiting {
namespace {

using errors::Error;

constexpr int kMinutesOfDay = 24 * 60;

std::optional<absl::CivilDay> DayIn(const char* field, bool given, const type::v1::Date& date,
                                    errors::FieldErrors& fields) {
  if (!given) return std::nullopt;
  auto day = wire::FromProto(date);
  if (!day) fields.Add(field, "Must be a day of the calendar.");
  return day;
}

std::optional<int> MinutesIn(const char* field, bool given, int value, int min, errors::FieldErrors& fields) {
  if (!given) return std::nullopt;
  if (value < min || value > kMinutesOfDay - 1 + min) {
    fields.Add(field, absl::StrCat("Must be ", min, " to ", kMinutesOfDay - 1 + min, " minutes after midnight."));
  }
  return value;
}

int DaysIn(const v1::JoinWaitingListRequest& request, errors::FieldErrors& fields) {
  if (request.days().empty()) return Wish().days;
  int days = 0;
  for (const int day : request.days()) {
    if (day < type::v1::DAY_OF_WEEK_MONDAY || day > type::v1::DAY_OF_WEEK_SUNDAY) {
      fields.Add("days", "Must be days of the week.");
      continue;
    }
    days |= 1 << day;
  }
  return days;
}

Wish WishIn(const v1::JoinWaitingListRequest& request, errors::FieldErrors& fields) {
  Wish wish{.days = DaysIn(request, fields)};
  wish.earliest_date = DayIn("earliest_date", request.has_earliest_date(), request.earliest_date(), fields);
  wish.latest_date = DayIn("latest_date", request.has_latest_date(), request.latest_date(), fields);
  wish.earliest_start_minutes = MinutesIn("earliest_start_minutes", request.has_earliest_start_minutes(),
                                          request.earliest_start_minutes(), 0, fields);
  wish.latest_end_minutes =
      MinutesIn("latest_end_minutes", request.has_latest_end_minutes(), request.latest_end_minutes(), 1, fields);
  if (wish.earliest_date && wish.latest_date && *wish.latest_date < *wish.earliest_date) {
    fields.Add("latest_date", "Must not be before earliest_date.");
  }
  return wish;
}

bool SaysWhich(const v1::JoinWaitingListRequest& request) {
  return !request.days().empty() || request.has_earliest_date() || request.has_latest_date() ||
         request.has_earliest_start_minutes() || request.has_latest_end_minutes();
}

absl::Status KeepsAList(const SessionView& session) {
  if (session.state == availability::v1::SESSION_STATE_CANCELLED) {
    return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  }
  if (session.now >= session.start_time) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  if (session.state != availability::v1::SESSION_STATE_PUBLISHED || session.now >= session.booking_close_time) {
    return Error(type::v1::ERROR_REASON_WAITING_LIST_CLOSED);
  }
  // Whoever could wait for a session before it opens would be before those who come when it does.
  if (session.now < session.booking_open_time) {
    return Error(type::v1::ERROR_REASON_SESSION_NOT_OPEN, {},
                 {{"open_time", absl::FormatTime(absl::RFC3339_sec, session.booking_open_time, absl::UTCTimeZone())}});
  }
  return absl::OkStatus();
}

// The list that a family goes on where BookPlace finds the session full, under a mark of its own beside that of the
// place: the first was not done.
absl::StatusOr<RequestMark> MarkOfWaiting(const rpc::Call& call, const v1::BookPlaceRequest& request) {
  return idempotency::MarkOf(call.principal, "BookPlace.JoinWaitingList", request.request_id(), request);
}

}  // namespace

absl::StatusOr<Entry> JoinHandler::Asked(const v1::JoinWaitingListRequest& request) const {
  errors::FieldErrors fields;
  Entry entry;
  entry.child_id = wire::IdIn("child", "children", request.child(), fields);
  if (request.session().empty() == request.activity().empty()) {
    fields.Add("session", "Name either a session or an activity.");
  } else if (request.activity().empty()) {
    entry.session_id = wire::IdIn("session", "sessions", request.session(), fields);
    if (SaysWhich(request)) fields.Add("session", "Leave out which days and times suit: the session says when it is.");
  } else {
    entry.activity_id = wire::IdIn("activity", "activities", request.activity(), fields);
  }
  entry.wish = WishIn(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return entry;
}

absl::StatusOr<SessionView> JoinHandler::SessionFor(const rpc::Call& call, const Entry& entry) const {
  if (!entry.session_id.empty()) {
    auto session = parts_.store.Session(call, entry.session_id);
    if (!session.ok()) return session.status();
    if (!*session) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    if (auto keeps = KeepsAList(**session); !keeps.ok()) return keeps;
    return **std::move(session);
  }
  auto provider = parts_.store.ProviderOf(call, entry.activity_id);
  if (!provider.ok()) return provider.status();
  if (!*provider) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto coming = parts_.store.Coming(call, entry.activity_id);
  if (!coming.ok()) return coming.status();
  for (SessionView& session : *coming) {
    if (entry.wish.IsMetBy(LondonSpanOf(session.start_time, session.end_time))) return std::move(session);
  }
  return Error(type::v1::ERROR_REASON_WAITING_LIST_CLOSED);
}

absl::Status JoinHandler::Decide(const rpc::Call& call, const SessionView& session, Entry& entry) const {
  auto decision = parts_.bookings.decider.Decide(call, ids::ResourceName("children", entry.child_id),
                                                 ids::ResourceName("sessions", session.session_id));
  if (!decision.ok()) return decision.status();
  if (auto may = bookings::MayBook(*decision, /*holds_charge=*/false); !may.ok()) return may;
  auto terms = bookings::TermsOf(*decision);
  if (!terms.ok()) return terms.status();
  entry.charge_unit = terms->charge_unit;
  entry.charge_amount = terms->charge_amount;
  entry.charge_for = ChargedFor(terms->charge_unit, session.charge_minutes, session.charge_nights);
  return absl::OkStatus();
}

absl::StatusOr<v1::WaitingListEntry> JoinHandler::Join(const rpc::Call& call, const RequestMark& mark,
                                                       const RequestMark* place, Entry entry) const {
  if (auto child = bookings::CheckChild(parts_.bookings.store, call, entry.child_id); !child.ok()) return child;
  auto before = parts_.store.ReplyTo(call, mark);
  if (!before.ok()) return before.status();
  if (*before) return **std::move(before);
  auto session = SessionFor(call, entry);
  if (!session.ok()) return session.status();
  entry.activity_id = session->activity_id;
  if (auto decided = Decide(call, *session, entry); !decided.ok()) return decided;
  if (place != nullptr) return parts_.store.JoinInstead(call, mark, *place, std::move(entry));
  return parts_.store.Join(call, mark, std::move(entry));
}

absl::StatusOr<v1::JoinWaitingListResponse> JoinHandler::operator()(const rpc::Call& call,
                                                                    const v1::JoinWaitingListRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "JoinWaitingList", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  auto entry = Asked(request);
  if (!entry.ok()) return entry.status();
  auto joined = Join(call, *mark, nullptr, *std::move(entry));
  if (!joined.ok()) return joined.status();
  v1::JoinWaitingListResponse response;
  *response.mutable_entry() = *std::move(joined);
  return response;
}

absl::StatusOr<std::string> JoinHandler::JoinedBefore(const rpc::Call& call, const v1::BookPlaceRequest& request) {
  auto mark = MarkOfWaiting(call, request);
  if (!mark.ok()) return mark.status();
  auto before = parts_.store.ReplyTo(call, *mark);
  if (!before.ok()) return before.status();
  if (!*before) return std::string();
  const ids::Uuid child_id = ids::IdOf("children", (*before)->child()).value_or(ids::Uuid());
  if (auto child = bookings::CheckChild(parts_.bookings.store, call, child_id); !child.ok()) return child;
  return (*before)->name();
}

absl::StatusOr<std::string> JoinHandler::Join(const rpc::Call& call, const v1::BookPlaceRequest& request) {
  auto mark = MarkOfWaiting(call, request);
  if (!mark.ok()) return mark.status();
  v1::JoinWaitingListRequest asked;
  asked.set_child(request.child());
  asked.set_session(request.session());
  auto entry = Asked(asked);
  if (!entry.ok()) return entry.status();
  const auto place = idempotency::MarkOf(call.principal, "BookPlace", request.request_id(), request);
  if (!place.ok()) return place.status();
  auto joined = Join(call, *mark, &*place, *std::move(entry));
  if (!joined.ok()) return joined.status();
  return joined->name();
}

}  // namespace shortbreaks::waiting
