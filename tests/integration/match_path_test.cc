// A provider's answer through the real programs: a family asks for a place, the provider says what it will do, another
// child is turned away with a reason, and two who must not be together are kept apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using support::Family;
using support::RunningServices;

class MatchPath : public testing::Test {
 protected:
  absl::StatusOr<bookings::v1::BookPlaceResponse> Book(const Family& family) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family.child);
    request.set_session(session_);
    return services_->Carer(council_, family.carer).BookPlace(request);
  }
  bookings::v1::Booking Read(const Family& family, const std::string& name) {
    bookings::v1::GetBookingRequest request;
    request.set_name(name);
    return services_->Carer(council_, family.carer).GetBooking(request).value().booking();
  }
  availability::v1::Activity Activity() {
    availability::v1::GetActivityRequest request;
    request.set_name(club_);
    return officer_.GetActivity(request).value().activity();
  }
  // From now on the club's provider answers first.
  void AskFirst() {
    availability::v1::UpdateActivityRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_activity() = Activity();
    request.mutable_activity()->set_needs_match(true);
    ASSERT_TRUE(officer_.UpdateActivity(request).ok());
  }
  Client Staff() {
    return services_->As({identity::Role::kProvider, council_, "staff-1", Activity().provider(), "provider-app"});
  }

  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  const std::string club_ = support::AddClub(officer_);
  const std::string session_ = support::AddSession(officer_, club_, 4, absl::Hours(24 * 14));
};

TEST_F(MatchPath, AProviderAnswersAndChildrenWhoMustNotBeTogetherAreNot) {
  AskFirst();
  const Family first = support::AddFamily(officer_, 600), second = support::AddFamily(officer_, 600),
               third = support::AddFamily(officer_, 600);
  const auto asked = Book(first), also = Book(second);
  ASSERT_TRUE(asked.ok() && also.ok()) << asked.status() << also.status();
  EXPECT_EQ(asked->booking().state(), bookings::v1::BOOKING_STATE_REQUESTED);

  Client staff = Staff();
  const auto waiting = staff.ListRequests(bookings::v1::ListRequestsRequest());
  ASSERT_TRUE(waiting.ok()) << waiting.status();
  ASSERT_EQ(waiting->requests_size(), 2);
  EXPECT_EQ(waiting->requests(0).age_years(), 10);
  bookings::v1::AnswerRequestRequest answer;
  answer.set_request_id(NewRequestId());
  answer.set_booking(asked->booking().name());
  answer.set_etag(asked->booking().etag());
  answer.set_answer(bookings::v1::MATCH_ANSWER_SUITABLE_WITH_ADJUSTMENTS);
  answer.set_adjustments("We start in the quiet room.");
  ASSERT_TRUE(staff.AnswerRequest(answer).ok());
  EXPECT_EQ(Read(first, asked->booking().name()).state(), bookings::v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(Read(first, asked->booking().name()).adjustments(), "We start in the quiet room.");

  answer = {};
  answer.set_request_id(NewRequestId());
  answer.set_booking(also->booking().name());
  answer.set_etag(also->booking().etag());
  answer.set_answer(bookings::v1::MATCH_ANSWER_CANNOT_MEET);
  answer.set_cannot_meet_category(bookings::v1::CANNOT_MEET_CATEGORY_STAFFING);
  answer.set_cannot_meet_reason("We have nobody for one to one that day.");
  ASSERT_TRUE(staff.AnswerRequest(answer).ok());
  EXPECT_EQ(Read(second, also->booking().name()).cannot_meet_reason(), "We have nobody for one to one that day.");
  const auto unmet = officer_.ListUnmetNeed(bookings::v1::ListUnmetNeedRequest());
  ASSERT_TRUE(unmet.ok()) << unmet.status();
  EXPECT_EQ(unmet->unmet_needs_size(), 1);
  const auto answers = officer_.SummarizeAnswers(bookings::v1::SummarizeAnswersRequest());
  ASSERT_TRUE(answers.ok()) << answers.status();
  EXPECT_EQ(answers->providers(0).cannot_meet_permille(), 500);

  eligibility::v1::KeepApartRequest apart;
  apart.set_request_id(NewRequestId());
  apart.set_child(first.child);
  apart.set_other_child(third.child);
  apart.set_reason("They were hurt by each other.");
  const auto kept = officer_.KeepApart(apart);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->shared_sessions_size(), 0);
  const auto refused = Book(third);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  EXPECT_THAT(std::string(refused.status().message()), testing::Not(testing::HasSubstr("hurt")));
  EXPECT_EQ(ReasonOf(staff.ListKeptApart(eligibility::v1::ListKeptApartRequest()).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  // What was said of a child is in no log.
  for (const auto program : {RunningServices::Program::kBookings, RunningServices::Program::kEligibility}) {
    EXPECT_THAT(services_->Log(program), testing::Not(testing::HasSubstr("quiet room")));
    EXPECT_THAT(services_->Log(program), testing::Not(testing::HasSubstr("hurt")));
    EXPECT_THAT(services_->Log(program), testing::Not(testing::HasSubstr("one to one")));
  }
}

}  // namespace
}  // namespace shortbreaks
