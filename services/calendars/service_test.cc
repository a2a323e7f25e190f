// What a feed shows, and to whom.
#include "calendars/service_test.h"

namespace shortbreaks::calendars {
namespace {

using namespace type::v1;  // NOLINT: the reasons
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(CalendarsTest, ACarerReadsTheBookingsOfItsChildren) {
  const ids::Uuid booking = AddBooking(AddChild(), AddSession()), other = AddBooking(AddChild(), AddSession());
  const HttpReply reply = Get(Feed(Carer()));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.headers, AllOf(HasSubstr("Content-Type: text/calendar; charset=utf-8\r\n"),
                                   HasSubstr("Cache-Control: private, no-cache\r\n"), HasSubstr("ETag: \"")));
  EXPECT_THAT(reply.body, AllOf(HasSubstr(Uid(booking)), HasSubstr(Uid(other)), HasSubstr("SUMMARY:Short break\r\n"),
                                HasSubstr("STATUS:CONFIRMED\r\n")));
  for (const char* canary : {"Canary", "Sam ", "Hydrotherapy", "Autism", "Epilepsy"}) {
    EXPECT_THAT(reply.body, Not(HasSubstr(canary)));
  }
}

TEST_F(CalendarsTest, TitlesOnlyWhereTheFamilyAskedForThem) {
  AddBooking(AddChild(), AddSession());
  v1::CreateFeedRequest request = NewRequest();
  request.set_show_titles(true);
  const std::string text = TextOf(Feed(Carer(), request));
  EXPECT_THAT(
      text, AllOf(HasSubstr("SUMMARY:Short break: Hydrotherapy for Sam\r\n"), HasSubstr("LOCATION:Autism Centre\\,")));
  EXPECT_THAT(text, Not(HasSubstr("Canary")));
}

TEST_F(CalendarsTest, AFeedForSomeChildrenShowsThoseAlone) {
  const ids::Uuid child = AddChild(), other = AddChild();
  const ids::Uuid booking = AddBooking(child, AddSession()), not_shown = AddBooking(other, AddSession());
  v1::CreateFeedRequest request = NewRequest();
  request.add_children(ids::ResourceName("children", child));
  request.add_children(ids::ResourceName("children", child));
  const v1::CreateFeedResponse feed = Feed(Carer(), request);
  EXPECT_EQ(feed.feed().children_size(), 1);
  EXPECT_THAT(TextOf(feed), AllOf(HasSubstr(Uid(booking)), Not(HasSubstr(Uid(not_shown)))));
  AddBooking(AddChild(), AddSession());
  EXPECT_THAT(TextOf(Feed(Carer())), HasSubstr(Uid(not_shown))) << "the other is for all";
}

TEST_F(CalendarsTest, AChildOfLaterIsInAFeedForAll) {
  const v1::CreateFeedResponse feed = Feed(Carer());
  EXPECT_THAT(TextOf(feed), Not(HasSubstr("VEVENT")));
  EXPECT_THAT(TextOf(feed), Not(HasSubstr("VEVENT")));
  const ids::Uuid booking = AddBooking(AddChild(), AddSession());
  EXPECT_THAT(TextOf(feed), HasSubstr(Uid(booking)));
}

TEST_F(CalendarsTest, AuthorityRevokedIsGoneAtTheNextFetch) {
  const ids::Uuid child = AddChild();
  const ids::Uuid booking = AddBooking(child, AddSession());
  v1::CreateFeedRequest some = NewRequest();
  some.add_children(ids::ResourceName("children", child));
  const v1::CreateFeedResponse all = Feed(Carer()), one = Feed(Carer(), some);
  EXPECT_THAT(TextOf(all), HasSubstr(Uid(booking)));
  EXPECT_THAT(TextOf(one), HasSubstr(Uid(booking)));
  Root("UPDATE care_authorities SET revoke_time = NOW(6) WHERE council_id = ? AND child_id = ?",
       {council_, Bytes{child}});
  EXPECT_THAT(TextOf(all), Not(HasSubstr("VEVENT")));
  EXPECT_THAT(TextOf(one), Not(HasSubstr("VEVENT")));
}

TEST_F(CalendarsTest, AnothersChildIsInNoFeed) {
  const ids::Uuid child = AddChild();
  const ids::Uuid booking = AddBooking(child, AddSession());
  const ids::Uuid stranger = ids::NewUuid();
  support::AddSealedCarer(support::SharedMysql(), council_, stranger, "Other");
  const rpc::Call call = As(identity::Role::kCarer, ids::ResourceName("carers", stranger));
  v1::CreateFeedRequest request = NewRequest();
  request.add_children(ids::ResourceName("children", child));
  EXPECT_EQ(errors::ReasonOf(Create(call, request).status()), ERROR_REASON_NOT_ALLOWED);
  request = NewRequest();
  request.add_children(ids::ResourceName("children", ids::NewUuid()));
  EXPECT_EQ(errors::ReasonOf(Create(call, request).status()), ERROR_REASON_NOT_ALLOWED) << "the same as one not there";
  EXPECT_THAT(TextOf(Feed(call)), Not(HasSubstr(Uid(booking))));
}

TEST_F(CalendarsTest, WhatIsCancelledIsMarkedForThirtyDays) {
  const ids::Uuid booking = AddBooking(AddChild(), AddSession());
  const v1::CreateFeedResponse feed = Feed(Carer());
  const int before = SequenceIn(TextOf(feed));
  SetBooking("state = 5, live_session_id = NULL, update_time = NOW(6) - INTERVAL 29 DAY", booking);
  const std::string text = TextOf(feed);
  EXPECT_THAT(text,
              AllOf(HasSubstr(Uid(booking)), HasSubstr("STATUS:CANCELLED\r\n"), HasSubstr("SUMMARY:Cancelled: ")));
  EXPECT_GT(SequenceIn(text), before);
  SetBooking("update_time = NOW(6) - INTERVAL 31 DAY", booking);
  EXPECT_THAT(TextOf(feed), Not(HasSubstr("VEVENT")));
}

TEST_F(CalendarsTest, AHoldShowsUntilItsTimeIsOver) {
  const ids::Uuid child = AddChild();
  const ids::Uuid booking = AddBooking(child, AddSession(), kHeld);
  AddBooking(child, AddSession(absl::Hours(48)), kExpired);
  const v1::CreateFeedResponse feed = Feed(Carer());
  EXPECT_THAT(TextOf(feed),
              AllOf(HasSubstr(Uid(booking)), HasSubstr("STATUS:TENTATIVE\r\n"), Not(HasSubstr("CANCELLED"))));
  SetBooking("hold_expire_time = NOW(6)", booking);
  EXPECT_THAT(TextOf(feed), Not(HasSubstr("VEVENT")));
}

TEST_F(CalendarsTest, OldTimesAreLeftOut) {
  const ids::Uuid child = AddChild();
  const ids::Uuid recent = AddBooking(child, AddSession(-absl::Hours(24 * 59)));
  const ids::Uuid old = AddBooking(child, AddSession(-absl::Hours(24 * 61)));
  EXPECT_THAT(TextOf(Feed(Carer())), AllOf(HasSubstr(Uid(recent)), Not(HasSubstr(Uid(old)))));
}

TEST_F(CalendarsTest, TheSequenceRisesWithEveryChangeOfBookingSessionAndActivity) {
  const ids::Uuid session = AddSession(), booking = AddBooking(AddChild(), session, kHeld);
  const v1::CreateFeedResponse feed = Feed(Carer());
  int sequence = SequenceIn(TextOf(feed));
  const auto rises = [&] {
    const int now = SequenceIn(TextOf(feed));
    EXPECT_GT(now, sequence);
    sequence = now;
  };
  SetBooking("state = 2", booking);
  rises();
  Root(
      "UPDATE sessions SET version = version + 1, start_time = start_time + INTERVAL 1 HOUR, "
      "end_time = end_time + INTERVAL 1 HOUR WHERE council_id = ? AND session_id = ?",
      {council_, Bytes{session}});
  rises();
  Root("UPDATE activities SET version = version + 1, venue_name = 'New Hall' WHERE council_id = ?", {council_});
  rises();
  Root("UPDATE sessions SET version = version + 1, state = 4 WHERE council_id = ?", {council_});
  EXPECT_THAT(TextOf(feed), HasSubstr("STATUS:CANCELLED\r\n")) << "before the sweeper comes";
  rises();
  SetBooking("state = 7, live_session_id = NULL", booking);
  rises();
}

TEST_F(CalendarsTest, AProviderReadsItsSessionsWithCountsAndNobodysName) {
  const ids::Uuid session = AddSession(), draft = AddSession(absl::Hours(30), 1);
  const ids::Uuid called_off = AddSession(absl::Hours(36), 4);
  const ids::Uuid booking = AddBooking(AddChild(), session);
  const v1::CreateFeedResponse feed = Feed(Provider());
  const std::string text = TextOf(feed);
  EXPECT_THAT(text, AllOf(HasSubstr(Uid(session)), HasSubstr("SUMMARY:Hydrotherapy for Sam (6 of 8 places)\r\n"),
                          HasSubstr(Uid(called_off)), HasSubstr("SUMMARY:Cancelled: Hydrotherapy for Sam\r\n"),
                          Not(HasSubstr(Uid(draft))), Not(HasSubstr(ids::ToText(booking))), Not(HasSubstr("Canary"))));
  const int before = SequenceIn(text);
  SetBooking("state = 5, live_session_id = NULL", booking);
  EXPECT_GT(SequenceIn(TextOf(feed)), before) << "who is booked is a change of the session's event";
}

// A whole calendar is read by one index after another, however many bookings others have.
TEST_F(CalendarsTest, AFeedIsReadByItsKeys) {
  AddBooking(AddChild(), AddSession());
  for (const mysql::Row& row :
       Root("EXPLAIN SELECT v.title FROM care_authorities c JOIN bookings b ON b.council_id = c.council_id AND "
            "b.child_id = c.child_id JOIN session_details v ON v.council_id = b.council_id AND v.session_id = "
            "b.session_id WHERE c.council_id = ? AND c.carer_id = ? AND b.start_time > NOW(6)",
            {council_, Bytes{carer_id_}})) {
    EXPECT_NE(row.Text(3), "ALL") << row.Text(2);
  }
}

}  // namespace
}  // namespace shortbreaks::calendars
