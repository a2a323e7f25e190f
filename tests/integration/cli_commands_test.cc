// Every RPC has its command, and a shell completes what is typed.
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "command_line.h"
#include "identity/authorisation.h"
#include "support/child_process.h"

namespace shortbreaks {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const std::map<std::string, std::string> kCommands = {
    {"CreateProvider", "provider create"},
    {"GetProvider", "provider show"},
    {"ListProviders", "provider list"},
    {"CreateActivity", "activity create"},
    {"GetActivity", "activity show"},
    {"UpdateActivity", "activity update"},
    {"ListActivities", "activity list"},
    {"CreateSession", "session create"},
    {"GetSession", "session show"},
    {"SetPlaces", "session set-places"},
    {"PublishSession", "session publish"},
    {"CloseSession", "session close"},
    {"CancelSession", "session cancel"},
    {"GetCapacity", "session capacity"},
    {"SetCapacity", "session set-capacity"},
    {"ReleaseReserve", "session release-reserve"},
    {"SearchSessions", "session search"},
    {"ListSessions", "session list"},
    {"BatchGetAvailability", "availability"},
    {"ImportTimetable", "import timetable"},
    {"SetCalendarDays", "calendar-day set"},
    {"ListCalendarDays", "calendar-day list"},
    {"CreateSeries", "series create"},
    {"GetSeries", "series show"},
    {"ListSeries", "series list"},
    {"UpdateSeries", "series update"},
    {"EndSeries", "series end"},
    {"CopySeason", "series copy"},
    {"CreateCarer", "carer create"},
    {"GetCarer", "carer show"},
    {"CreateChild", "child create"},
    {"GetChild", "child show"},
    {"UpdateChild", "child update"},
    {"ListChildren", "child list"},
    {"GrantAuthority", "authority grant"},
    {"RevokeAuthority", "authority revoke"},
    {"AddEvidence", "evidence add"},
    {"ListEvidence", "evidence list"},
    {"GrantAllocation", "allocation grant"},
    {"GetAllocation", "allocation show"},
    {"ListAllocations", "allocation list"},
    {"Decide", "decide"},
    {"GetDecision", "decision show"},
    {"ImportCaseload", "import caseload"},
    {"ProposePolicy", "policy propose"},
    {"PublishPolicy", "policy publish"},
    {"WithdrawPolicy", "policy withdraw"},
    {"GetPolicy", "policy show"},
    {"GetLivePolicy", "policy live"},
    {"ListPolicies", "policy list"},
    {"ReplayPolicy", "policy replay"},
    {"CreateApplication", "application create"},
    {"UpdateApplication", "application update"},
    {"SubmitApplication", "application submit"},
    {"AssessApplication", "application assess"},
    {"WithdrawApplication", "application withdraw"},
    {"RequestReview", "application request-review"},
    {"RequestEvidence", "application request-evidence"},
    {"ListForPanel", "application list-for-panel"},
    {"DecideApplication", "application decide"},
    {"ConfirmDecision", "application confirm"},
    {"RejectDecision", "application reject"},
    {"NotifyApplication", "application notify"},
    {"CloseApplication", "application close"},
    {"BulkApprove", "application bulk-approve"},
    {"GetApplication", "application show"},
    {"ListApplications", "application list"},
    {"CreatePanel", "panel create"},
    {"UpdatePanel", "panel close"},
    {"GetPanel", "panel show"},
    {"ListPanels", "panel list"},
    {"AcceptAllocation", "allocation accept"},
    {"SuspendAllocation", "allocation suspend"},
    {"ResumeAllocation", "allocation resume"},
    {"EndAllocation", "allocation end"},
    {"AdjustAllocation", "allocation adjust"},
    {"HoldForTransition", "allocation hold-for-transition"},
    {"RunCalendar", "allocation run-calendar"},
    {"ReviewAllocation", "allocation review"},
    {"ListReviewsDue", "allocation reviews-due"},
    {"FindChild", "application find-child"},
    {"RecheckBookings", "booking recheck"},
    {"ListBookingFlags", "booking flags"},
    {"ResolveBookingFlag", "booking resolve-flag"},
    {"HoldPlace", "booking hold"},
    {"ExtendHold", "booking extend"},
    {"ConfirmBooking", "booking confirm"},
    {"ReleaseHold", "booking release"},
    {"BookPlace", "booking book"},
    {"CancelBooking", "booking cancel"},
    {"WaiveCharge", "booking waive"},
    {"GetBooking", "booking show"},
    {"ListBookings", "booking list"},
    {"GetBalance", "balance"},
    {"ListLedgerEntries", "ledger show"},
    {"ReconcileLedger", "ledger reconcile"},
    {"ListReviewsDue", "allocation reviews-due"},
    {"ReviewAllocation", "allocation review"},
    {"WithdrawEvidence", "evidence withdraw"},
    {"FindChild", "application find-child"},
    {"GetDelivery", "delivery show"},
    {"SummarizeDelivery", "delivery council"},
    {"ListRequests", "match list"},
    {"AnswerRequest", "match answer"},
    {"ListUnmetNeed", "unmet-need list"},
    {"SummarizeUnmetNeed", "unmet-need summary"},
    {"SummarizeSupply", "demand supply"},
    {"SummarizeOutcomes", "demand outcomes"},
    {"SummarizeTakeUp", "demand take-up"},
    {"SummarizeAnswers", "unmet-need answers"},
    {"KeepApart", "apart add"},
    {"EndKeepApart", "apart end"},
    {"ListKeptApart", "apart list"},
    {"ListAccesses", "audit accesses"},
    {"EraseChild", "child erase"},
    {"ExportChild", "child export"},
    {"ExportBookings", "child export"},
    {"RequestCorrection", "correction request"},
    {"AnswerCorrection", "correction answer"},
    {"ListCorrections", "correction list"},
    {"SetRetentionRule", "retention set-rule"},
    {"GetRetentionRule", "retention show-rule"},
    {"ListErasuresDue", "retention due"},
    {"ProposeErasures", "retention propose"},
    {"SetTeam", "child set-team"},
    {"GetTeam", "child team"},
    {"GiveConsent", "consent give"},
    {"WithdrawConsent", "consent withdraw"},
    {"ListConsents", "consent list"},
    {"EndReferral", "application end-referral"},
    {"CreateFeed", "calendar create"},
    {"ListFeeds", "calendar list"},
    {"RevokeFeed", "calendar revoke"},
    {"GetRegister", "register show"},
    {"MarkAttendance", "register mark"},
    {"GetClaim", "claim show"},
    {"ListClaimLines", "claim lines"},
    {"ListClaims", "claim list"},
    {"SubmitClaim", "claim submit"},
    {"ApproveClaim", "claim approve"},
    {"ListRepeatedNoShows", "no-shows list"},
    {"ResolveNoShows", "no-shows excuse"},
    {"JoinWaitingList", "waiting join"},
    {"LeaveWaitingList", "waiting leave"},
    {"GetWaitingListEntry", "waiting show"},
    {"ListWaitingListEntries", "waiting list"},
    {"AcceptOffer", "offer accept"},
    {"DeclineOffer", "offer decline"},
    {"OfferPlace", "offer make"},
    {"CreateStaffMember", "staff create"},
    {"UpdateStaffMember", "staff update"},
    {"GetStaffMember", "staff show"},
    {"ListStaffMembers", "staff list"},
    {"RecordTraining", "staff train"},
    {"WithdrawTraining", "staff withdraw-training"},
    {"ListTrainingExpiring", "staff expiring"},
    {"SetShifts", "shift set"},
    {"GetRoster", "shift show"},
    {"ListAffectedBookings", "shift affected"},
    {"ListShortSessions", "shift short"},
    {"RecordAbsence", "absence record"},
    {"EndAbsence", "absence end"},
    {"CancelAbsence", "absence cancel"},
    {"CreateVenue", "venue create"},
    {"GetVenue", "venue show"},
    {"UpdateVenue", "venue update"},
    {"ListVenues", "venue list"},
    {"CreateRoom", "room create"},
    {"GetRoom", "room show"},
    {"UpdateRoom", "room update"},
    {"ListRooms", "room list"},
    {"ListRoomUses", "room times"},
    {"SetRoom", "session set-room"},
    {"CreateProgramme", "programme create"},
    {"GetProgramme", "programme show"},
    {"UpdateProgramme", "programme update"},
    {"ListProgrammes", "programme list"},
    {"AddProgrammeSessions", "programme add-sessions"},
    {"RemoveProgrammeSessions", "programme remove-sessions"},
    {"ListAlternatives", "session alternatives"},
};

class Commands : public testing::Test {
 protected:
  // The lines that a program prints; fails where it does not end with 0.
  std::vector<std::string> LinesOf(const std::vector<std::string>& argv) {
    const std::string log = folder_.path() + "/log";
    std::ofstream(log, std::ios::trunc).close();
    support::ChildProcess process;
    EXPECT_TRUE(process.Start(argv, log).ok());
    const auto code = process.Wait(absl::Seconds(60));
    std::ifstream file(log);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(code.ok() && *code == 0) << text;
    return absl::StrSplit(text, '\n', absl::SkipEmpty());
  }

  // What a real Bash offers after these words, of which the last is unfinished.
  std::vector<std::string> Offered(const std::vector<std::string>& words) {
    const std::string folder = std::filesystem::path(SHORTBREAKS_CLI).parent_path();
    std::vector<std::string> argv = {"env",
                                     "PATH=" + folder + ":/usr/bin:/bin",
                                     "bash",
                                     "--norc",
                                     "-euc",
                                     R"(source <(shortbreaks completion bash)
COMP_WORDS=(shortbreaks "$@")
COMP_CWORD=$#
_shortbreaks || true
printf '%s\n' "${COMPREPLY[@]}")",
                                     "bash"};
    argv.insert(argv.end(), words.begin(), words.end());
    return LinesOf(argv);
  }

  support::TemporaryDirectory folder_;
};

TEST_F(Commands, AreThereForEveryRpc) {
  std::set<std::string> rpcs, known;
  for (const identity::Rule& rule : identity::AuthorisationTable()) {
    const std::string method(rule.method);
    rpcs.insert(method.substr(method.rfind('/') + 1));
  }
  for (const auto& [rpc, command] : kCommands) known.insert(rpc);
  EXPECT_EQ(rpcs, known);
  for (const auto& [rpc, command] : kCommands) {
    std::vector<std::string> argv = {SHORTBREAKS_CLI};
    for (const auto word : absl::StrSplit(command, ' ')) argv.emplace_back(word);
    argv.emplace_back("--help");
    EXPECT_THAT(LinesOf(argv), Contains(testing::HasSubstr("shortbreaks " + command))) << rpc;
  }
}

TEST_F(Commands, AreCompletedByBash) {
  EXPECT_THAT(Offered({"all"}), ElementsAre("allocation"));
  EXPECT_THAT(Offered({"application", "req"}), testing::UnorderedElementsAre("request-evidence", "request-review"));
  EXPECT_THAT(Offered({"session", "search", "--ti"}), Contains("--tier"));
  EXPECT_THAT(Offered({"no-such-noun"}), IsEmpty());
}

TEST_F(Commands, ValuesOfTheContractAreCompletedByBash) {
  EXPECT_THAT(Offered({"session", "search", "--tier", ""}),
              testing::UnorderedElementsAre("universal", "targeted", "specialist"));
  EXPECT_THAT(Offered({"session", "search", "--tier", "=", "tar"}), ElementsAre("targeted"));
  EXPECT_THAT(Offered({"session", "search", "--needs", "autism,mak"}), ElementsAre("autism,makaton"));
  EXPECT_THAT(Offered({"application", "decide", "applications/1", "--outcome", "approve"}),
              testing::UnorderedElementsAre("approve", "approve-varied"));
  EXPECT_THAT(Offered({"token", "mint", "--role", "pr"}), testing::UnorderedElementsAre("provider", "practitioner"));
  // Each noun has states of its own.
  EXPECT_THAT(Offered({"booking", "list", "--state", ""}), testing::AllOf(Contains("held"), Not(Contains("draft"))));
  EXPECT_THAT(Offered({"application", "list", "--state", ""}),
              testing::AllOf(Contains("draft"), Not(Contains("held"))));
  EXPECT_THAT(Offered({"panel", "create", "--role", ""}), Not(Contains("officer")));
}

using ApplicationUpdate = CommandLine;

TEST_F(ApplicationUpdate, ChangesWhatIsGivenAndLeavesTheRest) {
  Client officer = services_->Officer(council_);
  const support::Family family = support::AddFamily(officer, 180);
  SignIn("parent", {identity::Role::kCarer, council_, family.carer, "", "parent-app"});
  const std::string name = Run("parent", {"--json", "application", "create", family.child, "--offer", "targeted",
                                          "--applicant", "family", "--statement", "Saturdays are the hardest."})
                               .Json()["application"]["name"];
  auto updated = Run("parent", {"--json", "application", "update", name, "--asked", "40 h"}).Json()["application"];
  EXPECT_EQ(updated["asked"]["amount"], "2400");
  EXPECT_EQ(updated["statement"], "Saturdays are the hardest.");
  updated = Run("officer", {"--json", "application", "update", name, "--priority", "urgent", "--asked", ""})
                .Json()["application"];
  EXPECT_EQ(updated["priority"], "APPLICATION_PRIORITY_URGENT");
  EXPECT_FALSE(updated.contains("asked"));
  EXPECT_EQ(updated["statement"], "Saturdays are the hardest.");
  EXPECT_THAT(Run("officer", {"application", "update", name, "--priority", "soon"}).said,
              testing::HasSubstr("--priority"));
}

}  // namespace
}  // namespace shortbreaks
