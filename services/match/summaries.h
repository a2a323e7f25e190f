// Counts of what could not be met, and of how providers answered. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/bookings/v1/match.pb.h"

namespace shortbreaks::match {

namespace v1 = bookings::v1;

// The most lines of an answer.
inline constexpr int kLinesMax = 1'000;

// Leaves the counts of few children out of a line that has all of them.
void Suppress(v1::UnmetNeedLine& line);

// How often one child with these needs could not have a place.
struct ChildNeeds {
  ids::Uuid child_id;
  int64_t needs = 0;  // bit n: Need n
  int64_t times = 0;
};
// A line for each need that anybody has, what most children lacked first; small counts left out.
std::vector<v1::UnmetNeedLine> LinesByNeed(const std::vector<ChildNeeds>& children);

// Answers of one provider that are alike.
struct AnswerCount {
  ids::Uuid provider_id;
  v1::MatchAnswer answer = v1::MATCH_ANSWER_UNSPECIFIED;
  v1::CannotMeetCategory category = v1::CANNOT_MEET_CATEGORY_UNSPECIFIED;
  int64_t times = 0, late = 0, by_officer = 0;
};
// The highest share that could not be met first. `counts` are sorted by provider.
std::vector<v1::ProviderAnswers> AnswersOf(const std::vector<AnswerCount>& counts);

}  // namespace shortbreaks::match
