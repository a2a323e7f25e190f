#include "rpc/message_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors/errors.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "support/hostile_text.h"

namespace shortbreaks::rpc {
namespace {

using availability::v1::ImportTimetableRequest;
using eligibility::v1::CreateApplicationRequest;
using testing::HasSubstr;
using type::v1::ErrorReason;

absl::Status Clean(google::protobuf::Message& request, const TextLimits& limits = {}) {
  return CleanText(request, limits);
}

void ExpectRefused(const absl::Status& status, const std::string& field) {
  EXPECT_EQ(errors::ReasonOf(status), ErrorReason::ERROR_REASON_INVALID_REQUEST) << field << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(field));
}

TEST(MessageText, IsPutIntoNormalFormCAtAnyDepth) {
  ImportTimetableRequest request;
  request.add_providers()->set_display_name("Cafe\xCC\x81");  // e and a combining acute accent
  request.add_activities()->mutable_activity()->mutable_venue()->set_display_name("\xE1\x84\x80\xE1\x85\xA1");
  ASSERT_TRUE(Clean(request).ok());
  EXPECT_EQ(request.providers(0).display_name(), "Caf\xC3\xA9");
  EXPECT_EQ(request.activities(0).activity().venue().display_name(), "\xEA\xB0\x80");
}

TEST(MessageText, OfOneNameHoweverItIsTypedIsTheSame) {
  CreateApplicationRequest composed, decomposed;
  composed.mutable_application()->set_statement("Zo\xC3\xAB \xC5\xBB");
  decomposed.mutable_application()->set_statement("Zoe\xCC\x88 Z\xCC\x87");
  ASSERT_TRUE(Clean(composed).ok());
  ASSERT_TRUE(Clean(decomposed).ok());
  EXPECT_EQ(composed.SerializeAsString(), decomposed.SerializeAsString());
}

TEST(MessageText, OfEveryAlphabetPassesAsItIs) {
  for (const char* name : {"O\xE2\x80\x99"
                           "Brien",
                           "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF", "\xE6\x9D\x8E\xE5\xB0\x8F",
                           "\xE0\xA4\xB6\xE0\xA4\xBF\xE0\xA4\xB5", "\xF0\x9F\x8E\x88", "Ng\xC5\xA9g\xC4\xA9", "=cmd",
                           "a\xC2\xA0"
                           "b"}) {
    ImportTimetableRequest request;
    request.add_providers()->set_display_name(name);
    EXPECT_TRUE(Clean(request).ok()) << name;
    EXPECT_EQ(request.providers(0).display_name(), name);
  }
}

TEST(MessageText, ThatReadsOtherwiseThanItIsKeptIsRefusedByItsField) {
  for (const std::string& text : support::Deceptions()) {
    ImportTimetableRequest request;
    request.add_sessions();
    request.add_sessions()->mutable_session()->set_cancel_reason(text);
    const absl::Status status = Clean(request);
    ExpectRefused(status, "sessions[1].session.cancel_reason");
    EXPECT_THAT(std::string(status.message()), testing::AnyOf(HasSubstr("leave it out"), HasSubstr("UTF-8")));
    EXPECT_THAT(errors::WireDetails(status), testing::Not(HasSubstr(text))) << "it is not sent back";
  }
}

TEST(MessageText, HoldsJoinersWhereLinesAre) {
  for (const char* text : {"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",             // mother and daughter
                           "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xB1\xD9\x88\xD9\x85"}) {  // Persian: I go
    CreateApplicationRequest request;
    request.mutable_application()->set_statement(text);
    ASSERT_TRUE(Clean(request).ok()) << text;
    EXPECT_EQ(request.application().statement(), text);
    request.mutable_application()->set_organisation(text);
    ExpectRefused(Clean(request), "application.organisation");
  }
}

TEST(MessageText, SaysWhichCharacterIsMeant) {
  ImportTimetableRequest request;
  request.add_providers()->set_display_name(
      "A\xE2\x80\xAE"
      "B");
  EXPECT_THAT(std::string(Clean(request).message()), HasSubstr("U+202E"));
}

TEST(MessageText, HasNoControlCharactersButLineEndsAndTabsWhereLinesAre) {
  for (int c = 0; c < 0xA0; ++c) {
    if (c >= 0x20 && c < 0x7F) continue;
    const std::string text =
        c < 0x80 ? std::string{'A', static_cast<char>(c), 'B'} : std::string{'A', '\xC2', static_cast<char>(c), 'B'};
    CreateApplicationRequest request;
    request.mutable_application()->set_organisation(text);
    ExpectRefused(Clean(request), "application.organisation");
    request.mutable_application()->clear_organisation();
    request.mutable_application()->set_statement(text);
    const bool line = c == '\n' || c == '\r' || c == '\t';
    EXPECT_EQ(Clean(request).ok(), line) << c;
  }
}

TEST(MessageText, LinesEndAlike) {
  CreateApplicationRequest request;
  request.mutable_application()->set_statement("one\r\ntwo\rthree\nfour");
  ASSERT_TRUE(Clean(request).ok());
  EXPECT_EQ(request.application().statement(), "one\ntwo\nthree\nfour");
}

TEST(MessageText, OfAPolicysFileIsCheckedAndLeftAsItIs) {
  eligibility::v1::ProposePolicyRequest request;
  const std::string file = "title: Cafe\xCC\x81\r\nfrom: 2026-04-01\r\n";
  request.set_content(file);
  ASSERT_TRUE(Clean(request).ok());
  EXPECT_EQ(request.content(), file);
  request.set_content(
      "title: A\xE2\x80\xAE"
      "B");
  ExpectRefused(Clean(request), "content");
  request.set_content(std::string(256 << 10, 'x'));
  EXPECT_TRUE(Clean(request).ok());
  request.set_content(std::string((256 << 10) + 1, 'x'));
  ExpectRefused(Clean(request), "content");
}

TEST(MessageText, IsNoLongerAndListsAreNoLongerThanTheLimits) {
  bookings::v1::GetBookingRequest request;
  request.set_name(std::string(100, 'x'));
  EXPECT_TRUE(Clean(request, {.bytes_max = 100}).ok());
  ExpectRefused(Clean(request, {.bytes_max = 99}), "name");
  bookings::v1::ListBookingsRequest list;
  for (int i = 0; i < 3; ++i) list.add_states(bookings::v1::BOOKING_STATE_HELD);
  EXPECT_TRUE(Clean(list, {.entries_max = 3}).ok());
  ExpectRefused(Clean(list, {.entries_max = 2}), "states");
}

TEST(MessageText, AllThatIsWrongIsToldAtOnce) {
  ImportTimetableRequest request;
  request.add_providers()->set_display_name("A\x01");
  request.add_providers()->set_external_id("B\x01");
  EXPECT_THAT(errors::WireDetails(Clean(request)),
              testing::AllOf(HasSubstr("providers[0].display_name"), HasSubstr("providers[1].external_id")));
}

}  // namespace
}  // namespace shortbreaks::rpc
