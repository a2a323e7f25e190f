// From files to messages, and back from a service's errors to file, line and column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "errors/errors.h"
#include "import/caseload.h"
#include "import/timetable.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Columns kColumns = {{"name", "age"}, {"note"}};

CsvFile Parse(std::string_view content, RowErrors& errors) { return ParseCsv("people.csv", content, kColumns, errors); }

TEST(CsvTest, MarksCrlfQuotesAndColumnsInAnyOrderAreRead) {
  RowErrors errors;
  const CsvFile file = Parse(
      "\xEF\xBB\xBF"
      "age,name,note\r\n7,\"Zoë \"\"Z\"\" Example, jun.\",\"two\r\nlines\"\r\n\r\n8, Sam ,\r\n",
      errors);
  ASSERT_TRUE(errors.empty()) << errors.ToStatus();
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_EQ(file.rows[0].values.at("name"), "Zoë \"Z\" Example, jun.");
  EXPECT_EQ(file.rows[0].values.at("note"), "two\r\nlines");
  EXPECT_EQ(file.rows[0].line, 2);
  EXPECT_EQ(file.rows[1].line, 5);
  EXPECT_EQ(file.rows[1].values.at("name"), "Sam");
}

TEST(CsvTest, UnknownMissingAndDoubledColumnsAreNamed) {
  RowErrors errors;
  Parse("name,nane,name\nx,y,z\n", errors);
  EXPECT_THAT(errors.lines(), ElementsAre(HasSubstr("people.csv:1: nane: This column is not known"),
                                          HasSubstr("people.csv:1: name: This column stands here twice"),
                                          HasSubstr("people.csv:1: age: This column is missing")));
}

TEST(CsvTest, RowsOfAnotherLengthAreNamedByLine) {
  RowErrors errors;
  const CsvFile file = Parse("name,age\nAnn,7\nBo\n", errors);
  EXPECT_EQ(file.rows.size(), 1u);
  EXPECT_THAT(errors.lines(), ElementsAre(HasSubstr("people.csv:3: This row has 1 values")));
}

TEST(CsvTest, OtherEncodingsOpenQuotesAndEmptyFilesAreRefused) {
  for (const auto& [content, sentence] :
       std::map<std::string, std::string>{{"name,age\nAnn,7\nZo\xEB,8\n", "people.csv:3: This is not UTF-8"},
                                          {"name,age\nAnn,7\n\"Bo,8\n", "people.csv:3: The quotes of this row"},
                                          {"", "people.csv: The file is empty"}}) {
    RowErrors errors;
    Parse(content, errors);
    EXPECT_THAT(errors.lines(), ElementsAre(HasSubstr(sentence)));
  }
}

TEST(RowErrorsTest, ManyErrorsAreCountedAndTheFirstHundredSaid) {
  RowErrors errors;
  for (int i = 1; i <= 150; ++i) errors.Add({"a.csv", i, "x"}, "Is required.");
  const std::string text(errors.ToStatus().message());
  EXPECT_THAT(text, HasSubstr("150 things"));
  EXPECT_THAT(text, HasSubstr("a.csv:100: x: Is required."));
  EXPECT_THAT(text, HasSubstr("and 50 more"));
}

constexpr char kCalendar[] = R"(
bank_holidays: [{name: Sample holiday, day: 2027-03-29}]
terms:
  - {name: Spring, first: 2027-01-04, last: 2027-02-12}
  - {name: Spring second half, first: 2027-02-22, last: 2027-03-25}
  - {name: Summer, first: 2027-04-12, last: 2027-05-28}
)";

std::map<std::string, std::string> SeriesFiles(const std::string& row) {
  return {{"series", "external_id,activity,days,start,end,nights,places,only\n" + row + "\n"}, {"calendar", kCalendar}};
}

std::vector<std::string> KeysOf(const availability::v1::ImportTimetableRequest& request) {
  std::vector<std::string> keys;
  for (const auto& each : request.sessions()) keys.push_back(each.session().external_id());
  return keys;
}

absl::Time StartOf(const availability::v1::ImportTimetableRequest& request, int i) {
  return wire::FromProto(request.sessions(i).session().start_time());
}

TEST(SeriesTest, TheClockTimeStaysOverAClockChange) {
  const auto import = ReadTimetable(SeriesFiles("S,A,Sat,10:00,13:00,,6,any"), {absl::CivilDay(2027, 3, 22), 2});
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_THAT(KeysOf(import->request), ElementsAre("S-20270327", "S-20270403"));
  EXPECT_EQ(StartOf(import->request, 1) - StartOf(import->request, 0), absl::Hours(7 * 24 - 1));
}

TEST(SeriesTest, BankHolidaysAreSkippedAndTermsKept) {
  const Period march{absl::CivilDay(2027, 3, 15), 4};
  EXPECT_THAT(KeysOf(ReadTimetable(SeriesFiles("S,A,Mon,10:00,13:00,,6,any"), march)->request),
              ElementsAre("S-20270315", "S-20270322", "S-20270405"));
  EXPECT_THAT(KeysOf(ReadTimetable(SeriesFiles("S,A,Mon,10:00,13:00,,6,term"), march)->request),
              ElementsAre("S-20270315", "S-20270322"));
  EXPECT_THAT(KeysOf(ReadTimetable(SeriesFiles("S,A,Mon,10:00,13:00,,6,holiday"), march)->request),
              ElementsAre("S-20270405"));
}

TEST(SeriesTest, SessionsThatHaveBegunAreLeftOut) {
  Period period{absl::CivilDay(2027, 3, 15), 2};
  period.now = *AtLondon(period.from, {10, 0});
  EXPECT_THAT(KeysOf(ReadTimetable(SeriesFiles("S,A,Mon,10:00,13:00,,6,any"), period)->request),
              ElementsAre("S-20270322"));
}

TEST(SeriesTest, AnEndThatIsNotAfterTheStartIsTheNextDay) {
  const auto night = ReadTimetable(SeriesFiles("S,A,Fri,22:00,07:00,,6,any"), {absl::CivilDay(2027, 1, 4), 1});
  const auto& session = night->request.sessions(0).session();
  EXPECT_EQ(wire::FromProto(session.end_time()) - wire::FromProto(session.start_time()), absl::Hours(9));
  const auto stay = ReadTimetable(SeriesFiles("S,A,Fri,17:00,17:00,2,6,any"), {absl::CivilDay(2027, 1, 4), 1});
  const auto& weekend = stay->request.sessions(0).session();
  EXPECT_EQ(wire::FromProto(weekend.end_time()) - wire::FromProto(weekend.start_time()), absl::Hours(48));
}

TEST(SeriesTest, StaffCapsAndReserveAreThoseOfEverySession) {
  const auto import =
      ReadTimetable({{"series",
                      "external_id,activity,days,start,end,places,staff,ratio_caps,reserve,reserve_until_days_before\n"
                      "S,A,Mon,10:00,13:00,8,4,2:1=1; 1:1=3,2,14\n"}},
                    {absl::CivilDay(2027, 1, 4), 2});
  ASSERT_TRUE(import.ok()) << import.status();
  ASSERT_EQ(import->request.sessions_size(), 2);
  for (int week = 0; week < 2; ++week) {
    const auto& session = import->request.sessions(week).session();
    EXPECT_EQ(session.staff(), 4);
    ASSERT_EQ(session.ratio_caps_size(), 2);
    EXPECT_EQ(session.ratio_caps(0).support_ratio().staff(), 2);
    EXPECT_EQ(session.ratio_caps(1).children_max(), 3);
    EXPECT_EQ(session.reserve_places(), 2);
    EXPECT_EQ(wire::FromProto(session.reserve_release_time()),
              *AtLondon(absl::CivilDay(2027, 1, 4) + 7 * week - 14, {12, 0}));
  }
}

TEST(TimetableTest, StaffCapsAndReserveOfASession) {
  const std::string head = "external_id,activity,start_date,start,end,places,staff,ratio_caps,reserve,reserve_until\n";
  const auto import =
      ReadTimetable({{"sessions", head + "S1,A1,2026-12-05,10:00,13:00,8,,,,\n"
                                         "S2,A1,2026-12-05,10:00,13:00,8,0,1:1=2,1,2026-12-01 09:00\n"}},
                    {});
  ASSERT_TRUE(import.ok()) << import.status();
  const auto& bare = import->request.sessions(0).session();
  EXPECT_FALSE(bare.has_staff() || bare.has_reserve_release_time());
  EXPECT_EQ(bare.ratio_caps_size(), 0);
  const auto& whole = import->request.sessions(1).session();
  EXPECT_TRUE(whole.has_staff());
  EXPECT_EQ(whole.staff(), 0);
  EXPECT_EQ(whole.ratio_caps(0).children_max(), 2);
  EXPECT_EQ(wire::FromProto(whole.reserve_release_time()), *ParseInstant("2026-12-01 09:00"));
  for (const char* wrong : {"2", "1:1", "1:1=x", "1:1=-1", "5:1=1", "1:1=1=1"}) {
    const auto refused = ReadTimetable({{"sessions", head + "S1,A1,2026-12-05,10:00,13:00,8,1," + wrong + ",,\n"}}, {});
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("ratio_caps: Write a ratio and how many")) << wrong;
  }
}

TEST(SeriesTest, WeeksBeyondTheCalendarAreRefusedWhereTermsMatter) {
  const auto import = ReadTimetable(SeriesFiles("S,A,Mon,10:00,13:00,,6,holiday"), {absl::CivilDay(2027, 5, 10), 13});
  EXPECT_THAT(std::string(import.status().message()), HasSubstr("series.csv:2: only: calendar.yaml has no terms"));
}

TEST(TimetableTest, EveryWrongValueOfEveryFileIsSaidAtOnce) {
  const auto import = ReadTimetable({{"providers", "external_id,display_name\n,Example\n"},
                                     {"sessions",
                                      "external_id,activity,start_date,start,end,places\nS1,A1,2026-12-05,25:00,13:00,"
                                      "8\nS2,A1,2027-03-28,01:30,13:00,x\n"}},
                                    {});
  const std::string text(import.status().message());
  EXPECT_THAT(text, HasSubstr("Nothing was imported. 4 things"));
  EXPECT_THAT(text, HasSubstr("providers.csv:2: external_id: Is required."));
  EXPECT_THAT(text, HasSubstr("sessions.csv:2: start: Write a time of day"));
  EXPECT_THAT(text, HasSubstr("sessions.csv:3: places: Write a whole number."));
  EXPECT_THAT(text, HasSubstr("sessions.csv:3: start: There is no 01:30"));
}

TEST(TimetableTest, AServicesErrorsComeBackToFileLineAndColumn) {
  const auto import = ReadTimetable({{"sessions",
                                      "external_id,activity,start_date,start,end,places\nS1,A1,2026-12-05,10:00,13:00,"
                                      "8\n\nS1,A1,2026-12-06,10:00,13:00,8\n"}},
                                    {});
  ASSERT_TRUE(import.ok()) << import.status();
  errors::FieldErrors fields;
  fields.Add("sessions[1].session.start_time", "Must be in the future.");
  fields.Add("sessions[1].session.external_id", "Is the same as in sessions[0].");
  fields.Add("sessions[0].session", "Was called off: it can no longer be changed.");
  const std::string text(Located(fields.ToStatus(), import->fields).message());
  EXPECT_THAT(text, HasSubstr("sessions.csv:4: start: Must be in the future."));
  EXPECT_THAT(text, HasSubstr("sessions.csv:4: external_id: Is the same as in sessions.csv:2."));
  EXPECT_THAT(text, HasSubstr("sessions.csv:2: Was called off"));
}

TEST(TimetableTest, OtherErrorsStayAsTheyAre) {
  const auto refused = errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(Located(refused, {}), refused);
}

TEST(CaseloadTest, APlanYearIsGrantedForTheDayAndFromJanuaryForTheNext) {
  const std::map<std::string, std::string> files = {
      {"allocations", "external_id,child,amount,tier,funding_stream,window\nAL,C,40 h,targeted,grant,plan-year\n"}};
  const auto december = ReadCaseload(files, absl::CivilDay(2026, 12, 31));
  ASSERT_EQ(december->request.allocations_size(), 1);
  EXPECT_EQ(december->request.allocations(0).allocation().external_id(), "AL-2026");
  EXPECT_EQ(december->request.allocations(0).allocation().window_end().year(), 2027);
  const auto january = ReadCaseload(files, absl::CivilDay(2027, 1, 1));
  ASSERT_EQ(january->request.allocations_size(), 2);
  EXPECT_EQ(january->request.allocations(0).allocation().external_id(), "AL-2026");
  EXPECT_EQ(january->request.allocations(1).allocation().external_id(), "AL-2027");
}

TEST(CaseloadTest, EvidenceMayCountFromThePlanYear) {
  const absl::CivilDay day(2027, 3, 31);
  EXPECT_EQ(*ParseDayOrPlanYear("plan-year-start", day), absl::CivilDay(2026, 4, 1));
  EXPECT_EQ(*ParseDayOrPlanYear("plan-year-end - 1 months", day), absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(*ParseDayOrPlanYear("2024-02-29", day), absl::CivilDay(2024, 2, 29));
  for (const char* wrong : {"plan-year-middle", "plan-year-end -1 months", "plan-year-end - x months", "soon"}) {
    EXPECT_FALSE(ParseDayOrPlanYear(wrong, day).ok()) << wrong;
  }
}

TEST(CaseloadTest, CircumstancesAreGivenByTheColumnsThatTheFileHas) {
  const auto import = ReadCaseload(
      {{"children",
        "external_id,display_name,date_of_birth,resident,ratio,school_year,full_time_education,packages,scores,"
        "recorded\n"
        "C-1,Robin,2016-05-14,yes,1:2,0,yes,overnight; social,resource_allocation=82.5; matrix=3,a fact = b=no\n"
        "C-2,Alex,2016-05-14,yes,1:2,,,none,,\n"
        "C-3,Sam,2016-05-14,yes,1:2,,,,,\n"}},
      absl::CivilDay(2026, 12, 31));
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_THAT(import->request.circumstances_fields(),
              testing::UnorderedElementsAre("school_year", "full_time_education", "packages", "packages_known",
                                            "scores", "recorded"));
  const auto& first = import->request.children(0).circumstances();
  EXPECT_EQ(first.school_year(), 0);
  EXPECT_TRUE(first.has_school_year());
  EXPECT_TRUE(first.full_time_education());
  EXPECT_THAT(first.packages(), testing::ElementsAre("overnight", "social"));
  ASSERT_EQ(first.scores_size(), 2);
  EXPECT_EQ(first.scores(0).of(), "resource_allocation");
  EXPECT_EQ(first.scores(0).value(), 82.5);
  ASSERT_EQ(first.recorded_size(), 1);
  EXPECT_EQ(first.recorded(0).fact(), "a fact = b");
  EXPECT_FALSE(first.recorded(0).is());
  EXPECT_TRUE(import->request.children(1).circumstances().packages_known()) << "known to be none";
  EXPECT_EQ(import->request.children(1).circumstances().packages_size(), 0);
  EXPECT_FALSE(import->request.children(2).has_circumstances()) << "nothing is known";
}

TEST(CaseloadTest, AFileWithoutSuchColumnsLeavesWhatIsOnFile) {
  const auto import = ReadCaseload(
      {{"children", "external_id,display_name,date_of_birth,resident,ratio\nC-1,Robin,2016-05-14,yes,1:2\n"}},
      absl::CivilDay(2026, 12, 31));
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_TRUE(import->request.circumstances_fields().empty());
  EXPECT_FALSE(import->request.children(0).has_circumstances());
}

TEST(CaseloadTest, WrongCircumstancesAreSaidWithTheirColumn) {
  const auto import = ReadCaseload(
      {{"children",
        "external_id,display_name,date_of_birth,resident,ratio,school_year,full_time_education,scores,recorded\n"
        "C-1,Robin,2016-05-14,yes,1:2,reception,maybe,82,disability\n"}},
      absl::CivilDay(2026, 12, 31));
  const std::string text(import.status().message());
  EXPECT_THAT(text, HasSubstr("children.csv:2: school_year: Write the school year as a number"));
  EXPECT_THAT(text, HasSubstr("children.csv:2: full_time_education: Write yes or no."));
  EXPECT_THAT(text, HasSubstr("children.csv:2: scores: Write the tool and its score"));
  EXPECT_THAT(text, HasSubstr("children.csv:2: recorded: Write the fact as the policy calls it"));
}

TEST(CaseloadTest, EvidenceHasAProfessionAndSections) {
  const auto import = ReadCaseload({{"evidence",
                                     "external_id,child,kind,issue_date,profession,sections\n"
                                     "E-1,C-1,letter-other,2026-01-01,health_visitor,\n"
                                     "E-2,C-1,ehc-plan,2026-01-01,,F; H1\n"
                                     "E-3,C-2,no-ehc-plan,2026-01-01,,\n"}},
                                   absl::CivilDay(2026, 12, 31));
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->request.evidence(0).evidence().profession(), "health_visitor");
  EXPECT_THAT(import->request.evidence(1).evidence().sections(), testing::ElementsAre("F", "H1"));
  EXPECT_EQ(import->request.evidence(2).evidence().kind(), eligibility::v1::EVIDENCE_KIND_NO_EHC_PLAN);
}

TEST(CaseloadTest, WrongWordsAreSaidWithWhatMayBeWritten) {
  const auto import = ReadCaseload({{"children",
                                     "external_id,display_name,date_of_birth,resident,ratio,needs\n"
                                     "C1,Example Child,2016-02-30,maybe,9:1,autism; telepathy\n"}},
                                   absl::CivilDay(2026, 12, 1));
  const std::string text(import.status().message());
  EXPECT_THAT(text, HasSubstr("children.csv:2: date_of_birth: No calendar has this day."));
  EXPECT_THAT(text, HasSubstr("children.csv:2: resident: Write yes or no."));
  EXPECT_THAT(text, HasSubstr("children.csv:2: ratio: Write staff to children"));
  EXPECT_THAT(text, HasSubstr("children.csv:2: needs: Write one of: personal-care"));
}

// The demonstration's own data, on days of every season for years.
class DemoDataTest : public testing::TestWithParam<int> {
 protected:
  absl::CivilDay day() const { return absl::CivilDay(2026, 11, 24) + 29 * GetParam(); }
  static std::map<std::string, std::string> Contents(const std::vector<std::string>& known) {
    const auto files = FindImportFiles({SHORTBREAKS_DEMO_DATA}, known);
    EXPECT_TRUE(files.ok()) << files.status();
    std::map<std::string, std::string> contents;
    for (const auto& [name, path] : *files) contents[name] = *ReadFile(path);
    return contents;
  }
};

TEST_P(DemoDataTest, TheTimetableFitsAnyDay) {
  const auto import = ReadTimetable(Contents(TimetableFiles()), {day(), 13});
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->request.providers_size(), 8);
  EXPECT_EQ(import->request.activities_size(), 40);
  EXPECT_GT(import->request.sessions_size(), 500);
  EXPECT_LT(import->request.sessions_size(), 10'000);
  EXPECT_LT(import->request.ByteSizeLong(), 3u << 20);
  std::set<std::string> running;
  for (const auto& each : import->request.sessions()) running.insert(each.activity_external_id());
  EXPECT_EQ(running.size(), 40u);
}

TEST_P(DemoDataTest, TheCaseloadFitsAnyDay) {
  const auto import = ReadCaseload(Contents(CaseloadFiles()), day());
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->request.children_size(), 400);
  EXPECT_LT(import->request.ByteSizeLong(), 3u << 20);
  for (const auto& each : import->request.evidence()) {
    if (!each.evidence().has_expire_date()) continue;
    EXPECT_LE(*wire::FromProto(each.evidence().issue_date()), *wire::FromProto(each.evidence().expire_date()));
  }
}

INSTANTIATE_TEST_SUITE_P(Days, DemoDataTest, testing::Range(0, 40));

}  // namespace
}  // namespace shortbreaks::cli
