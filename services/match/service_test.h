// One council on a real database: a family that books, providers and officers that answer.
#pragma once

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "bookings/mysql_world.h"
#include "bookings/store_contract_test.h"
#include "errors/errors.h"
#include "match/handlers.h"
#include "support/private_mysql.h"
#include "wire/times.h"

namespace shortbreaks::match {

using bookings::World;
using identity::Role;
using mysql::Bytes;
using type::v1::ErrorReason;

class CountingMetrics : public telemetry::Metrics {
 public:
  void BookingEnded(std::string_view change, std::string_view outcome) override {
    endings.push_back(absl::StrCat(std::string(change), " ", std::string(outcome)));
  }
  void MatchAnswersOverdue(int64_t requests) override { overdue = requests; }
  std::vector<std::string> endings;
  int64_t overdue = -1;
};

class MatchTest : public bookings::StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    world_->AddAllocation(child_, 600);
    session_ = world_->AddSession({.match_hours = 48});
  }

  bookings::MysqlWorld& mysql() { return static_cast<bookings::MysqlWorld&>(*world_); }
  static void Root(const std::string& sql, const mysql::Parameters& parameters) {
    const auto done = support::SharedMysql().AsRoot(sql, parameters);
    ASSERT_TRUE(done.ok()) << done.status();
  }
  static int64_t Number(const std::string& sql, const mysql::Parameters& parameters) {
    return support::SharedMysql().AsRoot(sql, parameters).value().at(0).Int(0);
  }

  rpc::Call Officer() const { return CallAs(Role::kOfficer, "officer-1"); }
  // The staff of the provider of a session.
  rpc::Call Staff(const ids::Uuid& session) {
    rpc::Call call = CallAs(Role::kProvider, "staff-1");
    call.principal.provider = ids::ResourceName("providers", **store().ProviderOf(Officer(), session));
    return call;
  }
  rpc::Call Staff() { return Staff(session_); }

  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }
  std::vector<v1::MatchRequest> Requests(const rpc::Call& call, bool overdue_only = false) {
    v1::ListRequestsRequest request;
    request.set_overdue_only(overdue_only);
    const auto response = Run<v1::ListRequestsResponse>("ListRequests", call, request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->requests().begin(), response->requests().end()};
  }

  static v1::AnswerRequestRequest Suitable(const v1::Booking& booking) {
    v1::AnswerRequestRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_booking(booking.name());
    request.set_etag(booking.etag());
    request.set_answer(v1::MATCH_ANSWER_SUITABLE);
    return request;
  }
  static v1::AnswerRequestRequest WithAdjustments(const v1::Booking& booking) {
    v1::AnswerRequestRequest request = Suitable(booking);
    request.set_answer(v1::MATCH_ANSWER_SUITABLE_WITH_ADJUSTMENTS);
    request.set_adjustments("We start in the quiet room.");
    return request;
  }
  static v1::AnswerRequestRequest CannotMeet(const v1::Booking& booking) {
    v1::AnswerRequestRequest request = Suitable(booking);
    request.set_answer(v1::MATCH_ANSWER_CANNOT_MEET);
    request.set_cannot_meet_category(v1::CANNOT_MEET_CATEGORY_TRAINING);
    request.set_cannot_meet_reason("Nobody on shift is trained for gastrostomy.");
    return request;
  }
  absl::StatusOr<v1::Booking> Answer(const rpc::Call& call, const v1::AnswerRequestRequest& request) {
    auto response = Run<v1::AnswerRequestResponse>("AnswerRequest", call, request);
    if (!response.ok()) return response.status();
    return response->booking();
  }
  ErrorReason AnswerReason(const rpc::Call& call, const v1::AnswerRequestRequest& request) {
    return errors::ReasonOf(Answer(call, request).status());
  }
  v1::Booking Read(const v1::Booking& booking) {
    return (**store().Read(Carer(), *ids::IdOf("bookings", booking.name()))).booking;
  }
  void PassDueTime(const v1::Booking& booking) {
    Root("UPDATE bookings SET match_due_time = NOW(6) - INTERVAL 1 MINUTE WHERE council_id = ? AND booking_id = ?",
         {world_->council, Bytes{*ids::IdOf("bookings", booking.name())}});
  }
  void ExpectProved() {
    const auto proved = store().Reconcile(Officer(), {});
    ASSERT_TRUE(proved.ok()) << proved.status();
    for (const auto& mismatch : proved->mismatches) ADD_FAILURE() << mismatch.text();
    EXPECT_THAT(mysql().BrokenPromises(), testing::IsEmpty());
  }

  CountingMetrics metrics_;
  paging::PageTokens tokens_{std::string(32, 'k')};
  mysql::Pool pool_{{.connection = support::SharedMysql().As("shortbreaks_bookings"), .connections_max = 16},
                    telemetry::NoMetrics()};
  bookings::MysqlStore bookings_{pool_, absl::ZeroDuration()};
  MatchStore store_{pool_};
  rpc::HandlerTable table_ = MakeHandlers({store_, bookings_, tokens_, metrics_});
};

}  // namespace shortbreaks::match
