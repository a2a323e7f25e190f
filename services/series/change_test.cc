#include "series/change.h"

#include <gmock/gmock.h>

#include "errors/errors.h"
#include "series/samples.h"

namespace shortbreaks::series {
namespace {

using absl::CivilDay;
using testing::IsEmpty;
using testing::SizeIs;

constexpr CivilDay kSaturday(2026, 12, 5);
const absl::Time kNow = absl::FromUnixSeconds(1790000000);  // September 2026
const v1::SessionPattern kPattern = Pattern(600, 780);

class Change : public testing::Test {
 protected:
  Change() {
    edit_.before = edit_.after = SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=3", kSaturday, kPattern);
    for (int week = 0; week < 3; ++week) rows_.push_back(NewSession(TimesOn(kSaturday + 7 * week, kPattern), kPattern));
    for (SessionRow& row : rows_) row.caps_anew = false;
  }

  absl::StatusOr<SessionChanges> Plan(absl::Time now = kNow) {
    std::vector<PlannedDate> dates;
    if (edit_.MovesDates()) dates = PlanDates(edit_.after, {}, Calendar({}), now).value();
    return PlanChanges(edit_, rows_, dates, now);
  }
  void StartAtTwo() {
    edit_.after.mutable_pattern()->set_start_minutes(840);
    edit_.after.mutable_pattern()->set_end_minutes(1020);
  }
  static std::vector<ids::Uuid> IdsOf(const std::vector<SessionRow>& rows) {
    std::vector<ids::Uuid> ids;
    for (const SessionRow& row : rows) ids.push_back(row.id);
    return ids;
  }

  SeriesEdit edit_;
  std::vector<SessionRow> rows_;
};

TEST_F(Change, ThatSaysNothingNewDoesNothing) {
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_THAT(changes->updated, IsEmpty());
  EXPECT_THAT(changes->created, IsEmpty());
}

TEST_F(Change, OfTimesMovesThoseThatNobodyIsBookedOn) {
  StartAtTwo();
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  ASSERT_THAT(changes->updated, SizeIs(3));
  EXPECT_EQ(changes->updated[0].start, rows_[0].start + absl::Hours(4));
  EXPECT_EQ(changes->updated[0].version, 2);
  EXPECT_EQ(changes->updated[0].booking_close, changes->updated[0].start);
}

TEST_F(Change, NeverMovesABookedFamilySilently) {
  StartAtTwo();
  rows_[1].places_taken = 1;
  for (const auto booked : {v1::BOOKED_SESSIONS_UNSPECIFIED, v1::BOOKED_SESSIONS_REFUSE}) {
    edit_.booked = booked;
    const auto changes = Plan();
    EXPECT_EQ(errors::ReasonOf(changes.status()), type::v1::ERROR_REASON_SESSIONS_BOOKED);
    EXPECT_EQ(errors::MetadataOf(changes.status(), "sessions"), ids::ResourceName("sessions", rows_[1].id));
  }
}

TEST_F(Change, LeavesBookedSessionsAsTheyAreWhereItIsTold) {
  StartAtTwo();
  rows_[1].places_taken = 1;
  edit_.booked = v1::BOOKED_SESSIONS_LEAVE;
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(IdsOf(changes->left), IdsOf({rows_[1]}));
  EXPECT_EQ(IdsOf(changes->updated), IdsOf({rows_[0], rows_[2]}));
}

TEST_F(Change, CallsBookedSessionsOffAndPutsOthersInTheirPlaceWhereItIsTold) {
  StartAtTwo();
  rows_[1].places_taken = 2;
  edit_.booked = v1::BOOKED_SESSIONS_CALL_OFF;
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(IdsOf(changes->called_off), IdsOf({rows_[1]}));
  ASSERT_THAT(changes->created, SizeIs(1));
  const SessionRow& other = changes->created[0];
  EXPECT_NE(other.id, rows_[1].id);
  EXPECT_EQ(other.day, rows_[1].day);
  EXPECT_EQ(other.start, rows_[1].start + absl::Hours(4));
  EXPECT_EQ(other.places_taken, 0);
  EXPECT_EQ(other.version, 1);
}

TEST_F(Change, OfPlacesMovesNobodyAndNeedsNoWord) {
  edit_.after.mutable_pattern()->set_places(6);
  rows_[1].places_taken = 8;
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  ASSERT_THAT(changes->updated, SizeIs(3));
  EXPECT_EQ(changes->updated[1].places, 6);
  EXPECT_EQ(changes->updated[1].start, rows_[1].start);
}

TEST_F(Change, LeavesWhatWasChangedAtOneSessionAlone) {
  rows_[0].places = 4;
  edit_.after.mutable_pattern()->set_staff(3);
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->updated[0].places, 4);
  EXPECT_EQ(changes->updated[0].staff, 3);
}

TEST_F(Change, LeavesADetachedSessionUnlessItIsTold) {
  StartAtTwo();
  rows_[0].detached = true;
  rows_[0].places = 4;
  rows_[0].start += absl::Hours(1);
  EXPECT_THAT(Plan()->updated, SizeIs(2));
  edit_.include_detached = true;
  const auto changes = Plan();
  ASSERT_THAT(changes->updated, SizeIs(3));
  EXPECT_FALSE(changes->updated[0].detached);
  EXPECT_EQ(changes->updated[0].places, 8);
  EXPECT_EQ(changes->updated[0].start, changes->updated[1].start - absl::Hours(7 * 24));
}

TEST_F(Change, OfTheRuleTakesDaysAwayAndMakesNewOnes) {
  edit_.after.mutable_recurrence()->set_rule("FREQ=WEEKLY;BYDAY=SA,SU;COUNT=3");
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(IdsOf(changes->called_off), IdsOf({rows_[2]}));
  ASSERT_THAT(changes->created, SizeIs(1));
  EXPECT_EQ(changes->created[0].day, CivilDay(2026, 12, 6));
  EXPECT_THAT(changes->updated, IsEmpty());
}

TEST_F(Change, ADayTakenAwayUnderBookedFamiliesIsRefusedOrLeft) {
  edit_.after.mutable_recurrence()->set_rule("FREQ=WEEKLY;BYDAY=SA;COUNT=2");
  rows_[2].places_taken = 1;
  EXPECT_EQ(errors::ReasonOf(Plan().status()), type::v1::ERROR_REASON_SESSIONS_BOOKED);
  edit_.booked = v1::BOOKED_SESSIONS_LEAVE;
  EXPECT_EQ(IdsOf(Plan()->left), IdsOf({rows_[2]}));
  EXPECT_THAT(Plan()->called_off, IsEmpty());
}

TEST_F(Change, DoesNotFillADayThatWasCalledOff) {
  StartAtTwo();
  rows_[1].state = v1::SESSION_STATE_CANCELLED;
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(IdsOf(changes->updated), IdsOf({rows_[0], rows_[2]}));
  EXPECT_THAT(changes->created, IsEmpty());
}

TEST_F(Change, LeavesWhatHasBegun) {
  StartAtTwo();
  const auto changes = Plan(rows_[0].start);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(IdsOf(changes->updated), IdsOf({rows_[1], rows_[2]}));
  EXPECT_THAT(changes->created, IsEmpty());
}

TEST_F(Change, KeepsTheRatioCapsOfBookedSessions) {
  v1::RatioCap& cap = *edit_.after.mutable_pattern()->add_ratio_caps();
  cap.mutable_support_ratio()->set_staff(1);
  cap.mutable_support_ratio()->set_children(1);
  cap.set_children_max(2);
  rows_[1].places_taken = 1;
  const auto changes = Plan();
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(IdsOf(changes->updated), IdsOf({rows_[0], rows_[2]}));
  EXPECT_TRUE(changes->updated[0].caps_anew);
}

TEST_F(Change, OfOneSessionDetachesIt) {
  edit_.after.mutable_pattern()->set_places(3);
  const auto changes = PlanChangeOfOne(edit_, rows_[1], std::nullopt);
  ASSERT_TRUE(changes.ok());
  ASSERT_THAT(changes->updated, SizeIs(1));
  EXPECT_TRUE(changes->updated[0].detached);
  EXPECT_EQ(changes->updated[0].places, 3);
  EXPECT_EQ(changes->updated[0].start, rows_[1].start);
}

TEST_F(Change, OfOneBookedSessionToAnotherDayNeedsAWord) {
  rows_[1].places_taken = 1;
  const PlannedDate sunday = TimesOn(*rows_[1].day + 1, kPattern);
  EXPECT_EQ(errors::ReasonOf(PlanChangeOfOne(edit_, rows_[1], sunday).status()),
            type::v1::ERROR_REASON_SESSIONS_BOOKED);
  edit_.booked = v1::BOOKED_SESSIONS_CALL_OFF;
  const auto changes = PlanChangeOfOne(edit_, rows_[1], sunday);
  ASSERT_THAT(changes->created, SizeIs(1));
  EXPECT_EQ(changes->created[0].start, sunday.start);
  EXPECT_EQ(changes->created[0].day, rows_[1].day);
}

TEST_F(Change, TheEndOfASeriesAsksForBookedFamiliesToo) {
  rows_[0].places_taken = 1;
  EXPECT_EQ(errors::ReasonOf(PlanEnd(v1::BOOKED_SESSIONS_REFUSE, rows_, kNow).status()),
            type::v1::ERROR_REASON_SESSIONS_BOOKED);
  const auto left = PlanEnd(v1::BOOKED_SESSIONS_LEAVE, rows_, kNow);
  EXPECT_EQ(IdsOf(left->left), IdsOf({rows_[0]}));
  EXPECT_EQ(IdsOf(left->called_off), IdsOf({rows_[1], rows_[2]}));
  EXPECT_THAT(PlanEnd(v1::BOOKED_SESSIONS_CALL_OFF, rows_, kNow)->called_off, SizeIs(3));
  EXPECT_THAT(PlanEnd(v1::BOOKED_SESSIONS_CALL_OFF, rows_, kNow)->created, IsEmpty());
}

}  // namespace
}  // namespace shortbreaks::series
