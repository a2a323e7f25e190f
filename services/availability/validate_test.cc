#include "availability/validate.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "availability/samples.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::FieldErrors;
using testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 24, 9, 0, 0), absl::UTCTimeZone());

// The one wrong field that `change` makes in a good message, or "" where it stays good.
std::string WrongIn(const FieldErrors& fields) {
  if (fields.empty()) return "";
  const absl::Status status = fields.ToStatus();
  EXPECT_EQ(errors::ReasonOf(status), type::v1::ERROR_REASON_INVALID_REQUEST);
  return absl::StrCat(fields.size(), ": ", std::string(status.message()));
}
std::string WrongActivity(const std::function<void(v1::Activity&)>& change) {
  v1::Activity activity = SampleActivity();
  change(activity);
  FieldErrors fields;
  ReadActivity("activity.", activity, fields);
  return WrongIn(fields);
}
std::string WrongSession(const std::function<void(v1::Session&)>& change) {
  v1::Session session = SampleSession("", kNow + absl::Hours(24));
  change(session);
  FieldErrors fields;
  ReadSession("session.", session, fields);
  return WrongIn(fields);
}
std::string WrongSearch(const std::function<void(v1::SearchSessionsRequest&)>& change) {
  v1::SearchSessionsRequest request;
  change(request);
  FieldErrors fields;
  ReadQuery(request, kNow, fields);
  return WrongIn(fields);
}
testing::Matcher<std::string> OnlyWrong(const std::string& field) {
  return testing::AllOf(testing::StartsWith("1: "), HasSubstr(field));
}

TEST(Activity, GoesThroughTheStoreFormAndBackUnchanged) {
  v1::Activity activity = SampleActivity("", "K1");
  FieldErrors fields;
  ActivityRecord record = ReadActivity("", activity, fields);
  EXPECT_TRUE(fields.empty());
  record.id = record.provider_id = ids::NewUuid();
  v1::Activity back = ToProto(record);
  EXPECT_EQ(back.etag(), "1");
  back.clear_name();
  back.clear_provider();
  back.clear_etag();
  EXPECT_EQ(back.SerializeAsString(), activity.SerializeAsString());
}

TEST(Activity, NamesEveryWrongFieldAtOnce) {
  FieldErrors fields;
  ReadActivity("activity.", v1::Activity(), fields);
  // title, tier, ratio (two), venue's name, address, postcode and location.
  EXPECT_EQ(fields.size(), 8u);
}

TEST(Activity, CountsLengthsInCharactersAndNotInBytes) {
  std::string title;
  for (int i = 0; i < 200; ++i) title += "é";
  EXPECT_EQ(WrongActivity([&](v1::Activity& a) { a.set_title(title); }), "");
  EXPECT_THAT(WrongActivity([&](v1::Activity& a) { a.set_title(title + "é"); }), OnlyWrong("activity.title"));
}

TEST(Activity, RefusesTextThatIsBlankBrokenOrHoldsControlCharacters) {
  for (const std::string& text : {std::string("  "), std::string("\xC3"), std::string("\xC0\x80"), std::string("a\x01"),
                                  std::string("a\nb"), std::string(1, '\0')}) {
    EXPECT_THAT(WrongActivity([&](v1::Activity& a) { a.set_title(text); }), OnlyWrong("activity.title"));
  }
  EXPECT_THAT(WrongActivity([](v1::Activity& a) { a.set_summary(std::string(4001, 'a')); }),
              OnlyWrong("activity.summary"));
  EXPECT_THAT(WrongActivity([](v1::Activity& a) { a.set_title(std::string(64 << 10, 'a')); }),
              OnlyWrong("activity.title"));
}

TEST(Activity, SaysByWhenTheProviderAnswersOrLeavesItOut) {
  const auto hours = [](bool needs_match, int32_t given) {
    v1::Activity activity = SampleActivity("providers/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
    activity.set_needs_match(needs_match);
    activity.set_needs_match_hours(given);
    errors::FieldErrors fields;
    const int64_t read = ReadActivity("activity.", activity, fields).needs_match_hours;
    return fields.empty() ? read : -1;
  };
  EXPECT_EQ(hours(false, 0), 0);
  EXPECT_EQ(hours(true, 0), 72);
  EXPECT_EQ(hours(true, 336), 336);
  EXPECT_EQ(hours(true, 337), -1);
  EXPECT_EQ(hours(true, -1), -1);
  EXPECT_EQ(hours(false, 24), -1);
}

TEST(Activity, HasBoundsOnEveryNumber) {
  const auto wrong = [](const std::function<void(v1::Activity&)>& change, const char* field) {
    EXPECT_THAT(WrongActivity(change), OnlyWrong(field));
  };
  wrong([](v1::Activity& a) { a.set_tier(static_cast<type::v1::Tier>(9)); }, "tier");
  wrong([](v1::Activity& a) { a.set_age_min_years(-1); }, "age_min_years");
  wrong([](v1::Activity& a) { a.set_age_max_years(26); }, "age_max_years");
  wrong([](v1::Activity& a) { a.set_age_min_years(12); }, "age_max_years");
  wrong([](v1::Activity& a) { a.mutable_highest_support_ratio()->set_staff(5); }, "highest_support_ratio.staff");
  wrong([](v1::Activity& a) { a.mutable_highest_support_ratio()->set_children(21); }, "highest_support_ratio.children");
  wrong([](v1::Activity& a) { a.add_needs_met(type::v1::NEED_UNSPECIFIED); }, "needs_met[2]");
  wrong([](v1::Activity& a) { a.add_needs_met(static_cast<type::v1::Need>(99)); }, "needs_met[2]");
  wrong([](v1::Activity& a) { a.set_notice_hours(8761); }, "notice_hours");
  wrong([](v1::Activity& a) { a.set_waiting_order(static_cast<v1::WaitingOrder>(9)); }, "waiting_order");
  wrong([](v1::Activity& a) { a.set_price_pence(1'000'001); }, "price_pence");
  wrong([](v1::Activity& a) { a.set_price_pence(-1); }, "price_pence");
  const auto location = [](double latitude, double longitude) {
    return [=](v1::Activity& a) {
      a.mutable_venue()->mutable_location()->set_latitude_degrees(latitude);
      a.mutable_venue()->mutable_location()->set_longitude_degrees(longitude);
    };
  };
  wrong(location(90.1, 0), "location.latitude_degrees");
  wrong(location(std::numeric_limits<double>::quiet_NaN(), 0), "location.latitude_degrees");
  wrong(location(0, -180.1), "location.longitude_degrees");
}

TEST(ExternalId, IsPrintableAsciiOfAtMost64Characters) {
  const auto with = [](const std::string& id) {
    return WrongActivity([&](v1::Activity& a) { a.set_external_id(id); });
  };
  EXPECT_EQ(with("club/2026 #1"), "");
  EXPECT_EQ(with(std::string(64, 'k')), "");
  for (const std::string& id : {std::string(65, 'k'), std::string("ké"), std::string("k "), std::string("k\n1")}) {
    EXPECT_THAT(with(id), OnlyWrong("activity.external_id"));
  }
}

TEST(Postcode, IsWrittenAsThePostOfficeDoes) {
  EXPECT_EQ(Postcode("wv11sh"), "WV1 1SH");
  EXPECT_EQ(Postcode("WV10 9AB"), "WV10 9AB");
  EXPECT_EQ(Postcode("M1 1AE"), "M1 1AE");
  EXPECT_EQ(Postcode("EC1A 1BB"), "EC1A 1BB");
  EXPECT_EQ(Postcode("W1A 0AX"), "W1A 0AX");
}

TEST(Postcode, IsRefusedInAnyOtherShape) {
  for (const char* text : {"", "WV1", "WV1 1S", "1WV 1SH", "WVX 1SH", "WV1 SSH", "WV1 1SHX", "WV123 1SH", "ABC1 1SH",
                           "WV1-1SH", "W\xC3\xA9 1SH", "WV1  1SH   "}) {
    EXPECT_EQ(Postcode(text), std::nullopt) << text;
  }
}

TEST(Session, ChargesWhatItsTimesSay) {
  FieldErrors fields;
  const SessionRecord record = ReadSession("", SampleSession("", kNow, absl::Hours(20)), fields);
  EXPECT_TRUE(fields.empty());
  EXPECT_EQ(record.charge_minutes, 1200);
  EXPECT_EQ(record.charge_nights, 1);
  EXPECT_EQ(record.booking_open_time, kOpenAtOnce);
  EXPECT_EQ(record.booking_close_time, kNow);
  EXPECT_FALSE(ToProto(record).has_booking_open_time());
}

TEST(Session, HasTimesInOrderWithinBounds) {
  const auto at = [](absl::Time time) { return wire::ToProto(time); };
  const absl::Time start = kNow + absl::Hours(24);
  EXPECT_THAT(WrongSession([&](v1::Session& s) { s.clear_start_time(); }), OnlyWrong("session.start_time"));
  EXPECT_THAT(WrongSession([&](v1::Session& s) { *s.mutable_end_time() = at(start); }), OnlyWrong("session.end_time"));
  EXPECT_EQ(WrongSession([&](v1::Session& s) { *s.mutable_end_time() = at(start + absl::Hours(24 * 31)); }), "");
  EXPECT_THAT(WrongSession(
                  [&](v1::Session& s) { *s.mutable_end_time() = at(start + absl::Hours(24 * 31) + absl::Seconds(1)); }),
              OnlyWrong("session.end_time"));
  EXPECT_THAT(WrongSession([](v1::Session& s) { s.mutable_start_time()->set_seconds(1LL << 60); }),
              OnlyWrong("session.start_time"));
  EXPECT_THAT(WrongSession([](v1::Session& s) { s.mutable_start_time()->set_nanos(-1); }),
              OnlyWrong("session.start_time"));
  EXPECT_THAT(WrongSession([&](v1::Session& s) { *s.mutable_booking_close_time() = at(start + absl::Seconds(1)); }),
              OnlyWrong("session.booking_close_time"));
  EXPECT_THAT(WrongSession([&](v1::Session& s) { *s.mutable_booking_open_time() = at(start + absl::Seconds(1)); }),
              OnlyWrong("session.booking_open_time"));
  EXPECT_THAT(WrongSession([](v1::Session& s) { s.set_places(1001); }), OnlyWrong("session.places"));
  EXPECT_THAT(WrongSession([](v1::Session& s) { s.set_places(-1); }), OnlyWrong("session.places"));
}

TEST(Search, LooksFromNowForNinetyTwoDaysWhereNothingIsSaid) {
  FieldErrors fields;
  v1::SearchSessionsRequest request;
  *request.mutable_start_time() = wire::ToProto(kNow - absl::Hours(100));
  const SessionQuery query = ReadQuery(request, kNow, fields);
  EXPECT_EQ(query.start_time, kNow);
  EXPECT_EQ(query.end_time, kNow + absl::Hours(24 * 92));
}

TEST(Search, RefusesWhatItCannotMean) {
  const auto at = [](absl::Time time) { return wire::ToProto(time); };
  EXPECT_THAT(WrongSearch([&](auto& r) { *r.mutable_end_time() = at(kNow + absl::Hours(24 * 401)); }),
              OnlyWrong("end_time"));
  EXPECT_THAT(WrongSearch([&](auto& r) {
                *r.mutable_start_time() = at(kNow + absl::Hours(2));
                *r.mutable_end_time() = at(kNow + absl::Hours(1));
              }),
              OnlyWrong("end_time"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.mutable_center(); }), OnlyWrong("radius_metres"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_radius_metres(5); }), OnlyWrong("center"));
  EXPECT_THAT(WrongSearch([](auto& r) {
                r.mutable_center();
                r.set_radius_metres(200'001);
              }),
              OnlyWrong("radius_metres"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.mutable_date_of_birth()->set_year(2020); }), OnlyWrong("date_of_birth"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.add_tiers(type::v1::TIER_UNSPECIFIED); }), OnlyWrong("tiers[0]"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_free_places_min(-1); }), OnlyWrong("free_places_min"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.add_days(type::v1::DAY_OF_WEEK_UNSPECIFIED); }), OnlyWrong("days[0]"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_earliest_start_minutes(1'440); }), OnlyWrong("earliest_start_minutes"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_earliest_start_minutes(-1); }), OnlyWrong("earliest_start_minutes"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_latest_end_minutes(1'441); }), OnlyWrong("latest_end_minutes"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_latest_end_minutes(0); }), OnlyWrong("latest_end_minutes"));
  EXPECT_THAT(WrongSearch([](auto& r) {
                r.set_earliest_start_minutes(600);
                r.set_latest_end_minutes(600);
              }),
              OnlyWrong("latest_end_minutes"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_programme("sessions/x"); }), OnlyWrong("programme"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.set_provider("activities/x"); }), OnlyWrong("provider"));
  EXPECT_THAT(WrongSearch([](auto& r) { r.add_cost_max()->set_unit(type::v1::ALLOCATION_UNIT_SESSIONS); }),
              OnlyWrong("cost_max[0].unit"));
  EXPECT_THAT(WrongSearch([](auto& r) {
                r.add_cost_max()->set_unit(type::v1::ALLOCATION_UNIT_PENCE);
                r.add_cost_max()->set_unit(type::v1::ALLOCATION_UNIT_PENCE);
              }),
              OnlyWrong("cost_max[1].unit"));
}

}  // namespace
}  // namespace shortbreaks::availability
