// A calendar as an iCalendar file (RFC 5545), which is all that programs read. libical writes it: escapes, folds lines,
// ends them with CR LF.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "calendars/event.h"

namespace shortbreaks::calendars {

// The same events make the same bytes. Times are London's, with the zone's rules in the file; an event that begins or
// ends in the hour that comes twice in autumn has UTC, the only unmistakable way to write it.
std::string DocumentOf(std::string_view title, const std::vector<Event>& events);

}  // namespace shortbreaks::calendars
