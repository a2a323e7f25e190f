#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <map>

#include "csv_cell.h"
#include "london.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace bookings::v1;  // NOLINT: this file shows these messages and nothing else

std::string Minutes(int64_t minutes) {
  return minutes == 0 ? "" : AmountInWords(type::v1::ALLOCATION_UNIT_MINUTES, minutes);
}

std::string Pounds(int64_t pence) { return AmountInWords(type::v1::ALLOCATION_UNIT_PENCE, pence); }

std::string Charged(const Booking& booking) {
  if (booking.attendance().has_settled()) return InWords(booking.attendance().settled());
  return booking.has_charge() ? InWords(booking.charge()) : "nothing";
}

std::string Amounts(const google::protobuf::RepeatedPtrField<type::v1::Quantity>& quantities) {
  std::vector<std::string> words;
  for (const type::v1::Quantity& quantity : quantities) words.push_back(InWords(quantity));
  return words.empty() ? "nothing" : absl::StrJoin(words, ", ");
}

std::string Outcomes(const ClaimTotals& totals) {
  std::vector<std::string> words;
  for (const OutcomeCount& count : totals.outcomes()) {
    words.push_back(absl::StrCat(count.bookings(), " ", InWords(count.outcome())));
  }
  return absl::StrJoin(words, ", ");
}

std::string TimeOf(bool set, const google::protobuf::Timestamp& time) {
  return set ? TimeInWords(wire::FromProto(time)) : "";
}

std::vector<std::string> CsvFigures(bool set, const ClaimFigures& figures) {
  if (!set) return {"", "", "", "", "", ""};
  return {InWords(figures.outcome()),
          absl::StrCat(figures.minutes()),
          absl::StrCat(figures.nights()),
          figures.has_charged() ? InWords(figures.charged().unit()) : "",
          figures.has_charged() ? absl::StrCat(figures.charged().amount()) : "",
          absl::StrCat(figures.price_pence())};
}

std::string Short(bool set, const ClaimFigures& figures) {
  if (!set) return "";
  return absl::StrCat(InWords(figures.outcome()), figures.has_charged() ? ", " : "",
                      figures.has_charged() ? InWords(figures.charged()) : "");
}

}  // namespace

std::string View(const GetRegisterResponse& response) {
  std::map<std::string, std::string> called;
  for (const RegisterChild& child : response.children()) called[child.child()] = child.call_name();
  std::vector<std::vector<std::string>> rows;
  for (const Booking& booking : response.bookings()) {
    const bool marked = booking.has_attendance();
    rows.push_back({called[booking.child()], marked ? InWords(booking.state()) : "still to be marked",
                    Minutes(booking.attendance().minutes()), Charged(booking), booking.attendance().correction_reason(),
                    booking.child(), booking.name(), booking.etag()});
  }
  return Facts({{"When", SpanInWords(wire::FromProto(response.start_time()), wire::FromProto(response.end_time()))},
                {"Still to be marked", absl::StrCat(response.unmarked(), " of ", response.bookings_size())},
                {"The provider marks until", TimeInWords(wire::FromProto(response.close_time()))}}) +
         Table({{"Called"},
                {"Mark"},
                {"There", true},
                {"Charged", true},
                {"Corrected because"},
                {"Child"},
                {"Booking"},
                {"Etag"}},
               rows, "Nobody has a place.");
}

std::string View(const google::protobuf::RepeatedPtrField<BookingResult>& results) {
  std::vector<std::vector<std::string>> rows;
  for (const BookingResult& result : results) {
    rows.push_back({result.has_booking() ? InWords(result.booking().state()) : "not done",
                    result.has_booking() ? Charged(result.booking()) : "", result.error_text(), result.name()});
  }
  return Table({{"Now"}, {"Charged", true}, {"Why not"}, {"Booking"}}, rows, "Done.");
}

std::string View(const Claim& claim) {
  const std::string differences = claim.differences() == 0 ? "" : absl::StrCat(claim.differences(), " lines");
  return Facts({{"Claim", absl::StrCat(claim.month(), ", ", InWords(claim.state()))},
                {"Bookings", absl::StrCat(claim.totals().bookings())},
                {"Of which", Outcomes(claim.totals())},
                {"Children were there", Minutes(claim.totals().minutes())},
                {"Nights", claim.totals().nights() == 0 ? "" : absl::StrCat(claim.totals().nights())},
                {"Charged", Amounts(claim.totals().charged())},
                {"Families pay", Pounds(claim.totals().price_pence())},
                {"Still to be marked", absl::StrCat(claim.unmarked())},
                {"Complete", claim.complete() ? "yes" : "no"},
                {"The ledger", absl::StrCat(claim.agrees() ? "agrees: " : "does NOT agree: ", Amounts(claim.ledger()))},
                {"Look at", absl::StrJoin(claim.disagreeing(), ", ")},
                {"Handed in", TimeOf(claim.has_submit_time(), claim.submit_time())},
                {"By", claim.submitter()},
                {"As", claim.has_submitted_totals() ? Amounts(claim.submitted_totals().charged()) : ""},
                {"Different since", differences},
                {"Times handed in", claim.revision() == 0 ? "" : absl::StrCat(claim.revision())},
                {"Digest", claim.digest()},
                {"Approved", TimeOf(claim.has_approve_time(), claim.approve_time())},
                {"Approved by", claim.approver()},
                {"Provider", claim.provider()},
                {"Etag", claim.etag()}});
}

std::string View(const ListClaimsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const Claim& claim : response.claims()) {
    rows.push_back({claim.month(), InWords(claim.state()),
                    claim.has_submitted_totals() ? Amounts(claim.submitted_totals().charged()) : "",
                    TimeOf(claim.has_submit_time(), claim.submit_time()), claim.provider()});
  }
  return Table({{"Month"}, {"State"}, {"Charged", true}, {"Handed in"}, {"Provider"}}, rows, "No claims.");
}

std::string View(const ListClaimLinesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const ClaimLine& line : response.lines()) {
    rows.push_back({TimeInWords(wire::FromProto(line.start_time())), Short(line.has_now(), line.now()),
                    Minutes(line.now().minutes()), Pounds(line.now().price_pence()),
                    Short(line.has_submitted(), line.submitted()), line.session(), line.booking()});
  }
  return Table({{"Session"}, {"Now"}, {"There", true}, {"Price", true}, {"Handed in"}, {"Name"}, {"Booking"}}, rows,
               "No lines.");
}

std::string ClaimCsv(const ListClaimLinesResponse& response) {
  std::string csv =
      "start,session,activity,booking,outcome,minutes,nights,unit,charged,price_pence,handed_in_outcome,"
      "handed_in_minutes,handed_in_nights,handed_in_unit,handed_in_charged,handed_in_price_pence\n";
  for (const ClaimLine& line : response.lines()) {
    std::vector<std::string> cells = {TimeInWords(wire::FromProto(line.start_time())), line.session(), line.activity(),
                                      line.booking()};
    for (const auto& figures :
         {CsvFigures(line.has_now(), line.now()), CsvFigures(line.has_submitted(), line.submitted())}) {
      cells.insert(cells.end(), figures.begin(), figures.end());
    }
    csv += CsvRow(cells);
  }
  return csv;
}

std::string View(const ListRepeatedNoShowsResponse& response) {
  std::string text;
  for (const RepeatedNoShows& child : response.children()) {
    std::vector<std::vector<std::string>> rows;
    for (const auto* bookings : {&child.no_shows(), &child.coming()}) {
      for (const Booking& booking : *bookings) {
        rows.push_back({TimeInWords(wire::FromProto(booking.start_time())), InWords(booking.state()), booking.name()});
      }
    }
    const auto& last = child.last_resolution();
    const std::string seen_to =
        child.has_last_resolution()
            ? absl::StrCat(InWords(last.action()), " on ", TimeInWords(wire::FromProto(last.create_time())), ": ",
                           last.reason())
            : "";
    absl::StrAppend(&text,
                    Facts({{"Child", child.child()},
                           {"Absent without notice", absl::StrCat(child.no_shows_size(),
                                                                  " times in 12 months; the policy "
                                                                  "lets ",
                                                                  child.no_shows_max(), " pass")},
                           {"Last seen to", seen_to}}),
                    Table({{"When"}, {"State"}, {"Booking"}}, rows, ""), "\n");
  }
  return text.empty() ? "Nobody.\n" : text;
}

}  // namespace shortbreaks::cli
