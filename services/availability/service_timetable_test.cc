// A provider's own timetable.
#include "availability/service_test.h"
#include "london/london.h"
#include "shortbreaks/availability/v1/timetable.pb.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Timetable : public ServiceTest {
 protected:
  absl::StatusOr<v1::ListSessionsResponse> List(const rpc::Call& call, const v1::ListSessionsRequest& request) {
    auto response = timetable_.methods().at("ListSessions").run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const v1::ListSessionsResponse&>(**response);
  }
  std::vector<std::string> Keys(const rpc::Call& call, const v1::ListSessionsRequest& request = {}) {
    const auto found = List(call, request);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> keys;
    if (!found.ok()) return keys;
    for (const v1::SessionOffer& offer : found->offers()) keys.push_back(offer.session().external_id());
    return keys;
  }
  type::v1::ErrorReason Refused(const rpc::Call& call, const v1::ListSessionsRequest& request) {
    return errors::ReasonOf(List(call, request).status());
  }
  v1::Session Draft(const std::string& key, absl::Time start) {
    v1::Session session = SampleSession(activity_.name(), start);
    session.set_external_id(key);
    return AddDraft(session);
  }
  v1::Session Published(const std::string& key, absl::Time start) { return *Publish(Draft(key, start).name()); }
  static type::v1::Date DayFromNow(int days) { return wire::ToProto(london::DayOf(absl::Now()) + days); }

  const std::string provider_ = AddProvider("Sample Provider");
  const v1::Activity activity_ = AddActivity(SampleActivity(provider_));
  const rpc::HandlerTable timetable_ = MakeTimetableHandlers({store_, tokens_});
};

TEST_F(Timetable, HasEveryStateByStartAndWhatHasBegun) {
  Draft("DRAFT", Soon(30));
  ASSERT_TRUE(Close(Published("CLOSED", Soon(28)).name()).ok());
  ASSERT_TRUE(Cancel(Published("CANCELLED", Soon(26)).name()).ok());
  Published("PUBLISHED", Soon(24));
  Start(Published("BEGUN", Soon(12)).name());
  v1::ListSessionsRequest request;
  *request.mutable_from_date() = DayFromNow(-1);
  EXPECT_THAT(Keys(Staff(provider_), request), ElementsAre("BEGUN", "PUBLISHED", "CANCELLED", "CLOSED", "DRAFT"));
  request.set_provider(provider_);
  EXPECT_THAT(Keys(Officer(), request), ElementsAre("BEGUN", "PUBLISHED", "CANCELLED", "CLOSED", "DRAFT"));
  request.add_states(v1::SESSION_STATE_DRAFT);
  request.add_states(v1::SESSION_STATE_CANCELLED);
  EXPECT_THAT(Keys(Officer(), request), ElementsAre("CANCELLED", "DRAFT"));
}

TEST_F(Timetable, KeepsToItsDaysBothIncludedAndToItsActivity) {
  Published("IN28", absl::Now() + absl::Hours(24 * 26));
  Published("AFTER", absl::Now() + absl::Hours(24 * 29));
  EXPECT_THAT(Keys(Staff(provider_)), ElementsAre("IN28"));
  v1::ListSessionsRequest request;
  const absl::CivilDay day = london::DayOf(absl::Now()) + 40;
  Published("FIRST", london::StartOf(day));
  Published("LAST", london::StartOf(day + 1) - absl::Minutes(1));
  Published("NEXT", london::StartOf(day + 1));
  *request.mutable_from_date() = wire::ToProto(day);
  *request.mutable_to_date() = wire::ToProto(day);
  EXPECT_THAT(Keys(Staff(provider_), request), ElementsAre("FIRST", "LAST"));
  request.set_activity(AddActivity(SampleActivity(provider_)).name());
  EXPECT_THAT(Keys(Staff(provider_), request), IsEmpty());
}

TEST_F(Timetable, ComesInPagesThatMissNothing) {
  for (int i = 0; i < 5; ++i) Published(absl::StrCat("S", i), Soon(24 + i / 2));
  v1::ListSessionsRequest request;
  request.set_page_size(2);
  std::vector<std::string> keys;
  do {
    const auto page = List(Staff(provider_), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& offer : page->offers()) keys.push_back(offer.session().external_id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(keys, testing::UnorderedElementsAre("S0", "S1", "S2", "S3", "S4"));
  request.set_page_token("made up");
  EXPECT_EQ(Refused(Staff(provider_), request), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(Timetable, IsOnesOwn) {
  Published("MINE", Soon(24));
  v1::ListSessionsRequest request;
  request.set_provider(AddProvider("Another Provider"));
  EXPECT_EQ(Refused(Staff(provider_), request), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_THAT(Keys(Staff(request.provider())), IsEmpty());
  EXPECT_THAT(Keys(Staff("providers/none")), IsEmpty());
  request.set_provider(provider_);
  EXPECT_THAT(Keys(OtherCouncilsOfficer(), request), IsEmpty());
}

TEST_F(Timetable, SaysWhatIsWrongWithTheRequest) {
  EXPECT_EQ(Refused(Officer(), {}), type::v1::ERROR_REASON_INVALID_REQUEST);
  v1::ListSessionsRequest request;
  request.set_provider("providers/none");
  EXPECT_EQ(Refused(Staff(provider_), request), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.set_provider(provider_);
  EXPECT_THAT(Keys(Officer(), request), IsEmpty());
  const auto refused = [&](const std::function<void(v1::ListSessionsRequest&)>& change) {
    v1::ListSessionsRequest changed = request;
    change(changed);
    return Refused(Officer(), changed) == type::v1::ERROR_REASON_INVALID_REQUEST;
  };
  EXPECT_TRUE(refused([](auto& r) { r.mutable_from_date()->set_month(13); }));
  EXPECT_TRUE(refused([](auto& r) { *r.mutable_to_date() = DayFromNow(-1); }));
  EXPECT_TRUE(refused([](auto& r) { *r.mutable_to_date() = DayFromNow(401); }));
  EXPECT_FALSE(refused([](auto& r) { *r.mutable_to_date() = DayFromNow(400); }));
  EXPECT_TRUE(refused([](auto& r) { r.add_states(v1::SESSION_STATE_UNSPECIFIED); }));
  EXPECT_TRUE(refused([](auto& r) { r.set_activity("activities/none"); }));
  EXPECT_TRUE(refused([](auto& r) { r.set_page_size(201); }));
}

}  // namespace
}  // namespace shortbreaks::availability
