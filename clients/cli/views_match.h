// What providers answer, what could not be met, and who is kept apart, as people read it. Pure.
#pragma once

#include <string>

#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"

namespace shortbreaks::cli {

std::string View(const bookings::v1::ListRequestsResponse& response);
std::string View(const bookings::v1::ListUnmetNeedResponse& response);
std::string View(const bookings::v1::SummarizeUnmetNeedResponse& response);
std::string View(const bookings::v1::SummarizeAnswersResponse& response);
std::string View(const eligibility::v1::KeepApartResponse& response);
std::string View(const eligibility::v1::ListKeptApartResponse& response);

// A row for each, with a line of titles.
std::string UnmetNeedCsv(const bookings::v1::ListUnmetNeedResponse& response);
std::string UnmetNeedCsv(const bookings::v1::SummarizeUnmetNeedResponse& response);
std::string AnswersCsv(const bookings::v1::SummarizeAnswersResponse& response);

}  // namespace shortbreaks::cli
