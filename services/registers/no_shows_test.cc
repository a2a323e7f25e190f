// Absences without notice on a real database: who is listed, and what an officer does about it.
#include "errors/errors.h"
#include "registers/registers_test.h"

namespace shortbreaks::registers {
namespace {

using bookings::World;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kNoShow = v1::ATTENDANCE_OUTCOME_NO_SHOW;

class NoShows : public RegisterWorld {
 protected:
  // Of terms that let so many absences pass; negative: they say nothing.
  v1::Booking Missed(int no_shows_max = 1) {
    type::v1::CancellationTerms terms = Terms();
    if (no_shows_max >= 0) terms.set_no_shows_max(no_shows_max);
    const v1::Booking booking = Begun(terms, 60);
    return Marked(MarkOf(booking, kNoShow));
  }
  std::vector<v1::RepeatedNoShows> Listed() {
    v1::ListRepeatedNoShowsRequest request;
    request.set_page_size(1);
    std::vector<v1::RepeatedNoShows> children;
    do {
      const auto page = Run<v1::ListRepeatedNoShowsResponse>("ListRepeatedNoShows", Officer(), request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      children.insert(children.end(), page->children().begin(), page->children().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return children;
  }
  v1::ResolveNoShowsRequest Request(v1::NoShowAction action, const std::vector<v1::Booking>& bookings = {}) const {
    v1::ResolveNoShowsRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_child(ids::ResourceName("children", child_));
    request.set_action(action);
    for (const v1::Booking& booking : bookings) request.add_bookings(booking.name());
    request.set_reason("The family was rung on Monday.");
    return request;
  }
  absl::StatusOr<v1::ResolveNoShowsResponse> Resolve(const v1::ResolveNoShowsRequest& request) {
    return Run<v1::ResolveNoShowsResponse>("ResolveNoShows", Officer(), request);
  }
};
INSTANTIATE_TEST_SUITE_P(Mysql, NoShows, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(NoShows, MoreThanThePolicyLetsPassAreListedWithWhatIsStillToCome) {
  Missed();
  EXPECT_THAT(Listed(), IsEmpty());
  Missed();
  const v1::Booking coming = BookIn(24 * 300, Terms(), 60);
  const auto listed = Listed();
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0].child(), ids::ResourceName("children", child_));
  EXPECT_THAT(listed[0].no_shows(), SizeIs(2));
  EXPECT_EQ(listed[0].no_shows_max(), 1);
  ASSERT_THAT(listed[0].coming(), SizeIs(1));
  EXPECT_EQ(listed[0].coming(0).name(), coming.name());
  EXPECT_EQ(Read(coming).state(), v1::BOOKING_STATE_CONFIRMED) << "nothing happens by itself";
}

TEST_P(NoShows, WherePoliciesSayNothingNobodyIsListedAndOfSeveralTheKindestHolds) {
  for (int i = 0; i < 3; ++i) Missed(-1);
  EXPECT_THAT(Listed(), IsEmpty());
  Missed(0);
  Missed(5);
  EXPECT_THAT(Listed(), IsEmpty());
}

TEST_P(NoShows, PagesHaveEachChildOnce) {
  Missed(0);
  const ids::Uuid first = child_;
  child_ = world_->AddChild(carer_);
  allocation_ = world_->AddAllocation(child_, 600);
  Missed(0);
  const auto listed = Listed();
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_NE(listed[0].child(), listed[1].child());
}

TEST_P(NoShows, AnExcusedAbsenceIsGivenBackOnceAndCountsNoMore) {
  const v1::Booking first = Missed();
  Missed();
  const auto request = Request(v1::NO_SHOW_ACTION_EXCUSE, {first});
  const auto resolved = Resolve(request);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  const v1::Booking& excused = resolved->results(0).booking();
  EXPECT_EQ(excused.state(), v1::BOOKING_STATE_NO_SHOW) << "the child did not come";
  EXPECT_EQ(excused.attendance().settled().amount(), 0);
  EXPECT_EQ(excused.waived_by(), Officer().principal.Actor());
  EXPECT_EQ(excused.waive_reason(), "The family was rung on Monday.");
  EXPECT_EQ(world_->Committed(allocation_), 60);
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(Resolve(request)->SerializeAsString(), resolved->SerializeAsString());
  const auto again = Resolve(Request(v1::NO_SHOW_ACTION_EXCUSE, {first}));
  EXPECT_EQ(again->results(0).error_reason(), "ERROR_REASON_STATE_FORBIDS");
  EXPECT_EQ(world_->Committed(allocation_), 60);
  ExpectAllTrue();
}

TEST_P(NoShows, AnExcusedAbsenceThatWasNoneIsCorrectedAndChargedAgain) {
  const v1::Booking missed = Missed();
  const auto excused = Resolve(Request(v1::NO_SHOW_ACTION_EXCUSE, {missed}))->results(0).booking();
  const v1::Booking came = Marked(Correction(excused, v1::ATTENDANCE_OUTCOME_ATTENDED));
  EXPECT_EQ(came.waived_by(), "");
  EXPECT_EQ(world_->Committed(allocation_), 60);
  const v1::Booking missed_again = Marked(Correction(came, kNoShow));
  EXPECT_TRUE(Resolve(Request(v1::NO_SHOW_ACTION_EXCUSE, {missed_again}))->results(0).has_booking());
  EXPECT_EQ(world_->Committed(allocation_), 0);
  ExpectAllTrue();
}

TEST_P(NoShows, PlacesGivenUpAreCancelledAsInTimeAndFree) {
  Missed(0);
  // In 30 hours it would cost the family half to cancel.
  const v1::Booking soon = BookIn(30, Terms(), 60);
  const ids::Uuid session = session_;
  const v1::Booking other = BookIn(24 * 300, Terms(), 60);
  const auto request = Request(v1::NO_SHOW_ACTION_RELEASE, {soon});
  const auto resolved = Resolve(request);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->results(0).booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
  EXPECT_EQ(world_->Committed(allocation_), 120) << "the absence and the other place";
  EXPECT_EQ(world_->PlacesTaken(session), 0);
  EXPECT_EQ(Read(other).state(), v1::BOOKING_STATE_CONFIRMED) << "nobody gave that one up";
  EXPECT_EQ(Resolve(request)->SerializeAsString(), resolved->SerializeAsString());
  EXPECT_EQ(world_->PlacesTaken(session), 0) << "each counter is given back once";
  EXPECT_THAT(Listed(), IsEmpty());
  ExpectAllTrue();
}

TEST_P(NoShows, AWarningIsKeptAndTheNextAbsenceListsTheChildAgain) {
  Missed(0);
  ASSERT_THAT(Listed(), SizeIs(1));
  ASSERT_TRUE(Resolve(Request(v1::NO_SHOW_ACTION_WARN)).ok());
  EXPECT_THAT(Listed(), IsEmpty());
  Missed(0);
  const auto listed = Listed();
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0].last_resolution().action(), v1::NO_SHOW_ACTION_WARN);
  EXPECT_EQ(listed[0].last_resolution().reason(), "The family was rung on Monday.");
  EXPECT_EQ(listed[0].last_resolution().actor(), Officer().principal.Actor());
}

TEST_P(NoShows, WhatIsAskedWrongIsRefusedAndChangesNothing) {
  const v1::Booking missed = Missed(0);
  constexpr auto kInvalid = type::v1::ERROR_REASON_INVALID_REQUEST;
  const auto reason = [&](const v1::ResolveNoShowsRequest& request) {
    return errors::ReasonOf(Resolve(request).status());
  };
  EXPECT_EQ(reason(Request(v1::NO_SHOW_ACTION_UNSPECIFIED)), kInvalid);
  EXPECT_EQ(reason(Request(v1::NO_SHOW_ACTION_EXCUSE)), kInvalid);
  EXPECT_EQ(reason(Request(v1::NO_SHOW_ACTION_RELEASE)), kInvalid);
  EXPECT_EQ(reason(Request(v1::NO_SHOW_ACTION_WARN, {missed})), kInvalid);
  EXPECT_EQ(reason(Request(v1::NO_SHOW_ACTION_RELEASE, {missed, missed})), kInvalid);
  v1::ResolveNoShowsRequest silent = Request(v1::NO_SHOW_ACTION_WARN);
  silent.clear_reason();
  EXPECT_EQ(reason(silent), kInvalid);
  v1::ResolveNoShowsRequest nobody = Request(v1::NO_SHOW_ACTION_WARN);
  nobody.set_child(ids::ResourceName("children", ids::NewUuid()));
  EXPECT_EQ(reason(nobody), type::v1::ERROR_REASON_NOT_FOUND);
  const v1::Booking started = Begun();
  EXPECT_EQ(Resolve(Request(v1::NO_SHOW_ACTION_RELEASE, {started}))->results(0).error_reason(),
            "ERROR_REASON_SESSION_STARTED");
  v1::ResolveNoShowsRequest others = Request(v1::NO_SHOW_ACTION_EXCUSE, {missed});
  others.set_child(ids::ResourceName("children", world_->AddChild(carer_)));
  EXPECT_EQ(Resolve(others)->results(0).error_reason(), "ERROR_REASON_NOT_FOUND");
  others.set_action(v1::NO_SHOW_ACTION_RELEASE);
  EXPECT_EQ(Resolve(others)->results(0).error_reason(), "ERROR_REASON_NOT_FOUND");
  EXPECT_THAT(Listed(), SizeIs(1)) << "nobody has seen to it";
  EXPECT_EQ(
      errors::ReasonOf(
          Run<v1::ResolveNoShowsResponse>("ResolveNoShows", Provider(), Request(v1::NO_SHOW_ACTION_WARN)).status()),
      type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListRepeatedNoShowsResponse>("ListRepeatedNoShows", Provider(),
                                                                  v1::ListRepeatedNoShowsRequest())
                                 .status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

}  // namespace
}  // namespace shortbreaks::registers
