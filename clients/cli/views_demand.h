// Figures of supply, demand and take-up, as people read them. Pure.
#pragma once

#include <string>

#include "shortbreaks/bookings/v1/demand.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"

namespace shortbreaks::cli {

std::string View(const bookings::v1::SummarizeSupplyResponse& response);
std::string View(const bookings::v1::SummarizeOutcomesResponse& response);
std::string View(const eligibility::v1::SummarizeTakeUpResponse& response);

// A row for each line, with a line of titles; empty where a count is left out.
std::string Csv(const bookings::v1::SummarizeSupplyResponse& response);
std::string Csv(const bookings::v1::SummarizeOutcomesResponse& response);
std::string Csv(const eligibility::v1::SummarizeTakeUpResponse& response);

}  // namespace shortbreaks::cli
