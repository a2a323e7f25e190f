#include "rpc/redacted.h"

#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/type/v1/sensitive.pb.h"

namespace shortbreaks::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;

constexpr char kRedacted[] = "[redacted]";

// `bookings/0190…` and the like, or the id alone.
bool NamesARecord(const std::string& text) {
  const size_t slash = text.find('/');
  const std::string collection = slash == std::string::npos ? "" : text.substr(0, slash);
  if (!std::ranges::all_of(collection, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; })) return false;
  return ids::FromText(slash == std::string::npos ? text : text.substr(slash + 1)).has_value();
}

class Printer {
 public:
  explicit Printer(size_t bytes_max) : bytes_max_(bytes_max) {}

  void Print(const Message& message) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
      for (int i = 0; i < count && text_.size() <= bytes_max_; ++i) {
        Print(message, *field, field->is_repeated() ? i : -1);
      }
    }
  }

  std::string Take() && {
    if (text_.size() > bytes_max_) text_ = text_.substr(0, bytes_max_) + "…";
    return std::move(text_);
  }

 private:
  void Print(const Message& message, const FieldDescriptor& field, int index) {
    absl::StrAppend(&text_, text_.empty() ? "" : " ", field.name());
    if (field.options().GetExtension(type::v1::sensitive)) {
      absl::StrAppend(&text_, ": ", kRedacted);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const Reflection& reflection = *message.GetReflection();
      absl::StrAppend(&text_, " {");
      Print(index < 0 ? reflection.GetMessage(message, &field) : reflection.GetRepeatedMessage(message, &field, index));
      absl::StrAppend(&text_, " }");
    } else {
      absl::StrAppend(&text_, ": ", ValueOf(message, field, index));
    }
  }

  static std::string ValueOf(const Message& message, const FieldDescriptor& field, int index) {
    std::string value;
    TextFormat::PrintFieldValueToString(message, &field, index, &value);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return value;
    // In quotes, and what needs an escape is no name.
    return value.size() >= 2 && NamesARecord(value.substr(1, value.size() - 2)) ? value : kRedacted;
  }

  const size_t bytes_max_;
  std::string text_;
};

}  // namespace

std::string Redacted(const Message& message, size_t bytes_max) {
  Printer printer(bytes_max);
  printer.Print(message);
  return std::move(printer).Take();
}

}  // namespace shortbreaks::rpc
