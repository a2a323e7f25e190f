// Plays the storm: workers that do what players.h chooses, each with its own generator, and write down what came of it.
#pragma once

#include <absl/time/time.h>

#include <atomic>
#include <cstdint>

#include "storm/history.h"
#include "storm/world.h"

namespace shortbreaks::storm {

struct DriverOptions {
  uint64_t seed = 1;
  int workers = 16;
  absl::Time end = absl::InfinitePast();
};

// Blocks until `end`, and until the calls that were under way are answered, some seconds at most.
void Play(World& world, History& history, const DriverOptions& options);

}  // namespace shortbreaks::storm
