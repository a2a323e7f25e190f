// Corrections and retention, as people read them. Pure.
#pragma once

#include <string>

#include "shortbreaks/eligibility/v1/corrections.pb.h"
#include "shortbreaks/eligibility/v1/retention.pb.h"

namespace shortbreaks::cli {

std::string View(const eligibility::v1::Correction& correction);
std::string View(const eligibility::v1::ListCorrectionsResponse& response);
std::string View(const eligibility::v1::RetentionRule& rule);
std::string View(const eligibility::v1::GetRetentionRuleResponse& response);
std::string View(const eligibility::v1::ListErasuresDueResponse& response);
std::string View(const eligibility::v1::ProposeErasuresResponse& response);

}  // namespace shortbreaks::cli
