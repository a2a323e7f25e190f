// Whom a message names.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <set>
#include <string>

namespace shortbreaks::audit {

// Adds the resource names of children and carers in `message`, in any text field at any depth, to `people`.
void AddPeopleIn(const google::protobuf::Message& message, std::set<std::string>& people);

// True where messages of `type` have a field, at any depth, that is named after children or carers, or are one.
bool MayNamePeople(const google::protobuf::Descriptor& type);

}  // namespace shortbreaks::audit
