// Requests for every RPC, made from its descriptor: the fields that name records are filled by what they name, and the
// rest that an RPC cannot do without stands in a table.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "access/world.h"
#include "support/contract_files.h"

namespace shortbreaks::access {

using support::FullName;

// Whether every role may call it: what it shows is for everybody in the council.
bool IsForEverybody(const google::protobuf::MethodDescriptor& method);

std::unique_ptr<google::protobuf::Message> New(const google::protobuf::Descriptor* type);

// What a string field of a request holds.
enum class Holds { kRecord, kText, kUnknown };
Holds WhatIsIn(const google::protobuf::FieldDescriptor& field, const google::protobuf::MethodDescriptor& method);

// One way to ask. `fields` are those that name records: all that there are, or one of them alone, or none.
struct Way {
  std::string fields;  // `child, session`
  int records = 0;     // how many are named
  std::unique_ptr<google::protobuf::Message> request;
};
// What `role` could ask of the records. Each change has a request id of its own.
std::vector<Way> WaysToAsk(const google::protobuf::MethodDescriptor& method, identity::Role role,
                           const Records& records);

}  // namespace shortbreaks::access
