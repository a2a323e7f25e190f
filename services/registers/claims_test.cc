// Claims on a real database: what a month comes to, that the ledger agrees, and what was handed in.
#include <atomic>
#include <random>
#include <thread>

#include "errors/errors.h"
#include "registers/registers_test.h"

namespace shortbreaks::registers {
namespace {

using bookings::World;
using testing::ElementsAre;
using testing::SizeIs;

constexpr auto kAttended = v1::ATTENDANCE_OUTCOME_ATTENDED;
constexpr auto kPart = v1::ATTENDANCE_OUTCOME_PART_ATTENDED;
constexpr auto kNoShow = v1::ATTENDANCE_OUTCOME_NO_SHOW;
constexpr auto kStateForbids = type::v1::ERROR_REASON_STATE_FORBIDS;

// A provider's month long past, which officers alone may mark.
class Claims : public RegisterWorld {
 protected:
  void SetUp() override {
    RegisterWorld::SetUp();
    provider_ = Provider().principal.provider;
  }
  // A booking of a session of the provider, that began then.
  v1::Booking BookedAt(const std::string& start, int64_t amount = 180, int unit = 1) {
    session_ = world_->AddSession({.starts_in = absl::Hours(24 * 60 + 10 * made_++)});
    const ids::Uuid child = world_->AddChild(carer_);
    bookings::PlaceAttempt attempt =
        AttemptFor(child, session_, world_->AddAllocation(child, 5000), amount, v1::BOOKING_STATE_CONFIRMED);
    attempt.terms.charge_unit = unit;
    attempt.terms.price_pence = 350;
    attempt.terms.cancellation = Terms();
    const v1::Booking booking = *store().TakePlace(Carer(), attempt);
    Sql("UPDATE sessions SET provider_id = UNHEX('" + Hex() + "') WHERE council_id = ?");
    BeganAt(session_, start);
    return booking;
  }
  v1::Booking MarkedAs(const v1::Booking& booking, v1::AttendanceOutcome outcome, int minutes = 0) {
    session_ = *ids::IdOf("sessions", booking.session());
    return Marked(Officer(), Correction(booking, outcome, minutes));
  }
  rpc::Call ClaimsProvider() {
    rpc::Call call = CallAs(identity::Role::kProvider, "office-1");
    call.principal.provider = provider_;
    return call;
  }

  v1::Claim Claim(const std::string& month = "2025-11") {
    v1::GetClaimRequest request;
    request.set_provider(provider_);
    request.set_month(month);
    const auto response = Run<v1::GetClaimResponse>("GetClaim", ClaimsProvider(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->claim() : v1::Claim();
  }
  std::vector<v1::ClaimLine> Lines(bool differences_only = false, int page_size = 200) {
    v1::ListClaimLinesRequest request;
    request.set_provider(provider_);
    request.set_month("2025-11");
    request.set_page_size(page_size);
    request.set_differences_only(differences_only);
    std::vector<v1::ClaimLine> lines;
    do {
      const auto page = Run<v1::ListClaimLinesResponse>("ListClaimLines", ClaimsProvider(), request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      lines.insert(lines.end(), page->lines().begin(), page->lines().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return lines;
  }
  v1::SubmitClaimRequest SubmitRequest(const std::string& month = "2025-11") const {
    v1::SubmitClaimRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_provider(provider_);
    request.set_month(month);
    return request;
  }
  absl::StatusOr<v1::SubmitClaimResponse> Submit(const std::string& month = "2025-11") {
    return Run<v1::SubmitClaimResponse>("SubmitClaim", ClaimsProvider(), SubmitRequest(month));
  }
  absl::StatusOr<v1::ApproveClaimResponse> Approve(const rpc::Call& call, const std::string& etag) {
    v1::ApproveClaimRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_provider(provider_);
    request.set_month("2025-11");
    request.set_etag(etag);
    return Run<v1::ApproveClaimResponse>("ApproveClaim", call, request);
  }
  static std::string StateOf(const absl::Status& status) { return errors::MetadataOf(status, "state"); }

  std::string provider_;

 private:
  std::string Hex() const { return absl::BytesToHexString(*ids::IdOf("providers", provider_)); }
};
INSTANTIATE_TEST_SUITE_P(Mysql, Claims, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(Claims, AMonthComesToWhatItsRegistersSayAndTheLedgerSaysTheSame) {
  const v1::Booking attended = MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  MarkedAs(BookedAt("2025-11-01T10:00:00Z"), kPart, 61);
  MarkedAs(BookedAt("2025-11-15T10:00:00Z", 1000, type::v1::ALLOCATION_UNIT_PENCE), kPart, 90);
  MarkedAs(BookedAt("2025-11-22T10:00:00Z"), kNoShow);
  MarkedAs(BookedAt("2025-12-06T10:00:00Z"), kAttended);
  const v1::Claim claim = Claim();
  EXPECT_EQ(claim.state(), v1::CLAIM_STATE_DRAFT);
  EXPECT_TRUE(claim.complete());
  EXPECT_TRUE(claim.agrees());
  EXPECT_EQ(claim.totals().bookings(), 4);
  EXPECT_EQ(claim.totals().minutes(), 180 + 61 + 90);
  EXPECT_EQ(claim.totals().price_pence(), 350 + 350 * 61 / 180 + 175 + 350);
  ASSERT_THAT(claim.totals().charged(), SizeIs(2));
  EXPECT_EQ(claim.totals().charged(0).amount(), 180 + 61 + 180);
  EXPECT_EQ(claim.totals().charged(1).amount(), 500);
  EXPECT_EQ(claim.ledger(0).SerializeAsString(), claim.totals().charged(0).SerializeAsString());
  EXPECT_EQ(claim.ledger(1).SerializeAsString(), claim.totals().charged(1).SerializeAsString());
  const auto lines = Lines(false, 1);
  ASSERT_THAT(lines, SizeIs(4)) << "page by page";
  EXPECT_EQ(lines[1].booking(), attended.name());
  EXPECT_EQ(lines[1].now().outcome(), v1::BOOKING_STATE_ATTENDED);
  EXPECT_FALSE(lines[1].has_submitted());
}

// Half past midnight on 1 July in London is still June in UTC.
TEST_P(Claims, MonthsAreThoseOfLondon) {
  MarkedAs(BookedAt("2025-06-30T23:30:00Z"), kAttended);
  EXPECT_EQ(Claim("2025-06").totals().bookings(), 0);
  EXPECT_EQ(Claim("2025-07").totals().bookings(), 1);
}

TEST_P(Claims, WhatALateCancellationCostIsClaimedToo) {
  const v1::Booking booking = BookedAt("2025-11-08T10:00:00Z");
  Sql("UPDATE bookings SET start_time = NOW(6) + INTERVAL 30 HOUR, end_time = NOW(6) + INTERVAL 33 HOUR "
      "WHERE council_id = ?");
  Sql("UPDATE sessions SET start_time = NOW(6) + INTERVAL 30 HOUR, end_time = NOW(6) + INTERVAL 33 HOUR, "
      "booking_close_time = NOW(6) WHERE council_id = ?");
  Cancelled(CancelOf(booking));
  BeganAt(session_, "2025-11-08T10:00:00Z");
  const auto lines = Lines();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].now().outcome(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(lines[0].now().charged().amount(), 90);
  EXPECT_TRUE(Claim().agrees());
}

TEST_P(Claims, WhoIsNotMarkedKeepsAClaimFromBeingHandedIn) {
  const v1::Booking booking = BookedAt("2025-11-08T10:00:00Z");
  EXPECT_EQ(Claim().unmarked(), 1);
  EXPECT_FALSE(Claim().complete());
  const auto refused = Submit().status();
  EXPECT_EQ(errors::ReasonOf(refused), kStateForbids);
  EXPECT_EQ(StateOf(refused), "UNMARKED");
  EXPECT_EQ(errors::MetadataOf(refused, "unmarked"), "1");
  MarkedAs(booking, kAttended);
  EXPECT_TRUE(Submit().ok());
}

TEST_P(Claims, AMonthThatIsNotOverIsNotHandedIn) {
  const auto refused = Submit("2199-11").status();
  EXPECT_EQ(errors::ReasonOf(refused), kStateForbids);
  EXPECT_EQ(StateOf(refused), "MONTH_NOT_OVER");
}

TEST_P(Claims, WhatWasHandedInStaysAndCorrectionsShowAsDifferences) {
  const v1::Booking first = MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  MarkedAs(BookedAt("2025-11-15T10:00:00Z"), kAttended);
  const auto submitted = Submit();
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->claim().state(), v1::CLAIM_STATE_SUBMITTED);
  EXPECT_EQ(submitted->claim().revision(), 1);
  EXPECT_EQ(submitted->claim().differences(), 0);
  EXPECT_THAT(submitted->claim().digest(), SizeIs(64));
  MarkedAs(first, kPart, 60);
  const v1::Claim now = Claim();
  EXPECT_EQ(now.differences(), 1);
  EXPECT_EQ(now.digest(), submitted->claim().digest());
  EXPECT_EQ(now.submitted_totals().minutes(), 360);
  EXPECT_EQ(now.totals().minutes(), 240);
  const auto different = Lines(/*differences_only=*/true);
  ASSERT_THAT(different, SizeIs(1));
  EXPECT_EQ(different[0].booking(), first.name());
  EXPECT_EQ(different[0].submitted().charged().amount(), 180);
  EXPECT_EQ(different[0].now().charged().amount(), 60);
  EXPECT_THAT(Lines(), SizeIs(2));
  const auto again = Submit();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->claim().revision(), 2);
  EXPECT_EQ(again->claim().differences(), 0);
  EXPECT_NE(again->claim().digest(), now.digest());
}

TEST_P(Claims, AnotherPersonApprovesWhatTheRegistersStillSay) {
  const v1::Booking booking = MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  EXPECT_EQ(StateOf(Approve(Officer(), "1").status()), "CLAIM_STATE_DRAFT");
  const auto own = Run<v1::SubmitClaimResponse>("SubmitClaim", Officer(), SubmitRequest());
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(errors::ReasonOf(Approve(Officer(), own->claim().etag()).status()),
            type::v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  std::string etag = Submit()->claim().etag();
  EXPECT_EQ(errors::ReasonOf(Approve(Officer(), own->claim().etag()).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
  MarkedAs(booking, kPart, 60);
  EXPECT_EQ(StateOf(Approve(Officer(), etag).status()), "DIFFERENT");
  etag = Submit()->claim().etag();
  EXPECT_EQ(errors::ReasonOf(Approve(ClaimsProvider(), etag).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  const auto approved = Approve(Officer(), etag);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->claim().state(), v1::CLAIM_STATE_APPROVED);
  EXPECT_EQ(approved->claim().approver(), Officer().principal.Actor());
  EXPECT_EQ(StateOf(Submit().status()), "CLAIM_STATE_APPROVED");
}

TEST_P(Claims, HandedInByManyAtOnceEachRevisionIsWhole) {
  MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> offices;
    for (int i = 0; i < 8; ++i) {
      offices.emplace_back([&] {
        const auto submitted = Submit();
        done += submitted.ok();
        if (!submitted.ok()) {
          EXPECT_EQ(errors::ReasonOf(submitted.status()), type::v1::ERROR_REASON_CONTENTION) << submitted.status();
        }
      });
    }
  }
  EXPECT_GE(done, 1);
  EXPECT_EQ(Claim().revision(), done);
  EXPECT_EQ(Claim().differences(), 0);
  EXPECT_EQ(Sql("SELECT COUNT(*) FROM claim_lines WHERE council_id = ?")[0].Int(0), done);
}

TEST_P(Claims, TheSameSubmissionTwiceIsOneRevision) {
  MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  const v1::SubmitClaimRequest request = SubmitRequest();
  const auto first = Run<v1::SubmitClaimResponse>("SubmitClaim", ClaimsProvider(), request);
  const auto again = Run<v1::SubmitClaimResponse>("SubmitClaim", ClaimsProvider(), request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Claim().revision(), 1);
}

TEST_P(Claims, AnEntryThatTheLedgerHasOtherwiseIsFoundAndNamed) {
  const v1::Booking booking = MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kPart, 60);
  Sql("UPDATE ledger_postings SET amount = amount - 1 WHERE council_id = ? AND kind = 11");
  EXPECT_FALSE(Claim().agrees());
  EXPECT_THAT(Claim().disagreeing(), ElementsAre(booking.name()));
  EXPECT_EQ(StateOf(Submit().status()), "LEDGER_DISAGREES");
  Sql("UPDATE ledger_postings SET amount = amount + 1 WHERE council_id = ? AND kind = 11");
  EXPECT_TRUE(Claim().agrees());
}

TEST_P(Claims, AreListedByMonthForOfficersAndByProviderForTheirOwn) {
  MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  MarkedAs(BookedAt("2025-10-11T10:00:00Z"), kAttended);
  v1::ListClaimsRequest request;
  request.set_month("2025-11");
  auto month = Run<v1::ListClaimsResponse>("ListClaims", Officer(), request);
  ASSERT_TRUE(month.ok()) << month.status();
  ASSERT_THAT(month->claims(), SizeIs(1));
  EXPECT_EQ(month->claims(0).provider(), provider_);
  EXPECT_EQ(month->claims(0).state(), v1::CLAIM_STATE_DRAFT) << "nobody has handed it in yet";
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListClaimsResponse>("ListClaims", ClaimsProvider(), request).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Submit("2025-10").ok());
  request.clear_month();
  request.set_provider(provider_);
  request.set_page_size(1);
  const auto newest = Run<v1::ListClaimsResponse>("ListClaims", ClaimsProvider(), request);
  ASSERT_THAT(newest->claims(), SizeIs(1));
  EXPECT_EQ(newest->claims(0).month(), "2025-11");
  request.set_page_token(newest->next_page_token());
  const auto last = Run<v1::ListClaimsResponse>("ListClaims", ClaimsProvider(), request);
  EXPECT_EQ(last->claims(0).month(), "2025-10");
  EXPECT_EQ(last->next_page_token(), "");
  request.set_month("2025-11");
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListClaimsResponse>("ListClaims", Officer(), request).status()),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_P(Claims, AnothersClaimIsNobodysToSeeOrHandIn) {
  MarkedAs(BookedAt("2025-11-08T10:00:00Z"), kAttended);
  rpc::Call stranger = ClaimsProvider();
  stranger.principal.provider = ids::ResourceName("providers", ids::NewUuid());
  v1::GetClaimRequest get;
  get.set_provider(provider_);
  get.set_month("2025-11");
  constexpr auto kNotAllowed = type::v1::ERROR_REASON_NOT_ALLOWED;
  EXPECT_EQ(errors::ReasonOf(Run<v1::GetClaimResponse>("GetClaim", stranger, get).status()), kNotAllowed);
  EXPECT_EQ(errors::ReasonOf(Run<v1::SubmitClaimResponse>("SubmitClaim", stranger, SubmitRequest()).status()),
            kNotAllowed);
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = "E99999999";
  constexpr auto kNotFound = type::v1::ERROR_REASON_NOT_FOUND;
  EXPECT_EQ(errors::ReasonOf(Run<v1::GetClaimResponse>("GetClaim", elsewhere, get).status()), kNotFound);
  v1::GetClaimRequest of_nobody = get;
  of_nobody.set_provider(stranger.principal.provider);
  EXPECT_EQ(errors::ReasonOf(Run<v1::GetClaimResponse>("GetClaim", Officer(), of_nobody).status()), kNotFound)
      << "a provider that does not exist";
  EXPECT_EQ(errors::ReasonOf(Run<v1::GetClaimResponse>("GetClaim", stranger, of_nobody).status()), kNotAllowed)
      << "not even to its own staff";
  EXPECT_EQ(errors::ReasonOf(Run<v1::SubmitClaimResponse>("SubmitClaim", elsewhere, SubmitRequest()).status()),
            type::v1::ERROR_REASON_NOT_FOUND);
  get.set_month("November");
  EXPECT_EQ(errors::ReasonOf(Run<v1::GetClaimResponse>("GetClaim", Officer(), get).status()),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

// Marks, corrections, absences and excuses at random, charged in every unit.
TEST_P(Claims, WhateverIsMarkedAndCorrectedTheClaimAgreesWithTheLedgerToTheMinuteAndThePenny) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  std::vector<v1::Booking> booked;
  for (int i = 0; i < 8; ++i) {
    const int unit = 1 + i % 4;
    booked.push_back(BookedAt(absl::StrCat("2025-11-", 10 + i, "T10:00:00Z"), 1 + random() % 1000, unit));
  }
  for (int step = 0; step < 60; ++step) {
    const v1::Booking now = Read(booked[step < 8 ? static_cast<size_t>(step) : random() % booked.size()]);
    const auto outcome = static_cast<v1::AttendanceOutcome>(1 + random() % 5);
    v1::AttendanceMark mark = Correction(now, outcome, outcome == kPart ? static_cast<int>(1 + random() % 179) : 0);
    if (outcome == v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE) {
      *mark.mutable_notice_time() = wire::ToProto(absl::FromUnixSeconds(1762000000));
    }
    session_ = *ids::IdOf("sessions", now.session());
    Marked(Officer(), mark);
  }
  const v1::Claim claim = Claim();
  EXPECT_TRUE(claim.complete());
  EXPECT_TRUE(claim.agrees());
  EXPECT_EQ(claim.totals().bookings(), 8);
  ASSERT_EQ(claim.totals().charged_size(), claim.ledger_size());
  for (int i = 0; i < claim.ledger_size(); ++i) {
    EXPECT_EQ(claim.totals().charged(i).SerializeAsString(), claim.ledger(i).SerializeAsString());
  }
  int64_t minutes = 0, pence = 0;
  for (const v1::ClaimLine& line : Lines()) {
    minutes += line.now().minutes();
    pence += line.now().price_pence();
  }
  EXPECT_EQ(claim.totals().minutes(), minutes);
  EXPECT_EQ(claim.totals().price_pence(), pence);
  ExpectAllTrue();
}

}  // namespace
}  // namespace shortbreaks::registers
