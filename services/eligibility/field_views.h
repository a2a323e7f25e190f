// What those see of a record who may see it, but not all of it. Pure.
#pragma once

#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// Leaves what tells a carer with limited authority which child it is: its resource name and its name.
void KeepForLimitedAuthority(v1::Child& child);

}  // namespace shortbreaks::eligibility
