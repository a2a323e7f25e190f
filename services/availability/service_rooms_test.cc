// Venues and their rooms, which no two sessions have at one time.
#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "availability/places_test.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Room : public PlacesTest {
 protected:
  v1::Session Draft(absl::Time start, absl::Duration lasts = absl::Hours(3)) {
    return AddDraft(SampleSession(activity_, start, lasts));
  }
  absl::StatusOr<v1::Session> Create(const std::string& room, absl::Time start, absl::Duration lasts = absl::Hours(3),
                                     const std::string& key = {}) {
    v1::Session session = SampleSession(activity_, start, lasts);
    session.set_room(room);
    session.set_external_id(key);
    auto response = Run<v1::CreateSessionResponse>("CreateSession", Officer(), SessionRequest(session));
    if (!response.ok()) return response.status();
    return response->session();
  }
  std::vector<v1::RoomUse> Uses(const std::string& room, const rpc::Call& call, int page_size = 0) {
    v1::ListRoomUsesRequest request;
    request.set_room(room);
    request.set_page_size(page_size);
    std::vector<v1::RoomUse> uses;
    do {
      const auto page = Ask<v1::ListRoomUsesResponse>("ListRoomUses", call, request).value();
      uses.insert(uses.end(), page.uses().begin(), page.uses().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return uses;
  }

  const std::string activity_ = AddActivity(SampleActivity(provider_, "A0")).name();
};

TEST_F(Room, GoesToOneOfSixteenSessionsThatWantItAtOnce) {
  const std::string room = AddRoom().name();
  for (int round = 0; round < 5; ++round) {
    std::vector<v1::Session> sessions;
    // All of them overlap in one half hour.
    for (int i = 0; i < 16; ++i) {
      sessions.push_back(Draft(Soon(24 * (round + 1)) + absl::Minutes(i), absl::Minutes(45)));
    }
    std::atomic<int> won{0}, taken{0};
    std::vector<std::thread> threads;
    for (const v1::Session& session : sessions) {
      threads.emplace_back([&] {
        const auto got = SetRoom(session, room);
        if (got.ok()) ++won;
        if (ReasonOf(got) == type::v1::ERROR_REASON_ROOM_TAKEN) ++taken;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(taken, 15);
  }
  EXPECT_EQ(Number("SELECT COUNT(*) FROM sessions WHERE council_id = ? AND room_id IS NOT NULL"), 5);
}

// Sessions are made, given rooms, moved by imports and called off at random by many at once; afterwards no two overlap.
TEST_F(Room, NeverHasTwoSessionsAtOnceWhateverIsDoneToThem) {
  const std::string rooms[] = {AddRoom(10).name(), AddRoom().name()};
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937 random(static_cast<unsigned>(thread) + 7);
      const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
      const auto start = [&] { return Soon(24) + absl::Minutes(15 * pick(60)); };
      std::vector<std::string> names;
      for (int i = 0; i < 25; ++i) {
        const int what = names.empty() ? 0 : pick(4);
        absl::Status status;
        if (what == 0) {
          const auto created = Create(rooms[pick(2)], start(), absl::Hours(1), absl::StrCat("S", thread, "/", i));
          status = created.status();
          if (created.ok()) names.push_back(created->name());
        } else if (what == 1) {
          const auto session = Get(names[static_cast<size_t>(pick(static_cast<int>(names.size())))], Officer());
          status = SetRoom(session->session(), rooms[pick(2)]).status();
        } else if (what == 2) {
          const auto session = Get(names[static_cast<size_t>(pick(static_cast<int>(names.size())))], Officer());
          auto import = WithId<v1::ImportTimetableRequest>();
          v1::ImportSession& row = *import.add_sessions();
          row.set_activity_external_id("A0");
          *row.mutable_session() = SampleSession({}, start(), absl::Hours(1));
          row.mutable_session()->clear_activity();
          row.mutable_session()->set_external_id(session->session().external_id());
          status = Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), import).status();
        } else {
          status = Cancel(names[static_cast<size_t>(pick(static_cast<int>(names.size())))]).status();
        }
        if (status.ok()) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(done, 20);
  // Chance says how many; two could overlap.
  EXPECT_GE(Number("SELECT COUNT(*) FROM sessions WHERE council_id = ? AND room_id IS NOT NULL AND state <> 4"), 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM sessions a JOIN sessions b ON b.council_id = a.council_id AND b.room_id = "
                   "a.room_id AND b.session_id > a.session_id JOIN rooms r ON r.council_id = a.council_id AND "
                   "r.room_id = a.room_id WHERE a.council_id = ? AND a.state <> 4 AND b.state <> 4 AND a.start_time < "
                   "b.end_time + INTERVAL r.buffer_minutes MINUTE AND b.start_time < a.end_time + INTERVAL "
                   "r.buffer_minutes MINUTE"),
            0);
}

TEST_F(Room, IsTakenFromTheFirstMinuteToTheLast) {
  const std::string room = AddRoom().name();
  const v1::Session first = *Create(room, Soon(24));
  EXPECT_EQ(first.room(), room);
  EXPECT_EQ(Get(first.name(), Officer())->session().room(), room);
  for (const auto& [start, lasts] : {std::pair(Soon(23), absl::Hours(1) + absl::Microseconds(1)),
                                     {Soon(27) - absl::Microseconds(1), absl::Hours(1)},
                                     {Soon(25), absl::Hours(1)},
                                     {Soon(20), absl::Hours(24)}}) {
    const auto refused = Create(room, start, lasts);
    EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_ROOM_TAKEN);
    EXPECT_EQ(errors::MetadataOf(refused.status(), "session"), first.name());
  }
  EXPECT_TRUE(Create(room, Soon(23), absl::Hours(1)).ok());
  EXPECT_TRUE(Create(room, Soon(27), absl::Hours(1)).ok());
}

TEST_F(Room, StaysFreeForItsBufferBetweenTwoSessions) {
  const std::string room = AddRoom(30).name();
  ASSERT_TRUE(Create(room, Soon(24)).ok());
  EXPECT_EQ(ReasonOf(Create(room, Soon(27) + absl::Minutes(29))), type::v1::ERROR_REASON_ROOM_TAKEN);
  EXPECT_EQ(ReasonOf(Create(room, Soon(22), absl::Minutes(91))), type::v1::ERROR_REASON_ROOM_TAKEN);
  EXPECT_TRUE(Create(room, Soon(27) + absl::Minutes(30)).ok());
  EXPECT_TRUE(Create(room, Soon(22), absl::Minutes(90)).ok());
}

TEST_F(Room, OfALongStayIsTakenToItsEnd) {
  const std::string room = AddRoom().name();
  ASSERT_TRUE(Create(room, Soon(24), absl::Hours(24 * 31)).ok());
  EXPECT_EQ(ReasonOf(Create(room, Soon(24 * 32) - absl::Minutes(1))), type::v1::ERROR_REASON_ROOM_TAKEN);
  EXPECT_TRUE(Create(room, Soon(24 * 32)).ok());
}

TEST_F(Room, IsFreeAgainWhenTheSessionIsCalledOffOrGivesItUp) {
  const std::string room = AddRoom().name();
  const v1::Session first = *Create(room, Soon(24));
  ASSERT_TRUE(Cancel(first.name()).ok());
  const v1::Session second = *Create(room, Soon(24));
  EXPECT_EQ(ReasonOf(Create(room, Soon(24))), type::v1::ERROR_REASON_ROOM_TAKEN);
  const auto given_up = SetRoom(second, "");
  ASSERT_TRUE(given_up.ok()) << given_up.status();
  EXPECT_EQ(given_up->room(), "");
  EXPECT_TRUE(Create(room, Soon(24)).ok());
}

TEST_F(Room, OfADraftOfAnotherProviderIsTakenByNobodyNamed) {
  const std::string room = AddRoom().name();
  const v1::Session draft = *Create(room, Soon(24));
  const std::string other = AddProvider("Other");
  const std::string activity = AddActivity(SampleActivity(other)).name();
  const v1::Session wanting = AddDraft(SampleSession(activity, Soon(24)));
  const auto refused = SetRoom(wanting, room, Staff(other));
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_ROOM_TAKEN);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "session"), "");
  EXPECT_EQ(Uses(room, Staff(other))[0].session(), "");
  EXPECT_EQ(Uses(room, Staff(provider_))[0].session(), draft.name());
  ASSERT_TRUE(Publish(draft.name()).ok());
  EXPECT_EQ(errors::MetadataOf(SetRoom(wanting, room, Staff(other)).status(), "session"), draft.name());
}

TEST_F(Room, IsGivenByTheSessionsOwnProviderOrAnOfficer) {
  const std::string room = AddRoom().name();
  const v1::Session session = Draft(Soon(24));
  EXPECT_EQ(ReasonOf(SetRoom(session, room, Staff(AddProvider("Other")))), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(SetRoom(session, room, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(SetRoom(session, room, Staff(provider_)).ok());
}

TEST_F(Room, IsNotGivenToWhatIsOverOrChangedOrTooLarge) {
  const std::string room = AddRoom(0, 8).name();
  const v1::Session session = Draft(Soon(24));
  v1::Session stale = session;
  stale.set_etag("99");
  EXPECT_EQ(ReasonOf(SetRoom(stale, room)), type::v1::ERROR_REASON_ETAG_MISMATCH);
  stale.set_etag("");
  EXPECT_EQ(ReasonOf(SetRoom(stale, room)), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(SetRoom(session, kUnknownRoom)), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Create(kUnknownRoom, Soon(24))), type::v1::ERROR_REASON_INVALID_REQUEST);
  const v1::Session cancelled = *Cancel(AddPublished(SampleSession(activity_, Soon(30))).name());
  EXPECT_EQ(ReasonOf(SetRoom(cancelled, room)), type::v1::ERROR_REASON_SESSION_CANCELLED);
  const v1::Session begun = AddPublished(SampleSession(activity_, Soon(40)));
  Start(begun.name());
  EXPECT_EQ(ReasonOf(SetRoom(begun, room)), type::v1::ERROR_REASON_SESSION_STARTED);
  const v1::Session large = AddDraft(SampleSession(activity_, Soon(50), absl::Hours(1), 9));
  const auto refused = SetRoom(large, room);
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("8 places"));
}

TEST_F(Room, TakesNoMorePlacesThanItHas) {
  const std::string room = AddRoom(0, 8).name();
  const v1::Session session = *Create(room, Soon(24));
  auto request = Naming<v1::SetPlacesRequest>(session.name());
  request.set_etag(session.etag());
  request.set_places(9);
  EXPECT_EQ(ReasonOf(Run<v1::SetPlacesResponse>("SetPlaces", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  request.set_places(7);
  EXPECT_TRUE(Run<v1::SetPlacesResponse>("SetPlaces", Officer(), request).ok());
}

TEST_F(Room, TheSameRequestAgainIsAnsweredAlike) {
  const std::string room = AddRoom().name();
  const v1::Session session = Draft(Soon(24));
  auto request = Naming<v1::SetRoomRequest>(session.name());
  request.set_room(room);
  request.set_etag(session.etag());
  const auto first = Ask<v1::SetRoomResponse>("SetRoom", Officer(), request);
  const auto again = Ask<v1::SetRoomResponse>("SetRoom", Officer(), request);
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_NE(first->session().etag(), session.etag());
}

TEST_F(Room, ListsItsTimesSoonestFirst) {
  const std::string room = AddRoom().name();
  for (const int hours : {60, 24, 48}) ASSERT_TRUE(Create(room, Soon(hours)).ok());
  ASSERT_TRUE(Cancel(Create(room, Soon(72))->name()).ok());
  for (const int page_size : {0, 1, 2}) {
    std::vector<absl::Time> starts;
    for (const v1::RoomUse& use : Uses(room, Officer(), page_size)) starts.push_back(wire::FromProto(use.start_time()));
    EXPECT_THAT(starts, ElementsAre(Soon(24), Soon(48), Soon(60)));
  }
  v1::ListRoomUsesRequest request;
  request.set_room(kUnknownRoom);
  EXPECT_EQ(ReasonOf(Ask<v1::ListRoomUsesResponse>("ListRoomUses", Officer(), request)),
            type::v1::ERROR_REASON_NOT_FOUND);
}

class ImportedRooms : public Room {
 protected:
  v1::ImportTimetableRequest Timetable(std::initializer_list<std::pair<std::string, absl::Time>> sessions,
                                       const std::string& room) {
    auto request = WithId<v1::ImportTimetableRequest>();
    v1::Provider& provider = *request.add_providers();
    provider.set_external_id("P");
    provider.set_display_name("Example Clubs");
    v1::ImportActivity& activity = *request.add_activities();
    activity.set_provider_external_id("P");
    *activity.mutable_activity() = SampleActivity({}, "A");
    for (const auto& [key, start] : sessions) {
      v1::ImportSession& row = *request.add_sessions();
      row.set_activity_external_id("A");
      *row.mutable_session() = SampleSession({}, start);
      row.mutable_session()->set_external_id(key);
      row.mutable_session()->set_room(room);
    }
    return request;
  }
  absl::StatusOr<v1::ImportTimetableResponse> Import(const v1::ImportTimetableRequest& request) {
    return Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), request);
  }
};

TEST_F(ImportedRooms, AreComparedWithEachOtherAndWithWhatIsThere) {
  const std::string room = AddRoom().name();
  const auto twice = Import(Timetable({{"S1", Soon(24)}, {"S2", Soon(26)}}, room));
  EXPECT_EQ(ReasonOf(twice), type::v1::ERROR_REASON_ROOM_TAKEN);
  EXPECT_THAT(errors::MetadataOf(twice.status(), "external_id"), testing::AnyOf("S1", "S2"));
  EXPECT_EQ(CountOf("sessions"), 0);
  ASSERT_TRUE(Import(Timetable({{"S1", Soon(24)}, {"S2", Soon(27)}}, room)).ok());
  EXPECT_EQ(ReasonOf(Import(Timetable({{"S3", Soon(28)}}, room))), type::v1::ERROR_REASON_ROOM_TAKEN);
  const auto nowhere = Import(Timetable({{"S3", Soon(48)}}, kUnknownRoom));
  EXPECT_EQ(ReasonOf(nowhere), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(std::string(nowhere.status().message()), HasSubstr("no such room (session S3)"));
}

TEST_F(ImportedRooms, AMovedSessionIsComparedAnewAndKeepsTheRoomThatIsNotNamed) {
  const std::string room = AddRoom().name();
  ASSERT_TRUE(Import(Timetable({{"S1", Soon(24)}, {"S2", Soon(48)}}, room)).ok());
  const auto unchanged = Import(Timetable({{"S1", Soon(24)}}, ""));
  ASSERT_TRUE(unchanged.ok()) << unchanged.status();
  EXPECT_EQ(unchanged->sessions().unchanged(), 1);
  EXPECT_EQ(ReasonOf(Import(Timetable({{"S1", Soon(47)}}, ""))), type::v1::ERROR_REASON_ROOM_TAKEN);
  // Both move, and none stands in the other's way in the end.
  const auto moved = Import(Timetable({{"S1", Soon(48)}, {"S2", Soon(72)}}, ""));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->sessions().updated(), 2);
  EXPECT_THAT(Uses(room, Officer()), testing::SizeIs(2));
}

class VenuesList : public PlacesTest {};

TEST_F(VenuesList, IsKeptByOfficersAndReadByName) {
  AddVenue("West Hall");
  const v1::ListedVenue east = AddVenue("East Hall");
  v1::ListVenuesRequest request;
  request.set_page_size(1);
  std::vector<std::string> names;
  do {
    const auto page = Ask<v1::ListVenuesResponse>("ListVenues", Staff(provider_), request).value();
    for (const v1::ListedVenue& venue : page.venues()) names.push_back(venue.venue().display_name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("East Hall", "West Hall"));
  EXPECT_THAT(Ask<v1::ListVenuesResponse>("ListVenues", OtherCouncilsOfficer(), v1::ListVenuesRequest())->venues(),
              IsEmpty());
  EXPECT_EQ(Ask<v1::GetVenueResponse>("GetVenue", Officer(), Naming<v1::GetVenueRequest>(east.name()))
                ->venue()
                .SerializeAsString(),
            east.SerializeAsString());
  EXPECT_EQ(ReasonOf(Ask<v1::GetVenueResponse>("GetVenue", Officer(), Naming<v1::GetVenueRequest>(kUnknownVenue))),
            type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(VenuesList, AVenueIsChangedAsAWholeByWhoReadIt) {
  v1::ListedVenue venue = AddVenue();
  auto request = WithId<v1::UpdateVenueRequest>();
  *request.mutable_venue() = venue;
  request.mutable_venue()->mutable_venue()->set_display_name("New name");
  request.mutable_venue()->mutable_venue()->clear_accessibility();
  const auto updated = Ask<v1::UpdateVenueResponse>("UpdateVenue", Officer(), request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->venue().venue().display_name(), "New name");
  EXPECT_THAT(updated->venue().venue().accessibility(), IsEmpty());
  EXPECT_EQ(Ask<v1::GetVenueResponse>("GetVenue", Officer(), Naming<v1::GetVenueRequest>(venue.name()))
                ->venue()
                .SerializeAsString(),
            updated->venue().SerializeAsString());
  request.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(ReasonOf(Ask<v1::UpdateVenueResponse>("UpdateVenue", Officer(), request)),
            type::v1::ERROR_REASON_ETAG_MISMATCH);
  request.mutable_venue()->set_name(kUnknownVenue);
  request.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(ReasonOf(Ask<v1::UpdateVenueResponse>("UpdateVenue", Officer(), request)),
            type::v1::ERROR_REASON_NOT_FOUND);
  request.mutable_venue()->clear_etag();
  request.mutable_venue()->mutable_venue()->set_postcode("nowhere");
  const auto wrong = Ask<v1::UpdateVenueResponse>("UpdateVenue", Officer(), request);
  EXPECT_THAT(std::string(wrong.status().message()), HasSubstr("venue.venue.postcode"));
}

TEST_F(VenuesList, ARoomBelongsToItsVenueForGood) {
  const v1::Room room = AddRoom(15, 20);
  EXPECT_EQ(Ask<v1::GetRoomResponse>("GetRoom", Staff(provider_), Naming<v1::GetRoomRequest>(room.name()))
                ->room()
                .SerializeAsString(),
            room.SerializeAsString());
  v1::ListRoomsRequest list;
  list.set_venue(room.venue());
  EXPECT_EQ(Ask<v1::ListRoomsResponse>("ListRooms", Officer(), list)->rooms_size(), 1);
  EXPECT_EQ(ReasonOf(Ask<v1::ListRoomsResponse>("ListRooms", OtherCouncilsOfficer(), list)),
            type::v1::ERROR_REASON_NOT_FOUND);
  auto request = WithId<v1::UpdateRoomRequest>();
  *request.mutable_room() = room;
  request.mutable_room()->set_venue(AddVenue("Elsewhere").name());
  EXPECT_EQ(ReasonOf(Ask<v1::UpdateRoomResponse>("UpdateRoom", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  request.mutable_room()->set_venue(room.venue());
  request.mutable_room()->set_display_name("Small hall");
  request.mutable_room()->set_buffer_minutes(0);
  const auto updated = Ask<v1::UpdateRoomResponse>("UpdateRoom", Officer(), request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->room().display_name(), "Small hall");
  request.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(ReasonOf(Ask<v1::UpdateRoomResponse>("UpdateRoom", Officer(), request)),
            type::v1::ERROR_REASON_ETAG_MISMATCH);
  auto nowhere = WithId<v1::CreateRoomRequest>();
  nowhere.mutable_room()->set_venue(kUnknownVenue);
  nowhere.mutable_room()->set_display_name("Attic");
  EXPECT_EQ(ReasonOf(Ask<v1::CreateRoomResponse>("CreateRoom", Officer(), nowhere)), type::v1::ERROR_REASON_NOT_FOUND);
  nowhere.mutable_room()->set_buffer_minutes(1'441);
  EXPECT_EQ(ReasonOf(Ask<v1::CreateRoomResponse>("CreateRoom", Officer(), nowhere)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

}  // namespace
}  // namespace shortbreaks::availability
