#include "activity_fields.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "words.h"

namespace shortbreaks::cli {
namespace {

using availability::v1::Activity;

absl::Status Number(const std::string& text, int32_t& value) {
  if (absl::SimpleAtoi(text, &value)) return absl::OkStatus();
  return absl::InvalidArgumentError("Write a whole number.");
}

// A list by commas or semicolons replaces what was there.
template <typename Enum>
absl::Status Replace(const std::string& text, google::protobuf::RepeatedField<int>& values) {
  values.Clear();
  for (const auto part : absl::StrSplit(text, absl::ByAnyChar(",;"), absl::SkipWhitespace())) {
    auto value = ParseEnum<Enum>(std::string_view(part.data(), part.size()));
    if (!value.ok()) return value.status();
    values.Add(*value);
  }
  return absl::OkStatus();
}

absl::Status Point(const std::string& text, type::v1::Location& location) {
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  double latitude = 0, longitude = 0;
  if (parts.size() != 2 || !absl::SimpleAtod(parts[0], &latitude) || !absl::SimpleAtod(parts[1], &longitude)) {
    return absl::InvalidArgumentError("Write latitude,longitude in degrees, for example 52.587,-2.128.");
  }
  location.set_latitude_degrees(latitude);
  location.set_longitude_degrees(longitude);
  return absl::OkStatus();
}

}  // namespace

void ActivityFields::Add(CLI::App& command, const char* flag, const char* help, bool required,
                         std::function<absl::Status(const std::string&, Activity&)> set) {
  auto* option = command.add_option_function<std::string>(
      flag,
      [this, flag, set = std::move(set)](const std::string& text) {
        changes_.push_back([=](Activity& activity) {
          const absl::Status status = set(text, activity);
          return status.ok() ? status : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
        });
      },
      help);
  if (required) option->required();
}

void ActivityFields::AddTo(CLI::App& command, bool required) {
  const auto text = [](void (*set)(Activity&, const std::string&)) {
    return [set](const std::string& value, Activity& activity) {
      set(activity, value);
      return absl::OkStatus();
    };
  };
  Add(command, "--title", "Its title", required, text([](Activity& a, const std::string& v) { a.set_title(v); }));
  Add(command, "--summary", "About it, for families", false,
      text([](Activity& a, const std::string& v) { a.set_summary(v); }));
  Add(command, "--external-id", "Your own key for it", false,
      text([](Activity& a, const std::string& v) { a.set_external_id(v); }));
  Add(command, "--venue", "The venue's name", required,
      text([](Activity& a, const std::string& v) { a.mutable_venue()->set_display_name(v); }));
  Add(command, "--address", "Its address", required,
      text([](Activity& a, const std::string& v) { a.mutable_venue()->set_address(v); }));
  Add(command, "--postcode", "Its postcode", required,
      text([](Activity& a, const std::string& v) { a.mutable_venue()->set_postcode(v); }));
  Add(command, "--location", "Where it is: latitude,longitude", required,
      [](const std::string& v, Activity& a) { return Point(v, *a.mutable_venue()->mutable_location()); });
  Add(command, "--tier", "universal, targeted or specialist", required, [](const std::string& v, Activity& a) {
    auto tier = ParseEnum<type::v1::Tier>(v);
    if (tier.ok()) a.set_tier(*tier);
    return tier.status();
  });
  Add(command, "--age-min", "Youngest age", required, [](const std::string& v, Activity& a) {
    int32_t age = 0;
    const absl::Status status = Number(v, age);
    a.set_age_min_years(age);
    return status;
  });
  Add(command, "--age-max", "Oldest age, included", required, [](const std::string& v, Activity& a) {
    int32_t age = 0;
    const absl::Status status = Number(v, age);
    a.set_age_max_years(age);
    return status;
  });
  Add(command, "--ratio", "Most support on offer, staff to children, for example 1:2", required,
      [](const std::string& v, Activity& a) {
        auto ratio = ParseRatio(v);
        if (ratio.ok()) *a.mutable_highest_support_ratio() = *ratio;
        return ratio.status();
      });
  Add(command, "--needs-met", "Needs that staff can meet, by commas", false,
      [](const std::string& v, Activity& a) { return Replace<type::v1::Need>(v, *a.mutable_needs_met()); });
  Add(command, "--accessibility", "What the venue has, by commas", false, [](const std::string& v, Activity& a) {
    return Replace<type::v1::AccessibilityFeature>(v, *a.mutable_venue()->mutable_accessibility());
  });
  Add(command, "--notice-hours", "Hours of notice that cancel without cost", false,
      [](const std::string& v, Activity& a) {
        int32_t hours = 0;
        const absl::Status status = Number(v, hours);
        a.set_notice_hours(hours);
        return status;
      });
  Add(command, "--needs-match-hours",
      "Hours in which you say for each child whether you can meet its needs; 0: booking is instant", false,
      [](const std::string& v, Activity& a) {
        int32_t hours = 0;
        const absl::Status status = Number(v, hours);
        a.set_needs_match(hours != 0);
        a.set_needs_match_hours(hours);
        return status;
      });
  Add(command, "--price", "What a family pays, for example £3.50", false, [](const std::string& v, Activity& a) {
    auto pence = ParsePounds(v);
    if (pence.ok()) a.set_price_pence(*pence);
    return pence.status();
  });
  Add(command, "--waiting-order", "Who on the waiting list comes first: joined, need-band or remaining-balance", false,
      [](const std::string& v, Activity& a) {
        auto order = ParseEnum<availability::v1::WaitingOrder>(v);
        if (order.ok()) a.set_waiting_order(*order);
        return order.status();
      });
}

absl::Status ActivityFields::Apply(Activity& activity) const {
  for (const Change& change : changes_) {
    if (auto status = change(activity); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace shortbreaks::cli
