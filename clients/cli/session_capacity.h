// Staff, caps and what is kept back, as flags.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tool.h"

namespace shortbreaks::cli {

struct CapacityFlags {
  std::string staff;              // a number, or `none`; empty: not given
  std::vector<std::string> caps;  // `1:1=2`, or `none` alone
  std::optional<int> reserve;
  std::string reserve_until;  // London time, or `never`
};

// --staff, --cap, --reserve, --reserve-until.
std::shared_ptr<CapacityFlags> AddCapacityFlags(CLI::App& command);

// What is given, into a Session or a Capacity; the rest of it stays.
template <typename Message>
absl::Status SetCapacity(const CapacityFlags& flags, Message& message);

}  // namespace shortbreaks::cli
