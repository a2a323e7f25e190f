#include "bookings/fake_store.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "bookings/mysql_apart.h"
#include "bookings/mysql_rows.h"
#include "bookings/needs_match.h"
#include "bookings/position.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using Lock = std::lock_guard<std::mutex>;

std::string TextOf(const idempotency::Key& key) {
  return absl::StrCat(key.council_id, "/", key.partner_id, "/", key.method, "/", key.request_id);
}

bool Overlaps(const v1::Booking& booking, absl::Time start, absl::Time end) {
  return wire::FromProto(booking.start_time()) < end && wire::FromProto(booking.end_time()) > start;
}

}  // namespace

absl::StatusOr<std::optional<std::string>> FakeStore::ReplyLocked(const RequestMark& mark) {
  const auto found = replies_.find(TextOf(mark.key));
  if (found == replies_.end()) return std::nullopt;
  if (found->second.first != mark.hash) return Error(type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  return found->second.second;
}

bool FakeStore::HasAuthorityLocked(const rpc::Call& call, const ids::Uuid& child_id) const {
  if (call.principal.role != identity::Role::kCarer) return true;
  const auto child = children.find({call.principal.council_id, child_id});
  return child != children.end() && child->second.carers.contains(CarerOf(call));
}

bool FakeStore::RanOut(const Record& record) const {
  return record.booking.state() == v1::BOOKING_STATE_HELD && record.hold_expire_time <= clock_();
}

template <typename Answer, typename Request>
absl::StatusOr<Answer> FakeStore::Once(const rpc::Call& call, const Request& request,
                                       const std::function<absl::StatusOr<Answer>()>& work) {
  const Lock lock(mutex_);
  const RequestMark& mark = request.mark;
  auto reply = ReplyLocked(mark);
  if (!reply.ok()) return reply.status();
  if (request.replayed != nullptr) *request.replayed = reply->has_value();
  if (*reply) {
    if (!HasAuthorityLocked(call, request.child_id)) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    Answer answer;
    answer.ParseFromString(**reply);
    return answer;
  }
  auto answer = work();
  if (answer.ok()) replies_[TextOf(mark.key)] = {mark.hash, answer->SerializeAsString()};
  return answer;
}

absl::StatusOr<std::optional<SessionGlance>> FakeStore::GlanceAt(const rpc::Call& call, const ids::Uuid& session_id,
                                                                 const ids::Uuid& child_id, const RequestMark& mark) {
  const Lock lock(mutex_);
  const auto found = sessions.find({call.principal.council_id, session_id});
  if (found == sessions.end() || found->second.state == 1) return std::nullopt;
  auto reply = ReplyLocked(mark);
  if (!reply.ok()) return reply.status();
  const Session& session = found->second;
  SessionGlance glance;
  glance.state = session.state;
  glance.version = session.version;
  const auto child = children.find({call.principal.council_id, child_id});
  if (child != children.end()) glance.ratio = child->second.ratio;
  glance.load = LoadOf(session, glance.ratio);
  glance.trained = child == children.end() || IsTrained(session, child->second);
  glance.places_left = static_cast<int>(capacity::RoomFor(glance.load, glance.ratio, false).free_places);
  glance.start_time = session.start_time;
  glance.end_time = session.end_time;
  glance.booking_open_time = session.booking_open_time;
  glance.booking_close_time = session.booking_close_time;
  glance.free_until_time = session.start_time - session.notice;
  glance.provider_id = session.provider_id;
  glance.match_hours = session.match_hours;
  glance.now = clock_();
  glance.reply = *std::move(reply);
  for (const auto& [key, record] : bookings) {
    if (key.first != call.principal.council_id || !IsLive(record.booking.state())) continue;
    const bool in_session = record.session_id == session_id, of_child = record.child_id == child_id;
    if (RanOut(record)) {
      glance.expired_hold = glance.expired_hold || in_session || of_child;
    } else if (in_session && of_child) {
      glance.own_booking = key.second;
    }
  }
  return glance;
}

absl::Status FakeStore::RefuseAttempt(const rpc::Call& call, const PlaceAttempt& attempt) {
  const std::string& council = call.principal.council_id;
  const auto child = children.find({council, attempt.child_id});
  if (child == children.end()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (!HasAuthorityLocked(call, attempt.child_id)) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  int holds = 0;
  for (const auto& [key, record] : bookings) {
    if (key.first != council || record.child_id != attempt.child_id || !IsLive(record.booking.state())) continue;
    const bool held = record.booking.state() == v1::BOOKING_STATE_HELD;
    if (held && record.hold_expire_time > clock_()) ++holds;
    if (!Overlaps(record.booking, attempt.session.start_time, attempt.session.end_time)) continue;
    if (RanOut(record)) return ExpiredHoldInTheWay();
    return Error(record.session_id == attempt.session_id ? type::v1::ERROR_REASON_ALREADY_BOOKED
                                                         : type::v1::ERROR_REASON_OVERLAPPING_BOOKING,
                 {}, {{"booking", record.booking.name()}});
  }
  if (attempt.state == v1::BOOKING_STATE_HELD && holds >= attempt.limits.holds_per_child_max) {
    return Error(type::v1::ERROR_REASON_TOO_MANY_HOLDS);
  }
  if (attempt.terms.diary_version >= 0 && child->second.diary_version != attempt.terms.diary_version) {
    return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  }
  if (child->second.version != attempt.terms.child_version) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  const Terms& terms = attempt.terms;
  for (const Share& share :
       SharesOf(terms.allocation_id, terms.second_allocation_id, terms.charge_amount, terms.second_amount)) {
    const int64_t version =
        share.allocation_id == terms.allocation_id ? terms.allocation_version : terms.second_allocation_version;
    const auto allocation = allocations.find({council, share.allocation_id});
    if (allocation == allocations.end() || allocation->second.version != version ||
        allocation->second.granted - allocation->second.committed < share.amount) {
      return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
    }
  }
  const auto found = sessions.find({council, attempt.session_id});
  if (found == sessions.end()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const Session& session = found->second;
  if (session.state == 4) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  if (session.start_time <= clock_()) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  if (session.version != attempt.terms.session_version) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  if (session.booking_open_time > clock_()) return Error(type::v1::ERROR_REASON_SESSION_NOT_OPEN);
  if (session.state != 2 || session.booking_close_time <= clock_()) {
    return Error(type::v1::ERROR_REASON_SESSION_CLOSED);
  }
  if (!IsTrained(session, child->second)) return Error(type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  const capacity::Ratio ratio = child->second.ratio;
  const capacity::Room room = capacity::RoomFor(LoadOf(session, ratio), ratio, !attempt.officer_reason.empty());
  if (room.full != capacity::Full::kNo) return RefuseRoom({council, attempt.session_id}, room.full);
  if (!attempt.officer_reason.empty()) return absl::OkStatus();
  return RefuseMix(council, attempt.child_id, attempt.session_id);
}

absl::Status FakeStore::RefuseMix(const std::string& council, const ids::Uuid& child_id,
                                  const ids::Uuid& session_id) const {
  for (const auto& [key, record] : bookings) {
    const bool there = key.first == council && record.session_id == session_id && IsLive(record.booking.state());
    if (there && apart.contains({child_id, record.child_id})) return KeptApart();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Booking> FakeStore::TakePlace(const rpc::Call& call, const PlaceAttempt& attempt) {
  return Once<v1::Booking>(call, attempt, [&]() -> absl::StatusOr<v1::Booking> {
    const std::string& council = call.principal.council_id;
    if (auto refused = RefuseAttempt(call, attempt); !refused.ok()) return refused;

    BookingRow row;
    row.booking_id = ids::NewUuid();
    row.child_id = attempt.child_id;
    row.session_id = attempt.session_id;
    row.allocation_id = attempt.terms.allocation_id;
    row.charge_unit = attempt.terms.charge_unit;
    row.charge_amount = attempt.terms.charge_amount;
    row.price_pence = attempt.terms.price_pence;
    row.second_allocation_id = attempt.terms.second_allocation_id;
    row.second_amount = attempt.terms.second_amount;
    row.decision_id = attempt.terms.decision_id;
    row.officer_reason = attempt.officer_reason;
    row.state = StateTaken(attempt);
    row.ratio = children[{council, attempt.child_id}].ratio;
    row.start_time = attempt.session.start_time;
    row.end_time = attempt.session.end_time;
    row.cancellation = attempt.terms.cancellation;
    row.free_until_time =
        row.cancellation ? FreeUntil(*row.cancellation, row.start_time) : attempt.session.free_until_time;
    row.create_time = row.update_time = clock_();
    if (attempt.state == v1::BOOKING_STATE_HELD) {
      row.hold_expire_time = row.create_time + attempt.limits.hold;
      row.hold_extensions_left = attempt.limits.extensions_max;
    }
    if (row.state == v1::BOOKING_STATE_REQUESTED) {
      row.match_due_time = MatchDueTime(row.create_time, row.start_time, attempt.session.match_hours);
    }
    Record record{.booking = ToProto(row),
                  .child_id = attempt.child_id,
                  .session_id = attempt.session_id,
                  .shares = row.Shares(),
                  .hold_expire_time = row.hold_expire_time.value_or(absl::InfiniteFuture()),
                  .free_until_time = row.free_until_time,
                  .child_version = attempt.terms.child_version,
                  .session_version = attempt.terms.session_version,
                  .ratio = row.ratio};
    for (const Share& share : record.shares) {
      allocations[{council, share.allocation_id}].committed += share.amount;
      Post(council, record, share, {FirstPosting(row.state, share.amount)}, call.principal.Actor());
    }
    children[{council, attempt.child_id}].diary_version += 1;
    sessions[{council, attempt.session_id}].taken += 1;
    if (auto taken = ChangeSupport({council, attempt.session_id}, {}, row.ratio); !taken.ok()) return taken;
    events.emplace_back(EventOf(row.state));
    v1::Booking answer = record.booking;
    bookings[{council, row.booking_id}] = std::move(record);
    return answer;
  });
}

void FakeStore::Post(const std::string& council, const Record& record, const Share& share,
                     const std::vector<Posting>& postings, const std::string& actor) {
  for (const Posting& posting : postings) {
    v1::LedgerEntry entry;
    entry.set_name(ids::ResourceName("ledgerEntries", ids::NewUuid()));
    entry.set_allocation(ids::ResourceName("allocations", share.allocation_id));
    entry.set_booking(record.booking.name());
    entry.set_kind(posting.kind);
    entry.set_amount(posting.amount);
    entry.set_actor(actor);
    *entry.mutable_create_time() = wire::ToProto(clock_());
    ledger.emplace_back(Key{council, share.allocation_id}, std::move(entry));
  }
}

void FakeStore::Touch(Record& record, std::string_view event) {
  record.booking.set_version(record.booking.version() + 1);
  record.booking.set_etag(absl::StrCat(record.booking.version()));
  *record.booking.mutable_update_time() = wire::ToProto(clock_());
  events.emplace_back(event);
}

void FakeStore::End(const std::string& council, Record& record, Transition transition, const std::string& actor) {
  const Effect effect = EffectOf(transition, record.booking.state(), 0, 0);
  for (const Share& share : record.shares) {
    const Effect own = EffectOf(transition, record.booking.state(), share.amount, share.forfeited);
    allocations[{council, share.allocation_id}].committed += own.committed_change;
    Post(council, record, share, own.postings, actor);
  }
  record.booking.set_state(effect.state);
  record.booking.clear_hold_expire_time();
  record.booking.clear_hold_extensions_left();
  record.booking.clear_match_due_time();
  record.hold_expire_time = absl::InfiniteFuture();
  sessions[{council, record.session_id}].taken -= 1;
  ChangeSupport({council, record.session_id}, record.ratio, {}).IgnoreError();  // less is never refused
  Touch(record, EventOf(effect.state));
}

absl::StatusOr<FakeStore::Record*> FakeStore::RecordFor(const rpc::Call& call, const BookingChange& change) {
  const auto found = bookings.find({call.principal.council_id, change.booking_id});
  if (found == bookings.end()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (!HasAuthorityLocked(call, found->second.child_id)) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  return &found->second;
}

namespace {

absl::Status WrongState(const v1::Booking& booking) {
  if (booking.state() == v1::BOOKING_STATE_EXPIRED) return Error(type::v1::ERROR_REASON_HOLD_EXPIRED);
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::BookingState_Name(booking.state())}});
}

}  // namespace

absl::Status FakeStore::CheckHold(const BookingChange& change, const Record& record) {
  const std::string& council = change.mark.key.council_id;
  if (record.booking.state() != v1::BOOKING_STATE_HELD) return WrongState(record.booking);
  if (record.hold_expire_time <= clock_()) return Error(type::v1::ERROR_REASON_HOLD_EXPIRED);
  const Session& session = sessions[{council, record.session_id}];
  if (session.state == 4) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  if (session.start_time <= clock_()) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  const int64_t child = change.decided_again ? change.decided_again->child_version : record.child_version;
  const int64_t version = change.decided_again ? change.decided_again->session_version : record.session_version;
  if (children[{council, record.child_id}].version != child || session.version != version) {
    return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  }
  if (!IsTrained(session, children[{council, record.child_id}])) return Error(type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  return RefuseMix(council, record.child_id, record.session_id);
}

absl::StatusOr<v1::Booking> FakeStore::ExtendHold(const rpc::Call& call, const BookingChange& change) {
  return Once<v1::Booking>(call, change, [&]() -> absl::StatusOr<v1::Booking> {
    auto record = RecordFor(call, change);
    if (!record.ok()) return record.status();
    if (auto check = CheckHold(change, **record); !check.ok()) return check;
    v1::Booking& booking = (*record)->booking;
    if (booking.hold_extensions_left() <= 0) return Error(type::v1::ERROR_REASON_HOLD_EXTENSIONS_USED);
    if (auto kept = KeepSupport(**record, call.principal.council_id); !kept.ok()) return kept;
    booking.set_hold_extensions_left(booking.hold_extensions_left() - 1);
    (*record)->hold_expire_time = clock_() + change.limits.hold;
    *booking.mutable_hold_expire_time() = wire::ToProto((*record)->hold_expire_time);
    Touch(**record, "booking.hold_extended");
    return booking;
  });
}

absl::StatusOr<v1::Booking> FakeStore::Confirm(const rpc::Call& call, const BookingChange& change) {
  return Once<v1::Booking>(call, change, [&]() -> absl::StatusOr<v1::Booking> {
    auto record = RecordFor(call, change);
    if (!record.ok()) return record.status();
    if (auto check = CheckHold(change, **record); !check.ok()) return check;
    if (auto kept = KeepSupport(**record, call.principal.council_id); !kept.ok()) return kept;
    v1::Booking& booking = (*record)->booking;
    const int match_hours = sessions[{call.principal.council_id, (*record)->session_id}].match_hours;
    const Transition transition = match_hours > 0 ? Transition::kRequest : Transition::kConfirm;
    for (const Share& share : (*record)->shares) {
      Post(call.principal.council_id, **record, share, EffectOf(transition, booking.state(), share.amount, 0).postings,
           call.principal.Actor());
    }
    const Effect effect = EffectOf(transition, booking.state(), 0, 0);
    booking.set_state(effect.state);
    if (match_hours > 0) {
      *booking.mutable_match_due_time() =
          wire::ToProto(MatchDueTime(clock_(), wire::FromProto(booking.start_time()), match_hours));
    }
    booking.clear_hold_expire_time();
    booking.clear_hold_extensions_left();
    Touch(**record, EventOf(effect.state));
    return booking;
  });
}

absl::StatusOr<v1::Booking> FakeStore::Release(const rpc::Call& call, const BookingChange& change) {
  return Once<v1::Booking>(call, change, [&]() -> absl::StatusOr<v1::Booking> {
    auto record = RecordFor(call, change);
    if (!record.ok()) return record.status();
    if ((*record)->booking.state() != v1::BOOKING_STATE_HELD) return WrongState((*record)->booking);
    End(call.principal.council_id, **record, Transition::kRelease, call.principal.Actor());
    return (*record)->booking;
  });
}

absl::StatusOr<v1::CancelBookingResponse> FakeStore::Cancel(const rpc::Call& call, const BookingChange& change) {
  return Once<v1::CancelBookingResponse>(call, change, [&]() -> absl::StatusOr<v1::CancelBookingResponse> {
    auto found = RecordFor(call, change);
    if (!found.ok()) return found.status();
    Record& record = **found;
    if (!change.etag.empty() && change.etag != record.booking.etag()) {
      return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
    }
    if (!CanBeCancelled(record.booking.state())) return WrongState(record.booking);
    if (wire::FromProto(record.booking.start_time()) <= clock_()) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
    const Cancellation cancellation =
        sessions[{call.principal.council_id, record.session_id}].state == 4 ? kCancelledByProvider
        : change.gives_all_back                                             ? kGivenUp
                                : CancellationAt(clock_(), record.booking, record.free_until_time, change.cause);
    const Forfeit& forfeit = cancellation.forfeit;
    if (!record.shares.empty()) record.shares[0].forfeited = forfeit.amount - forfeit.second_amount;
    if (record.shares.size() == 2) record.shares[1].forfeited = forfeit.second_amount;
    End(call.principal.council_id, record, cancellation.transition, call.principal.Actor());
    record.booking.set_cancel_cause(change.cause);
    if (cancellation.waived) record.booking.set_waived_by(std::string(kWaivedByPolicy));
    if (record.booking.has_charge() && cancellation.transition == Transition::kCancelLate) {
      *record.booking.mutable_forfeited() = record.booking.charge();
      record.booking.mutable_forfeited()->set_amount(forfeit.amount);
    }
    return CancellationAnswer(record.booking, record.free_until_time, cancellation);
  });
}

absl::StatusOr<v1::WaiveChargeResponse> FakeStore::WaiveCharge(const rpc::Call& call, const BookingChange& change) {
  return Once<v1::WaiveChargeResponse>(call, change, [&]() -> absl::StatusOr<v1::WaiveChargeResponse> {
    auto found = RecordFor(call, change);
    if (!found.ok()) return found.status();
    Record& record = **found;
    v1::Booking& booking = record.booking;
    if (!change.etag.empty() && change.etag != booking.etag()) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
    if (booking.forfeited().amount() == 0) return WrongState(booking);
    v1::WaiveChargeResponse answer;
    *answer.mutable_waived() = booking.forfeited();
    Waive(call.principal.council_id, record, call.principal.Actor(), call.principal.Actor());
    booking.set_waive_reason(change.reason);
    *answer.mutable_booking() = booking;
    return answer;
  });
}

void FakeStore::Waive(const std::string& council, Record& record, const std::string& waived_by,
                      const std::string& actor) {
  for (Share& share : record.shares) {
    const Effect effect = EffectOf(Transition::kWaive, record.booking.state(), share.amount, share.forfeited);
    allocations[{council, share.allocation_id}].committed += effect.committed_change;
    Post(council, record, share, effect.postings, actor);
    share.forfeited = 0;
  }
  record.booking.mutable_forfeited()->set_amount(0);
  record.booking.set_waived_by(waived_by);
  Touch(record, kChargeWaived);
}

absl::StatusOr<int> FakeStore::ExpireHolds(absl::Time, int bookings_max) {
  return ExpireWhere(bookings_max, [](const Key&, const Record&) { return true; });
}

absl::StatusOr<int> FakeStore::ExpireHoldsInTheWay(const rpc::Call& call, const ids::Uuid& child_id,
                                                   const ids::Uuid& session_id) {
  return ExpireWhere(100, [&](const Key& key, const Record& record) {
    return key.first == call.principal.council_id && (record.child_id == child_id || record.session_id == session_id);
  });
}

absl::StatusOr<int> FakeStore::ExpireWhere(int bookings_max,
                                           const std::function<bool(const Key&, const Record&)>& concerned) {
  const Lock lock(mutex_);
  int count = 0;
  for (auto& [key, record] : bookings) {
    if (count == bookings_max) break;
    if (!RanOut(record) || !concerned(key, record)) continue;
    End(key.first, record, Transition::kExpire, "service:bookings");
    ++count;
  }
  return count;
}

absl::StatusOr<int> FakeStore::EndBookingsOfCancelledSessions(absl::Time, int bookings_max) {
  const Lock lock(mutex_);
  int count = 0;
  for (auto& [key, record] : bookings) {
    if (count == bookings_max) break;
    const bool forfeited = record.booking.forfeited().amount() > 0;
    if (sessions[{key.first, record.session_id}].state != 4 || (!forfeited && !IsLive(record.booking.state())))
      continue;
    if (forfeited) {
      Waive(key.first, record, std::string(kWaivedByProvider), "service:bookings");
    } else {
      End(key.first, record, Transition::kCancelByProvider, "service:bookings");
    }
    ++count;
  }
  return count;
}

}  // namespace shortbreaks::bookings
