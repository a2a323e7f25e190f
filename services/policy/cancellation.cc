#include "policy/cancellation.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include <algorithm>

namespace shortbreaks::policy {
namespace {

constexpr int kNoticeHoursMax = 24 * 60;
constexpr size_t kBandsMax = 10;

int NeedNumber(Mapping& words, std::string_view key, int most) {
  const auto node = words.Need(key);
  return node ? NumberOf(*node, 0, most, words.mistakes()).value_or(0) : 0;
}

std::vector<CancellationBand> BandsOf(const YAML::Node& list, Mistakes& mistakes) {
  std::vector<CancellationBand> bands;
  if (!list.IsSequence() || list.size() == 0 || list.size() > kBandsMax) {
    mistakes.Add(list, absl::StrCat("`bands` is a list of 1 to ", kBandsMax, ", each after a dash"));
    return bands;
  }
  for (const auto& item : list) {
    Mapping words(item, "a band", mistakes);
    if (!words.ok()) continue;
    const int notice = NeedNumber(words, "notice_hours", kNoticeHoursMax);
    bands.push_back({notice, NeedNumber(words, "forfeits_percent", 100), PositionOf(item)});
    words.NoOthers();
  }
  return bands;
}

// What the simple form stands for. A band that would lose no more than the one before is left out.
std::vector<CancellationBand> TwoBands(int notice_hours, int late_percent, Position position) {
  if (notice_hours == 0 || late_percent == 0) return {{0, 0, position}};
  return {{notice_hours, 0, position}, {0, late_percent, position}};
}

// Known causes are waived at once, so a slip of the pen would cost a family its hours.
void WarnOfUnknownCauses(const YAML::Node& causes, Mistakes& mistakes) {
  if (!causes.IsSequence()) return;
  const std::vector<std::string>& known = WaiverCauses();
  for (const auto& item : causes) {
    if (!item.IsScalar() || std::find(known.begin(), known.end(), item.Scalar()) != known.end()) continue;
    const std::string meant = Nearest(item.Scalar(), known);
    const std::string help = meant.empty() ? absl::StrCat("at once: ", absl::StrJoin(known, ", "))
                                           : absl::StrCat("did you mean `", meant, "`?");
    mistakes.Add(PositionOf(item),
                 absl::StrCat("for `", item.Scalar(), "` an officer has to waive each charge by hand; ", help),
                 /*warning=*/true);
  }
}

}  // namespace

const std::vector<std::string>& WaiverCauses() {
  static const auto* const causes = new std::vector<std::string>{"illness", "hospital", "bereavement", "hardship"};
  return *causes;
}

Cancellation ParseCancellation(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`cancellation`", mistakes);
  Cancellation rule;
  if (!words.ok()) return rule;
  const auto bands = words.Take("bands");
  const auto notice = words.Number("notice_hours", 0, kNoticeHoursMax);
  const auto late = words.Number("late_forfeits_percent", 0, 100);
  if (bands && (notice || late)) {
    mistakes.Add(*bands, "write either `bands`, or `notice_hours` and `late_forfeits_percent`");
  } else if (bands) {
    rule.bands = BandsOf(*bands, mistakes);
  } else if (notice) {
    rule.bands = TwoBands(*notice, late.value_or(100), PositionOf(node));
  } else if (late) {
    mistakes.Add(PositionOf(node), "`late_forfeits_percent` does nothing without `notice_hours`", /*warning=*/true);
  }
  if (const auto causes = words.Take("waived_for")) {
    rule.waived_for = ListOf(*causes, mistakes);
    WarnOfUnknownCauses(*causes, mistakes);
  }
  rule.no_shows_max = words.Number("no_shows_max", 0, 100);
  words.NoOthers();
  return rule;
}

void CheckCancellation(const Cancellation& cancellation, Mistakes& mistakes) {
  const std::vector<CancellationBand>& bands = cancellation.bands;
  if (bands.empty()) return;
  if (bands.front().forfeits_percent != 0) {
    mistakes.Add(bands.front().position,
                 "who cancels early enough loses nothing; the first band has `forfeits_percent: 0`");
  }
  for (size_t i = 1; i < bands.size(); ++i) {
    if (bands[i].notice_hours >= bands[i - 1].notice_hours) {
      mistakes.Add(bands[i].position,
                   "the notice is not shorter than in the band above; list bands from the longest notice down");
    } else if (bands[i].forfeits_percent <= bands[i - 1].forfeits_percent) {
      mistakes.Add(bands[i].position,
                   "who cancels later loses more; this band forfeits no more than the one above, leave it out");
    }
  }
  if (bands.back().notice_hours != 0) {
    mistakes.Add(bands.back().position, absl::StrCat("nothing is said of less than ", bands.back().notice_hours,
                                                     " hours; the last band has `notice_hours: 0`"));
  }
}

std::string InWords(const std::vector<CancellationBand>& bands) {
  if (bands.size() == 1) return "Cancelled before it starts, nothing is lost.";
  std::vector<std::string> parts;
  for (const CancellationBand& band : bands) {
    const std::string when = parts.empty() ? absl::StrFormat("Cancelled at least %d hours before", band.notice_hours)
                             : band.notice_hours > 0 ? absl::StrFormat("at least %d hours before", band.notice_hours)
                                                     : "later";
    parts.push_back(band.forfeits_percent == 0 ? absl::StrCat(when, ", nothing is lost")
                                               : absl::StrFormat("%s, %d%% is", when, band.forfeits_percent));
  }
  return absl::StrCat(absl::StrJoin(parts, "; "), ".");
}

}  // namespace shortbreaks::policy
