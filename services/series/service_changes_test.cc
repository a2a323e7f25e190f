// Changes of one session, of later ones and of all; the end of a series.
#include <thread>

#include "series/service_test.h"

namespace shortbreaks::series {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SeriesChanges : public SeriesTest {
 protected:
  SeriesChanges() {
    const auto made = Create(Weekly(AddActivity().name()), Officer());
    EXPECT_TRUE(made.ok()) << made.status();
    series_ = made->series();
    for (const v1::SeriesDate& date : made->dates()) sessions_.push_back(date.session());
  }

  static void StartAtTwo(v1::Series& series) {
    series.mutable_pattern()->set_start_minutes(840);
    series.mutable_pattern()->set_end_minutes(1020);
  }
  void Root(std::string_view sql, const mysql::Parameters& parameters) {
    const auto done = support::SharedMysql().AsRoot(sql, parameters);
    ASSERT_TRUE(done.ok()) << done.status();
  }
  v1::Session SessionOf(const std::string& name) { return Get(name, Officer())->session(); }
  absl::Time StartOf(const std::string& name) { return wire::FromProto(SessionOf(name).start_time()); }

  v1::Series series_;
  std::vector<std::string> sessions_;
};

TEST_F(SeriesChanges, OfAllMovesThemTogether) {
  StartAtTwo(series_);
  const auto updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->changed(), SizeIs(4));
  EXPECT_EQ(StartOf(sessions_[3]), At(Saturday(3), 840));
  EXPECT_EQ(updated->series().etag(), "2");
  EXPECT_EQ(ReasonOf(Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL))), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(SeriesChanges, AMovedSessionKeepsItsRoomOnlyWhereTheRoomIsFree) {
  const ids::Uuid venue = ids::NewUuid(), room = ids::NewUuid();
  Root(
      "INSERT INTO venues (council_id, venue_id, display_name, address, postcode, latitude_degrees, longitude_degrees) "
      "VALUES (?, ?, 'Hall', 'Road', 'WV1 1AA', 52.5, -2.1)",
      {council_, mysql::Bytes{venue}});
  Root("INSERT INTO rooms (council_id, room_id, venue_id, display_name) VALUES (?, ?, ?, 'Main room')",
       {council_, mysql::Bytes{room}, mysql::Bytes{venue}});
  const auto take = [&](const std::string& session) {
    Root("UPDATE sessions SET room_id = ? WHERE council_id = ? AND session_id = ?",
         {mysql::Bytes{room}, council_, mysql::Bytes{*ids::IdOf("sessions", session)}});
  };
  v1::Series afternoons = Weekly(series_.activity());
  StartAtTwo(afternoons);
  const auto other = Create(afternoons, Officer());
  ASSERT_TRUE(other.ok()) << other.status();
  take(sessions_[2]);
  take(other->dates(2).session());
  StartAtTwo(series_);
  const auto refused = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_ROOM_TAKEN);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "session"), other->dates(2).session());
  EXPECT_EQ(StartOf(sessions_[0]), At(Saturday(0), 600)) << "nothing was changed";
  series_.mutable_pattern()->set_start_minutes(1020);
  series_.mutable_pattern()->set_end_minutes(1140);
  EXPECT_TRUE(Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL)).ok()) << "it is free in the evening";
}

TEST_F(SeriesChanges, NobodyIsMovedIntoTwoSessionsAtOneTime) {
  const ids::Uuid staff = ids::NewUuid();
  Root(
      "INSERT INTO staff_members (council_id, staff_id, provider_id, display_name) SELECT council_id, ?, provider_id, "
      "'A. Example' FROM activities WHERE council_id = ? LIMIT 1",
      {mysql::Bytes{staff}, council_});
  const auto work = [&](const std::string& session) {
    Root("INSERT INTO shifts (council_id, session_id, staff_id) VALUES (?, ?, ?)",
         {council_, mysql::Bytes{*ids::IdOf("sessions", session)}, mysql::Bytes{staff}});
  };
  v1::Series afternoons = Weekly(series_.activity());
  StartAtTwo(afternoons);
  const auto other = Create(afternoons, Officer());
  ASSERT_TRUE(other.ok()) << other.status();
  work(sessions_[2]);
  work(other->dates(2).session());
  StartAtTwo(series_);
  EXPECT_EQ(ReasonOf(Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL))), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(StartOf(sessions_[2]), At(Saturday(2), 600)) << "nothing was changed";
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_THIS);
  request.set_session(sessions_[1]);
  const auto one = Update(request);
  EXPECT_TRUE(one.ok()) << one.status();
}

TEST_F(SeriesChanges, ABookedFamilyIsNotMovedUnlessTheCallerSaysWhatBecomesOfIt) {
  Book(sessions_[1]);
  StartAtTwo(series_);
  const auto refused = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_SESSIONS_BOOKED);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "sessions"), sessions_[1]);
  EXPECT_EQ(StartOf(sessions_[0]), At(Saturday(0), 600)) << "nothing was changed";
  EXPECT_EQ(Read(series_.name()).series().etag(), "1");
}

TEST_F(SeriesChanges, LeftSessionsStayAsTheyWereAndStandAlone) {
  Book(sessions_[1]);
  StartAtTwo(series_);
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_ALL);
  request.set_booked(v1::BOOKED_SESSIONS_LEAVE);
  const auto updated = Update(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->left(), ElementsAre(sessions_[1]));
  EXPECT_EQ(StartOf(sessions_[1]), At(Saturday(1), 600));
  EXPECT_EQ(StartOf(sessions_[2]), At(Saturday(2), 840));
  EXPECT_TRUE(Read(series_.name()).sessions(1).detached());
}

TEST_F(SeriesChanges, CalledOffSessionsGiveWayToOthersAtTheNewTime) {
  Book(sessions_[1], 2);
  StartAtTwo(series_);
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_ALL);
  request.set_booked(v1::BOOKED_SESSIONS_CALL_OFF);
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_INVALID_REQUEST) << "families are told why";
  request.set_reason("The hall is only free in the afternoon.");
  const auto updated = Update(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->called_off(), ElementsAre(sessions_[1]));
  EXPECT_EQ(SessionOf(sessions_[1]).state(), v1::SESSION_STATE_CANCELLED);
  EXPECT_EQ(SessionOf(sessions_[1]).cancel_reason(), "The hall is only free in the afternoon.");
  ASSERT_THAT(updated->dates(), SizeIs(1));
  EXPECT_EQ(StartOf(updated->dates(0).session()), At(Saturday(1), 840));
  EXPECT_THAT(Events(), testing::Contains("session.cancelled"));
}

TEST_F(SeriesChanges, OfPlacesBelowThoseTakenKeepEveryBooking) {
  Book(sessions_[1], 8);
  series_.mutable_pattern()->set_places(5);
  const auto updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(SessionOf(sessions_[1]).places(), 5);
  EXPECT_EQ(SessionOf(sessions_[1]).places_taken(), 8);
  EXPECT_EQ(Number("SELECT SUM(places_over) FROM sessions WHERE council_id = ?"), 3);
}

TEST_F(SeriesChanges, OfStaffBelowThoseTakenKeepEveryBooking) {
  series_.mutable_pattern()->set_staff(3);
  auto updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  Alter(sessions_[0], "places_taken = 3, staff_shares_taken = 3 * 232792560");
  series_ = updated->series();
  series_.mutable_pattern()->set_staff(1);
  updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(Number("SELECT SUM(staff_shares_over) FROM sessions WHERE council_id = ?"), 2 * 232792560);
  series_ = updated->series();
  series_.mutable_pattern()->clear_staff();
  ASSERT_TRUE(Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL)).ok());
  EXPECT_EQ(Number("SELECT SUM(staff_shares_over) FROM sessions WHERE council_id = ?"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM sessions WHERE council_id = ? AND staff IS NOT NULL"), 0);
}

TEST_F(SeriesChanges, OfRatioCapsReplaceThem) {
  v1::RatioCap& cap = *series_.mutable_pattern()->add_ratio_caps();
  cap.mutable_support_ratio()->set_staff(1);
  cap.mutable_support_ratio()->set_children(1);
  cap.set_children_max(2);
  Book(sessions_[1]);
  auto updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(CountOf("session_ratio_caps"), 3) << "not where families are booked";
  series_ = updated->series();
  series_.mutable_pattern()->clear_ratio_caps();
  ASSERT_TRUE(Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL)).ok());
  EXPECT_EQ(CountOf("session_ratio_caps"), 0);
}

TEST_F(SeriesChanges, OfOneSessionDetachItFromChangesOfAll) {
  v1::Series one = series_;
  one.mutable_pattern()->set_places(3);
  auto request = UpdateOf(one, v1::SERIES_SCOPE_THIS);
  request.set_session(sessions_[2]);
  *request.mutable_to_day() = wire::ToProto(Saturday(2) + 1);
  auto updated = Update(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->changed(), ElementsAre(sessions_[2]));
  EXPECT_EQ(StartOf(sessions_[2]), At(Saturday(2) + 1, 600));
  EXPECT_EQ(updated->series().pattern().places(), 8) << "the series is as it was";
  StartAtTwo(series_);
  updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->changed(), SizeIs(3));
  EXPECT_THAT(updated->dates(), IsEmpty()) << "its own day is not filled again";
  EXPECT_EQ(StartOf(sessions_[2]), At(Saturday(2) + 1, 600));
  auto with_all = UpdateOf(updated->series(), v1::SERIES_SCOPE_ALL);
  with_all.set_include_detached(true);
  updated = Update(with_all);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(StartOf(sessions_[2]), At(Saturday(2), 840));
  EXPECT_EQ(SessionOf(sessions_[2]).places(), 8);
}

TEST_F(SeriesChanges, OfOneBookedSessionPutAnotherInItsPlaceWhereItIsTold) {
  Book(sessions_[2]);
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_THIS);
  request.set_session(sessions_[2]);
  *request.mutable_to_day() = wire::ToProto(Saturday(2) + 1);
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_SESSIONS_BOOKED);
  request.set_booked(v1::BOOKED_SESSIONS_CALL_OFF);
  request.set_reason("The hall is taken on Saturday.");
  const auto updated = Update(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->called_off(), ElementsAre(sessions_[2]));
  ASSERT_THAT(updated->dates(), SizeIs(1));
  EXPECT_EQ(wire::FromProto(updated->dates(0).day()), Saturday(2) + 1);
  EXPECT_EQ(StartOf(updated->dates(0).session()), At(Saturday(2) + 1, 600));
}

TEST_F(SeriesChanges, OfOneSessionAreRefusedWhereTheyCannotBe) {
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_THIS);
  request.set_session(AddPublished().name());
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_INVALID_REQUEST) << "of no series";
  request.set_session(sessions_[0]);
  *request.mutable_to_day() = wire::ToProto(Saturday() + 2);
  ASSERT_TRUE(SetDays(Officer(), {Closed(Saturday() + 2)}).ok());
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_CLOSED_DAY);
  *request.mutable_to_day() = wire::ToProto(Saturday() - 60);
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_INVALID_REQUEST) << "past";
  request.clear_to_day();
  request.mutable_series()->mutable_recurrence()->set_rule("FREQ=WEEKLY;BYDAY=SU;COUNT=2");
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_INVALID_REQUEST) << "another rule";
  *request.mutable_series() = series_;
  ASSERT_TRUE(Cancel(sessions_[1]).ok());
  request.set_session(sessions_[1]);
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_SESSION_CANCELLED);
  Start(sessions_[0]);
  request.set_session(sessions_[0]);
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_SESSION_STARTED);
}

TEST_F(SeriesChanges, OfLaterOnesSplitTheSeries) {
  v1::Series later = series_;
  StartAtTwo(later);
  auto request = UpdateOf(later, v1::SERIES_SCOPE_THIS_AND_LATER);
  *request.mutable_from_day() = wire::ToProto(Saturday(2));
  const auto updated = Update(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->changed(), ElementsAre(sessions_[2], sessions_[3]));
  EXPECT_NE(updated->series().name(), series_.name());
  EXPECT_EQ(StartOf(sessions_[1]), At(Saturday(1), 600));
  EXPECT_EQ(StartOf(sessions_[2]), At(Saturday(2), 840));
  EXPECT_EQ(SessionOf(sessions_[2]).series(), updated->series().name());
  const auto earlier = Read(series_.name());
  EXPECT_THAT(earlier.sessions(), SizeIs(2));
  EXPECT_EQ(wire::FromProto(earlier.series().to_day()), Saturday(2) - 1);
  // Each is a series of its own from now on, and makes no day of the other's.
  v1::Series again = earlier.series();
  again.mutable_pattern()->set_start_minutes(660);
  const auto first = Update(UpdateOf(again, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->changed(), ElementsAre(sessions_[0], sessions_[1]));
  EXPECT_THAT(first->dates(), IsEmpty());
  EXPECT_EQ(CountOf("sessions"), 4);
}

TEST_F(SeriesChanges, OfLaterOnesFromTheFirstDayAreOfAll) {
  StartAtTwo(series_);
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_THIS_AND_LATER);
  *request.mutable_from_day() = wire::ToProto(Saturday());
  const auto updated = Update(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->series().name(), series_.name());
  EXPECT_EQ(CountOf("series"), 1);
  *request.mutable_from_day() = wire::ToProto(Saturday() - 60);
  request.mutable_series()->set_etag(updated->series().etag());
  request.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_INVALID_REQUEST) << "the past stays as it was";
}

TEST_F(SeriesChanges, OfTheRuleMakeAndCallOffSessions) {
  series_.mutable_recurrence()->set_rule("FREQ=WEEKLY;BYDAY=SA,SU;COUNT=4");
  const auto preview_request = [&] {
    auto request = UpdateOf(series_, v1::SERIES_SCOPE_ALL);
    request.set_validate_only(true);
    return request;
  }();
  const auto preview = Update(preview_request);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_THAT(preview->called_off(), ElementsAre(sessions_[2], sessions_[3]));
  EXPECT_EQ(CountOf("sessions"), 4);
  EXPECT_EQ(SessionOf(sessions_[2]).state(), v1::SESSION_STATE_PUBLISHED);
  const auto updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  ASSERT_THAT(updated->dates(), SizeIs(2));
  EXPECT_EQ(StartOf(updated->dates(1).session()), At(Saturday(1) + 1, 600));
  EXPECT_EQ(SessionOf(sessions_[2]).state(), v1::SESSION_STATE_CANCELLED);
  // And back: the Saturdays are made anew.
  v1::Series back = updated->series();
  back.mutable_recurrence()->set_rule("FREQ=WEEKLY;BYDAY=SA;COUNT=4");
  const auto again = Update(UpdateOf(back, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->dates(), SizeIs(2));
}

TEST_F(SeriesChanges, NothingIsFilledAgainThatTheProviderCalledOff) {
  ASSERT_TRUE(Cancel(sessions_[1]).ok());
  StartAtTwo(series_);
  const auto updated = Update(UpdateOf(series_, v1::SERIES_SCOPE_ALL));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_THAT(updated->changed(), SizeIs(3));
  EXPECT_THAT(updated->dates(), IsEmpty());
}

TEST_F(SeriesChanges, TheScopeIsAlwaysSaid) {
  EXPECT_EQ(ReasonOf(Update(UpdateOf(series_, v1::SERIES_SCOPE_UNSPECIFIED))), type::v1::ERROR_REASON_INVALID_REQUEST);
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_ALL);
  request.mutable_series()->set_activity(availability::kUnknownActivity);
  EXPECT_EQ(ReasonOf(Update(request)), type::v1::ERROR_REASON_INVALID_REQUEST) << "the activity never changes";
}

TEST_F(SeriesChanges, AnEndCallsOffWhatFollows) {
  auto request = WithId<v1::EndSeriesRequest>();
  request.set_name(series_.name());
  *request.mutable_from_day() = wire::ToProto(Saturday(1));
  request.set_reason("The club has closed.");
  Book(sessions_[2]);
  EXPECT_EQ(ReasonOf(Call<v1::EndSeriesResponse>("EndSeries", Officer(), request)),
            type::v1::ERROR_REASON_SESSIONS_BOOKED);
  EXPECT_EQ(SessionOf(sessions_[1]).state(), v1::SESSION_STATE_PUBLISHED);
  request.set_booked(v1::BOOKED_SESSIONS_LEAVE);
  const auto ended = Call<v1::EndSeriesResponse>("EndSeries", Officer(), request);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_THAT(ended->called_off(), ElementsAre(sessions_[1], sessions_[3]));
  EXPECT_THAT(ended->left(), ElementsAre(sessions_[2]));
  EXPECT_EQ(SessionOf(sessions_[0]).state(), v1::SESSION_STATE_PUBLISHED);
  EXPECT_EQ(SessionOf(sessions_[1]).cancel_reason(), "The club has closed.");
  EXPECT_EQ(wire::FromProto(ended->series().to_day()), Saturday(1) - 1);
  request.set_request_id(ids::ToText(ids::NewUuid()));
  request.set_booked(v1::BOOKED_SESSIONS_CALL_OFF);
  EXPECT_THAT(Call<v1::EndSeriesResponse>("EndSeries", Officer(), request)->called_off(), ElementsAre(sessions_[2]));
  request.set_request_id(ids::ToText(ids::NewUuid()));
  request.clear_reason();
  EXPECT_EQ(ReasonOf(Call<v1::EndSeriesResponse>("EndSeries", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(SeriesChanges, OtherProvidersChangeNothing) {
  const rpc::Call other = Staff(AddProvider("Another"));
  EXPECT_EQ(ReasonOf(Call<v1::UpdateSeriesResponse>("UpdateSeries", other, UpdateOf(series_, v1::SERIES_SCOPE_ALL))),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  auto request = WithId<v1::EndSeriesRequest>();
  request.set_name(series_.name());
  *request.mutable_from_day() = wire::ToProto(Saturday(1));
  request.set_reason("The club has closed.");
  EXPECT_EQ(ReasonOf(Call<v1::EndSeriesResponse>("EndSeries", other, request)), type::v1::ERROR_REASON_NOT_ALLOWED);
}

// Bookings take places while the series moves: whoever has a place keeps the time that it was taken at.
TEST_F(SeriesChanges, RaceBookingsAndNoneOfThemIsMoved) {
  std::vector<std::thread> bookers;
  for (const std::string& session : sessions_) {
    bookers.emplace_back([&, session] {
      // As the bookings service takes a place: only at the version that was decided on.
      auto taken = support::SharedMysql().AsRoot(
          "UPDATE sessions SET places_taken = places_taken + 1 WHERE session_id = ? AND version = 1",
          {mysql::Bytes{*ids::IdOf("sessions", session)}});
      EXPECT_TRUE(taken.ok()) << taken.status();
    });
  }
  StartAtTwo(series_);
  auto request = UpdateOf(series_, v1::SERIES_SCOPE_ALL);
  request.set_booked(v1::BOOKED_SESSIONS_LEAVE);
  const auto updated = Update(request);
  for (std::thread& booker : bookers) booker.join();
  ASSERT_TRUE(updated.ok()) << updated.status();
  for (int week = 0; week < 4; ++week) {
    const v1::Session session = SessionOf(sessions_[static_cast<size_t>(week)]);
    EXPECT_EQ(wire::FromProto(session.start_time()), At(Saturday(week), session.places_taken() > 0 ? 600 : 840));
  }
}

}  // namespace
}  // namespace shortbreaks::series
