#include <absl/strings/str_cat.h>

#include <map>
#include <utility>
#include <vector>

#include "csv_cell.h"
#include "delivery/account.h"
#include "table.h"
#include "views.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file shows these messages and nothing else

const std::vector<Column> kColumns = {{"Section"},      {"Planned", true},   {"Granted", true},
                                      {"Booked", true}, {"Delivered", true}, {"Not marked yet", true},
                                      {"By now", true}, {"Short by", true}};

int64_t ShortBy(const DeliveryLine& line) {
  int64_t sum = 0;
  for (const Shortfall& part : line.shortfalls()) sum += part.amount();
  return sum;
}

std::vector<std::string> Cells(const DeliveryLine& line) {
  const auto amount = [&](int64_t value) { return AmountInWords(line.unit(), value); };
  return {line.ehc_plan_section().empty() ? "no section" : line.ehc_plan_section(),
          amount(line.planned()),
          amount(line.allocated()),
          amount(line.booked()),
          amount(line.delivered()),
          amount(line.unmarked()),
          amount(line.expected()),
          amount(ShortBy(line))};
}

// `  2 h  cancelled by provider`, a line for each cause.
std::string Causes(const google::protobuf::RepeatedPtrField<DeliveryLine>& lines) {
  std::vector<std::vector<std::string>> rows;
  for (const DeliveryLine& line : lines) {
    for (const Shortfall& part : line.shortfalls()) {
      rows.push_back({line.ehc_plan_section().empty() ? "no section" : line.ehc_plan_section(),
                      AmountInWords(line.unit(), part.amount()), InWords(part.cause())});
    }
  }
  return rows.empty() ? "" : absl::StrCat("\n", Table({{"Section"}, {"Short by", true}, {"Why"}}, rows, ""));
}

std::string Lines(const google::protobuf::RepeatedPtrField<DeliveryLine>& lines) {
  std::vector<std::vector<std::string>> rows;
  for (const DeliveryLine& line : lines) rows.push_back(Cells(line));
  return Table(kColumns, rows, "Nothing was planned or granted in this year.") + Causes(lines);
}

std::string YearInWords(const type::v1::Date& start, const type::v1::Date& end) {
  return absl::StrCat("From ", InWords(start), " to ", InWords(end), ":\n");
}

// How near overnight stays come to regulation 48.
std::string Stays(const google::protobuf::RepeatedPtrField<StatutoryCounter>& counters) {
  std::vector<std::vector<std::string>> rows;
  for (const StatutoryCounter& one : counters) {
    rows.push_back({one.provider(), absl::StrCat(one.stay(), " of ", one.stay_max(), " ", one.counted_in()),
                    absl::StrCat(one.year(), " of ", one.year_max(), " ", one.counted_in())});
  }
  const std::vector<Column> columns = {{"Overnight with"}, {"Longest stay"}, {"Most in 12 months"}};
  return rows.empty() ? "" : absl::StrCat("\n", Table(columns, rows, ""));
}

std::string NearLimit(const SummarizeDeliveryResponse& response) {
  std::string text;
  for (const ChildNearLimit& child : response.near_limit()) {
    absl::StrAppend(&text, "\nNear the limit of the law on overnight stays: ", child.child(),
                    Stays(child.overnight_stays()));
  }
  return text;
}

}  // namespace

void AddPage(const SummarizeDeliveryResponse& page, SummarizeDeliveryResponse& all) {
  std::map<delivery::LineKey, DeliveryLine> sums;
  for (const DeliveryLine& line : all.lines()) delivery::AddTo(sums, line);
  for (const DeliveryLine& line : page.lines()) delivery::AddTo(sums, line);
  all.clear_lines();
  for (auto& [key, sum] : sums) *all.add_lines() = std::move(sum);
  all.mutable_behind()->MergeFrom(page.behind());
  all.mutable_near_limit()->MergeFrom(page.near_limit());
  all.set_children(all.children() + page.children());
  all.set_children_total(page.children_total());
  *all.mutable_year_start() = page.year_start();
  *all.mutable_year_end() = page.year_end();
}

std::string View(const GetDeliveryResponse& response) {
  return YearInWords(response.year_start(), response.year_end()) + Lines(response.lines()) +
         Stays(response.overnight_stays());
}

std::string View(const SummarizeDeliveryResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const ChildBehind& child : response.behind()) {
    for (const DeliveryLine& line : child.lines()) {
      std::vector<std::string> cells = Cells(line);
      cells.push_back(child.child());
      rows.push_back(std::move(cells));
    }
  }
  std::vector<Column> columns = kColumns;
  columns.push_back({"Child"});
  return absl::StrCat(YearInWords(response.year_start(), response.year_end()), Lines(response.lines()), "\n",
                      response.behind_size(), " of ", response.children(),
                      response.children() == 1 ? " child is behind.\n" : " children are behind.\n",
                      rows.empty() ? "" : Table(columns, rows, ""), NearLimit(response));
}

std::string DeliveryCsv(const SummarizeDeliveryResponse& response) {
  std::vector<std::string> cells = {"section", "unit", "planned", "granted", "booked", "delivered", "expected_by_now"};
  for (int cause = 1; cause < ShortfallCause_ARRAYSIZE; ++cause) {
    std::string name = InWords(static_cast<ShortfallCause>(cause));
    for (char& c : name) c = c == ' ' ? '_' : c;
    cells.push_back("short_" + name);
  }
  std::string csv = CsvRow(cells);
  for (const DeliveryLine& line : response.lines()) {
    cells = {line.ehc_plan_section(), InWords(line.unit())};
    for (const int64_t amount : {line.planned(), line.allocated(), line.booked(), line.delivered(), line.expected()}) {
      cells.push_back(absl::StrCat(amount));
    }
    for (int cause = 1; cause < ShortfallCause_ARRAYSIZE; ++cause) {
      int64_t amount = 0;
      for (const Shortfall& part : line.shortfalls()) amount += part.cause() == cause ? part.amount() : 0;
      cells.push_back(absl::StrCat(amount));
    }
    csv += CsvRow(cells);
  }
  return csv;
}

}  // namespace shortbreaks::cli
