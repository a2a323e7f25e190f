// What a policy lets one booking, stay, provider or period take.
#include "eligibility/caps.h"

#include <gmock/gmock.h>

#include "eligibility/rules_test.h"

namespace shortbreaks::eligibility {
namespace {

using policy::PeriodKind;
using policy::Quantity;
using policy::Unit;
using testing::HasSubstr;

// The sample, with one cap more.
policy::Policy Capped(Quantity most, PeriodKind in) {
  policy::Policy policy = Sample();
  for (policy::Offer& offer : policy.offers) offer.caps = {.periods = {{most, in}}};
  policy.terms = {{"spring", CivilDay(2027, 1, 4), CivilDay(2027, 3, 25), {}},
                  {"summer", CivilDay(2027, 4, 12), CivilDay(2027, 7, 20), {}},
                  {"autumn", CivilDay(2027, 9, 2), CivilDay(2027, 12, 17), {}}};
  return policy;
}

void Use(v1::DecisionBasis& basis, CivilDay day, int64_t amount, const std::string& allocation = "allocations/a") {
  v1::Usage& usage = *basis.add_usage();
  usage.set_allocation(allocation);
  usage.set_provider("providers/elsewhere");
  usage.set_amount(amount);
  *usage.mutable_start_date() = wire::ToProto(day);
}

v1::RuleOutcome Outcome(const v1::DecisionBasis& basis, const policy::Policy& policy) {
  return Apply("within_caps", basis, &policy).outcome();
}

TEST(CapsTest, TwoStaysThatAdjoinAreOneStay) {
  policy::Policy policy = Sample();
  for (policy::Offer& offer : policy.offers) offer.caps = {.stay = Quantity{Unit::kNights, 7}};
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 12), 4);
  EXPECT_EQ(Outcome(basis, policy), kMet);
  AddStay(basis, CivilDay(2027, 6, 9), 3);
  EXPECT_EQ(Outcome(basis, policy), kMet) << "7 nights together";
  basis.clear_stays();
  AddStay(basis, CivilDay(2027, 6, 8), 4);
  EXPECT_THAT(Apply("within_caps", basis, &policy).explanation(), HasSubstr("8 nights; the most is 7 nights"));
  basis.clear_stays();
  AddStay(basis, CivilDay(2027, 6, 8), 4, "providers/elsewhere");
  EXPECT_EQ(Outcome(basis, policy), kMet) << "another provider";
}

TEST(CapsTest, AWeekIsFromMondayToSunday) {
  const policy::Policy policy = Capped({Unit::kMinutes, 240}, PeriodKind::kWeek);
  v1::DecisionBasis basis = Eligible();  // 3 hours on Saturday, 12 June
  Use(basis, CivilDay(2027, 6, 6), 600);
  Use(basis, CivilDay(2027, 6, 14), 600);
  Use(basis, CivilDay(2027, 6, 7), 60);
  EXPECT_EQ(Outcome(basis, policy), kMet) << "4 hours from Monday to Sunday";
  Use(basis, CivilDay(2027, 6, 13), 1);
  EXPECT_THAT(Apply("within_caps", basis, &policy).explanation(),
              HasSubstr("In the week of the session bookings would come to 4 hours 1 minute; the most is 4 hours."));
}

TEST(CapsTest, AnotherAllocationsHoursDoNotCount) {
  const policy::Policy policy = Capped({Unit::kMinutes, 240}, PeriodKind::kMonth);
  v1::DecisionBasis basis = Eligible();
  Use(basis, CivilDay(2027, 6, 1), 600, "allocations/z");
  EXPECT_EQ(Outcome(basis, policy), kMet);
  Use(basis, CivilDay(2027, 5, 31), 600);
  Use(basis, CivilDay(2027, 7, 1), 600);
  EXPECT_EQ(Outcome(basis, policy), kMet);
  Use(basis, CivilDay(2027, 6, 30), 61);
  EXPECT_EQ(Outcome(basis, policy), kNotMet);
}

TEST(CapsTest, ATermHoldsItsFirstAndLastDay) {
  const policy::Policy policy = Capped({Unit::kMinutes, 240}, PeriodKind::kTerm);
  for (const CivilDay day : {CivilDay(2027, 4, 12), CivilDay(2027, 7, 20)}) {
    v1::DecisionBasis basis = Eligible();
    Use(basis, day - 1, 1);
    Use(basis, day, 60);
    Use(basis, day + 1, 1);
    EXPECT_EQ(Outcome(basis, policy), kNotMet) << "61 minutes of the term";
  }
  v1::DecisionBasis holiday = Eligible();
  SetDay(holiday, CivilDay(2027, 8, 1));
  Use(holiday, CivilDay(2027, 8, 2), 600);
  EXPECT_EQ(Outcome(holiday, policy), kMet) << "in no term";
}

TEST(CapsTest, SevenNightsInASchoolHolidayWithWhomeverAndWhateverPaid) {
  const policy::Policy policy = Capped({Unit::kNights, 7}, PeriodKind::kHoliday);
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 8, 10), 3);
  AddStay(basis, CivilDay(2027, 8, 20), 4, "providers/elsewhere");
  EXPECT_EQ(Outcome(basis, policy), kMet) << "seven";
  AddStay(basis, CivilDay(2027, 9, 1), 1, "providers/elsewhere");
  EXPECT_EQ(Outcome(basis, policy), kNotMet) << "the night before term begins is the eighth";
  basis.mutable_stays()->RemoveLast();
  AddStay(basis, CivilDay(2027, 9, 2), 1, "providers/elsewhere");
  EXPECT_EQ(Outcome(basis, policy), kMet) << "a night in term";
  AddStay(basis, CivilDay(2027, 4, 1), 5, "providers/elsewhere");
  EXPECT_EQ(Outcome(basis, policy), kMet) << "another holiday";
}

TEST(CapsTest, OfAStayAcrossTheEndOfTermEachNightCountsWhereItFalls) {
  const policy::Policy policy = Capped({Unit::kNights, 7}, PeriodKind::kHoliday);
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 7, 18), 10);
  EXPECT_EQ(Outcome(basis, policy), kMet) << "three nights of term, seven of the holiday";
  basis.mutable_terms()->set_charge_nights(11);
  SetDay(basis, CivilDay(2027, 7, 18));
  EXPECT_EQ(Outcome(basis, policy), kNotMet);
}

TEST(CapsTest, ADaySessionTakesNoNights) {
  const policy::Policy policy = Capped({Unit::kNights, 1}, PeriodKind::kYear);
  v1::DecisionBasis basis = Eligible();
  AddStay(basis, CivilDay(2027, 8, 10), 5);
  EXPECT_EQ(Outcome(basis, policy), kMet);
}

}  // namespace
}  // namespace shortbreaks::eligibility
