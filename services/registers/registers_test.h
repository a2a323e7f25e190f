// One council and one family with bookings of sessions that have begun, and the register's handlers on a real database.
#pragma once

#include <absl/strings/escaping.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bookings/mysql_world.h"
#include "bookings/store_cancellation_contract_test.h"
#include "registers/handlers.h"
#include "support/private_mysql.h"
#include "wire/times.h"

namespace shortbreaks::registers {

inline constexpr absl::Duration kWindow = absl::Hours(120);

class RegisterWorld : public bookings::CancellationContract {
 protected:
  void SetUp() override {
    CancellationContract::SetUp();
    store_ = std::make_unique<RegisterStore>(world().pool());
    claims_ = std::make_unique<ClaimStore>(world().pool());
    no_shows_ = std::make_unique<NoShowStore>(world().pool());
    Serve(MakeHandlers({*store_, *claims_, *no_shows_, store(), tokens_, *metrics_, kWindow}));
  }
  void Serve(const rpc::HandlerTable& table) {
    for (const auto& [name, method] : table.methods()) methods_[name] = method;
  }

  bookings::MysqlWorld& world() { return static_cast<bookings::MysqlWorld&>(*world_); }
  mysql::Rows Sql(std::string_view sql, mysql::Parameters parameters = {}) {
    parameters.insert(parameters.begin(), world_->council);
    auto rows = support::SharedMysql().AsRoot(sql, parameters);
    EXPECT_TRUE(rows.ok()) << sql << ": " << mysql::DiagnosisOf(rows.status());
    return rows.value_or(mysql::Rows());
  }

  // The session began so long ago; of three hours it still runs where that is less.
  void BeganAgo(absl::Duration ago) { BeganAgo(session_, ago); }
  void BeganAgo(const ids::Uuid& session, absl::Duration ago) {
    const absl::Time start = absl::Now() - ago;
    Sql("UPDATE sessions SET booking_open_time = '2020-01-01', booking_close_time = '2020-01-01', start_time = ?, "
        "end_time = ? WHERE council_id = ? AND session_id = ?",
        start, session);
  }
  void BeganAt(const ids::Uuid& session, const std::string& rfc3339) {
    absl::Time start;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, rfc3339, &start, &error)) << error;
    BeganAgo(session, absl::Now() - start);
  }
  // A booking of a session that has just begun.
  v1::Booking Begun(const type::v1::CancellationTerms& terms = Terms(), int64_t minutes = 180,
                    const ids::Uuid& second = {}, int64_t second_amount = 0) {
    const v1::Booking booking = BookIn(24 * 30 + 10 * made_++, terms, minutes, second, second_amount);
    BeganAgo(absl::Minutes(1));
    return booking;
  }

  rpc::Call Provider() { return Provider(session_); }
  rpc::Call Provider(const ids::Uuid& session) {
    rpc::Call call = CallAs(identity::Role::kProvider, "door-1");
    const auto rows =
        Sql("SELECT provider_id FROM sessions WHERE council_id = ? AND session_id = ?", {mysql::Bytes{session}});
    call.principal.provider = ids::ResourceName("providers", rows.at(0).Text(0));
    return call;
  }

  static v1::AttendanceMark MarkOf(const v1::Booking& booking, v1::AttendanceOutcome outcome, int minutes = 0) {
    v1::AttendanceMark mark;
    mark.set_booking(booking.name());
    mark.set_outcome(outcome);
    mark.set_minutes(minutes);
    return mark;
  }
  static v1::AttendanceMark Correction(const v1::Booking& booking, v1::AttendanceOutcome outcome, int minutes = 0) {
    v1::AttendanceMark mark = MarkOf(booking, outcome, minutes);
    mark.set_etag(booking.etag());
    mark.set_reason("The list at the door was another day's.");
    return mark;
  }
  v1::MarkAttendanceRequest RequestOf(const std::vector<v1::AttendanceMark>& marks) const {
    v1::MarkAttendanceRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_session(ids::ResourceName("sessions", session_));
    for (const v1::AttendanceMark& mark : marks) *request.add_marks() = mark;
    return request;
  }
  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = methods_.at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }
  absl::StatusOr<v1::MarkAttendanceResponse> Mark(const rpc::Call& call, const v1::MarkAttendanceRequest& request) {
    return Run<v1::MarkAttendanceResponse>("MarkAttendance", call, request);
  }
  // What became of one mark, of which nothing is refused as a whole.
  v1::BookingResult MarkOne(const rpc::Call& call, const v1::AttendanceMark& mark) {
    auto response = Mark(call, RequestOf({mark}));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->results(0) : v1::BookingResult();
  }
  v1::Booking Marked(const v1::AttendanceMark& mark) { return Marked(Provider(), mark); }
  v1::Booking Marked(const rpc::Call& call, const v1::AttendanceMark& mark) {
    const v1::BookingResult result = MarkOne(call, mark);
    EXPECT_EQ(result.error_reason(), "") << result.error_text();
    return result.booking();
  }
  std::string Refused(const rpc::Call& call, const v1::AttendanceMark& mark) {
    return MarkOne(call, mark).error_reason();
  }
  v1::GetRegisterResponse Register() {
    v1::GetRegisterRequest request;
    request.set_session(ids::ResourceName("sessions", session_));
    auto response = Run<v1::GetRegisterResponse>("GetRegister", Provider(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::GetRegisterResponse());
  }
  void ExpectAllTrue() {
    EXPECT_THAT(world().BrokenPromises(), testing::IsEmpty());
    ExpectProved();
  }

  std::unique_ptr<RegisterStore> store_;
  std::unique_ptr<ClaimStore> claims_;
  std::unique_ptr<NoShowStore> no_shows_;
  paging::PageTokens tokens_{std::string(32, 'k')};
  std::shared_ptr<telemetry::Metrics> metrics_ = telemetry::NoMetrics();
  std::map<std::string, rpc::Method> methods_;
  int made_ = 0;

 private:
  void Sql(std::string_view sql, absl::Time start, const ids::Uuid& session) {
    auto done =
        support::SharedMysql().AsRoot(sql, {start, start + absl::Hours(3), world_->council, mysql::Bytes{session}});
    EXPECT_TRUE(done.ok()) << mysql::DiagnosisOf(done.status());
  }
};

}  // namespace shortbreaks::registers
