#include "ids/uuid.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace shortbreaks::ids {
namespace {

constexpr size_t kBytes = 16;
constexpr size_t kTextLength = 36;
constexpr std::array<size_t, 4> kHyphens = {8, 13, 18, 23};

bool IsHyphenAt(size_t position) { return std::find(kHyphens.begin(), kHyphens.end(), position) != kHyphens.end(); }

// The 60 bits that order the ids: milliseconds since 1970, then 12 bits that begin at random in the lower half of their
// range and count upwards within one millisecond (RFC 9562, 6.2, method 1). Should they overflow, or the clock step
// back, the value runs ahead of the clock until the clock catches up.
uint64_t NextOrder(uint64_t random_bits) {
  static std::atomic<uint64_t> last{0};
  const uint64_t now = (static_cast<uint64_t>(absl::ToUnixMillis(absl::Now())) << 12) | (random_bits & 0x7ff);
  uint64_t seen = last.load(std::memory_order_relaxed);
  uint64_t next = 0;
  do {
    next = std::max(now, seen + 1);
  } while (!last.compare_exchange_weak(seen, next, std::memory_order_relaxed));
  return next;
}

}  // namespace

Uuid NewUuid() {
  std::array<unsigned char, 10> random{};
  // Ids that repeat would be worse than stopping.
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) std::abort();
  const uint64_t order = NextOrder(static_cast<uint64_t>(random[8]) << 8 | random[9]);
  Uuid uuid(kBytes, '\0');
  for (size_t i = 0; i < 6; ++i) uuid[i] = static_cast<char>(order >> (52 - 8 * i));
  uuid[6] = static_cast<char>(0x70 | ((order >> 8) & 0x0f));
  uuid[7] = static_cast<char>(order);
  for (size_t i = 0; i < 8; ++i) uuid[8 + i] = static_cast<char>(random[i]);
  uuid[8] = static_cast<char>(0x80 | (random[0] & 0x3f));
  return uuid;
}

std::string ToText(std::string_view uuid) {
  std::string text = absl::BytesToHexString(absl::string_view(uuid.data(), uuid.size()));
  if (text.size() != 2 * kBytes) return text;
  for (size_t position : kHyphens) text.insert(position, 1, '-');
  return text;
}

std::optional<Uuid> FromText(std::string_view text) {
  if (text.size() != kTextLength) return std::nullopt;
  std::string hex;
  hex.reserve(2 * kBytes);
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsHyphenAt(i)) {
      if (text[i] != '-') return std::nullopt;
    } else {
      if (!absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
      hex.push_back(text[i]);
    }
  }
  return absl::HexStringToBytes(hex);
}

std::string ResourceName(std::string_view collection, std::string_view uuid) {
  return std::string(collection) + "/" + ToText(uuid);
}

std::optional<Uuid> IdOf(std::string_view collection, std::string_view name) {
  if (!name.starts_with(collection) || !name.substr(collection.size()).starts_with('/')) return std::nullopt;
  return FromText(name.substr(collection.size() + 1));
}

}  // namespace shortbreaks::ids
