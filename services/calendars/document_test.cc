// The file itself, read back by libical's own parser.
#include "calendars/document.h"

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>

#include "support/hostile_text.h"
#include "wire/fields.h"

namespace shortbreaks::calendars {
namespace {

using testing::HasSubstr;
using testing::Not;

absl::TimeZone London() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
  return zone;
}

absl::Time Utc(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

Event SomeEvent() {
  return {.uid = "0190a5e2-7c1d-7b3e-8f00-0123456789ab@breaks.example.org",
          .sequence = 7,
          .changed = Utc("2026-11-25T10:00:00Z"),
          .start = Utc("2027-06-12T09:00:00Z"),
          .end = Utc("2027-06-12T12:00:00Z"),
          .summary = "Short break",
          .location = "1 Sample Street, WV1 1SH",
          .description = "Booked."};
}

// A file as libical reads it: every component and property, and no mistakes.
class Parsed {
 public:
  explicit Parsed(const std::string& text) : root_(icalparser_parse_string(text.c_str()), icalcomponent_free) {
    EXPECT_NE(root_, nullptr) << text;
    icalrestriction_check(root_.get());
    EXPECT_EQ(icalcomponent_count_errors(root_.get()), 0) << icalcomponent_as_ical_string(root_.get());
  }
  icalcomponent* Event() const { return icalcomponent_get_first_component(root_.get(), ICAL_VEVENT_COMPONENT); }
  icalcomponent* Zone() const { return icalcomponent_get_first_component(root_.get(), ICAL_VTIMEZONE_COMPONENT); }
  icalcomponent* root() const { return root_.get(); }

  // By the rules that stand in the file.
  absl::Time Instant(icaltimetype value, icalproperty* property) const {
    icalparameter* tzid = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    if (tzid == nullptr) return absl::FromTimeT(icaltime_as_timet(value));
    icaltimezone* zone = icaltimezone_new();
    icaltimezone_set_component(zone, icalcomponent_new_clone(Zone()));
    EXPECT_STREQ(icaltimezone_get_tzid(zone), icalparameter_get_tzid(tzid));
    const absl::Time time = absl::FromTimeT(icaltime_as_timet_with_zone(value, zone));
    icaltimezone_free(zone, 1);
    return time;
  }
  absl::Time Start() const {
    icalproperty* property = icalcomponent_get_first_property(Event(), ICAL_DTSTART_PROPERTY);
    return Instant(icalproperty_get_dtstart(property), property);
  }
  absl::Time End() const {
    icalproperty* property = icalcomponent_get_first_property(Event(), ICAL_DTEND_PROPERTY);
    return Instant(icalproperty_get_dtend(property), property);
  }

 private:
  const std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> root_;
};

TEST(Document, IsReadByLibicalAsItWasMeant) {
  const Parsed parsed(DocumentOf("Short breaks", {SomeEvent()}));
  icalcomponent* event = parsed.Event();
  EXPECT_STREQ(icalcomponent_get_uid(event), SomeEvent().uid.c_str());
  EXPECT_EQ(icalcomponent_get_sequence(event), 7);
  EXPECT_STREQ(icalcomponent_get_summary(event), "Short break");
  EXPECT_STREQ(icalcomponent_get_location(event), "1 Sample Street, WV1 1SH");
  EXPECT_EQ(icalcomponent_get_status(event), ICAL_STATUS_CONFIRMED);
  EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtstamp(event)), absl::ToTimeT(SomeEvent().changed));
  EXPECT_EQ(parsed.Start(), SomeEvent().start);
  EXPECT_EQ(parsed.End(), SomeEvent().end);
}

TEST(Document, SaysLondonsTimeWithTheZone) {
  const std::string text = DocumentOf("Short breaks", {SomeEvent()});
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/London:20270612T100000\r\n"));
  EXPECT_THAT(text, HasSubstr("DTEND;TZID=Europe/London:20270612T130000\r\n"));
}

TEST(Document, WithoutEventsIsACalendarStill) {
  const Parsed parsed(DocumentOf("Short breaks", {}));
  EXPECT_EQ(parsed.Event(), nullptr);
  EXPECT_NE(parsed.Zone(), nullptr);
}

TEST(Document, TheSameEventsMakeTheSameBytes) {
  EXPECT_EQ(DocumentOf("Short breaks", {SomeEvent()}), DocumentOf("Short breaks", {SomeEvent()}));
}

TEST(Document, MarksWhatIsCancelledAndWhatIsNotSure) {
  Event event = SomeEvent();
  event.status = Status::kCancelled;
  EXPECT_THAT(DocumentOf("Short breaks", {event}),
              testing::AllOf(HasSubstr("STATUS:CANCELLED\r\n"), HasSubstr("TRANSP:TRANSPARENT\r\n")));
  event.status = Status::kTentative;
  EXPECT_THAT(DocumentOf("Short breaks", {event}),
              testing::AllOf(HasSubstr("STATUS:TENTATIVE\r\n"), HasSubstr("TRANSP:TRANSPARENT\r\n")));
  event.status = Status::kConfirmed;
  EXPECT_THAT(DocumentOf("Short breaks", {event}),
              testing::AllOf(HasSubstr("STATUS:CONFIRMED\r\n"), HasSubstr("TRANSP:OPAQUE\r\n")));
}

// Each of these begins or ends near a change of the clocks; the instant comes back whatever the clock shows.
class Span : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Span, ComesBackToTheInstant) {
  Event event = SomeEvent();
  event.start = Utc(GetParam().first);
  event.end = Utc(GetParam().second);
  const Parsed parsed(DocumentOf("Short breaks", {event}));
  EXPECT_EQ(parsed.Start(), event.start);
  EXPECT_EQ(parsed.End(), event.end);
}

INSTANTIATE_TEST_SUITE_P(
    AcrossTheClockChanges, Span,
    testing::Values(std::pair("2027-03-27T20:00:00Z", "2027-03-28T08:00:00Z"),  // the short night
                    std::pair("2027-03-28T00:59:00Z", "2027-03-28T01:00:00Z"),  // the hour that is not there
                    std::pair("2027-10-30T19:00:00Z", "2027-10-31T09:00:00Z"),  // the long night
                    std::pair("2027-10-30T23:30:00Z", "2027-10-31T00:30:00Z"),  // ends at half past one, summer time
                    std::pair("2027-10-30T23:30:00Z", "2027-10-31T01:30:00Z"),  // ends at half past one, winter time
                    std::pair("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"),  // half past one to half past one
                    std::pair("2027-10-31T02:00:00Z", "2027-10-31T03:00:00Z"),
                    std::pair("2027-06-12T23:30:00Z", "2027-06-13T00:30:00Z")));  // half past midnight

TEST(Document, TheHourThatComesTwiceIsInUtc) {
  Event event = SomeEvent();
  event.start = Utc("2027-10-31T01:30:00Z");
  event.end = Utc("2027-10-31T03:00:00Z");
  EXPECT_THAT(DocumentOf("Short breaks", {event}), HasSubstr("DTSTART:20271031T013000Z\r\nDTEND:20271031T030000Z\r\n"));
}

// The rules in the file against those of the time zone database, every six hours of the years to come.
TEST(Document, HasTheRulesOfTheTimeZoneDatabase) {
  const Parsed parsed(DocumentOf("Short breaks", {SomeEvent()}));
  icaltimezone* zone = icaltimezone_new();
  icaltimezone_set_component(zone, icalcomponent_new_clone(parsed.Zone()));
  const absl::TimeZone london = London();
  for (absl::Time time = Utc("2026-01-01T03:30:00Z"); time < Utc("2037-12-31T00:00:00Z"); time += absl::Hours(6)) {
    icaltimetype utc = icaltime_from_timet_with_zone(absl::ToTimeT(time), 0, icaltimezone_get_utc_timezone());
    ASSERT_EQ(icaltimezone_get_utc_offset_of_utc_time(zone, &utc, nullptr), london.At(time).offset)
        << absl::FormatTime(time);
  }
  icaltimezone_free(zone, 1);
}

class HostileText : public testing::TestWithParam<std::string> {};

TEST_P(HostileText, StaysInsideItsProperty) {
  Event event = SomeEvent();
  event.summary = event.location = event.description = GetParam();
  const std::string text = DocumentOf("Short breaks", {event});
  const Parsed parsed(text);
  EXPECT_EQ(icalcomponent_count_components(parsed.root(), ICAL_VEVENT_COMPONENT), 1);
  EXPECT_LE(icalcomponent_count_properties(parsed.Event(), ICAL_ANY_PROPERTY), 12) << "as many as a plain event has";
  EXPECT_STREQ(icalcomponent_get_uid(parsed.Event()), event.uid.c_str());
  for (const auto line : absl::StrSplit(text, "\r\n")) {
    EXPECT_LE(line.size(), 75u) << line;
    for (size_t at = 0; at < line.size();) {
      const auto point = wire::CodePointAt(std::string_view(line.data(), line.size()), at);
      ASSERT_TRUE(point) << "a line is broken inside a character: " << line;
      EXPECT_TRUE(point->value >= 0x20 && point->value != 0x7F) << "a control character: " << line;
      at += point->bytes;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfFormulas, HostileText, testing::ValuesIn(support::Formulas()));
INSTANTIATE_TEST_SUITE_P(OfBreakouts, HostileText, testing::ValuesIn(support::Breakouts()));
INSTANTIATE_TEST_SUITE_P(OfDeceptions, HostileText, testing::ValuesIn(support::Deceptions()));
INSTANTIATE_TEST_SUITE_P(
    Of, HostileText,
    testing::Values(
        "A\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x", "A\nATTENDEE:mailto:x@example.org", "A\rB\tC\x01\x7F",
        "a;b,c\\n\\;d:e\"f\"^n", "\U0001F3A8\U0001F468\u200D\U0001F469\u200D\U0001F467 painting",
        "\u202Egnitniap\u202C and \u2066more\u2069\u2028line", "not utf-8: \xC3\x28 \xFF",
        "A very long title that goes on and on, with \u00e9\u00e9\u00e9\u00e9\u00e9\u00e9 and "
        "\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8\U0001F3A8 "
        "until it no longer fits one line, nor two, nor three of them, and needs to be folded again",
        "BEGIN:VEVENT", " "));

TEST(Document, KeepsWhatPeopleWrite) {
  Event event = SomeEvent();
  event.summary = "Art; craft, tea \\ caf\u00e9 \U0001F3A8 \u0645\u0631\u062d\u0628\u0627";
  const Parsed parsed(DocumentOf("Short breaks", {event}));
  EXPECT_STREQ(icalcomponent_get_summary(parsed.Event()), event.summary.c_str());
}

TEST(Document, LetsNoMarkTurnTextAround) {
  Event event = SomeEvent();
  event.summary = "\u202Eevil\u202C \u2067more\u2069";
  EXPECT_THAT(DocumentOf("Short breaks", {event}), testing::AllOf(Not(HasSubstr("\u202E")), Not(HasSubstr("\u2067"))));
}

}  // namespace
}  // namespace shortbreaks::calendars
