#include "delivery/take_up.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <map>
#include <utility>

#include "disclosure/small_counts.h"

namespace shortbreaks::delivery {
namespace {

constexpr size_t kLinesMax = 1'000;

void Add(const ChildTakeUp& child, v1::TakeUpLine& line) {
  line.set_children(line.children() + 1);
  line.set_children_with_breaks(line.children_with_breaks() + (child.breaks > 0 ? 1 : 0));
  line.set_breaks(line.breaks() + child.breaks);
}

// The count by which one of the children could be known.
int64_t FewestIn(const v1::TakeUpLine& line) {
  const int64_t with = line.children_with_breaks();
  return with == 0 ? line.children() : std::min(with, line.children());
}

void Hide(v1::TakeUpLine& line) {
  line.clear_children();
  line.clear_children_with_breaks();
  line.clear_breaks();
  line.set_suppressed(true);
}

// That somebody lives in a ward of few can be known by its name: those that are left out are one line without it.
void JoinHidden(std::vector<v1::TakeUpLine>& lines) {
  if (std::erase_if(lines, [](const v1::TakeUpLine& line) { return line.suppressed(); }) == 0) return;
  lines.emplace_back().set_suppressed(true);
}

// By the share of children who have breaks, compared without division.
bool ComesFirst(const v1::TakeUpLine& a, const v1::TakeUpLine& b) {
  if (a.suppressed() != b.suppressed()) return b.suppressed();
  return a.children_with_breaks() * b.children() < b.children_with_breaks() * a.children();
}

}  // namespace

std::vector<v1::TakeUpLine> TakeUpLines(v1::TakeUpGroup group, const std::vector<ChildTakeUp>& children) {
  std::map<std::pair<std::string, int>, v1::TakeUpLine> sums;
  for (const ChildTakeUp& child : children) {
    if (group == v1::TAKE_UP_GROUP_WARD) {
      const std::string ward(absl::StripAsciiWhitespace(child.ward));
      Add(child, sums[{ward, 0}]);
      continue;
    }
    if (child.needs == 0) Add(child, sums[{"", 0}]);
    for (int need = 1; need <= type::v1::Need_MAX; ++need) {
      if (child.needs >> need & 1) Add(child, sums[{"", need}]);
    }
  }
  std::vector<v1::TakeUpLine> lines;
  for (auto& [key, line] : sums) {
    line.set_ward(key.first);
    line.set_need(static_cast<type::v1::Need>(key.second));
    lines.push_back(std::move(line));
  }
  disclosure::HideSmall(lines, FewestIn, Hide);
  if (group == v1::TAKE_UP_GROUP_WARD) JoinHidden(lines);
  std::ranges::stable_sort(lines, ComesFirst);
  if (lines.size() > kLinesMax) lines.resize(kLinesMax);
  return lines;
}

}  // namespace shortbreaks::delivery
