// What is booked and decided again, on a real database: each thing that may change is told to an officer with the
// reason, and nothing is cancelled.
#include "eligibility/service_test.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include <functional>
#include <utility>

#include "rechecks/handlers.h"
#include "support/sealed.h"
#include "wire/times.h"

namespace shortbreaks::rechecks {
namespace {

using namespace type::v1;  // the reasons
using eligibility::ReasonOf;
using mysql::Bytes;
using testing::ElementsAre;
using testing::HasSubstr;

class RechecksTest : public eligibility::ServiceTest {
 protected:
  RechecksTest() : recheck_store_(pool_) { Serve(MakeHandlers({recheck_store_, store_, policies_, tokens_})); }

  void SetUp() override {
    Publish();
    carer_ = AddCarer().name();
    child_ = AddChild(GoodChild("C-1")).name();
    Grant(carer_, child_);
    v1::Evidence evidence = GoodEvidence(child_, "E-1");
    *evidence.mutable_expire_date() = Date(2027, 6, 12);
    evidence_ = AddEvidence(evidence).name();
    allocation_ = AddAllocation(GoodAllocation(child_)).name();
  }

  // A session of three hours for ages 5 to 11.
  std::string AddSession(const std::string& start = "2027-06-12 09:00:00") {
    const ids::Uuid activity = ids::NewUuid(), session = ids::NewUuid();
    Root("INSERT IGNORE INTO providers (council_id, provider_id, display_name) VALUES (?, ?, 'Sample Club')",
         {council_, Bytes{provider_id_}});
    Root(
        "INSERT INTO activities (council_id, activity_id, provider_id, title, summary, tier, age_min_years, "
        "age_max_years, ratio_staff, ratio_children, needs_met, venue_name, venue_address, venue_postcode, "
        "latitude_degrees, longitude_degrees) "
        "VALUES (?, ?, ?, 'Club', '', 2, 5, 11, 1, 2, 65535, 'Hall', 'Road', 'WV1 1SH', 52.6, -2.1)",
        {council_, Bytes{activity}, Bytes{provider_id_}});
    Root(
        "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
        "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places) "
        "VALUES (?, ?, ?, ?, ?, ? + INTERVAL 3 HOUR, '2026-01-01', ?, 180, 0, 2, 8)",
        {council_, Bytes{session}, Bytes{activity}, Bytes{provider_id_}, start, start, start});
    return ids::ResourceName("sessions", session);
  }

  // Booked by the carer on what is decided now; with a reason where an officer overrules it.
  std::string Book(const std::string& session, const std::string& officer_reason = {}) {
    v1::DecideRequest request;
    request.set_child(child_);
    request.set_session(session);
    const v1::Decision decision = Run<v1::DecideResponse>("Decide", CarerCall(carer_), request).value().decision();
    EXPECT_EQ(decision.result() == v1::DECISION_RESULT_ELIGIBLE, officer_reason.empty()) << decision.DebugString();
    const ids::Uuid booking = ids::NewUuid(), session_id = *ids::IdOf("sessions", session);
    const auto allocation = ids::IdOf("allocations", decision.allocation());
    Root(
        "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, allocation_id, "
        "charge_unit, charge_amount, state, start_time, end_time, free_until_time, child_version, session_version, "
        "partner_id, create_time, update_time, decision_id, officer_reason, booked_by) "
        "SELECT council_id, ?, ?, session_id, session_id, ?, 1, 180, 2, start_time, end_time, start_time, ?, ?, "
        "'test-app', NOW(6), NOW(6), ?, ?, ? FROM sessions WHERE council_id = ? AND session_id = ?",
        {Bytes{booking}, Bytes{*ids::IdOf("children", child_)},
         allocation ? mysql::Parameter(Bytes{*allocation}) : mysql::Parameter(nullptr), decision.child_etag(),
         decision.session_etag(), Bytes{*ids::IdOf("decisions", decision.name())}, officer_reason,
         Booker(officer_reason.empty()), council_, Bytes{session_id}});
    return ids::ResourceName("bookings", booking);
  }

  std::string Booker(bool carer) const {
    if (!carer) return Officer().principal.Actor();
    return CarerCall(carer_).principal.Actor();
  }

  v1::RecheckBookingsResponse Recheck() {
    auto response =
        Run<v1::RecheckBookingsResponse>("RecheckBookings", Officer(), WithId<v1::RecheckBookingsRequest>());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::RecheckBookingsResponse());
  }
  std::vector<v1::BookingFlag> Flags() {
    const auto response =
        Run<v1::ListBookingFlagsResponse>("ListBookingFlags", Officer(), v1::ListBookingFlagsRequest()).value();
    return {response.flags().begin(), response.flags().end()};
  }
  // The rules of the one flag that a recheck leaves; it is raised once, and the booking stays.
  std::vector<std::string> FlaggedNow(const std::string& why) {
    EXPECT_EQ(Recheck().flagged(), 1);
    EXPECT_EQ(Recheck().checked(), 0) << "nothing changed since";
    EXPECT_EQ(Number("SELECT COUNT(*) FROM bookings WHERE council_id = ? AND state = 2"), CountOf("bookings"))
        << "nothing is cancelled";
    const std::vector<v1::BookingFlag> flags = Flags();
    EXPECT_EQ(flags.size(), 1u);
    if (flags.size() != 1) return {};
    EXPECT_THAT(flags[0].explanation(), HasSubstr(why));
    return {flags[0].rules().begin(), flags[0].rules().end()};
  }
  void UpdateChild(const std::function<void(v1::Child&)>& change) {
    auto request = WithId<v1::UpdateChildRequest>();
    *request.mutable_child() = GetChild(Officer(), child_).value().child();
    change(*request.mutable_child());
    const auto updated = Run<v1::UpdateChildResponse>("UpdateChild", Officer(), request);
    ASSERT_TRUE(updated.ok()) << updated.status();
  }
  void SetAllocation(v1::AllocationState state, const std::string& reason) {
    const auto sealer = support::SealerOf(support::SharedMysql(), council_, *ids::IdOf("children", child_));
    const auto sealed = sealer.Text("allocations.state_reason", *ids::IdOf("allocations", allocation_), reason);
    Root("UPDATE allocations SET state = ?, state_reason = ?, version = version + 1 WHERE council_id = ?",
         {int64_t{state}, sealed, council_});
  }
  std::string Stricter(const std::string& from) const {
    return absl::StrReplaceAll(
        support::SamplePolicy(council_),
        {{"[middle, highest]", "[middle]"}, {"\nfrom: 2000-01-01\n", absl::StrCat("\nfrom: ", from, "\n")}});
  }

  RecheckStore recheck_store_;
  const ids::Uuid provider_id_ = ids::NewUuid();
  std::string carer_, child_, evidence_, allocation_;
};

TEST_F(RechecksTest, NothingChangedIsNothingToDo) {
  Book(AddSession());
  EXPECT_EQ(Recheck().checked(), 0);
  EXPECT_TRUE(Flags().empty());
  EXPECT_EQ(CountOf("booking_checks"), 0);
}

TEST_F(RechecksTest, NeedsThatCannotBeMetAreFlagged) {
  Book(AddSession());
  UpdateChild([](v1::Child& child) { child.add_needs(NEED_DIABETES); });
  EXPECT_THAT(FlaggedNow("diabetes"), ElementsAre("needs_can_be_met"));
}

TEST_F(RechecksTest, WhatWaitsForTheProvidersAnswerIsDecidedAgainToo) {
  Book(AddSession());
  Root("UPDATE bookings SET state = 9, match_due_time = NOW(6) WHERE council_id = ?", {council_});
  UpdateChild([](v1::Child& child) { child.add_needs(NEED_DIABETES); });
  EXPECT_EQ(Recheck().flagged(), 1);
}

TEST_F(RechecksTest, AChildThatMovedAwayIsFlaggedAndMovingBackSettlesIt) {
  Book(AddSession());
  UpdateChild([](v1::Child& child) { child.set_resident(false); });
  EXPECT_THAT(FlaggedNow(""), ElementsAre("tier_criteria"));
  UpdateChild([](v1::Child& child) { child.set_resident(true); });
  EXPECT_EQ(Recheck().cleared(), 1);
  EXPECT_TRUE(Flags().empty());
}

TEST_F(RechecksTest, AnAuthorityThatWasRevokedIsFlagged) {
  Book(AddSession());
  Revoke(carer_, child_);
  EXPECT_THAT(FlaggedNow("may no longer act"), ElementsAre("authority"));
}

// The first read of a file has the carer's authority revoked just before it.
class RevokingStore : public eligibility::MysqlStore {
 public:
  RevokingStore(mysql::Pool& pool, std::function<void()> revoke) : MysqlStore(pool), revoke_(std::move(revoke)) {}
  absl::StatusOr<std::optional<eligibility::DecisionInput>> ReadForDecision(const rpc::Call& call,
                                                                            const eligibility::Viewer& viewer,
                                                                            const ids::Uuid& child_id,
                                                                            const ids::Uuid& session_id) override {
    if (revoke_) std::exchange(revoke_, nullptr)();
    return MysqlStore::ReadForDecision(call, viewer, child_id, session_id);
  }

 private:
  std::function<void()> revoke_;
};

TEST_F(RechecksTest, AnAuthorityThatIsRevokedWhileItsBookingIsLookedAtIsFlaggedTheNextTime) {
  Book(AddSession());
  UpdateChild([](v1::Child& child) { child.set_ward("Another"); });
  RevokingStore revoking(pool_, [&] { Revoke(carer_, child_); });
  Serve(MakeHandlers({recheck_store_, revoking, policies_, tokens_}));
  EXPECT_EQ(Recheck().checked(), 1);
  EXPECT_THAT(FlaggedNow("may no longer act"), ElementsAre("authority"));
}

TEST_F(RechecksTest, EvidenceThatWasWithdrawnIsFlagged) {
  Book(AddSession());
  auto request = WithId<v1::WithdrawEvidenceRequest>();
  request.set_name(evidence_);
  request.set_reason("It was another child's.");
  ASSERT_TRUE(Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", Officer(), request).ok());
  EXPECT_THAT(FlaggedNow(""), ElementsAre("tier_criteria"));
}

// Evidence is asked for the session's day when the place is taken, so that time alone makes no booking wrong: only a
// new last day does.
TEST_F(RechecksTest, EvidenceCountsOnTheSessionsDay) {
  Book(AddSession());  // the last day of the evidence
  v1::DecideRequest after;
  after.set_child(child_);
  after.set_session(AddSession("2027-06-13 09:00:00"));
  EXPECT_EQ(Run<v1::DecideResponse>("Decide", CarerCall(carer_), after)->decision().result(), v1::DECISION_RESULT_REFER)
      << "such a booking is never made";
  EXPECT_EQ(Recheck().checked(), 0);
  auto import = WithId<v1::ImportCaseloadRequest>();
  import.add_evidence()->set_child_external_id("C-1");
  *import.mutable_evidence(0)->mutable_evidence() = GoodEvidence("", "E-1");
  *import.mutable_evidence(0)->mutable_evidence()->mutable_expire_date() = Date(2027, 6, 11);
  const auto imported = Run<v1::ImportCaseloadResponse>("ImportCaseload", Officer(), import);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_THAT(FlaggedNow(""), ElementsAre("tier_criteria"));
}

TEST_F(RechecksTest, EvidenceThatRunsOutAfterTheSessionIsFine) {
  Book(AddSession("2027-06-10 09:00:00"));
  auto import = WithId<v1::ImportCaseloadRequest>();
  import.add_evidence()->set_child_external_id("C-1");
  *import.mutable_evidence(0)->mutable_evidence() = GoodEvidence("", "E-1");
  *import.mutable_evidence(0)->mutable_evidence()->mutable_expire_date() = Date(2027, 6, 10);
  ASSERT_TRUE(Run<v1::ImportCaseloadResponse>("ImportCaseload", Officer(), import).ok());
  EXPECT_EQ(Recheck().checked(), 1);
  EXPECT_TRUE(Flags().empty());
}

TEST_F(RechecksTest, AnAllocationThatIsSuspendedIsFlaggedAndResumingSettlesIt) {
  Book(AddSession());
  SetAllocation(v1::ALLOCATION_STATE_SUSPENDED, "The family is away.");
  EXPECT_THAT(FlaggedNow("is suspended: The family is away."), ElementsAre("allocation_covers"));
  SetAllocation(v1::ALLOCATION_STATE_ACTIVE, "");
  EXPECT_EQ(Recheck().cleared(), 1);
  EXPECT_TRUE(Flags().empty());
  EXPECT_EQ(Recheck().checked(), 0);
}

TEST_F(RechecksTest, AReasonThatCannotBeOpenedKeepsNoOtherBookingFromBeingLookedAtAgain) {
  Book(AddSession());
  Root("UPDATE allocations SET state = 2, state_reason = 'not sealed', version = version + 1 WHERE council_id = ?",
       {council_});
  const auto found = recheck_store_.Find(absl::Now() + absl::Seconds(30), council_, {}, 10);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->size(), 1u);
  EXPECT_EQ(
      ReasonOf(Run<v1::RecheckBookingsResponse>("RecheckBookings", Officer(), WithId<v1::RecheckBookingsRequest>())),
      ERROR_REASON_SEALED_DATA_UNREADABLE)
      << "of this one alone";
}

TEST_F(RechecksTest, AnAllocationThatEndedIsFlaggedEvenWhereAnotherCouldPay) {
  Book(AddSession());
  SetAllocation(v1::ALLOCATION_STATE_ENDED, "");
  AddAllocation(GoodAllocation(child_));
  EXPECT_THAT(FlaggedNow("was ended."), ElementsAre("allocation_covers"));
}

TEST_F(RechecksTest, TheSecondAllocationOfASharedBookingCountsToo) {
  const std::string booking = Book(AddSession());
  const v1::Allocation second = AddAllocation(GoodAllocation(child_));
  Root("UPDATE bookings SET second_allocation_id = ?, second_amount = 60 WHERE council_id = ?",
       {Bytes{*ids::IdOf("allocations", second.name())}, council_});
  EXPECT_EQ(Recheck().checked(), 0);
  Root("UPDATE allocations SET state = 3 WHERE council_id = ? AND allocation_id = ?",
       {council_, Bytes{*ids::IdOf("allocations", second.name())}});
  EXPECT_THAT(FlaggedNow("was ended."), ElementsAre("allocation_covers"));
}

TEST_F(RechecksTest, APackageThatGoesOnAt18Pays) {
  Book(AddSession());
  SetAllocation(v1::ALLOCATION_STATE_TRANSITION_HOLD, "");
  EXPECT_EQ(Recheck().checked(), 0);
}

TEST_F(RechecksTest, ALaterPolicyIsFlaggedFromItsFirstDay) {
  Book(AddSession("2027-06-11 09:00:00"));
  const std::string on_its_first_day = Book(AddSession("2027-06-12 09:00:00"));
  Publish(Stricter("2027-06-12"));
  EXPECT_THAT(FlaggedNow(""), ElementsAre("tier_criteria"));
  EXPECT_EQ(Flags()[0].booking(), on_its_first_day);
}

// 23:30 UTC on the 11th is half past midnight on the 12th in London.
TEST_F(RechecksTest, HalfPastMidnightInSummerIsThePolicysFirstDay) {
  Book(AddSession("2027-06-11 22:30:00"));
  const std::string after_midnight = Book(AddSession("2027-06-11 23:30:00"));
  Publish(Stricter("2027-06-12"));
  EXPECT_THAT(FlaggedNow(""), ElementsAre("tier_criteria"));
  ASSERT_EQ(Flags().size(), 1u);
  EXPECT_EQ(Flags()[0].booking(), after_midnight);
  auto resolve = WithId<v1::ResolveBookingFlagRequest>();
  resolve.set_booking(after_midnight);
  resolve.set_etag(Flags()[0].etag());
  resolve.set_reason("The new award letter is on its way.");
  ASSERT_TRUE(Run<v1::ResolveBookingFlagResponse>("ResolveBookingFlag", Officer(), resolve).ok());
  EXPECT_EQ(Recheck().checked(), 0) << "what an officer settled stays settled";
  EXPECT_TRUE(Flags().empty());
}

TEST_F(RechecksTest, WithoutSummerTimeTheDayIsThatOfTheClock) {
  Root("UPDATE evidence SET expire_date = NULL WHERE council_id = ?", {council_});
  Book(AddSession("2027-11-30 23:30:00"));
  Publish(Stricter("2027-12-01"));
  EXPECT_EQ(Recheck().checked(), 0);
}

TEST_F(RechecksTest, MoreThanOnePageIsCheckedInOneRun) {
  for (int i = 0; i < 7; ++i) Book(AddSession());
  UpdateChild([](v1::Child& child) { child.set_resident(false); });
  Position after;
  int found = 0;
  for (;;) {
    const auto page = recheck_store_.Find(Officer().deadline, council_, after, 3);
    ASSERT_TRUE(page.ok()) << page.status();
    found += static_cast<int>(page->size());
    if (page->size() < 3) break;
    after = {page->back().start_time, page->back().booking_id};
  }
  EXPECT_EQ(found, 7) << "each once, though all begin at the same instant";
  EXPECT_EQ(Recheck().flagged(), 7);
}

TEST_F(RechecksTest, WhatAnOfficerOverruledIsNotFlaggedAgain) {
  UpdateChild([](v1::Child& child) { child.set_resident(false); });
  Book(AddSession(), "They move back soon.");
  EXPECT_EQ(Recheck().checked(), 0);
  UpdateChild([](v1::Child& child) { child.set_ward("Bilston"); });
  EXPECT_EQ(Recheck().checked(), 1);
  EXPECT_TRUE(Flags().empty());
  // Another rule, that nobody overruled.
  UpdateChild([](v1::Child& child) { child.add_needs(NEED_DIABETES); });
  EXPECT_THAT(FlaggedNow("diabetes"), ElementsAre("needs_can_be_met"));
}

TEST_F(RechecksTest, AnotherCriterionOfAnOverruledPolicyIsFlagged) {
  UpdateChild([](v1::Child& child) { child.set_resident(false); });
  Book(AddSession(), "They move back soon.");
  Root("UPDATE evidence SET withdraw_time = NOW(6) WHERE council_id = ?", {council_});
  UpdateChild([](v1::Child& child) { child.set_ward("Bilston"); });
  EXPECT_THAT(FlaggedNow(""), ElementsAre("tier_criteria")) << "the evidence was there when an officer overruled";
}

TEST_F(RechecksTest, FlagsAreForOfficersOfTheCouncil) {
  Book(AddSession());
  UpdateChild([](v1::Child& child) { child.set_resident(false); });
  EXPECT_EQ(ReasonOf(Run<v1::RecheckBookingsResponse>("RecheckBookings", CarerCall(carer_),
                                                      WithId<v1::RecheckBookingsRequest>())),
            ERROR_REASON_NOT_ALLOWED);
  const auto elsewhere =
      Run<v1::RecheckBookingsResponse>("RecheckBookings", OtherCouncilsOfficer(), WithId<v1::RecheckBookingsRequest>());
  EXPECT_EQ(elsewhere->checked(), 0);
  Recheck();
  const auto list =
      Run<v1::ListBookingFlagsResponse>("ListBookingFlags", OtherCouncilsOfficer(), v1::ListBookingFlagsRequest());
  EXPECT_EQ(list->flags_size(), 0);
}

TEST_F(RechecksTest, TheJobOfTheServiceChecksEveryCouncil) {
  Book(AddSession());
  UpdateChild([](v1::Child& child) { child.set_resident(false); });
  RecheckAll({recheck_store_, store_, policies_, tokens_});
  EXPECT_EQ(Flags().size(), 1u);
}

}  // namespace
}  // namespace shortbreaks::rechecks
