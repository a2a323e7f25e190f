// What is on file about a child when a policy is asked. What nobody recorded is not known, which is another thing than
// no: a policy that needs it refers, and says what would settle it.
#pragma once

#include <absl/time/civil_time.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace shortbreaks::policy {

// Where a home or a school is. Empty: not recorded.
struct Place {
  std::string authority;      // GSS code, for example E08000031
  std::string district;       // a district council's GSS code
  std::string ward;           // the ward's name
  std::string postcode;       // whole or outward half, in capitals
  std::string not_authority;  // where authority is empty: one that it is known not to be in
};

// The days on which a piece of evidence holds, both included.
struct Validity {
  absl::CivilDay from;
  std::optional<absl::CivilDay> to;
  bool Holds(absl::CivilDay day) const { return from <= day && (!to || day <= *to); }
};

struct BenefitAward {
  std::string name;       // dla, pip
  std::string component;  // care, mobility; daily_living, mobility
  std::string rate;       // lowest, middle, highest; standard, enhanced
  Validity valid;
};

enum class EhcPlanState { kNone, kRequested, kPromised, kIssued };
struct EhcPlan {
  EhcPlanState state = EhcPlanState::kNone;
  std::set<std::string> sections;  // that give provision: B, D, F, H1, H2 …
  Validity valid;
};

struct Letter {
  std::string profession;  // senco, gp, consultant, social_worker …
  Validity valid;
};

struct Ratio {
  int staff = 1, children = 1;
};

struct Facts {
  absl::CivilDay day;  // on which is asked: of the session, or today
  std::optional<absl::CivilDay> application_day;
  std::optional<absl::CivilDay> evidence_complete_day;

  std::optional<absl::CivilDay> date_of_birth;
  Place home, school;
  std::optional<bool> full_time_education;
  std::optional<int> school_year;  // 0 is reception; else by date of birth
  std::optional<Ratio> support_ratio;
  std::optional<std::set<std::string>> packages;  // care packages that the child has; none is an empty set

  std::vector<BenefitAward> benefits;
  std::optional<EhcPlan> ehc_plan;
  std::vector<Letter> letters;
  std::optional<std::string> assessment;  // none, self, early_help, section_17
  std::map<std::string, double> scores;   // by the name of the assessment tool
  std::map<std::string, bool> recorded;   // what an officer established, by a name of the policy's own
};

}  // namespace shortbreaks::policy
