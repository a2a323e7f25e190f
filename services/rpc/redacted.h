// A message as it may stand in a log: who and what by names and ids, how much by numbers, and nothing that says
// something of a person.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace shortbreaks::rpc {

// On one line, at most `bytes_max` of it. Fields that the contract marks as sensitive are `[redacted]`, whatever they
// hold, and so is every text that is not a resource name or a UUID: a field that nobody thought of says nothing.
std::string Redacted(const google::protobuf::Message& message, size_t bytes_max = 2'000);

}  // namespace shortbreaks::rpc
