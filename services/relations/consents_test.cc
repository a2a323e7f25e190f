// Carers' consent to apps.
#include <atomic>
#include <thread>

#include "audit/reads.h"
#include "relations/consent.h"
#include "relations/relations_test.h"

namespace shortbreaks::relations {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr char kApp[] = "family-app";

// As a service runs them: with what every method is wrapped in.
class ConsentsTest : public RelationsTest {
 protected:
  void SetUp() override {
    RelationsTest::SetUp();
    for (auto* make : {&MakeConsentHandlers, &MakeTeamHandlers}) Wrapped(make({pool_, tokens_}));
    for (const rpc::HandlerTable& table : eligibility::MakeHandlers({store_, policies_, tokens_})) Wrapped(table);
    Wrapped(applications::MakeHandlers({store_of_applications_, store_, policies_, tokens_}));
  }
  void Wrapped(rpc::HandlerTable table) {
    audit::RecordReadsOf(table, pool_);
    RequireConsent(table, pool_);
    Serve(table);
  }

  rpc::Call AppFor(const std::string& carer, const std::string& app = kApp) const {
    rpc::Call call = CarerCall(carer);
    call.principal.partner_id = app;
    call.principal.scopes = identity::Scopes{identity::Scope::kRead, identity::Scope::kApply};
    return call;
  }
  absl::StatusOr<v1::Consent> Give(const rpc::Call& call, const std::string& carer, const std::string& app = kApp) {
    auto request = WithId<v1::GiveConsentRequest>();
    request.set_carer(carer);
    request.set_app(app);
    auto response = Run<v1::GiveConsentResponse>("GiveConsent", call, request);
    if (!response.ok()) return response.status();
    return response->consent();
  }
  absl::StatusOr<v1::Consent> Withdraw(const rpc::Call& call, const std::string& carer, const std::string& app = kApp) {
    auto request = WithId<v1::WithdrawConsentRequest>();
    request.set_carer(carer);
    request.set_app(app);
    auto response = Run<v1::WithdrawConsentResponse>("WithdrawConsent", call, request);
    if (!response.ok()) return response.status();
    return response->consent();
  }
  ErrorReason Reads(const rpc::Call& call) { return ReasonOf(GetChild(call, child_)); }
};

TEST_F(ConsentsTest, AnAppWithoutConsentIsRefusedWhateverItAsks) {
  EXPECT_EQ(Reads(AppFor(carer_)), ERROR_REASON_CONSENT_MISSING);
  EXPECT_EQ(ReasonOf(GetChild(AppFor(carer_), kUnknownChild)), ERROR_REASON_CONSENT_MISSING)
      << "what is there and what is not are the same to it";
  EXPECT_EQ(ReasonOf(Create(AppFor(carer_), v1::APPLICANT_KIND_FAMILY)), ERROR_REASON_CONSENT_MISSING);
  EXPECT_EQ(CountOf("applications"), 0);
  ASSERT_TRUE(Give(Family(), carer_).ok());
  EXPECT_EQ(Reads(AppFor(carer_)), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Reads(AppFor(carer_, "another-app")), ERROR_REASON_CONSENT_MISSING) << "each app by itself";
  EXPECT_EQ(Reads(AppFor(AddCarer().name())), ERROR_REASON_CONSENT_MISSING) << "each carer by itself";
  EXPECT_EQ(Reads(Family()), ERROR_REASON_UNSPECIFIED) << "the carer's own token needs none";
}

TEST_F(ConsentsTest, ConsentIsTheCarersOwnToGive) {
  EXPECT_EQ(ReasonOf(Give(AppFor(carer_), carer_)), ERROR_REASON_CONSENT_MISSING) << "an app for itself";
  ASSERT_TRUE(Give(Family(), carer_).ok());
  EXPECT_EQ(ReasonOf(Give(AppFor(carer_), carer_, "another-app")), ERROR_REASON_NOT_ALLOWED) << "or for another";
  const std::string other = AddCarer().name();
  EXPECT_EQ(ReasonOf(Give(CarerCall(other), carer_)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Withdraw(CarerCall(other), carer_)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Give(CarerCall(other), kUnknownCarer)), ERROR_REASON_NOT_ALLOWED) << "the same as of none";
  EXPECT_EQ(ReasonOf(Give(Officer(), kUnknownCarer)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Give(OtherCouncilsOfficer(), carer_)), ERROR_REASON_NOT_FOUND);
  const auto by_officer = Give(Officer(), other);
  ASSERT_TRUE(by_officer.ok()) << by_officer.status();
  EXPECT_EQ(by_officer->giver(), Officer().principal.Actor());
  for (const char* app : {"", "two words", "tab\t"}) {
    EXPECT_EQ(ReasonOf(Give(Family(), carer_, app)), ERROR_REASON_INVALID_REQUEST);
  }
}

TEST_F(ConsentsTest, WithdrawnItEndsAtOnceAndStaysOnFile) {
  ASSERT_TRUE(Give(Family(), carer_).ok());
  ASSERT_TRUE(Give(Family(), carer_, "calendar-app").ok());
  ASSERT_EQ(Reads(AppFor(carer_)), ERROR_REASON_UNSPECIFIED);
  const auto withdrawn = Withdraw(AppFor(carer_, "calendar-app"), carer_);
  ASSERT_TRUE(withdrawn.ok()) << "through another app: " << withdrawn.status();
  EXPECT_TRUE(withdrawn->has_withdraw_time());
  EXPECT_EQ(Reads(AppFor(carer_)), ERROR_REASON_CONSENT_MISSING);
  EXPECT_EQ(Reads(AppFor(carer_, "calendar-app")), ERROR_REASON_UNSPECIFIED);
  v1::ListConsentsRequest list;
  list.set_carer(carer_);
  list.set_page_size(1);
  auto page = Run<v1::ListConsentsResponse>("ListConsents", Officer(), list);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_THAT(page->consents(), SizeIs(1));
  EXPECT_EQ(page->consents(0).app(), "calendar-app");
  list.set_page_token(page->next_page_token());
  page = Run<v1::ListConsentsResponse>("ListConsents", Officer(), list);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_THAT(page->consents(), SizeIs(1));
  EXPECT_TRUE(page->consents(0).has_withdraw_time());
  EXPECT_THAT(page->next_page_token(), IsEmpty());
  EXPECT_EQ(ReasonOf(Withdraw(Family(), carer_, "never-given")), ERROR_REASON_NOT_FOUND);
  ASSERT_TRUE(Give(Officer(), carer_).ok());
  EXPECT_EQ(Reads(AppFor(carer_)), ERROR_REASON_UNSPECIFIED) << "given again";
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method LIKE '%Consent' AND kind = 2"),
            4);
}

TEST_F(ConsentsTest, WhatWasDoneWithConsentIsNotAnsweredAgainWithoutIt) {
  ASSERT_TRUE(Give(Family(), carer_).ok());
  auto request = WithId<v1::CreateApplicationRequest>();
  request.mutable_application()->set_child(child_);
  request.mutable_application()->set_offer("targeted");
  request.mutable_application()->set_applicant_kind(v1::APPLICANT_KIND_FAMILY);
  const auto create = [&] { return Run<v1::CreateApplicationResponse>("CreateApplication", AppFor(carer_), request); };
  ASSERT_TRUE(create().ok());
  ASSERT_TRUE(Withdraw(Family(), carer_).ok());
  EXPECT_EQ(ReasonOf(create()), ERROR_REASON_CONSENT_MISSING);
}

// Between the first look and the transaction a carer may have withdrawn: the transaction asks itself.
TEST_F(ConsentsTest, AChangeAsksInItsOwnTransaction) {
  Serve(applications::MakeHandlers({store_of_applications_, store_, policies_, tokens_}));  // not wrapped
  EXPECT_EQ(ReasonOf(Create(AppFor(carer_), v1::APPLICANT_KIND_FAMILY)), ERROR_REASON_CONSENT_MISSING);
  EXPECT_EQ(CountOf("applications"), 0);
}

TEST_F(ConsentsTest, EveryServiceMayAskWithWhatItMayRead) {
  ASSERT_TRUE(Give(Family(), carer_).ok());
  for (const char* user : {"shortbreaks_availability", "shortbreaks_eligibility", "shortbreaks_bookings"}) {
    auto service = mysql::Connection::Open(support::SharedMysql().As(user));
    ASSERT_TRUE(service.ok()) << service.status();
    EXPECT_EQ(CheckConsent(**service, council_, *ids::IdOf("carers", carer_), kApp), absl::OkStatus()) << user;
    EXPECT_EQ(errors::ReasonOf(CheckConsent(**service, council_, *ids::IdOf("carers", carer_), "another-app")),
              ERROR_REASON_CONSENT_MISSING)
        << user;
  }
}

TEST_F(ConsentsTest, WithdrawingWaitsForAChangeThatIsUnderWay) {
  ASSERT_TRUE(Give(Family(), carer_).ok());
  auto change = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_eligibility"));
  ASSERT_TRUE(change.ok()) << change.status();
  ASSERT_TRUE((*change)->Execute("START TRANSACTION").ok());
  ASSERT_EQ(CheckConsent(**change, council_, *ids::IdOf("carers", carer_), kApp), absl::OkStatus());
  std::atomic<bool> done = false;
  std::thread withdraw([&] {
    EXPECT_TRUE(Withdraw(Family(), carer_).ok());
    done = true;
  });
  const auto waits = [] {
    auto rows = support::SharedMysql().AsRoot(
        "SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'", {});
    return rows.ok() && rows->front().Int(0) > 0;
  };
  for (const absl::Time end = absl::Now() + absl::Seconds(20); !done && !waits() && absl::Now() < end;) {
    absl::SleepFor(absl::Milliseconds(150));  // the table is refreshed where nobody read it for 100 ms
  }
  EXPECT_FALSE(done) << "withdrawn while the change that relied on it went on";
  EXPECT_TRUE((*change)->Execute("COMMIT").ok());
  withdraw.join();
  EXPECT_EQ(Reads(AppFor(carer_)), ERROR_REASON_CONSENT_MISSING);
}

// What a handler has read is looked at once more before it leaves.
TEST_F(ConsentsTest, NothingIsShownOnceConsentIsWithdrawnWhileItIsRead) {
  ASSERT_TRUE(Give(Family(), carer_).ok());
  rpc::HandlerTable table("shortbreaks.eligibility.v1.EligibilityService");
  table.Add<v1::GetChildRequest, v1::GetChildResponse>(
      "GetChild", [&](const rpc::Call&, const v1::GetChildRequest& request) -> absl::StatusOr<v1::GetChildResponse> {
        EXPECT_TRUE(Withdraw(Family(), carer_).ok());
        v1::GetChildResponse response;
        response.mutable_child()->set_name(request.name());
        return response;
      });
  const int64_t before = Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND kind = 1");
  Wrapped(std::move(table));
  EXPECT_EQ(Reads(AppFor(carer_)), ERROR_REASON_CONSENT_MISSING);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND kind = 1"), before)
      << "what was not shown is not on record as shown";
}

}  // namespace
}  // namespace shortbreaks::relations
