// Statistical disclosure control: counts of few children are left out of figures, since one of them could be known by
// them. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace shortbreaks::disclosure {

// Fewer children than this are not counted.
inline constexpr int64_t kChildrenMin = 5;

// Hides each line that counts 1 to 4 children, and where that is one line alone the next smallest too: else it could be
// worked out from a sum that is known elsewhere. `count` says how many children a line has, and `hide` empties it.
template <typename Line, typename Count, typename Hide>
void HideSmall(std::vector<Line>& lines, Count count, Hide hide) {
  std::vector<Line*> hidden, shown;
  for (Line& line : lines) {
    if (count(line) == 0) continue;
    (count(line) < kChildrenMin ? hidden : shown).push_back(&line);
  }
  if (hidden.size() == 1 && !shown.empty()) {
    hidden.push_back(*std::ranges::min_element(shown, {}, [&](const Line* line) { return count(*line); }));
  }
  for (Line* line : hidden) hide(*line);
}

}  // namespace shortbreaks::disclosure
