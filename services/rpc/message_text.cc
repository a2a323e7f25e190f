#include "rpc/message_text.h"

#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>

#include <vector>

#include "wire/fields.h"

namespace shortbreaks::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsUtf8(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const auto point = wire::CodePointAt(text, at);
    if (!point) return false;
    at += point->bytes;
  }
  return true;
}

std::string Check(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
  const std::string name = repeated ? absl::StrCat(field.name(), "[", index, "]") : field.name();
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    const std::string text =
        repeated ? reflection.GetRepeatedString(message, &field, index) : reflection.GetString(message, &field);
    return IsUtf8(text) ? std::string() : name;
  }
  const Message& inner =
      repeated ? reflection.GetRepeatedMessage(message, &field, index) : reflection.GetMessage(message, &field);
  const std::string path = FirstFieldThatIsNoUtf8(inner);
  return path.empty() ? path : absl::StrCat(name, ".", path);
}

}  // namespace

std::string FirstFieldThatIsNoUtf8(const Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool text = field->type() == FieldDescriptor::TYPE_STRING;
    if (!text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 0;
    std::string path = field->is_repeated() ? std::string() : Check(message, *field, -1);
    for (int i = 0; i < count && path.empty(); ++i) path = Check(message, *field, i);
    if (!path.empty()) return path;
  }
  return {};
}

}  // namespace shortbreaks::rpc
