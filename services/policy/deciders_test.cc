#include "policy/deciders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shortbreaks::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Quantity Hours(int64_t hours) { return {Unit::kMinutes, hours * 60}; }
constexpr Quantity Pounds(int64_t pounds) { return {Unit::kPence, pounds * 100}; }

Policy TwoDeciders() {
  Policy policy;
  policy.deciders = {{"officer", Hours(60), {}}, {"panel", std::nullopt, {}}};
  policy.second_key_above = Hours(120);
  policy.second_key_by = "the SEND lead";
  return policy;
}

TEST(DecidersFor, AnAmountUpToALimitIsWithinIt) {
  const Policy policy = TwoDeciders();
  EXPECT_THAT(DecidersFor(policy, {}, Hours(60)).within_limit, ElementsAre("officer", "panel"));
  EXPECT_THAT(DecidersFor(policy, {}, {Unit::kMinutes, 60 * 60 + 1}).within_limit, ElementsAre("panel"));
}

TEST(DecidersFor, AboveTheSecondKeysAmountTheOneWhoIsNamedConfirms) {
  const Policy policy = TwoDeciders();
  EXPECT_FALSE(DecidersFor(policy, {}, Hours(120)).second_key_needed);
  EXPECT_EQ(DecidersFor(policy, {}, Hours(120)).second_key_by, "");
  EXPECT_TRUE(DecidersFor(policy, {}, Hours(121)).second_key_needed);
  EXPECT_EQ(DecidersFor(policy, {}, Hours(121)).second_key_by, "the SEND lead");
}

TEST(DecidersFor, ARequiredDeciderDecidesTheSmallestAmount) {
  Offer offer;
  offer.decided_by = RequiredDecider{"panel"};
  EXPECT_EQ(DecidersFor(TwoDeciders(), offer, Hours(1)).required_decider, "panel");
  EXPECT_EQ(DecidersFor(TwoDeciders(), offer, Hours(1), true).required_decider, "panel");
  offer.decided_by->only_where_referred = true;
  EXPECT_EQ(DecidersFor(TwoDeciders(), offer, Hours(1)).required_decider, "panel");
  EXPECT_EQ(DecidersFor(TwoDeciders(), offer, Hours(1), true).required_decider, "");
  EXPECT_EQ(DecidersFor(TwoDeciders(), {}, Hours(1)).required_decider, "");
}

TEST(DecidersFor, AnAmountThatCannotBeComparedIsWithinNoLimitAndNeedsTheSecondKey) {
  Policy policy = TwoDeciders();
  EXPECT_THAT(DecidersFor(policy, {}, Pounds(1)).within_limit, ElementsAre("panel"));
  EXPECT_TRUE(DecidersFor(policy, {}, Pounds(1)).second_key_needed);
  policy.conversions = {{Pounds(300), Hours(15), {}}};
  EXPECT_THAT(DecidersFor(policy, {}, Pounds(1200)).within_limit, ElementsAre("officer", "panel")) << "60 hours";
  EXPECT_THAT(DecidersFor(policy, {}, {Unit::kPence, 120'001}).within_limit, ElementsAre("panel")) << "rounded up";
}

TEST(DecidersFor, WithoutDecidersAnyOfficerMay) {
  const Deciders deciders = DecidersFor({}, {}, Hours(1000));
  EXPECT_THAT(deciders.within_limit, IsEmpty());
  EXPECT_FALSE(deciders.second_key_needed);
}

}  // namespace
}  // namespace shortbreaks::policy
