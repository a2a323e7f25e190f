// Calendars through the real programs: made by the command line tool, read over HTTP, and accepted by three readers:
// libical's own parser, ical.js, and a calendar program that imports them.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <libical/ical.h>

#include "command_line.h"
#include "support/http_get.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using support::HttpReply;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CalendarPath : public CommandLine {
 protected:
  static void SetUpTestSuite() {
    port_ = support::FreePort();
    services_ = RunningServices::Create({"--calendar-address", absl::StrCat("http://127.0.0.1:", port_),
                                         "--calendar-listen", absl::StrCat(port_)})
                    .release();
  }

  CalendarPath() {
    SignIn("parent", {identity::Role::kCarer, council_, family_.carer, "", "parent-app"});
    SignIn("club", {identity::Role::kProvider, council_, "staff-1", Provider(), "club-app"});
  }

  std::string Provider() {
    availability::v1::GetActivityRequest request;
    request.set_name(club_);
    return officer_.GetActivity(request)->activity().provider();
  }

  // By the family, or by an officer who overrules the rules.
  bookings::v1::Booking Book(const std::string& session, const std::string& officer_reason = {}) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family_.child);
    request.set_session(session);
    request.set_officer_reason(officer_reason);
    auto booked = (officer_reason.empty() ? parent_ : officer_).BookPlace(request);
    EXPECT_TRUE(booked.ok()) << booked.status();
    return booked.ok() ? booked->booking() : bookings::v1::Booking();
  }

  // Makes a feed with the tool; its name and address.
  nlohmann::json Create(const std::string& who, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--json", "calendar", "create"});
    const Answer answer = Run(who, arguments);
    EXPECT_EQ(answer.exit_code, 0) << answer.said;
    return answer.Json();
  }
  HttpReply Get(const std::string& address, const std::string& headers = {}) {
    const std::string path = absl::StrReplaceAll(address, {{absl::StrCat("http://127.0.0.1:", port_), ""}});
    return support::HttpSend(port_, absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: x\r\n", headers, "\r\n"));
  }

  // What a program prints; fails where it does not end with 0.
  std::string OutputOf(const std::vector<std::string>& argv) {
    const std::string log = folder_.path() + "/" + ids::ToText(ids::NewUuid());
    ChildProcess process;
    EXPECT_TRUE(process.Start(argv, log).ok());
    const auto code = process.Wait(absl::Seconds(60));
    EXPECT_TRUE(code.ok() && *code == 0) << argv[0] << ": " << Read(log);
    return Read(log);
  }
  nlohmann::json SeenByAnotherReader(const std::string& text) {
    return nlohmann::json::parse(
        OutputOf({"node", SHORTBREAKS_SOURCE "/tests/integration/read_calendar.mjs", Write("feed.ics", text)}), nullptr,
        false);
  }

  Client officer_ = services_->Officer(council_);
  const support::Family family_ = support::AddFamily(officer_, 6'000);
  Client parent_ = services_->Carer(council_, family_.carer);
  const std::string club_ = support::AddClub(officer_);
  static inline int port_ = 0;
};

TEST_F(CalendarPath, AFamilySubscribesAndSeesWhatBecomesOfItsBookings) {
  const bookings::v1::Booking booking = Book(support::AddSession(officer_, club_, 8, absl::Hours(24 * 14)));
  const nlohmann::json feed = Create("parent", {"Fridge"});
  const std::string address = feed["address"], name = feed["feed"]["name"];
  const HttpReply before = Get(address);
  ASSERT_EQ(before.status, 200);
  EXPECT_THAT(before.body, AllOf(HasSubstr("STATUS:CONFIRMED"), HasSubstr("SUMMARY:Short break\r\n")));
  EXPECT_EQ(Get(address, absl::StrCat("If-None-Match: ", before.Header("ETag"), "\r\n")).status, 304);

  bookings::v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewRequestId());
  cancel.set_name(booking.name());
  ASSERT_TRUE(parent_.CancelBooking(cancel).ok());
  const HttpReply after = Get(address, absl::StrCat("If-None-Match: ", before.Header("ETag"), "\r\n"));
  EXPECT_EQ(after.status, 200);
  const nlohmann::json seen = SeenByAnotherReader(before.body)["events"][0];
  const nlohmann::json cancelled = SeenByAnotherReader(after.body)["events"][0];
  EXPECT_EQ(cancelled["uid"], seen["uid"]);
  EXPECT_EQ(cancelled["status"], "CANCELLED");
  EXPECT_GT(cancelled["sequence"], seen["sequence"]);

  EXPECT_THAT(Run("parent", {"calendar", "list"}).out, AllOf(HasSubstr("Fridge"), HasSubstr(name)));
  EXPECT_THAT(Run("officer", {"calendar", "list", "--carer", family_.carer}).out, HasSubstr(name));
  EXPECT_EQ(Run("parent", {"calendar", "revoke", name}).exit_code, 0);
  EXPECT_EQ(Get(address).status, 404);
  EXPECT_THAT(Run("parent", {"calendar", "list"}).out, HasSubstr("No calendars."));
}

TEST_F(CalendarPath, AuthorityRevokedEmptiesTheCalendarAtOnce) {
  Book(support::AddSession(officer_, club_, 8, absl::Hours(24 * 14)));
  const std::string address = Create("parent", {"Phone", "--child", family_.child})["address"];
  EXPECT_THAT(Get(address).body, HasSubstr("VEVENT"));
  eligibility::v1::RevokeAuthorityRequest revoke;
  revoke.set_request_id(NewRequestId());
  revoke.set_carer(family_.carer);
  revoke.set_child(family_.child);
  ASSERT_TRUE(officer_.RevokeAuthority(revoke).ok());
  EXPECT_THAT(Get(address).body, AllOf(HasSubstr("VCALENDAR"), Not(HasSubstr("VEVENT"))));
}

TEST_F(CalendarPath, ACancelledSessionIsMarkedForFamilyAndProvider) {
  const std::string session = support::AddSession(officer_, club_, 8, absl::Hours(24 * 14));
  Book(session);
  const std::string family = Create("parent", {"Phone"})["address"], provider = Create("club", {"Office"})["address"];
  EXPECT_THAT(Get(provider).body, HasSubstr("SUMMARY:Sample Saturday Club (1 of 8 places)\r\n"));
  availability::v1::CancelSessionRequest cancel;
  cancel.set_request_id(NewRequestId());
  cancel.set_name(session);
  cancel.set_reason("The hall has no heating.");
  ASSERT_TRUE(officer_.CancelSession(cancel).ok());
  for (const std::string& address : {family, provider}) {
    EXPECT_THAT(Get(address).body, AllOf(HasSubstr("STATUS:CANCELLED\r\n"), Not(HasSubstr("heating"))));
  }
}

TEST_F(CalendarPath, ThreeReadersAgreeOnWhatTheySee) {
  // Overnight across both changes of the clocks, and an ordinary afternoon in summer.
  const std::pair<const char*, const char*> spans[] = {{"2027-03-27T18:00:00+00:00", "2027-03-28T09:00:00+01:00"},
                                                       {"2027-10-30T18:00:00+01:00", "2027-10-31T09:00:00+00:00"},
                                                       {"2027-06-12T13:30:00+01:00", "2027-06-12T16:30:00+01:00"}};
  std::vector<std::pair<int64_t, int64_t>> instants;
  for (const auto& [from, to] : spans) {
    absl::Time start, end;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, from, &start, &error)) << error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, to, &end, &error)) << error;
    instants.emplace_back(absl::ToUnixSeconds(start), absl::ToUnixSeconds(end));
    availability::v1::CreateSessionRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_session()->set_activity(club_);
    *request.mutable_session()->mutable_start_time() = wire::ToProto(start);
    *request.mutable_session()->mutable_end_time() = wire::ToProto(end);
    request.mutable_session()->set_places(8);
    availability::v1::PublishSessionRequest publish;
    publish.set_request_id(NewRequestId());
    publish.set_name(officer_.CreateSession(request)->session().name());
    ASSERT_TRUE(officer_.PublishSession(publish).ok());
    Book(publish.name(), "The family asked the team about the nights.");
  }
  std::ranges::sort(instants);
  const std::string text = Get(Create("parent", {"Phone", "--titles"})["address"]).body;

  const nlohmann::json seen = SeenByAnotherReader(text);
  ASSERT_EQ(seen["events"].size(), 3u) << seen.dump();
  icalcomponent* parsed = icalparser_parse_string(text.c_str());
  icalrestriction_check(parsed);
  EXPECT_EQ(icalcomponent_count_errors(parsed), 0) << icalcomponent_as_ical_string(parsed);
  icalcomponent* event = icalcomponent_get_first_component(parsed, ICAL_VEVENT_COMPONENT);
  for (size_t i = 0; i < instants.size(); ++i) {
    EXPECT_EQ(seen["events"][i]["start"], instants[i].first) << i;
    EXPECT_EQ(seen["events"][i]["end"], instants[i].second) << i;
    EXPECT_EQ(seen["events"][i]["summary"], "Short break: Sample Saturday Club");
    ASSERT_NE(event, nullptr);
    EXPECT_EQ(seen["events"][i]["uid"], icalcomponent_get_uid(event));
    EXPECT_EQ(seen["events"][i]["location"], icalcomponent_get_location(event));
    event = icalcomponent_get_next_component(parsed, ICAL_VEVENT_COMPONENT);
  }
  icalcomponent_free(parsed);

  // It says what it skipped, and shows a day as people in London have it.
  const std::string calendar = folder_.path() + "/calendar";
  EXPECT_THAT(OutputOf({"env", "TZ=Europe/London", "calcurse", "-D", calendar, "-i", Write("import.ics", text)}),
              AllOf(HasSubstr("3 apps"), HasSubstr("0 skipped")));
  const std::string days = OutputOf({"env", "TZ=Europe/London", "calcurse", "-D", calendar, "-Q", "--from",
                                     "06/12/2027", "--days", "1", "--input-datefmt", "1"});
  EXPECT_THAT(days, AllOf(HasSubstr("13:30 -> 16:30"), HasSubstr("Short break: Sample Saturday Club")));
}

// A child's name and needs, and what makes an address secret, are in no feed, log or answer but the one that made it.
TEST_F(CalendarPath, NothingOfTheChildIsInACalendarAndNoAddressInALog) {
  Book(support::AddSession(officer_, club_, 8, absl::Hours(24 * 14)));
  const std::string address = Create("parent", {"Phone"})["address"], sessions = Create("club", {"Office"})["address"];
  for (const std::string& each : {address, sessions}) {
    const HttpReply reply = Get(each);
    EXPECT_EQ(reply.status, 200);
    for (const std::string& canary : {std::string("Sample Child"), std::string("Sample Carer"), family_.child,
                                      family_.carer, family_.allocation, family_.child.substr(9), std::string("DLA")}) {
      EXPECT_THAT(absl::StrCat(reply.headers, reply.body, each), Not(HasSubstr(canary)));
    }
    EXPECT_THAT(reply.body, Not(HasSubstr("1:3")));
    const std::string secret = each.substr(each.rfind('/') + 1, 43);
    Get(absl::StrCat("/calendars/", secret, ".ics/more"));
    Get(absl::StrCat("/calendars/", secret, "%0d%0a.ics"));
    const std::string log = services_->Log(Program::kBookings);
    EXPECT_THAT(log, AllOf(HasSubstr("\"event\":\"calendar\""), Not(HasSubstr(secret))));
  }
  EXPECT_THAT(Run("parent", {"--json", "calendar", "list"}).out, Not(HasSubstr("address")));
}

TEST_F(CalendarPath, TheToolShowsTheAddressOnceAndSaysSo) {
  const Answer answer = Run("parent", {"calendar", "create", "Phone"});
  EXPECT_THAT(answer.out, HasSubstr(absl::StrCat("http://127.0.0.1:", port_, "/calendars/")));
  EXPECT_THAT(answer.said, HasSubstr("shown this once"));
  EXPECT_EQ(Run("officer", {"calendar", "create", "Phone"}).exit_code, 1) << "for families and providers alone";
}

}  // namespace
}  // namespace shortbreaks
