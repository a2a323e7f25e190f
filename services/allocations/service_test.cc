// What becomes of allocations, on a real database.
#include "eligibility/service_test.h"

#include <thread>

#include "allocations/handlers.h"
#include "london/london.h"
#include "support/child_process.h"
#include "support/sealed.h"
#include "wire/times.h"

namespace shortbreaks::allocations {
namespace {

using namespace type::v1;  // the reasons
using eligibility::ReasonOf;

class AllocationsTest : public eligibility::FamilyTest {
 protected:
  AllocationsTest() : allocation_store_(pool_, policies_) {
    Serve(MakeHandlers({allocation_store_, store_, policies_, tokens_}));
  }
  v1::Allocation Give(int days_from, int days_to, Tier tier = TIER_TARGETED) {
    v1::Allocation allocation = GoodAllocation(child_);
    allocation.set_tier(tier);
    *allocation.mutable_window_start() = wire::ToProto(london::DayOf(absl::Now()) + days_from);
    *allocation.mutable_window_end() = wire::ToProto(london::DayOf(absl::Now()) + days_to);
    return AddAllocation(allocation);
  }
  void TurnNineteen() {
    const absl::CivilDay today = london::DayOf(absl::Now());
    support::SetDateOfBirth(support::SharedMysql(), council_, *ids::IdOf("children", child_),
                            absl::CivilDay(today.year() - 19, today.month(), today.day()));
  }
  v1::Allocation Read(const v1::Allocation& allocation) {
    v1::GetAllocationRequest request;
    request.set_name(allocation.name());
    return Run<v1::GetAllocationResponse>("GetAllocation", Officer(), request).value().allocation();
  }
  template <typename Request, typename Response>
  absl::StatusOr<v1::Allocation> Do(const char* method, const rpc::Call& call, const v1::Allocation& allocation,
                                    Request request = {}) {
    request.set_request_id(NewRequestId());
    request.set_name(allocation.name());
    request.set_etag(allocation.etag());
    if constexpr (requires { request.set_reason(""); }) request.set_reason("As agreed with the family.");
    auto response = Run<Response>(method, call, request);
    if (!response.ok()) return response.status();
    return response->allocation();
  }
  absl::StatusOr<v1::Allocation> Suspend(const v1::Allocation& a) {
    return Do<v1::SuspendAllocationRequest, v1::SuspendAllocationResponse>("SuspendAllocation", Officer(), a);
  }
  absl::StatusOr<v1::Allocation> Resume(const v1::Allocation& a) {
    return Do<v1::ResumeAllocationRequest, v1::ResumeAllocationResponse>("ResumeAllocation", Officer(), a);
  }
  absl::StatusOr<v1::Allocation> End(const v1::Allocation& a) {
    return Do<v1::EndAllocationRequest, v1::EndAllocationResponse>("EndAllocation", Officer(), a);
  }
  absl::StatusOr<v1::Allocation> Adjust(const v1::Allocation& a, int64_t amount) {
    v1::AdjustAllocationRequest request;
    request.set_amount(amount);
    return Do<v1::AdjustAllocationRequest, v1::AdjustAllocationResponse>("AdjustAllocation", Officer(), a, request);
  }
  absl::StatusOr<v1::Allocation> Accept(const rpc::Call& call, const v1::Allocation& a) {
    return Do<v1::AcceptAllocationRequest, v1::AcceptAllocationResponse>("AcceptAllocation", call, a);
  }
  v1::RunCalendarResponse Calendar(bool validate_only = false) {
    auto request = WithId<v1::RunCalendarRequest>();
    request.set_validate_only(validate_only);
    return Run<v1::RunCalendarResponse>("RunCalendar", Officer(), request).value();
  }
  v1::ListReviewsDueResponse ReviewsDue() {
    return Run<v1::ListReviewsDueResponse>("ListReviewsDue", Officer(), v1::ListReviewsDueRequest()).value();
  }
  void Root(const std::string& sql) { support::SharedMysql().AsRoot(sql, {council_}).value(); }
  // As an application that renews it leaves it.
  void MarkRenewed(const v1::Allocation& allocation, const v1::Allocation& renewal) {
    support::SharedMysql()
        .AsRoot("UPDATE allocations SET renewed_by = ? WHERE council_id = ? AND allocation_id = ?",
                {mysql::Bytes{*ids::IdOf("allocations", renewal.name())}, council_,
                 mysql::Bytes{*ids::IdOf("allocations", allocation.name())}})
        .value();
  }
  // Every allocation's figure is the sum of its grants.
  void TearDown() override {
    EXPECT_EQ(Number("SELECT COUNT(*) FROM allocations a WHERE a.council_id = ? AND a.granted <> (SELECT SUM(g.amount) "
                     "FROM ledger_grants g WHERE g.council_id = a.council_id AND g.allocation_id = a.allocation_id)"),
              0);
  }

  AllocationStore allocation_store_;
};

TEST_F(AllocationsTest, IsSuspendedAndResumed) {
  const v1::Allocation given = Give(0, 100);
  const v1::Allocation suspended = Suspend(given).value();
  EXPECT_EQ(suspended.state(), v1::ALLOCATION_STATE_SUSPENDED);
  EXPECT_EQ(suspended.state_reason(), "As agreed with the family.");
  EXPECT_EQ(suspended.balance(), 2400);
  EXPECT_EQ(ReasonOf(Suspend(suspended)), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(ReasonOf(Resume(given)), ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Resume(suspended)->state(), v1::ALLOCATION_STATE_ACTIVE);
}

TEST_F(AllocationsTest, EndedEarlyWhatIsLeftExpiresAndWhatIsBookedStays) {
  const v1::Allocation given = Give(0, 100);
  Root("UPDATE allocations SET committed = 180 WHERE council_id = ?");
  const v1::Allocation ended = End(given).value();
  EXPECT_EQ(ended.state(), v1::ALLOCATION_STATE_ENDED);
  EXPECT_EQ(ended.granted().amount(), 180);
  EXPECT_EQ(ended.balance(), 0);
  EXPECT_EQ(Number("SELECT SUM(amount) FROM ledger_grants WHERE council_id = ? AND kind = 8"), -2220);
  EXPECT_EQ(ReasonOf(Resume(ended)), ERROR_REASON_STATE_FORBIDS);
  // A booking that is cancelled later gives back to an allocation that is over: the calendar lets that expire.
  Root("UPDATE allocations SET committed = 0 WHERE council_id = ?");
  EXPECT_EQ(Calendar().expired(), 1);
  EXPECT_EQ(Read(ended).granted().amount(), 0);
}

TEST_F(AllocationsTest, IsToppedUpWithinTheOfficersLimit) {
  const v1::Allocation given = Give(0, 100);
  const v1::Allocation more = Adjust(given, 20 * 60).value();
  EXPECT_EQ(more.granted().amount(), 60 * 60);
  EXPECT_EQ(ReasonOf(Adjust(more, 1)), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(Adjust(more, -10 * 60)->granted().amount(), 50 * 60);
  const v1::Allocation now = Read(given);
  Root("UPDATE allocations SET committed = 180 WHERE council_id = ?");
  EXPECT_EQ(ReasonOf(Adjust(now, -(50 * 60 - 179))), ERROR_REASON_INVALID_REQUEST) << "a minute that is booked";
  EXPECT_EQ(Adjust(now, -(50 * 60 - 180))->balance(), 0);
  EXPECT_EQ(ReasonOf(Adjust(now, 0)), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(AllocationsTest, AFamilyAcceptsInTimeOrItLapses) {
  const v1::Allocation first = Give(0, 100), second = Give(0, 100);
  Root("UPDATE allocations SET state = 4, accept_by_date = CURRENT_DATE + INTERVAL 5 DAY WHERE council_id = ?");
  EXPECT_EQ(ReasonOf(Accept(CarerCall(AddCarer().name()), first)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(Accept(CarerCall(carer_), first)->state(), v1::ALLOCATION_STATE_ACTIVE);
  EXPECT_EQ(Calendar().lapsed(), 0);
  Root("UPDATE allocations SET accept_by_date = '2020-01-01' WHERE council_id = ? AND state = 4");
  EXPECT_EQ(Calendar().lapsed(), 1);
  EXPECT_EQ(Read(second).state(), v1::ALLOCATION_STATE_ENDED);
  EXPECT_EQ(Read(second).balance(), 0);
  EXPECT_EQ(ReasonOf(Accept(CarerCall(carer_), Read(second))), ERROR_REASON_STATE_FORBIDS);
}

TEST_F(AllocationsTest, TheYearsEndExpiresAndCarriesOverOnce) {
  const v1::Allocation given = Give(-300, -1), running = Give(-300, 0);
  Root("UPDATE allocations SET committed = 1800 WHERE council_id = ?");
  const v1::RunCalendarResponse dry = Calendar(/*validate_only=*/true);
  EXPECT_EQ(dry.expired(), 1);
  EXPECT_EQ(Read(given).state(), v1::ALLOCATION_STATE_ACTIVE) << "a dry run changes nothing";
  const v1::RunCalendarResponse done = Calendar();
  EXPECT_EQ(done.SerializeAsString(), dry.SerializeAsString());
  EXPECT_EQ(done.carried_over(), 1);
  EXPECT_EQ(Read(given).state(), v1::ALLOCATION_STATE_EXPIRED);
  EXPECT_EQ(Read(given).balance(), 0);
  EXPECT_EQ(Read(running).state(), v1::ALLOCATION_STATE_ACTIVE) << "its last day is today";
  v1::ListAllocationsRequest list;
  list.set_child(child_);
  const auto all = Run<v1::ListAllocationsResponse>("ListAllocations", Officer(), list).value();
  ASSERT_EQ(all.allocations_size(), 3);
  EXPECT_EQ(all.allocations(0).carried_from(), given.name());
  EXPECT_EQ(all.allocations(0).balance(), 360);
  EXPECT_EQ(Calendar().SerializeAsString(), "") << "again there is nothing to do";
}

TEST_F(AllocationsTest, AnAssessedPackageIsHeldAt18AndGoesOnPaying) {
  const v1::Allocation package = Give(0, 100, TIER_SPECIALIST), club = Give(0, 100);
  EXPECT_EQ(Calendar().transition_held(), 0);
  TurnNineteen();
  EXPECT_EQ(Calendar().transition_held(), 1);
  const v1::Allocation held = Read(package);
  EXPECT_EQ(held.state(), v1::ALLOCATION_STATE_TRANSITION_HOLD);
  EXPECT_EQ(held.balance(), 2400) << "nothing is taken away";
  EXPECT_EQ(Read(club).state(), v1::ALLOCATION_STATE_ACTIVE);
  using Hold = v1::HoldForTransitionRequest;
  const auto by_hand = Do<Hold, v1::HoldForTransitionResponse>("HoldForTransition", Officer(), Read(club));
  EXPECT_EQ(ReasonOf(by_hand), ERROR_REASON_STATE_FORBIDS) << "it was not assessed";
}

TEST_F(AllocationsTest, APackageInTransitionOutlivesItsWindowAndIsDueForReview) {
  const v1::Allocation package = Give(-300, 10, TIER_SPECIALIST);
  TurnNineteen();
  EXPECT_EQ(Calendar().transition_held(), 1);
  EXPECT_EQ(ReasonOf(Resume(Read(package))), ERROR_REASON_STATE_FORBIDS) << "the calendar would hold it again";
  Root("UPDATE allocations SET window_end = CURRENT_DATE - INTERVAL 2 DAY WHERE council_id = ?");
  const v1::RunCalendarResponse done = Calendar();
  EXPECT_EQ(done.expired(), 0);
  EXPECT_EQ(done.transition_held(), 1);
  const v1::Allocation kept = Read(package);
  EXPECT_EQ(kept.state(), v1::ALLOCATION_STATE_TRANSITION_HOLD);
  EXPECT_EQ(kept.balance(), 2400) << "nothing expires silently";
  EXPECT_GT(wire::FromProto(kept.window_end()), london::DayOf(absl::Now()) + 300);
  EXPECT_TRUE(kept.review_due());
  EXPECT_EQ(Calendar().SerializeAsString(), "") << "again there is nothing to do";
  EXPECT_THAT(ReviewsDue().allocations(), testing::SizeIs(1));
}

TEST_F(AllocationsTest, APackageInTransitionEndsWithItsWindowWhereARenewalPaysInItsPlace) {
  const v1::Allocation package = Give(-300, -1, TIER_SPECIALIST), renewal = Give(0, 300, TIER_SPECIALIST);
  MarkRenewed(package, renewal);
  TurnNineteen();
  const v1::RunCalendarResponse done = Calendar();
  EXPECT_EQ(done.expired(), 1);
  EXPECT_EQ(done.transition_held(), 1);
  EXPECT_EQ(Read(package).state(), v1::ALLOCATION_STATE_EXPIRED) << "nobody has it twice";
  EXPECT_EQ(Read(renewal).state(), v1::ALLOCATION_STATE_TRANSITION_HOLD);
  EXPECT_EQ(Read(renewal).balance(), 2400);
  EXPECT_THAT(ReviewsDue().allocations(), testing::IsEmpty());
}

TEST_F(AllocationsTest, APackageInTransitionGoesOnAndIsSeenWhereItsRenewalDoesNotPay) {
  const v1::Allocation package = Give(-300, -1, TIER_SPECIALIST), renewal = Give(0, 300, TIER_SPECIALIST);
  MarkRenewed(package, renewal);
  TurnNineteen();
  End(renewal).value();
  const v1::RunCalendarResponse done = Calendar();
  EXPECT_EQ(done.expired(), 0);
  EXPECT_EQ(done.transition_held(), 1);
  const v1::Allocation kept = Read(package);
  EXPECT_EQ(kept.state(), v1::ALLOCATION_STATE_TRANSITION_HOLD);
  EXPECT_EQ(kept.balance(), 2400);
  ASSERT_THAT(ReviewsDue().allocations(), testing::SizeIs(1));
  EXPECT_EQ(ReviewsDue().allocations(0).name(), package.name());
}

TEST_F(AllocationsTest, ASuspendedPackageIsResumedIntoTransitionAt18) {
  const v1::Allocation suspended = Suspend(Give(0, 100, TIER_SPECIALIST)).value();
  TurnNineteen();
  EXPECT_EQ(Resume(suspended)->state(), v1::ALLOCATION_STATE_TRANSITION_HOLD);
}

TEST_F(AllocationsTest, WhatIsSuspendedGoesOverSuspended) {
  Suspend(Give(-300, -1)).value();
  EXPECT_EQ(Calendar().carried_over(), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM allocations WHERE council_id = ? AND state = 2 AND carried_from IS NOT NULL"),
            1);
}

TEST_F(AllocationsTest, ReviewsThatAreDueAreListedForTheWholeCouncil) {
  const v1::Allocation first = Give(0, 300, TIER_SPECIALIST), second = Give(0, 300), third = Give(0, 300);
  EXPECT_THAT(ReviewsDue().allocations(), testing::IsEmpty());
  Root("UPDATE allocations SET review_date = CURRENT_DATE - INTERVAL tier DAY WHERE council_id = ?");
  Root("UPDATE allocations SET state = 3 WHERE council_id = ? ORDER BY allocation_id DESC LIMIT 1");
  v1::ListReviewsDueRequest list;
  list.set_page_size(1);
  std::vector<std::string> due;
  do {
    const auto page = Run<v1::ListReviewsDueResponse>("ListReviewsDue", Officer(), list);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Allocation& allocation : page->allocations()) due.push_back(allocation.name());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(due, testing::ElementsAre(first.name(), second.name())) << third.name() << " is over";
  EXPECT_EQ(ReasonOf(Run<v1::ListReviewsDueResponse>("ListReviewsDue", CarerCall(carer_), v1::ListReviewsDueRequest())),
            ERROR_REASON_NOT_ALLOWED);
}

TEST_F(AllocationsTest, AReviewIsRecordedAndTheNextIsNotLaterThanThePolicySays) {
  const v1::Allocation package = Give(0, 300, TIER_SPECIALIST);
  const absl::CivilDay today = london::DayOf(absl::Now());
  v1::ReviewAllocationRequest request;
  const auto review = [&](const v1::Allocation& allocation) {
    return Do<v1::ReviewAllocationRequest, v1::ReviewAllocationResponse>("ReviewAllocation", Officer(), allocation,
                                                                         request);
  };
  *request.mutable_next_review_date() = wire::ToProto(today + 200);
  EXPECT_EQ(ReasonOf(review(package)), ERROR_REASON_INVALID_REQUEST) << "later than six months";
  *request.mutable_next_review_date() = wire::ToProto(today);
  EXPECT_EQ(ReasonOf(review(package)), ERROR_REASON_INVALID_REQUEST);
  *request.mutable_next_review_date() = wire::ToProto(today + 30);
  const v1::Allocation reviewed = review(package).value();
  EXPECT_EQ(wire::FromProto(reviewed.review_date()), today + 30);
  EXPECT_EQ(wire::FromProto(reviewed.last_review_date()), today);
  EXPECT_EQ(reviewed.last_reviewer(), "officer:officer-1");
  EXPECT_EQ(reviewed.review_note(), "As agreed with the family.");
  EXPECT_EQ(reviewed.state(), v1::ALLOCATION_STATE_ACTIVE);
  request.clear_next_review_date();
  EXPECT_GT(wire::FromProto(review(reviewed)->review_date()), today + 180) << "as the policy says";
}

TEST_F(AllocationsTest, TheCalendarAndBookingsTakeTheChildFirst) {
  // Bookings lock the child and then the allocation. While one is between the two, the calendar waits for the child and
  // holds nothing that the booking needs.
  const v1::Allocation given = Give(-300, -1);
  auto booking = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_bookings"));
  ASSERT_TRUE(booking.ok());
  ASSERT_TRUE((*booking)->Execute("BEGIN").ok());
  ASSERT_TRUE((*booking)
                  ->Execute("UPDATE children SET diary_version = diary_version + 1 WHERE council_id = ?", {council_})
                  .ok());
  std::thread calendar([&] { Calendar(); });
  // The table is filled anew only where nobody asked for a tenth of a second.
  const bool waits = support::Eventually(absl::Seconds(20), [&] {
    absl::SleepFor(absl::Milliseconds(150));
    return Number(
               "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND ? <> '' "
               "AND trx_query LIKE 'UPDATE children%'") > 0;
  });
  EXPECT_TRUE(waits) << "the calendar never came to wait for the child";
  const auto charged =
      (*booking)->Execute("UPDATE allocations SET committed = committed + 60 WHERE council_id = ?", {council_});
  EXPECT_TRUE(charged.ok()) << charged.status();
  ASSERT_TRUE((*booking)->Execute("COMMIT").ok());
  calendar.join();
  EXPECT_EQ(Read(given).state(), v1::ALLOCATION_STATE_EXPIRED);
}

TEST_F(AllocationsTest, OneOfManyRunsOfTheCalendarCarriesOver) {
  Give(-300, -1);
  std::vector<std::thread> runs;
  for (int i = 0; i < 6; ++i) runs.emplace_back([&] { Calendar(); });
  for (std::thread& run : runs) run.join();
  EXPECT_EQ(CountOf("allocations"), 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM ledger_grants WHERE council_id = ? AND kind = 9"), 1);
}

}  // namespace
}  // namespace shortbreaks::allocations
