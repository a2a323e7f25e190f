// The council's calendar: bank holidays, days on which providers are closed, and school terms. From `calendar.yaml`.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>

#include <string>
#include <vector>

namespace shortbreaks::cli {

// Both days included.
struct Days {
  std::string name;
  absl::CivilDay first, last;
  bool Hold(absl::CivilDay day) const { return first <= day && day <= last; }
};

class Calendar {
 public:
  // INVALID_ARGUMENT, `calendar.yaml:LINE: …`, where it cannot be read.
  static absl::StatusOr<Calendar> Parse(const std::string& file, const std::string& yaml);

  // A bank holiday, or a day on which providers are closed.
  bool IsClosed(absl::CivilDay day) const;
  // A day of a term, its weekends included.
  bool IsTerm(absl::CivilDay day) const;
  // A day between two terms. Days before the first term or after the last are neither.
  bool IsHoliday(absl::CivilDay day) const;
  // Whether terms are known there.
  bool Covers(absl::CivilDay day) const;

  const std::vector<Days>& bank_holidays() const { return bank_holidays_; }
  const std::vector<Days>& closed() const { return closed_; }
  const std::vector<Days>& terms() const { return terms_; }

 private:
  std::vector<Days> bank_holidays_, closed_, terms_;
};

// The plan year, 1 April to 31 March, that holds `day`.
Days PlanYear(absl::CivilDay day);

}  // namespace shortbreaks::cli
