#include "eligibility/facts_on_file.h"

#include <gmock/gmock.h>

#include "eligibility/rules_test.h"
#include "policy/assess.h"

namespace shortbreaks::eligibility {
namespace {

using policy::EhcPlanState;
using policy::Outcome;
using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kNeighbour[] = "E08000030";

v1::Evidence& Add(v1::DecisionBasis& basis, v1::EvidenceKind kind, CivilDay from,
                  std::optional<CivilDay> to = std::nullopt) {
  v1::Evidence& evidence = *basis.add_evidence();
  evidence.set_kind(kind);
  *evidence.mutable_issue_date() = wire::ToProto(from);
  if (to) *evidence.mutable_expire_date() = wire::ToProto(*to);
  return evidence;
}

// What a criterion, written as in a policy's file, comes to for the file.
Outcome Ask(const std::string& criterion, const v1::DecisionBasis& basis) {
  const policy::Policy asked = Parsed(absl::StrCat(R"(
policy: test
council: E08000031
title: Test
from: 2020-01-01
sources: [{title: Test, url: https://example.org/}]
year: {starts: 04-01}
offers:
  - offer: targeted
    title: Targeted
    tier: targeted
    needs: )",
                                                   criterion, "\n    then: eligible\n"));
  return policy::Assess(asked, asked.offers.front(), FactsOf(basis)).rules.front().outcome;
}

TEST(FactsOnFile, WhatNobodyRecordedIsNotKnown) {
  v1::DecisionBasis basis = Eligible();
  basis.clear_evidence();
  const policy::Facts facts = FactsOf(basis);
  EXPECT_FALSE(facts.application_day || facts.evidence_complete_day || facts.full_time_education || facts.school_year ||
               facts.packages || facts.ehc_plan || facts.assessment);
  EXPECT_TRUE(facts.home.district.empty() && facts.home.ward.empty() && facts.home.postcode.empty());
  EXPECT_TRUE(facts.school.authority.empty() && facts.school.district.empty());
  EXPECT_TRUE(facts.benefits.empty() && facts.letters.empty() && facts.scores.empty() && facts.recorded.empty());
  EXPECT_EQ(facts.home.authority, kCouncil);
  EXPECT_EQ(facts.day, CivilDay(2027, 6, 12));
  EXPECT_EQ(facts.date_of_birth, CivilDay(2018, 3, 1));
}

TEST(FactsOnFile, APostcodeDistrictIsNoDistrictCouncil) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_child()->set_postcode_district("WV3");
  basis.mutable_child()->mutable_circumstances()->set_school_postcode_district("WV4");
  for (const char* place : {"home", "school"}) {
    EXPECT_EQ(Ask(absl::StrCat("{", place, ": {in: {districts: [E07000196]}}}"), basis), Outcome::kNotKnown) << place;
    EXPECT_EQ(Ask(absl::StrCat("{", place, ": {not_in: {districts: [E07000196]}}}"), basis), Outcome::kNotKnown);
  }
  EXPECT_EQ(Ask("{home: {in: {postcodes: [WV3]}}}", basis), Outcome::kMet);
  EXPECT_EQ(Ask("{school: {in: {postcodes: [WV4]}}}", basis), Outcome::kMet);
  basis.mutable_child()->mutable_circumstances()->set_home_district("E07000196");
  basis.mutable_child()->mutable_circumstances()->set_school_district("E07000195");
  EXPECT_EQ(Ask("{home: {in: {districts: [E07000196]}}}", basis), Outcome::kMet);
  EXPECT_EQ(Ask("{school: {in: {districts: [E07000196]}}}", basis), Outcome::kNotMet);
  EXPECT_EQ(Ask("{school: {not_in: {districts: [E07000196]}}}", basis), Outcome::kMet);
}

TEST(FactsOnFile, AChildFromElsewhereMayLiveInAnyOtherAuthority) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_child()->set_resident(false);
  EXPECT_EQ(Ask("{home: {in: {authorities: [E08000031]}}}", basis), Outcome::kNotMet);
  EXPECT_EQ(Ask("{home: {in: {authorities: [E08000031, E08000030]}}}", basis), Outcome::kNotKnown);
  EXPECT_EQ(Ask("{home: {not_in: {authorities: [E08000030]}}}", basis), Outcome::kNotKnown);
  EXPECT_EQ(Ask("{home: {not_in: {authorities: [E08000031]}}}", basis), Outcome::kMet);
  basis.mutable_child()->mutable_circumstances()->set_home_authority(kNeighbour);
  EXPECT_EQ(Ask("{home: {in: {authorities: [E08000031, E08000030]}}}", basis), Outcome::kMet);
  EXPECT_EQ(Ask("{home: {in: {authorities: [E08000031]}}}", basis), Outcome::kNotMet);
  EXPECT_EQ(Ask("{home: {not_in: {authorities: [E08000030]}}}", basis), Outcome::kNotMet);
}

TEST(FactsOnFile, CircumstancesAreTakenAsTheyAre) {
  v1::DecisionBasis basis = Eligible();
  v1::Circumstances& on_file = *basis.mutable_child()->mutable_circumstances();
  on_file.set_school_authority(kNeighbour);
  on_file.set_school_ward("Penn");
  on_file.set_full_time_education(false);
  on_file.set_school_year(0);
  on_file.set_packages_known(true);
  v1::Score& score = *on_file.add_scores();
  score.set_of("resource_allocation");
  score.set_value(69.9);
  v1::RecordedFact& recorded = *on_file.add_recorded();
  recorded.set_fact("disability");
  const policy::Facts facts = FactsOf(basis);
  EXPECT_EQ(facts.school.authority, kNeighbour);
  EXPECT_EQ(facts.school.ward, "Penn");
  EXPECT_EQ(facts.full_time_education, false);
  EXPECT_EQ(facts.school_year, 0);
  ASSERT_TRUE(facts.packages);
  EXPECT_TRUE(facts.packages->empty()) << "known to be none";
  EXPECT_THAT(facts.scores, ElementsAre(Pair("resource_allocation", 69.9)));
  EXPECT_THAT(facts.recorded, ElementsAre(Pair("disability", false)));
  on_file.add_packages("overnight");
  EXPECT_THAT(*FactsOf(basis).packages, UnorderedElementsAre("overnight"));
}

TEST(FactsOnFile, TheDaysOfTheApplicationAndTheRouteOfTheAssessment) {
  v1::DecisionBasis basis = Eligible();
  *basis.mutable_application_date() = Day(2027, 5, 1);
  *basis.mutable_evidence_complete_date() = Day(2027, 5, 9);
  basis.mutable_child()->set_assessment_route(v1::ASSESSMENT_ROUTE_SECTION_17);
  const policy::Facts facts = FactsOf(basis, "targeted");
  EXPECT_EQ(facts.application_day, CivilDay(2027, 5, 1));
  EXPECT_EQ(facts.evidence_complete_day, CivilDay(2027, 5, 9));
  EXPECT_EQ(facts.assessment, "section_17");
}

TEST(FactsOnFile, AnOffersDaysAreItsOwn) {
  v1::DecisionBasis basis = Eligible();
  v1::ApplicationDates& dates = *basis.add_application_dates();
  dates.set_offer("overnight");
  *dates.mutable_application_date() = Day(2027, 5, 1);
  EXPECT_EQ(FactsOf(basis, "overnight").application_day, CivilDay(2027, 5, 1));
  EXPECT_EQ(FactsOf(basis, "overnight").evidence_complete_day, std::nullopt);
  EXPECT_EQ(FactsOf(basis, "targeted").application_day, std::nullopt);
}

v1::ApplicationDates& AddApplication(v1::DecisionBasis& basis, const std::string& name, CivilDay day) {
  v1::ApplicationDates& dates = *basis.add_application_dates();
  dates.set_offer("targeted");
  dates.set_application(name);
  *dates.mutable_application_date() = wire::ToProto(day);
  return dates;
}

TEST(FactsOnFile, AnAllocationsDaysAreThoseOfTheApplicationThatGaveItWhateverCameAfter) {
  v1::DecisionBasis basis = Eligible();
  v1::Allocation allocation = basis.allocations(0);
  allocation.set_offer("targeted");
  *AddApplication(basis, "applications/first", CivilDay(2026, 4, 1)).mutable_evidence_complete_date() = Day(2026, 4, 9);
  AddApplication(basis, "applications/renewal", CivilDay(2027, 2, 15));
  EXPECT_EQ(FactsOf(basis, allocation).application_day, CivilDay(2027, 2, 15)) << "granted without one: the latest";
  allocation.set_application("applications/first");
  EXPECT_EQ(FactsOf(basis, allocation).application_day, CivilDay(2026, 4, 1));
  EXPECT_EQ(FactsOf(basis, allocation).evidence_complete_day, CivilDay(2026, 4, 9));
  allocation.set_application("applications/renewal");
  EXPECT_EQ(FactsOf(basis, allocation).application_day, CivilDay(2027, 2, 15));
  EXPECT_EQ(FactsOf(basis, allocation).evidence_complete_day, std::nullopt) << "the first one's is not its own";
  EXPECT_EQ(FactsOf(basis, "targeted").application_day, CivilDay(2027, 2, 15)) << "of the offer the latest";
  EXPECT_EQ(FactsOf(basis, "targeted").evidence_complete_day, std::nullopt);
}

TEST(FactsOnFile, ADecisionFromBeforeApplicationsWereNamedStandsOnTheLatestOfTheOffer) {
  v1::DecisionBasis basis = Eligible();
  v1::Allocation allocation = basis.allocations(0);
  allocation.set_offer("targeted");
  allocation.set_application("applications/first");
  AddApplication(basis, "", CivilDay(2027, 2, 15));
  EXPECT_EQ(FactsOf(basis, allocation).application_day, CivilDay(2027, 2, 15));
}

TEST(FactsOnFile, OfSeveralPlansTheOneThatHoldsAndIsFurthestOn) {
  v1::DecisionBasis basis = Eligible();
  Add(basis, v1::EVIDENCE_KIND_EHC_PLAN, CivilDay(2020, 1, 1), CivilDay(2021, 1, 1));
  Add(basis, v1::EVIDENCE_KIND_EHC_PLAN_REQUESTED, CivilDay(2027, 1, 1));
  EXPECT_EQ(FactsOf(basis).ehc_plan->state, EhcPlanState::kRequested);
  Add(basis, v1::EVIDENCE_KIND_EHC_PLAN_PROMISED, CivilDay(2027, 2, 1)).add_sections("H1");
  EXPECT_EQ(FactsOf(basis).ehc_plan->state, EhcPlanState::kPromised);
  EXPECT_TRUE(FactsOf(basis).ehc_plan->sections.contains("H1"));
}

TEST(FactsOnFile, ThatThereIsNoPlanIsNotMetAndNoWordIsNotKnown) {
  constexpr char kPlan[] = "{ehc_plan: {state: [issued]}}";
  v1::DecisionBasis basis = Eligible();
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kNotKnown);
  Add(basis, v1::EVIDENCE_KIND_NO_EHC_PLAN, CivilDay(2027, 6, 12), CivilDay(2027, 6, 12));
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kNotMet);
  SetDay(basis, CivilDay(2027, 6, 13));
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kNotKnown) << "the word has run out";
  SetDay(basis, CivilDay(2027, 6, 11));
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kNotKnown) << "the word begins later";
}

TEST(FactsOnFile, ThatThereIsNoPlanCountsFromItsDayToThatOfTheNextPlan) {
  constexpr char kPlan[] = "{ehc_plan: {state: [issued]}}";
  v1::DecisionBasis basis = Eligible();
  Add(basis, v1::EVIDENCE_KIND_EHC_PLAN, CivilDay(2020, 1, 1));
  Add(basis, v1::EVIDENCE_KIND_NO_EHC_PLAN, CivilDay(2026, 1, 1));
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kNotMet) << "the plan ceased";
  Add(basis, v1::EVIDENCE_KIND_EHC_PLAN, CivilDay(2027, 6, 13));
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kNotMet) << "the next one begins tomorrow";
  SetDay(basis, CivilDay(2027, 6, 13));
  EXPECT_EQ(Ask(kPlan, basis), Outcome::kMet);
}

TEST(FactsOnFile, AnotherProfessionalIsNamed) {
  v1::DecisionBasis basis = Eligible();
  basis.clear_evidence();
  Add(basis, v1::EVIDENCE_KIND_LETTER_OTHER, CivilDay(2027, 1, 1)).set_profession("health_visitor");
  ASSERT_EQ(FactsOf(basis).letters.size(), 1u);
  EXPECT_EQ(FactsOf(basis).letters[0].profession, "health_visitor");
}

TEST(FactsOnFile, AnotherBenefitIsKnownByThePolicysWords) {
  v1::DecisionBasis basis = Eligible();
  basis.clear_evidence();
  v1::Evidence& evidence = *basis.add_evidence();
  evidence.set_kind(v1::EVIDENCE_KIND_OTHER_BENEFIT);
  *evidence.mutable_issue_date() = Day(2026, 5, 1);
  evidence.mutable_benefit()->set_name("Universal Credit");
  evidence.mutable_benefit()->set_component("disabled child");
  evidence.mutable_benefit()->set_rate("higher");
  const policy::Facts facts = FactsOf(basis);
  ASSERT_EQ(facts.benefits.size(), 1u);
  EXPECT_EQ(facts.benefits[0].name, "Universal Credit");
  EXPECT_EQ(facts.benefits[0].component, "disabled child");
  EXPECT_EQ(facts.benefits[0].rate, "higher");
  EXPECT_TRUE(facts.benefits[0].valid.Holds(absl::CivilDay(2026, 5, 1)));
}

}  // namespace
}  // namespace shortbreaks::eligibility
