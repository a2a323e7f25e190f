// How many children have breaks, by ward or need. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shortbreaks/eligibility/v1/delivery.pb.h"

namespace shortbreaks::delivery {

namespace v1 = eligibility::v1;

struct ChildTakeUp {
  std::string ward;
  int64_t needs = 0;  // bit n: Need n
  int64_t breaks = 0;
};

// In the order that SummarizeTakeUpResponse says; small counts left out.
std::vector<v1::TakeUpLine> TakeUpLines(v1::TakeUpGroup group, const std::vector<ChildTakeUp>& children);

}  // namespace shortbreaks::delivery
