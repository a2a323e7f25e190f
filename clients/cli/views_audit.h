// Who saw a child's record, as people read it. Pure.
#pragma once

#include <string>

#include "shortbreaks/eligibility/v1/audit.pb.h"

namespace shortbreaks::cli {

std::string View(const eligibility::v1::ListAccessesResponse& response);

}  // namespace shortbreaks::cli
