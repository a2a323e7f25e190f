// Searches, and asking after many sessions.
#include <absl/strings/str_join.h>

#include "availability/search_sql.h"
#include "availability/service_test.h"
#include "london/london.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Search : public ServiceTest {
 protected:
  absl::StatusOr<v1::SearchSessionsResponse> Find(const v1::SearchSessionsRequest& request) {
    return Run<v1::SearchSessionsResponse>("SearchSessions", Family(), request);
  }
  // The keys of the sessions found.
  std::vector<std::string> Keys(const v1::SearchSessionsRequest& request) {
    const auto found = Find(request);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> keys;
    if (!found.ok()) return keys;
    for (const v1::SessionOffer& offer : found->offers()) keys.push_back(offer.session().external_id());
    return keys;
  }
  std::vector<std::string> Keys(const std::function<void(v1::SearchSessionsRequest&)>& criteria) {
    v1::SearchSessionsRequest request;
    criteria(request);
    return Keys(request);
  }

  // A published session with a key of its own, of an activity that `change` makes special.
  v1::Session Offer(const std::string& key, absl::Time start, const std::function<void(v1::Activity&)>& change = {},
                    const std::function<void(v1::Session&)>& change_session = {}) {
    v1::Activity activity = SampleActivity(provider_);
    if (change) change(activity);
    v1::Session session = SampleSession(AddActivity(activity).name(), start);
    session.set_external_id(key);
    if (change_session) change_session(session);
    return AddPublished(session);
  }

  const std::string provider_ = AddProvider("Sample Provider");
};

TEST_F(Search, FindsPublishedSessionsSoonestFirstWithWhatAFamilyNeeds) {
  Offer("LATER", Soon(48));
  const v1::Session session = Offer("SOONER", Soon(24));
  AddDraft(SampleSession(session.activity(), Soon(30)));
  ASSERT_TRUE(Close(AddPublished(SampleSession(session.activity(), Soon(31))).name()).ok());
  ASSERT_TRUE(Cancel(AddPublished(SampleSession(session.activity(), Soon(32))).name()).ok());
  const auto found = Find({});
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->offers_size(), 2);
  const v1::SessionOffer& offer = found->offers(0);
  EXPECT_EQ(offer.session().SerializeAsString(), session.SerializeAsString());
  EXPECT_EQ(offer.activity().title(), "Saturday club");
  EXPECT_EQ(offer.provider_display_name(), "Sample Provider");
  EXPECT_EQ(offer.free_places(), 8);
  EXPECT_TRUE(offer.bookable());
  EXPECT_FALSE(offer.has_distance_metres());
  EXPECT_TRUE(found->next_page_token().empty());
}

TEST_F(Search, FindsNothingOfAnotherCouncil) {
  Offer("S", Soon(24));
  EXPECT_THAT(
      Run<v1::SearchSessionsResponse>("SearchSessions", OtherCouncilsOfficer(), v1::SearchSessionsRequest())->offers(),
      IsEmpty());
}

TEST_F(Search, KeepsToItsWindowAndToWhatHasNotBegun) {
  Offer("DAY1", Soon(24));
  Offer("DAY2", Soon(48));
  Offer("DAY100", Soon(24 * 100));
  Start(Offer("BEGUN", Soon(12)).name());
  EXPECT_THAT(Keys(v1::SearchSessionsRequest()), ElementsAre("DAY1", "DAY2"));
  EXPECT_THAT(Keys([](auto& r) {
                *r.mutable_start_time() = wire::ToProto(Soon(24));
                *r.mutable_end_time() = wire::ToProto(Soon(48));
              }),
              ElementsAre("DAY1"));
  EXPECT_THAT(Keys([](auto& r) { *r.mutable_start_time() = wire::ToProto(Soon(25)); }), ElementsAre("DAY2"));
  EXPECT_THAT(Keys([](auto& r) { *r.mutable_end_time() = wire::ToProto(Soon(24 * 101)); }),
              ElementsAre("DAY1", "DAY2", "DAY100"));
  EXPECT_THAT(Keys([](auto& r) { *r.mutable_start_time() = wire::ToProto(Soon(-1000)); }), ElementsAre("DAY1", "DAY2"));
}

TEST_F(Search, LeavesOutWhatHasBegunByTheStoresClockWhateverThisMachinesSays) {
  Start(Offer("BEGUN", Soon(12)).name());
  Offer("TO_COME", Soon(24));
  const SessionQuery slow_clock{.start_time = Soon(-24), .end_time = Soon(48)};
  const auto found = store_.Search(Family(), slow_clock, {});
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_THAT(found->offers, SizeIs(1));
  EXPECT_EQ(found->offers[0].session().external_id(), "TO_COME");
}

TEST_F(Search, MeasuresDistanceFromTheCentre) {
  const auto at = [](double latitude, double longitude) {
    return [=](v1::Activity& a) {
      a.mutable_venue()->mutable_location()->set_latitude_degrees(latitude);
      a.mutable_venue()->mutable_location()->set_longitude_degrees(longitude);
    };
  };
  Offer("HERE", Soon(24), at(52.5862, -2.1281));
  Offer("BIRMINGHAM", Soon(25), at(52.4797, -1.9027));
  Offer("OSLO", Soon(26), at(59.9139, 10.7522));
  const auto within = [](int metres) {
    return [metres](v1::SearchSessionsRequest& r) {
      r.mutable_center()->set_latitude_degrees(52.5862);
      r.mutable_center()->set_longitude_degrees(-2.1281);
      r.set_radius_metres(metres);
    };
  };
  EXPECT_THAT(Keys(within(1)), ElementsAre("HERE"));
  EXPECT_THAT(Keys(within(19'200)), ElementsAre("HERE"));
  EXPECT_THAT(Keys(within(19'400)), ElementsAre("HERE", "BIRMINGHAM"));
  EXPECT_THAT(Keys(within(200'000)), ElementsAre("HERE", "BIRMINGHAM"));
  v1::SearchSessionsRequest request;
  within(50'000)(request);
  const auto found = Find(request);
  ASSERT_EQ(found->offers_size(), 2);
  EXPECT_EQ(found->offers(0).distance_metres(), 0);
  EXPECT_NEAR(found->offers(1).distance_metres(), 19'300, 100);
}

TEST_F(Search, LooksAcrossThe180thMeridianAndRoundThePoles) {
  const auto at = [](double latitude, double longitude) {
    return [=](v1::Activity& a) {
      a.mutable_venue()->mutable_location()->set_latitude_degrees(latitude);
      a.mutable_venue()->mutable_location()->set_longitude_degrees(longitude);
    };
  };
  Offer("WEST", Soon(24), at(-17, -179.99));
  Offer("EDGE", Soon(25), at(-17, -180));
  Offer("POLE", Soon(26), at(89.999, 90));
  const auto around = [](double latitude, double longitude) {
    return [=](v1::SearchSessionsRequest& r) {
      r.mutable_center()->set_latitude_degrees(latitude);
      r.mutable_center()->set_longitude_degrees(longitude);
      r.set_radius_metres(10'000);
    };
  };
  EXPECT_THAT(Keys(around(-17, 179.99)), ElementsAre("WEST", "EDGE"));
  EXPECT_THAT(Keys(around(-17, -180)), ElementsAre("WEST", "EDGE"));
  EXPECT_THAT(Keys(around(89.999, -90)), ElementsAre("POLE"));
}

TEST_F(Search, GoesByTheAgeOnTheDay) {
  // Five on the first day, six from the second on.
  const absl::CivilDay second_day = london::DayOf(Soon(24)) + 1;
  const absl::CivilDay birth(second_day.year() - 6, second_day.month(), second_day.day());
  const absl::Time first = london::StartOf(second_day) - absl::Minutes(1);
  const absl::Time second = london::StartOf(second_day);
  const auto ages = [](int min, int max) {
    return [=](v1::Activity& a) {
      a.set_age_min_years(min);
      a.set_age_max_years(max);
    };
  };
  Offer("FIVE_BEFORE", first, ages(0, 5));
  Offer("SIX_BEFORE", first + absl::Seconds(1), ages(6, 25));
  Offer("FIVE_AFTER", second, ages(0, 5));
  Offer("SIX_AFTER", second + absl::Seconds(1), ages(6, 6));
  Offer("SEVEN_AFTER", second + absl::Seconds(2), ages(7, 25));
  const auto born = [](absl::CivilDay day) {
    return [day](v1::SearchSessionsRequest& r) { *r.mutable_date_of_birth() = wire::ToProto(day); };
  };
  EXPECT_THAT(Keys(born(birth)), ElementsAre("FIVE_BEFORE", "SIX_AFTER"));
  EXPECT_THAT(Keys(born(birth - 1)), ElementsAre("SIX_BEFORE", "SIX_AFTER"));
}

TEST_F(Search, TakesTheLeapDaysChildrenForAYearOlderOnTheFirstOfMarchWhereThereIsNoLeapDay) {
  const absl::CivilDay soon = london::DayOf(Soon(48));
  const absl::civil_year_t year = soon < absl::CivilDay(soon.year(), 3, 1) ? soon.year() : soon.year() + 1;
  const bool has_leap_day = absl::CivilDay(year, 2, 29).month() == 2;
  const absl::Time march = london::StartOf(absl::CivilDay(year, 3, 1));
  constexpr int kLeapYear = 2016;
  const auto from_that_birthday = [&](v1::Activity& a) {
    a.set_age_min_years(static_cast<int>(year) - kLeapYear);
    a.set_age_max_years(25);
  };
  Offer("DAY_BEFORE", march - absl::Minutes(1), from_that_birthday);
  Offer("MARCH", march, from_that_birthday);
  const auto found = Keys([&](auto& r) {
    *r.mutable_end_time() = wire::ToProto(march + absl::Hours(24));
    *r.mutable_date_of_birth() = wire::ToProto(absl::CivilDay(kLeapYear, 2, 29));
  });
  EXPECT_EQ(found,
            has_leap_day ? std::vector<std::string>({"DAY_BEFORE", "MARCH"}) : std::vector<std::string>({"MARCH"}));
}

TEST_F(Search, GoesByTier) {
  const auto tier = [](type::v1::Tier value) { return [value](v1::Activity& a) { a.set_tier(value); }; };
  Offer("UNIVERSAL", Soon(24), tier(type::v1::TIER_UNIVERSAL));
  Offer("TARGETED", Soon(25), tier(type::v1::TIER_TARGETED));
  Offer("SPECIALIST", Soon(26), tier(type::v1::TIER_SPECIALIST));
  EXPECT_THAT(Keys([](auto& r) {
                r.add_tiers(type::v1::TIER_UNIVERSAL);
                r.add_tiers(type::v1::TIER_SPECIALIST);
              }),
              ElementsAre("UNIVERSAL", "SPECIALIST"));
  EXPECT_THAT(Keys([](auto& r) { r.add_tiers(type::v1::TIER_TARGETED); }), ElementsAre("TARGETED"));
}

TEST_F(Search, GoesByTheSupportThatTheChildNeeds) {
  const auto up_to = [](int staff, int children) {
    return [=](v1::Activity& a) {
      a.mutable_highest_support_ratio()->set_staff(staff);
      a.mutable_highest_support_ratio()->set_children(children);
    };
  };
  Offer("1:4", Soon(24), up_to(1, 4));
  Offer("1:2", Soon(25), up_to(1, 2));
  Offer("2:4", Soon(26), up_to(2, 4));
  Offer("1:1", Soon(27), up_to(1, 1));
  Offer("2:1", Soon(28), up_to(2, 1));
  const auto needs = [](int staff, int children) {
    return [=](v1::SearchSessionsRequest& r) {
      r.mutable_support_ratio()->set_staff(staff);
      r.mutable_support_ratio()->set_children(children);
    };
  };
  EXPECT_THAT(Keys(needs(1, 4)), SizeIs(5));
  EXPECT_THAT(Keys(needs(1, 2)), ElementsAre("1:2", "2:4", "1:1", "2:1"));
  EXPECT_THAT(Keys(needs(1, 1)), ElementsAre("1:1", "2:1"));
  EXPECT_THAT(Keys(needs(2, 1)), ElementsAre("2:1"));
  EXPECT_THAT(Keys(needs(3, 1)), IsEmpty());
}

TEST_F(Search, GoesByNeedsAndByWhatTheVenueHas) {
  Offer("BOTH", Soon(24));
  Offer("LESS", Soon(25), [](v1::Activity& a) {
    a.clear_needs_met();
    a.add_needs_met(type::v1::NEED_DIABETES);
    a.mutable_venue()->clear_accessibility();
    a.mutable_venue()->add_accessibility(type::v1::ACCESSIBILITY_FEATURE_STEP_FREE);
  });
  EXPECT_THAT(Keys([](auto& r) {
                r.add_needs(type::v1::NEED_EPILEPSY);
                r.add_needs(type::v1::NEED_AUTISM);
              }),
              ElementsAre("BOTH"));
  EXPECT_THAT(Keys([](auto& r) { r.add_needs(type::v1::NEED_DIABETES); }), ElementsAre("LESS"));
  EXPECT_THAT(Keys([](auto& r) {
                r.add_needs(type::v1::NEED_DIABETES);
                r.add_needs(type::v1::NEED_AUTISM);
              }),
              IsEmpty());
  EXPECT_THAT(Keys([](auto& r) { r.add_accessibility(type::v1::ACCESSIBILITY_FEATURE_STEP_FREE); }),
              ElementsAre("BOTH", "LESS"));
  EXPECT_THAT(Keys([](auto& r) { r.add_accessibility(type::v1::ACCESSIBILITY_FEATURE_HOIST); }), ElementsAre("BOTH"));
}

TEST_F(Search, GoesByFreePlaces) {
  const v1::Session full = Offer("FULL", Soon(24)), one = Offer("ONE", Soon(25));
  Offer("EIGHT", Soon(26));
  Alter(full.name(), "places_taken = 8");
  Alter(one.name(), "places_taken = 7");
  EXPECT_THAT(Keys([](auto& r) { r.set_free_places_min(1); }), ElementsAre("ONE", "EIGHT"));
  EXPECT_THAT(Keys([](auto& r) { r.set_free_places_min(8); }), ElementsAre("EIGHT"));
  const auto found = Find({});
  EXPECT_EQ(found->offers(0).free_places(), 0);
  EXPECT_FALSE(found->offers(0).bookable());
  EXPECT_TRUE(found->offers(1).bookable());
}

TEST_F(Search, GoesByCostInEachUnitNamed) {
  const auto lasting = [](absl::Duration lasts) {
    return [lasts](v1::Session& s) { *s.mutable_end_time() = wire::ToProto(wire::FromProto(s.start_time()) + lasts); };
  };
  const auto costs = [](int64_t pence) { return [pence](v1::Activity& a) { a.set_price_pence(pence); }; };
  const absl::Time noon = london::StartOf(london::DayOf(Soon(24))) + absl::Hours(36);
  Offer("HOUR", noon, costs(1000), lasting(absl::Hours(1)));
  Offer("NIGHT", noon + absl::Minutes(1), costs(0), lasting(absl::Hours(20)));
  const auto at_most = [](std::initializer_list<std::pair<type::v1::AllocationUnit, int64_t>> limits) {
    v1::SearchSessionsRequest request;
    for (const auto& [unit, amount] : limits) {
      request.add_cost_max()->set_unit(unit);
      request.mutable_cost_max()->rbegin()->set_amount(amount);
    }
    return request;
  };
  const auto kMinutes = type::v1::ALLOCATION_UNIT_MINUTES;
  const auto kNights = type::v1::ALLOCATION_UNIT_NIGHTS;
  const auto kPence = type::v1::ALLOCATION_UNIT_PENCE;
  EXPECT_THAT(Keys(at_most({{kMinutes, 60}})), ElementsAre("HOUR"));
  EXPECT_THAT(Keys(at_most({{kMinutes, 1200}})), ElementsAre("HOUR", "NIGHT"));
  EXPECT_THAT(Keys(at_most({{kNights, 0}})), ElementsAre("HOUR"));
  EXPECT_THAT(Keys(at_most({{kNights, 1}})), ElementsAre("HOUR", "NIGHT"));
  EXPECT_THAT(Keys(at_most({{kPence, 999}})), ElementsAre("NIGHT"));
  EXPECT_THAT(Keys(at_most({{kPence, 999}, {kMinutes, 60}})), IsEmpty());
}

TEST_F(Search, GoesByProviderAndActivity) {
  const v1::Session mine = Offer("MINE", Soon(24));
  v1::Session theirs = SampleSession(AddActivity(SampleActivity(AddProvider("Other"))).name(), Soon(25));
  theirs.set_external_id("THEIRS");
  AddPublished(theirs);
  Offer("SISTER", Soon(26));
  EXPECT_THAT(Keys([&](auto& r) { r.set_provider(provider_); }), ElementsAre("MINE", "SISTER"));
  EXPECT_THAT(Keys([&](auto& r) { r.set_activity(mine.activity()); }), ElementsAre("MINE"));
  EXPECT_THAT(Keys([&](auto& r) { r.set_activity(kUnknownActivity); }), IsEmpty());
}

TEST_F(Search, LeavesOutWhatCannotBeBookedYetOrAnyMoreWhereAsked) {
  Offer("OPEN", Soon(24));
  Offer("NOT_YET", Soon(25), {}, [](v1::Session& s) { *s.mutable_booking_open_time() = wire::ToProto(Soon(10)); });
  Alter(Offer("NO_MORE", Soon(26)).name(), "booking_close_time = NOW(6) - INTERVAL 1 SECOND");
  EXPECT_THAT(Keys([](auto& r) { r.set_bookable_only(true); }), ElementsAre("OPEN"));
  const auto found = Find({});
  ASSERT_EQ(found->offers_size(), 3);
  EXPECT_TRUE(found->offers(0).bookable());
  EXPECT_FALSE(found->offers(1).bookable());
  EXPECT_FALSE(found->offers(2).bookable());
}

TEST_F(Search, HoldsToEveryCriterionAtOnce) {
  Offer("ALL", Soon(24));
  Offer("TOO_FAR", Soon(25),
        [](v1::Activity& a) { a.mutable_venue()->mutable_location()->set_latitude_degrees(53.5); });
  Offer("TOO_OLD", Soon(26), [](v1::Activity& a) { a.set_age_max_years(5); });
  const absl::CivilDay today = london::DayOf(absl::Now());
  EXPECT_THAT(Keys([&](auto& r) {
                r.mutable_center()->set_latitude_degrees(52.5862);
                r.mutable_center()->set_longitude_degrees(-2.1281);
                r.set_radius_metres(5'000);
                *r.mutable_date_of_birth() = wire::ToProto(absl::CivilDay(today.year() - 9, 1, 1));
                r.add_tiers(type::v1::TIER_TARGETED);
                r.mutable_support_ratio()->set_staff(1);
                r.mutable_support_ratio()->set_children(3);
                r.add_needs(type::v1::NEED_AUTISM);
                r.add_accessibility(type::v1::ACCESSIBILITY_FEATURE_HOIST);
                r.set_free_places_min(2);
                r.add_cost_max()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
                r.mutable_cost_max(0)->set_amount(180);
                r.set_provider(provider_);
                r.set_bookable_only(true);
              }),
              ElementsAre("ALL"));
}

TEST_F(Search, PagesThroughSessionsThatBeginTogetherWithoutLossOrRepeat) {
  const v1::Activity activity = AddActivity(SampleActivity(provider_));
  std::vector<std::string> all;
  for (int i = 0; i < 7; ++i) {
    v1::Session session = SampleSession(activity.name(), i < 5 ? Soon(24) : Soon(25));
    session.set_external_id(absl::StrCat("S", i));
    AddPublished(session);
    all.push_back(session.external_id());
  }
  for (const bool by_activity : {false, true}) {
    v1::SearchSessionsRequest request;
    request.set_page_size(2);
    if (by_activity) request.set_activity(activity.name());
    std::vector<std::string> seen;
    do {
      const auto page = Find(request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::SessionOffer& offer : page->offers()) seen.push_back(offer.session().external_id());
      request.set_page_token(page->next_page_token());
      // Sooner than everything: no page later shows it, and none is moved by it.
      AddPublished(SampleSession(AddActivity(SampleActivity(provider_)).name(), Soon(23)));
    } while (!request.page_token().empty());
    seen.erase(std::remove(seen.begin(), seen.end(), ""), seen.end());
    EXPECT_EQ(seen, all);
  }
}

TEST_F(Search, RefusesATokenOfAnotherSearch) {
  for (int i = 0; i < 2; ++i) Offer(absl::StrCat("S", i), Soon(24 + i));
  v1::SearchSessionsRequest request;
  request.set_page_size(1);
  request.set_page_token(Find(request)->next_page_token());
  EXPECT_TRUE(Find(request).ok());
  request.set_free_places_min(1);
  EXPECT_EQ(ReasonOf(Find(request)), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

// By EXPLAIN: the index gives the rows in their order, nothing is sorted.
TEST_F(Search, IsDrivenByTheIndexOfStartTimes) {
  Offer("S", Soon(24));
  errors::FieldErrors fields;
  for (const bool by_activity : {false, true}) {
    v1::SearchSessionsRequest request;
    request.mutable_center();
    request.set_radius_metres(1000);
    *request.mutable_date_of_birth() = wire::ToProto(absl::CivilDay(2018, 5, 3));
    if (by_activity) request.set_activity(kUnknownActivity);
    const SessionQuery query = ReadQuery(request, absl::Now(), fields);
    const Statement statement = SearchStatement(council_, query, {query.start_time, query.end_time, {}}, 51);
    auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_availability")).value();
    const auto plan = connection->Query("EXPLAIN " + statement.sql, statement.parameters);
    ASSERT_TRUE(plan.ok()) << plan.status();
    const mysql::Row& first = plan->front();
    EXPECT_EQ(first.Text(2), "s");
    EXPECT_EQ(first.Text(5), by_activity ? "sessions_by_activity" : "sessions_by_search");
    for (const mysql::Row& row : *plan) EXPECT_THAT(row.Text(9), testing::Not(testing::HasSubstr("filesort")));
  }
}

TEST_F(Search, TellsTheAvailabilityOfManySessionsInTheOrderAsked) {
  const v1::Session open = Offer("OPEN", Soon(24)), closed = Offer("CLOSED", Soon(25));
  const v1::Session draft = AddDraft(SampleSession(open.activity(), Soon(26)));
  Alter(open.name(), "places_taken = 6");
  ASSERT_TRUE(Close(closed.name()).ok());
  v1::BatchGetAvailabilityRequest request;
  for (const auto& name : {closed.name(), kUnknownSession, open.name(), draft.name(), open.name()}) {
    request.add_sessions(name);
  }
  const auto found = Run<v1::BatchGetAvailabilityResponse>("BatchGetAvailability", Officer(), request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->availability_size(), 5);
  EXPECT_EQ(found->availability(0).state(), v1::SESSION_STATE_CLOSED);
  EXPECT_FALSE(found->availability(0).bookable());
  EXPECT_EQ(found->availability(1).session(), kUnknownSession);
  EXPECT_FALSE(found->availability(1).found());
  EXPECT_EQ(found->availability(2).free_places(), 2);
  EXPECT_TRUE(found->availability(2).bookable());
  EXPECT_FALSE(found->availability(3).found());
  EXPECT_EQ(found->availability(4).SerializeAsString(), found->availability(2).SerializeAsString());
  EXPECT_FALSE(Run<v1::BatchGetAvailabilityResponse>("BatchGetAvailability", OtherCouncilsOfficer(), request)
                   ->availability(2)
                   .found());
}

TEST_F(Search, AsksAfterOneToTwoHundredSessions) {
  v1::BatchGetAvailabilityRequest request;
  const auto ask = [&] {
    return ReasonOf(Run<v1::BatchGetAvailabilityResponse>("BatchGetAvailability", Family(), request));
  };
  EXPECT_EQ(ask(), type::v1::ERROR_REASON_INVALID_REQUEST);
  for (int i = 0; i < 200; ++i) request.add_sessions(kUnknownSession);
  EXPECT_EQ(ask(), type::v1::ERROR_REASON_UNSPECIFIED);
  request.add_sessions(kUnknownSession);
  EXPECT_EQ(ask(), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.clear_sessions();
  request.add_sessions("sessions/1");
  EXPECT_EQ(ask(), type::v1::ERROR_REASON_INVALID_REQUEST);
}

}  // namespace
}  // namespace shortbreaks::availability
