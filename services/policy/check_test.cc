// What a policy's own check finds in amounts and words. Files with a mistake each stand in testdata/broken.yaml.
#include "policy/check.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/implies.h"
#include "policy/parse.h"

namespace shortbreaks::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// An offer with `needs` and the bands whose `when` are listed, 10 hours more each; `-` is for everyone.
std::vector<std::string> Told(const std::string& needs, const std::vector<std::string>& bands, bool fatal) {
  std::string yaml =
      "policy: example\ncouncil: E08000031\ntitle: Example\nfrom: 2026-04-01\noffers:\n"
      "  - offer: club\n    title: Club\n    tier: targeted\n    needs: " +
      needs + "\n    then: eligible\n";
  if (!bands.empty()) yaml += "    gives:\n";
  int hours = 0;
  for (const std::string& when : bands) {
    absl::StrAppend(&yaml, "      - {", when == "-" ? "" : absl::StrCat("when: ", when, ", "), "amount: ", hours += 10,
                    " hours, per: year}\n");
  }
  Mistakes mistakes;
  Parse(yaml, mistakes);
  EXPECT_EQ(mistakes.fatal(), fatal) << yaml;
  std::vector<std::string> told;
  for (const Mistake& mistake : mistakes.list()) told.push_back(mistake.text);
  return told;
}

constexpr char kOpen[] = "{age: {from: 5, before: 18}}";

TEST(CheckBands, FindNothingInAmountsThatEveryChildHasOneOf) {
  EXPECT_THAT(Told(kOpen, {"{age: {from: 5, before: 11}}", "{age: {from: 11, before: 18}}"}, false), IsEmpty());
  EXPECT_THAT(Told(kOpen, {"{support_ratio: {at_least: 1:1}}", "-"}, false), IsEmpty());
  EXPECT_THAT(
      Told(kOpen, {"{all: [{age: {from: 5, before: 11}}, {package: [x]}]}", "{age: {from: 5, before: 18}}"}, false),
      ElementsAre(HasSubstr("who meets none of these gets nothing")));
  EXPECT_THAT(Told(kOpen,
                   {"{all: [{age: {from: 5, before: 11}}, {package: [x]}]}",
                    "{all: [{age: {from: 11, before: 18}}, {package: [x]}]}", "-"},
                   false),
              IsEmpty());
}

TEST(CheckBands, AgesThatOverlapBesideTheSameConditionAreAMistake) {
  EXPECT_THAT(Told(kOpen,
                   {"{all: [{age: {from: 5, before: 12}}, {package: [x]}]}",
                    "{all: [{package: [x]}, {age: {from: 11, before: 18}}]}", "-"},
                   true),
              ElementsAre(HasSubstr("overlaps the one on line 12: at age 11 both would apply")));
}

TEST(CheckBands, ABirthdayAndASchoolYearOverlapForSomeBirthdaysOnly) {
  EXPECT_THAT(
      Told(kOpen, {"{age: {from: 5, until: {age: 11, academic_year: end}}}", "{age: {from: 12, before: 18}}"}, false),
      ElementsAre(HasSubstr("between the age bands is a gap, at age 11")))
      << "only who turns 12 on 1 September goes straight on";
  EXPECT_THAT(
      Told(kOpen, {"{age: {from: 5, until: {age: 11, on: 06-30}}}", "{age: {from: {age: 11, on: 07-01}, before: 18}}"},
           false),
      IsEmpty());
  EXPECT_THAT(Told(kOpen, {"{age: {from: 5, until: {age: 11, on: 06-30}}}", "{age: {from: 11, before: 18}}"}, true),
              testing::Contains(HasSubstr("at age 11 of a child born on 1 January (of 182 of 366 birthdays) both")));
}

TEST(CheckBands, AnAgeThatTheOfferIsOpenToAndNoAmountIsForIsTold) {
  EXPECT_THAT(Told("{all: [{age: {from: 5, before: 19}}, {package: [x]}]}",
                   {"{age: {from: 5, before: 11}}", "{age: {from: 11, before: 18}}"}, false),
              ElementsAre(HasSubstr("the offer is open at age 18, but no amount is for it")));
  EXPECT_THAT(Told("{age: {from: 4, before: 18}}", {"{age: {from: 5, before: 18}}"}, false),
              ElementsAre(HasSubstr("the offer is open at age 4, but no amount is for it")));
}

TEST(CheckBands, WhoMeetsNoneOfTheConditionsIsTold) {
  EXPECT_THAT(Told(kOpen, {"{support_ratio: {at_least: 1:1}}", "{support_ratio: {at_least: 1:2}}"}, false),
              ElementsAre(HasSubstr("who meets none of these gets nothing")));
}

TEST(CheckBands, AnAmountThatAnEarlierOneTakesAwayIsAMistake) {
  const auto reached = [](const std::string& first, const std::string& second) {
    return Told(kOpen, {first, second, "-"}, true);
  };
  const auto nobody = ElementsAre(HasSubstr("nobody reaches this amount: whoever meets it meets line 12 before"));
  EXPECT_THAT(reached("{support_ratio: {at_least: 1:2}}", "{support_ratio: {at_least: 1:1}}"), nobody);
  EXPECT_THAT(reached("{score: {of: x, at_least: 50}}", "{score: {of: x, at_least: 70, below: 90}}"), nobody);
  EXPECT_THAT(reached("{package: [a, b]}", "{package: [b]}"), nobody);
  EXPECT_THAT(reached("{benefit: {name: pip}}", "{benefit: {name: pip, component: mobility, rates: [enhanced]}}"),
              nobody);
  EXPECT_THAT(reached("{package: [a]}", "{all: [{package: [a]}, {benefit: {name: pip}}]}"), nobody);
  EXPECT_THAT(reached("{any: [{package: [a]}, {benefit: {name: pip}}]}", "{package: [a]}"), nobody);
  EXPECT_THAT(reached("{school_year: {from: 1}}", "{school_year: {from: 7, to: 11}}"), nobody);
  EXPECT_THAT(reached("{letter: {from: [gp, senco]}}", "{letter: {from: [gp], months_max: 6}}"), nobody);
  EXPECT_THAT(reached("{ehc_plan: {state: [issued, promised]}}", "{ehc_plan: {state: [issued], sections: [H1]}}"),
              nobody);
  EXPECT_THAT(reached("{income: {below: £30000}}", "{income: {below: £20000}}"), nobody);
  EXPECT_THAT(reached("{assessment: [early_help, section_17]}", "{assessment: [section_17]}"), nobody);
  // The other way round each is reached.
  EXPECT_THAT(Told(kOpen, {"{support_ratio: {at_least: 1:1}}", "{support_ratio: {at_least: 1:2}}", "-"}, false),
              IsEmpty());
  EXPECT_THAT(Told(kOpen, {"{letter: {from: [gp], months_max: 6}}", "{letter: {from: [gp, senco]}}", "-"}, false),
              IsEmpty());
  EXPECT_THAT(Told(kOpen, {"{benefit: {name: pip, component: mobility}}", "{benefit: {name: pip}}", "-"}, false),
              IsEmpty());
}

TEST(CheckBands, MoreAmountsThanAnyoneReadsAreRefused) {
  std::vector<std::string> bands;
  for (int i = 0; i < 50; ++i) bands.push_back(absl::StrCat("{score: {of: s", i, ", at_least: 1}}"));
  EXPECT_THAT(Told(kOpen, bands, false), ElementsAre(HasSubstr("who meets none of these")));
  bands.emplace_back("-");
  EXPECT_THAT(Told(kOpen, bands, true), ElementsAre("an offer has at most 50 amounts"));
}

TEST(CheckAge, ARangeThatIsEmptyForSomeBirthdaysIsTold) {
  EXPECT_THAT(Told("{age: {from: 5, until: {age: 5, on: 06-30}}}", {}, false),
              ElementsAre(HasSubstr("nobody born on 1 July is in this age range; for 184 of 366 birthdays")));
}

TEST(CheckWords, ThatNothingOnFileIsWrittenLikeAreTold) {
  EXPECT_THAT(Told("{letter: {from: [senko, gp]}}", {}, false), ElementsAre(HasSubstr("did you mean `senco`?")));
  EXPECT_THAT(Told("{letter: {from: [astrologer]}}", {}, false),
              ElementsAre("`astrologer` is no profession that is known here; it counts where it is on file in these "
                          "letters"));
  EXPECT_THAT(Told("{ehc_plan: {state: [issued], sections: [H1, H3]}}", {}, false), ElementsAre(HasSubstr("`H3`")));
  EXPECT_THAT(Told("{home: {in: {authorities: [E0800031]}}}", {}, false), ElementsAre(HasSubstr("GSS code")));
  EXPECT_THAT(Told("{home: {not_in: {authorities: [Wolverhampton]}}}", {}, false), ElementsAre(HasSubstr("GSS code")));
  EXPECT_THAT(Told("{school: {in: {postcodes: [wv3], districts: [WV3, E07000008]}}}", {}, false),
              ElementsAre(HasSubstr("`wv3` is not written as a postcode")));
  EXPECT_THAT(Told("{home: {in: {postcodes: [WV3, WV3 0AA, EC1A, W1A 1AA, M1]}}}", {}, false), IsEmpty());
}

}  // namespace
}  // namespace shortbreaks::policy
