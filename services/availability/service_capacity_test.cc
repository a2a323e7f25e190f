// Staff, caps and what is kept back.
#include "availability/service_test.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks::availability {
namespace {

using capacity::StaffShares;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  google::rpc::BadRequest bad;
  google::rpc::Status details;
  details.ParseFromString(errors::WireDetails(status));
  std::vector<std::string> fields;
  for (const google::protobuf::Any& detail : details.details()) {
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

type::v1::SupportRatio Ratio(int staff, int children) {
  type::v1::SupportRatio ratio;
  ratio.set_staff(staff);
  ratio.set_children(children);
  return ratio;
}

v1::RatioCap Cap(int staff, int children, int children_max) {
  v1::RatioCap cap;
  *cap.mutable_support_ratio() = Ratio(staff, children);
  cap.set_children_max(children_max);
  return cap;
}

class CapacityOfSessions : public ServiceTest {
 protected:
  // Eight places, four staff, at most two at 1:1 or more, two places kept back.
  v1::Session Sample(const std::function<void(v1::Session&)>& change = {}) {
    v1::Session session = SampleSession(activity_.name(), Soon(24));
    session.set_staff(4);
    *session.add_ratio_caps() = Cap(1, 1, 2);
    session.set_reserve_places(2);
    if (change) change(session);
    return AddPublished(session);
  }
  static v1::Capacity CapacityOf(const v1::Session& session) {
    v1::Capacity capacity;
    capacity.set_places(session.places());
    if (session.has_staff()) capacity.set_staff(session.staff());
    *capacity.mutable_ratio_caps() = session.ratio_caps();
    capacity.set_reserve_places(session.reserve_places());
    if (session.has_reserve_release_time()) {
      *capacity.mutable_reserve_release_time() = session.reserve_release_time();
    }
    return capacity;
  }
  absl::StatusOr<v1::SetCapacityResponse> Set(const v1::Session& session, const v1::Capacity& capacity,
                                              const rpc::Call& call, const std::string& reason = {}) {
    auto request = WithId<v1::SetCapacityRequest>();
    request.set_session(session.name());
    request.set_etag(session.etag());
    *request.mutable_capacity() = capacity;
    request.set_reserve_reason(reason);
    return RunCapacity<v1::SetCapacityResponse>("SetCapacity", call, request);
  }
  absl::StatusOr<v1::GetCapacityResponse> GetCapacity(const std::string& session, const rpc::Call& call) {
    v1::GetCapacityRequest request;
    request.set_session(session);
    return RunCapacity<v1::GetCapacityResponse>("GetCapacity", call, request);
  }
  absl::StatusOr<v1::ReleaseReserveResponse> Release(const v1::Session& session, const std::string& reason) {
    auto request = WithId<v1::ReleaseReserveRequest>();
    request.set_session(session.name());
    request.set_reason(reason);
    return RunCapacity<v1::ReleaseReserveResponse>("ReleaseReserve", Officer(), request);
  }
  template <typename Response>
  absl::StatusOr<Response> RunCapacity(const char* method, const rpc::Call& call,
                                       const google::protobuf::Message& request) {
    auto response = capacity_table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  // A child with a place, as bookings writes it: the row and what it takes of the session and its caps.
  void Book(const v1::Session& session, capacity::Ratio ratio) {
    const ids::Uuid id = *ids::IdOf("sessions", session.name());
    AsRoot(
        "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, state, start_time, "
        "end_time, free_until_time, child_version, session_version, partner_id, create_time, update_time, "
        "ratio_staff, ratio_children, staff_shares) VALUES (?, ?, ?, ?, ?, 2, NOW(6), NOW(6), NOW(6), 1, 1, 'test', "
        "NOW(6), NOW(6), ?, ?, ?)",
        {council_, mysql::Bytes{ids::NewUuid()}, mysql::Bytes{ids::NewUuid()}, mysql::Bytes{id}, mysql::Bytes{id},
         ratio.staff, ratio.children, StaffShares(ratio)});
    AsRoot(
        "UPDATE sessions SET places_taken = places_taken + 1, staff_shares_taken = staff_shares_taken + ? "
        "WHERE session_id = ?",
        {StaffShares(ratio), mysql::Bytes{id}});
    AsRoot(
        "UPDATE session_ratio_caps SET children_taken = children_taken + 1 WHERE session_id = ? "
        "AND ? * ratio_children >= ratio_staff * ?",
        {mysql::Bytes{id}, ratio.staff, ratio.children});
  }
  void AsRoot(std::string_view sql, const mysql::Parameters& parameters) {
    const auto done = support::SharedMysql().AsRoot(sql, parameters);
    ASSERT_TRUE(done.ok()) << sql << ": " << done.status();
  }

  int32_t FreeFor(const v1::Session& session, int staff, int children) {
    auto request = Naming<v1::GetSessionRequest>(session.name());
    *request.mutable_support_ratio() = Ratio(staff, children);
    const auto response = Run<v1::GetSessionResponse>("GetSession", Family(), request);
    if (!response.ok()) return -1;
    EXPECT_EQ(response->offer().bookable(), response->offer().free_places() > 0);
    return response->offer().free_places();
  }

  const v1::Activity activity_ = AddActivity();
  rpc::HandlerTable capacity_table_ = MakeCapacityHandlers({store_, tokens_});
};

TEST_F(CapacityOfSessions, ASessionKeepsWhatItWasMadeWith) {
  const v1::Session session = Sample([](v1::Session& s) {
    *s.add_ratio_caps() = Cap(2, 1, 1);
    *s.mutable_reserve_release_time() = wire::ToProto(Soon(12));
  });
  EXPECT_EQ(session.staff(), 4);
  ASSERT_THAT(session.ratio_caps(), SizeIs(2));
  EXPECT_EQ(session.ratio_caps(0).support_ratio().staff(), 2) << "the most support first";
  EXPECT_EQ(session.ratio_caps(1).children_max(), 2);
  EXPECT_EQ(session.reserve_places(), 2);
  EXPECT_EQ(wire::FromProto(session.reserve_release_time()), Soon(12));
  EXPECT_FALSE(session.training_checked());
  EXPECT_EQ(Get(session.name(), Family())->session().SerializeAsString(), session.SerializeAsString());
}

TEST_F(CapacityOfSessions, WhatCannotBeIsNamedFieldByField) {
  const auto wrong = [&](const std::function<void(v1::Session&)>& change) {
    v1::Session session = SampleSession(activity_.name(), Soon(24));
    change(session);
    const auto refused = Run<v1::CreateSessionResponse>("CreateSession", Officer(), SessionRequest(session));
    EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_INVALID_REQUEST);
    return FieldsOf(refused.status());
  };
  EXPECT_THAT(wrong([](auto& s) { s.set_staff(1001); }), ElementsAre("session.staff"));
  EXPECT_THAT(wrong([](auto& s) { s.set_reserve_places(9); }), ElementsAre("session.reserve_places"));
  EXPECT_THAT(wrong([](auto& s) { *s.add_ratio_caps() = Cap(1, 21, 1); }),
              ElementsAre("session.ratio_caps[0].support_ratio.children"));
  EXPECT_THAT(wrong([](auto& s) { *s.add_ratio_caps() = Cap(1, 1, -1); }),
              ElementsAre("session.ratio_caps[0].children_max"));
  EXPECT_THAT(wrong([](auto& s) {
                *s.add_ratio_caps() = Cap(1, 1, 1);
                *s.add_ratio_caps() = Cap(2, 2, 1);
              }),
              ElementsAre("session.ratio_caps[1].support_ratio"));
  EXPECT_THAT(wrong([](auto& s) {
                for (int i = 1; i <= 6; ++i) *s.add_ratio_caps() = Cap(1, i, 1);
              }),
              ElementsAre("session.ratio_caps"));
}

TEST_F(CapacityOfSessions, FreePlacesAreThoseOfTheRatioThatIsAskedFor) {
  const v1::Session session = Sample();
  EXPECT_EQ(Get(session.name(), Family())->free_places(), 6);
  EXPECT_EQ(FreeFor(session, 2, 1), 2);
  EXPECT_EQ(FreeFor(session, 1, 1), 2) << "the cap";
  EXPECT_EQ(FreeFor(session, 1, 2), 6) << "without what is kept back";
  Book(session, {2, 1});
  EXPECT_EQ(FreeFor(session, 2, 1), 1);
  Book(session, {1, 1});
  EXPECT_EQ(FreeFor(session, 1, 1), 0);
  EXPECT_EQ(FreeFor(session, 1, 2), 2);
  EXPECT_EQ(FreeFor(session, 1, 3), 3);
  EXPECT_EQ(FreeFor(session, 1, 20), 4);
  EXPECT_EQ(FreeFor(session, 0, 1), -1);
}

TEST_F(CapacityOfSessions, ManySessionsAreAskedAfterForOneRatio) {
  const v1::Session session = Sample();
  v1::BatchGetAvailabilityRequest request;
  request.add_sessions(session.name());
  const auto free = [&] {
    return Run<v1::BatchGetAvailabilityResponse>("BatchGetAvailability", Family(), request)->availability(0);
  };
  EXPECT_EQ(free().free_places(), 6);
  *request.mutable_support_ratio() = Ratio(4, 1);
  EXPECT_EQ(free().free_places(), 1);
  *request.mutable_support_ratio() = Ratio(1, 1);
  Book(session, {1, 1});
  Book(session, {1, 1});
  EXPECT_EQ(free().free_places(), 0);
  EXPECT_FALSE(free().bookable());
  request.mutable_support_ratio()->set_children(0);
  EXPECT_EQ(ReasonOf(Run<v1::BatchGetAvailabilityResponse>("BatchGetAvailability", Family(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

// A search for so many free places shows a session exactly where free_places says so many.
TEST_F(CapacityOfSessions, ASearchAgreesWithTheFreePlacesThatItShows) {
  const v1::Session session = Sample([](v1::Session& s) { *s.add_ratio_caps() = Cap(1, 4, 5); });
  Sample([](v1::Session& s) { s.clear_staff(); });
  Sample([](v1::Session& s) { *s.mutable_reserve_release_time() = wire::ToProto(absl::Now() - absl::Hours(1)); });
  Book(session, {1, 1});
  Book(session, {1, 3});
  const auto found = [&](int staff, int children, int free_min) {
    v1::SearchSessionsRequest request;
    *request.mutable_support_ratio() = Ratio(staff, children);
    request.set_free_places_min(free_min);
    return Run<v1::SearchSessionsResponse>("SearchSessions", Family(), request).value();
  };
  int shown = 0;
  for (const auto& [staff, children] : {std::pair(1, 2), std::pair(1, 3), std::pair(1, 4), std::pair(1, 20)}) {
    const auto all = found(staff, children, 0);
    ASSERT_THAT(all.offers(), SizeIs(3));
    for (int free_min = 1; free_min <= 9; ++free_min) {
      std::vector<std::string> expected, names;
      for (const auto& offer : all.offers()) {
        if (offer.free_places() >= free_min) expected.push_back(offer.session().name());
      }
      const auto page = found(staff, children, free_min);
      for (const auto& offer : page.offers()) names.push_back(offer.session().name());
      EXPECT_EQ(names, expected) << staff << ":" << children << " " << free_min;
      shown += static_cast<int>(names.size());
    }
  }
  EXPECT_GT(shown, 20);
}

TEST_F(CapacityOfSessions, WhereStaffArePlannedByNameASearchAsksWhetherTheyAreTrained) {
  v1::Activity activity = SampleActivity(activity_.provider());
  activity.add_needs_met(type::v1::NEED_HOIST);
  const v1::Session session = AddPublished(SampleSession(AddActivity(activity).name(), Soon(24)));
  v1::SearchSessionsRequest request;
  request.add_needs(type::v1::NEED_HOIST);
  request.add_needs(type::v1::NEED_AUTISM);
  const auto found = [&] {
    return Run<v1::SearchSessionsResponse>("SearchSessions", Family(), request)->offers_size();
  };
  EXPECT_EQ(found(), 1);
  Alter(session.name(), "trained_for = 1 << 3");
  EXPECT_EQ(found(), 0);
  Alter(session.name(), "trained_for = 1 << 2");
  EXPECT_EQ(found(), 1);
  const v1::Session read = Get(session.name(), Family())->session();
  EXPECT_TRUE(read.training_checked());
  EXPECT_THAT(read.trained_for(), ElementsAre(type::v1::NEED_HOIST));
}

TEST_F(CapacityOfSessions, WhereStaffArePlannedByNameTheirNumberIsNotSetByHand) {
  const v1::Session session = Sample();
  Alter(session.name(), "trained_for = 0");
  v1::Capacity capacity = CapacityOf(session);
  capacity.set_staff(capacity.staff() + 1);
  EXPECT_EQ(errors::ReasonOf(Set(session, capacity, Officer()).status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  capacity.set_staff(capacity.staff() - 1);
  capacity.set_places(capacity.places() + 1);
  EXPECT_TRUE(Set(session, capacity, Officer()).ok()) << "the rest is";
}

TEST_F(CapacityOfSessions, LessThanIsBookedIsKeptAndReported) {
  const v1::Session session = Sample();
  Book(session, {2, 1});
  Book(session, {1, 1});
  Book(session, {1, 3});
  v1::Capacity capacity = CapacityOf(session);
  capacity.set_places(2);
  capacity.set_reserve_places(2);
  capacity.set_staff(2);
  capacity.mutable_ratio_caps(0)->set_children_max(1);
  *capacity.add_ratio_caps() = Cap(1, 4, 9);
  const auto cut = Set(session, capacity, Staff(activity_.provider()));
  ASSERT_TRUE(cut.ok()) << cut.status();
  EXPECT_EQ(cut->use().places_over(), 1);
  EXPECT_EQ(cut->use().staff_needed(), 4) << "three and a third";
  EXPECT_EQ(cut->use().staff_over(), 2) << "one and a third";
  ASSERT_THAT(cut->use().ratio_caps_over(), SizeIs(1));
  EXPECT_EQ(cut->use().ratio_caps_over(0).children_taken(), 2);
  EXPECT_EQ(cut->session().ratio_caps(1).children_taken(), 3) << "a cap that is new counts who is there";
  ASSERT_THAT(cut->use().children(), SizeIs(3));
  EXPECT_EQ(cut->use().children(0).support_ratio().staff(), 2);
  EXPECT_EQ(cut->use().children(2).children(), 1);
  EXPECT_EQ(cut->session().places_taken(), 3);
  EXPECT_EQ(FreeFor(session, 1, 20), 0);
  const auto read = GetCapacity(session.name(), Staff(activity_.provider()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->use().SerializeAsString(), cut->use().SerializeAsString());
  EXPECT_EQ(read->session().SerializeAsString(), cut->session().SerializeAsString());
}

TEST_F(CapacityOfSessions, IsSetAsAWholeAndWhatIsLeftOutIsNotCounted) {
  const v1::Session session = Sample([](v1::Session& s) { s.set_reserve_places(0); });
  v1::Capacity capacity;
  capacity.set_places(3);
  const auto set = Set(session, capacity, Staff(activity_.provider()));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_FALSE(set->session().has_staff());
  EXPECT_THAT(set->session().ratio_caps(), IsEmpty());
  EXPECT_EQ(FreeFor(session, 4, 1), 3);
  EXPECT_EQ(ReasonOf(Set(session, capacity, Officer())), type::v1::ERROR_REASON_ETAG_MISMATCH);
  const int64_t events = CountOf("outbox");
  EXPECT_EQ(Set(set->session(), capacity, Officer())->session().etag(), set->session().etag());
  EXPECT_EQ(CountOf("outbox"), events) << "what changes nothing tells nothing";
  auto request = WithId<v1::SetCapacityRequest>();
  request.set_session(session.name());
  EXPECT_THAT(FieldsOf(RunCapacity<v1::SetCapacityResponse>("SetCapacity", Officer(), request).status()),
              ElementsAre("capacity", "etag"));
}

TEST_F(CapacityOfSessions, IsForTheSessionsOwnProviderAndBeforeItBegins) {
  const v1::Session session = Sample();
  const rpc::Call stranger = Staff(AddProvider());
  EXPECT_EQ(ReasonOf(Set(session, CapacityOf(session), stranger)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(GetCapacity(session.name(), stranger)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(GetCapacity(kUnknownSession, stranger)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(GetCapacity(kUnknownSession, Officer())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(GetCapacity(session.name(), OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  ASSERT_TRUE(Cancel(session.name()).ok());
  v1::Session cancelled = session;
  cancelled.set_etag(Get(session.name(), Officer())->session().etag());
  EXPECT_EQ(ReasonOf(Set(cancelled, CapacityOf(session), Officer())), type::v1::ERROR_REASON_SESSION_CANCELLED);
  EXPECT_EQ(ReasonOf(Release(session, "No longer needed.")), type::v1::ERROR_REASON_SESSION_CANCELLED);
  const v1::Session begun = Sample();
  Start(begun.name());
  EXPECT_EQ(ReasonOf(Set(begun, CapacityOf(begun), Officer())), type::v1::ERROR_REASON_SESSION_STARTED);
  EXPECT_EQ(ReasonOf(Release(begun, "No longer needed.")), type::v1::ERROR_REASON_SESSION_STARTED);
}

TEST_F(CapacityOfSessions, WhatIsKeptForTheCouncilIsGivenBackByOfficersWithAReason) {
  const v1::Session session =
      Sample([](v1::Session& s) { *s.mutable_reserve_release_time() = wire::ToProto(Soon(20)); });
  v1::Capacity less = CapacityOf(session), sooner = CapacityOf(session), later = CapacityOf(session);
  less.set_reserve_places(1);
  *sooner.mutable_reserve_release_time() = wire::ToProto(Soon(19));
  *later.mutable_reserve_release_time() = wire::ToProto(Soon(21));
  for (const v1::Capacity& capacity : {less, sooner}) {
    EXPECT_EQ(ReasonOf(Set(session, capacity, Staff(activity_.provider()), "We need it.")),
              type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_THAT(FieldsOf(Set(session, capacity, Officer()).status()), ElementsAre("reserve_reason"));
  }
  const auto kept = Set(session, later, Staff(activity_.provider()));
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(GetCapacity(session.name(), Officer())->reserve_reason(), "");
  const auto given = Set(kept->session(), less, Officer(), "One place is enough.");
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(given->session().reserve_places(), 1);
  EXPECT_EQ(GetCapacity(session.name(), Officer())->reserve_reason(), "One place is enough.");
}

TEST_F(CapacityOfSessions, AnOfficerReleasesTheReserveAtOnceAndOnce) {
  const v1::Session session = Sample();
  EXPECT_EQ(ReasonOf(Release(session, "")), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(FreeFor(session, 1, 20), 6);
  const auto released = Release(session, "No family in crisis this week.");
  ASSERT_TRUE(released.ok()) << released.status();
  EXPECT_EQ(FreeFor(session, 1, 20), 8);
  EXPECT_EQ(released->session().reserve_places(), 2);
  EXPECT_TRUE(released->session().has_reserve_release_time());
  EXPECT_EQ(released->session().SerializeAsString(), Get(session.name(), Officer())->session().SerializeAsString());
  EXPECT_EQ(GetCapacity(session.name(), Officer())->reserve_reason(), "No family in crisis this week.");
  EXPECT_EQ(Events().back(), "session.reserve_released");
  const auto again = Release(session, "Again.");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->session().etag(), released->session().etag());
  EXPECT_EQ(GetCapacity(session.name(), Officer())->reserve_reason(), "No family in crisis this week.");
}

TEST_F(CapacityOfSessions, FewerPlacesThanAreKeptBackKeepBackNoMore) {
  const v1::Session session = Sample();
  auto request = Naming<v1::SetPlacesRequest>(session.name());
  request.set_places(1);
  request.set_etag(session.etag());
  const auto set = Run<v1::SetPlacesResponse>("SetPlaces", Officer(), request);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->session().reserve_places(), 1);
  EXPECT_EQ(Get(session.name(), Officer())->session().reserve_places(), 1);
}

TEST_F(CapacityOfSessions, ANewCapCountsWhoIsThereAndNobodyElse) {
  const v1::Session session = Sample([](v1::Session& s) {
    s.clear_ratio_caps();
    s.set_staff(9);
  });
  const v1::Session other = Sample();
  Book(other, {2, 1});
  Book(session, {2, 1});
  Book(session, {1, 1});
  AsRoot(
      "UPDATE bookings SET live_session_id = NULL, state = 5 WHERE council_id = ? AND session_id = ? "
      "AND ratio_staff = 2",
      {council_, mysql::Bytes{*ids::IdOf("sessions", session.name())}});
  v1::Capacity capacity = CapacityOf(session);
  *capacity.add_ratio_caps() = Cap(2, 1, 1);
  *capacity.add_ratio_caps() = Cap(1, 2, 3);
  const auto set = Set(session, capacity, Officer());
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->session().ratio_caps(0).children_taken(), 0) << "who gave the place back is not counted";
  EXPECT_EQ(set->session().ratio_caps(1).children_taken(), 1);
}

TEST_F(CapacityOfSessions, AnImportBringsThemInAndLeavesThemWhereItSaysNothing) {
  const auto import = [&](const v1::Session& session, const rpc::Call& call) {
    auto request = WithId<v1::ImportTimetableRequest>();
    auto& row = *request.add_sessions();
    row.set_activity_external_id("A1");
    *row.mutable_session() = session;
    row.mutable_session()->clear_activity();
    row.set_publish(true);
    return Run<v1::ImportTimetableResponse>("ImportTimetable", call, request);
  };
  v1::Activity activity = SampleActivity(activity_.provider(), "A1");
  AddActivity(activity);
  v1::Session session = SampleSession("", Soon(24));
  session.set_external_id("S1");
  v1::Session whole = session;
  whole.set_staff(3);
  *whole.add_ratio_caps() = Cap(1, 1, 2);
  whole.set_reserve_places(2);
  EXPECT_EQ(import(whole, Officer())->sessions().created(), 1);
  EXPECT_EQ(import(whole, Officer())->sessions().unchanged(), 1);
  EXPECT_EQ(import(session, Officer())->sessions().unchanged(), 1);
  whole.set_staff(2);
  whole.mutable_ratio_caps(0)->set_children_max(1);
  EXPECT_EQ(import(whole, Officer())->sessions().updated(), 1);
  v1::SearchSessionsRequest search;
  const v1::Session stored = Run<v1::SearchSessionsResponse>("SearchSessions", Family(), search)->offers(0).session();
  EXPECT_EQ(stored.staff(), 2);
  EXPECT_EQ(stored.ratio_caps(0).children_max(), 1);
  EXPECT_EQ(stored.reserve_places(), 2);
  whole.set_reserve_places(1);
  const auto refused = import(whole, Staff(activity_.provider()));
  EXPECT_THAT(FieldsOf(refused.status()), ElementsAre("sessions[0].session.reserve_places"));
}

}  // namespace
}  // namespace shortbreaks::availability
