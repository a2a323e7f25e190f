#include "idempotency/subjects.h"

#include <set>
#include <string>

namespace shortbreaks::idempotency {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Named {
  std::set<ids::Uuid> children, carers;
};

void Look(const std::string& text, Named& named) {
  if (auto child = ids::IdOf("children", text)) named.children.insert(*std::move(child));
  if (auto carer = ids::IdOf("carers", text)) named.carers.insert(*std::move(carer));
}

void Look(const Message& message, Named& named) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        Look(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                  : reflection->GetString(message, field),
             named);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Look(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                  : reflection->GetMessage(message, field),
             named);
      }
    }
  }
}

}  // namespace

std::vector<ids::Uuid> SubjectsOf(const Message& message) {
  Named named;
  Look(message, named);
  const std::set<ids::Uuid>& subjects = named.children.empty() ? named.carers : named.children;
  return {subjects.begin(), subjects.end()};
}

}  // namespace shortbreaks::idempotency
