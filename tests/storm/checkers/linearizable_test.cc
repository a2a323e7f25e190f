#include "storm/checkers/linearizable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shortbreaks::storm {
namespace {

using What = CounterStep::What;

absl::Time At(int milliseconds) { return absl::UnixEpoch() + absl::Milliseconds(milliseconds); }
CounterStep Take(int from, int to) { return {What::kTake, At(from), At(to), "take"}; }
CounterStep GiveBack(int from, int to) { return {What::kGiveBack, At(from), At(to), "give back"}; }
CounterStep Full(int from, int to) { return {What::kFull, At(from), At(to), "full"}; }
CounterStep Unanswered(What what, int from) { return {what, At(from), absl::InfiniteFuture(), "unanswered"}; }

TEST(FindOrder, OfOneThingAfterTheOther) {
  EXPECT_EQ(FindOrder({Take(0, 1), Take(2, 3), Full(4, 5), GiveBack(6, 7), Take(8, 9)}, 2).search, Search::kFound);
  EXPECT_EQ(FindOrder({}, 2).search, Search::kFound);
}

TEST(FindOrder, IsNotThereWhereMoreIsTakenThanThereIs) {
  const SearchResult result = FindOrder({Take(0, 1), Take(2, 3), Take(4, 5)}, 2);
  EXPECT_EQ(result.search, Search::kNone);
  EXPECT_EQ(result.furthest, 2u);
  EXPECT_EQ(result.stuck_at, "take");
}

TEST(FindOrder, IsNotThereWhereFullIsSaidWhileAPlaceIsFree) {
  EXPECT_EQ(FindOrder({Take(0, 1), Full(2, 3)}, 2).search, Search::kNone);
  EXPECT_EQ(FindOrder({Take(0, 1), Take(2, 3), GiveBack(4, 5), Full(6, 7)}, 2).search, Search::kNone);
}

TEST(FindOrder, TakesThingsThatHappenAtOnceInAnyOrder) {
  // Full was said between the two: one had given back later than it was asked.
  EXPECT_EQ(FindOrder({Take(0, 1), GiveBack(2, 9), Full(3, 4), Take(6, 8)}, 1).search, Search::kFound);
  EXPECT_EQ(FindOrder({Take(0, 1), GiveBack(2, 9), Take(6, 8), Full(10, 11), Take(12, 13)}, 1).search, Search::kNone);
}

TEST(FindOrder, PutsWhatWasNeverAnsweredWhereverItFits) {
  EXPECT_EQ(FindOrder({Unanswered(What::kTake, 0), Full(50, 60)}, 1).search, Search::kFound);
  EXPECT_EQ(FindOrder({Take(0, 1), Unanswered(What::kGiveBack, 2), Full(20, 30), Take(40, 50)}, 1).search,
            Search::kFound);
  EXPECT_EQ(FindOrder({Take(0, 1), Take(40, 50), Unanswered(What::kGiveBack, 60)}, 1).search, Search::kNone);
}

TEST(FindOrder, OfManyAtOnceIsFoundQuickly) {
  std::vector<CounterStep> steps;
  for (int round = 0; round < 200; ++round) {
    const int at = 100 * round;
    for (int i = 0; i < 3; ++i) steps.push_back(Take(at + i, at + 20 + i));
    for (int i = 0; i < 6; ++i) steps.push_back(Full(at + 22 + i, at + 40));
    for (int i = 0; i < 3; ++i) steps.push_back(GiveBack(at + 41 + i, at + 60 + i));
  }
  const SearchResult result = FindOrder(steps, 3);
  EXPECT_EQ(result.search, Search::kFound);
  EXPECT_LT(result.states, 20'000);
}

TEST(StepsOf, AreWhatWasToldAndWhatTheStoreHasDone) {
  const auto attempt = [](const char* method, const char* request, int at, Outcome outcome, const char* reason) {
    Attempt made{.call_id = "c", .request_id = request, .method = method, .session = "sessions/1"};
    made.invoked = At(at);
    made.returned = At(at + 5);
    made.outcome = outcome;
    made.reason = reason;
    return made;
  };
  Facts facts;
  facts.done = {{"BookPlace", "r1"}, {"BookPlace", "r2"}};
  const std::vector<Attempt> attempts = {attempt("BookPlace", "r1", 0, Outcome::kUnknown, "NETWORK"),
                                         attempt("BookPlace", "r1", 10, Outcome::kOk, ""),
                                         attempt("BookPlace", "r2", 20, Outcome::kUnknown, "NETWORK"),
                                         attempt("BookPlace", "r3", 30, Outcome::kUnknown, "NETWORK"),
                                         attempt("BookPlace", "r4", 40, Outcome::kRefused, "SESSION_FULL")};
  const std::vector<CounterStep> steps = StepsOf(attempts, facts, "sessions/1");
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].what, What::kFull);
  EXPECT_EQ(steps[1].from, At(0));
  EXPECT_EQ(steps[1].to, At(15));
  EXPECT_EQ(steps[2].to, absl::InfiniteFuture());
  EXPECT_EQ(CheckLinearizable(attempts, facts, "sessions/1", 3).size(), 1u) << "it was not full";
  EXPECT_TRUE(CheckLinearizable(attempts, facts, "sessions/1", 2).empty());
}

}  // namespace
}  // namespace shortbreaks::storm
