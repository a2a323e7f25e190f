// The minutes of a panel. Pure.
#pragma once

#include <string>
#include <vector>

#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;

// What stands in the minutes of one application, which has this panel's own decision or none: what was decided, why and
// by whom, or that it was not reached. Of the child only the resource name of its application is told.
std::string ItemOf(const v1::Application& application);

// In plain text: the meeting, what ItemOf made of its agenda, numbered in the order given, and the chair's own words.
// An item that is empty is not shown to whoever reads it, and said to be so.
std::string MinutesOf(const v1::Panel& panel, const std::vector<std::string>& items);

}  // namespace shortbreaks::applications
