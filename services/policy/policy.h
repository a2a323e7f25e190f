// A council's short breaks policy, as read from its file. What the words of the file mean stands in
// docs/policies.md; figures are never constants of the code.
#pragma once

#include <absl/time/civil_time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/facts.h"

namespace shortbreaks::policy {

struct Position {
  int line = 0, column = 0;  // from 1; 0 where there is none
};

struct DayOfYear {
  int month = 1, day = 1;
  auto operator<=>(const DayOfYear&) const = default;
};

// An end of an age range.
struct AgeBound {
  bool operator==(const AgeBound&) const = default;
  enum class Kind {
    kBirthday,           // the birthday itself
    kAcademicYearStart,  // 1 September of the academic year in which the child turns `age`
    kAcademicYearEnd,    // 31 August of that academic year
    kDayOfYear,          // `month`-`day` of the calendar year in which the child turns `age`
  };
  Kind kind = Kind::kBirthday;
  int age = 0;
  int month = 0, day = 0;
};

// The day on which a criterion is asked.
struct CountedOn {
  bool operator==(const CountedOn&) const = default;
  enum class Kind { kAsked, kApplication, kYearStart, kAcademicYearStart, kFixed };
  Kind kind = Kind::kAsked;
  absl::CivilDay fixed;
};

struct AgeCriterion {
  std::optional<AgeBound> from;    // the first day
  std::optional<AgeBound> before;  // the first day that is too late; for academic and calendar ends the last day
  CountedOn on;
};
// Any one of what is listed; each list left empty does not ask.
struct Area {
  std::vector<std::string> authorities, districts, wards, postcodes;
  bool empty() const { return authorities.empty() && districts.empty() && wards.empty() && postcodes.empty(); }
};
struct PlaceCriterion {
  bool school = false;  // else the home
  Area in, not_in;
};
struct BenefitCriterion {
  std::string name;                // dla, pip, or one that the policy lists in `benefits`
  std::string component;           // empty: any
  std::vector<std::string> rates;  // empty: any
  CountedOn on;
};
struct EhcPlanCriterion {
  std::vector<EhcPlanState> states;
  std::vector<std::string> sections;  // each of them
  CountedOn on;
};
struct LetterCriterion {
  std::vector<std::string> professions;
  std::optional<int> months_max;  // since it was written
  // Left out: it holds on the day asked, and its months count to the application, or where there is none to that day.
  std::optional<CountedOn> on;
};
struct AssessmentCriterion {
  std::vector<std::string> routes;
};
struct ScoreCriterion {
  std::string of;
  std::optional<double> at_least, below;
};
struct EducationCriterion {
  bool full_time = true;
};
struct SchoolYearCriterion {
  std::optional<int> from, to;
  CountedOn on;  // by date of birth, on another day than that asked
};
struct PackageCriterion {
  std::vector<std::string> names;
};
struct RatioCriterion {
  std::optional<Ratio> at_least, at_most;
};
struct RecordedCriterion {
  std::string fact;
  bool value = true;
};
struct WindowCriterion {
  bool evidence = false;  // the day on which the evidence was complete, else of the application
  std::optional<absl::CivilDay> from, to;
  std::optional<DayOfYear> yearly_from, yearly_to;  // of every year instead; may go over the year's end
};
// Of a household, pounds a year in pence, as the team recorded it.
struct IncomeCriterion {
  std::optional<int64_t> at_most, below;
};

struct Criterion;
struct Combined {
  enum class Kind { kAll, kAny, kNone, kAtLeast };
  Kind kind = Kind::kAll;
  int number = 0;  // for kAtLeast
  std::vector<Criterion> of;
};

struct Criterion {
  std::string rule;  // stable, unique in its offer: given by the policy, or made from the rule around it
  std::string says;  // the public words, where the policy gives its own
  Position position;
  std::variant<Combined, AgeCriterion, PlaceCriterion, BenefitCriterion, EhcPlanCriterion, LetterCriterion,
               AssessmentCriterion, ScoreCriterion, EducationCriterion, SchoolYearCriterion, PackageCriterion,
               RatioCriterion, RecordedCriterion, WindowCriterion, IncomeCriterion>
      asks;
};

// Whole minutes, nights, sessions or pence.
enum class Unit { kMinutes, kNights, kSessions, kPence };
struct Quantity {
  Unit unit = Unit::kMinutes;
  int64_t amount = 0;
  bool operator==(const Quantity&) const = default;
};

enum class Per { kYear, kTerm, kWeek, kMonth, kOnce };
struct Band {
  std::optional<Criterion> when;  // left out: everyone
  Quantity give;
  Per per = Per::kYear;
  Position position;
  std::optional<Quantity> or_give;  // of another kind, where a family may have that instead
};

enum class Pace { kNone, kDays, kWeeks, kMonths };
struct ProRata {
  Pace by = Pace::kNone;
  Quantity step{Unit::kMinutes, 1};  // rounded up to a multiple of
};

struct Unused {
  bool carry_over = false;
  std::optional<Quantity> at_most;
  int months = 0;  // within which what was carried over is used
};

enum class PeriodKind { kWeek, kMonth, kTerm, kHoliday, kYear };
struct PeriodCap {
  Quantity most;
  PeriodKind in = PeriodKind::kYear;
};
struct Caps {
  std::optional<Quantity> booking, stay, provider;
  std::optional<int> providers;
  std::vector<PeriodCap> periods;
};

enum class Then { kEligible, kIndicative, kRefer };

// Who decides an offer whatever the amount; one of the policy's deciders.
struct RequiredDecider {
  std::string by;
  bool only_where_referred = false;  // else always: where the criteria are met, the limits say who
};

// What an allocation of the offer may pay for; a list left empty does not ask.
struct PaysFor {
  std::vector<std::string> tiers;
  std::optional<bool> overnight;  // else both
};
// What a session takes from an allocation of the offer, as a multiple of what it costs.
struct Charge {
  Criterion when;
  int times = 1;
  Position position;
};

struct Offer {
  std::string id, title, tier;
  Criterion needs;
  Then then = Then::kEligible;
  std::vector<Band> bands;  // the first that fits gives
  ProRata pro_rata;
  Unused unused;
  Caps caps;
  std::optional<int> review_months;
  std::optional<int> accept_working_days;
  std::optional<int> evidence_days;  // within which a family sends what is missing
  std::optional<RequiredDecider> decided_by;
  std::optional<PaysFor> pays_for;  // left out: sessions of its own tier and of those below
  std::vector<Charge> charges;      // the first that is met multiplies
  Position position;
};

struct Term {
  std::string name;
  absl::CivilDay from, to;
  Position position;
};
// Allocations in a kind, of a funding stream, or both.
struct Payer {
  std::string kind;    // hours, nights, sessions, pounds; empty: any
  std::string stream;  // empty: any
};
struct Conversion {
  Quantity from, to;
  Position position;
};
struct Decider {
  std::string by;
  std::optional<Quantity> up_to;  // a year; left out: without limit
  Position position;
};
// Cancelled at least so many real hours before the start, and less than the band before asks for.
struct CancellationBand {
  int notice_hours = 0;
  int forfeits_percent = 0;
  Position position;
};
struct Cancellation {
  // The longest notice first; the first forfeits nothing, the last asks for no notice. Empty: the policy says nothing
  // of notice.
  std::vector<CancellationBand> bands;
  std::vector<std::string> waived_for;
  std::optional<int> no_shows_max;  // beyond, a person may release what is booked
};
// As the law has it, where a policy says nothing; a policy may be stricter.
struct Regulation48 {
  int stay_max = 17, year_max = 75;  // in one stay; in any 12 months in the same setting
  bool nights = false;               // else days
  bool operator==(const Regulation48&) const = default;
};
// A benefit beside DLA and PIP, one entry for each component.
struct BenefitKind {
  std::string name, component;  // as people write it; a component may be left out
  std::vector<std::string> rates;
  Position position;
};
struct Source {
  std::string title, url;
};

struct Policy {
  std::string id, council, title;
  bool sample = false;
  absl::CivilDay from;
  std::optional<absl::CivilDay> to;
  std::vector<Source> sources;
  std::vector<std::string> readings;  // how the policy reads what its source leaves open
  int year_month = 4, year_day = 1;   // on which the entitlement year begins
  std::vector<Term> terms;
  std::vector<BenefitKind> benefits;
  std::vector<Offer> offers;
  std::vector<Payer> pays_first;  // in the order in which they pay
  std::vector<Conversion> conversions;
  std::vector<Decider> deciders;
  std::optional<Quantity> second_key_above;
  std::string second_key_by;  // who confirms what is above it; empty: anyone else
  std::optional<Cancellation> cancellation;
  Regulation48 regulation_48;
  std::optional<int> section_17_review_months = 6;  // the law's, where a policy says nothing
  std::string digest;                               // SHA-256 of the file, in hexadecimal
};

}  // namespace shortbreaks::policy
