// Staff, shifts and absences at the command line, as a provider uses them, and what an officer sees of it.
#include "command_line.h"

namespace shortbreaks {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RosterCommands : public CommandLine {
 protected:
  void SetUp() override {
    activity_ = support::AddClub(officer_);
    session_ = support::AddSession(officer_, activity_, 3, absl::Hours(24 * 14));
    availability::v1::GetActivityRequest get;
    get.set_name(activity_);
    provider_ = officer_.GetActivity(get).value().activity().provider();
    SignIn("provider", {identity::Role::kProvider, council_, "staff-1", provider_, "test-suite"});
  }
  nlohmann::json Ok(const std::string& who, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--json");
    const Answer answer = Run(who, arguments);
    EXPECT_EQ(answer.exit_code, 0) << answer.said;
    return answer.Json();
  }
  std::string AddStaff(const std::string& display_name) {
    return Ok("provider",
              {"staff", "create", "--provider", provider_, "--display-name", display_name})["staffMember"]["name"];
  }
  // A child who has a place, and needs a hoist.
  void BookAChildWhoNeedsAHoist() {
    const support::Family family = support::AddFamily(officer_, 600);
    bookings::v1::BookPlaceRequest book;
    book.set_request_id(NewRequestId());
    book.set_child(family.child);
    book.set_session(session_);
    ASSERT_TRUE(officer_.BookPlace(book).ok());
    ASSERT_TRUE(services_->mysql()
                    .AsRoot("UPDATE children SET trained_needs = 4 WHERE council_id = ? AND child_id = ?",
                            {council_, mysql::Bytes{*ids::IdOf("children", family.child)}})
                    .ok());
  }

  Client officer_ = services_->Officer(council_);
  std::string activity_, session_, provider_;
};

TEST_F(RosterCommands, AnAbsenceIsRecordedAndTellsWhomItAffects) {
  const std::string sam = AddStaff("Sam Sample"), kim = AddStaff("Kim Sample");
  EXPECT_THAT(
      Run("provider", {"staff", "train", sam, "--needs", "hoist", "--from", "2026-01-01", "--until", "2198-12-31"}).out,
      HasSubstr("hoist"));
  EXPECT_THAT(Run("provider", {"shift", "set", session_, "--staff", sam, "--staff", kim}).out, HasSubstr(session_));
  EXPECT_THAT(Run("provider", {"shift", "show", session_}).out, AllOf(HasSubstr("Kim Sample"), HasSubstr("hoist")));
  ASSERT_NO_FATAL_FAILURE(BookAChildWhoNeedsAHoist());
  EXPECT_THAT(Run("provider", {"shift", "affected", session_}).out, HasSubstr("Every booking fits"));

  const Answer away = Run("provider", {"absence", "record", sam, "--from", "2026-01-01 09:00", "--cause", "sickness"});
  EXPECT_EQ(away.exit_code, 0) << away.said;
  EXPECT_THAT(away.out, AllOf(HasSubstr("hoist"), HasSubstr("shift affected")));
  EXPECT_THAT(Run("provider", {"shift", "affected", session_}).out, AllOf(HasSubstr("hoist"), HasSubstr("bookings/")));
  EXPECT_THAT(Run("officer", {"shift", "short"}).out, HasSubstr(session_));

  const std::string absence = Ok("provider", {"staff", "show", sam})["absences"][0]["name"];
  EXPECT_THAT(Run("provider", {"absence", "end", absence, "--at", "2026-01-02 09:00"}).out, HasSubstr(session_));
  EXPECT_THAT(Run("officer", {"shift", "short"}).out, Not(HasSubstr(session_)));
  EXPECT_EQ(Run("provider", {"absence", "cancel", absence}).exit_code, 0);
}

TEST_F(RosterCommands, StaffAreListedChangedAndTheirTrainingIsRenewedInTime) {
  const std::string sam = AddStaff("Sam Sample");
  const std::string training = Ok("provider", {"staff", "train", sam, "--needs", "gastrostomy", "--from", "2026-01-01",
                                               "--until", "2030-06-01"})["training"]["name"];
  EXPECT_THAT(Run("officer", {"staff", "expiring", "--before", "2030-06-02"}).out, HasSubstr("Sam Sample"));
  EXPECT_THAT(Run("officer", {"staff", "expiring", "--before", "2030-06-01"}).out, HasSubstr("No training ends"));
  EXPECT_EQ(Run("provider", {"staff", "withdraw-training", training, "--reason", "Not passed."}).exit_code, 0);
  EXPECT_THAT(Run("provider", {"staff", "update", sam, "--display-name", "Samira Sample", "--inactive"}).out,
              AllOf(HasSubstr("Samira Sample"), HasSubstr("counts in no session")));
  EXPECT_THAT(Run("provider", {"staff", "list"}).out, HasSubstr("No staff."));
  EXPECT_THAT(Run("officer", {"staff", "list", "--all", "--provider", provider_}).out, HasSubstr("Samira Sample"));
  EXPECT_EQ(Run("provider", {"shift", "set", session_, "--staff", sam}).exit_code, 1);
  EXPECT_THAT(Run("provider", {"shift", "set", session_}).said, HasSubstr("--nobody"));
  EXPECT_EQ(Run("provider", {"shift", "set", session_, "--nobody"}).exit_code, 0);
  EXPECT_THAT(Run("provider", {"absence", "record", sam, "--from", "soon", "--cause", "leave"}).said,
              HasSubstr("--from"));
}

}  // namespace
}  // namespace shortbreaks
