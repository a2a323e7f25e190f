// As many families as a test of load wants, written straight to the database in a few statements.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "support/private_mysql.h"

namespace shortbreaks::support {

struct ManyFamilies {
  // The n-th of each belong together.
  std::vector<ids::Uuid> carers, children, allocations;
};

// A carer with full authority for a child of ten, a current award letter, and `minutes` of targeted hours this year and
// next, `count` times. The n-th child needs a member of staff for `children_to_one(n)` children. Ends the program where
// the database refuses.
ManyFamilies AddManyFamilies(const PrivateMysql& mysql, const std::string& council, int count, int64_t minutes,
                             const std::function<int(int)>& children_to_one);

}  // namespace shortbreaks::support
