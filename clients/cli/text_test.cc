// How values are read and shown: times, amounts, tables, errors.
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "areas.h"
#include "csv_cell.h"
#include "london.h"
#include "problem.h"
#include "progress.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/errors.h"
#include "support/hostile_text.h"
#include "table.h"
#include "views.h"
#include "views_match.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

absl::Time Utc(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

TEST(LondonTest, DaysAreYearMonthDayAndOnTheCalendar) {
  EXPECT_EQ(*ParseDay("2026-12-05"), absl::CivilDay(2026, 12, 5));
  for (const char* wrong : {"", "5/12/2026", "2026-2-3", "2026-02-30", "2026-13-01", "2026-12-05 "}) {
    EXPECT_FALSE(ParseDay(wrong).ok()) << wrong;
  }
}

TEST(LondonTest, TimesOfDayHaveTwoDigitsOfMinutes) {
  EXPECT_EQ(ParseTimeOfDay("9:30")->Minutes(), 570);
  for (const char* wrong : {"", "24:00", "9:5", "12:60", "noon", "-1:00", "9:30pm"}) {
    EXPECT_FALSE(ParseTimeOfDay(wrong).ok()) << wrong;
  }
}

TEST(LondonTest, WinterIsGmtAndSummerIsBst) {
  EXPECT_EQ(*AtLondon(absl::CivilDay(2026, 12, 5), {10, 0}), Utc("2026-12-05T10:00:00Z"));
  EXPECT_EQ(*AtLondon(absl::CivilDay(2027, 7, 3), {10, 0}), Utc("2027-07-03T09:00:00Z"));
}

TEST(LondonTest, ATimeThatTheClocksSkipIsRefusedWithASentence) {
  const auto skipped = AtLondon(absl::CivilDay(2027, 3, 28), {1, 30});
  EXPECT_THAT(std::string(skipped.status().message()), HasSubstr("There is no 01:30 on Sun 28 Mar 2027"));
}

TEST(LondonTest, ATimeThatComesTwiceMustSayWhichOne) {
  const absl::CivilDay night(2027, 10, 31);
  EXPECT_THAT(std::string(AtLondon(night, {1, 30}).status().message()), HasSubstr("happens twice"));
  EXPECT_EQ(*AtLondon(night, *ParseTimeOfDay("01:30 BST")), Utc("2027-10-31T00:30:00Z"));
  EXPECT_EQ(*AtLondon(night, *ParseTimeOfDay("01:30 GMT")), Utc("2027-10-31T01:30:00Z"));
}

TEST(LondonTest, TimesAreShownWithTheirWeekday) {
  EXPECT_EQ(TimeInWords(Utc("2027-07-03T09:00:00Z")), "Sat 3 Jul 2027 10:00");
  EXPECT_EQ(SpanInWords(Utc("2026-12-05T10:00:00Z"), Utc("2026-12-05T13:00:00Z")), "Sat 5 Dec 2026 10:00–13:00");
  EXPECT_EQ(SpanInWords(Utc("2026-12-04T17:00:00Z"), Utc("2026-12-06T17:00:00Z")),
            "Fri 4 Dec 2026 17:00 – Sun 6 Dec 2026 17:00");
  EXPECT_EQ(TimeInWords(Utc("2027-10-31T00:30:00Z")), "Sun 31 Oct 2027 01:30 BST");
}

TEST(LondonTest, InstantsAreLondonTimeOrHaveAnOffset) {
  EXPECT_EQ(*ParseInstant("2027-07-03 10:00"), Utc("2027-07-03T09:00:00Z"));
  EXPECT_EQ(*ParseInstant("2027-07-03T10:00:00Z"), Utc("2027-07-03T10:00:00Z"));
  EXPECT_FALSE(ParseInstant("tomorrow").ok());
}

TEST(WordsTest, EnumsAreReadInAnySpelling) {
  for (const char* text : {"rescue medication", "Rescue-Medication", "RESCUE_MEDICATION", "NEED_RESCUE_MEDICATION"}) {
    EXPECT_EQ(*ParseEnum<type::v1::Need>(text), type::v1::NEED_RESCUE_MEDICATION) << text;
  }
  EXPECT_EQ(InWords(type::v1::NEED_RESCUE_MEDICATION), "rescue medication");
  EXPECT_THAT(std::string(ParseEnum<type::v1::Tier>("gold").status().message()),
              HasSubstr("universal, targeted, specialist"));
  EXPECT_FALSE(ParseEnum<type::v1::Tier>("unspecified").ok());
}

TEST(WordsTest, AmountsCarryTheirUnit) {
  const std::pair<const char*, std::pair<type::v1::AllocationUnit, int64_t>> cases[] = {
      {"40 h", {type::v1::ALLOCATION_UNIT_MINUTES, 2400}},   {"3 h 30 min", {type::v1::ALLOCATION_UNIT_MINUTES, 210}},
      {"12 nights", {type::v1::ALLOCATION_UNIT_NIGHTS, 12}}, {"1 session", {type::v1::ALLOCATION_UNIT_SESSIONS, 1}},
      {"£262.50", {type::v1::ALLOCATION_UNIT_PENCE, 26250}}, {"45 min", {type::v1::ALLOCATION_UNIT_MINUTES, 45}},
  };
  for (const auto& [text, expected] : cases) {
    const auto quantity = ParseQuantity(text);
    ASSERT_TRUE(quantity.ok()) << text;
    EXPECT_EQ(quantity->unit(), expected.first) << text;
    EXPECT_EQ(quantity->amount(), expected.second) << text;
    EXPECT_EQ(InWords(*quantity), text);
  }
  for (const char* wrong : {"", "40", "h", "-3 h", "3 h 60 min", "1.5 h", "99999999999 h", "£1.5", "£-1"}) {
    EXPECT_FALSE(ParseQuantity(wrong).ok()) << wrong;
  }
  EXPECT_EQ(AmountInWords(type::v1::ALLOCATION_UNIT_MINUTES, -210), "-3 h 30 min");
}

TEST(WordsTest, RatiosAreStaffToChildrenWithinTheContract) {
  EXPECT_EQ(ParseRatio("2:1")->staff(), 2);
  for (const char* wrong : {"", "2", "0:1", "5:1", "1:21", "1:2:3", "a:b"})
    EXPECT_FALSE(ParseRatio(wrong).ok()) << wrong;
}

TEST(TableTest, ColumnsLineUpByWhatCharactersTakeOnTheScreen) {
  EXPECT_EQ(Table({{"Name"}, {"Left", true}}, {{"Zoë", "3 h"}, {"日本", "12 h"}, {"e\u0301", "1 h"}}, "None."),
            "Name  Left\nZoë    3 h\n日本  12 h\ne\u0301      1 h\n");
}

TEST(TableTest, NothingInATableMovesTheCursorOrSetsColours) {
  const std::string table = Table({{"Name"}}, {{"a\x1b[31mb\nc\xff"}}, "None.");
  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
  EXPECT_EQ(table, "Name\na [31mb c?\n");
}

TEST(TableTest, WithoutRowsItSaysSo) { EXPECT_EQ(Table({{"Name"}}, {}, "No children."), "No children.\n"); }

TEST(AreasTest, WardsDistrictsPostcodesAndPointsAreFound) {
  EXPECT_NEAR(FindArea("wv3")->latitude_degrees(), 52.58, 0.02);
  EXPECT_NEAR(FindArea("WV3 9KM")->latitude_degrees(), FindArea("WV3")->latitude_degrees(), 0);
  EXPECT_NEAR(FindArea("St Peter's")->longitude_degrees(), -2.13, 0.02);
  EXPECT_NEAR(FindArea("52.5,-2.1")->longitude_degrees(), -2.1, 0);
  EXPECT_FALSE(FindArea("Atlantis").ok());
}

TEST(ProblemTest, ARefusalSaysSentenceReasonAndNextStep) {
  const std::string text = ProblemInWords(MakeError(type::v1::ERROR_REASON_SESSION_FULL), "");
  EXPECT_THAT(text, HasSubstr("The last place has gone."));
  EXPECT_THAT(text, HasSubstr("reason: SESSION_FULL"));
  EXPECT_THAT(text, HasSubstr("next: Look for another"));
}

TEST(ProblemTest, AnUnknownOutcomeGivesTheRequestIdToSendAgain) {
  EXPECT_THAT(ProblemInWords(MakeError(type::v1::ERROR_REASON_OUTCOME_UNKNOWN), "id-1"),
              HasSubstr("--request-id id-1"));
}

TEST(ProblemTest, ExitCodesTellRefusedFromUnavailable) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kDone);
  EXPECT_EQ(ExitCodeOf(MakeError(type::v1::ERROR_REASON_INVALID_REQUEST)), ExitCode::kRefused);
  EXPECT_EQ(ExitCodeOf(MakeError(type::v1::ERROR_REASON_BUSY)), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), ExitCode::kUsage);
}

TEST(ProgressTest, TheBarFillsWithTheStepsDone) {
  EXPECT_EQ(ProgressBar(1, 2, "reading"), "[--------------------] 1/2 reading");
  EXPECT_EQ(ProgressBar(2, 2, "importing"), "[##########----------] 2/2 importing");
}

TEST(ViewTest, ADecisionGivesEveryRuleWithItsNextStep) {
  eligibility::v1::Decision decision;
  decision.set_result(eligibility::v1::DECISION_RESULT_REFER);
  auto* rule = decision.add_rules();
  rule->set_rule("tier_criteria");
  rule->set_outcome(eligibility::v1::RULE_OUTCOME_NOT_KNOWN);
  rule->set_explanation("No evidence is on file.");
  rule->set_next_step("Send a letter.");
  const std::string text = View(decision);
  EXPECT_THAT(text, HasSubstr("The short breaks team decides"));
  EXPECT_THAT(text, HasSubstr("not known"));
  EXPECT_THAT(text, HasSubstr("→ Send a letter."));
}

TEST(ViewTest, BalancesAreInTheUnitGranted) {
  bookings::v1::GetBalanceResponse response;
  auto* balance = response.add_balances();
  balance->mutable_granted()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  balance->mutable_granted()->set_amount(2400);
  balance->set_spent(210);
  balance->set_balance(2190);
  *balance->mutable_window_start() = wire::ToProto(absl::CivilDay(2026, 4, 1));
  *balance->mutable_window_end() = wire::ToProto(absl::CivilDay(2027, 3, 31));
  const std::string text = View(response);
  EXPECT_THAT(text, HasSubstr("Wed 1 Apr 2026 to Wed 31 Mar 2027"));
  EXPECT_THAT(text, HasSubstr("3 h 30 min"));
  EXPECT_THAT(text, HasSubstr("36 h 30 min"));
}

TEST(CsvTest, ACellIsQuotedAndNeverAFormula) {
  EXPECT_EQ(CsvCell("12"), "12");
  EXPECT_EQ(CsvCell("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvCell("say \"a\""), "\"say \"\"a\"\"\"");
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"}) {
    EXPECT_EQ(CsvCell(formula), std::string("'") + formula);
  }
  EXPECT_EQ(CsvCell("=\"a\",b"), "\"'=\"\"a\"\",b\"");
  EXPECT_EQ(CsvRow({"a", "", "b"}), "a,,b\n");
}

TEST(CsvTest, NoHostileCellIsAFormulaOrLeavesItsCell) {
  std::vector<std::string> hostile = support::Formulas();
  hostile.insert(hostile.end(), support::Breakouts().begin(), support::Breakouts().end());
  for (const std::string& text : hostile) {
    const std::string row = CsvRow({"before", text, "after"});
    ASSERT_TRUE(row.starts_with("before,") && row.ends_with(",after\n")) << row;
    std::string cell = row.substr(7, row.size() - 7 - 7);
    const bool quoted = cell.starts_with('"');
    if (quoted) {
      ASSERT_TRUE(cell.size() > 1 && cell.ends_with('"')) << row;
      cell = absl::StrReplaceAll(cell.substr(1, cell.size() - 2), {{"\"\"", "\x01"}});
    }
    EXPECT_EQ(cell.find('"'), std::string::npos) << row;
    EXPECT_TRUE(quoted || cell.find_first_of(",\r\n") == std::string::npos) << row;
    if (!text.empty() && std::ranges::find(support::Formulas(), text) != support::Formulas().end()) {
      EXPECT_TRUE(cell.starts_with('\'')) << row;
    }
  }
  EXPECT_EQ(CsvCell("  =1+1"), "'  =1+1");
}

// What a person wrote goes through the same function wherever CSV is made of it.
TEST(CsvTest, EveryFileThatIsMadeKeepsAFormulaFromRunning) {
  bookings::v1::ListUnmetNeedResponse unmet;
  unmet.add_unmet_needs()->set_reason("=1+1");
  EXPECT_THAT(UnmetNeedCsv(unmet), HasSubstr(",'=1+1,"));
  eligibility::v1::SummarizeDeliveryResponse delivery;
  delivery.add_lines()->set_ehc_plan_section("=1+1");
  EXPECT_THAT(DeliveryCsv(delivery), HasSubstr("\n'=1+1,"));
  bookings::v1::ListClaimLinesResponse claim;
  claim.add_lines()->set_session("=1+1");
  EXPECT_THAT(ClaimCsv(claim), HasSubstr(",'=1+1,"));
}

TEST(CsvTest, AClaimHasARowForEachBookingAsItIsAndAsItWasHandedIn) {
  bookings::v1::ListClaimLinesResponse response;
  auto& line = *response.add_lines();
  line.set_session("sessions/1");
  line.set_activity("activities/2");
  line.set_booking("bookings/3");
  *line.mutable_start_time() = wire::ToProto(Utc("2026-07-04T09:00:00Z"));
  line.mutable_now()->set_outcome(bookings::v1::BOOKING_STATE_PART_ATTENDED);
  line.mutable_now()->set_minutes(61);
  line.mutable_now()->mutable_charged()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  line.mutable_now()->mutable_charged()->set_amount(61);
  line.mutable_now()->set_price_pence(237);
  EXPECT_THAT(ClaimCsv(response),
              testing::EndsWith("\nSat 4 Jul 2026 10:00,sessions/1,activities/2,bookings/3,part attended,61,0,minutes,"
                                "61,237,,,,,,\n"));
}

}  // namespace
}  // namespace shortbreaks::cli
