// Packs as their councils would use them: published, a child entered by the command line tool with the facts that the
// rules ask for, an application handed in, and the result that the pack's own case says.
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include <algorithm>

#include "command_line.h"
#include "policy/assess.h"
#include "policy/cases.h"
#include "policy/parse.h"
#include "policy/yaml_reader.h"

namespace shortbreaks {
namespace {

using Flags = std::vector<std::string>;

struct PackCase {
  const char* pack;
  const char* title;  // of the pack's own case
  const char* offer;
  Flags child;                  // beside what every child has
  std::vector<Flags> evidence;  // one `evidence add` each
};

void PrintTo(const PackCase& one, std::ostream* out) { *out << one.pack << ": " << one.title; }

std::string PackFile(const std::string& name) {
  std::ifstream file(std::string(SHORTBREAKS_POLICIES) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

class PackCommands : public CommandLine, public testing::WithParamInterface<PackCase> {
 protected:
  PackCommands() { SignIn("second", {identity::Role::kOfficer, council_, "officer-2", "", "test-suite"}); }

  nlohmann::json Must(const std::string& who, Flags arguments) {
    arguments.insert(arguments.begin(), "--json");
    const Answer answer = Run(who, arguments);
    EXPECT_EQ(answer.exit_code, 0) << arguments[1] << " " << arguments[2] << ": " << answer.said;
    return answer.Json();
  }

  // The pack as a council of the test's own has it, live today.
  std::string PackToday(const policy::Policy& pack) const {
    std::vector<std::string> lines;
    for (const auto line : absl::StrSplit(PackFile(absl::StrCat(GetParam().pack, ".yaml")), '\n')) {
      if (absl::StartsWith(line, "to: ")) continue;
      lines.push_back(absl::StartsWith(line, "from: ") ? "from: 2000-01-01" : std::string(line));
    }
    return absl::StrReplaceAll(absl::StrJoin(lines, "\n"), {{pack.council, council_}});
  }

  static policy::Case OwnCase(const policy::Policy& pack) {
    policy::Mistakes mistakes;
    const auto cases = policy::ParseCases(PackFile(absl::StrCat(GetParam().pack, ".cases.yaml")), pack, mistakes);
    for (const policy::Case& one : cases) {
      if (one.title == GetParam().title && one.offer == GetParam().offer) return one;
    }
    ADD_FAILURE() << "the pack has no such case";
    return {};
  }

  // Where an application waits after it came out as the case says: what is not known is asked for, what is not met goes
  // to a person.
  static std::string StateAfter(const policy::Policy& pack, const policy::Case& one) {
    if (one.result != policy::Then::kRefer) return "APPLICATION_STATE_INDICATIVE_ELIGIBLE";
    for (const policy::Offer& offer : pack.offers) {
      if (offer.id != one.offer) continue;
      const bool open = policy::Assess(pack, offer, one.facts).rules.front().outcome == policy::Outcome::kNotKnown;
      return open ? "APPLICATION_STATE_EVIDENCE_REQUESTED" : "APPLICATION_STATE_NEEDS_REVIEW";
    }
    return "the pack has no such offer";
  }
};

TEST_P(PackCommands, ComesOutAsThePacksOwnCaseSays) {
  policy::Mistakes mistakes;
  const policy::Policy pack = policy::Parse(PackFile(absl::StrCat(GetParam().pack, ".yaml")), mistakes);
  ASSERT_TRUE(mistakes.list().empty());
  const std::string file = Write("policy.yaml", PackToday(pack));
  Must("second", {"policy", "publish", Must("officer", {"policy", "propose", file})["policy"]["name"]});

  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  const std::string born = absl::FormatCivilTime(absl::CivilDay(today.year() - 10, 1, 1));
  Flags create = {"child", "create", "--display-name", "Robin Example", "--date-of-birth", born};
  if (std::find(GetParam().child.begin(), GetParam().child.end(), "--not-resident") == GetParam().child.end()) {
    create.emplace_back("--resident");
  }
  if (std::find(GetParam().child.begin(), GetParam().child.end(), "--ratio") == GetParam().child.end()) {
    create.insert(create.end(), {"--ratio", "1:2"});
  }
  create.insert(create.end(), GetParam().child.begin(), GetParam().child.end());
  const std::string child = Must("officer", create)["child"]["name"];
  for (const Flags& evidence : GetParam().evidence) {
    Flags add = {"evidence", "add", child, "--issue-date", "2020-01-01"};
    add.insert(add.end(), evidence.begin(), evidence.end());
    Must("officer", add);
  }
  const std::string application =
      Must("officer", {"application", "create", child, "--offer", GetParam().offer})["application"]["name"];
  const std::string state = Must("officer", {"application", "submit", application})["application"]["state"];
  EXPECT_EQ(state, StateAfter(pack, OwnCase(pack))) << Run("officer", {"application", "show", application}).out;
}

constexpr char kOutOfReach[] = "evidence-that-universal-and-community-activities-are-out-of-reach";

INSTANTIATE_TEST_SUITE_P(Hackney, PackCommands,
                         testing::Values(PackCase{"hackney-2024",
                                                  "an ordinary child",
                                                  "short-breaks",
                                                  {"--no-packages"},
                                                  {{"--kind", "dla-care-middle"}}},
                                         PackCase{"hackney-2024",
                                                  "a package with social activities",
                                                  "short-breaks",
                                                  {"--packages", "social-activities"},
                                                  {{"--kind", "dla-care-middle"}}},
                                         PackCase{"hackney-2024",
                                                  "DLA care at the lowest rate",
                                                  "short-breaks",
                                                  {"--no-packages"},
                                                  {{"--kind", "dla-care-lowest"}}}));
INSTANTIATE_TEST_SUITE_P(
    Norfolk, PackCommands,
    testing::Values(PackCase{"norfolk", "a high score", "short-breaks", {"--score", "resource_allocation=82"}, {}},
                    PackCase{"norfolk", "just below 70", "short-breaks", {"--score", "resource_allocation=69.9"}, {}},
                    PackCase{"norfolk", "no score", "short-breaks", {}, {}}));
INSTANTIATE_TEST_SUITE_P(
    Coventry, PackCommands,
    testing::Values(
        PackCase{"coventry", "a shared worker", "community", {}, {}},
        PackCase{"coventry", "constant 1:1", "community", {"--ratio", "1:1"}, {}},
        PackCase{
            "coventry", "targeted with evidence", "targeted", {"--recorded", absl::StrCat(kOutOfReach, "=yes")}, {}},
        PackCase{"coventry",
                 "targeted where a community activity would do",
                 "targeted",
                 {"--recorded", absl::StrCat(kOutOfReach, "=no")},
                 {}},
        PackCase{"coventry",
                 "1:1 evidenced in all settings",
                 "targeted",
                 {"--ratio", "1:1", "--recorded", "one-to-one-evidenced-in-all-settings=yes"},
                 {}}));
INSTANTIATE_TEST_SUITE_P(
    Islington, PackCommands,
    testing::Values(PackCase{"islington-2023", "the whole year", "short-breaks", {"--recorded", "disability=yes"}, {}},
                    PackCase{"islington-2023", "nobody recorded a disability", "short-breaks", {}, {}}));

class CircumstancesCommands : public CommandLine {};

TEST_F(CircumstancesCommands, WhatIsGivenIsKeptShownAndTakenOffTheFile) {
  const Answer created = Run("officer", {"child",
                                         "create",
                                         "--display-name",
                                         "Robin Example",
                                         "--date-of-birth",
                                         "2016-05-14",
                                         "--ratio",
                                         "1:2",
                                         "--external-id",
                                         "C-1",
                                         "--not-resident",
                                         "--home-authority",
                                         "E07000196",
                                         "--home-district",
                                         "E07000195",
                                         "--school-authority",
                                         "E07000199",
                                         "--school-year",
                                         "6",
                                         "--full-time-education",
                                         "yes",
                                         "--no-packages",
                                         "--score",
                                         "matrix=3",
                                         "--score",
                                         "profile=7.5",
                                         "--recorded",
                                         "disability=yes",
                                         "--planned",
                                         "H1: 52 nights"});
  ASSERT_EQ(created.exit_code, 0) << created.said;
  const auto shows = [&](const std::string& text) { return testing::HasSubstr(text); };
  const std::string shown = Run("officer", {"child", "show", "C-1"}).out;
  for (const char* text : {"E07000196", "E07000195", "E07000199", "school year 6", "full-time", "none", "matrix 3",
                           "profile 7.5", "disability: yes", "H1: 52 nights a year"}) {
    EXPECT_THAT(shown, shows(text));
  }
  const std::string changed = Run("officer", {"child", "update", "C-1", "--score", "matrix=4", "--clear",
                                              "packages,school-year", "--recorded", "disability=no"})
                                  .out;
  EXPECT_THAT(changed, shows("matrix 4, profile 7.5"));
  EXPECT_THAT(changed, shows("disability: no"));
  EXPECT_THAT(changed, shows("E07000195")) << "what is not given stays";
  EXPECT_THAT(Run("officer", {"delivery", "show", "C-1"}).out, shows("52 nights  not allocated"));
  EXPECT_THAT(Run("officer", {"delivery", "council", "--csv"}).out, shows("H1,nights,52,0,0,0,"));
  EXPECT_THAT(Run("officer", {"child", "update", "C-1", "--planned", "52 nights"}).said, shows("H1: 52 nights"));
  EXPECT_THAT(Run("officer", {"child", "update", "C-1", "--clear", "planned"}).out, testing::Not(shows("Planned")));
  EXPECT_THAT(changed, testing::Not(shows("Care packages")));
  EXPECT_THAT(changed, testing::Not(shows("school year")));
  // A move says where the child lives now; the old authority does not stay beside it.
  EXPECT_THAT(Run("officer", {"child", "update", "C-1", "--resident"}).out, testing::Not(shows("E07000196")));
  EXPECT_THAT(Run("officer", {"child", "update", "C-1", "--home-authority", "E07000196"}).said,
              shows("Must agree with home_authority"));
  EXPECT_THAT(Run("officer", {"child", "update", "C-1", "--clear", "age"}).said, shows("Write one of"));
  EXPECT_THAT(Run("officer", {"child", "update", "C-1", "--score", "82"}).said, shows("resource_allocation=82"));
}

TEST_F(CircumstancesCommands, EvidenceIsShownWithItsDetailsAndWithdrawn) {
  ASSERT_EQ(Run("officer", {"child", "create", "--display-name", "Robin Example", "--date-of-birth", "2016-05-14",
                            "--ratio", "1:2", "--external-id", "C-1", "--resident"})
                .exit_code,
            0);
  Run("officer", {"evidence", "add", "C-1", "--kind", "letter-other", "--profession", "health_visitor", "--issue-date",
                  "2026-01-01"});
  Run("officer", {"evidence", "add", "C-1", "--kind", "no-ehc-plan", "--issue-date", "2026-01-01"});
  const Answer plan = Run("officer", {"--json", "evidence", "add", "C-1", "--kind", "ehc-plan", "--sections", "F,H1",
                                      "--issue-date", "2026-02-01"});
  Run("officer", {"evidence", "add", "C-1", "--kind", "other-benefit", "--benefit", "Universal Credit", "--component",
                  "disabled child", "--rate", "higher", "--issue-date", "2026-01-01"});
  EXPECT_THAT(Run("officer", {"evidence", "add", "C-1", "--kind", "other-benefit", "--issue-date", "2026-01-01"}).said,
              testing::HasSubstr("benefit.name"));
  EXPECT_THAT(Run("officer", {"evidence", "add", "C-1", "--kind", "ehc-plan", "--benefit", "Universal Credit",
                              "--issue-date", "2026-01-01"})
                  .said,
              testing::HasSubstr("OTHER_BENEFIT alone"));
  const std::string listed = Run("officer", {"evidence", "list", "C-1"}).out;
  for (const char* text : {"letter other, health_visitor", "no ehc plan", "ehc plan, F and H1",
                           "other benefit, Universal Credit, disabled child, higher"}) {
    EXPECT_THAT(listed, testing::HasSubstr(text));
  }
  const std::string name = plan.Json()["evidence"]["name"];
  const Answer withdrawn = Run("officer", {"evidence", "withdraw", name, "--reason", "It was another child's."});
  EXPECT_THAT(withdrawn.out, testing::HasSubstr("It was another child's.")) << withdrawn.said;
  EXPECT_THAT(Run("officer", {"evidence", "list", "C-1"}).out, testing::HasSubstr("withdrawn "));
}

}  // namespace
}  // namespace shortbreaks
