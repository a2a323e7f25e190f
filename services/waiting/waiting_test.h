// A council in a real database with families who wait, the handlers of bookings and of waiting lists on it, and a
// decider that says yes on what the database holds now.
#pragma once

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bookings/handlers.h"
#include "bookings/mysql_world.h"
#include "errors/errors.h"
#include "telemetry/metrics.h"
#include "waiting/handlers.h"
#include "wire/times.h"

namespace shortbreaks::waiting {

using identity::Role;
using mysql::Bytes;
using type::v1::ErrorReason;

class DatabaseDecider : public bookings::Decider {
 public:
  explicit DatabaseDecider(std::string council) : council_(std::move(council)) {}

  absl::StatusOr<eligibility::v1::Decision> Decide(const rpc::Call&, const std::string& child,
                                                   const std::string& session) override {
    const auto versions =
        support::SharedMysql()
            .AsRoot(
                "SELECT c.version, c.diary_version, s.version, s.charge_minutes, a.allocation_id, a.version, "
                "a.granted - a.committed FROM children c JOIN sessions s ON s.council_id = c.council_id "
                "LEFT JOIN allocations a ON a.council_id = c.council_id AND a.child_id = c.child_id "
                "WHERE c.council_id = ? AND c.child_id = ? AND s.session_id = ?",
                {council_, Bytes{*ids::IdOf("children", child)}, Bytes{*ids::IdOf("sessions", session)}})
            .value();
    const mysql::Row& row = versions.at(0);
    eligibility::v1::Decision decision;
    Rule(decision, "resident", outcome);
    decision.set_child_etag(absl::StrCat(row.Int(0)));
    decision.set_diary_etag(absl::StrCat(row.Int(1)));
    decision.set_session_etag(absl::StrCat(row.Int(2)));
    if (row.IsNull(4)) return decision;
    const int64_t charge = row.Int(3);
    Rule(decision, "allocation_covers",
         row.Int(6) >= charge ? eligibility::v1::RULE_OUTCOME_MET : eligibility::v1::RULE_OUTCOME_NOT_MET);
    decision.set_allocation(ids::ResourceName("allocations", row.Text(4)));
    decision.set_allocation_etag(absl::StrCat(row.Int(5)));
    decision.mutable_charge()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
    decision.mutable_charge()->set_amount(charge);
    return decision;
  }

  std::atomic<eligibility::v1::RuleOutcome> outcome = eligibility::v1::RULE_OUTCOME_MET;

 private:
  static void Rule(eligibility::v1::Decision& decision, const char* name, eligibility::v1::RuleOutcome outcome) {
    auto* rule = decision.add_rules();
    rule->set_rule(name);
    rule->set_outcome(outcome);
  }

  std::string council_;
};

class LocalAdmission : public redis::Admission {
 public:
  absl::StatusOr<std::unique_ptr<redis::Permit>> Admit(const std::string&, int, absl::Time) override {
    return std::make_unique<redis::Permit>();
  }
};

struct Family {
  ids::Uuid child, allocation;
};

class WaitingTest : public testing::Test {
 protected:
  WaitingTest() {
    carer_ = ids::NewUuid();
    session_ = AddSession(1);
    activity_ = IdOf("SELECT activity_id FROM sessions WHERE council_id = ? AND session_id = ?", session_);
  }

  // A family with a child at 1:3 and 600 minutes.
  Family AddFamily(int64_t minutes = 600, int staff = 1, int children = 3) {
    Family family;
    family.child = world_.AddChild(carer_);
    family.allocation = world_.AddAllocation(family.child, minutes);
    Run("UPDATE children SET ratio_staff = ?, ratio_children = ? WHERE council_id = ? AND child_id = ?",
        {int64_t{staff}, int64_t{children}, world_.council, Bytes{family.child}});
    return family;
  }
  // The first makes an activity of its own; `like` another is one more session of its activity.
  ids::Uuid AddSession(int places, absl::Duration starts_in = absl::Hours(24 * 14)) {
    return world_.AddSession({.places = places, .starts_in = starts_in});
  }
  ids::Uuid AddSessionLike(const ids::Uuid& other, int places, absl::Time start) {
    const ids::Uuid session = ids::NewUuid();
    Run("INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
        "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places) SELECT council_id, ?, "
        "activity_id, provider_id, ?, ?, booking_open_time, ?, 180, 0, 2, ? FROM sessions "
        "WHERE council_id = ? AND session_id = ?",
        {Bytes{session}, start, start + absl::Hours(3), start, int64_t{places}, world_.council, Bytes{other}});
    return session;
  }
  void SetOrder(availability::v1::WaitingOrder order) {
    Run("UPDATE activities SET waiting_order = ? WHERE council_id = ? AND activity_id = ?",
        {int64_t{order}, world_.council, Bytes{activity_}});
  }
  void SetSession(const std::string& change, const ids::Uuid& session) {
    Run("UPDATE sessions SET " + change + " WHERE council_id = ? AND session_id = ?", {world_.council, Bytes{session}});
  }
  mysql::Rows Run(std::string_view sql, const mysql::Parameters& parameters) {
    auto rows = support::SharedMysql().AsRoot(sql, parameters);
    EXPECT_TRUE(rows.ok()) << sql << ": " << mysql::DiagnosisOf(rows.status());
    return std::move(rows).value_or(mysql::Rows());
  }
  ids::Uuid IdOf(std::string_view sql, const ids::Uuid& id) {
    return Run(sql, {world_.council, Bytes{id}}).at(0).Text(0);
  }

  rpc::Call CallAs(Role role, const std::string& subject, const std::string& provider = {}) const {
    rpc::Call call;
    call.principal = {role, world_.council, subject, provider, "test-app"};
    call.deadline = absl::Now() + absl::Seconds(20);
    call.call_id = "waiting-test";
    return call;
  }
  rpc::Call Carer() const { return CallAs(Role::kCarer, ids::ResourceName("carers", carer_)); }
  rpc::Call Officer() const { return CallAs(Role::kOfficer, "officer-1"); }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Send(const rpc::Call& call, Request request) {
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) request.set_request_id(ids::ToText(ids::NewUuid()));
    }
    const std::string name = Request::descriptor()->name();
    const std::string method = name.substr(0, name.size() - std::string("Request").size());
    auto& methods = waiting_.methods().contains(method) ? waiting_.methods() : bookings_.methods();
    auto response = methods.at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  v1::JoinWaitingListRequest JoinRequest(const Family& family, const ids::Uuid& session) {
    v1::JoinWaitingListRequest request;
    request.set_child(ids::ResourceName("children", family.child));
    request.set_session(ids::ResourceName("sessions", session));
    return request;
  }
  absl::StatusOr<v1::JoinWaitingListResponse> TryJoin(const v1::JoinWaitingListRequest& request) {
    return Send<v1::JoinWaitingListResponse>(Carer(), request);
  }
  // The entry's name.
  std::string Join(const Family& family, const ids::Uuid& session) {
    auto joined = TryJoin(JoinRequest(family, session));
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->entry().name() : "";
  }
  std::string JoinAny(const Family& family, const std::vector<type::v1::DayOfWeek>& days = {}) {
    v1::JoinWaitingListRequest request;
    request.set_child(ids::ResourceName("children", family.child));
    request.set_activity(ids::ResourceName("activities", activity_));
    for (const auto day : days) request.add_days(day);
    auto joined = TryJoin(request);
    EXPECT_TRUE(joined.ok()) << joined.status();
    return joined.ok() ? joined->entry().name() : "";
  }
  absl::StatusOr<v1::BookPlaceResponse> TryBook(const Family& family, const ids::Uuid& session, const rpc::Call& call) {
    v1::BookPlaceRequest request;
    request.set_child(ids::ResourceName("children", family.child));
    request.set_session(ids::ResourceName("sessions", session));
    return Send<v1::BookPlaceResponse>(call, request);
  }
  v1::Booking Book(const Family& family, const ids::Uuid& session) {
    auto booked = TryBook(family, session, Carer());
    EXPECT_TRUE(booked.ok()) << booked.status();
    return booked.ok() ? booked->booking() : v1::Booking();
  }
  absl::Status Cancel(const v1::Booking& booking) {
    v1::CancelBookingRequest request;
    request.set_name(booking.name());
    return Send<v1::CancelBookingResponse>(Carer(), request).status();
  }
  absl::StatusOr<v1::AcceptOfferResponse> Accept(const std::string& entry) {
    v1::AcceptOfferRequest request;
    request.set_name(entry);
    return Send<v1::AcceptOfferResponse>(Carer(), request);
  }
  absl::StatusOr<v1::DeclineOfferResponse> Decline(const std::string& entry, bool keep_waiting = false) {
    v1::DeclineOfferRequest request;
    request.set_name(entry);
    request.set_keep_waiting(keep_waiting);
    return Send<v1::DeclineOfferResponse>(Carer(), request);
  }
  absl::StatusOr<v1::LeaveWaitingListResponse> Leave(const std::string& entry) {
    v1::LeaveWaitingListRequest request;
    request.set_name(entry);
    return Send<v1::LeaveWaitingListResponse>(Carer(), request);
  }
  absl::StatusOr<v1::GetWaitingListEntryResponse> TryGet(const std::string& entry, const rpc::Call& call) {
    v1::GetWaitingListEntryRequest request;
    request.set_name(entry);
    return Send<v1::GetWaitingListEntryResponse>(call, request);
  }
  v1::GetWaitingListEntryResponse Get(const std::string& entry) {
    auto got = TryGet(entry, Carer());
    EXPECT_TRUE(got.ok()) << got.status();
    return std::move(got).value_or(v1::GetWaitingListEntryResponse());
  }
  // `WAITING`, `OFFERED`, …
  std::string StateOf(const std::string& entry) {
    const std::string state = v1::WaitingListEntryState_Name(Get(entry).entry().state());
    return state.substr(std::string("WAITING_LIST_ENTRY_STATE_").size());
  }

  void MakeOffers() {
    auto made = store_.MakeOffers(absl::Now() + absl::Seconds(20), 10'000);
    EXPECT_TRUE(made.ok()) << made.status();
  }
  int Sweep() { return world_.store().ExpireHolds(absl::Now() + absl::Seconds(20), 1'000).value(); }
  // The offer's time is over, and the sweeper comes by.
  void RunOut(const std::string& entry) {
    world_.RunOutHold(Get(entry).entry().booking());
    Sweep();
  }
  void CallOff(const ids::Uuid& session) {
    world_.SetSessionState(session, availability::v1::SESSION_STATE_CANCELLED);
    EXPECT_TRUE(world_.store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(20), 1'000).ok());
  }
  int PlacesTaken(const ids::Uuid& session) { return world_.PlacesTaken(session); }

  bookings::MysqlWorld world_{support::SharedMysql()};
  MysqlStore store_{world_.pool(), absl::ZeroDuration(), OfferTimes()};
  DatabaseDecider decider_{world_.council};
  LocalAdmission admission_;
  paging::PageTokens tokens_{std::string(32, 'k')};
  std::shared_ptr<telemetry::Metrics> metrics_ = telemetry::NoMetrics();
  JoinHandler lists_{Parts{store_, {world_.store(), decider_, admission_, tokens_, *metrics_, {}, nullptr}}};
  bookings::Parts parts_{world_.store(), decider_, admission_, tokens_, *metrics_, {}, &lists_};
  rpc::HandlerTable bookings_ = bookings::MakeHandlers(parts_);
  rpc::HandlerTable waiting_ = MakeHandlers({store_, parts_});
  ids::Uuid carer_, session_, activity_;
};

}  // namespace shortbreaks::waiting
