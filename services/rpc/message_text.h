// Text in messages.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace shortbreaks::rpc {

// The path of the first string field, at any depth, that is not well-formed UTF-8, for example `sessions[3].title`;
// empty where all are. protobuf's C++ parser refuses such text in some builds and passes it in others.
std::string FirstFieldThatIsNoUtf8(const google::protobuf::Message& message);

}  // namespace shortbreaks::rpc
