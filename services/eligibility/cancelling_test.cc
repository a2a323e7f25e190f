#include "eligibility/cancelling.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "eligibility/decisions.h"
#include "eligibility/rules_test.h"
#include "policy/cancellation.h"

namespace shortbreaks::eligibility {
namespace {

using Bands = std::vector<std::pair<int, int>>;
using testing::ElementsAre;

policy::Policy With(const Bands& bands) {
  policy::Policy policy;
  policy.cancellation.emplace();
  for (const auto& [notice, percent] : bands) policy.cancellation->bands.push_back({notice, percent, {}});
  return policy;
}

Bands Terms(int activity_notice, const policy::Policy* policy) {
  v1::SessionTerms session;
  session.set_notice_hours(activity_notice);
  Bands bands;
  const auto terms = CancellationOf(session, policy);
  for (const auto& band : terms.bands()) {
    bands.emplace_back(band.notice_hours(), band.forfeits_percent());
  }
  return bands;
}
Bands Terms(int activity_notice, const Bands& bands) {
  const policy::Policy policy = With(bands);
  return Terms(activity_notice, &policy);
}

TEST(CancellationTerms, WhereOneRuleSaysNothingTheOtherHoldsAlone) {
  EXPECT_EQ(Terms(48, nullptr), (Bands{{48, 0}, {0, 100}}));
  EXPECT_EQ(Terms(48, Bands{}), (Bands{{48, 0}, {0, 100}}));
  EXPECT_EQ(Terms(0, {{72, 0}, {24, 50}, {0, 100}}), (Bands{{72, 0}, {24, 50}, {0, 100}}));
  EXPECT_EQ(Terms(0, nullptr), (Bands{{0, 0}})) << "nobody asked for notice";
}

TEST(CancellationTerms, TheKinderRuleHoldsAtEveryInstant) {
  EXPECT_EQ(Terms(72, {{48, 0}, {0, 100}}), (Bands{{48, 0}, {0, 100}}));
  EXPECT_EQ(Terms(25, {{48, 0}, {0, 100}}), (Bands{{25, 0}, {0, 100}}));
  EXPECT_EQ(Terms(72, {{96, 0}, {24, 50}, {0, 80}}), (Bands{{72, 0}, {24, 50}, {0, 80}}));
  EXPECT_EQ(Terms(10, {{96, 0}, {24, 50}, {0, 80}}), (Bands{{10, 0}, {0, 80}}));
  EXPECT_EQ(Terms(48, {{0, 0}}), (Bands{{0, 0}}));
}

TEST(CancellationTerms, AreStepsThatRiseAndTheLowerOfTheTwoWhateverTheRules) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto percent_at = [](const Bands& bands, int hours) {
    for (const auto& [notice, percent] : bands) {
      if (hours >= notice) return percent;
    }
    return 100;
  };
  for (int round = 0; round < 500; ++round) {
    Bands policy{{static_cast<int>(50 + random() % 50), 0}};
    while (policy.back().first > 0) {
      const int less = static_cast<int>(1 + random() % 40), more = static_cast<int>(1 + random() % 20);
      policy.emplace_back(std::max(0, policy.back().first - less), policy.back().second + more);
    }
    const int notice = static_cast<int>(1 + random() % 120);
    const Bands terms = Terms(notice, policy);
    EXPECT_EQ(terms.front().second, 0);
    EXPECT_EQ(terms.back().first, 0);
    for (size_t i = 1; i < terms.size(); ++i) {
      EXPECT_LT(terms[i].first, terms[i - 1].first);
      EXPECT_GT(terms[i].second, terms[i - 1].second);
    }
    for (int hours = 0; hours <= 130; ++hours) {
      const int activity = hours >= notice ? 0 : 100;
      ASSERT_EQ(percent_at(terms, hours), std::min(activity, percent_at(policy, hours))) << hours << " hours";
    }
  }
}

TEST(CancellationTerms, CarryTheCausesThatAreWaivedAndTheNumberOfNoShows) {
  policy::Policy policy = With({{48, 0}, {0, 100}});
  policy.cancellation->waived_for = {"hardship", "snow", "illness"};
  policy.cancellation->no_shows_max = 2;
  const auto terms = CancellationOf({}, &policy);
  EXPECT_THAT(terms.waived_for(), ElementsAre(type::v1::CANCEL_CAUSE_ILLNESS, type::v1::CANCEL_CAUSE_HARDSHIP));
  EXPECT_EQ(terms.no_shows_max(), 2);
  EXPECT_FALSE(CancellationOf({}, nullptr).has_no_shows_max());
}

// What a policy may name and what a booking can be cancelled for must not drift apart.
TEST(CancellationTerms, EveryCauseThatAPolicyCanWaiveIsOneThatABookingCanBeCancelledFor) {
  policy::Policy policy = With({});
  policy.cancellation->waived_for = policy::WaiverCauses();
  EXPECT_EQ(CancellationOf({}, &policy).waived_for_size(), static_cast<int>(policy::WaiverCauses().size()));
}

TEST(CancellationTerms, ADecisionFromBeforeThemComesOutAsItWas) {
  v1::DecisionBasis basis = Eligible();
  EXPECT_FALSE(Remake(basis, &Sample()).has_cancellation());
  basis.mutable_terms()->set_notice_hours(0);
  EXPECT_TRUE(Remake(basis, &Sample()).has_cancellation());
}

}  // namespace
}  // namespace shortbreaks::eligibility
