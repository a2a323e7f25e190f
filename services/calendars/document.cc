#include "calendars/document.h"

#include <absl/strings/ascii.h>
#include <libical/ical.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "london/london.h"
#include "wire/fields.h"

namespace shortbreaks::calendars {
namespace {

constexpr char kZone[] = "Europe/London";

// The rules in force since 1996; a test holds them against the time zone database for years to come.
constexpr char kZoneRules[] =
    "BEGIN:VTIMEZONE\r\n"
    "TZID:Europe/London\r\n"
    "BEGIN:DAYLIGHT\r\n"
    "TZNAME:BST\r\n"
    "TZOFFSETFROM:+0000\r\n"
    "TZOFFSETTO:+0100\r\n"
    "DTSTART:19960331T010000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "END:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\n"
    "TZNAME:GMT\r\n"
    "TZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0000\r\n"
    "DTSTART:19961027T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "END:STANDARD\r\n"
    "END:VTIMEZONE\r\n";

// Marks that turn the direction of text around, and separators of lines that are no control characters.
bool Misleads(uint32_t character) {
  return (character >= 0x200E && character <= 0x200F) || (character >= 0x2028 && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069) || character == 0x061C || character == 0xFEFF;
}

// Text of a provider's on one line, well-formed, without spaces around it. A double quote becomes a single one: libical
// escapes it, which RFC 5545 does not know and other programs show.
std::string OneLine(std::string_view text) {
  std::string line;
  for (size_t at = 0; at < text.size();) {
    const auto point = wire::CodePointAt(text, at);
    const bool control = !point || point->value < 0x20 || (point->value >= 0x7F && point->value < 0xA0);
    if (control || Misleads(point->value)) {
      line += ' ';
    } else if (point->value == '"') {
      line += '\'';
    } else {
      line.append(text, at, point->bytes);
    }
    at += point ? point->bytes : 1;
  }
  return std::string(absl::StripAsciiWhitespace(line));
}

icaltimetype InUtc(absl::Time time) {
  return icaltime_from_timet_with_zone(absl::ToTimeT(time), 0, icaltimezone_get_utc_timezone());
}

bool ComesTwice(absl::Time time) {
  const absl::TimeZone zone = london::Zone();
  return zone.At(zone.At(time).cs).kind == absl::TimeZone::TimeInfo::REPEATED;
}

icaltimetype OnLondonsClock(absl::Time time) {
  const absl::CivilSecond clock = london::Zone().At(time).cs;
  icaltimetype value = icaltime_null_time();
  value.year = static_cast<int>(clock.year());
  value.month = clock.month();
  value.day = clock.day();
  value.hour = clock.hour();
  value.minute = clock.minute();
  value.second = clock.second();
  return value;
}

void AddSpan(icalcomponent* component, const Event& event) {
  const bool utc = ComesTwice(event.start) || ComesTwice(event.end);
  icalproperty* start = icalproperty_new_dtstart(utc ? InUtc(event.start) : OnLondonsClock(event.start));
  icalproperty* end = icalproperty_new_dtend(utc ? InUtc(event.end) : OnLondonsClock(event.end));
  for (icalproperty* property : {start, end}) {
    if (!utc) icalproperty_add_parameter(property, icalparameter_new_tzid(kZone));
    icalcomponent_add_property(component, property);
  }
}

icalproperty_status StatusOf(Status status) {
  switch (status) {
    case Status::kTentative:
      return ICAL_STATUS_TENTATIVE;
    case Status::kCancelled:
      return ICAL_STATUS_CANCELLED;
    default:
      return ICAL_STATUS_CONFIRMED;
  }
}

icalcomponent* ComponentOf(const Event& event) {
  icalcomponent* component = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [component](icalproperty* property) { icalcomponent_add_property(component, property); };
  add(icalproperty_new_uid(event.uid.c_str()));
  add(icalproperty_new_dtstamp(InUtc(event.changed)));
  add(icalproperty_new_lastmodified(InUtc(event.changed)));
  add(icalproperty_new_sequence(static_cast<int>(event.sequence)));
  AddSpan(component, event);
  for (const auto& [text, make] :
       {std::pair(event.summary, &icalproperty_new_summary), std::pair(event.location, &icalproperty_new_location),
        std::pair(event.description, &icalproperty_new_description)}) {
    // libical cannot read a property without a value.
    if (const std::string line = OneLine(text); !line.empty()) add(make(line.c_str()));
  }
  add(icalproperty_new_status(StatusOf(event.status)));
  // Only what is booked keeps a person from other things.
  add(icalproperty_new_transp(event.status == Status::kConfirmed ? ICAL_TRANSP_OPAQUE : ICAL_TRANSP_TRANSPARENT));
  add(icalproperty_new_class(ICAL_CLASS_PRIVATE));
  return component;
}

icalproperty* NewX(const char* name, const std::string& value) {
  icalproperty* property = icalproperty_new_x(value.c_str());
  icalproperty_set_x_name(property, name);
  return property;
}

}  // namespace

std::string DocumentOf(std::string_view title, const std::vector<Event>& events) {
  const std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> calendar(icalcomponent_new_vcalendar(),
                                                                          icalcomponent_free);
  const auto add = [&](icalproperty* property) { icalcomponent_add_property(calendar.get(), property); };
  const std::string name = OneLine(title);
  add(icalproperty_new_version("2.0"));
  add(icalproperty_new_prodid("-//Short Breaks//Calendar//EN"));
  add(icalproperty_new_calscale("GREGORIAN"));
  add(icalproperty_new_name(name.c_str()));
  // What the name and the hours between looks were called before RFC 7986, and still are by most programs.
  add(NewX("X-WR-CALNAME", name));
  add(NewX("X-WR-TIMEZONE", kZone));
  icaldurationtype hour = icaldurationtype_null_duration();
  hour.hours = 1;
  icalproperty* refresh = icalproperty_new_refreshinterval(hour);
  icalproperty_set_parameter_from_string(refresh, "VALUE", "DURATION");
  add(refresh);
  add(NewX("X-PUBLISHED-TTL", "PT1H"));
  icalcomponent_add_component(calendar.get(), icalparser_parse_string(kZoneRules));
  for (const Event& event : events) icalcomponent_add_component(calendar.get(), ComponentOf(event));
  const std::unique_ptr<char, void (*)(void*)> text(icalcomponent_as_ical_string_r(calendar.get()),
                                                    icalmemory_free_buffer);
  return text.get();
}

}  // namespace shortbreaks::calendars
