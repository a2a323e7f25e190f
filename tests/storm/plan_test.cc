// The same seed gives the same plan, of players and of faults.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "errors/errors.h"
#include "storm/director.h"
#include "storm/history.h"
#include "storm/players.h"

namespace shortbreaks::storm {
namespace {

std::vector<std::pair<Kind, size_t>> Choices(uint64_t seed, int count) {
  Random random(seed);
  std::vector<std::pair<Kind, size_t>> choices;
  for (int i = 0; i < count; ++i) {
    const Action action = NextAction(random, {.families = 500, .sessions = 30});
    choices.emplace_back(action.kind, action.family);
  }
  return choices;
}

TEST(Players, ChooseTheSameFromTheSameSeed) {
  EXPECT_EQ(Choices(7, 500), Choices(7, 500));
  EXPECT_NE(Choices(7, 500), Choices(8, 500));
}

TEST(Players, ChooseEverythingInTimeAndNothingThatIsNotThere) {
  Random random(1);
  std::set<Kind> kinds;
  int of_a_few = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Action action = NextAction(random, {.families = 500, .sessions = 30});
    kinds.insert(action.kind);
    ASSERT_LT(action.family, 500u);
    ASSERT_LT(action.session, 30u);
    ASSERT_GE(action.copies, 1);
    of_a_few += action.family < 40;
  }
  EXPECT_EQ(kinds.size(), static_cast<size_t>(Kind::kPublishPolicy) + 1);
  EXPECT_GT(of_a_few, 4'000) << "everybody has to want the same";
}

TEST(Plan, IsTheSeeds) {
  const std::vector<std::string> strikes_on = {"mysql", "mysql", "redis", "bookings"};
  const auto names = [&](uint64_t seed) {
    std::vector<std::vector<size_t>> all;
    for (const Strike& strike : Plan(seed, strikes_on, absl::Minutes(2))) all.push_back(strike.faults);
    return all;
  };
  EXPECT_EQ(names(3), names(3));
  EXPECT_NE(names(3), names(4));
}

TEST(Plan, HasEveryFaultAloneAndPairsOfTwoThings) {
  const std::vector<std::string> strikes_on = {"mysql", "mysql", "redis", "bookings", "eligibility"};
  std::set<size_t> alone;
  int pairs = 0;
  absl::Duration free_from;
  for (const Strike& strike : Plan(9, strikes_on, absl::Minutes(3))) {
    EXPECT_GT(strike.after, free_from) << "one after the other";
    free_from = strike.after + strike.lasts;
    EXPECT_LT(free_from, absl::Minutes(3)) << "the end is calm";
    if (strike.faults.size() == 1) alone.insert(strike.faults[0]);
    if (strike.faults.size() != 2) continue;
    ++pairs;
    EXPECT_NE(strikes_on[strike.faults[0]], strikes_on[strike.faults[1]]);
  }
  EXPECT_EQ(alone.size(), strikes_on.size());
  EXPECT_GT(pairs, 3);
  EXPECT_TRUE(Plan(9, {}, absl::Minutes(3)).empty());
}

TEST(Outcomes, AreByWhatTheErrorPromises) {
  using namespace type::v1;  // NOLINT: the reasons
  EXPECT_EQ(OutcomeOf(absl::OkStatus()), Outcome::kOk);
  EXPECT_EQ(OutcomeOf(absl::UnavailableError("cut")), Outcome::kUnknown);
  EXPECT_EQ(OutcomeOf(errors::Error(ERROR_REASON_OUTCOME_UNKNOWN)), Outcome::kUnknown);
  EXPECT_EQ(OutcomeOf(errors::Error(ERROR_REASON_STORE_UNAVAILABLE)), Outcome::kNothingDone);
  EXPECT_EQ(OutcomeOf(errors::Error(ERROR_REASON_SESSION_FULL)), Outcome::kRefused);
}

}  // namespace
}  // namespace shortbreaks::storm
