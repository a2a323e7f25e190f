#include "policy/parse.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace shortbreaks::policy {
namespace {

std::string FileText(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(SHORTBREAKS_POLICY_TESTDATA "/" + name).rdbuf();
  return text.str();
}

const std::string& Good() {
  static const std::string* const text = new std::string(FileText("good.yaml"));
  return *text;
}

struct Broken {
  std::string title, at, says, text;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.title; }

std::vector<Broken> AllBroken() {
  std::vector<Broken> all;
  for (const auto& entry : YAML::LoadFile(SHORTBREAKS_POLICY_TESTDATA "/broken.yaml")) {
    const auto replace = entry["replace"].as<std::string>(), by = entry["by"].as<std::string>();
    std::string text = replace == "*" ? by : Good();
    if (replace != "*") text.replace(text.find(replace), replace.size(), by);
    all.push_back({entry["title"].as<std::string>(), entry["at"].as<std::string>(), entry["says"].as<std::string>(),
                   std::move(text)});
  }
  return all;
}

class BrokenPolicy : public testing::TestWithParam<Broken> {};

TEST_P(BrokenPolicy, IsRefusedWithItsPositionAndASentence) {
  Mistakes mistakes;
  Parse(GetParam().text, mistakes);
  EXPECT_TRUE(mistakes.fatal());
  std::vector<std::string> told;
  for (const Mistake& mistake : mistakes.list()) {
    told.push_back(absl::StrCat(mistake.position.line, ":", mistake.position.column, " ", mistake.text));
  }
  EXPECT_THAT(told, testing::Contains(
                        testing::AllOf(testing::StartsWith(GetParam().at + " "), testing::HasSubstr(GetParam().says))));
}

INSTANTIATE_TEST_SUITE_P(Corpus, BrokenPolicy, testing::ValuesIn(AllBroken()), [](const auto& each) {
  std::string name = each.param.title;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

TEST(Parse, AGoodPolicyHasNoMistake) {
  Mistakes mistakes;
  const Policy policy = Parse(Good(), mistakes);
  EXPECT_TRUE(mistakes.list().empty());
  EXPECT_EQ(policy.digest.size(), 64u);
  ASSERT_EQ(policy.offers.size(), 1u);
  EXPECT_EQ(policy.offers[0].bands.size(), 2u);
}

TEST(Parse, AMistakeHasItsLineItsColumnAndASentence) {
  std::string text = Good();
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
  std::string text = Good();
  const std::string older = "age: {from: 11, before: 18}";
  text.replace(text.find(older), older.size(), "age: {from: 12, before: 18}");
  Mistakes mistakes;
  Parse(text, mistakes);
  EXPECT_FALSE(mistakes.fatal());
  ASSERT_EQ(mistakes.list().size(), 1u);
  EXPECT_THAT(mistakes.list()[0].text, testing::HasSubstr("a gap, at age 11"));
}

Cancellation CancellationIn(const std::string& words, Mistakes& mistakes) {
  return Parse(Good() + "cancellation: " + words + "\n", mistakes).cancellation.value_or(Cancellation{});
}

std::vector<std::pair<int, int>> BandsIn(const std::string& words) {
  Mistakes mistakes;
  std::vector<std::pair<int, int>> bands;
  for (const CancellationBand& band : CancellationIn(words, mistakes).bands) {
    bands.emplace_back(band.notice_hours, band.forfeits_percent);
  }
  EXPECT_TRUE(mistakes.list().empty()) << mistakes.list()[0].text;
  return bands;
}

TEST(Parse, ANoticeAndAPercentAreTwoBands) {
  using Bands = std::vector<std::pair<int, int>>;
  EXPECT_EQ(BandsIn("{notice_hours: 48}"), (Bands{{48, 0}, {0, 100}}));
  EXPECT_EQ(BandsIn("{notice_hours: 48, late_forfeits_percent: 50}"), (Bands{{48, 0}, {0, 50}}));
  EXPECT_EQ(BandsIn("{notice_hours: 48, late_forfeits_percent: 0}"), (Bands{{0, 0}}));
  EXPECT_EQ(BandsIn("{no_shows_max: 2}"), (Bands{}));
  EXPECT_EQ(BandsIn("{bands: [{notice_hours: 72, forfeits_percent: 0}, {notice_hours: 25, forfeits_percent: 50}, "
                    "{notice_hours: 0, forfeits_percent: 100}]}"),
            (Bands{{72, 0}, {25, 50}, {0, 100}}));
}

TEST(Parse, ACauseThatNobodyCanCancelForIsAWarning) {
  Mistakes mistakes;
  const Cancellation rule =
      CancellationIn("{notice_hours: 48, waived_for: [illness, ilness, snow], no_shows_max: 2}", mistakes);
  EXPECT_FALSE(mistakes.fatal());
  ASSERT_EQ(mistakes.list().size(), 2u);
  EXPECT_THAT(mistakes.list()[0].text, testing::HasSubstr("did you mean `illness`?"));
  EXPECT_THAT(mistakes.list()[1].text, testing::HasSubstr("for `snow` an officer has to waive each charge by hand"));
  EXPECT_EQ(rule.waived_for.size(), 3u);
  EXPECT_EQ(rule.no_shows_max, 2);
}

TEST(Parse, APercentWithoutANoticeIsAWarning) {
  Mistakes mistakes;
  EXPECT_TRUE(CancellationIn("{late_forfeits_percent: 50}", mistakes).bands.empty());
  EXPECT_FALSE(mistakes.fatal());
  ASSERT_EQ(mistakes.list().size(), 1u);
  EXPECT_THAT(mistakes.list()[0].text, testing::HasSubstr("does nothing without `notice_hours`"));
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

TEST(Parse, AFileThatBeginsWithACommaIsRefusedAndNotReadForEver) {
  for (const char* text : {",", ",council: X", "- ,a", "a: 1\n--- ,b"}) {
    Mistakes mistakes;
    Parse(text, mistakes);
    EXPECT_TRUE(mistakes.fatal()) << text;
  }
  Mistakes mistakes;
  Parse(",council: X", mistakes);
  ASSERT_EQ(mistakes.list().size(), 1u);
  EXPECT_EQ(mistakes.list()[0].text, "this is not YAML: nothing can begin like this");
}

TEST(Parse, AnyBytesAtAllAreReadOrRefused) {
  for (size_t cut = 0; cut < Good().size(); cut += 3) {
    std::string text = Good().substr(0, cut);
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
