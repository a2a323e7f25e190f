// The minutes of a panel. Pure.
#pragma once

#include <string>
#include <vector>

#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;

// In plain text: the meeting, its agenda in the order given, each with what this panel decided, why and by whom, or
// that it was not reached; then the chair's own words. `agenda` has the panel's own decisions alone. Of a child only
// the resource name of its application is told.
std::string MinutesOf(const v1::Panel& panel, const std::vector<v1::Application>& agenda);

}  // namespace shortbreaks::applications
