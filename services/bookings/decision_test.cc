#include <gtest/gtest.h>

#include "bookings/decider.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

namespace eligibility = eligibility::v1;

eligibility::Decision DecisionWith(std::initializer_list<std::pair<const char*, eligibility::RuleOutcome>> rules) {
  eligibility::Decision decision;
  for (const auto& [name, outcome] : rules) {
    auto* rule = decision.add_rules();
    rule->set_rule(name);
    rule->set_outcome(outcome);
    rule->set_explanation("Something about the child that no error may repeat.");
  }
  decision.set_child_etag("4");
  decision.set_session_etag("7");
  return decision;
}

TEST(MayBook, AllRulesMetIsYes) {
  EXPECT_TRUE(MayBook(DecisionWith({{"resident", eligibility::RULE_OUTCOME_MET}}), false).ok());
}

TEST(MayBook, BalanceAloneIsSaidPlainly) {
  const auto decision = DecisionWith(
      {{"resident", eligibility::RULE_OUTCOME_MET}, {"allocation_covers", eligibility::RULE_OUTCOME_NOT_MET}});
  EXPECT_EQ(errors::ReasonOf(MayBook(decision, false)), type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
}

TEST(MayBook, AnOfficersReasonOverrulesEverythingButTheBalance) {
  const auto crossed = DecisionWith({{"statutory_limits", eligibility::RULE_OUTCOME_NOT_MET}});
  EXPECT_FALSE(MayBook(crossed, false).ok());
  EXPECT_TRUE(MayBook(crossed, false, /*overruled=*/true).ok());
  const auto poor = DecisionWith({{"allocation_covers", eligibility::RULE_OUTCOME_NOT_MET}});
  EXPECT_EQ(errors::ReasonOf(MayBook(poor, false, /*overruled=*/true)), type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
}

TEST(MayBook, WhatARuleIsMadeOfCountsThroughIt) {
  auto decision =
      DecisionWith({{"tier_criteria", eligibility::RULE_OUTCOME_MET}, {"pip", eligibility::RULE_OUTCOME_NOT_KNOWN}});
  EXPECT_FALSE(MayBook(decision, false).ok());
  decision.mutable_rules(1)->set_depth(1);
  EXPECT_TRUE(MayBook(decision, false).ok());
}

TEST(MayBook, AHoldHasItsChargeAlready) {
  const auto decision = DecisionWith({{"allocation_covers", eligibility::RULE_OUTCOME_NOT_MET}});
  EXPECT_TRUE(MayBook(decision, /*holds_charge=*/true).ok());
}

TEST(MayBook, AnythingElseGoesToTheTeamWithTheRulesNamedAndNothingOfTheChild) {
  const auto decision = DecisionWith({{"needs_can_be_met", eligibility::RULE_OUTCOME_NOT_MET},
                                      {"tier_criteria", eligibility::RULE_OUTCOME_NOT_KNOWN},
                                      {"allocation_covers", eligibility::RULE_OUTCOME_NOT_MET}});
  const absl::Status status = MayBook(decision, false);
  EXPECT_EQ(errors::ReasonOf(status), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  EXPECT_EQ(errors::MetadataOf(status, "rules"), "needs_can_be_met,tier_criteria,allocation_covers");
  EXPECT_EQ(status.ToString().find("Something about"), std::string::npos);
}

TEST(TermsOf, CarriesTheVersionsTheChargeAndThePrice) {
  auto decision = DecisionWith({});
  const ids::Uuid allocation = ids::NewUuid();
  decision.set_allocation(ids::ResourceName("allocations", allocation));
  decision.set_allocation_etag("2");
  decision.mutable_charge()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  decision.mutable_charge()->set_amount(150);
  decision.set_price_pence(350);
  auto terms = TermsOf(decision);
  ASSERT_TRUE(terms.ok()) << terms.status();
  EXPECT_EQ(terms->child_version, 4);
  EXPECT_EQ(terms->session_version, 7);
  EXPECT_EQ(terms->allocation_id, allocation);
  EXPECT_EQ(terms->allocation_version, 2);
  EXPECT_EQ(terms->charge_amount, 150);
  EXPECT_EQ(terms->price_pence, 350);
}

TEST(TermsOf, WhatItCannotReadIsADefect) {
  auto decision = DecisionWith({});
  decision.set_child_etag("four");
  EXPECT_EQ(errors::ReasonOf(TermsOf(decision).status()), type::v1::ERROR_REASON_INTERNAL);
  decision = DecisionWith({});
  decision.set_allocation("allocations/none");
  EXPECT_FALSE(TermsOf(decision).ok());
}

TEST(TermsOf, CarriesWhatCancellingCostsAndRefusesNonsense) {
  auto decision = DecisionWith({});
  EXPECT_FALSE(TermsOf(decision)->cancellation.has_value()) << "a service that does not say";
  auto& band = *decision.mutable_cancellation()->add_bands();
  band.set_forfeits_percent(50);
  EXPECT_EQ(TermsOf(decision)->cancellation->bands(0).forfeits_percent(), 50);
  band.set_forfeits_percent(101);
  EXPECT_EQ(errors::ReasonOf(TermsOf(decision).status()), type::v1::ERROR_REASON_INTERNAL);
}

}  // namespace
}  // namespace shortbreaks::bookings
