#include <absl/strings/str_cat.h>

#include <set>
#include <utility>

#include "bookings/field_views.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "registers/handlers.h"
#include "registers/requests.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

using errors::Error;
using identity::Role;

constexpr int kMarksMax = 200;

// As the store keeps it: to the microsecond.
std::optional<absl::Time> InstantOf(bool given, const google::protobuf::Timestamp& timestamp, const std::string& field,
                                    errors::FieldErrors& fields) {
  if (!given) return std::nullopt;
  const absl::Time time = wire::FromProto(timestamp);
  if (!wire::IsValid(timestamp) || time < absl::UnixEpoch()) {
    fields.Add(field, "Must be an instant from 1970 to 9999.");
    return std::nullopt;
  }
  return wire::FromProto(wire::ToProto(time));
}

// What goes with an outcome, and with no other.
void CheckMark(const v1::AttendanceMark& mark, const std::string& path, errors::FieldErrors& fields) {
  const bool absent = mark.outcome() == v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE;
  const bool part = mark.outcome() == v1::ATTENDANCE_OUTCOME_PART_ATTENDED;
  if (StateOf(mark.outcome()) == v1::BOOKING_STATE_UNSPECIFIED) fields.Add(path + ".outcome", "Is required.");
  if (part ? mark.minutes() < 1 : mark.minutes() != 0) {
    fields.Add(path + ".minutes", "Must be 1 or more for a part, and is left out else.");
  }
  if (mark.has_notice_time() != absent) {
    fields.Add(path + ".notice_time", "Is required for an absence with notice, and left out else.");
  }
  if (!type::v1::CancelCause_IsValid(mark.cause()) || (!absent && mark.cause() != type::v1::CANCEL_CAUSE_UNSPECIFIED)) {
    fields.Add(path + ".cause", "Must be a cause, for an absence with notice alone.");
  }
  wire::CheckOptionalText(path + ".reason", mark.reason(), 500, fields);
}

MarkAttempt AttemptOf(const v1::AttendanceMark& mark, const std::string& path, errors::FieldErrors& fields) {
  CheckMark(mark, path, fields);
  MarkAttempt attempt;
  attempt.booking_id = wire::IdIn(path + ".booking", "bookings", mark.booking(), fields);
  attempt.mark = {mark.outcome(), mark.minutes(),
                  InstantOf(mark.has_notice_time(), mark.notice_time(), path + ".notice_time", fields), mark.cause()};
  attempt.mark_time = InstantOf(mark.has_mark_time(), mark.mark_time(), path + ".mark_time", fields);
  attempt.reason = mark.reason();
  attempt.etag = mark.etag();
  return attempt;
}

// The attempts of a request, or every field of it that is wrong.
absl::StatusOr<std::vector<MarkAttempt>> AttemptsOf(const v1::MarkAttendanceRequest& request) {
  errors::FieldErrors fields;
  std::vector<MarkAttempt> attempts;
  const ids::Uuid session_id = wire::IdIn("session", "sessions", request.session(), fields);
  if (request.marks_size() < 1 || request.marks_size() > kMarksMax) fields.Add("marks", "Must have 1 to 200 entries.");
  std::set<ids::Uuid> bookings;
  for (int i = 0; i < request.marks_size() && i < kMarksMax; ++i) {
    const std::string path = absl::StrCat("marks[", i, "]");
    attempts.push_back(AttemptOf(request.marks(i), path, fields));
    attempts.back().session_id = session_id;
    if (!bookings.insert(attempts.back().booking_id).second) fields.Add(path + ".booking", "Is marked twice.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return attempts;
}

// The session, where the caller keeps its register. To a provider others' sessions and none are the same.
absl::StatusOr<SessionFacts> SessionFor(RegisterStore& store, const rpc::Call& call, const ids::Uuid& session_id) {
  auto session = store.ReadSession(call, session_id);
  if (!session.ok()) return session.status();
  if (!*session) {
    return Error(call.principal.role == Role::kOfficer ? type::v1::ERROR_REASON_NOT_FOUND
                                                       : type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  if (auto may = CheckProvider(call, (*session)->provider_id); !may.ok()) return may;
  return **std::move(session);
}

}  // namespace

absl::StatusOr<v1::GetRegisterResponse> RegisterHandlers::Get(const rpc::Call& call,
                                                              const v1::GetRegisterRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid session_id = wire::IdIn("session", "sessions", request.session(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto session = SessionFor(parts_.store, call, session_id);
  if (!session.ok()) return session.status();
  auto bookings = parts_.store.ReadRegister(call, session_id);
  if (!bookings.ok()) return bookings.status();
  v1::GetRegisterResponse response;
  response.set_session(request.session());
  *response.mutable_start_time() = wire::ToProto(session->start_time);
  *response.mutable_end_time() = wire::ToProto(session->end_time);
  *response.mutable_close_time() = wire::ToProto(session->end_time + parts_.window);
  for (v1::Booking& booking : *bookings) {
    response.set_unmarked(response.unmarked() + (booking.has_attendance() ? 0 : 1));
    if (call.principal.role == Role::kProvider) bookings::KeepForProvider(booking);
    *response.add_bookings() = std::move(booking);
  }
  if (call.principal.role == Role::kProvider && session->now >= session->end_time + parts_.window) return response;
  auto children = parts_.store.ReadChildren(call, session_id);
  if (!children.ok()) return children.status();
  for (v1::RegisterChild& child : *children) *response.add_children() = std::move(child);
  return response;
}

absl::StatusOr<v1::Booking> RegisterHandlers::MarkOne(const rpc::Call& call, MarkAttempt attempt) const {
  bool replayed = false;
  attempt.replayed = &replayed;
  attempt.window = parts_.window;
  auto marked = parts_.store.MarkOne(call, attempt);
  if (!replayed) parts_.metrics.BookingEnded("mark", bookings::OutcomeOf(marked));
  return marked;
}

absl::StatusOr<v1::MarkAttendanceResponse> RegisterHandlers::Mark(const rpc::Call& call,
                                                                  const v1::MarkAttendanceRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "MarkAttendance", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  auto attempts = AttemptsOf(request);
  if (!attempts.ok()) return attempts.status();
  auto session = SessionFor(parts_.store, call, attempts->front().session_id);
  if (!session.ok()) return session.status();
  v1::MarkAttendanceResponse response;
  for (int i = 0; i < request.marks_size(); ++i) {
    MarkAttempt& attempt = (*attempts)[static_cast<size_t>(i)];
    attempt.request = MarkOfOne(*mark, attempt.booking_id);
    auto marked = MarkOne(call, attempt);
    if (IsOfTheCall(marked.status())) return marked.status();
    *response.add_results() = ResultOf(request.marks(i).booking(), std::move(marked), call);
  }
  return response;
}

}  // namespace shortbreaks::registers
