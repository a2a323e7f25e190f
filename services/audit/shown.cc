#include "audit/shown.h"

#include <absl/strings/match.h>

#include <vector>

#include "ids/uuid.h"

namespace shortbreaks::audit {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void AddPerson(const std::string& text, std::set<std::string>& people) {
  for (const char* collection : {"children", "carers"}) {
    // Written anew, since hexadecimal digits may be capitals.
    if (auto id = ids::IdOf(collection, text)) people.insert(ids::ResourceName(collection, *id));
  }
}

void AddPeopleInField(const Message& message, const Reflection& reflection, const FieldDescriptor& field,
                      std::set<std::string>& people) {
  const bool text = field.type() == FieldDescriptor::TYPE_STRING;
  if (!text && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
  std::string scratch;
  if (!field.is_repeated()) {
    if (text) return AddPerson(reflection.GetStringReference(message, &field, &scratch), people);
    return AddPeopleIn(reflection.GetMessage(message, &field), people);
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (text) {
      AddPerson(reflection.GetRepeatedStringReference(message, &field, i, &scratch), people);
    } else {
      AddPeopleIn(reflection.GetRepeatedMessage(message, &field, i), people);
    }
  }
}

bool MayName(const Descriptor& type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return false;
  if (type.name() == "Child" || type.name() == "Carer") return true;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool text = field.type() == FieldDescriptor::TYPE_STRING;
    if (text && (absl::StrContains(field.name(), "child") || absl::StrContains(field.name(), "carer"))) return true;
    if (field.message_type() != nullptr && MayName(*field.message_type(), seen)) return true;
  }
  return false;
}

}  // namespace

void AddPeopleIn(const Message& message, std::set<std::string>& people) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) AddPeopleInField(message, reflection, *field, people);
}

bool MayNamePeople(const Descriptor& type) {
  std::set<const Descriptor*> seen;
  return MayName(type, seen);
}

}  // namespace shortbreaks::audit
