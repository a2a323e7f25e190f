// Officers and the teams that children are with.
#include <thread>

#include "relations/relations_test.h"

namespace shortbreaks::relations {
namespace {

class TeamsTest : public RelationsTest {
 protected:
  void SetUp() override {
    RelationsTest::SetUp();
    evidence_ = AddEvidence(eligibility::ServiceTest::GoodEvidence(child_)).name();
    allocation_ = AddAllocation(GoodAllocation(child_)).name();
    application_ = Draft().name();
    ASSERT_TRUE(SetTeam(Officer(), child_, "north").ok());
  }

  // What `call` is told of `child` and of records of it, in one line for each way to ask.
  std::vector<std::string> Told(const rpc::Call& call, const std::string& child, const std::string& allocation,
                                const std::string& application) {
    std::vector<std::string> told;
    const auto tell = [&](const char* method, const absl::Status& status) {
      told.push_back(absl::StrCat(method, ": ", status.ToString(absl::StatusToStringMode::kWithEverything)));
    };
    tell("GetChild", GetChild(call, child).status());
    v1::ListEvidenceRequest evidence;
    evidence.set_child(child);
    tell("ListEvidence", Run<v1::ListEvidenceResponse>("ListEvidence", call, evidence).status());
    v1::GetAllocationRequest get;
    get.set_name(allocation);
    tell("GetAllocation", Run<v1::GetAllocationResponse>("GetAllocation", call, get).status());
    tell("GetApplication", GetApplication(call, application).status());
    v1::GetTeamRequest team;
    team.set_child(child);
    tell("GetTeam", Run<v1::GetTeamResponse>("GetTeam", call, team).status());
    tell("SetTeam", SetTeam(call, child, "south").status());
    tell("GrantAuthority",
         Run<v1::GrantAuthorityResponse>("GrantAuthority", call, GrantRequest(carer_, child)).status());
    tell("GrantAllocation",
         Run<v1::GrantAllocationResponse>("GrantAllocation", call, AllocationRequest(GoodAllocation(child))).status());
    auto add = WithId<v1::AddEvidenceRequest>();
    *add.mutable_evidence() = GoodEvidence(child);
    tell("AddEvidence", Run<v1::AddEvidenceResponse>("AddEvidence", call, add).status());
    auto update = WithId<v1::UpdateChildRequest>();
    *update.mutable_child() = GoodChild();
    update.mutable_child()->set_name(child);
    update.mutable_child()->set_etag("1");
    tell("UpdateChild", Run<v1::UpdateChildResponse>("UpdateChild", call, update).status());
    auto create = WithId<v1::CreateApplicationRequest>();
    create.mutable_application()->set_child(child);
    create.mutable_application()->set_offer("targeted");
    create.mutable_application()->set_applicant_kind(v1::APPLICANT_KIND_OFFICER);
    tell("CreateApplication", Run<v1::CreateApplicationResponse>("CreateApplication", call, create).status());
    return told;
  }

  size_t Children(const rpc::Call& call) {
    return static_cast<size_t>(
        Run<v1::ListChildrenResponse>("ListChildren", call, v1::ListChildrenRequest()).value().children_size());
  }
  size_t Applications(const rpc::Call& call) {
    return static_cast<size_t>(
        Run<v1::ListApplicationsResponse>("ListApplications", call, v1::ListApplicationsRequest())
            .value()
            .applications_size());
  }

  std::string evidence_, allocation_, application_;
};

TEST_F(TeamsTest, AnOfficerOfAnotherTeamHearsOfAChildWhatIsHeardOfNone) {
  const std::string no_allocation = ids::ResourceName("allocations", ids::NewUuid());
  const std::string no_application = ids::ResourceName("applications", ids::NewUuid());
  for (const char* teams : {"south", "", "nort", "north-west,south"}) {
    const rpc::Call call = OfTeams(teams);
    EXPECT_EQ(Told(call, child_, allocation_, application_), Told(call, kUnknownChild, no_allocation, no_application))
        << teams;
    EXPECT_EQ(Children(call), 0U) << teams;
    EXPECT_EQ(Applications(call), 0U) << teams;
  }
  EXPECT_EQ(Number("SELECT COUNT(*) FROM children WHERE council_id = ? AND team = 'north'"), 1);
}

TEST_F(TeamsTest, OfficersOfItsTeamAndOfAllTeamsSeeIt) {
  for (const char* teams : {"north", "south,north", "*"}) {
    const rpc::Call call = OfTeams(teams);
    EXPECT_TRUE(GetChild(call, child_).ok()) << teams;
    EXPECT_TRUE(GetApplication(call, application_).ok()) << teams;
    EXPECT_EQ(Children(call), 1U) << teams;
    EXPECT_EQ(Applications(call), 1U) << teams;
  }
  EXPECT_TRUE(GetChild(Family(), child_).ok()) << "its family goes by authority";
}

TEST_F(TeamsTest, AChildWithNoTeamIsSeenByEveryOfficer) {
  const std::string child = AddChild().name();
  for (const char* teams : {"south", "", "*"}) EXPECT_TRUE(GetChild(OfTeams(teams), child).ok()) << teams;
}

TEST_F(TeamsTest, WhoeverSeesAChildMayHandItOverAndThenSeesItNoMore) {
  const auto handed = SetTeam(OfTeams("north"), child_, "south");
  ASSERT_TRUE(handed.ok()) << handed.status();
  EXPECT_EQ(handed->child_team().team(), "south");
  EXPECT_EQ(ReasonOf(GetChild(OfTeams("north"), child_)), ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(GetChild(OfTeams("south"), child_).ok());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method = 'SetTeam' AND kind = 2"), 2)
      << "each change is on record";
  EXPECT_TRUE(SetTeam(OfTeams("south"), child_, "").ok());
  EXPECT_TRUE(GetChild(OfTeams("north"), child_).ok());
}

TEST_F(TeamsTest, ATeamHasANameOfItsForm) {
  for (const char* team : {"North", "1st", "a b", "*", "a,b", "-x", "abcdefghijklmnopqrstuvwxyz1234567"}) {
    EXPECT_EQ(ReasonOf(SetTeam(OfTeams("*"), child_, team)), ERROR_REASON_INVALID_REQUEST) << team;
  }
}

// The team is asked under the child's lock, and not by a look before.
TEST_F(TeamsTest, AChildThatIsHandedOverWhileAChangeWaitsForItIsNotChanged) {
  auto holder = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_eligibility"));
  ASSERT_TRUE(holder.ok()) << holder.status();
  const mysql::Parameters which = {council_, mysql::Bytes{*ids::IdOf("children", child_)}};
  ASSERT_TRUE((*holder)->Execute("START TRANSACTION").ok());
  ASSERT_TRUE(
      (*holder)->Execute("UPDATE children SET team = 'south' WHERE council_id = ? AND child_id = ?", which).ok());
  absl::StatusOr<v1::AddEvidenceResponse> added = absl::UnknownError("not yet");
  std::thread change([&] {
    auto add = WithId<v1::AddEvidenceRequest>();
    *add.mutable_evidence() = GoodEvidence(child_);
    added = Run<v1::AddEvidenceResponse>("AddEvidence", OfTeams("north"), add);
  });
  const auto waits = [] {
    auto rows = support::SharedMysql().AsRoot(
        "SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'", {});
    return rows.ok() && rows->front().Int(0) > 0;
  };
  for (const absl::Time end = absl::Now() + absl::Seconds(20); !waits() && absl::Now() < end;) {
    absl::SleepFor(absl::Milliseconds(150));  // the table is refreshed where nobody read it for 100 ms
  }
  EXPECT_TRUE((*holder)->Execute("COMMIT").ok());
  change.join();
  EXPECT_EQ(ReasonOf(added), ERROR_REASON_NOT_FOUND) << added.status();
  EXPECT_EQ(Number("SELECT COUNT(*) FROM evidence WHERE council_id = ?"), 1);
}

}  // namespace
}  // namespace shortbreaks::relations
