// A family has so many working days to accept what was approved, from the day on which it is told.
#include "allocations/handlers.h"
#include "applications/service_test.h"

namespace shortbreaks::allocations {
namespace {

class AcceptanceTest : public applications::ApplicationsTest {
 protected:
  AcceptanceTest() : allocation_store_(pool_, policies_) {
    Serve(MakeHandlers({allocation_store_, store_, policies_, tokens_}));
  }
  v1::Application Approved() { return Decide(Officer(), Eligible(), 20).value(); }
  // As if so many days had gone by since the last on which it could be accepted.
  void EndTime(int days_ago) {
    Root(absl::StrCat("UPDATE allocations SET accept_by_date = '",
                      absl::FormatCivilTime(london::DayOf(absl::Now()) - days_ago), "' WHERE council_id = ?"));
  }
  int Lapsed() {
    return Run<v1::RunCalendarResponse>("RunCalendar", Officer(), WithId<v1::RunCalendarRequest>()).value().lapsed();
  }

  AllocationStore allocation_store_;
};

TEST_F(AcceptanceTest, AFamilyThatWasNotToldLosesNothingHoweverLongThatTakes) {
  const v1::Application approved = Approved();
  EXPECT_EQ(Lapsed(), 0);
  // Nor where a day was written down before it was told.
  EndTime(10);
  EXPECT_EQ(Lapsed(), 0);
  EXPECT_EQ(AllocationOf(approved).state(), v1::ALLOCATION_STATE_APPROVED);
  EXPECT_EQ(wire::FromProto(AllocationOf(Notify(approved).value()).accept_by_date()), InFiveWorkingDays());
  EXPECT_EQ(Lapsed(), 0);
}

TEST_F(AcceptanceTest, LapsesOnTheDayAfterItsLast) {
  const v1::Application told = Notify(Approved()).value();
  EndTime(0);
  EXPECT_EQ(Lapsed(), 0) << "today is its last day";
  EndTime(1);
  EXPECT_EQ(Lapsed(), 1);
  EXPECT_EQ(AllocationOf(told).state(), v1::ALLOCATION_STATE_ENDED);
  EXPECT_FALSE(AllocationOf(told).has_accept_by_date());
}

TEST_F(AcceptanceTest, LapsesOnceTheApplicationIsClosedToo) {
  v1::CloseApplicationRequest close;
  close.set_reason("It is done with.");
  Do<v1::CloseApplicationRequest, v1::CloseApplicationResponse>("CloseApplication", Officer(),
                                                                Notify(Approved()).value(), close)
      .value();
  EndTime(1);
  EXPECT_EQ(Lapsed(), 1);
}

TEST_F(AcceptanceTest, DoesNotLapseWhileTheFamilyWaitsForAReview) {
  const v1::Application review = AskForReview(Notify(Approved()).value()).value();
  EndTime(1);
  EXPECT_EQ(Lapsed(), 0);
  Notify(Decide(SecondOfficer(), review, 0, v1::APPLICATION_OUTCOME_DECLINE).value()).value();
  EXPECT_EQ(Lapsed(), 0) << "it has five days from now";
  EndTime(1);
  EXPECT_EQ(Lapsed(), 1);
}

}  // namespace
}  // namespace shortbreaks::allocations
