// Days by the rules of RFC 5545, through libical. Pure.
#pragma once

#include <absl/time/civil_time.h>

#include <string>
#include <string_view>
#include <vector>

#include "errors/errors.h"

namespace shortbreaks::series {

// A rule gives at most so many days, none later than two years after its first.
inline constexpr int kDaysMax = 366;

// The days of `rule`, the value of an RRULE, in order, counted from the first on or after `first` on which it falls.
// What is wrong with the rule is added to `fields` as that of `field`; then there are none.
std::vector<absl::CivilDay> DaysOf(const std::string& rule, absl::CivilDay first, std::string_view field,
                                   errors::FieldErrors& fields);

// The next three take a rule that DaysOf found nothing wrong with.
// Whether it goes by days or weeks, so that whole weeks later it falls on the same weekdays.
bool GoesByWeeks(const std::string& rule);
// The same rule with another end.
std::string EndingOn(const std::string& rule, absl::CivilDay last);
std::string EndingAfter(const std::string& rule, int days);

}  // namespace shortbreaks::series
