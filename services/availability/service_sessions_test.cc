// Sessions and what becomes of them.
#include <atomic>
#include <thread>

#include "availability/service_test.h"
#include "london/london.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;

class Sessions : public ServiceTest {
 protected:
  absl::StatusOr<v1::SetPlacesResponse> SetPlaces(const v1::Session& session, int places, const rpc::Call& call) {
    auto request = Naming<v1::SetPlacesRequest>(session.name());
    request.set_places(places);
    request.set_etag(session.etag());
    return Run<v1::SetPlacesResponse>("SetPlaces", call, request);
  }
};

TEST_F(Sessions, ASessionBeginsAsADraftWithWhatItCharges) {
  const absl::Time noon = london::StartOf(london::DayOf(Soon(48))) + absl::Hours(12);
  const v1::Session draft = AddDraft(SampleSession(AddActivity().name(), noon, absl::Hours(72), 5));
  EXPECT_EQ(draft.state(), v1::SESSION_STATE_DRAFT);
  EXPECT_EQ(draft.charge_minutes(), 72 * 60);
  EXPECT_EQ(draft.charge_nights(), 3);
  EXPECT_EQ(draft.places(), 5);
  EXPECT_EQ(draft.places_taken(), 0);
  EXPECT_FALSE(draft.has_booking_open_time());
  EXPECT_EQ(Get(draft.name(), Officer())->session().SerializeAsString(), draft.SerializeAsString());
}

TEST_F(Sessions, WhatIsNotTheCallersToSetIsNotTaken) {
  v1::Session asked = SampleSession(AddActivity().name(), Soon(24));
  const v1::Session honest = AddDraft(asked);
  asked.set_name(honest.name());
  asked.set_state(v1::SESSION_STATE_PUBLISHED);
  asked.set_places_taken(-100);
  asked.set_charge_minutes(1);
  asked.set_charge_nights(9);
  asked.set_cancel_reason("forged");
  asked.set_etag("77");
  asked.set_training_checked(true);
  asked.add_trained_for(type::v1::NEED_HOIST);
  asked.set_series(ids::ResourceName("series", ids::NewUuid()));
  asked.set_programme(ids::ResourceName("programmes", ids::NewUuid()));
  v1::Session made = AddDraft(asked);
  EXPECT_NE(made.name(), honest.name());
  made.set_name(honest.name());
  EXPECT_EQ(made.SerializeAsString(), honest.SerializeAsString());
}

TEST_F(Sessions, DraftsAreSeenByTheirProviderAndOfficersAlone) {
  const v1::Activity activity = AddActivity();
  const v1::Session draft = AddDraft(SampleSession(activity.name(), Soon(24)));
  EXPECT_TRUE(Get(draft.name(), Officer()).ok());
  EXPECT_TRUE(Get(draft.name(), Staff(activity.provider())).ok());
  EXPECT_EQ(ReasonOf(Get(draft.name(), Staff(AddProvider()))), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Get(draft.name(), Family())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Get(draft.name(), As(identity::Role::kService))), type::v1::ERROR_REASON_NOT_FOUND);
  ASSERT_TRUE(Publish(draft.name()).ok());
  EXPECT_TRUE(Get(draft.name(), Family()).ok());
  EXPECT_EQ(ReasonOf(Get(draft.name(), OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Sessions, AreMadeByTheirOwnProviderInTheFutureAndOnceAKey) {
  const v1::Activity activity = AddActivity();
  v1::Session session = SampleSession(activity.name(), Soon(24));
  session.set_external_id("S1");
  const auto create = [&](const rpc::Call& call) {
    return Run<v1::CreateSessionResponse>("CreateSession", call, SessionRequest(session));
  };
  EXPECT_EQ(ReasonOf(create(Staff(AddProvider()))), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(create(OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  const auto made = create(Staff(activity.provider()));
  ASSERT_TRUE(made.ok()) << made.status();
  const auto again = create(Officer());
  EXPECT_EQ(ReasonOf(again), type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(again.status(), "name"), made->session().name());
  session = SampleSession(activity.name(), absl::Now() - absl::Minutes(1));
  EXPECT_EQ(ReasonOf(create(Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
  session = SampleSession(kUnknownActivity, Soon(24));
  EXPECT_EQ(ReasonOf(create(Officer())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(create(Staff(activity.provider()))), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(Sessions, GoFromDraftToPublishedToClosedAndBackAndAreCalledOff) {
  const v1::Session draft = AddDraft();
  EXPECT_EQ(Publish(draft.name())->state(), v1::SESSION_STATE_PUBLISHED);
  EXPECT_EQ(Close(draft.name())->state(), v1::SESSION_STATE_CLOSED);
  EXPECT_EQ(Publish(draft.name())->state(), v1::SESSION_STATE_PUBLISHED);
  const auto cancelled = Cancel(draft.name());
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->state(), v1::SESSION_STATE_CANCELLED);
  EXPECT_EQ(cancelled->cancel_reason(), "The boiler broke.");
  EXPECT_EQ(cancelled->etag(), "5");
  EXPECT_EQ(ReasonOf(Publish(draft.name())), type::v1::ERROR_REASON_SESSION_CANCELLED);
  EXPECT_THAT(Events(), ElementsAre("provider.created", "activity.created", "session.created", "session.published",
                                    "session.closed", "session.published", "session.cancelled"));
}

TEST_F(Sessions, AMoveMadeTwiceChangesNothingTheSecondTime) {
  const v1::Session published = AddPublished();
  const int64_t events = CountOf("outbox");
  EXPECT_EQ(Publish(published.name())->etag(), published.etag());
  EXPECT_EQ(CountOf("outbox"), events);
}

TEST_F(Sessions, AMoveRepeatedWithItsRequestIdIsAnsweredAsThen) {
  const v1::Session draft = AddDraft();
  const auto publish = Naming<v1::PublishSessionRequest>(draft.name());
  const auto first = Run<v1::PublishSessionResponse>("PublishSession", Officer(), publish);
  ASSERT_TRUE(Cancel(draft.name()).ok());
  const auto second = Run<v1::PublishSessionResponse>("PublishSession", Officer(), publish);
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
}

TEST_F(Sessions, WhatHasBegunIsNeitherPublishedNorCalledOffNorResized) {
  const v1::Session draft = AddDraft(), published = AddPublished();
  Start(draft.name());
  Start(published.name());
  EXPECT_EQ(ReasonOf(Publish(draft.name())), type::v1::ERROR_REASON_SESSION_STARTED);
  EXPECT_EQ(ReasonOf(Cancel(published.name())), type::v1::ERROR_REASON_SESSION_STARTED);
  EXPECT_EQ(ReasonOf(SetPlaces(published, 3, Officer())), type::v1::ERROR_REASON_SESSION_STARTED);
  EXPECT_EQ(Close(published.name())->state(), v1::SESSION_STATE_CLOSED);
}

TEST_F(Sessions, AnOldEtagIsRefusedAndNoEtagIsWhateverTheStateIs) {
  const v1::Session draft = AddDraft();
  auto close = Naming<v1::CloseSessionRequest>(Publish(draft.name())->name());
  close.set_etag(draft.etag());
  EXPECT_EQ(ReasonOf(Run<v1::CloseSessionResponse>("CloseSession", Officer(), close)),
            type::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_TRUE(Close(draft.name()).ok());
}

TEST_F(Sessions, ForeignStaffAndUnknownSessionsAreRefusedAlike) {
  const v1::Session session = AddPublished();
  const rpc::Call stranger = Staff(AddProvider());
  for (const std::string& name : {session.name(), kUnknownSession}) {
    EXPECT_EQ(ReasonOf(Run<v1::CloseSessionResponse>("CloseSession", stranger, Naming<v1::CloseSessionRequest>(name))),
              type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  EXPECT_EQ(ReasonOf(SetPlaces(session, 3, stranger)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Close(kUnknownSession)), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(SetPlaces(session, 3, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  auto cancel = Naming<v1::CancelSessionRequest>(session.name());
  EXPECT_EQ(ReasonOf(Run<v1::CancelSessionResponse>("CancelSession", Officer(), cancel)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Sessions, PlacesCutBelowThoseTakenKeepEveryBooking) {
  const v1::Session session = AddPublished(SampleSession(AddActivity().name(), Soon(24), absl::Hours(2), 8));
  Alter(session.name(), "places_taken = 6");
  const auto cut = SetPlaces(session, 4, Officer());
  ASSERT_TRUE(cut.ok()) << cut.status();
  EXPECT_EQ(cut->places_over(), 2);
  EXPECT_EQ(cut->session().places(), 4);
  EXPECT_EQ(cut->session().places_taken(), 6);
  EXPECT_EQ(Get(session.name(), Family())->free_places(), 0);
  const auto raised = SetPlaces(cut->session(), 10, Officer());
  ASSERT_TRUE(raised.ok()) << raised.status();
  EXPECT_EQ(raised->places_over(), 0);
  EXPECT_EQ(Get(session.name(), Family())->free_places(), 4);
  EXPECT_EQ(Number("SELECT places_over FROM sessions WHERE council_id = ?"), 0);
  EXPECT_EQ(ReasonOf(SetPlaces(session, 5, Officer())), type::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(ReasonOf(SetPlaces(raised->session(), 1001, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
}

// Bookings take and give places back while the provider changes their number: no statement of either breaks the CHECK
// that keeps a session from being oversold.
TEST_F(Sessions, PlacesAreSetWhileBookingsTakeThem) {
  v1::Session session = AddPublished(SampleSession(AddActivity().name(), Soon(24), absl::Hours(2), 8));
  const std::string id = *ids::IdOf("sessions", session.name());
  std::atomic<bool> stop = false;
  std::atomic<int> taken = 0, broken = 0;
  std::vector<std::jthread> bookings;
  for (int t = 0; t < 3; ++t) {
    bookings.emplace_back([&, t] {
      auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_bookings")).value();
      for (int i = 0; !stop; ++i) {
        const bool takes = (i + t) % 3 != 0;
        auto changed = connection->Execute(takes ? "UPDATE sessions SET places_taken = places_taken + 1 "
                                                   "WHERE council_id = ? AND session_id = ? AND places_taken < places"
                                                 : "UPDATE sessions SET places_taken = places_taken - 1 "
                                                   "WHERE council_id = ? AND session_id = ? AND places_taken > 0",
                                           {council_, mysql::Bytes{id}});
        if (changed.ok() && takes) taken += static_cast<int>(*changed);
        broken += mysql::FaultOf(changed.status()) == mysql::Fault::kCheckViolated;
      }
    });
  }
  for (int round = 0; round < 200; ++round) {
    const auto set = SetPlaces(session, (round * 7) % 11, Officer());
    ASSERT_TRUE(set.ok()) << set.status();
    EXPECT_EQ(set->places_over(), std::max(set->session().places_taken() - set->session().places(), 0));
    session = set->session();
  }
  stop = true;
  bookings.clear();
  EXPECT_GT(taken, 0);
  EXPECT_EQ(broken, 0);
}

}  // namespace
}  // namespace shortbreaks::availability
