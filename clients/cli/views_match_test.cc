// Answers and unmet need, for people and for spreadsheets.
#include "views_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shortbreaks::cli {
namespace {

using testing::HasSubstr;

TEST(UnmetNeedCsvTest, QuotesWhatProvidersWriteAndLeavesNoFormula) {
  bookings::v1::ListUnmetNeedResponse response;
  auto& unmet = *response.add_unmet_needs();
  unmet.set_cause(bookings::v1::UNMET_NEED_CAUSE_CANNOT_MEET);
  unmet.set_category(bookings::v1::CANNOT_MEET_CATEGORY_TRAINING);
  unmet.set_reason("=HYPERLINK(\"x\"), sorry");
  unmet.add_needs(type::v1::NEED_HOIST);
  unmet.add_needs(type::v1::NEED_AUTISM);
  unmet.mutable_support_ratio()->set_staff(2);
  unmet.mutable_support_ratio()->set_children(1);
  unmet.mutable_session_date()->set_year(2026);
  unmet.mutable_session_date()->set_month(12);
  unmet.mutable_session_date()->set_day(5);
  EXPECT_THAT(UnmetNeedCsv(response),
              HasSubstr("\n2026-12-05,cannot meet,training,\"'=HYPERLINK(\"\"x\"\"), sorry\",\"hoist, autism\",2:1,"));
}

TEST(UnmetNeedCsvTest, SaysThatFewChildrenAreNotCounted) {
  bookings::v1::SummarizeUnmetNeedResponse response;
  auto& many = *response.add_lines();
  many.mutable_month()->set_year(2027);
  many.mutable_month()->set_month(1);
  many.set_children(7);
  many.set_times(9);
  auto& few = *response.add_lines();
  few.set_need(type::v1::NEED_MAKATON);
  few.set_suppressed(true);
  EXPECT_EQ(UnmetNeedCsv(response), "unmet,children,times\n2027-01,7,9\nmakaton,fewer than 5,\n");
  EXPECT_THAT(View(response), HasSubstr("fewer than 5"));
}

TEST(AnswersCsvTest, HasAColumnForEachReason) {
  bookings::v1::SummarizeAnswersResponse response;
  auto& answers = *response.add_providers();
  answers.set_provider("providers/1");
  answers.set_answered(8);
  answers.set_suitable(7);
  answers.set_cannot_meet(1);
  answers.set_cannot_meet_permille(125);
  auto& count = *answers.add_categories();
  count.set_category(bookings::v1::CANNOT_MEET_CATEGORY_SAFETY);
  count.set_times(1);
  EXPECT_EQ(AnswersCsv(response),
            "provider,answered,suitable,suitable_with_adjustments,cannot_meet,cannot_meet_percent,late,by_officer,"
            "cannot_meet_staffing,cannot_meet_training,cannot_meet_accessibility,cannot_meet_safety,cannot_meet_group,"
            "cannot_meet_other\nproviders/1,8,7,0,1,12.5,0,0,0,0,0,1,0,0\n");
  EXPECT_THAT(View(response), HasSubstr("12.5%"));
}

TEST(MatchViewTest, ARequestSaysWhatIsDueAndWhatIsLate) {
  bookings::v1::ListRequestsResponse response;
  EXPECT_EQ(View(response), "Nothing waits for an answer.\n");
  auto& request = *response.add_requests();
  request.set_overdue(true);
  request.set_age_years(9);
  request.add_needs(type::v1::NEED_GASTROSTOMY);
  EXPECT_THAT(View(response), testing::AllOf(HasSubstr("overdue"), HasSubstr("gastrostomy"), HasSubstr("9")));
}

}  // namespace
}  // namespace shortbreaks::cli
