// The contract's values as people write and read them.
#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::cli {

// `rescue medication` of NEED_RESCUE_MEDICATION; `unknown` for a number without a name, empty for 0.
std::string EnumInWords(const google::protobuf::EnumDescriptor& type, int number);
// Every value but the 0, as one word each: `rescue-medication`.
std::vector<std::string> EnumChoices(const google::protobuf::EnumDescriptor& type);
// Those, for a command's help.
template <typename Enum>
std::string Choices() {
  return absl::StrJoin(EnumChoices(*google::protobuf::GetEnumDescriptor<Enum>()), ", ");
}
// Any spelling of those: `rescue medication`, `Rescue-Medication`, `NEED_RESCUE_MEDICATION`. INVALID_ARGUMENT lists
// them.
absl::StatusOr<int> ParseEnumNumber(const google::protobuf::EnumDescriptor& type, std::string_view text);

template <typename Enum>
std::string InWords(Enum value) {
  return EnumInWords(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
absl::StatusOr<Enum> ParseEnum(std::string_view text) {
  auto number = ParseEnumNumber(*google::protobuf::GetEnumDescriptor<Enum>(), text);
  if (!number.ok()) return number.status();
  return static_cast<Enum>(*number);
}

// `autism, makaton`
template <typename Enum>
std::string ListInWords(const google::protobuf::RepeatedField<int>& values) {
  std::string text;
  for (int value : values) text += (text.empty() ? "" : ", ") + InWords(static_cast<Enum>(value));
  return text;
}

// `2:1`, staff to children.
absl::StatusOr<type::v1::SupportRatio> ParseRatio(std::string_view text);
std::string InWords(const type::v1::SupportRatio& ratio);

// `40 h`, `3 h 30 min`, `90 min`, `12 nights`, `6 sessions`, `£450`, `£4.50`.
absl::StatusOr<type::v1::Quantity> ParseQuantity(std::string_view text);
std::string InWords(const type::v1::Quantity& quantity);
// The same for a signed amount: `-3 h`.
std::string AmountInWords(type::v1::AllocationUnit unit, int64_t amount);

// `nothing is lost until 72 h before; from 72 h before 50%; from 24 h before 100%`.
std::string InWords(const type::v1::CancellationTerms& terms);

// Pence, from `£4.50`, `4.50` or `4`.
absl::StatusOr<int64_t> ParsePounds(std::string_view text);

std::string InWords(const type::v1::Date& date);

}  // namespace shortbreaks::cli
