#include "views_demand.h"

#include <absl/strings/str_cat.h>

#include <vector>

#include "csv_cell.h"
#include "london.h"
#include "table.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using bookings::v1::OutcomeLine;
using bookings::v1::SupplyLine;
using eligibility::v1::TakeUpLine;
using Row = std::vector<std::string>;

constexpr char kFew[] = "left out";

std::string KeyOf(const SupplyLine& line) {
  if (line.has_first_day()) return IsoDay(line.first_day());
  return line.activity().empty() ? line.provider() : line.activity();
}

std::string KeyOf(const TakeUpLine& line) {
  if (line.need() != type::v1::NEED_UNSPECIFIED) return InWords(line.need());
  if (line.suppressed()) return "other wards";
  return line.ward().empty() ? "not on file" : line.ward();
}

std::string CauseOf(const OutcomeLine& line) {
  return line.cause() == type::v1::CANCEL_CAUSE_UNSPECIFIED ? "" : InWords(line.cause());
}

std::string Count(int64_t count, bool suppressed, const char* few) {
  return suppressed ? std::string(few) : absl::StrCat(count);
}

Row Figures(const SupplyLine& line, const char* few) {
  const bool hidden = line.waiting_suppressed();
  return {KeyOf(line),
          absl::StrCat(line.sessions()),
          absl::StrCat(line.cancelled_sessions()),
          absl::StrCat(line.places()),
          absl::StrCat(line.places_taken()),
          Count(line.waiting_children(), hidden, few),
          Count(line.median_waiting_days(), hidden, few)};
}

Row Figures(const OutcomeLine& line, const char* few) {
  return {InWords(line.outcome()), CauseOf(line), Count(line.bookings(), line.suppressed(), few),
          Count(line.children(), line.suppressed(), few)};
}

Row Figures(const TakeUpLine& line, const char* few) {
  return {KeyOf(line), Count(line.children(), line.suppressed(), few),
          Count(line.children_with_breaks(), line.suppressed(), few), Count(line.breaks(), line.suppressed(), few)};
}

template <typename Lines>
std::vector<Row> RowsOf(const Lines& lines, const char* few) {
  std::vector<Row> rows;
  for (const auto& line : lines) rows.push_back(Figures(line, few));
  return rows;
}

template <typename Lines>
std::string CsvOf(const Row& titles, const Lines& lines) {
  std::string csv = CsvRow(titles);
  for (const Row& row : RowsOf(lines, "")) csv += CsvRow(row);
  return csv;
}

}  // namespace

std::string View(const bookings::v1::SummarizeSupplyResponse& response) {
  return Table({{"Of"},
                {"Sessions", true},
                {"Called off", true},
                {"Places", true},
                {"Taken", true},
                {"Children waiting", true},
                {"Half wait days", true}},
               RowsOf(response.lines(), kFew), "No sessions on these days.");
}

std::string View(const bookings::v1::SummarizeOutcomesResponse& response) {
  return Table({{"Outcome"}, {"Why"}, {"Bookings", true}, {"Children", true}}, RowsOf(response.lines(), kFew),
               "No bookings on these days.");
}

std::string View(const eligibility::v1::SummarizeTakeUpResponse& response) {
  return Table({{"Of"}, {"Children", true}, {"With breaks", true}, {"Breaks", true}}, RowsOf(response.lines(), kFew),
               "No children are on file.");
}

std::string Csv(const bookings::v1::SummarizeSupplyResponse& response) {
  return CsvOf(
      {"of", "sessions", "cancelled_sessions", "places", "places_taken", "waiting_children", "median_waiting_days"},
      response.lines());
}

std::string Csv(const bookings::v1::SummarizeOutcomesResponse& response) {
  return CsvOf({"outcome", "cause", "bookings", "children"}, response.lines());
}

std::string Csv(const eligibility::v1::SummarizeTakeUpResponse& response) {
  return CsvOf({"of", "children", "children_with_breaks", "breaks"}, response.lines());
}

}  // namespace shortbreaks::cli
