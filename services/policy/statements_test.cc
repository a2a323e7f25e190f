#include "policy/statements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/parse.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Yaml(const std::string& age, const std::string& amount) {
  return "policy: example\ncouncil: E08000031\ntitle: Example\nfrom: 2026-04-01\noffers:\n"
         "  - offer: club\n    title: Club\n    tier: targeted\n    needs: {rule: age, age: " +
         age +
         "}\n"
         "    then: eligible\n    gives: [{amount: " +
         amount + ", per: year}]\n";
}

Policy Read(const std::string& yaml) {
  Mistakes mistakes;
  Policy policy = Parse(yaml, mistakes);
  for (const Mistake& mistake : mistakes.list()) ADD_FAILURE() << mistake.text;
  return policy;
}

TEST(PublicText, SaysTheRulesTheAmountsAndTheWayOfAReview) {
  const std::string text = PublicText(Read(Yaml("{from: 5, before: 18}", "40 hours")));
  EXPECT_THAT(text, HasSubstr("- The child is 5 or over and is not yet 18.\n"));
  EXPECT_THAT(text, HasSubstr("- 40 hours a year.\n"));
  EXPECT_THAT(text, HasSubstr("a named officer decides, gives reasons, and says how to ask for a review"));
}

TEST(Differences, AreToldInWords) {
  const Policy before = Read(Yaml("{from: 5, before: 18}", "40 hours"));
  const Policy after = Read(Yaml("{from: 4, before: 18}", "45 hours") + "cancellation: {notice_hours: 48}\n");
  EXPECT_THAT(
      Differences(before, after),
      ElementsAre("Club, age. Was: The child is 5 or over and is not yet 18. Now: The child is 4 or over and is not "
                  "yet 18.",
                  "Club, amount 1. Was: 40 hours a year. Now: 45 hours a year.",
                  "For every short break, cancelling. New: Cancelled at least 48 hours before, nothing is lost; later, "
                  "100% is."));
  EXPECT_THAT(Differences(after, before), testing::Contains(HasSubstr("cancelling. No more: ")));
}

TEST(PublicText, SaysWhoDecidesAndWhoConfirms) {
  const std::string yaml = Yaml("{from: 5, before: 18}", "40 hours") + "    decided_by: the panel\n";
  const std::string text = PublicText(Read(yaml + "deciders: [{by: officer, up_to: 60 hours}, {by: the panel}]\n"
                                                  "second_key: {above: 60 hours, by: the SEND lead}\n"));
  EXPECT_THAT(text, HasSubstr("- Always decided by the panel, whatever the amount.\n"));
  EXPECT_THAT(text, HasSubstr("- Above 60 hours a year the SEND lead must agree.\n"));
}

TEST(PublicText, SaysWhatTheLawAsksOfSpecialistBreaksThoughThePolicyDoesNot) {
  std::string yaml = Yaml("{from: 5, before: 18}", "40 hours");
  EXPECT_THAT(PublicText(Read(yaml)), testing::Not(HasSubstr("regulation 48")));
  yaml.replace(yaml.find("targeted"), 8, "specialist");
  const std::string text = PublicText(Read(yaml));
  EXPECT_THAT(text, HasSubstr("- At most 17 days in one stay and 75 days in 12 months in the same setting; beyond that "
                              "an officer decides (regulation 48).\n"));
  EXPECT_THAT(text, HasSubstr("- A section 17 plan is reviewed at least every 6 months.\n"));
}

TEST(PublicText, SaysWhatPaysForWhatAndInWhichOrder) {
  const std::string text =
      PublicText(Read(Yaml("{from: 5, before: 18}", "40 hours") +
                      "    pays_for: {tiers: [targeted], overnight: false}\n"
                      "    charges: [{when: {support_ratio: {at_least: 2:1}}, times: 2}]\n"
                      "pays_first: [{stream: innovation fund}, {kind: pounds, stream: core}, hours]\n"));
  EXPECT_THAT(text, HasSubstr("- Pays only for targeted short breaks by day.\n"));
  EXPECT_THAT(text, HasSubstr("- For a child who needs at least 2:1 support (staff to children), a session counts "
                              "twice.\n"));
  EXPECT_THAT(text, HasSubstr("in this order: anything from innovation fund, pounds from core, hours.\n"));
}

TEST(PublicText, SaysWhatCancellingCostsAndForWhatNothingIsLost) {
  const std::string bands =
      "cancellation: {bands: [{notice_hours: 72, forfeits_percent: 0}, {notice_hours: 24, forfeits_percent: 50}, "
      "{notice_hours: 0, forfeits_percent: 100}], waived_for: [illness, hospital], no_shows_max: 2}\n";
  const Policy policy = Read(Yaml("{from: 5, before: 18}", "40 hours") + bands);
  const std::string text = PublicText(policy);
  EXPECT_THAT(text,
              HasSubstr("- Cancelled at least 72 hours before, nothing is lost; at least 24 hours before, 50% is; "
                        "later, 100% is.\n"));
  EXPECT_THAT(text, HasSubstr("- Nothing is lost for: illness, hospital.\n"));
  EXPECT_THAT(text, HasSubstr("- After more than 2 absences without notice"));
  const Policy simple = Read(Yaml("{from: 5, before: 18}", "40 hours") + "cancellation: {notice_hours: 24}\n");
  EXPECT_THAT(
      Differences(simple, policy),
      testing::Contains("For every short break, cancelling. Was: Cancelled at least 24 hours before, nothing is "
                        "lost; later, 100% is. Now: Cancelled at least 72 hours before, nothing is lost; at "
                        "least 24 hours before, 50% is; later, 100% is."));
  const Policy kind = Read(Yaml("{from: 5, before: 18}", "40 hours") + "cancellation: {notice_hours: 0}\n");
  EXPECT_THAT(PublicText(kind), HasSubstr("- Cancelled before it starts, nothing is lost.\n"));
}

TEST(PublicText, SaysOnWhichDayAndWhatInstead) {
  std::string yaml = Yaml("{from: 5, before: 18, on: academic_year_start}", "40 hours, or: £800");
  EXPECT_THAT(PublicText(Read(yaml)), HasSubstr("- 40 hours or £800 a year.\n"));
  EXPECT_THAT(PublicText(Read(yaml)), HasSubstr("is not yet 18, on the first day of the school year.\n"));
  const auto asks = [&](const std::string& criterion) {
    const size_t at = yaml.find("age: {from");
    return PublicText(Read("benefits: [{name: Carer's Allowance}]\n" +
                           std::string(yaml).replace(at, yaml.find('}', at) + 1 - at, criterion)));
  };
  EXPECT_THAT(asks("letter: {from: [gp], months_max: 6}"),
              HasSubstr("has a letter from a GP, no older than 6 months, on the day of the application.\n"));
  EXPECT_THAT(asks("applied: {from: 11-15, to: 01-31}"),
              HasSubstr("applied from 15 November to 31 January of any year.\n"));
  EXPECT_THAT(asks("income: {below: '£25,000'}"),
              HasSubstr("is in a household with an income of below £25,000 a year.\n"));
  EXPECT_THAT(asks("benefit: {name: Carer's Allowance}"), HasSubstr("has Carer's Allowance, at any rate.\n"));
}

TEST(InWords, Quantities) {
  EXPECT_EQ(InWords(Quantity{Unit::kMinutes, 60}), "1 hour");
  EXPECT_EQ(InWords(Quantity{Unit::kMinutes, 90}), "1 hour 30 minutes");
  EXPECT_EQ(InWords(Quantity{Unit::kMinutes, 1}), "1 minute");
  EXPECT_EQ(InWords(Quantity{Unit::kNights, 17}), "17 nights");
  EXPECT_EQ(InWords(Quantity{Unit::kPence, 2'000'000}), "£20,000");
  EXPECT_EQ(InWords(Quantity{Unit::kPence, 350}), "£3.50");
  EXPECT_EQ(InWords(Quantity{Unit::kPence, 5}), "£0.05");
}

}  // namespace
}  // namespace shortbreaks::policy
