// The policy that tests begin with: the sample that is shipped, as a council of the test's own has it.
#pragma once

#include <string>

namespace shortbreaks::support {

// Live since the year 2000. Targeted breaks for children who live in the council's area and show evidence.
std::string SamplePolicy(const std::string& council);

}  // namespace shortbreaks::support
