// Instants and days, between absl and the messages that carry them.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <google/protobuf/timestamp.pb.h>

#include <optional>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::wire {

// To the microsecond, which is what the store keeps.
inline google::protobuf::Timestamp ToProto(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = micros >= 0 ? micros / 1'000'000 : (micros - 999'999) / 1'000'000;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>((micros - seconds * 1'000'000) * 1000));
  return timestamp;
}

inline absl::Time FromProto(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

// True for a timestamp that the protobuf specification allows: years 1 to 9999, 0 to 999,999,999 ns.
inline bool IsValid(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() >= -62'135'596'800 && timestamp.seconds() <= 253'402'300'799 && timestamp.nanos() >= 0 &&
         timestamp.nanos() <= 999'999'999;
}

inline type::v1::Date ToProto(absl::CivilDay day) {
  type::v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

// Nothing for a day that no calendar has, such as 30 February, or outside 1900 to 2200.
inline std::optional<absl::CivilDay> FromProto(const type::v1::Date& date) {
  if (date.year() < 1900 || date.year() > 2200) return std::nullopt;
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (day.month() != date.month() || day.day() != date.day()) return std::nullopt;
  return day;
}

}  // namespace shortbreaks::wire
