#include <absl/strings/str_cat.h>

#include "london.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace bookings::v1;  // NOLINT: this file shows these messages and nothing else

std::string Span(const Booking& booking) {
  return SpanInWords(wire::FromProto(booking.start_time()), wire::FromProto(booking.end_time()));
}

std::string Charge(const Booking& booking) { return booking.has_charge() ? InWords(booking.charge()) : "nothing"; }

std::string KeptUntil(const Booking& booking) {
  return booking.has_hold_expire_time() ? TimeInWords(wire::FromProto(booking.hold_expire_time())) : "";
}

// `+3 h`, `-3 h`.
std::string Signed(type::v1::AllocationUnit unit, int64_t amount) {
  return absl::StrCat(amount > 0 ? "+" : "", AmountInWords(unit, amount));
}

}  // namespace

std::string View(const Booking& booking) {
  const bool held = booking.state() == BOOKING_STATE_HELD;
  return Facts(
      {{"Booking", InWords(booking.state())},
       {"When", Span(booking)},
       {"Kept until", KeptUntil(booking)},
       {"Can be extended", held ? absl::StrCat(booking.hold_extensions_left(), " times more") : ""},
       {"Provider answers by",
        booking.has_match_due_time() ? TimeInWords(wire::FromProto(booking.match_due_time())) : ""},
       {"Adjustments", booking.adjustments()},
       {"Because of these free until", booking.has_adjustments_free_until_time()
                                           ? TimeInWords(wire::FromProto(booking.adjustments_free_until_time()))
                                           : ""},
       {"Cannot be met because", booking.cannot_meet_reason()},
       {"Charged", Charge(booking)},
       {"Family pays", AmountInWords(type::v1::ALLOCATION_UNIT_PENCE, booking.price_pence())},
       {"And from", booking.second_allocation()},
       {"Officer's reason", booking.officer_reason()},
       {"Cancelled because", InWords(booking.cancel_cause())},
       {"Lost", booking.has_forfeited() ? InWords(booking.forfeited()) : ""},
       {"There for", booking.attendance().minutes() == 0
                         ? ""
                         : AmountInWords(type::v1::ALLOCATION_UNIT_MINUTES, booking.attendance().minutes())},
       {"Charged in the end", booking.attendance().has_settled() ? InWords(booking.attendance().settled()) : ""},
       {"Corrected because", booking.attendance().correction_reason()},
       {"Waived by", booking.waived_by()},
       {"Waived because", booking.waive_reason()},
       {"From the waiting list", booking.waiting_list_entry()},
       {"Name", booking.name()},
       {"Child", booking.child()},
       {"Session", booking.session()},
       {"Allocation", booking.allocation()},
       {"Etag", booking.etag()}});
}

namespace {

// What cancelling costs and until when.
std::string Steps(const CancelBookingResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& step : response.steps()) {
    rows.push_back({TimeInWords(wire::FromProto(step.until_time())), absl::StrCat(step.forfeits_percent(), "%"),
                    step.has_forfeited() ? InWords(step.forfeited()) : ""});
  }
  return Table({{"Cancelled until"}, {"Lost", true}, {"Which is", true}}, rows, "");
}

}  // namespace

std::string View(const CancelBookingResponse& response, bool dry_run) {
  const std::string waived = response.waived() ? "the policy waives the loss for this cause" : "";
  const auto amount = [](bool set, const type::v1::Quantity& quantity) { return set ? InWords(quantity) : "nothing"; };
  const std::string until =
      response.has_free_until_time() ? TimeInWords(wire::FromProto(response.free_until_time())) : "";
  return std::string(dry_run ? "Nothing was changed. Cancelling now would come to this:\n" : "Cancelled.\n") +
         Facts({{dry_run ? "Would be given back" : "Given back", amount(response.has_refunded(), response.refunded())},
                {dry_run ? "Would be lost" : "Lost", amount(response.has_forfeited(), response.forfeited())},
                {"Waived", waived},
                {"Costs nothing until", until}}) +
         (dry_run ? Steps(response) : "") + View(response.booking());
}

std::string View(const ListBookingsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.bookings()) {
    rows.push_back(
        {Span(each), InWords(each.state()), Charge(each), KeptUntil(each), each.child(), each.session(), each.name()});
  }
  return Table({{"When"}, {"State"}, {"Charged", true}, {"Kept until"}, {"Child"}, {"Session"}, {"Name"}}, rows,
               "No bookings.");
}

std::string View(const GetBalanceResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.balances()) {
    const auto unit = each.granted().unit();
    rows.push_back({absl::StrCat(InWords(each.window_start()), " to ", InWords(each.window_end())),
                    InWords(each.granted()), AmountInWords(unit, each.held()), AmountInWords(unit, each.spent()),
                    AmountInWords(unit, each.balance()), each.allocation()});
  }
  return Table({{"Window"}, {"Granted", true}, {"Held", true}, {"Spent", true}, {"Left", true}, {"Allocation"}}, rows,
               "No allocations.");
}

std::string View(const ListLedgerEntriesResponse& response, type::v1::AllocationUnit unit) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.entries()) {
    rows.push_back({TimeInWords(wire::FromProto(each.create_time())), InWords(each.kind()), Signed(unit, each.amount()),
                    AmountInWords(unit, each.balance_after()), each.actor(), each.booking()});
  }
  return Table({{"When"}, {"Entry"}, {"Amount", true}, {"Left", true}, {"By"}, {"Booking"}}, rows, "No entries.");
}

std::string View(const ReconcileLedgerResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& mismatch : response.mismatches()) rows.push_back({mismatch.allocation(), mismatch.text()});
  return Table({{"Account"}, {"What does not agree"}}, rows,
               absl::StrCat("All agree: ", response.accounts(), " accounts, ", response.entries(), " entries."));
}

}  // namespace shortbreaks::cli
