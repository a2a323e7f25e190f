#include "views_demand.h"

#include <gmock/gmock.h>

namespace shortbreaks::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(DemandViews, SupplyShowsWhoWaitsOrThatItIsLeftOut) {
  bookings::v1::SummarizeSupplyResponse response;
  auto& first = *response.add_lines();
  first.mutable_first_day()->set_year(2026);
  first.mutable_first_day()->set_month(12);
  first.mutable_first_day()->set_day(7);
  first.set_sessions(12);
  first.set_places(96);
  first.set_places_taken(80);
  first.set_waiting_children(17);
  first.set_median_waiting_days(9);
  auto& second = *response.add_lines();
  second.set_activity("activities/a");
  second.set_provider("providers/p");
  second.set_waiting_suppressed(true);
  EXPECT_THAT(View(response), AllOf(HasSubstr("2026-12-07"), HasSubstr("17"), HasSubstr("activities/a"),
                                    HasSubstr("left out"), Not(HasSubstr("providers/p"))));
  EXPECT_EQ(Csv(response),
            "of,sessions,cancelled_sessions,places,places_taken,waiting_children,median_waiting_days\n"
            "2026-12-07,12,0,96,80,17,9\nactivities/a,0,0,0,0,,\n");
}

TEST(DemandViews, OutcomesAndTakeUpSayTheirWords) {
  bookings::v1::SummarizeOutcomesResponse outcomes;
  auto& line = *outcomes.add_lines();
  line.set_outcome(bookings::v1::BOOKING_STATE_ABSENT_WITH_NOTICE);
  line.set_cause(type::v1::CANCEL_CAUSE_ILLNESS);
  line.set_bookings(8);
  line.set_children(6);
  outcomes.add_lines()->set_suppressed(true);
  EXPECT_THAT(View(outcomes), AllOf(HasSubstr("absent with notice"), HasSubstr("illness"), HasSubstr("left out")));
  eligibility::v1::SummarizeTakeUpResponse take_up;
  take_up.add_lines()->set_children(9);
  auto& ward = *take_up.add_lines();
  ward.set_ward("=Penn");
  ward.set_children(20);
  ward.set_children_with_breaks(5);
  ward.set_breaks(11);
  EXPECT_THAT(View(take_up), HasSubstr("not on file"));
  EXPECT_THAT(Csv(take_up), HasSubstr("'=Penn,20,5,11\n")) << "no program takes it for a formula";
}

}  // namespace
}  // namespace shortbreaks::cli
