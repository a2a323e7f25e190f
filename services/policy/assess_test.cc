#include "policy/assess.h"

#include <gtest/gtest.h>

#include "policy/parse.h"

namespace shortbreaks::policy {
namespace {

using absl::CivilDay;

Criterion Read(const std::string& yaml) {
  Mistakes mistakes;
  Criterion criterion = ParseCriterion(YAML::Load(yaml), "", mistakes);
  for (const Mistake& mistake : mistakes.list()) ADD_FAILURE() << yaml << ": " << mistake.text;
  return criterion;
}

Outcome Ask(const std::string& yaml, const Facts& facts) {
  Policy policy;
  Offer offer;
  offer.needs = Read(yaml);
  return Assess(policy, offer, facts).rules.front().outcome;
}

constexpr Outcome kMet = Outcome::kMet, kNotMet = Outcome::kNotMet, kNotKnown = Outcome::kNotKnown;

TEST(Assess, CombinesThreeValuesAsKleene) {
  Facts facts;
  facts.recorded = {{"yes", true}, {"no", false}};
  const std::string yes = "{rule: a, recorded: {fact: yes}}", no = "{rule: b, recorded: {fact: no}}",
                    open = "{rule: c, recorded: {fact: nobody-asked}}";
  const auto ask = [&](const std::string& kind, const std::string& of) {
    return Ask("{" + kind + ": [" + of + "]}", facts);
  };
  EXPECT_EQ(ask("all", yes + "," + open), kNotKnown);
  EXPECT_EQ(ask("all", no + "," + open), kNotMet);
  EXPECT_EQ(ask("all", yes), kMet);
  EXPECT_EQ(ask("any", yes + "," + open), kMet);
  EXPECT_EQ(ask("any", no + "," + open), kNotKnown);
  EXPECT_EQ(ask("any", no), kNotMet);
  EXPECT_EQ(ask("none", yes + "," + open), kNotMet);
  EXPECT_EQ(ask("none", no + "," + open), kNotKnown);
  EXPECT_EQ(ask("none", no), kMet);
  const auto two = [&](const std::string& of) { return Ask("{at_least: {number: 2, of: [" + of + "]}}", facts); };
  EXPECT_EQ(two(yes + "," + no + "," + open), kNotKnown);
  EXPECT_EQ(two(no + "," + no + "," + open), kNotMet);
  EXPECT_EQ(two(yes + "," + yes + "," + open), kMet);
}

Facts Born(CivilDay born, CivilDay day) {
  Facts facts;
  facts.day = day;
  facts.date_of_birth = born;
  return facts;
}

TEST(Assess, AgesEndWithTheAcademicYear) {
  const std::string rule = "{age: {from: {age: 5, academic_year: start}, until: {age: 16, academic_year: end}}}";
  // Born on 31 August: the youngest of the year. Born on 1 September: the oldest of the next.
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 8, 31), CivilDay(2019, 8, 31))), kNotMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 8, 31), CivilDay(2019, 9, 1))), kMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 9, 1), CivilDay(2019, 9, 1))), kNotMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 9, 1), CivilDay(2020, 9, 1))), kMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 8, 31), CivilDay(2031, 8, 31))), kMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 8, 31), CivilDay(2031, 9, 1))), kNotMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 9, 1), CivilDay(2032, 8, 31))), kMet);
  EXPECT_EQ(Ask(rule, Born(CivilDay(2015, 9, 1), CivilDay(2032, 9, 1))), kNotMet);
}

TEST(Assess, AgesAreCountedOnTheDayThatThePolicySays) {
  Facts facts = Born(CivilDay(2014, 6, 15), CivilDay(2024, 6, 15));
  EXPECT_EQ(Ask("{age: {from: 10}}", facts), kMet);
  EXPECT_EQ(Ask("{age: {from: 10, on: year_start}}", facts), kNotMet);
  EXPECT_EQ(Ask("{age: {from: 10, on: 2024-06-14}}", facts), kNotMet);
  EXPECT_EQ(Ask("{age: {from: 10, on: application}}", facts), kNotKnown);
  facts.application_day = CivilDay(2024, 6, 20);
  EXPECT_EQ(Ask("{age: {from: 10, on: application}}", facts), kMet);
  facts.date_of_birth.reset();
  EXPECT_EQ(Ask("{age: {from: 10}}", facts), kNotKnown);
}

TEST(Assess, ResidenceByAuthorityDistrictWardAndPostcode) {
  Facts facts;
  EXPECT_EQ(Ask("{home: {in: {wards: [Park]}}}", facts), kNotKnown);
  facts.home = {"E08000031", "", "Park", "WV3 9AB"};
  EXPECT_EQ(Ask("{home: {in: {wards: [Park]}}}", facts), kMet);
  EXPECT_EQ(Ask("{home: {in: {wards: [Tettenhall]}}}", facts), kNotMet);
  EXPECT_EQ(Ask("{home: {in: {postcodes: [WV3]}}}", facts), kMet);
  EXPECT_EQ(Ask("{home: {in: {postcodes: [WV]}}}", facts), kNotMet);
  EXPECT_EQ(Ask("{home: {in: {postcodes: [WV3 9AB]}}}", facts), kMet);
  EXPECT_EQ(Ask("{home: {in: {districts: [E07000196], wards: [Park]}}}", facts), kMet);
  EXPECT_EQ(Ask("{home: {in: {districts: [E07000196]}}}", facts), kNotKnown);
  EXPECT_EQ(Ask("{home: {in: {authorities: [E08000031]}, not_in: {wards: [Park]}}}", facts), kNotMet);
  EXPECT_EQ(Ask("{home: {not_in: {postcodes: [B1]}}}", facts), kMet);
  EXPECT_EQ(Ask("{school: {in: {authorities: [E08000031]}}}", facts), kNotKnown);
}

TEST(Assess, EvidenceHoldsFromItsFirstToItsLastDay) {
  Facts facts;
  facts.day = CivilDay(2024, 6, 15);
  const std::string rule = "{benefit: {name: dla, component: care, rates: [middle, highest]}}";
  const auto with = [&](CivilDay from, CivilDay to, const char* rate = "middle") {
    facts.benefits = {{"dla", "care", rate, {from, to}}};
    return Ask(rule, facts);
  };
  EXPECT_EQ(Ask(rule, facts), kNotKnown);
  EXPECT_EQ(with(CivilDay(2024, 6, 15), CivilDay(2024, 6, 15)), kMet);
  EXPECT_EQ(with(CivilDay(2024, 6, 16), CivilDay(2025, 1, 1)), kNotKnown);
  EXPECT_EQ(with(CivilDay(2020, 1, 1), CivilDay(2024, 6, 14)), kNotKnown);
  EXPECT_EQ(with(CivilDay(2020, 1, 1), CivilDay(2030, 1, 1), "lowest"), kNotMet);
  EXPECT_EQ(with(CivilDay(2020, 1, 1), CivilDay(2024, 1, 1), "lowest"), kNotKnown);
}

// A booking months later asks for no newer letter than the application did.
TEST(Assess, ALetterIsAsOldAsOnTheDayOfTheApplication) {
  Facts facts;
  facts.day = CivilDay(2026, 12, 1);
  facts.letters = {{"gp", {CivilDay(2026, 4, 1), std::nullopt}}};
  const auto ask = [&](const std::string& on) { return Ask("{letter: {from: [gp], months_max: 6" + on + "}}", facts); };
  EXPECT_EQ(ask(""), kNotKnown) << "no application: eight months on the day asked";
  EXPECT_EQ(ask(", on: application"), kNotKnown) << "no application is on file";
  facts.application_day = CivilDay(2026, 10, 1);
  EXPECT_EQ(ask(""), kMet) << "six months";
  EXPECT_EQ(ask(", on: application"), kMet);
  EXPECT_EQ(ask(", on: asked"), kNotKnown);
  facts.application_day = CivilDay(2026, 10, 2);
  EXPECT_EQ(ask(""), kNotKnown) << "six months and a day";
  facts.application_day = CivilDay(2026, 10, 1);
  facts.letters[0].valid.to = CivilDay(2026, 11, 30);
  EXPECT_EQ(ask(""), kNotKnown) << "it has run out by the day asked";
  EXPECT_EQ(ask(", on: application"), kMet) << "it held when the family applied";
}

TEST(Assess, EvidenceIsAskedOnTheDayThatThePolicySays) {
  Facts facts;
  facts.day = CivilDay(2026, 12, 1);
  facts.application_day = CivilDay(2026, 5, 1);
  facts.benefits = {{"dla", "care", "middle", {CivilDay(2025, 1, 1), CivilDay(2026, 8, 31)}}};
  facts.ehc_plan = EhcPlan{EhcPlanState::kIssued, {}, {CivilDay(2026, 9, 2), std::nullopt}};
  const auto benefit = [&](const std::string& on) {
    return Ask("{benefit: {name: dla, component: care, rates: [middle], on: " + on + "}}", facts);
  };
  EXPECT_EQ(benefit("asked"), kNotKnown);
  EXPECT_EQ(benefit("application"), kMet);
  EXPECT_EQ(benefit("academic_year_start"), kNotKnown) << "it ran out the day before 1 September";
  EXPECT_EQ(benefit("2026-08-31"), kMet);
  EXPECT_EQ(Ask("{ehc_plan: {state: [issued], on: asked}}", facts), kMet);
  EXPECT_EQ(Ask("{ehc_plan: {state: [issued], on: academic_year_start}}", facts), kNotKnown);
  facts.application_day.reset();
  EXPECT_EQ(benefit("application"), kNotKnown);
  EXPECT_EQ(Ask("{ehc_plan: {state: [issued], on: application}}", facts), kNotKnown);
}

TEST(Assess, TheSchoolYearOfAnotherDayIsByDateOfBirth) {
  Facts facts = Born(CivilDay(2018, 9, 1), CivilDay(2027, 9, 10));
  facts.application_day = CivilDay(2027, 8, 31);
  EXPECT_EQ(Ask("{school_year: {from: 4, to: 4}}", facts), kMet);
  EXPECT_EQ(Ask("{school_year: {from: 4, to: 4, on: application}}", facts), kNotMet) << "still in year 3";
  facts.school_year = 3;  // held back
  EXPECT_EQ(Ask("{school_year: {from: 4, to: 4}}", facts), kNotMet);
  EXPECT_EQ(Ask("{school_year: {from: 4, to: 4, on: academic_year_start}}", facts), kMet);
}

TEST(Assess, AWindowOfEveryYearMayGoOverItsEnd) {
  Facts facts;
  const auto applied = [&](CivilDay day, const std::string& window) {
    facts.application_day = day;
    return Ask("{applied: " + window + "}", facts);
  };
  const std::string spring = "{from: 03-01, to: 05-31}", winter = "{from: 11-15, to: 01-31}";
  for (const int year : {2025, 2026, 2028}) {
    EXPECT_EQ(applied(CivilDay(year, 3, 1) - 1, spring), kNotMet);
    EXPECT_EQ(applied(CivilDay(year, 3, 1), spring), kMet);
    EXPECT_EQ(applied(CivilDay(year, 5, 31), spring), kMet);
    EXPECT_EQ(applied(CivilDay(year, 6, 1), spring), kNotMet);
    EXPECT_EQ(applied(CivilDay(year, 11, 14), winter), kNotMet);
    EXPECT_EQ(applied(CivilDay(year, 11, 15), winter), kMet);
    EXPECT_EQ(applied(CivilDay(year, 1, 31), winter), kMet);
    EXPECT_EQ(applied(CivilDay(year, 2, 1), winter), kNotMet);
  }
  EXPECT_EQ(applied(CivilDay(2028, 2, 29), "{from: 02-01, to: 02-29}"), kMet);
}

TEST(Assess, AHouseholdsIncomeIsComparedToThePenny) {
  Facts facts;
  EXPECT_EQ(Ask("{income: {below: '£25,000'}}", facts), kNotKnown);
  facts.scores["household income"] = 24'999.99;
  EXPECT_EQ(Ask("{income: {below: '£25,000'}}", facts), kMet);
  facts.scores["household income"] = 25'000;
  EXPECT_EQ(Ask("{income: {below: '£25,000'}}", facts), kNotMet);
  EXPECT_EQ(Ask("{income: {at_most: '£25,000'}}", facts), kMet);
}

TEST(Assess, ABenefitOfAnyNameIsAskedByItsComponentAndRate) {
  Facts facts;
  facts.day = CivilDay(2026, 12, 1);
  facts.benefits = {{"Universal Credit", "disabled child", "lower", {CivilDay(2025, 1, 1), std::nullopt}}};
  EXPECT_EQ(Ask("{benefit: {name: Universal Credit}}", facts), kMet);
  EXPECT_EQ(Ask("{benefit: {name: Universal Credit, component: disabled child, rates: [lower, higher]}}", facts), kMet);
  EXPECT_EQ(Ask("{benefit: {name: Universal Credit, component: disabled child, rates: [higher]}}", facts), kNotMet);
  EXPECT_EQ(Ask("{benefit: {name: Carer's Allowance}}", facts), kNotKnown);
}

TEST(Assess, SchoolYearsSupportPlansAndWindows) {
  Facts facts = Born(CivilDay(2014, 9, 1), CivilDay(2024, 9, 1));
  EXPECT_EQ(Ask("{school_year: {from: 5, to: 5}}", facts), kMet);
  facts.school_year = 4;  // educated a year behind
  EXPECT_EQ(Ask("{school_year: {from: 5}}", facts), kNotMet);
  EXPECT_EQ(Ask("{support_ratio: {at_least: 1:2}}", facts), kNotKnown);
  facts.support_ratio = Ratio{1, 2};
  EXPECT_EQ(Ask("{support_ratio: {at_least: 1:2, at_most: 1:1}}", facts), kMet);
  EXPECT_EQ(Ask("{support_ratio: {at_least: 2:3}}", facts), kNotMet);
  facts.ehc_plan = EhcPlan{EhcPlanState::kIssued, {"B", "H1"}, {CivilDay(2020, 1, 1), std::nullopt}};
  EXPECT_EQ(Ask("{ehc_plan: {state: [issued], sections: [H1]}}", facts), kMet);
  EXPECT_EQ(Ask("{ehc_plan: {state: [issued], sections: [H1, H2]}}", facts), kNotMet);
  EXPECT_EQ(Ask("{applied: {from: 2024-01-01, to: 2024-03-31}}", facts), kNotKnown);
  facts.application_day = CivilDay(2024, 3, 31);
  EXPECT_EQ(Ask("{applied: {from: 2024-01-01, to: 2024-03-31}}", facts), kMet);
  facts.application_day = CivilDay(2024, 4, 1);
  EXPECT_EQ(Ask("{applied: {from: 2024-01-01, to: 2024-03-31}}", facts), kNotMet);
  EXPECT_EQ(Ask("{evidence_by: {to: 2024-04-30}}", facts), kNotKnown);
}

// An offer of one amount.
std::optional<Quantity> From(CivilDay start, Quantity give, Per per, Pace pace, Quantity step = {Unit::kMinutes, 1}) {
  Policy policy;
  policy.terms = {{"autumn", CivilDay(2024, 9, 2), CivilDay(2024, 12, 18)},
                  {"spring", CivilDay(2025, 1, 6), CivilDay(2025, 3, 28)}};
  Offer offer;
  offer.bands = {{std::nullopt, give, per}};
  offer.pro_rata = {pace, step};
  return Entitlement(policy, offer, Facts{}, start);
}

TEST(Entitlement, IsAShareOfWhatIsLeftOfTheYearRoundedUp) {
  const Quantity forty{Unit::kMinutes, 2400};
  const auto minutes = [](int64_t amount) { return Quantity{Unit::kMinutes, amount}; };
  EXPECT_EQ(From(CivilDay(2024, 10, 1), forty, Per::kYear, Pace::kNone), minutes(2400));
  EXPECT_EQ(From(CivilDay(2024, 4, 1), forty, Per::kYear, Pace::kDays), minutes(2400));
  EXPECT_EQ(From(CivilDay(2025, 3, 31), forty, Per::kYear, Pace::kDays), minutes(7));     // 2,400 / 365 is 6.6
  EXPECT_EQ(From(CivilDay(2024, 10, 1), forty, Per::kYear, Pace::kDays), minutes(1197));  // 182 of 365 days: 1,196.7
  EXPECT_EQ(From(CivilDay(2024, 10, 1), forty, Per::kYear, Pace::kDays, minutes(60)), minutes(1200));
  EXPECT_EQ(From(CivilDay(2024, 10, 1), forty, Per::kYear, Pace::kMonths), minutes(1200));
  EXPECT_EQ(From(CivilDay(2024, 10, 31), forty, Per::kYear, Pace::kMonths), minutes(1200));
  EXPECT_EQ(From(CivilDay(2025, 3, 31), forty, Per::kYear, Pace::kMonths), minutes(200));
  EXPECT_EQ(From(CivilDay(2024, 10, 1), forty, Per::kYear, Pace::kWeeks), minutes(1200));
  EXPECT_EQ(From(CivilDay(2024, 10, 1), minutes(90), Per::kTerm, Pace::kDays), minutes(180));
  EXPECT_EQ(From(CivilDay(2024, 12, 19), minutes(90), Per::kTerm, Pace::kDays), minutes(90));
  EXPECT_EQ(From(CivilDay(2024, 10, 1), minutes(90), Per::kOnce, Pace::kDays), minutes(90));
}

TEST(Entitlement, IsNotToldWhereItDependsOnWhatNobodyKnows) {
  Policy policy;
  Offer offer;
  offer.bands = {{Read("{package: [social-activities]}"), {Unit::kMinutes, 3300}},
                 {std::nullopt, {Unit::kMinutes, 6600}}};
  Facts facts;
  facts.day = CivilDay(2024, 6, 1);
  EXPECT_EQ(Entitlement(policy, offer, facts, facts.day), std::nullopt);
  facts.packages.emplace();
  EXPECT_EQ(Entitlement(policy, offer, facts, facts.day)->amount, 6600);
  facts.packages->insert("social-activities");
  EXPECT_EQ(Entitlement(policy, offer, facts, facts.day)->amount, 3300);
}

}  // namespace
}  // namespace shortbreaks::policy
