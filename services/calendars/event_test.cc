#include "calendars/event.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calendars/fetch_limits.h"
#include "calendars/secret.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::calendars {
namespace {

using namespace bookings::v1;  // the states
using testing::HasSubstr;
using testing::Not;

Session SomeSession() {
  return {.session_id = std::string(16, 's'),
          .start = absl::UnixEpoch() + absl::Hours(500'000),
          .end = absl::UnixEpoch() + absl::Hours(500'003),
          .state = availability::v1::SESSION_STATE_PUBLISHED,
          .places = 8,
          .places_taken = 6,
          .details_version = 3,
          .title = "Hoist and Hydrotherapy",
          .venue_name = "Autism Centre",
          .venue_address = "1 Sample Street",
          .venue_postcode = "WV1 1SH",
          .provider_name = "Epilepsy Friends"};
}

FamilyPlace PlaceIn(BookingState state) {
  return {.booking_id = std::string(16, 'b'),
          .state = state,
          .version = 2,
          .update_time = absl::UnixEpoch() + absl::Hours(499'000),
          .session = SomeSession()};
}

constexpr char kDomain[] = "breaks.example.org";

std::string AllOf(const Event& event) {
  return absl::StrCat(event.summary, "|", event.location, "|", event.description);
}

TEST(FamilyEvent, TellsNothingOfANeedUnlessTitlesAreAskedFor) {
  for (int state = BookingState_MIN + 1; state <= BookingState_MAX; ++state) {
    const Event event = EventOf(PlaceIn(static_cast<BookingState>(state)), false, kDomain);
    for (const char* telling : {"Hoist", "Autism", "Epilepsy", "need", "meet", "attend", "come"}) {
      EXPECT_THAT(AllOf(event), Not(HasSubstr(telling))) << state;
    }
    EXPECT_THAT(event.summary, HasSubstr("Short break"));
    EXPECT_EQ(event.location, "1 Sample Street, WV1 1SH");
  }
}

TEST(FamilyEvent, HasTitleVenueAndProviderWhereTheFamilyAskedForThem) {
  const Event event = EventOf(PlaceIn(BOOKING_STATE_CONFIRMED), true, kDomain);
  EXPECT_EQ(event.summary, "Short break: Hoist and Hydrotherapy");
  EXPECT_EQ(event.location, "Autism Centre, 1 Sample Street, WV1 1SH");
  EXPECT_EQ(event.description, "Booked. Run by Epilepsy Friends.");
}

TEST(FamilyEvent, HasAStatusForEveryStateOfABooking) {
  const auto status = [](BookingState state) { return EventOf(PlaceIn(state), false, kDomain).status; };
  for (const BookingState state : {BOOKING_STATE_HELD, BOOKING_STATE_OFFERED, BOOKING_STATE_REQUESTED}) {
    EXPECT_EQ(status(state), Status::kTentative) << state;
  }
  for (const BookingState state : {BOOKING_STATE_CONFIRMED, BOOKING_STATE_ATTENDED, BOOKING_STATE_PART_ATTENDED,
                                   BOOKING_STATE_NO_SHOW, BOOKING_STATE_ABSENT_WITH_NOTICE}) {
    EXPECT_EQ(status(state), Status::kConfirmed) << state;
  }
  for (const BookingState state :
       {BOOKING_STATE_RELEASED, BOOKING_STATE_EXPIRED, BOOKING_STATE_CANCELLED_IN_TIME, BOOKING_STATE_CANCELLED_LATE,
        BOOKING_STATE_CANCELLED_BY_PROVIDER, BOOKING_STATE_CANNOT_MEET}) {
    EXPECT_EQ(status(state), Status::kCancelled) << state;
    EXPECT_THAT(EventOf(PlaceIn(state), false, kDomain).summary, testing::StartsWith("Cancelled: "));
  }
}

// Before the sweeper has ended the bookings.
TEST(FamilyEvent, OfASessionCalledOffIsCancelledAtOnce) {
  FamilyPlace place = PlaceIn(BOOKING_STATE_CONFIRMED);
  place.session.state = availability::v1::SESSION_STATE_CANCELLED;
  const Event event = EventOf(place, false, kDomain);
  EXPECT_EQ(event.status, Status::kCancelled);
  EXPECT_EQ(event.description, "Called off by the provider.");
}

TEST(FamilyEvent, KeepsItsIdAndItsSequenceRisesWithEveryChange) {
  FamilyPlace place = PlaceIn(BOOKING_STATE_HELD);
  const Event before = EventOf(place, false, kDomain);
  ++place.version;
  place.state = BOOKING_STATE_CONFIRMED;
  const Event confirmed = EventOf(place, false, kDomain);
  ++place.session.details_version;
  place.session.start += absl::Hours(1);
  const Event moved = EventOf(place, false, kDomain);
  EXPECT_LT(before.sequence, confirmed.sequence);
  EXPECT_LT(confirmed.sequence, moved.sequence);
  EXPECT_EQ(before.uid, moved.uid);
  EXPECT_THAT(moved.uid, testing::EndsWith("@breaks.example.org"));
}

TEST(ProviderEvent, CountsPlacesAndNamesNobody) {
  const Event event = EventOf(ProviderSession{.session = SomeSession(), .bookings_version = 9}, kDomain);
  EXPECT_EQ(event.summary, "Hoist and Hydrotherapy (6 of 8 places)");
  EXPECT_EQ(event.description, "6 of 8 places");
  EXPECT_EQ(event.sequence, 12);
  EXPECT_EQ(event.status, Status::kConfirmed);
}

TEST(ProviderEvent, IsMarkedWhenCalledOff) {
  ProviderSession session{.session = SomeSession()};
  session.session.state = availability::v1::SESSION_STATE_CANCELLED;
  const Event event = EventOf(session, kDomain);
  EXPECT_EQ(event.summary, "Cancelled: Hoist and Hydrotherapy");
  EXPECT_EQ(event.status, Status::kCancelled);
}

TEST(Secret, Is256BitsThatNobodyHadBefore) {
  const std::string one = NewSecret(), other = NewSecret();
  EXPECT_NE(one, other);
  EXPECT_TRUE(LooksLikeSecret(one)) << one;
  EXPECT_EQ(HashOfSecret(one).size(), 32u);
  EXPECT_NE(HashOfSecret(one), HashOfSecret(other));
}

TEST(Secret, IsNothingElse) {
  const std::string secret = NewSecret();
  for (const std::string& text : {std::string(), secret.substr(1), secret + "A", std::string(42, 'A') + "/",
                                  std::string(42, 'A') + "=", std::string(43, '\0'), std::string(42, 'A') + "%"}) {
    EXPECT_FALSE(LooksLikeSecret(text)) << text;
  }
}

TEST(FetchLimits, AllInASecondAndOneInAMinute) {
  FetchLimits limits(3, 2);
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.MayFetch(now));
  EXPECT_FALSE(limits.MayFetch(now + absl::Milliseconds(999)));
  EXPECT_TRUE(limits.MayFetch(now + absl::Seconds(1)));
  EXPECT_TRUE(limits.MayFetch("one", now));
  EXPECT_TRUE(limits.MayFetch("one", now));
  EXPECT_FALSE(limits.MayFetch("one", now + absl::Seconds(59)));
  EXPECT_TRUE(limits.MayFetch("other", now)) << "one that is read too often keeps nobody from theirs";
  EXPECT_TRUE(limits.MayFetch("one", now + absl::Seconds(60)));
}

}  // namespace
}  // namespace shortbreaks::calendars
