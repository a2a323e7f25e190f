// Whom a register is of, as the people at the door need to know them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/bookings/v1/registers.pb.h"

namespace shortbreaks::registers {

namespace v1 = bookings::v1;

struct ChildOnRegister {
  ids::Uuid child_id;
  std::string display_name;
  int age_years = 0;
  int64_t needs = 0;  // a bit for each Need
  int ratio_staff = 0, ratio_children = 0;
};

// Each child once, in the order given, with what to call it.
std::vector<v1::RegisterChild> RegisterOf(std::vector<ChildOnRegister> children);

}  // namespace shortbreaks::registers
