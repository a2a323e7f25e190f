// Numbers from a seed, the same on every machine (SplitMix64): the plan of a storm is made of nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace shortbreaks::storm {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // From 0, below `count`, which must not be 0.
  size_t Below(size_t count) { return static_cast<size_t>(Next() % count); }
  int Between(int least, int most) { return least + static_cast<int>(Below(static_cast<size_t>(most - least) + 1)); }
  bool OneIn(size_t count) { return Below(count) == 0; }

  template <typename Item>
  void Shuffle(std::vector<Item>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  uint64_t state_;
};

}  // namespace shortbreaks::storm
