#include "policy/parse.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shortbreaks::policy {
namespace {

constexpr std::string_view kGood = R"(policy: example
council: E08000031
title: Example
from: 2026-04-01
year: {starts: 04-01}
offers:
  - offer: club
    title: Club
    tier: targeted
    needs:
      all:
        - {rule: home, home: {in: {authorities: [E08000031]}}}
        - {rule: age, age: {from: 5, before: 18}}
    then: eligible
    gives:
      - {when: {rule: young, age: {from: 5, before: 11}}, amount: 20 hours, per: year}
      - {when: {rule: older, age: {from: 11, before: 18}}, amount: 40 hours, per: year}
deciders:
  - {by: officer, up_to: 60 hours}
  - {by: panel}
)";

TEST(Parse, AGoodPolicyHasNoMistake) {
  Mistakes mistakes;
  const Policy policy = Parse(std::string(kGood), mistakes);
  EXPECT_TRUE(mistakes.list().empty());
  EXPECT_EQ(policy.digest.size(), 64u);
  ASSERT_EQ(policy.offers.size(), 1u);
  EXPECT_EQ(policy.offers[0].bands.size(), 2u);
}

TEST(Parse, AMistakeHasItsLineItsColumnAndASentence) {
  std::string text(kGood);
  text.replace(text.find("then: eligible"), 14, "then: decline");
  text.replace(text.find("authorities"), 11, "authoritys");
  Mistakes mistakes;
  Parse(text, mistakes);
  ASSERT_EQ(mistakes.list().size(), 2u);
  EXPECT_EQ(mistakes.list()[0].position.line, 12);
  EXPECT_THAT(mistakes.list()[0].text, testing::HasSubstr("did you mean `authorities`?"));
  EXPECT_EQ(mistakes.list()[1].position.line, 14);
  EXPECT_EQ(mistakes.list()[1].position.column, 11);
  EXPECT_THAT(mistakes.list()[1].text, testing::HasSubstr("rules never decline a family"));
}

TEST(Parse, AGapBetweenAgeBandsIsAWarning) {
  std::string text(kGood);
  const std::string older = "age: {from: 11, before: 18}";
  text.replace(text.find(older), older.size(), "age: {from: 12, before: 18}");
  Mistakes mistakes;
  Parse(text, mistakes);
  EXPECT_FALSE(mistakes.fatal());
  ASSERT_EQ(mistakes.list().size(), 1u);
  EXPECT_THAT(mistakes.list()[0].text, testing::HasSubstr("a gap, at age 11"));
}

TEST(Parse, WhatIsTooLargeTooDeepOrEndlessIsRefused) {
  Mistakes large;
  Parse(std::string(300 * 1024, ' '), large);
  EXPECT_TRUE(large.fatal());
  std::string deep = "a: ";
  for (int i = 0; i < 200; ++i) deep += "[";
  for (int i = 0; i < 200; ++i) deep += "]";
  Mistakes nested;
  Parse(deep, nested);
  EXPECT_TRUE(nested.fatal());
  std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    absl::StrAppend(&laughs, std::string(1, c), ": &", std::string(1, c), " [*", before, ", *", before, ", *", before,
                    ", *", before, ", *", before, ", *", before, ", *", before, ", *", before, "]\n");
  }
  Mistakes endless;
  Parse(laughs, endless);
  EXPECT_TRUE(endless.fatal());
}

TEST(Parse, AnyBytesAtAllAreReadOrRefused) {
  for (size_t cut = 0; cut < kGood.size(); cut += 3) {
    std::string text(kGood.substr(0, cut));
    Mistakes mistakes;
    Parse(text, mistakes);
    text += "\xff{[:&*!|>'\"%@`";
    Parse(text, mistakes);
    EXPECT_TRUE(mistakes.fatal());
  }
}

TEST(ParseQuantity, IsExactInMinutesAndPence) {
  using Q = Quantity;
  EXPECT_EQ(ParseQuantity("40 hours"), (Q{Unit::kMinutes, 2400}));
  EXPECT_EQ(ParseQuantity("1.5 hours"), (Q{Unit::kMinutes, 90}));
  EXPECT_EQ(ParseQuantity("1 hour 30 minutes"), (Q{Unit::kMinutes, 90}));
  EXPECT_EQ(ParseQuantity("£20,000"), (Q{Unit::kPence, 2'000'000}));
  EXPECT_EQ(ParseQuantity("£3.50"), (Q{Unit::kPence, 350}));
  EXPECT_EQ(ParseQuantity("7 nights"), (Q{Unit::kNights, 7}));
  for (const char* wrong : {"", "40", "hours", "-1 hours", "1.01 minutes", "£1.005", "1e3 hours", "0.001 hours", "£",
                            "4 weeks", "1 hour 30 nights", "99999999999 hours"}) {
    EXPECT_EQ(ParseQuantity(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace shortbreaks::policy
