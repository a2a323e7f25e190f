// Every policy that is shipped, held against its own cases: birthdays, 29 February, first and last days, rates above
// and below, evidence missing and run out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "policy/assess.h"
#include "policy/cases.h"
#include "policy/parse.h"
#include "policy/statements.h"

namespace shortbreaks::policy {
namespace {

namespace fs = std::filesystem;

std::string Contents(const fs::path& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> PackNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(SHORTBREAKS_POLICIES)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".yaml" && name.find(".cases.") == std::string::npos) {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Listed(const Mistakes& mistakes) {
  std::ostringstream text;
  for (const Mistake& mistake : mistakes.list()) {
    text << mistake.position.line << ":" << mistake.position.column << ": " << mistake.text << "\n";
  }
  return text.str();
}

class Pack : public testing::TestWithParam<std::string> {
 protected:
  Pack() {
    policy_ = Parse(Contents(fs::path(SHORTBREAKS_POLICIES) / (GetParam() + ".yaml")), mistakes_);
    cases_ = ParseCases(Contents(fs::path(SHORTBREAKS_POLICIES) / (GetParam() + ".cases.yaml")), policy_, mistakes_);
  }
  const Offer& OfferOf(const Case& one) const {
    return *std::find_if(policy_.offers.begin(), policy_.offers.end(),
                         [&](const Offer& offer) { return offer.id == one.offer; });
  }

  Mistakes mistakes_;
  Policy policy_;
  std::vector<Case> cases_;
};

TEST_P(Pack, ReadsWithoutAMistakeOrAWarning) { EXPECT_EQ(Listed(mistakes_), ""); }

TEST_P(Pack, SaysWhatItsCasesSay) {
  ASSERT_EQ(Listed(mistakes_), "");
  ASSERT_GE(cases_.size(), 3u);
  for (const Case& one : cases_) {
    EXPECT_THAT(Disagreements(policy_, one), testing::IsEmpty()) << GetParam() << ": " << one.title;
  }
}

TEST_P(Pack, NamesItsFileItsSourcesAndHowItReadsThem) {
  EXPECT_EQ(policy_.id, GetParam());
  EXPECT_FALSE(policy_.sources.empty());
  EXPECT_FALSE(policy_.readings.empty());
  EXPECT_EQ(policy_.sample, GetParam().find("sample") != std::string::npos);
}

TEST_P(Pack, ExplanationsRecombineToTheResult) {
  ASSERT_EQ(Listed(mistakes_), "");
  for (const Case& one : cases_) {
    const Offer& offer = OfferOf(one);
    const Assessment assessment = Assess(policy_, offer, one.facts);
    size_t at = 0;
    const Outcome whole = Recombine(assessment.rules, offer.needs, at);
    EXPECT_EQ(at, assessment.rules.size());
    EXPECT_EQ(whole, assessment.rules.front().outcome);
    EXPECT_EQ(assessment.result, whole == Outcome::kMet ? offer.then : Then::kRefer) << one.title;
    for (const RuleOutcome& rule : assessment.rules) {
      EXPECT_FALSE(rule.asks.empty());
      EXPECT_TRUE(rule.outcome != Outcome::kNotKnown || !rule.settle.empty() || rule.found.empty()) << rule.rule;
    }
  }
}

// Whether the offers ask for evidence that runs out.
bool AsksForEvidence(const Criterion& criterion) {
  if (const auto* combined = std::get_if<Combined>(&criterion.asks)) {
    return std::any_of(combined->of.begin(), combined->of.end(), AsksForEvidence);
  }
  return std::holds_alternative<BenefitCriterion>(criterion.asks) ||
         std::holds_alternative<EhcPlanCriterion>(criterion.asks) ||
         std::holds_alternative<LetterCriterion>(criterion.asks);
}

TEST_P(Pack, HasCasesOfEvidenceThatIsMissingAndThatRanOut) {
  ASSERT_EQ(Listed(mistakes_), "");
  const bool asks = std::any_of(policy_.offers.begin(), policy_.offers.end(),
                                [](const Offer& offer) { return AsksForEvidence(offer.needs); });
  bool missing = !asks, ran_out = !asks;
  for (const Case& one : cases_) {
    if (one.not_known.empty()) continue;
    const Facts& facts = one.facts;
    missing = missing || (facts.benefits.empty() && facts.letters.empty());
    const auto over = [&](const auto& evidence) { return evidence.valid.to && *evidence.valid.to < facts.day; };
    ran_out = ran_out || std::any_of(facts.benefits.begin(), facts.benefits.end(), over) ||
              std::any_of(facts.letters.begin(), facts.letters.end(), over) ||
              (facts.ehc_plan && over(*facts.ehc_plan));
  }
  EXPECT_TRUE(missing) << "no case without evidence";
  EXPECT_TRUE(ran_out) << "no case with evidence that ran out";
}

// The children of a pack's cases, with their evidence mixed at random.
TEST_P(Pack, MoreEvidenceNeverTakesEligibilityAway) {
  ASSERT_EQ(Listed(mistakes_), "");
  std::mt19937 random(20'261'124);
  int eligible = 0;
  for (int round = 0; round < 500; ++round) {
    const Case& one = cases_[random() % cases_.size()];
    Facts facts = one.facts;
    const Offer& offer = OfferOf(one);
    const auto before = Assess(policy_, offer, facts).result;
    const Facts& other = cases_[random() % cases_.size()].facts;
    facts.benefits.insert(facts.benefits.end(), other.benefits.begin(), other.benefits.end());
    facts.letters.insert(facts.letters.end(), other.letters.begin(), other.letters.end());
    if (!facts.ehc_plan) facts.ehc_plan = other.ehc_plan;
    facts.scores.insert(other.scores.begin(), other.scores.end());
    if (!facts.full_time_education) facts.full_time_education = other.full_time_education;
    if (!facts.packages) facts.packages.emplace();
    const auto after = Assess(policy_, offer, facts).result;
    if (before == Then::kRefer) continue;
    ++eligible;
    EXPECT_EQ(after, before) << one.title;
  }
  const bool decides =
      std::any_of(policy_.offers.begin(), policy_.offers.end(), [](const Offer& o) { return o.then != Then::kRefer; });
  EXPECT_EQ(eligible > 0, decides);
}

TEST_P(Pack, PublicTextNamesEveryOfferAndDiffersFromItselfInNothing) {
  const std::string text = PublicText(policy_);
  for (const Offer& offer : policy_.offers) EXPECT_THAT(text, testing::HasSubstr("## " + offer.title + "\n"));
  EXPECT_EQ(text.find("decline"), std::string::npos);
  EXPECT_THAT(Differences(policy_, policy_), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Shipped, Pack, testing::ValuesIn(PackNames()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Packs, AreAllThere) {
  EXPECT_THAT(PackNames(),
              testing::ElementsAre("birmingham-2017", "cambridgeshire", "coventry", "hackney-2024", "hampshire",
                                   "hampshire-older", "hertfordshire-2022", "hertfordshire-2023", "hertfordshire-2024",
                                   "islington-2023", "leicestershire", "lewisham", "norfolk", "wolverhampton-sample"));
}

}  // namespace
}  // namespace shortbreaks::policy
