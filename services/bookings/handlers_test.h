// The handlers on the store in memory, with a decider, an admission and metrics that tests look into.
#pragma once

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bookings/fake_store.h"
#include "bookings/handlers.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::bookings {

using identity::Role;
using type::v1::ErrorReason;

inline constexpr char kCouncil[] = "E08000031";

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

}  // namespace shortbreaks::bookings
