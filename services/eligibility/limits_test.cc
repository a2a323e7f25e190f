#include "eligibility/limits.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "eligibility/rules.h"
#include "errors/errors.h"
#include "policy/parse.h"
#include "policy/yaml_reader.h"
#include "support/sample_policy.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using absl::CivilDay;

// Officer to 60 hours, team manager to 120, the panel without limit; a second key above 120; £300 are 15 hours.
const policy::Policy& Sample() {
  static const auto* const policy = [] {
    policy::Mistakes mistakes;
    return new policy::Policy(policy::Parse(support::SamplePolicy("E08000031"), mistakes));
  }();
  return *policy;
}

v1::Grant GrantOf(type::v1::AllocationUnit unit, int64_t amount, CivilDay from = CivilDay(2026, 4, 1),
                  CivilDay to = CivilDay(2027, 3, 31)) {
  v1::Grant grant;
  grant.mutable_quantity()->set_unit(unit);
  grant.mutable_quantity()->set_amount(amount);
  *grant.mutable_window_start() = wire::ToProto(from);
  *grant.mutable_window_end() = wire::ToProto(to);
  return grant;
}

constexpr auto kMinutes = type::v1::ALLOCATION_UNIT_MINUTES;

std::string WhoMay(const v1::Grant& grant, const policy::Policy& policy) {
  return DecidersOf(policy, nullptr, grant, /*criteria_met=*/true).within_limit.front();
}
bool NeedsSecondKey(const v1::Grant& grant, const policy::Policy& policy) {
  return DecidersOf(policy, nullptr, grant, /*criteria_met=*/true).second_key_needed;
}

TEST(Limits, TheLimitItselfIsWithinIt) {
  EXPECT_EQ(WhoMay(GrantOf(kMinutes, 60 * 60), Sample()), "short breaks officer");
  EXPECT_EQ(WhoMay(GrantOf(kMinutes, 60 * 60 + 1), Sample()), "team manager");
  EXPECT_EQ(WhoMay(GrantOf(kMinutes, 120 * 60), Sample()), "team manager");
  EXPECT_EQ(WhoMay(GrantOf(kMinutes, 120 * 60 + 1), Sample()), "the panel");
}

TEST(Limits, PoundsAreComparedByTheConversion) {
  constexpr auto kPence = type::v1::ALLOCATION_UNIT_PENCE;
  EXPECT_EQ(WhoMay(GrantOf(kPence, 120'000), Sample()), "short breaks officer") << "£1,200 are 60 hours";
  EXPECT_EQ(WhoMay(GrantOf(kPence, 120'001), Sample()), "team manager");
}

TEST(Limits, WhatCannotBeComparedGoesToWhoeverHasNoLimit) {
  const v1::Grant nights = GrantOf(type::v1::ALLOCATION_UNIT_NIGHTS, 1);
  EXPECT_EQ(WhoMay(nights, Sample()), "the panel");
  EXPECT_TRUE(NeedsSecondKey(nights, Sample()));
}

TEST(Limits, AGrantOfYearsCountsByTheYear) {
  EXPECT_EQ(AYear(GrantOf(kMinutes, 730, CivilDay(2026, 4, 1), CivilDay(2028, 3, 30))).amount, 365);
  EXPECT_EQ(AYear(GrantOf(kMinutes, 731, CivilDay(2026, 4, 1), CivilDay(2028, 3, 30))).amount, 366) << "rounded up";
  EXPECT_EQ(AYear(GrantOf(kMinutes, 700, CivilDay(2027, 4, 1), CivilDay(2028, 3, 31))).amount, 700) << "a leap year";
  EXPECT_EQ(AYear(GrantOf(kMinutes, 700, CivilDay(2026, 4, 1), CivilDay(2026, 4, 30))).amount, 700);
}

TEST(Limits, AnOfficerIsADeciderByNameAndNeverAPanel) {
  EXPECT_EQ(OfficerAs(Sample(), "")->by, "short breaks officer") << "the lowest, where nothing is said";
  EXPECT_EQ(OfficerAs(Sample(), "team manager")->by, "team manager");
  EXPECT_EQ(OfficerAs(Sample(), "the mayor"), nullptr);
  EXPECT_EQ(OfficerAs(Sample(), "the panel"), nullptr) << "a panel is a meeting";
  EXPECT_EQ(DeciderNamed(Sample(), "the panel")->by, "the panel");
  policy::Policy only_a_panel;
  only_a_panel.deciders = {{.by = "The care package Panel", .up_to = policy::Quantity{policy::Unit::kMinutes, 60}}};
  EXPECT_EQ(OfficerAs(only_a_panel, ""), nullptr) << "the first in the list is not taken for an officer";
  only_a_panel.deciders = {{.by = "the director"}};
  EXPECT_EQ(OfficerAs(only_a_panel, ""), nullptr) << "nobody is taken for one without a limit";
}

TEST(Limits, WhatIsGivenInOneStepIsWithinTheLimitAndNeedsNoSecondKey) {
  const auto reason = [](int64_t hours, const policy::Policy* policy) {
    return errors::ReasonOf(MayGrantAlone("", GrantOf(kMinutes, hours * 60), policy, nullptr, true));
  };
  EXPECT_EQ(reason(60, &Sample()), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(61, &Sample()), type::v1::ERROR_REASON_ABOVE_LIMIT);
  policy::Policy keys;
  keys.second_key_above = policy::Quantity{policy::Unit::kMinutes, 120 * 60};
  EXPECT_EQ(reason(120, &keys), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(121, &keys), type::v1::ERROR_REASON_ABOVE_LIMIT) << "a second key without deciders";
  EXPECT_EQ(reason(1000, nullptr), type::v1::ERROR_REASON_UNSPECIFIED) << "no policy is live";
}

TEST(Limits, AnOfferThatIsThePanelsIsNobodyElses) {
  policy::Policy policy = Sample();
  policy::Offer& offer = policy.offers.front();
  const auto check = [&](bool criteria_met, const char* by) {
    const policy::Deciders deciders = DecidersOf(policy, &offer, GrantOf(kMinutes, 60), criteria_met);
    return CheckLimit(policy, deciders, DeciderNamed(policy, by)).ok();
  };
  EXPECT_TRUE(check(false, "short breaks officer"));
  offer.decided_by = policy::RequiredDecider{.by = "the panel", .only_where_referred = true};
  EXPECT_TRUE(check(true, "short breaks officer")) << "the criteria are met";
  EXPECT_FALSE(check(false, "short breaks officer"));
  EXPECT_TRUE(check(false, "the panel"));
  offer.decided_by->only_where_referred = false;
  EXPECT_FALSE(check(true, "short breaks officer")) << "whatever the amount";
  v1::Allocation allocation;
  allocation.set_tier(type::v1::TIER_TARGETED);
  allocation.mutable_granted()->set_unit(kMinutes);
  allocation.mutable_granted()->set_amount(60);
  EXPECT_EQ(errors::ReasonOf(MayGrantAlone("", allocation, &policy)), type::v1::ERROR_REASON_ABOVE_LIMIT)
      << "nor granted directly";
  offer.decided_by->only_where_referred = true;
  allocation.set_application("applications/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  EXPECT_TRUE(MayGrantAlone("", allocation, &policy).ok()) << "kept as decided on an application that met the criteria";
  const auto anew = [&] { return errors::ReasonOf(MayGrantAnew("", allocation, &policy)); };
  EXPECT_EQ(anew(), type::v1::ERROR_REASON_ABOVE_LIMIT) << "what a request says of an application is not kept";
  allocation.set_offer("overnight");
  EXPECT_EQ(anew(), type::v1::ERROR_REASON_ABOVE_LIMIT) << "nor of an offer";
}

v1::Allocation AllocationOf(type::v1::Tier tier, type::v1::AllocationUnit unit, int64_t amount) {
  v1::Allocation allocation;
  allocation.set_tier(tier);
  *allocation.mutable_granted() = GrantOf(unit, amount).quantity();
  return allocation;
}

TEST(Limits, AnOfferThatDoesNotSayWhatItGivesIsItsDecidersToo) {
  std::ifstream file(SHORTBREAKS_POLICIES "/coventry.yaml");
  policy::Mistakes mistakes;
  const policy::Policy coventry = policy::Parse({std::istreambuf_iterator<char>(file), {}}, mistakes);
  const auto grant = [&](type::v1::Tier tier) {
    return MayGrantAlone("short breaks officer", AllocationOf(tier, kMinutes, 60), &coventry);
  };
  const absl::Status overnight = grant(type::v1::TIER_SPECIALIST);
  EXPECT_EQ(errors::ReasonOf(overnight), type::v1::ERROR_REASON_ABOVE_LIMIT) << "overnight always goes to the panel";
  EXPECT_EQ(errors::MetadataOf(overnight, "decider"), "the panel");
  EXPECT_TRUE(grant(type::v1::TIER_TARGETED).ok());
}

TEST(Limits, WhatIsGrantedWithoutAnOfferIsOfTheOneThatFitsItBest) {
  constexpr auto kPence = type::v1::ALLOCATION_UNIT_PENCE;
  policy::Policy policy = Sample();
  policy.offers.resize(1);
  policy.offers.push_back(policy.offers[0]);
  policy.offers[1].id = "either";
  policy.offers[1].bands[0].or_give = policy::Quantity{policy::Unit::kPence, 80'000};
  policy.offers.push_back(policy.offers[0]);
  policy.offers[2].id = "open";
  policy.offers[2].bands.clear();
  const auto found = [&](type::v1::Tier tier, type::v1::AllocationUnit unit) -> std::string {
    const policy::Offer* offer = OfferFor(policy, "", tier, unit);
    return offer == nullptr ? "none" : offer->id;
  };
  EXPECT_EQ(found(type::v1::TIER_TARGETED, kMinutes), "targeted") << "the first that gives it";
  EXPECT_EQ(found(type::v1::TIER_TARGETED, kPence), "either") << "what a family may have instead";
  EXPECT_EQ(found(type::v1::TIER_TARGETED, type::v1::ALLOCATION_UNIT_NIGHTS), "open");
  EXPECT_EQ(found(type::v1::TIER_SPECIALIST, kMinutes), "none") << "of another tier";
  policy.offers[1].bands[1].give.unit = policy::Unit::kNights;
  EXPECT_EQ(found(type::v1::TIER_TARGETED, type::v1::ALLOCATION_UNIT_NIGHTS), "either") << "in another of its bands";
}

TEST(Limits, ASecondKeyIsNeededAboveTheThreshold) {
  EXPECT_FALSE(NeedsSecondKey(GrantOf(kMinutes, 120 * 60), Sample()));
  EXPECT_TRUE(NeedsSecondKey(GrantOf(kMinutes, 120 * 60 + 1), Sample()));
  EXPECT_FALSE(NeedsSecondKey(GrantOf(kMinutes, 1'000'000), policy::Policy())) << "the policy asks for none";
}

}  // namespace
}  // namespace shortbreaks::eligibility
