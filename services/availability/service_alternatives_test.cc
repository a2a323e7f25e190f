// What is proposed in the place of a session that is full or called off.
#include "availability/places_test.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Alternatives : public PlacesTest {
 protected:
  absl::StatusOr<v1::ListAlternativesResponse> List(const v1::ListAlternativesRequest& request) {
    return Ask<v1::ListAlternativesResponse>("ListAlternatives", Family(), request);
  }
  std::vector<std::string> Keys(const std::function<void(v1::ListAlternativesRequest&)>& change = {}) {
    v1::ListAlternativesRequest request;
    request.set_session(wanted_.name());
    if (change) change(request);
    const auto found = List(request);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> keys;
    if (!found.ok()) return keys;
    for (const v1::Alternative& each : found->alternatives()) keys.push_back(each.offer().session().external_id());
    return keys;
  }
  static std::function<void(v1::Activity&)> At(double latitude) {
    return [=](v1::Activity& a) { a.mutable_venue()->mutable_location()->set_latitude_degrees(latitude); };
  }

  const std::string club_ = AddActivity(SampleActivity(provider_)).name();
  const v1::Session wanted_ = OfferOf(club_, "WANTED", Soon(24 * 30));
};

TEST_F(Alternatives, AreTheSameActivityFirstThenNearbyEachByNearnessInTimeWithItsReason) {
  Offer("SISTER_CLUB", Soon(24 * 30));
  v1::Activity others = SampleActivity(AddProvider("Other"));
  OfferOf(AddActivity(others).name(), "OTHERS_CLUB", Soon(24 * 29));
  OfferOf(club_, "TWO_WEEKS_LATER", Soon(24 * 44));
  OfferOf(club_, "WEEK_EARLIER", Soon(24 * 23));
  OfferOf(club_, "TOO_LATE", Soon(24 * 59));
  EXPECT_THAT(Keys(), ElementsAre("WEEK_EARLIER", "TWO_WEEKS_LATER", "SISTER_CLUB", "OTHERS_CLUB"));
  v1::ListAlternativesRequest request;
  request.set_session(wanted_.name());
  const auto found = List(request);
  EXPECT_EQ(found->alternatives(0).reason(), v1::ALTERNATIVE_REASON_SAME_ACTIVITY);
  EXPECT_EQ(found->alternatives(0).minutes_later(), -7 * 24 * 60);
  EXPECT_EQ(found->alternatives(1).minutes_later(), 14 * 24 * 60);
  EXPECT_EQ(found->alternatives(2).reason(), v1::ALTERNATIVE_REASON_SAME_PROVIDER);
  EXPECT_EQ(found->alternatives(2).offer().distance_metres(), 0);
  EXPECT_EQ(found->alternatives(3).reason(), v1::ALTERNATIVE_REASON_NEARBY);
  EXPECT_THAT(Keys([](auto& r) { r.set_page_size(2); }), ElementsAre("WEEK_EARLIER", "TWO_WEEKS_LATER"));
  EXPECT_THAT(Keys([](auto& r) { r.set_days(7); }), ElementsAre("WEEK_EARLIER", "SISTER_CLUB", "OTHERS_CLUB"));
}

TEST_F(Alternatives, AreThereForASessionThatWasCalledOffAndForOneThatIsFull) {
  OfferOf(club_, "NEXT", Soon(24 * 31));
  Alter(wanted_.name(), "places_taken = 8");
  EXPECT_THAT(Keys(), ElementsAre("NEXT"));
  ASSERT_TRUE(Cancel(wanted_.name()).ok());
  EXPECT_THAT(Keys(), ElementsAre("NEXT"));
}

TEST_F(Alternatives, CanAllBeBookedNow) {
  Alter(OfferOf(club_, "FULL", Soon(24 * 31)).name(), "places_taken = 8");
  ASSERT_TRUE(Cancel(OfferOf(club_, "CANCELLED", Soon(24 * 31)).name()).ok());
  Alter(OfferOf(club_, "NOT_YET", Soon(24 * 31)).name(), "booking_open_time = NOW(6) + INTERVAL 1 DAY");
  AddDraft(SampleSession(club_, Soon(24 * 31)));
  EXPECT_THAT(Keys(), IsEmpty());
}

TEST_F(Alternatives, AreLikeWhatTheyReplace) {
  Offer("FAR", Soon(24 * 30), absl::Hours(3), At(52.8));
  Offer("NEAR", Soon(24 * 30), absl::Hours(3), At(52.7));
  Offer("UNIVERSAL", Soon(24 * 30), absl::Hours(3), [](auto& a) { a.set_tier(type::v1::TIER_UNIVERSAL); });
  Offer("OTHER_NEEDS", Soon(24 * 30), absl::Hours(3), [](auto& a) {
    a.clear_needs_met();
    a.add_needs_met(type::v1::NEED_DIABETES);
  });
  Offer("ONE_NEED", Soon(24 * 31), absl::Hours(3), [](auto& a) {
    a.clear_needs_met();
    a.add_needs_met(type::v1::NEED_AUTISM);
  });
  EXPECT_THAT(Keys(), ElementsAre("NEAR", "ONE_NEED"));
  EXPECT_THAT(Keys([](auto& r) { r.set_radius_metres(30'000); }),
              testing::UnorderedElementsAre("FAR", "NEAR", "ONE_NEED"));
}

TEST_F(Alternatives, FitTheChild) {
  OfferOf(club_, "SAME_CLUB", Soon(24 * 31));
  Offer("TWO_TO_ONE", Soon(24 * 32), absl::Hours(3), [](auto& a) {
    a.mutable_highest_support_ratio()->set_staff(2);
    a.mutable_highest_support_ratio()->set_children(1);
    a.add_needs_met(type::v1::NEED_HOIST);
    a.set_age_max_years(18);
  });
  EXPECT_THAT(Keys([](auto& r) {
                r.mutable_support_ratio()->set_staff(2);
                r.mutable_support_ratio()->set_children(1);
              }),
              ElementsAre("TWO_TO_ONE"));
  EXPECT_THAT(Keys([](auto& r) { r.add_needs(type::v1::NEED_HOIST); }), ElementsAre("TWO_TO_ONE"));
  EXPECT_THAT(Keys([](auto& r) {
                *r.mutable_date_of_birth() =
                    wire::ToProto(absl::CivilDay(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()).year() - 15, 1, 1));
              }),
              ElementsAre("TWO_TO_ONE"));
  EXPECT_THAT(Keys([](auto& r) { r.add_accessibility(type::v1::ACCESSIBILITY_FEATURE_QUIET_ROOM); }), IsEmpty());
}

TEST_F(Alternatives, AreAtMostTwentyAndTheNearestOfMany) {
  for (int i = 1; i <= 25; ++i) OfferOf(club_, absl::StrCat("H", i), Soon(24 * 30 + i));
  const auto keys = Keys();
  ASSERT_EQ(keys.size(), 20u);
  EXPECT_EQ(keys.front(), "H1");
  EXPECT_EQ(keys.back(), "H20");
}

TEST_F(Alternatives, OfWhatMayNotBeSeenAreNotFound) {
  v1::ListAlternativesRequest request;
  request.set_session(kUnknownSession);
  EXPECT_EQ(ReasonOf(List(request)), type::v1::ERROR_REASON_NOT_FOUND);
  request.set_session(AddDraft(SampleSession(club_, Soon(24))).name());
  EXPECT_EQ(ReasonOf(List(request)), type::v1::ERROR_REASON_NOT_FOUND);
  request.set_session(wanted_.name());
  EXPECT_EQ(ReasonOf(Ask<v1::ListAlternativesResponse>("ListAlternatives", OtherCouncilsOfficer(), request)),
            type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Alternatives, AreAskedForInBounds) {
  const auto reason = [&](const std::function<void(v1::ListAlternativesRequest&)>& change) {
    v1::ListAlternativesRequest request;
    request.set_session(wanted_.name());
    change(request);
    return ReasonOf(List(request));
  };
  const auto kInvalid = type::v1::ERROR_REASON_INVALID_REQUEST;
  EXPECT_EQ(reason([](auto& r) { r.set_page_size(21); }), kInvalid);
  EXPECT_EQ(reason([](auto& r) { r.set_days(93); }), kInvalid);
  EXPECT_EQ(reason([](auto& r) { r.set_radius_metres(200'001); }), kInvalid);
  EXPECT_EQ(reason([](auto& r) { r.set_days(-1); }), kInvalid);
  EXPECT_EQ(reason([](auto& r) { r.set_session("sessions/1"); }), kInvalid);
  EXPECT_EQ(reason([](auto& r) { r.mutable_support_ratio()->set_staff(9); }), kInvalid);
}

}  // namespace
}  // namespace shortbreaks::availability
