// Programmes, whose sessions open and close for booking together.
#include "availability/places_test.h"
#include "london/london.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ProgrammeTest : public PlacesTest {
 protected:
  static v1::Programme Sample() {
    v1::Programme programme;
    programme.set_title("Summer holidays");
    *programme.mutable_first_day() = wire::ToProto(london::DayOf(Soon(24 * 10)));
    *programme.mutable_last_day() = wire::ToProto(london::DayOf(Soon(24 * 20)));
    *programme.mutable_booking_open_time() = wire::ToProto(Soon(24));
    *programme.mutable_booking_close_time() = wire::ToProto(Soon(24 * 15));
    return programme;
  }
  absl::StatusOr<v1::Programme> Create(const v1::Programme& programme) {
    auto request = WithId<v1::CreateProgrammeRequest>();
    *request.mutable_programme() = programme;
    auto response = Ask<v1::CreateProgrammeResponse>("CreateProgramme", Officer(), request);
    if (!response.ok()) return response.status();
    return response->programme();
  }
  absl::StatusOr<v1::UpdateProgrammeResponse> Update(const v1::Programme& programme) {
    auto request = WithId<v1::UpdateProgrammeRequest>();
    *request.mutable_programme() = programme;
    return Ask<v1::UpdateProgrammeResponse>("UpdateProgramme", Officer(), request);
  }
  absl::StatusOr<v1::AddProgrammeSessionsResponse> Add(const std::string& programme,
                                                       std::initializer_list<std::string> sessions,
                                                       const rpc::Call& call) {
    auto request = Naming<v1::AddProgrammeSessionsRequest>(programme);
    for (const std::string& session : sessions) request.add_sessions(session);
    return Ask<v1::AddProgrammeSessionsResponse>("AddProgrammeSessions", call, request);
  }
  absl::StatusOr<v1::AddProgrammeSessionsResponse> Add(const std::string& programme,
                                                       std::initializer_list<std::string> sessions) {
    return Add(programme, sessions, Officer());
  }
  v1::Session Read(const std::string& session) { return Get(session, Officer())->session(); }

  const std::string activity_ = AddActivity(SampleActivity(provider_)).name();
};

TEST_F(ProgrammeTest, GivesItsBookingTimesToItsSessionsEachCutOffAtItsStart) {
  const v1::Programme programme = Create(Sample()).value();
  const v1::Session early = OfferOf(activity_, "EARLY", Soon(24 * 12)),
                    late = OfferOf(activity_, "LATE", Soon(24 * 18));
  const auto added = Add(programme.name(), {late.name(), early.name()});
  ASSERT_TRUE(added.ok()) << added.status();
  ASSERT_EQ(added->sessions_size(), 2);
  EXPECT_EQ(added->sessions(0).name(), late.name());
  for (const v1::Session& session : added->sessions()) {
    EXPECT_EQ(session.programme(), programme.name());
    EXPECT_EQ(wire::FromProto(session.booking_open_time()), Soon(24));
    EXPECT_EQ(Read(session.name()).SerializeAsString(), session.SerializeAsString());
  }
  EXPECT_EQ(wire::FromProto(added->sessions(0).booking_close_time()), Soon(24 * 15));
  EXPECT_EQ(wire::FromProto(added->sessions(1).booking_close_time()), Soon(24 * 12));
  EXPECT_NE(added->sessions(0).etag(), late.etag());
  // Once more changes nothing.
  EXPECT_EQ(Add(programme.name(), {late.name()})->sessions(0).etag(), added->sessions(0).etag());
  EXPECT_FALSE(Get(late.name(), Family())->bookable());
}

TEST_F(ProgrammeTest, TakesItsSessionsAlongWhenItsBookingTimesChange) {
  v1::Programme programme = Create(Sample()).value();
  const v1::Session session = OfferOf(activity_, "S", Soon(24 * 18)), other = OfferOf(activity_, "O", Soon(24 * 18));
  ASSERT_TRUE(Add(programme.name(), {session.name()}).ok());
  const std::string etag = Read(session.name()).etag();
  *programme.mutable_booking_open_time() = wire::ToProto(Soon(-1));
  programme.clear_booking_close_time();
  const auto updated = Update(programme);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->sessions_changed(), 1);
  const v1::Session now = Read(session.name());
  EXPECT_EQ(wire::FromProto(now.booking_open_time()), Soon(-1));
  EXPECT_EQ(wire::FromProto(now.booking_close_time()), Soon(24 * 18));
  EXPECT_NE(now.etag(), etag);
  EXPECT_TRUE(Get(session.name(), Family())->bookable());
  EXPECT_EQ(Read(other.name()).SerializeAsString(), other.SerializeAsString());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM outbox WHERE council_id = ? AND event_type = 'session.updated'"), 2);
  EXPECT_EQ(ReasonOf(Update(programme)), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(ProgrammeTest, CannotLeaveASessionBehind) {
  v1::Programme programme = Create(Sample()).value();
  ASSERT_TRUE(Add(programme.name(), {OfferOf(activity_, "S", Soon(24 * 12)).name()}).ok());
  v1::Programme shorter = programme;
  *shorter.mutable_first_day() = wire::ToProto(london::DayOf(Soon(24 * 14)));
  EXPECT_THAT(std::string(Update(shorter).status().message()), HasSubstr("programme's days"));
  v1::Programme later = programme;
  *later.mutable_booking_open_time() = wire::ToProto(Soon(24 * 12));
  EXPECT_THAT(std::string(Update(later).status().message()), HasSubstr("before the programme's booking opens"));
  EXPECT_TRUE(Update(programme).ok());
}

TEST_F(ProgrammeTest, TakesInNoSessionThatDoesNotFitAndThenNone) {
  const v1::Programme programme = Create(Sample()).value(), another = Create(Sample()).value();
  const v1::Session fits = OfferOf(activity_, "FITS", Soon(24 * 12));
  const v1::Session outside = OfferOf(activity_, "OUTSIDE", Soon(24 * 9 - 12));
  const v1::Session cancelled = *Cancel(OfferOf(activity_, "CANCELLED", Soon(24 * 12)).name());
  const v1::Session elsewhere = OfferOf(activity_, "ELSEWHERE", Soon(24 * 12));
  const v1::Session begun = OfferOf(activity_, "BEGUN", Soon(24 * 12));
  Start(begun.name());
  ASSERT_TRUE(Add(another.name(), {elsewhere.name()}).ok());
  const auto refused =
      Add(programme.name(), {fits.name(), outside.name(), cancelled.name(), elsewhere.name(), begun.name()});
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_INVALID_REQUEST);
  const std::string details = errors::WireDetails(refused.status());
  for (const char* field : {"sessions[1]", "sessions[2]", "sessions[3]", "sessions[4]"}) {
    EXPECT_THAT(details, HasSubstr(field));
  }
  EXPECT_THAT(details, testing::Not(HasSubstr("sessions[0]")));
  EXPECT_EQ(Read(fits.name()).programme(), "");
  EXPECT_EQ(ReasonOf(Add(programme.name(), {fits.name(), fits.name()})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Add(programme.name(), {})), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Add(programme.name(), {kUnknownSession})), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Add(kUnknownProgramme, {fits.name()})), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(ProgrammeTest, IsJoinedAndLeftByTheProviderOfTheSession) {
  const v1::Programme programme = Create(Sample()).value();
  const v1::Session session = OfferOf(activity_, "S", Soon(24 * 12));
  EXPECT_EQ(ReasonOf(Add(programme.name(), {session.name()}, Staff(AddProvider("Other")))),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  ASSERT_TRUE(Add(programme.name(), {session.name()}, Staff(provider_)).ok());
  auto leave = Naming<v1::RemoveProgrammeSessionsRequest>(programme.name());
  leave.add_sessions(session.name());
  EXPECT_EQ(
      ReasonOf(Ask<v1::RemoveProgrammeSessionsResponse>("RemoveProgrammeSessions", OtherCouncilsOfficer(), leave)),
      type::v1::ERROR_REASON_NOT_FOUND);
  const auto left = Ask<v1::RemoveProgrammeSessionsResponse>("RemoveProgrammeSessions", Staff(provider_), leave);
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_EQ(left->sessions(0).programme(), "");
  EXPECT_EQ(wire::FromProto(left->sessions(0).booking_open_time()), Soon(24)) << "it keeps the times that it has";
  EXPECT_EQ(Read(session.name()).SerializeAsString(), left->sessions(0).SerializeAsString());
}

TEST_F(ProgrammeTest, ItsSessionsAreFoundByIt) {
  const v1::Programme programme = Create(Sample()).value();
  const v1::Session in = OfferOf(activity_, "IN", Soon(24 * 12));
  OfferOf(activity_, "OUT", Soon(24 * 12));
  ASSERT_TRUE(Add(programme.name(), {in.name(), OfferOf(activity_, "TOO", Soon(24 * 11)).name()}).ok());
  EXPECT_THAT(Keys([&](auto& r) { r.set_programme(programme.name()); }), ElementsAre("TOO", "IN"));
  EXPECT_THAT(Keys([&](auto& r) {
                r.set_programme(programme.name());
                r.set_page_size(1);
                r.add_tiers(type::v1::TIER_TARGETED);
              }),
              ElementsAre("TOO", "IN"));
  EXPECT_THAT(Keys([&](auto& r) { r.set_programme(kUnknownProgramme); }), IsEmpty());
}

TEST_F(ProgrammeTest, ATimetablesOwnBookingTimesDoNotUndoIt) {
  auto import = WithId<v1::ImportTimetableRequest>();
  import.add_providers()->set_external_id("P");
  import.mutable_providers(0)->set_display_name("Example Clubs");
  import.add_activities()->set_provider_external_id("P");
  *import.mutable_activities(0)->mutable_activity() = SampleActivity({}, "A");
  v1::ImportSession& row = *import.add_sessions();
  row.set_activity_external_id("A");
  *row.mutable_session() = SampleSession({}, Soon(24 * 12));
  row.mutable_session()->set_external_id("S");
  row.set_publish(true);
  ASSERT_TRUE(Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), import).ok());
  v1::SearchSessionsRequest search;
  const std::string session =
      Run<v1::SearchSessionsResponse>("SearchSessions", Officer(), search)->offers(0).session().name();
  ASSERT_TRUE(Add(Create(Sample())->name(), {session}).ok());
  import.set_request_id(ids::ToText(ids::NewUuid()));
  const auto again = Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), import);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->sessions().unchanged(), 1);
  row.mutable_session()->set_places(9);
  import.set_request_id(ids::ToText(ids::NewUuid()));
  ASSERT_TRUE(Run<v1::ImportTimetableResponse>("ImportTimetable", Officer(), import).ok());
  EXPECT_EQ(Read(session).places(), 9);
  EXPECT_EQ(wire::FromProto(Read(session).booking_open_time()), Soon(24));
  EXPECT_NE(Read(session).programme(), "");
}

TEST_F(ProgrammeTest, AreListedByFirstDay) {
  v1::Programme first = Sample(), second = Sample();
  first.set_title("Easter");
  *first.mutable_first_day() = wire::ToProto(london::DayOf(Soon(24 * 5)));
  const v1::Programme summer = Create(second).value();
  ASSERT_TRUE(Create(first).ok());
  v1::ListProgrammesRequest request;
  request.set_page_size(1);
  std::vector<std::string> titles;
  do {
    const auto page = Ask<v1::ListProgrammesResponse>("ListProgrammes", Family(), request).value();
    for (const v1::Programme& each : page.programmes()) titles.push_back(each.title());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(titles, ElementsAre("Easter", "Summer holidays"));
  EXPECT_EQ(Ask<v1::GetProgrammeResponse>("GetProgramme", Family(), Naming<v1::GetProgrammeRequest>(summer.name()))
                ->programme()
                .SerializeAsString(),
            summer.SerializeAsString());
  EXPECT_EQ(ReasonOf(Ask<v1::GetProgrammeResponse>("GetProgramme", OtherCouncilsOfficer(),
                                                   Naming<v1::GetProgrammeRequest>(summer.name()))),
            type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(ProgrammeTest, HasDaysAndTimesInOrder) {
  const auto wrong = [&](const std::function<void(v1::Programme&)>& change) {
    v1::Programme programme = Sample();
    change(programme);
    return std::string(Create(programme).status().message());
  };
  EXPECT_THAT(wrong([](auto& p) { p.clear_title(); }), HasSubstr("programme.title"));
  EXPECT_THAT(wrong([](auto& p) { p.clear_first_day(); }), HasSubstr("programme.first_day"));
  EXPECT_THAT(wrong([](auto& p) { p.mutable_last_day()->set_year(2000); }), HasSubstr("programme.last_day"));
  EXPECT_THAT(wrong([](auto& p) { p.mutable_last_day()->set_year(2100); }), HasSubstr("programme.last_day"));
  EXPECT_THAT(wrong([](auto& p) { p.mutable_last_day()->set_month(13); }), HasSubstr("programme.last_day"));
  EXPECT_THAT(wrong([](auto& p) { p.clear_booking_open_time(); }), HasSubstr("programme.booking_open_time"));
  EXPECT_THAT(wrong([](auto& p) { *p.mutable_booking_close_time() = p.booking_open_time(); }),
              HasSubstr("programme.booking_close_time"));
  v1::Programme unread = Sample();
  unread.set_name(kUnknownProgramme);
  EXPECT_THAT(std::string(Update(unread).status().message()), HasSubstr("programme.etag"));
  unread.set_etag("1");
  EXPECT_EQ(ReasonOf(Update(unread)), type::v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace shortbreaks::availability
