// Whom a message is about. Pure.
#pragma once

#include <vector>

#include "google/protobuf/message.h"
#include "ids/uuid.h"

namespace shortbreaks::idempotency {

// The ids of the children that the message names anywhere in it (`children/{uuid}` in any text field); where it names
// none, of the carers. Each once, in order.
std::vector<ids::Uuid> SubjectsOf(const google::protobuf::Message& message);

}  // namespace shortbreaks::idempotency
