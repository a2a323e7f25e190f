// The service's handlers on a real database, as the user shortbreaks_availability, in a council of the test's own.
#pragma once

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "availability/handlers.h"
#include "availability/mysql_store.h"
#include "availability/samples.h"
#include "errors/errors.h"
#include "mysql/pool.h"
#include "support/private_mysql.h"
#include "telemetry/metrics.h"

namespace shortbreaks::availability {

class ServiceTest : public testing::Test {
 protected:
  ServiceTest()
      : pool_({.connection = support::SharedMysql().As("shortbreaks_availability")}, telemetry::NoMetrics()),
        store_(pool_),
        tokens_(std::string(32, 'k')),
        table_(MakeHandlers({store_, tokens_})) {}

  rpc::Call As(identity::Role role, const std::string& subject = "someone") const {
    rpc::Call call;
    call.principal = {role, council_, subject, "", "test-app"};
    call.deadline = absl::Now() + absl::Seconds(30);
    call.call_id = "test-call";
    return call;
  }
  rpc::Call Officer() const { return As(identity::Role::kOfficer, "officer-1"); }
  rpc::Call Family() const { return As(identity::Role::kPartner); }
  rpc::Call Staff(const std::string& provider) const {
    rpc::Call call = As(identity::Role::kProvider, "staff-1");
    call.principal.provider = provider;
    return call;
  }
  rpc::Call OtherCouncilsOfficer() const {
    rpc::Call call = Officer();
    call.principal.council_id = other_council_;
    return call;
  }

  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  template <typename Request>
  static Request WithId() {
    Request request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    return request;
  }
  // A change that names a record: publish, close, get …
  template <typename Request>
  static Request Naming(const std::string& name) {
    Request request;
    if constexpr (requires { request.set_request_id(""); }) request = WithId<Request>();
    request.set_name(name);
    return request;
  }

  static v1::CreateProviderRequest ProviderRequest(const std::string& display_name,
                                                   const std::string& external_id = {}) {
    auto request = WithId<v1::CreateProviderRequest>();
    request.mutable_provider()->set_display_name(display_name);
    request.mutable_provider()->set_external_id(external_id);
    return request;
  }
  static v1::CreateActivityRequest ActivityRequest(const v1::Activity& activity) {
    auto request = WithId<v1::CreateActivityRequest>();
    *request.mutable_activity() = activity;
    return request;
  }
  static v1::CreateSessionRequest SessionRequest(const v1::Session& session) {
    auto request = WithId<v1::CreateSessionRequest>();
    *request.mutable_session() = session;
    return request;
  }

  // Records that the tests begin with; each ends the test where it fails.
  std::string AddProvider(const std::string& display_name = "Sample Provider", const std::string& external_id = {}) {
    return Run<v1::CreateProviderResponse>("CreateProvider", Officer(), ProviderRequest(display_name, external_id))
        .value()
        .provider()
        .name();
  }
  v1::Activity AddActivity(const v1::Activity& activity) {
    return Run<v1::CreateActivityResponse>("CreateActivity", Officer(), ActivityRequest(activity)).value().activity();
  }
  v1::Activity AddActivity() { return AddActivity(SampleActivity(AddProvider())); }
  v1::Session AddDraft(const v1::Session& session) {
    return Run<v1::CreateSessionResponse>("CreateSession", Officer(), SessionRequest(session)).value().session();
  }
  v1::Session AddDraft() { return AddDraft(SampleSession(AddActivity().name(), Soon(24))); }
  v1::Session AddPublished(const v1::Session& session) { return *Publish(AddDraft(session).name()); }
  v1::Session AddPublished() { return *Publish(AddDraft().name()); }

  absl::StatusOr<v1::Session> Publish(const std::string& session) {
    auto response =
        Run<v1::PublishSessionResponse>("PublishSession", Officer(), Naming<v1::PublishSessionRequest>(session));
    if (!response.ok()) return response.status();
    return response->session();
  }
  absl::StatusOr<v1::Session> Close(const std::string& session) {
    auto response = Run<v1::CloseSessionResponse>("CloseSession", Officer(), Naming<v1::CloseSessionRequest>(session));
    if (!response.ok()) return response.status();
    return response->session();
  }
  absl::StatusOr<v1::Session> Cancel(const std::string& session) {
    auto request = Naming<v1::CancelSessionRequest>(session);
    request.set_reason("The boiler broke.");
    auto response = Run<v1::CancelSessionResponse>("CancelSession", Officer(), request);
    if (!response.ok()) return response.status();
    return response->session();
  }
  absl::StatusOr<v1::SessionOffer> Get(const std::string& session, const rpc::Call& call) {
    auto response = Run<v1::GetSessionResponse>("GetSession", call, Naming<v1::GetSessionRequest>(session));
    if (!response.ok()) return response.status();
    return response->offer();
  }

  // A whole hour, `hours` from now.
  static absl::Time Soon(int hours) {
    return absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()) / 3600 * 3600) + absl::Hours(hours);
  }

  // What only others write, as root. `?` stands for the session.
  void Alter(const std::string& session, const std::string& assignments) {
    auto done =
        support::SharedMysql().AsRoot(absl::StrCat("UPDATE sessions SET ", assignments, " WHERE session_id = ?"),
                                      {mysql::Bytes{*ids::IdOf("sessions", session)}});
    if (!done.ok()) ADD_FAILURE() << assignments << ": " << done.status();
  }
  void Start(const std::string& session) {
    Alter(session, "start_time = NOW(6) - INTERVAL 1 MINUTE, booking_close_time = NOW(6) - INTERVAL 1 MINUTE");
  }

  // One number that root reads; `?` stands for the test's council.
  int64_t Number(const std::string& sql) {
    auto rows = support::SharedMysql().AsRoot(sql, {council_});
    if (!rows.ok() || rows->empty()) {
      ADD_FAILURE() << sql << ": " << rows.status();
      return -1;
    }
    return rows->front().Int(0);
  }
  int64_t CountOf(const std::string& table) {
    return Number("SELECT COUNT(*) FROM " + table + " WHERE council_id = ?");
  }
  std::vector<std::string> Events() {
    std::vector<std::string> events;
    const auto rows = support::SharedMysql().AsRoot(
        "SELECT event_type FROM outbox WHERE council_id = ? ORDER BY event_id", {council_});
    for (const mysql::Row& row : rows.value()) events.push_back(row.Text(0));
    return events;
  }

  const std::string council_ = support::FreshCouncil();
  const std::string other_council_ = support::FreshCouncil();
  mysql::Pool pool_;
  MysqlStore store_;
  paging::PageTokens tokens_;
  rpc::HandlerTable table_;
};

template <typename Value>
type::v1::ErrorReason ReasonOf(const absl::StatusOr<Value>& value) {
  return errors::ReasonOf(value.status());
}

inline const std::string kUnknownProvider = "providers/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
inline const std::string kUnknownActivity = "activities/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
inline const std::string kUnknownSession = "sessions/0190a5e2-7c1d-7b3e-8f00-0123456789ab";

}  // namespace shortbreaks::availability
