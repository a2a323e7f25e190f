// Feeds as records: made, listed, ended.
#include <thread>

#include "calendars/secret.h"
#include "calendars/service_test.h"

namespace shortbreaks::calendars {
namespace {

using namespace type::v1;  // NOLINT: the reasons
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(CalendarsTest, TheStoreKeepsNoAddress) {
  const v1::CreateFeedResponse feed = Feed(Carer());
  const std::string secret = PathOf(feed).substr(11, 43);
  EXPECT_EQ(Root("SELECT secret_hash FROM calendar_feeds WHERE council_id = ?", {council_}).at(0).Text(0),
            HashOfSecret(secret));
  EXPECT_THAT(Root("SELECT reply FROM bookings_requests WHERE council_id = ?", {council_}).at(0).Text(0),
              Not(HasSubstr(secret)));
  const auto list = Run<v1::ListFeedsResponse>("ListFeeds", Carer(), v1::ListFeedsRequest());
  EXPECT_THAT(list->SerializeAsString(), AllOf(HasSubstr("My phone"), Not(HasSubstr(secret))));
}

TEST_F(CalendarsTest, SentAgainItIsTheSameFeedUnderANewAddress) {
  const v1::CreateFeedRequest request = NewRequest();
  const v1::CreateFeedResponse first = Feed(Carer(), request), second = Feed(Carer(), request);
  EXPECT_EQ(first.feed().SerializeAsString(), second.feed().SerializeAsString());
  EXPECT_NE(first.address(), second.address());
  EXPECT_EQ(Get(first).status, 404);
  EXPECT_EQ(Get(second).status, 200);
  EXPECT_EQ(NamesOf(Carer()).size(), 1u);
  v1::CreateFeedRequest other = request;
  other.set_display_name("Another");
  EXPECT_EQ(errors::ReasonOf(Create(Carer(), other).status()), ERROR_REASON_REQUEST_ID_REUSED);
  ASSERT_TRUE(Revoke(Carer(), first.feed().name()).ok());
  EXPECT_EQ(errors::ReasonOf(Create(Carer(), request).status()), ERROR_REASON_STATE_FORBIDS)
      << "what was ended is not brought back";
}

TEST_F(CalendarsTest, TheSameRequestSentByManyAtOnceIsOneFeed) {
  const v1::CreateFeedRequest request = NewRequest();
  std::vector<v1::CreateFeedResponse> answers(8);
  {
    std::vector<std::jthread> threads;
    for (v1::CreateFeedResponse& answer : answers) {
      threads.emplace_back([&] { answer = Feed(Carer(), request); });
    }
  }
  EXPECT_EQ(NamesOf(Carer()).size(), 1u);
  int readable = 0;
  for (const v1::CreateFeedResponse& answer : answers) readable += Get(answer).status == 200;
  EXPECT_EQ(readable, 1);
}

TEST_F(CalendarsTest, OthersCannotSeeOrEndAFeedAndOfficersCan) {
  const v1::CreateFeedResponse feed = Feed(Carer()), sessions = Feed(Provider());
  const rpc::Call stranger = As(identity::Role::kCarer, ids::ResourceName("carers", ids::NewUuid()));
  EXPECT_THAT(NamesOf(stranger), IsEmpty());
  EXPECT_EQ(errors::ReasonOf(Revoke(stranger, feed.feed().name()).status()), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(errors::ReasonOf(Revoke(Provider(), feed.feed().name()).status()), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(errors::ReasonOf(Revoke(Carer(), sessions.feed().name()).status()), ERROR_REASON_NOT_ALLOWED);
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = support::FreshCouncil();
  EXPECT_EQ(errors::ReasonOf(Revoke(elsewhere, feed.feed().name()).status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(Get(feed).status, 200);
  v1::ListFeedsRequest list;
  list.set_carer(ids::ResourceName("carers", carer_id_));
  EXPECT_THAT(NamesOf(elsewhere, list), IsEmpty());
  EXPECT_THAT(NamesOf(Officer(), list), testing::ElementsAre(feed.feed().name()));
  list.clear_carer();
  list.set_provider(ids::ResourceName("providers", provider_id_));
  EXPECT_THAT(NamesOf(Officer(), list), testing::ElementsAre(sessions.feed().name()));
  EXPECT_TRUE(Revoke(Officer(), feed.feed().name()).ok());
  EXPECT_EQ(Get(feed).status, 404);
  EXPECT_EQ(Get(sessions).status, 200);
}

TEST_F(CalendarsTest, AFeedThatAnAppMadeIsReadAsLongAsConsentToItStands) {
  const mysql::Parameters carer = {council_, Bytes{carer_id_}};
  Root(
      "INSERT INTO partner_consents (council_id, carer_id, partner_id, give_time, giver) VALUES (?, ?, 'app', NOW(6), "
      "'carer')",
      carer);
  rpc::Call app = Carer();
  app.principal.scopes = identity::Scopes();
  const v1::CreateFeedResponse of_app = Feed(app), own = Feed(Carer());
  EXPECT_EQ(Get(of_app).status, 200);
  Root("UPDATE partner_consents SET withdraw_time = NOW(6) WHERE council_id = ? AND carer_id = ?", carer);
  EXPECT_EQ(Get(of_app).status, 404);
  EXPECT_EQ(Get(own).status, 200);
}

TEST_F(CalendarsTest, WhatIsAskedWronglyIsNamed) {
  const auto reason = [&](const rpc::Call& call, const v1::CreateFeedRequest& request) {
    return errors::ReasonOf(Create(call, request).status());
  };
  v1::CreateFeedRequest request;
  request.set_display_name("x");
  EXPECT_EQ(reason(Carer(), request), ERROR_REASON_REQUEST_ID_REQUIRED);
  EXPECT_EQ(reason(Carer(), NewRequest("")), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(reason(Carer(), NewRequest(std::string(101, 'x'))), ERROR_REASON_INVALID_REQUEST);
  request = NewRequest();
  request.add_children("sessions/1");
  EXPECT_EQ(reason(Carer(), request), ERROR_REASON_INVALID_REQUEST);
  request = NewRequest();
  for (int i = 0; i < 21; ++i) request.add_children(ids::ResourceName("children", ids::NewUuid()));
  EXPECT_EQ(reason(Carer(), request), ERROR_REASON_INVALID_REQUEST);
  request = NewRequest();
  request.set_show_titles(true);
  EXPECT_EQ(reason(Provider(), request), ERROR_REASON_INVALID_REQUEST);
  request = NewRequest();
  request.add_children(ids::ResourceName("children", AddChild()));
  EXPECT_EQ(reason(Provider(), request), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(reason(As(identity::Role::kProvider, "staff-1"), NewRequest()), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(As(identity::Role::kCarer, ids::ResourceName("carers", ids::NewUuid())), NewRequest()),
            ERROR_REASON_NOT_ALLOWED)
      << "a carer whom nobody has on file";
  v1::ListFeedsRequest list;
  const auto list_reason = [&](const rpc::Call& call) {
    return errors::ReasonOf(Run<v1::ListFeedsResponse>("ListFeeds", call, list).status());
  };
  EXPECT_EQ(list_reason(Officer()), ERROR_REASON_INVALID_REQUEST);
  list.set_carer("carers/x");
  EXPECT_EQ(list_reason(Officer()), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(list_reason(Carer()), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(errors::ReasonOf(Revoke(Carer(), "calendars/1").status()), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(CalendarsTest, ThereIsAnEndToFeeds) {
  for (int i = 0; i < 20; ++i) Feed(Carer());
  const auto refused = Create(Carer(), NewRequest());
  EXPECT_EQ(errors::ReasonOf(refused.status()), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "state"), "too_many_feeds");
  ASSERT_TRUE(Revoke(Carer(), NamesOf(Carer()).front()).ok());
  EXPECT_TRUE(Create(Carer(), NewRequest()).ok());
}

TEST_F(CalendarsTest, WithoutAnAddressNoneAreMade) {
  auto calendars = Calendars::Start({}, BookingsPool(), telemetry::NoMetrics());
  ASSERT_TRUE(calendars.ok());
  const auto refused = (*calendars)->Handlers().methods().at("CreateFeed").run(Carer(), NewRequest());
  EXPECT_EQ(errors::ReasonOf(refused.status()), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "state"), "calendars_off");
}

TEST_F(CalendarsTest, AChangeIsInTheAuditAndSaysNoSecret) {
  const v1::CreateFeedResponse feed = Feed(Carer());
  ASSERT_TRUE(Revoke(Officer(), feed.feed().name()).ok());
  const mysql::Rows audit =
      Root("SELECT method, subject, actor FROM audit_records WHERE council_id = ? ORDER BY audit_id", {council_});
  ASSERT_EQ(audit.size(), 2u);
  EXPECT_EQ(audit[0].Text(0), "CreateFeed");
  EXPECT_EQ(audit[1].Text(0), "RevokeFeed");
  EXPECT_EQ(audit[1].Text(1), feed.feed().name());
  EXPECT_EQ(audit[1].Text(2), "officer:officer-1");
}

}  // namespace
}  // namespace shortbreaks::calendars
