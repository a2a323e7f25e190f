#include "identity/strict_json.h"

#include <absl/strings/escaping.h>

#include <set>
#include <string>
#include <vector>

namespace shortbreaks::identity {
namespace {

using nlohmann::json;

constexpr int kDepthMax = 8;

// Watches the members of every object as they are read.
class Watch {
 public:
  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    too_deep_ |= depth > kDepthMax;
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::key) twice_ |= !open_.back().insert(parsed.get<std::string>()).second;
    if (event == json::parse_event_t::object_end) open_.pop_back();
    return true;
  }
  bool twice() const { return twice_; }
  bool too_deep() const { return too_deep_; }

 private:
  std::vector<std::set<std::string>> open_;
  bool twice_ = false, too_deep_ = false;
};

}  // namespace

absl::StatusOr<json> StrictObject(std::string_view text) {
  Watch watch;
  const json value = json::parse(
      text, [&watch](int depth, json::parse_event_t event, json& parsed) { return watch(depth, event, parsed); },
      /*allow_exceptions=*/false);
  if (watch.too_deep()) return absl::InvalidArgumentError("is nested too deep");
  if (watch.twice()) return absl::InvalidArgumentError("names a member twice");
  if (!value.is_object()) return absl::InvalidArgumentError("is no JSON object");
  return value;
}

absl::StatusOr<std::string> StrictBase64Url(std::string_view text) {
  std::string bytes;
  // The decoder also takes padding, spaces and stray bits at the end: what it took is written out again and compared.
  if (!absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes) ||
      absl::WebSafeBase64Escape(bytes) != absl::string_view(text.data(), text.size())) {
    return absl::InvalidArgumentError("is no base64url");
  }
  return bytes;
}

}  // namespace shortbreaks::identity
