// Erasing a child: two officers, nothing that still runs, and nothing left but names that are nobody's.
#include "eligibility/service_test.h"

#include <thread>

#include "erasure/handlers.h"

namespace shortbreaks::erasure {
namespace {

using namespace type::v1;  // the reasons
using eligibility::ReasonOf;
using mysql::Bytes;
using testing::ElementsAre;
using testing::IsEmpty;

class ErasureTest : public eligibility::FamilyTest {
 protected:
  ErasureTest() : erasure_store_(pool_) { Serve(MakeHandlers({erasure_store_})); }

  v1::EraseChildRequest Request(const std::string& child, v1::ErasureReason why = v1::ERASURE_REASON_REQUESTED) {
    auto request = WithId<v1::EraseChildRequest>();
    request.set_child(child);
    request.set_reason(why);
    return request;
  }
  absl::StatusOr<v1::EraseChildResponse> Erase(const rpc::Call& call, const v1::EraseChildRequest& request) {
    return Run<v1::EraseChildResponse>("EraseChild", call, request);
  }
  // By both officers.
  v1::Erasure EraseNow(const std::string& child) {
    EXPECT_TRUE(Erase(Officer(), Request(child)).ok());
    const auto erased = Erase(SecondOfficer(), Request(child));
    EXPECT_TRUE(erased.ok()) << erased.status();
    return erased.ok() ? erased->erasure() : v1::Erasure();
  }
  mysql::Rows Root(const std::string& sql, const mysql::Parameters& parameters) {
    auto rows = support::SharedMysql().AsRoot(sql, parameters);
    EXPECT_TRUE(rows.ok()) << sql << ": " << mysql::DiagnosisOf(rows.status());
    return rows.value_or(mysql::Rows{});
  }
  Bytes Id(const std::string& name) { return Bytes{*ids::IdOf(name.substr(0, name.find('/')), name)}; }
  std::string BlockedBy() {
    const auto refused = Erase(Officer(), Request(child_));
    EXPECT_EQ(ReasonOf(refused), ERROR_REASON_ERASURE_BLOCKED);
    return errors::MetadataOf(refused.status(), "blocked_by");
  }

  ErasureStore erasure_store_;
};

TEST_F(ErasureTest, TakesTwoOfficers) {
  const auto proposed = Erase(Officer(), Request(child_));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->erasure().state(), v1::ERASURE_STATE_PROPOSED);
  EXPECT_EQ(proposed->erasure().proposer(), Officer().principal.Actor());
  EXPECT_FALSE(proposed->erasure().has_erase_time());
  EXPECT_TRUE(GetChild(Officer(), child_).ok()) << "nothing is erased yet";
  EXPECT_EQ(ReasonOf(Erase(Officer(), Request(child_))), ERROR_REASON_SECOND_PERSON_NEEDED);
  EXPECT_EQ(ReasonOf(Erase(SecondOfficer(), Request(child_, v1::ERASURE_REASON_RECORDED_IN_ERROR))),
            ERROR_REASON_INVALID_REQUEST)
      << "they mean different things";
  EXPECT_TRUE(GetChild(Officer(), child_).ok());
  const auto erased = Erase(SecondOfficer(), Request(child_));
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->erasure().state(), v1::ERASURE_STATE_ERASED);
  EXPECT_EQ(erased->erasure().eraser(), SecondOfficer().principal.Actor());
  EXPECT_TRUE(erased->erasure().has_erase_time());
  EXPECT_THAT(erased->erasure().carers(), ElementsAre(carer_));
  EXPECT_EQ(ReasonOf(GetChild(Officer(), child_)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Erase(Officer(), Request(child_))), ERROR_REASON_NOT_FOUND) << "once";
}

TEST_F(ErasureTest, AProposalLapsesAfterThirtyDays) {
  ASSERT_TRUE(Erase(Officer(), Request(child_)).ok());
  Root("UPDATE erasures SET propose_time = NOW(6) - INTERVAL 31 DAY WHERE council_id = ?", {council_});
  const auto again = Erase(SecondOfficer(), Request(child_));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->erasure().state(), v1::ERASURE_STATE_PROPOSED);
  EXPECT_EQ(again->erasure().proposer(), SecondOfficer().principal.Actor());
  EXPECT_TRUE(GetChild(Officer(), child_).ok());
}

TEST_F(ErasureTest, IsRefusedWhileSomethingRunsAndSaysWhat) {
  const std::string allocation = AddAllocation(GoodAllocation(child_)).name();
  EXPECT_EQ(BlockedBy(), allocation);
  Root("UPDATE allocations SET state = 3 WHERE council_id = ?", {council_});
  const ids::Uuid booking = ids::NewUuid(), session = ids::NewUuid(), entry = ids::NewUuid();
  Root(
      "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, state, start_time, "
      "end_time, free_until_time, child_version, session_version, partner_id, create_time, update_time) VALUES (?, ?, "
      "?, ?, ?, 2, NOW(6), NOW(6) + INTERVAL 1 DAY, NOW(6), 1, 1, 'app', NOW(6), NOW(6))",
      {council_, Bytes{booking}, Id(child_), Bytes{session}, Bytes{session}});
  Root(
      "INSERT INTO waiting_entries (council_id, entry_id, child_id, activity_id, waits_for, state, since_time, "
      "create_time, update_time) VALUES (?, ?, ?, ?, ?, 1, NOW(6), NOW(6), NOW(6))",
      {council_, Bytes{entry}, Id(child_), Bytes{session}, Bytes{session}});
  EXPECT_EQ(BlockedBy(), ids::ResourceName("bookings", booking) + "," + ids::ResourceName("waitingListEntries", entry));
  Root("UPDATE bookings SET end_time = NOW(6) - INTERVAL 1 HOUR WHERE council_id = ?", {council_});
  EXPECT_EQ(BlockedBy(), ids::ResourceName("waitingListEntries", entry)) << "what is over is no reason";
  Root("UPDATE waiting_entries SET state = 5, waits_for = NULL WHERE council_id = ?", {council_});
  EXPECT_TRUE(Erase(Officer(), Request(child_)).ok());
}

TEST_F(ErasureTest, ACarerStaysWhileThereIsAnotherChildToActFor) {
  const std::string sibling = AddChild().name();
  Grant(carer_, sibling);
  EXPECT_THAT(EraseNow(child_).carers(), IsEmpty());
  eligibility::v1::GetCarerRequest carer;
  carer.set_name(carer_);
  EXPECT_TRUE(Run<v1::GetCarerResponse>("GetCarer", Officer(), carer).ok());
  EXPECT_TRUE(GetChild(CarerCall(carer_), sibling).ok());
  EXPECT_THAT(EraseNow(sibling).carers(), ElementsAre(carer_));
  EXPECT_EQ(ReasonOf(Run<v1::GetCarerResponse>("GetCarer", Officer(), carer)), ERROR_REASON_NOT_FOUND);
}

TEST_F(ErasureTest, ACarerWhoWasErasedIsGivenNoAuthorityAgain) {
  const std::string sibling = AddChild().name();
  Grant(carer_, sibling);
  Revoke(carer_, sibling);
  EXPECT_THAT(EraseNow(child_).carers(), ElementsAre(carer_)) << "for the sibling it acts no more";
  const auto again = Run<v1::GrantAuthorityResponse>("GrantAuthority", Officer(), GrantRequest(carer_, sibling));
  EXPECT_EQ(ReasonOf(again), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM care_authorities WHERE council_id = ? AND revoke_time IS NULL"), 0);
}

// Whether it is a new authority or one that was revoked.
TEST_F(ErasureTest, WhoIsErasedMeanwhileIsGivenNoAuthority) {
  const std::string fresh = AddCarer().name();
  Revoke(carer_, child_);
  for (const std::string& carer : {carer_, fresh}) {
    auto erasing = mysql::Connection::Open(support::SharedMysql().As("root")).value();
    const auto erase = [&](const std::string& sql) { EXPECT_TRUE(erasing->Execute(sql, {council_, Id(carer)}).ok()); };
    ASSERT_TRUE(erasing->Execute("BEGIN").ok());
    erase("UPDATE carers SET version = version WHERE council_id = ? AND carer_id = ?");
    absl::StatusOr<v1::GrantAuthorityResponse> granted;
    std::thread granting(
        [&] { granted = Run<v1::GrantAuthorityResponse>("GrantAuthority", Officer(), GrantRequest(carer, child_)); });
    WaitForALock();
    erase("DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?");
    EXPECT_TRUE(erasing->Execute("COMMIT").ok());
    granting.join();
    EXPECT_EQ(ReasonOf(granted), ERROR_REASON_NOT_FOUND) << carer;
  }
}

TEST_F(ErasureTest, WhoWasErasedIsNotFoundAnywhereAndNothingCanBeAdded) {
  v1::Child keyed = GoodChild("C-1");
  const std::string child = AddChild(keyed).name();
  Grant(carer_, child);
  EraseNow(child);
  v1::ListChildrenRequest list;
  const auto all = Run<v1::ListChildrenResponse>("ListChildren", Officer(), list);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->children_size(), 1) << "the other one";
  EXPECT_EQ(Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer_), list)->children_size(), 1);
  EXPECT_EQ(store_.CountChildren(Officer()).value(), 1);
  EXPECT_THAT(store_.ListChildrenBornOn(Officer(), absl::CivilDay(2017, 5, 4), 10).value(), testing::SizeIs(1));
  EXPECT_THAT(store_.ListChildrenOnFile(Officer(), {.size = 10})->items, testing::SizeIs(1));
  auto update = WithId<v1::UpdateChildRequest>();
  *update.mutable_child() = keyed;
  update.mutable_child()->set_name(child);
  update.mutable_child()->set_etag("1");
  EXPECT_EQ(ReasonOf(Run<v1::UpdateChildResponse>("UpdateChild", Officer(), update)), ERROR_REASON_NOT_FOUND);
  auto evidence = WithId<v1::AddEvidenceRequest>();
  *evidence.mutable_evidence() = GoodEvidence(child);
  EXPECT_EQ(ReasonOf(Run<v1::AddEvidenceResponse>("AddEvidence", Officer(), evidence)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Run<v1::GrantAuthorityResponse>("GrantAuthority", Officer(), GrantRequest(carer_, child))),
            ERROR_REASON_NOT_FOUND);
  EXPECT_NE(AddChild(keyed).name(), child) << "the council's key is free again";
}

TEST_F(ErasureTest, StoredRepliesAreNotReplayedButTheErasureIs) {
  auto create = WithId<v1::CreateChildRequest>();
  *create.mutable_child() = GoodChild();
  const auto made = Run<v1::CreateChildResponse>("CreateChild", Officer(), create);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(Run<v1::CreateChildResponse>("CreateChild", Officer(), create)->SerializeAsString(),
            made->SerializeAsString());
  ASSERT_TRUE(Erase(Officer(), Request(made->child().name())).ok());
  const auto request = Request(made->child().name());
  const auto erased = Erase(SecondOfficer(), request);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(Erase(SecondOfficer(), request)->SerializeAsString(), erased->SerializeAsString());
  EXPECT_EQ(ReasonOf(Run<v1::CreateChildResponse>("CreateChild", Officer(), create)), ERROR_REASON_NOT_FOUND);
}

TEST_F(ErasureTest, TheAuditAndTheOutboxKeepNamesAlone) {
  const int64_t before = CountOf("audit_records");
  EraseNow(child_);
  EXPECT_EQ(CountOf("audit_records"), before + 3) << "proposed; erased: the child and the carer";
  EXPECT_EQ(
      Root("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND subject = ?", {council_, child_}).at(0).Int(0),
      4)
      << "made, given a carer, proposed, erased";
  EXPECT_EQ(Root("SELECT event_type FROM outbox WHERE council_id = ? AND subject = ? ORDER BY event_id DESC LIMIT 1",
                 {council_, child_})
                .at(0)
                .Text(0),
            "child.erased");
}

TEST_F(ErasureTest, IsForOfficersWhoSayWhy) {
  EXPECT_EQ(ReasonOf(Erase(CarerCall(carer_), Request(child_))), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Erase(Officer(), Request(child_, v1::ERASURE_REASON_UNSPECIFIED))), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Erase(Officer(), Request("children/1"))), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Erase(Officer(), Request(eligibility::kUnknownChild))), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Erase(OtherCouncilsOfficer(), Request(child_))), ERROR_REASON_NOT_FOUND);
  auto without = Request(child_);
  without.clear_request_id();
  EXPECT_EQ(ReasonOf(Erase(Officer(), without)), ERROR_REASON_REQUEST_ID_REQUIRED);
}

}  // namespace
}  // namespace shortbreaks::erasure
