// Providers and activities.
#include "availability/service_test.h"

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Records : public ServiceTest {
 protected:
  absl::StatusOr<v1::Activity> Update(const v1::Activity& activity, const rpc::Call& call) {
    auto request = WithId<v1::UpdateActivityRequest>();
    *request.mutable_activity() = activity;
    auto response = Run<v1::UpdateActivityResponse>("UpdateActivity", call, request);
    if (!response.ok()) return response.status();
    return response->activity();
  }
  absl::StatusOr<v1::Activity> GetActivity(const std::string& name, const rpc::Call& call) {
    auto response = Run<v1::GetActivityResponse>("GetActivity", call, Naming<v1::GetActivityRequest>(name));
    if (!response.ok()) return response.status();
    return response->activity();
  }
};

TEST_F(Records, AProviderIsReadAsItWasMade) {
  const auto request = ProviderRequest("Café Sample – Wolverhampton", "P1");
  const auto made = Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request);
  ASSERT_TRUE(made.ok()) << made.status();
  const auto read =
      Run<v1::GetProviderResponse>("GetProvider", Family(), Naming<v1::GetProviderRequest>(made->provider().name()));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->provider().SerializeAsString(), made->provider().SerializeAsString());
  EXPECT_EQ(read->provider().display_name(), "Café Sample – Wolverhampton");
  EXPECT_EQ(read->provider().etag(), "1");
  EXPECT_THAT(Events(), ElementsAre("provider.created"));
  EXPECT_EQ(CountOf("audit_records"), 1);
}

TEST_F(Records, OnlyOfficersMakeProviders) {
  EXPECT_EQ(ReasonOf(Run<v1::CreateProviderResponse>("CreateProvider", Staff(AddProvider()), ProviderRequest("Mine"))),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(Records, ASecondRecordWithTheSameKeyIsRefusedAndTheFirstOneNamed) {
  const std::string first = AddProvider("First", "K1");
  const auto second = Run<v1::CreateProviderResponse>("CreateProvider", Officer(), ProviderRequest("Second", "K1"));
  EXPECT_EQ(ReasonOf(second), type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(second.status(), "name"), first);
  EXPECT_TRUE(Run<v1::CreateProviderResponse>("CreateProvider", Officer(), ProviderRequest("Third", "k1")).ok());
  EXPECT_TRUE(
      Run<v1::CreateProviderResponse>("CreateProvider", OtherCouncilsOfficer(), ProviderRequest("Theirs", "K1")).ok());

  const v1::Activity activity = AddActivity(SampleActivity(first, "A1"));
  const auto again =
      Run<v1::CreateActivityResponse>("CreateActivity", Officer(), ActivityRequest(SampleActivity(first, "A1")));
  EXPECT_EQ(ReasonOf(again), type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(again.status(), "name"), activity.name());
}

TEST_F(Records, TheSameRequestIsAnsweredAlikeAndDoneOnce) {
  const auto request = ProviderRequest("Once", "K1");
  const auto first = Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request);
  const auto second = Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request);
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(CountOf("providers"), 1);
  EXPECT_EQ(CountOf("outbox"), 1);
}

TEST_F(Records, ARequestIdWithOtherContentOrWithoutOneIsRefused) {
  auto request = ProviderRequest("Once");
  ASSERT_TRUE(Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request).ok());
  request.mutable_provider()->set_display_name("Twice");
  EXPECT_EQ(ReasonOf(Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request)),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  request.clear_request_id();
  EXPECT_EQ(ReasonOf(Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request)),
            type::v1::ERROR_REASON_REQUEST_ID_REQUIRED);
  request.set_request_id("7");
  EXPECT_EQ(ReasonOf(Run<v1::CreateProviderResponse>("CreateProvider", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Records, AnActivityIsReadAsItWasMadeAndByNobodyOfAnotherCouncil) {
  const v1::Activity made = AddActivity(SampleActivity(AddProvider(), "A1"));
  const auto read = GetActivity(made.name(), Family());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(read->venue().location().latitude_degrees(), 52.5862);
  EXPECT_EQ(ReasonOf(GetActivity(made.name(), OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(GetActivity(kUnknownActivity, Family())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(GetActivity("activities/1", Family())), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Run<v1::GetProviderResponse>("GetProvider", OtherCouncilsOfficer(),
                                                  Naming<v1::GetProviderRequest>(made.provider()))),
            type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Records, AnActivityWhoseProviderAnswersFirstIsReadBackAndMayGoBackToInstantBooking) {
  v1::Activity activity = SampleActivity(AddProvider(), "A1");
  activity.set_needs_match(true);
  activity = AddActivity(activity);
  EXPECT_EQ(GetActivity(activity.name(), Family())->needs_match_hours(), 72);
  activity.set_needs_match_hours(24);
  const auto updated = Update(activity, Officer());
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_TRUE(updated->needs_match());
  EXPECT_EQ(GetActivity(activity.name(), Family())->needs_match_hours(), 24);
  activity = *updated;
  activity.clear_needs_match();
  activity.clear_needs_match_hours();
  ASSERT_TRUE(Update(activity, Officer()).ok());
  EXPECT_FALSE(GetActivity(activity.name(), Family())->needs_match());
}

TEST_F(Records, StaffMakeAndChangeTheirOwnActivitiesAndHearNothingOfOthers) {
  const std::string own = AddProvider("Own"), other = AddProvider("Other");
  const auto create = [&](const std::string& provider, const rpc::Call& call) {
    return ReasonOf(Run<v1::CreateActivityResponse>("CreateActivity", call, ActivityRequest(SampleActivity(provider))));
  };
  EXPECT_EQ(create(own, Staff(own)), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(create(other, Staff(own)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(create(kUnknownProvider, Staff(own)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(create(kUnknownProvider, Officer()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(create(own, OtherCouncilsOfficer()), type::v1::ERROR_REASON_NOT_FOUND);

  v1::Activity theirs = AddActivity(SampleActivity(other));
  EXPECT_EQ(ReasonOf(Update(theirs, Staff(own))), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Update(theirs, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  theirs.set_name(kUnknownActivity);
  EXPECT_EQ(ReasonOf(Update(theirs, Staff(own))), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Update(theirs, Officer())), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Records, AChangedActivityHasANewEtagAndTheOldOneIsRefused) {
  v1::Activity activity = AddActivity();
  activity.set_price_pence(500);
  const auto updated = Update(activity, Officer());
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_NE(updated->etag(), activity.etag());
  EXPECT_EQ(GetActivity(activity.name(), Family())->price_pence(), 500);
  activity.set_price_pence(600);
  EXPECT_EQ(ReasonOf(Update(activity, Officer())), type::v1::ERROR_REASON_ETAG_MISMATCH);
  activity.clear_etag();
  EXPECT_EQ(ReasonOf(Update(activity, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Records, AnActivityNeverChangesItsProviderNorTakesAnothersKey) {
  v1::Activity activity = AddActivity();
  AddActivity(SampleActivity(activity.provider(), "TAKEN"));
  v1::Activity changed = activity;
  changed.set_external_id("TAKEN");
  EXPECT_EQ(ReasonOf(Update(changed, Officer())), type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  changed = activity;
  changed.set_provider(AddProvider("Other"));
  EXPECT_EQ(ReasonOf(Update(changed, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Records, AChangedActivityRenewsItsFutureSessionsAndNoOthers) {
  v1::Activity activity = AddActivity();
  const v1::Session future = AddPublished(SampleSession(activity.name(), Soon(24)));
  const v1::Session past = AddPublished(SampleSession(activity.name(), Soon(48)));
  const v1::Session elsewhere = AddPublished();
  Start(past.name());
  activity.set_age_max_years(12);
  ASSERT_TRUE(Update(activity, Officer()).ok());
  EXPECT_NE(Get(future.name(), Officer())->session().etag(), future.etag());
  EXPECT_EQ(Get(past.name(), Officer())->session().etag(), past.etag());
  EXPECT_EQ(Get(elsewhere.name(), Officer())->session().etag(), elsewhere.etag());
}

TEST_F(Records, AnUpdateThatSaysNothingNewChangesNothing) {
  const v1::Activity activity = AddActivity();
  const v1::Session session = AddPublished(SampleSession(activity.name(), Soon(24)));
  const int64_t events = CountOf("outbox");
  EXPECT_EQ(Update(activity, Officer())->etag(), activity.etag());
  EXPECT_EQ(Get(session.name(), Officer())->session().etag(), session.etag());
  EXPECT_EQ(CountOf("outbox"), events);
}

TEST_F(Records, ListsComeInOrderAPageAtATimeWhateverIsAddedMeanwhile) {
  for (const char* name : {"Delta", "Alpha", "Charlie", "Bravo", "Alpha"}) AddProvider(name);
  v1::ListProvidersRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page = Run<v1::ListProvidersResponse>("ListProviders", Family(), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Provider& provider : page->providers()) names.push_back(provider.display_name());
    request.set_page_token(page->next_page_token());
    AddProvider("Aardvark");
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("Alpha", "Alpha", "Bravo", "Charlie", "Delta"));
}

TEST_F(Records, ListsKeepToTheCouncilTheProviderAndTheKey) {
  const std::string provider = AddProvider("One", "P1"), other = AddProvider("Two", "P2");
  AddActivity(SampleActivity(provider, "A1"));
  AddActivity(SampleActivity(provider, "A2"));
  AddActivity(SampleActivity(other, "A3"));
  const auto keys = [&](const std::string& of, const std::string& key, const rpc::Call& call) {
    v1::ListActivitiesRequest request;
    request.set_provider(of);
    request.set_external_id(key);
    std::vector<std::string> found;
    const auto list = Run<v1::ListActivitiesResponse>("ListActivities", call, request);
    for (const v1::Activity& activity : list.value().activities()) found.push_back(activity.external_id());
    return found;
  };
  EXPECT_THAT(keys("", "", Family()), ElementsAre("A1", "A2", "A3"));
  EXPECT_THAT(keys(provider, "", Family()), ElementsAre("A1", "A2"));
  EXPECT_THAT(keys("", "A3", Family()), ElementsAre("A3"));
  EXPECT_THAT(keys(provider, "A3", Family()), IsEmpty());
  EXPECT_THAT(keys("", "", OtherCouncilsOfficer()), IsEmpty());
  v1::ListProvidersRequest one;
  one.set_external_id("P2");
  const auto found = Run<v1::ListProvidersResponse>("ListProviders", Family(), one);
  ASSERT_EQ(found->providers_size(), 1);
  EXPECT_EQ(found->providers(0).name(), other);
}

TEST_F(Records, APageTokenIsGoodForItsCallerItsRequestAndItsDayAlone) {
  for (const char* name : {"A", "B", "C"}) AddProvider(name);
  v1::ListProvidersRequest request;
  request.set_page_size(1);
  const auto first = Run<v1::ListProvidersResponse>("ListProviders", Family(), request);
  request.set_page_token(first->next_page_token());
  EXPECT_TRUE(Run<v1::ListProvidersResponse>("ListProviders", Family(), request).ok());
  const auto refused = [&](const char* method, const rpc::Call& call, const google::protobuf::Message& asked) {
    return ReasonOf(Run<v1::ListProvidersResponse>(method, call, asked));
  };
  EXPECT_EQ(refused("ListProviders", Officer(), request), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(refused("ListProviders", OtherCouncilsOfficer(), request), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  auto other_request = request;
  other_request.set_external_id("P1");
  EXPECT_EQ(refused("ListProviders", Family(), other_request), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  v1::ListActivitiesRequest activities;
  activities.set_page_token(request.page_token());
  EXPECT_EQ(refused("ListActivities", Family(), activities), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  auto damaged = request;
  damaged.set_page_token(request.page_token() + "A");
  EXPECT_EQ(refused("ListProviders", Family(), damaged), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);

  const paging::PageTokens shortlived(std::string(32, 'k'), absl::Seconds(-1));
  rpc::HandlerTable late = MakeHandlers({store_, shortlived});
  EXPECT_EQ(errors::ReasonOf(late.methods().at("ListProviders").run(Family(), request).status()),
            type::v1::ERROR_REASON_PAGE_TOKEN_EXPIRED);
  request.set_page_size(201);
  EXPECT_EQ(refused("ListProviders", Family(), request), type::v1::ERROR_REASON_INVALID_REQUEST);
}

}  // namespace
}  // namespace shortbreaks::availability
