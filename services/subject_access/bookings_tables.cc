#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/type/v1/types.pb.h"
#include "subject_access/table.h"

namespace shortbreaks::subject_access {
namespace {

namespace v1 = bookings::v1;

Table Bookings() {
  return {.name = "bookings",
          .from = "bookings t WHERE t.council_id = ? AND t.child_id = ?",
          .columns = {Name("booking_id", "bookings"),
                      Name("session_id", "sessions"),
                      Choice("state", v1::BookingState_descriptor()),
                      Time("start_time"),
                      Time("end_time"),
                      Time("free_until_time"),
                      Time("hold_expire_time"),
                      Text("booked_by"),
                      Text("partner_id"),
                      Name("decision_id", "decisions"),
                      Name("allocation_id", "allocations"),
                      Choice("charge_unit", type::v1::AllocationUnit_descriptor()),
                      Number("charge_amount"),
                      Number("price_pence"),
                      Name("second_allocation_id", "allocations"),
                      Number("second_amount"),
                      Number("ratio_staff"),
                      Number("ratio_children"),
                      Sealed(Text("officer_reason")),
                      Name("waiting_entry_id", "waitingListEntries"),
                      Message("cancellation", type::v1::CancellationTerms::default_instance()),
                      Choice("cancel_cause", type::v1::CancelCause_descriptor()),
                      Number("forfeited_amount"),
                      Number("second_forfeited_amount"),
                      Text("waived_by"),
                      Sealed(Text("waive_reason")),
                      Time("match_due_time"),
                      Choice("match_answer", v1::MatchAnswer_descriptor()),
                      Time("match_answer_time"),
                      Text("match_answered_by"),
                      Sealed(Text("match_officer_reason")),
                      Sealed(Text("adjustments")),
                      Choice("cannot_meet_category", v1::CannotMeetCategory_descriptor()),
                      Sealed(Text("cannot_meet_reason")),
                      Number("settled_amount"),
                      Number("second_settled_amount"),
                      Number("settled_price_pence"),
                      Number("attended_minutes"),
                      Time("absence_notice_time"),
                      Time("mark_time"),
                      Sealed(Text("correction_reason")),
                      Number("no_shows_max"),
                      Time("create_time"),
                      Time("update_time")},
          .key = "t.booking_id"};
}

std::vector<Table> TablesBesideBookings() {
  return {
      {.name = "attendance_marks",
       .from = "attendance_marks t JOIN bookings b ON b.council_id = t.council_id AND b.booking_id = t.booking_id "
               "WHERE b.council_id = ? AND b.child_id = ?",
       .columns = {Name("booking_id", "bookings"), Choice("state", v1::BookingState_descriptor()), Number("minutes"),
                   Time("notice_time"), Number("settled_amount"), Time("mark_time"), Sealed(Text("reason")),
                   Text("actor"), Time("create_time")},
       .key = "CONCAT(t.booking_id, LPAD(t.booking_version, 20, '0'))",
       .sealed_row = "CONCAT(t.booking_id, t.booking_version)",
       .subject = "b.child_id"},
      {.name = "claim_lines",
       .from = "claim_lines t JOIN bookings b ON b.council_id = t.council_id AND b.booking_id = t.booking_id "
               "WHERE b.council_id = ? AND b.child_id = ?",
       .columns = {Name("provider_id", "providers"), Day("month"), Number("revision"), Name("booking_id", "bookings"),
                   Name("session_id", "sessions"), Name("activity_id", "activities"), Time("start_time"),
                   Choice("outcome", v1::BookingState_descriptor()), Number("minutes"), Number("nights"),
                   Choice("charge_unit", type::v1::AllocationUnit_descriptor()), Number("charged"),
                   Number("price_pence")},
       .key = "CONCAT(t.booking_id, t.provider_id, t.month, LPAD(t.revision, 10, '0'))",
       .subject = "b.child_id"},
      {.name = "ledger_postings",
       .from = "ledger_postings t JOIN bookings b ON b.council_id = t.council_id AND b.booking_id = t.booking_id "
               "WHERE b.council_id = ? AND b.child_id = ?",
       .columns = {Name("allocation_id", "allocations"), Name("booking_id", "bookings"),
                   Choice("kind", v1::LedgerEntryKind_descriptor()), Number("amount"), Text("actor"),
                   Time("create_time")},
       .key = "t.entry_id",
       .subject = "b.child_id"},
      {.name = "no_show_resolutions",
       .from = "no_show_resolutions t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Choice("action", v1::NoShowAction_descriptor()), Name("booking_id", "bookings"),
                   Sealed(Text("reason")), Text("actor"), Time("create_time")},
       .key = "t.resolution_id"},
      {.name = "waiting_entries",
       .from = "waiting_entries t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("entry_id", "waitingListEntries"),
                   Name("activity_id", "activities"),
                   Name("session_id", "sessions"),
                   Choices("days", type::v1::DayOfWeek_descriptor()),
                   Day("earliest_date"),
                   Day("latest_date"),
                   Number("earliest_start_minutes"),
                   Number("latest_end_minutes"),
                   Choice("state", v1::WaitingListEntryState_descriptor()),
                   YesNo("priority"),
                   Time("since_time"),
                   Choice("charge_unit", type::v1::AllocationUnit_descriptor()),
                   Number("charge_amount"),
                   Number("charge_for"),
                   Name("booking_id", "bookings"),
                   Sealed(Text("offer_reason")),
                   Time("passed_over_time"),
                   Choice("passed_over_reason", v1::PassedOverReason_descriptor()),
                   Time("create_time"),
                   Time("update_time")},
       .key = "t.entry_id"},
      {.name = "unmet_needs",
       .from = "unmet_needs t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Choice("cause", v1::UnmetNeedCause_descriptor()), Name("source_id", "bookings"),
                   Name("session_id", "sessions"), Name("activity_id", "activities"), Name("provider_id", "providers"),
                   Day("session_date"), Choices("needs", type::v1::Need_descriptor()), Number("ratio_staff"),
                   Number("ratio_children"), Time("create_time")},
       .key = "t.unmet_need_id"},
      {.name = "calendar_feeds",
       .from = "calendar_feeds t JOIN care_authorities a ON a.council_id = t.council_id AND a.carer_id = t.carer_id "
               "WHERE a.council_id = ? AND a.child_id = ?",
       .columns = {Name("feed_id", "calendarFeeds"), Name("carer_id", "carers"), YesNo("all_children"),
                   YesNo("show_titles"), Sealed(Text("display_name")), Time("create_time"), Time("revoke_time"),
                   Text("app")},
       .key = "t.feed_id",
       .subject = "t.carer_id",
       .about_others = true},
      {.name = "calendar_feed_children",
       .from = "calendar_feed_children t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("feed_id", "calendarFeeds")},
       .key = "t.feed_id"},
  };
}

}  // namespace

std::span<const Table> BookingsTables() {
  static const auto& tables = *new std::vector<Table>([] {
    std::vector<Table> all = {Bookings()};
    for (Table& table : TablesBesideBookings()) all.push_back(std::move(table));
    return all;
  }());
  return tables;
}

}  // namespace shortbreaks::subject_access
