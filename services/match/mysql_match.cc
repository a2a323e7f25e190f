// Requests and their answers.
#include <absl/strings/str_cat.h>

#include "bookings/mysql_change.h"
#include "bookings/position.h"
#include "errors/errors.h"
#include "london/age.h"
#include "london/london.h"
#include "match/store.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "wire/needs.h"
#include "wire/times.h"

namespace shortbreaks::match {
namespace {

using bookings::BookingRow;
using bookings::Locked;
using bookings::Position;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// 9 is REQUESTED; what was called off is nobody's to answer.
constexpr char kListRequests[] =
    "SELECT b.booking_id, b.session_id, o.activity_id, o.provider_id, b.start_time, b.end_time, b.match_due_time, "
    "b.match_due_time <= NOW(6), n.ratio_staff, n.ratio_children, n.date_of_birth, n.needs, b.version, "
    "n.child_id, n.council_id, (SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = n.council_id AND "
    "k.subject_id = n.child_id) "
    "FROM bookings b FORCE INDEX (bookings_by_match_due) "
    "JOIN session_offers o ON o.council_id = b.council_id AND o.session_id = b.session_id "
    "JOIN match_needs n ON n.council_id = b.council_id AND n.booking_id = b.booking_id "
    "WHERE b.council_id = ? AND b.state = 9 AND o.state <> 4 AND b.match_due_time >= ? "
    "AND (b.match_due_time > ? OR b.booking_id > ?) AND (? OR o.provider_id = ?) "
    "AND (? OR b.match_due_time <= NOW(6)) AND ";
constexpr char kListRequestsOrder[] = " ORDER BY b.match_due_time, b.booking_id LIMIT ?";
constexpr std::string_view kCountOverdue =
    "SELECT COUNT(*) FROM bookings FORCE INDEX (bookings_by_start) WHERE state = 9 AND match_due_time <= NOW(6)";

constexpr std::string_view kRecordAnswer =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET match_answer = ?, match_answer_time = ?, match_answered_by = ?, "
    "match_officer_reason = ?, adjustments = ?, cannot_meet_category = ?, cannot_meet_reason = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND state = 9";
constexpr std::string_view kConfirm =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = 2, version = version + 1, update_time = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND state = 9";

// Read while the request is open: afterwards the needs are not bookings' to see.
constexpr std::string_view kReadNeeds =
    "SELECT n.needs, n.ratio_staff, n.ratio_children, o.activity_id, o.provider_id, n.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = n.council_id AND k.subject_id = n.child_id) "
    "FROM match_needs n "
    "JOIN session_offers o ON o.council_id = n.council_id AND o.session_id = ? "
    "WHERE n.council_id = ? AND n.booking_id = ?";
constexpr std::string_view kInsertUnmet =
    "INSERT INTO unmet_needs (council_id, unmet_need_id, cause, source_id, child_id, session_id, activity_id, "
    "provider_id, session_date, needs, ratio_staff, ratio_children, create_time) "
    "VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// As eligibility seals them.
constexpr std::string_view kDateOfBirth = "children.date_of_birth";
constexpr std::string_view kNeeds = "children.needs";

absl::StatusOr<v1::MatchRequest> ReadRequest(const mysql::Row& row) {
  const ids::Uuid child_id = row.Text(13);
  sealing::SealedRow sealed(row, 14, child_id);
  const absl::CivilDay born = sealed.Day(10, kDateOfBirth, child_id);
  const int64_t needs = sealed.Number(11, kNeeds, child_id);
  if (!sealed.status().ok()) return sealed.status();
  v1::MatchRequest request;
  request.set_booking(ids::ResourceName("bookings", row.Text(0)));
  request.set_session(ids::ResourceName("sessions", row.Text(1)));
  request.set_activity(ids::ResourceName("activities", row.Text(2)));
  request.set_provider(ids::ResourceName("providers", row.Text(3)));
  *request.mutable_start_time() = wire::ToProto(row.Time(4));
  *request.mutable_end_time() = wire::ToProto(row.Time(5));
  *request.mutable_due_time() = wire::ToProto(row.Time(6));
  request.set_overdue(row.Int(7) != 0);
  request.mutable_support_ratio()->set_staff(static_cast<int32_t>(row.Int(8)));
  request.mutable_support_ratio()->set_children(static_cast<int32_t>(row.Int(9)));
  request.set_age_years(london::AgeOn(born, london::DayOf(row.Time(4))));
  wire::AddNeeds(needs, *request.mutable_needs());
  request.set_etag(absl::StrCat(row.Int(12)));
  return request;
}

absl::Status CheckOpen(const rpc::Call& call, const bookings::BookingChange& change, const Locked& locked) {
  if (locked.booking.state != v1::BOOKING_STATE_REQUESTED) return bookings::WrongState(locked.booking);
  if (change.etag != absl::StrCat(locked.booking.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  if (locked.session_state == availability::v1::SESSION_STATE_CANCELLED) {
    return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  }
  // What a session that has begun comes to is for an officer to say.
  if (locked.session_started && call.principal.role != identity::Role::kOfficer) {
    return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  }
  return absl::OkStatus();
}

absl::Status RecordAnswer(Connection& connection, const rpc::Call& call, const Answer& answer, Locked& locked) {
  BookingRow& booking = locked.booking;
  const std::string& council = call.principal.council_id;
  auto officer_reason =
      bookings::SealedText(connection, council, booking, bookings::kMatchOfficerReason, answer.officer_reason);
  if (!officer_reason.ok()) return officer_reason.status();
  auto adjustments = bookings::SealedText(connection, council, booking, bookings::kAdjustments, answer.adjustments);
  if (!adjustments.ok()) return adjustments.status();
  auto cannot_meet =
      bookings::SealedText(connection, council, booking, bookings::kCannotMeetReason, answer.cannot_meet_reason);
  if (!cannot_meet.ok()) return cannot_meet.status();
  auto recorded =
      connection.Execute(kRecordAnswer, {int64_t{answer.answer}, locked.now, call.principal.Actor(),
                                         *std::move(officer_reason), *std::move(adjustments), int64_t{answer.category},
                                         *std::move(cannot_meet), council, Bytes{booking.booking_id}, booking.version});
  if (!recorded.ok()) return recorded.status();
  if (*recorded != 1) return bookings::WrongState(booking);
  booking.match_answer_time = locked.now;
  booking.adjustments = answer.adjustments;
  booking.cannot_meet_reason = answer.cannot_meet_reason;
  return absl::OkStatus();
}

absl::Status RecordUnmetNeed(Connection& connection, const std::string& council, const Locked& locked) {
  const BookingRow& booking = locked.booking;
  auto rows = connection.Query(kReadNeeds, {Bytes{booking.session_id}, council, Bytes{booking.booking_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_INTERNAL);
  const mysql::Row& row = rows->front();
  sealing::SealedRow sealed(row, 5, booking.child_id);
  const int64_t needs = sealed.Number(0, kNeeds, booking.child_id);
  if (!sealed.status().ok()) return sealed.status();
  return connection
      .Execute(kInsertUnmet, {council, Bytes{ids::NewUuid()}, Bytes{booking.booking_id}, Bytes{booking.child_id},
                              Bytes{booking.session_id}, Bytes{row.Text(3)}, Bytes{row.Text(4)},
                              london::DayOf(booking.start_time), needs, row.Int(1), row.Int(2), locked.now})
      .status();
}

absl::Status Confirm(Connection& connection, const std::string& council, bookings::Change record, Locked& locked) {
  BookingRow& booking = locked.booking;
  auto confirmed = connection.Execute(kConfirm, {locked.now, council, Bytes{booking.booking_id}, booking.version});
  if (!confirmed.ok()) return confirmed.status();
  if (*confirmed != 1) return bookings::WrongState(booking);
  booking.state = v1::BOOKING_STATE_CONFIRMED;
  booking.version += 1;
  booking.update_time = locked.now;
  record.event_type = bookings::EventOf(booking.state);
  return bookings::AddEventAndAudit(connection, booking, record, locked.now);
}

absl::Status End(Connection& connection, const std::string& council, const bookings::Change& record, Locked& locked) {
  if (auto kept = RecordUnmetNeed(connection, council, locked); !kept.ok()) return kept;
  auto ended = bookings::EndPlace(connection, council, locked.booking, bookings::Transition::kCannotMeet,
                                  bookings::kEndPlace, record, locked.now);
  if (!ended.ok()) return ended.status();
  return *ended ? absl::OkStatus() : Error(type::v1::ERROR_REASON_CONTENTION);
}

}  // namespace

absl::StatusOr<PageOf<v1::MatchRequest>> MatchStore::ListRequests(const rpc::Call& call, const ids::Uuid& provider_id,
                                                                  bool overdue_only, const paging::Page& page) {
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  static const std::string kSql = absl::StrCat(kListRequests, relations::OfTeam("b"), kListRequestsOrder);
  auto rows = pool_.Query(
      call.deadline, kSql,
      {call.principal.council_id, from->time, from->time, Bytes{from->id}, int64_t{provider_id.empty()},
       Bytes{provider_id}, int64_t{!overdue_only}, relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::MatchRequest> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      list.next = Position{last.Time(6), last.Text(0), 0}.Text();
      break;
    }
    auto request = ReadRequest(row);
    if (!request.ok()) return request.status();
    list.items.push_back(*std::move(request));
  }
  return list;
}

absl::StatusOr<v1::Booking> MatchStore::Answer(const rpc::Call& call, const bookings::BookingChange& change,
                                               const match::Answer& answer) {
  const std::string& council = call.principal.council_id;
  return bookings::ChangeOnce<v1::Booking>(
      pool_, requests_, call, change, [&](Connection& connection, Locked& locked) -> absl::StatusOr<v1::Booking> {
        if (auto open = CheckOpen(call, change, locked); !open.ok()) return open;
        if (auto recorded = RecordAnswer(connection, call, answer, locked); !recorded.ok()) return recorded;
        const bookings::Change record = bookings::ChangeOf(call, change);
        auto done = answer.answer == v1::MATCH_ANSWER_CANNOT_MEET ? End(connection, council, record, locked)
                                                                  : Confirm(connection, council, record, locked);
        if (!done.ok()) return done;
        return bookings::ToProto(locked.booking);
      });
}

absl::StatusOr<int64_t> MatchStore::CountOverdue(absl::Time deadline) {
  auto rows = pool_.Query(deadline, kCountOverdue, {});
  if (!rows.ok()) return rows.status();
  return rows->front().Int(0);
}

}  // namespace shortbreaks::match
