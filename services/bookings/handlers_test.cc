// The handlers on the store in memory: what is asked of a request, who may do what, and the way from glance to place.
#include "bookings/handlers.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bookings/fake_store.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using identity::Role;
using type::v1::ErrorReason;

constexpr char kCouncil[] = "E08000031";

// Says yes on the versions that the store holds now, or what a test told it to.
class ScriptedDecider : public Decider {
 public:
  explicit ScriptedDecider(FakeStore& store) : store_(store) {}

  absl::StatusOr<eligibility::v1::Decision> Decide(const rpc::Call& call, const std::string& child,
                                                   const std::string& session) override {
    ++calls;
    if (!error.ok()) return error;
    const std::string& council = call.principal.council_id;
    eligibility::v1::Decision decision;
    auto* rule = decision.add_rules();
    rule->set_rule("resident");
    rule->set_outcome(outcome);
    const int64_t stale = stale_answers > 0 ? 1 : 0;
    stale_answers -= static_cast<int>(stale);
    decision.set_child_etag(std::to_string(store_.children[{council, *ids::IdOf("children", child)}].version - stale));
    decision.set_session_etag(std::to_string(store_.sessions[{council, *ids::IdOf("sessions", session)}].version));
    if (!allocation.empty()) {
      decision.set_allocation(ids::ResourceName("allocations", allocation));
      decision.set_allocation_etag("1");
      decision.mutable_charge()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
      decision.mutable_charge()->set_amount(120);
    }
    if (cancellation.bands_size() > 0) *decision.mutable_cancellation() = cancellation;
    return decision;
  }

  int calls = 0;
  int stale_answers = 0;
  absl::Status error;
  eligibility::v1::RuleOutcome outcome = eligibility::v1::RULE_OUTCOME_MET;
  ids::Uuid allocation;
  type::v1::CancellationTerms cancellation;

 private:
  FakeStore& store_;
};

// Counts the permits that are out.
class CountingAdmission : public redis::Admission {
 public:
  class Counted : public redis::Permit {
   public:
    explicit Counted(int& out) : out_(out) { ++out_; }
    ~Counted() override { --out_; }

   private:
    int& out_;
  };
  absl::StatusOr<std::unique_ptr<redis::Permit>> Admit(const std::string& session, int, absl::Time) override {
    asked_for = session;
    if (!error.ok()) return error;
    return std::make_unique<Counted>(out);
  }
  int out = 0;
  std::string asked_for;
  absl::Status error;
};

// Keeps what was counted: `hold held`, `made`.
class RecordingMetrics : public telemetry::Metrics {
 public:
  void HoldChanged(std::string_view change) override { counted.emplace_back(change); }
  void BookingEnded(std::string_view change, std::string_view outcome) override {
    counted.push_back(std::string(change) + " " + std::string(outcome));
  }
  void RpcEnded(std::string_view, std::string_view, absl::Duration) override {}
  void QueueDepth(int) override {}
  void PoolWaited(absl::Duration) override {}
  void TransactionRetried(std::string_view) override {}
  void LockTaken(std::string_view, absl::Duration) override {}
  void AdmissionEnded(std::string_view) override {}

  std::vector<std::string> counted;
};

class Handlers : public testing::Test {
 protected:
  Handlers() {
    const absl::Time start = now_ + absl::Hours(24 * 10);
    store_.sessions[{kCouncil, session_}] = {.places = 1,
                                             .start_time = start,
                                             .end_time = start + absl::Hours(2),
                                             .booking_open_time = now_ - absl::Hours(1),
                                             .booking_close_time = start,
                                             .notice = absl::Hours(48),
                                             .provider_id = provider_};
    store_.children[{kCouncil, child_}].carers.insert(carer_);
    store_.children[{kCouncil, stranger_}].carers.insert(ids::NewUuid());
    store_.allocations[{kCouncil, allocation_}] = {.child_id = child_, .granted = 600};
    decider_.allocation = allocation_;
  }

  rpc::Call CallAs(Role role, const std::string& subject = "someone") {
    rpc::Call call;
    call.principal = {role, kCouncil, subject, "", "app"};
    if (role == Role::kCarer) call.principal.subject = ids::ResourceName("carers", carer_);
    if (role == Role::kProvider) call.principal.provider = ids::ResourceName("providers", provider_);
    call.deadline = absl::Now() + absl::Seconds(5);
    return call;
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Run(const std::string& method, const rpc::Call& call, const Request& request) {
    auto response = table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  v1::HoldPlaceRequest HoldRequest() {
    v1::HoldPlaceRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_child(ids::ResourceName("children", child_));
    request.set_session(ids::ResourceName("sessions", session_));
    return request;
  }
  absl::StatusOr<v1::HoldPlaceResponse> Hold(const v1::HoldPlaceRequest& request) {
    return Run<v1::HoldPlaceResponse>("HoldPlace", CallAs(Role::kCarer), request);
  }
  ErrorReason HoldReason(const v1::HoldPlaceRequest& request) { return errors::ReasonOf(Hold(request).status()); }

  // Booked on terms that cost nothing until 72 hours before, then half, and from 24 hours before all.
  v1::Booking BookWithTerms() {
    for (const auto& [notice, percent] : {std::pair(72, 0), std::pair(24, 50), std::pair(0, 100)}) {
      auto& band = *decider_.cancellation.add_bands();
      band.set_notice_hours(notice);
      band.set_forfeits_percent(percent);
    }
    decider_.cancellation.add_waived_for(type::v1::CANCEL_CAUSE_ILLNESS);
    v1::BookPlaceRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_child(ids::ResourceName("children", child_));
    request.set_session(ids::ResourceName("sessions", session_));
    const auto booked = Run<v1::BookPlaceResponse>("BookPlace", CallAs(Role::kCarer), request);
    EXPECT_TRUE(booked.ok()) << booked.status();
    return booked->booking();
  }
  static v1::CancelBookingRequest CancelRequest(const v1::Booking& booking) {
    v1::CancelBookingRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_name(booking.name());
    return request;
  }

  absl::Time now_ = absl::Now();
  FakeStore store_{[this] { return now_; }};
  ScriptedDecider decider_{store_};
  CountingAdmission admission_;
  paging::PageTokens tokens_{std::string(32, 'k')};
  RecordingMetrics metrics_;
  rpc::HandlerTable table_ = MakeHandlers({store_, decider_, admission_, tokens_, metrics_, {}});
  ids::Uuid carer_ = ids::NewUuid(), child_ = ids::NewUuid(), stranger_ = ids::NewUuid(), session_ = ids::NewUuid(),
            provider_ = ids::NewUuid(), allocation_ = ids::NewUuid();
};

TEST_F(Handlers, AFamilyHoldsConfirmsAndCancels) {
  auto hold = Hold(HoldRequest());
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(admission_.out, 0);
  EXPECT_EQ(admission_.asked_for, std::string(kCouncil) + ":" + ids::ToText(session_));

  v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(ids::ToText(ids::NewUuid()));
  confirm.set_name(hold->booking().name());
  auto booking = Run<v1::ConfirmBookingResponse>("ConfirmBooking", CallAs(Role::kCarer), confirm);
  ASSERT_TRUE(booking.ok()) << booking.status();

  v1::CancelBookingRequest cancel;
  cancel.set_request_id(ids::ToText(ids::NewUuid()));
  cancel.set_name(hold->booking().name());
  cancel.set_validate_only(true);
  auto preview = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->booking().state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(preview->refunded().amount(), 120);
  cancel.set_validate_only(false);
  cancel.set_request_id(ids::ToText(ids::NewUuid()));
  auto cancelled = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
}

TEST_F(Handlers, TheFamilySeesWhatCancellingCostsNowAndLaterBeforeItDoes) {
  const v1::Booking booking = BookWithTerms();
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(30);
  auto cancel = CancelRequest(booking);
  cancel.set_validate_only(true);
  const auto preview = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->forfeited().amount(), 60);
  EXPECT_EQ(preview->forfeits_percent(), 50);
  ASSERT_EQ(preview->steps_size(), 3);
  EXPECT_EQ(preview->steps(2).forfeited().amount(), 120);
  EXPECT_EQ(preview->booking().etag(), booking.etag()) << "nothing was changed";
  cancel.set_cause(type::v1::CANCEL_CAUSE_ILLNESS);
  const auto ill = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  EXPECT_TRUE(ill->waived());
  EXPECT_EQ(ill->refunded().amount(), 120);
  cancel.set_validate_only(false);
  cancel.clear_cause();
  const auto done = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->forfeited().amount(), preview->forfeited().amount());
  EXPECT_EQ(done->steps(1).SerializeAsString(), preview->steps(1).SerializeAsString());
}

TEST_F(Handlers, OnceTheProviderCalledItOffCancellingIsSaidToCostNothing) {
  const v1::Booking booking = BookWithTerms();
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(2);
  auto cancel = CancelRequest(booking);
  cancel.set_validate_only(true);
  const auto cost = [&] {
    return Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel)->forfeited().amount();
  };
  EXPECT_EQ(cost(), 120);
  store_.sessions[{kCouncil, session_}].state = 4;
  EXPECT_EQ(cost(), 0);
}

TEST_F(Handlers, ACauseThatNobodyKnowsIsRefused) {
  auto cancel = CancelRequest(BookWithTerms());
  cancel.set_cause(static_cast<type::v1::CancelCause>(99));
  const auto refused = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Handlers, AnOfficerWaivesWithAReasonThatTheProviderDoesNotSee) {
  const v1::Booking booking = BookWithTerms();
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(2);
  auto cancel = CancelRequest(booking);
  cancel.set_cause(type::v1::CANCEL_CAUSE_HOSPITAL);
  ASSERT_TRUE(Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel).ok());
  v1::WaiveChargeRequest waive;
  waive.set_request_id(ids::ToText(ids::NewUuid()));
  waive.set_name(booking.name());
  const auto reason = [&] {
    return errors::ReasonOf(Run<v1::WaiveChargeResponse>("WaiveCharge", CallAs(Role::kOfficer), waive).status());
  };
  EXPECT_EQ(reason(), type::v1::ERROR_REASON_INVALID_REQUEST) << "a reason is needed";
  waive.set_reason("Admitted on Friday; the ward confirmed it.");
  EXPECT_EQ(reason(), type::v1::ERROR_REASON_UNSPECIFIED);
  v1::GetBookingRequest get;
  get.set_name(booking.name());
  v1::ListBookingsRequest list;
  list.set_session(booking.session());
  const auto seen = [&](Role role) {
    const auto one = Run<v1::GetBookingResponse>("GetBooking", CallAs(role), get);
    const auto all = Run<v1::ListBookingsResponse>("ListBookings", CallAs(role), list);
    EXPECT_EQ(one->booking().SerializeAsString(), all->bookings(0).SerializeAsString());
    EXPECT_EQ(one->booking().forfeited().amount(), 0);
    EXPECT_NE(one->booking().waived_by(), "");
    return one->booking().waive_reason() + "/" + type::v1::CancelCause_Name(one->booking().cancel_cause());
  };
  EXPECT_EQ(seen(Role::kOfficer), "Admitted on Friday; the ward confirmed it./CANCEL_CAUSE_HOSPITAL");
  EXPECT_EQ(seen(Role::kProvider), "/CANCEL_CAUSE_UNSPECIFIED");
}

TEST_F(Handlers, ARetryIsAnsweredFromTheStoreThoughTheSessionIsFullNow) {
  const auto request = HoldRequest();
  auto first = Hold(request);
  ASSERT_TRUE(first.ok()) << first.status();
  auto second = Hold(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->booking().name(), second->booking().name());
  EXPECT_EQ(decider_.calls, 1);
}

TEST_F(Handlers, RequestsThatAreWrongSayWhich) {
  auto request = HoldRequest();
  request.clear_request_id();
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_REQUEST_ID_REQUIRED);
  request = HoldRequest();
  request.set_request_id("K1");
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_INVALID_REQUEST);
  request = HoldRequest();
  request.set_child("children/me");
  request.set_session(std::string(64 << 10, 'x'));
  auto refused = Hold(request);
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_LT(refused.status().message().size(), 1000u);
  EXPECT_EQ(store_.bookings.size(), 0u);
}

TEST_F(Handlers, AnUnknownSessionIsNotFoundAndADraftIsUnknown) {
  auto request = HoldRequest();
  request.set_session(ids::ResourceName("sessions", ids::NewUuid()));
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_NOT_FOUND);
  store_.sessions[{kCouncil, session_}].state = 1;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Handlers, SessionsThatTakeNobodySayWhy) {
  auto& session = store_.sessions[{kCouncil, session_}];
  session.state = 3;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_CLOSED);
  session.state = 4;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_CANCELLED);
  session.state = 2;
  session.booking_open_time = now_ + absl::Hours(1);
  auto early = Hold(HoldRequest());
  EXPECT_EQ(errors::ReasonOf(early.status()), type::v1::ERROR_REASON_SESSION_NOT_OPEN);
  EXPECT_FALSE(errors::MetadataOf(early.status(), "open_time").empty());
  session.booking_open_time = now_ - absl::Hours(1);
  session.start_time = now_ - absl::Minutes(1);
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_STARTED);
  session.start_time = now_ + absl::Hours(1);
  session.booking_close_time = now_;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_CLOSED);
  session.booking_close_time = session.start_time;
  session.places = 0;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(decider_.calls, 0);
}

TEST_F(Handlers, AHolderIsToldOfItsHoldAndAStrangerIsNot) {
  auto hold = Hold(HoldRequest());
  ASSERT_TRUE(hold.ok()) << hold.status();
  auto again = Hold(HoldRequest());
  EXPECT_EQ(errors::ReasonOf(again.status()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_EQ(errors::MetadataOf(again.status(), "booking"), hold->booking().name());
  rpc::Call stranger = CallAs(Role::kCarer);
  stranger.principal.subject = ids::ResourceName("carers", ids::NewUuid());
  EXPECT_EQ(errors::ReasonOf(Run<v1::HoldPlaceResponse>("HoldPlace", stranger, HoldRequest()).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(Handlers, ADecisionThatRefersTakesNoPlace) {
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_KNOWN;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  decider_.error = errors::Error(type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  EXPECT_EQ(store_.bookings.size(), 0u);
}

TEST_F(Handlers, ADecisionOvertakenByAChangeIsMadeAgain) {
  decider_.stale_answers = 2;
  EXPECT_TRUE(Hold(HoldRequest()).ok());
  EXPECT_EQ(decider_.calls, 3);
}

TEST_F(Handlers, DetailsThatKeepChangingEndInAnErrorThatMayBeRetried) {
  decider_.stale_answers = 100;
  auto hold = Hold(HoldRequest());
  EXPECT_EQ(errors::ReasonOf(hold.status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(errors::MetadataOf(hold.status(), "may_retry"), "true");
  EXPECT_LT(decider_.calls, 10);
}

TEST_F(Handlers, NotAdmittedIsBusy) {
  admission_.error = errors::ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Seconds(1));
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_BUSY);
}

TEST_F(Handlers, AnExpiredHoldOfTheChildIsSweptOnTheWay) {
  const ids::Uuid other = ids::NewUuid();
  store_.sessions[{kCouncil, other}] = store_.sessions[{kCouncil, session_}];
  ASSERT_TRUE(Hold(HoldRequest()).ok());
  now_ += absl::Minutes(11);
  auto request = HoldRequest();
  request.set_session(ids::ResourceName("sessions", other));
  EXPECT_TRUE(Hold(request).ok());
  const int taken = store_.sessions[{kCouncil, session_}].taken;
  EXPECT_EQ(taken, 0);
}

TEST_F(Handlers, AHoldOfOnesOwnThatRanOutIsNotAlreadyBooked) {
  auto first = Hold(HoldRequest());
  ASSERT_TRUE(first.ok()) << first.status();
  now_ += absl::Minutes(11);
  auto again = Hold(HoldRequest());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_NE(again->booking().name(), first->booking().name());
  EXPECT_THAT(metrics_.counted, testing::ElementsAre("hold held", "made", "expired", "hold held", "made"));
}

TEST_F(Handlers, TheLastPlaceWhoseHoldRanOutGoesToTheNextFamily) {
  ASSERT_TRUE(Hold(HoldRequest()).ok());
  store_.children[{kCouncil, stranger_}].carers.insert(carer_);
  decider_.allocation.clear();
  auto request = HoldRequest();
  request.set_child(ids::ResourceName("children", stranger_));
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_SESSION_FULL);
  now_ += absl::Minutes(11);
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_UNSPECIFIED);
}

TEST_F(Handlers, ACarerWithoutAuthorityHearsNoAnswerFromBefore) {
  const auto request = HoldRequest();
  ASSERT_TRUE(Hold(request).ok());
  store_.children[{kCouncil, child_}].carers.clear();
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(Handlers, EveryChangeIsCountedOnceByWhatBecameOfIt) {
  const auto request = HoldRequest();
  const std::string name = Hold(request)->booking().name();
  ASSERT_TRUE(Hold(request).ok());
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_THAT(metrics_.counted, testing::ElementsAre("hold held", "made", "hold ALREADY_BOOKED"));
  metrics_.counted.clear();

  const auto twice = [&]<typename Response, typename Request>(const std::string& method, Request change) {
    change.set_request_id(ids::ToText(ids::NewUuid()));
    change.set_name(name);
    for (int i = 0; i < 2; ++i) (void)Run<Response>(method, CallAs(Role::kCarer), change);
  };
  twice.operator()<v1::ExtendHoldResponse>("ExtendHold", v1::ExtendHoldRequest());
  twice.operator()<v1::ConfirmBookingResponse>("ConfirmBooking", v1::ConfirmBookingRequest());
  EXPECT_THAT(metrics_.counted, testing::ElementsAre("extend held", "extended", "confirm confirmed", "confirmed"));
  metrics_.counted.clear();
  twice.operator()<v1::CancelBookingResponse>("CancelBooking", v1::CancelBookingRequest());
  // Two refusals are two attempts.
  twice.operator()<v1::ReleaseHoldResponse>("ReleaseHold", v1::ReleaseHoldRequest());
  EXPECT_THAT(metrics_.counted,
              testing::ElementsAre("cancel cancelled_in_time", "release STATE_FORBIDS", "release STATE_FORBIDS"));
}

TEST_F(Handlers, ConfirmingDecidesAgainWhenTheChildHasChanged) {
  auto hold = Hold(HoldRequest());
  store_.children[{kCouncil, child_}].version += 1;
  v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(ids::ToText(ids::NewUuid()));
  confirm.set_name(hold->booking().name());
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_MET;
  auto refused = Run<v1::ConfirmBookingResponse>("ConfirmBooking", CallAs(Role::kCarer), confirm);
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  decider_.outcome = eligibility::v1::RULE_OUTCOME_MET;
  EXPECT_TRUE(Run<v1::ConfirmBookingResponse>("ConfirmBooking", CallAs(Role::kCarer), confirm).ok());
}

TEST_F(Handlers, WhoMaySeeABooking) {
  auto hold = Hold(HoldRequest());
  v1::GetBookingRequest get;
  get.set_name(hold->booking().name());
  const auto reason = [&](rpc::Call call) {
    return errors::ReasonOf(Run<v1::GetBookingResponse>("GetBooking", call, get).status());
  };
  EXPECT_EQ(reason(CallAs(Role::kCarer)), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(CallAs(Role::kOfficer)), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(CallAs(Role::kProvider)), type::v1::ERROR_REASON_UNSPECIFIED);
  rpc::Call other = CallAs(Role::kProvider);
  other.principal.provider = ids::ResourceName("providers", ids::NewUuid());
  EXPECT_EQ(reason(other), type::v1::ERROR_REASON_NOT_ALLOWED);
  other = CallAs(Role::kCarer);
  other.principal.subject = ids::ResourceName("carers", ids::NewUuid());
  EXPECT_EQ(reason(other), type::v1::ERROR_REASON_NOT_ALLOWED);
  get.set_name(ids::ResourceName("bookings", ids::NewUuid()));
  EXPECT_EQ(reason(CallAs(Role::kCarer)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(CallAs(Role::kOfficer)), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Handlers, ListsAskForExactlyOneThingAndGuardIt) {
  v1::ListBookingsRequest request;
  const auto reason = [&](Role role) {
    return errors::ReasonOf(Run<v1::ListBookingsResponse>("ListBookings", CallAs(role), request).status());
  };
  EXPECT_EQ(reason(Role::kOfficer), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.set_child(ids::ResourceName("children", stranger_));
  EXPECT_EQ(reason(Role::kCarer), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(Role::kProvider), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(Role::kOfficer), type::v1::ERROR_REASON_UNSPECIFIED);
  request.set_session(ids::ResourceName("sessions", session_));
  EXPECT_EQ(reason(Role::kOfficer), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.clear_child();
  EXPECT_EQ(reason(Role::kProvider), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(Role::kCarer), type::v1::ERROR_REASON_NOT_ALLOWED);
  request.clear_session();
  *request.mutable_changed_since() = wire::ToProto(now_ - absl::Hours(1));
  EXPECT_EQ(reason(Role::kProvider), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(Role::kService), type::v1::ERROR_REASON_UNSPECIFIED);
  request.mutable_changed_since()->set_nanos(-1);
  EXPECT_EQ(reason(Role::kService), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Handlers, APageTokenIsGoodForItsCallerAndItsRequestAlone) {
  store_.sessions[{kCouncil, session_}].places = 9;
  const ids::Uuid other = ids::NewUuid();
  store_.sessions[{kCouncil, other}] = store_.sessions[{kCouncil, session_}];
  store_.sessions[{kCouncil, other}].start_time += absl::Hours(48);
  store_.sessions[{kCouncil, other}].end_time += absl::Hours(48);
  auto hold = HoldRequest();
  ASSERT_TRUE(Hold(hold).ok());
  hold = HoldRequest();
  hold.set_session(ids::ResourceName("sessions", other));
  ASSERT_TRUE(Hold(hold).ok());

  v1::ListBookingsRequest request;
  request.set_child(ids::ResourceName("children", child_));
  request.set_page_size(1);
  auto page = Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kCarer), request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_FALSE(page->next_page_token().empty());
  request.set_page_token(page->next_page_token());
  auto next = Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kCarer), request);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(next->next_page_token().empty());
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kOfficer), request).status()),
            type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_page_size(0);
  request.add_states(v1::BOOKING_STATE_HELD);
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kCarer), request).status()),
            type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(Handlers, ALedgerIsForTheChildsOwnCarers) {
  v1::ListLedgerEntriesRequest request;
  request.set_allocation(ids::ResourceName("allocations", allocation_));
  auto ledger = Run<v1::ListLedgerEntriesResponse>("ListLedgerEntries", CallAs(Role::kCarer), request);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ(ledger->entries(0).amount(), 600);
  rpc::Call stranger = CallAs(Role::kCarer);
  stranger.principal.subject = ids::ResourceName("carers", ids::NewUuid());
  const auto reason = [&](const rpc::Call& call) {
    return errors::ReasonOf(Run<v1::ListLedgerEntriesResponse>("ListLedgerEntries", call, request).status());
  };
  EXPECT_EQ(reason(stranger), type::v1::ERROR_REASON_NOT_ALLOWED);
  request.set_allocation(ids::ResourceName("allocations", ids::NewUuid()));
  EXPECT_EQ(reason(CallAs(Role::kCarer)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(CallAs(Role::kOfficer)), type::v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace shortbreaks::bookings
