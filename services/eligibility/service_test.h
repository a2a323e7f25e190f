// The service's handlers on a real database, as officers and carers of a council of the test's own.
#pragma once

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eligibility/mysql_store.h"
#include "eligibility/service.h"
#include "errors/errors.h"
#include "mysql/pool.h"
#include "sealing/sealed_row.h"
#include "support/private_mysql.h"
#include "support/sample_policy.h"
#include "telemetry/metrics.h"

namespace shortbreaks::eligibility {

class ServiceTest : public testing::Test {
 protected:
  ServiceTest()
      : pool_({.connection = support::SharedMysql().As("shortbreaks_eligibility")}, telemetry::NoMetrics()),
        store_(pool_),
        policies_(pool_),
        tokens_(std::string(32, 'k')) {
    for (const rpc::HandlerTable& table : MakeHandlers({store_, policies_, tokens_})) Serve(table);
  }

  // Adds the methods of another service that runs in the same program.
  void Serve(const rpc::HandlerTable& table) {
    for (const auto& [name, method] : table.methods()) methods_[name] = method;
  }

  rpc::Call As(identity::Role role, const std::string& subject) const {
    rpc::Call call;
    call.principal = {role, council_, subject, "", "test-app"};
    call.deadline = absl::Now() + absl::Seconds(30);
    call.call_id = "test-call";
    return call;
  }
  rpc::Call Officer() const { return As(identity::Role::kOfficer, "officer-1"); }
  rpc::Call OtherCouncilsOfficer() const {
    rpc::Call call = Officer();
    call.principal.council_id = other_council_;
    return call;
  }
  rpc::Call CarerCall(const std::string& carer) const { return As(identity::Role::kCarer, carer); }

  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = methods_.at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }

  static std::string NewRequestId() { return ids::ToText(ids::NewUuid()); }
  template <typename Request>
  static Request WithId(Request request = {}) {
    request.set_request_id(NewRequestId());
    return request;
  }
  static type::v1::Date Date(int year, int month, int day) {
    type::v1::Date date;
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    return date;
  }

  static v1::Child GoodChild(const std::string& external_id = {}) {
    v1::Child child;
    child.set_external_id(external_id);
    child.set_display_name("Sam Sample");
    *child.mutable_date_of_birth() = Date(2017, 5, 4);
    child.set_ward("Penn");
    child.set_postcode_district("WV4");
    child.set_resident(true);
    child.mutable_support_ratio()->set_staff(1);
    child.mutable_support_ratio()->set_children(2);
    child.add_needs(type::v1::NEED_MAKATON);
    child.add_needs(type::v1::NEED_AUTISM);
    child.set_assessment_route(v1::ASSESSMENT_ROUTE_EARLY_HELP);
    return child;
  }
  static v1::Evidence GoodEvidence(const std::string& child, const std::string& external_id = {}) {
    v1::Evidence evidence;
    evidence.set_child(child);
    evidence.set_external_id(external_id);
    evidence.set_kind(v1::EVIDENCE_KIND_DLA_CARE_HIGHEST);
    *evidence.mutable_issue_date() = Date(2026, 1, 1);
    return evidence;
  }
  static v1::Allocation GoodAllocation(const std::string& child, const std::string& external_id = {}) {
    v1::Allocation allocation;
    allocation.set_child(child);
    allocation.set_external_id(external_id);
    allocation.mutable_granted()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
    allocation.mutable_granted()->set_amount(2400);
    allocation.set_tier(type::v1::TIER_TARGETED);
    allocation.set_funding_stream("short-breaks-grant");
    *allocation.mutable_window_start() = Date(2027, 4, 1);
    *allocation.mutable_window_end() = Date(2028, 3, 31);
    return allocation;
  }

  // Another officer, for second keys.
  rpc::Call SecondOfficer() const { return As(identity::Role::kOfficer, "officer-2"); }

  // The policy proposed by one officer and published by the other; the shipped sample where nothing is given.
  v1::Policy Publish(std::string content = {}) {
    if (content.empty()) content = support::SamplePolicy(council_);
    auto propose = WithId<v1::ProposePolicyRequest>();
    propose.set_content(content);
    const auto proposed = Run<v1::ProposePolicyResponse>("ProposePolicy", Officer(), propose).value().policy();
    auto publish = WithId<v1::PublishPolicyRequest>();
    publish.set_name(proposed.name());
    publish.set_etag(proposed.etag());
    return Run<v1::PublishPolicyResponse>("PublishPolicy", SecondOfficer(), publish).value().policy();
  }

  // Records that the tests begin with; each ends the test where it fails.
  v1::Carer AddCarer(const std::string& external_id = {}) {
    auto request = WithId<v1::CreateCarerRequest>();
    request.mutable_carer()->set_external_id(external_id);
    request.mutable_carer()->set_display_name("Pat Sample");
    return Run<v1::CreateCarerResponse>("CreateCarer", Officer(), request).value().carer();
  }
  v1::Child AddChild(const v1::Child& child = GoodChild()) {
    auto request = WithId<v1::CreateChildRequest>();
    *request.mutable_child() = child;
    return Run<v1::CreateChildResponse>("CreateChild", Officer(), request).value().child();
  }
  v1::Authority Grant(const std::string& carer, const std::string& child) {
    return Run<v1::GrantAuthorityResponse>("GrantAuthority", Officer(), GrantRequest(carer, child)).value().authority();
  }
  v1::Authority Revoke(const std::string& carer, const std::string& child) {
    auto request = WithId<v1::RevokeAuthorityRequest>();
    request.set_carer(carer);
    request.set_child(child);
    return Run<v1::RevokeAuthorityResponse>("RevokeAuthority", Officer(), request).value().authority();
  }
  static v1::GrantAuthorityRequest GrantRequest(const std::string& carer, const std::string& child) {
    auto request = WithId<v1::GrantAuthorityRequest>();
    request.set_carer(carer);
    request.set_child(child);
    return request;
  }
  v1::Evidence AddEvidence(const v1::Evidence& evidence) {
    auto request = WithId<v1::AddEvidenceRequest>();
    *request.mutable_evidence() = evidence;
    return Run<v1::AddEvidenceResponse>("AddEvidence", Officer(), request).value().evidence();
  }
  static v1::GrantAllocationRequest AllocationRequest(const v1::Allocation& allocation) {
    auto request = WithId<v1::GrantAllocationRequest>();
    *request.mutable_allocation() = allocation;
    request.set_reason("Agreed by the panel.");
    return request;
  }
  v1::Allocation AddAllocation(const v1::Allocation& allocation) {
    return Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), AllocationRequest(allocation))
        .value()
        .allocation();
  }

  // A session of three hours for ages 5 to 11, published, on 12 June 2027.
  struct SessionSpec {
    std::string start = "2027-06-12 09:00:00";
    std::string end = "2027-06-12 12:00:00";
    int state = 2;
    int tier = type::v1::TIER_TARGETED;
    int64_t needs_met = 0x1FFFF;
    int nights = 0;
  };

  std::string AddSession(const SessionSpec& spec) {
    const ids::Uuid provider = ids::NewUuid(), activity = ids::NewUuid(), session = ids::NewUuid();
    Root("INSERT INTO providers (council_id, provider_id, display_name) VALUES (?, ?, 'Sample Club')",
         {council_, mysql::Bytes{provider}});
    Root(
        "INSERT INTO activities (council_id, activity_id, provider_id, title, summary, tier, age_min_years, "
        "age_max_years, ratio_staff, ratio_children, needs_met, venue_name, venue_address, venue_postcode, "
        "latitude_degrees, longitude_degrees, price_pence) "
        "VALUES (?, ?, ?, 'Club', '', ?, 5, 11, 1, 2, ?, 'Hall', 'Road', 'WV1 1SH', 52.6, -2.1, 350)",
        {council_, mysql::Bytes{activity}, mysql::Bytes{provider}, int64_t{spec.tier}, spec.needs_met});
    Root(
        "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
        "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, version) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 180, ?, ?, 8, 5)",
        {council_, mysql::Bytes{session}, mysql::Bytes{activity}, mysql::Bytes{provider}, spec.start, spec.end,
         std::string("2026-01-01 00:00:00"), spec.start, int64_t{spec.nights}, int64_t{spec.state}});
    return ids::ResourceName("sessions", session);
  }

  void Root(const std::string& sql, const mysql::Parameters& parameters) {
    auto done = support::SharedMysql().AsRoot(sql, parameters);
    ASSERT_TRUE(done.ok()) << done.status();
  }

  absl::StatusOr<v1::DecideResponse> Ask(const rpc::Call& call, const std::string& child, const std::string& session) {
    v1::DecideRequest request;
    request.set_child(child);
    request.set_session(session);
    return Run<v1::DecideResponse>("Decide", call, request);
  }

  absl::StatusOr<v1::GetChildResponse> GetChild(const rpc::Call& call, const std::string& name) {
    v1::GetChildRequest request;
    request.set_name(name);
    return Run<v1::GetChildResponse>("GetChild", call, request);
  }
  std::string EtagOf(const std::string& child) { return GetChild(Officer(), child).value().child().etag(); }

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

  // Until somebody waits for a lock. The server renews this table only where nobody read it in the last tenth of a
  // second.
  void WaitForALock() {
    constexpr char kWaits[] =
        "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND ? <> ''";
    const absl::Time patience = absl::Now() + absl::Seconds(20);
    while (Number(kWaits) == 0 && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(150));
  }

  // What is said of each line of the ledger, opened.
  std::vector<std::string> GrantReasons() {
    auto rows = pool_.Query(absl::Now() + absl::Seconds(30),
                            "SELECT g.entry_id, l.child_id, g.reason, g.council_id, k.wrapped_key FROM ledger_grants g "
                            "JOIN allocations l ON l.council_id = g.council_id AND l.allocation_id = g.allocation_id "
                            "JOIN data_keys k ON k.council_id = l.council_id AND k.subject_id = l.child_id "
                            "WHERE g.council_id = ?",
                            {council_});
    std::vector<std::string> reasons;
    for (const mysql::Row& row : rows.value()) {
      sealing::SealedRow sealed(row, 3, row.Text(1));
      reasons.push_back(sealed.Text(2, "ledger_grants.reason", row.Text(0)));
      EXPECT_TRUE(sealed.status().ok()) << sealed.status();
    }
    return reasons;
  }

  const std::string council_ = support::FreshCouncil();
  const std::string other_council_ = support::FreshCouncil();
  mysql::Pool pool_;
  MysqlStore store_;
  Policies policies_;
  paging::PageTokens tokens_;
  std::map<std::string, rpc::Method> methods_;
};

// The same with a live policy and a child whose carer may act for it.
class FamilyTest : public ServiceTest {
 protected:
  void SetUp() override {
    Publish();
    carer_ = AddCarer().name();
    child_ = AddChild().name();
    Grant(carer_, child_);
  }

  std::string carer_, child_;
};

template <typename Value>
type::v1::ErrorReason ReasonOf(const absl::StatusOr<Value>& value) {
  return errors::ReasonOf(value.status());
}

inline const std::string kUnknownChild = "children/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
inline const std::string kUnknownCarer = "carers/0190a5e2-7c1d-7b3e-8f00-0123456789ab";

}  // namespace shortbreaks::eligibility
