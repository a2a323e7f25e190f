// Records of which not everybody sees all.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace shortbreaks::wire {

// Clears every field but those named. What to keep is named rather than what to hide, so that a new field is hidden
// until somebody says who needs it.
inline void KeepOnly(google::protobuf::Message& message, std::span<const std::string_view> kept) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const auto& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (std::ranges::find(kept, field->name()) == kept.end()) reflection.ClearField(&message, field);
  }
}

}  // namespace shortbreaks::wire
