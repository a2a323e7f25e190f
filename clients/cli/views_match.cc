#include "views_match.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include <vector>

#include "csv_cell.h"
#include "london.h"
#include "table.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace bookings::v1;  // NOLINT: this file shows these messages and few others

using Row = std::vector<std::string>;

std::string When(const google::protobuf::Timestamp& time) { return TimeInWords(wire::FromProto(time)); }

// What a line counts by: a name, or a word.
std::string KeyOf(const UnmetNeedLine& line) {
  if (line.has_month()) return IsoDay(line.month()).substr(0, 7);
  if (!line.activity().empty()) return line.activity();
  return line.provider().empty() ? InWords(line.need()) : line.provider();
}

// `12.5%`
std::string Percent(int32_t permille) { return absl::StrFormat("%d.%d%%", permille / 10, permille % 10); }

std::string Categories(const ProviderAnswers& answers) {
  std::vector<std::string> words;
  for (const CannotMeetCount& count : answers.categories()) {
    words.push_back(absl::StrCat(count.times(), " ", InWords(count.category())));
  }
  return absl::StrJoin(words, ", ");
}

}  // namespace

std::string View(const ListRequestsResponse& response) {
  std::vector<Row> rows;
  for (const MatchRequest& each : response.requests()) {
    rows.push_back({When(each.due_time()), each.overdue() ? "overdue" : "",
                    SpanInWords(wire::FromProto(each.start_time()), wire::FromProto(each.end_time())),
                    InWords(each.support_ratio()), absl::StrCat(each.age_years()),
                    ListInWords<type::v1::Need>(each.needs()), each.activity(), each.booking(), each.etag()});
  }
  return Table({{"Answer by"},
                {""},
                {"Session"},
                {"Support"},
                {"Age", true},
                {"Needs"},
                {"Activity"},
                {"Booking"},
                {"Etag", true}},
               rows, "Nothing waits for an answer.");
}

std::string View(const ListUnmetNeedResponse& response) {
  std::vector<Row> rows;
  for (const UnmetNeed& each : response.unmet_needs()) {
    rows.push_back({InWords(each.session_date()), InWords(each.category()), ListInWords<type::v1::Need>(each.needs()),
                    InWords(each.support_ratio()), each.reason(), each.activity(), each.provider(), each.child()});
  }
  return Table(
      {{"Session on"}, {"Why"}, {"Needs"}, {"Support"}, {"In its words"}, {"Activity"}, {"Provider"}, {"Child"}}, rows,
      "Nothing went unmet.");
}

std::string View(const SummarizeUnmetNeedResponse& response) {
  std::vector<Row> rows;
  for (const UnmetNeedLine& line : response.lines()) {
    rows.push_back({KeyOf(line), line.suppressed() ? "fewer than 5" : absl::StrCat(line.children()),
                    line.suppressed() ? "" : absl::StrCat(line.times())});
  }
  return Table({{"Unmet"}, {"Children", true}, {"Times", true}}, rows, "Nothing went unmet.");
}

std::string View(const SummarizeAnswersResponse& response) {
  std::vector<Row> rows;
  for (const ProviderAnswers& each : response.providers()) {
    rows.push_back({each.provider(), absl::StrCat(each.answered()), Percent(each.cannot_meet_permille()),
                    Categories(each), absl::StrCat(each.suitable_with_adjustments()), absl::StrCat(each.late()),
                    absl::StrCat(each.by_officer())});
  }
  return Table({{"Provider"},
                {"Answers", true},
                {"Cannot meet", true},
                {"Why"},
                {"With adjustments", true},
                {"Late", true},
                {"By an officer", true}},
               rows, "Nothing was answered.");
}

std::string View(const eligibility::v1::KeepApartResponse& response) {
  std::vector<Row> rows;
  for (const auto& each : response.shared_sessions()) {
    rows.push_back({SpanInWords(wire::FromProto(each.start_time()), wire::FromProto(each.end_time())), each.session(),
                    each.booking(), each.other_booking()});
  }
  std::string text =
      absl::StrCat("Kept apart: ", response.kept_apart().child(), " and ", response.kept_apart().other_child(), ".\n");
  if (!rows.empty()) text += "Both have places here already. Nothing was cancelled: please decide.\n";
  return text + Table({{"When"}, {"Session"}, {"Booking"}, {"Other booking"}}, rows, "They share no session to come.");
}

std::string View(const eligibility::v1::ListKeptApartResponse& response) {
  std::vector<Row> rows;
  for (const auto& each : response.kept_apart()) {
    rows.push_back({each.child(), each.other_child(), each.reason(), each.actor(), When(each.create_time())});
  }
  return Table({{"Child"}, {"Other child"}, {"Why"}, {"By"}, {"Since"}}, rows, "Nobody is kept apart.");
}

std::string UnmetNeedCsv(const ListUnmetNeedResponse& response) {
  std::string csv = CsvRow({"session_date", "cause", "category", "reason", "needs", "support_ratio", "activity",
                            "provider", "session", "child", "booking"});
  for (const UnmetNeed& each : response.unmet_needs()) {
    csv += CsvRow({IsoDay(each.session_date()), InWords(each.cause()), InWords(each.category()), each.reason(),
                   ListInWords<type::v1::Need>(each.needs()), InWords(each.support_ratio()), each.activity(),
                   each.provider(), each.session(), each.child(), each.booking()});
  }
  return csv;
}

std::string UnmetNeedCsv(const SummarizeUnmetNeedResponse& response) {
  std::string csv = CsvRow({"unmet", "children", "times"});
  for (const UnmetNeedLine& line : response.lines()) {
    csv += line.suppressed() ? CsvRow({KeyOf(line), "fewer than 5", ""})
                             : CsvRow({KeyOf(line), absl::StrCat(line.children()), absl::StrCat(line.times())});
  }
  return csv;
}

std::string AnswersCsv(const SummarizeAnswersResponse& response) {
  Row titles = {"provider", "answered",  "suitable", "suitable_with_adjustments", "cannot_meet", "cannot_meet_percent",
                "late",     "by_officer"};
  for (int category = 1; category < CannotMeetCategory_ARRAYSIZE; ++category) {
    titles.push_back("cannot_meet_" + InWords(static_cast<CannotMeetCategory>(category)));
  }
  std::string csv = CsvRow(titles);
  for (const ProviderAnswers& each : response.providers()) {
    Row row = {each.provider(),
               absl::StrCat(each.answered()),
               absl::StrCat(each.suitable()),
               absl::StrCat(each.suitable_with_adjustments()),
               absl::StrCat(each.cannot_meet()),
               absl::StrFormat("%d.%d", each.cannot_meet_permille() / 10, each.cannot_meet_permille() % 10),
               absl::StrCat(each.late()),
               absl::StrCat(each.by_officer())};
    for (int category = 1; category < CannotMeetCategory_ARRAYSIZE; ++category) {
      int64_t times = 0;
      for (const CannotMeetCount& count : each.categories()) times += count.category() == category ? count.times() : 0;
      row.push_back(absl::StrCat(times));
    }
    csv += CsvRow(row);
  }
  return csv;
}

}  // namespace shortbreaks::cli
