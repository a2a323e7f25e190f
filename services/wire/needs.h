// Needs as they are kept, a bit for each, in the messages that carry them.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <cstdint>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::wire {

// Adds Need n where bit n is set, in the order of their numbers.
inline void AddNeeds(int64_t bits, google::protobuf::RepeatedField<int>& needs) {
  for (int need = 1; need <= type::v1::Need_MAX; ++need) {
    if (bits >> need & 1) needs.Add(need);
  }
}

}  // namespace shortbreaks::wire
