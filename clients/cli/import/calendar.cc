#include "import/calendar.h"

#include <absl/strings/str_cat.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>

#include "london.h"

namespace shortbreaks::cli {
namespace {

struct Reader {
  std::string file;
  absl::Status status;

  void Wrong(const YAML::Mark& mark, std::string_view what) {
    if (status.ok())
      status = absl::InvalidArgumentError(absl::StrCat(file, ":", mark.line + 1, ": ", std::string(what)));
  }

  absl::CivilDay Day(const YAML::Node& entry, const char* key) {
    const YAML::Node node = entry[key];
    if (!node || !node.IsScalar()) {
      Wrong(entry.Mark(), absl::StrCat(key, " is required."));
      return {};
    }
    auto day = ParseDay(node.Scalar());
    if (!day.ok()) Wrong(node.Mark(), absl::StrCat(key, ": ", day.status().message()));
    return day.value_or(absl::CivilDay());
  }

  // Entries of `name`, and `day` or `first` and `last`.
  std::vector<Days> List(const YAML::Node& root, const char* key) {
    std::vector<Days> list;
    for (const YAML::Node& entry : root[key]) {
      if (!entry.IsMap()) {
        Wrong(entry.Mark(), "Write name and day, or name, first and last.");
        continue;
      }
      const bool one = static_cast<bool>(entry["day"]);
      Days days{entry["name"] ? entry["name"].Scalar() : "", Day(entry, one ? "day" : "first"),
                Day(entry, one ? "day" : "last")};
      if (days.last < days.first) Wrong(entry.Mark(), "last is before first.");
      list.push_back(std::move(days));
    }
    return list;
  }
};

bool AnyHolds(const std::vector<Days>& list, absl::CivilDay day) {
  return std::any_of(list.begin(), list.end(), [day](const Days& days) { return days.Hold(day); });
}

}  // namespace

absl::StatusOr<Calendar> Calendar::Parse(const std::string& file, const std::string& yaml) {
  Reader reader{file, absl::OkStatus()};
  Calendar calendar;
  try {
    const YAML::Node root = YAML::Load(yaml);
    if (!root.IsMap())
      return absl::InvalidArgumentError(absl::StrCat(file, ": Write bank_holidays, closed and terms."));
    calendar.bank_holidays_ = reader.List(root, "bank_holidays");
    calendar.closed_ = reader.List(root, "closed");
    calendar.terms_ = reader.List(root, "terms");
  } catch (const YAML::Exception& error) {
    reader.Wrong(error.mark, error.msg);
  }
  if (!reader.status.ok()) return reader.status;
  return calendar;
}

bool Calendar::IsClosed(absl::CivilDay day) const { return AnyHolds(closed_, day) || AnyHolds(bank_holidays_, day); }

bool Calendar::IsTerm(absl::CivilDay day) const { return AnyHolds(terms_, day); }

bool Calendar::IsHoliday(absl::CivilDay day) const { return Covers(day) && !IsTerm(day); }

bool Calendar::Covers(absl::CivilDay day) const {
  const bool after = std::any_of(terms_.begin(), terms_.end(), [day](const Days& term) { return term.first <= day; });
  const bool before = std::any_of(terms_.begin(), terms_.end(), [day](const Days& term) { return day <= term.last; });
  return after && before;
}

Days PlanYear(absl::CivilDay day) {
  const absl::civil_year_t year = day.month() >= 4 ? day.year() : day.year() - 1;
  return {absl::StrCat(year), absl::CivilDay(year, 4, 1), absl::CivilDay(year + 1, 3, 31)};
}

}  // namespace shortbreaks::cli
