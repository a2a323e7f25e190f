#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "london.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file shows these messages and nothing else

std::string Clock(int minutes) { return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60); }

std::string Day(const type::v1::Date& date) {
  const auto day = wire::FromProto(date);
  return day ? DayInWords(*day) : "";
}

std::string Day(bool set, const type::v1::Date& date) { return set ? Day(date) : ""; }

std::string Days(const google::protobuf::RepeatedPtrField<type::v1::Date>& dates) {
  std::string text;
  for (const auto& date : dates) absl::StrAppend(&text, text.empty() ? "" : ", ", Day(date));
  return text;
}

std::string Times(const SessionPattern& pattern) {
  std::string text = absl::StrCat(Clock(pattern.start_minutes()), "–", Clock(pattern.end_minutes()));
  if (pattern.end_day_offset() == 1) text += " on the next day";
  if (pattern.end_day_offset() > 1) absl::StrAppend(&text, " ", pattern.end_day_offset(), " days later");
  return text;
}

std::string Opens(const SessionPattern& pattern) {
  if (!pattern.has_booking_opens_days()) return "at once";
  return absl::StrCat(pattern.booking_opens_days(), " days before at ", Clock(pattern.booking_opens_minutes()));
}

std::string Caps(const SessionPattern& pattern) {
  std::string text;
  for (const RatioCap& cap : pattern.ratio_caps()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", "at most ", cap.children_max(), " at ",
                    InWords(cap.support_ratio()));
  }
  return text;
}

std::string Why(const SeriesDate& date) {
  return absl::StrCat(InWords(date.skipped()), date.skipped_for().empty() ? "" : ": ", date.skipped_for());
}

std::string Dates(const google::protobuf::RepeatedPtrField<SeriesDate>& dates) {
  std::vector<std::vector<std::string>> rows;
  for (const SeriesDate& date : dates) {
    if (date.skipped() != SKIP_REASON_UNSPECIFIED) {
      rows.push_back({Day(date.day()), "skipped", Why(date)});
      continue;
    }
    rows.push_back({SpanInWords(wire::FromProto(date.start_time()), wire::FromProto(date.end_time())),
                    AmountInWords(type::v1::ALLOCATION_UNIT_MINUTES, date.charge_minutes()), date.session()});
  }
  return Table({{"When"}, {"Charge"}, {"Name"}}, rows, "No dates.");
}

std::string Names(const char* title, const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::string text;
  for (const std::string& name : names) absl::StrAppend(&text, text.empty() ? title : "", "  ", name, "\n");
  return text;
}

constexpr char kNothingDone[] = "Nothing was changed; this is what would be done:\n";

}  // namespace

std::string View(const ListCalendarDaysResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const CalendarDays& days : response.days()) {
    const std::string owner = days.provider().empty() ? days.activity() : days.provider();
    rows.push_back({Day(days.first_day()), Day(days.last_day()), InWords(days.kind()), days.display_name(), owner});
  }
  return Table({{"From"}, {"To"}, {"Kind"}, {"Name"}, {"Of"}}, rows, "No days.");
}

std::string View(const SetCalendarDaysResponse& response) {
  return absl::StrCat(response.days_size(), " set, ", response.removed(), " removed.\n") +
         Names("Sessions that run on one of these days; they were not changed:\n", response.sessions());
}

std::string View(const Series& series) {
  const Recurrence& recurrence = series.recurrence();
  const SessionPattern& pattern = series.pattern();
  const std::string closed = absl::StrCat("closed days: ", InWords(recurrence.closed_days()),
                                          recurrence.runs_on_bank_holidays() ? "; bank holidays are like others" : "");
  return Facts({{"Rule", recurrence.rule()},
                {"Counted from", Day(recurrence.first_day())},
                {"From", Day(series.has_from_day(), series.from_day())},
                {"To", Day(series.has_to_day(), series.to_day())},
                {"Only", InWords(recurrence.only())},
                {"Nothing runs on", closed},
                {"Left out", Days(recurrence.except_days())},
                {"Added", Days(recurrence.extra_days())},
                {"Time", Times(pattern)},
                {"Places", absl::StrCat(pattern.places())},
                {"Staff", pattern.has_staff() ? absl::StrCat(pattern.staff()) : ""},
                {"Caps", Caps(pattern)},
                {"Kept back", pattern.reserve_places() > 0 ? absl::StrCat(pattern.reserve_places()) : ""},
                {"Booking opens", Opens(pattern)},
                {"Key", series.external_id()},
                {"Name", series.name()},
                {"Activity", series.activity()},
                {"Copied from", series.copied_from()},
                {"Etag", series.etag()}});
}

std::string View(const CreateSeriesResponse& response) {
  const std::string before = response.series().name().empty() ? kNothingDone : "";
  return before + View(response.series()) + "\n" + Dates(response.dates());
}

std::string View(const GetSeriesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const SeriesSession& session : response.sessions()) {
    rows.push_back({SpanInWords(wire::FromProto(session.start_time()), wire::FromProto(session.end_time())),
                    InWords(session.state()), absl::StrCat(session.places_taken(), " of ", session.places()),
                    session.detached() ? "by itself" : "", session.session()});
  }
  return View(response.series()) + "\n" +
         Table({{"When"}, {"State"}, {"Taken", true}, {"Changed"}, {"Name"}}, rows, "No sessions.");
}

std::string View(const ListSeriesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const Series& series : response.series()) {
    rows.push_back(
        {series.recurrence().rule(), Times(series.pattern()), series.activity(), series.external_id(), series.name()});
  }
  return Table({{"Rule"}, {"Time"}, {"Activity"}, {"Key"}, {"Name"}}, rows, "No series.");
}

std::string View(const UpdateSeriesResponse& response, bool dry_run) {
  std::string text = dry_run ? kNothingDone : "";
  text += View(response.series()) + "\n";
  absl::StrAppend(&text, response.changed_size(), " changed.\n");
  text += Names("Left as they were, families are booked on them:\n", response.left());
  text += Names("Called off:\n", response.called_off());
  if (!response.dates().empty()) text += Dates(response.dates());
  return text;
}

std::string View(const EndSeriesResponse& response, bool dry_run) {
  return std::string(dry_run ? kNothingDone : "") + View(response.series()) + "\n" +
         Names("Left as they were, families are booked on them:\n", response.left()) +
         Names("Called off:\n", response.called_off());
}

std::string View(const CopySeasonResponse& response, bool dry_run) {
  std::vector<std::vector<std::string>> rows;
  std::string skipped;
  for (const SeriesCopy& copy : response.copies()) {
    rows.push_back({copy.source(), copy.copied_before() ? "before" : absl::StrCat(copy.sessions()), copy.copy()});
    for (const SeriesDate& date : copy.skipped()) {
      absl::StrAppend(&skipped, "  ", Day(date.day()), "  ", Why(date), "  ", copy.source(), "\n");
    }
  }
  return std::string(dry_run ? kNothingDone : "") +
         Table({{"Series"}, {"Sessions", true}, {"Copy"}}, rows, "No series lies in that season.") +
         (skipped.empty() ? "" : "Skipped:\n" + skipped);
}

}  // namespace shortbreaks::cli
