// Officers see who saw a child's record; and what is shown is in the database before it is.
#include <set>

#include "audit/handlers.h"
#include "audit/reads.h"
#include "audit/trail_test.h"
#include "errors/errors.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::audit {
namespace {

namespace v1 = eligibility::v1;
using mysql::Bytes;

class Accesses : public TrailTest {
 protected:
  Accesses() : child_(AddChild(council_)) {
    call_.principal = {identity::Role::kOfficer, council_, "desk-7", "", "desk"};
    call_.call_id = "call-7";
    call_.deadline = Soon();
  }

  static std::string AddChild(const std::string& council) {
    const ids::Uuid id = ids::NewUuid();
    const auto added = support::SharedMysql().AsRoot(
        "INSERT INTO children (council_id, child_id, display_name, date_of_birth, resident, ratio_staff, "
        "ratio_children) VALUES (?, ?, 'A', '2015-05-05', 1, 1, 1)",
        {council, Bytes{id}});
    EXPECT_TRUE(added.ok()) << mysql::DiagnosisOf(added.status());
    return ids::ResourceName("children", id);
  }

  // Through the wrapping that every service has, as `eligibility`.
  absl::StatusOr<v1::ListAccessesResponse> List(const v1::ListAccessesRequest& request) {
    rpc::HandlerTable handlers = MakeHandlers({*eligibility_, page_tokens_});
    RecordReadsOf(handlers, *eligibility_);
    auto response = handlers.methods().at("ListAccesses").run(call_, request);
    if (!response.ok()) return response.status();
    return static_cast<const v1::ListAccessesResponse&>(**response);
  }
  v1::ListAccessesRequest OfChild() const {
    v1::ListAccessesRequest request;
    request.set_child(child_);
    return request;
  }
  type::v1::ErrorReason Refused(const v1::ListAccessesRequest& request) {
    return errors::ReasonOf(List(request).status());
  }

  const std::string council_ = support::FreshCouncil();
  const std::string child_;
  const paging::PageTokens page_tokens_{std::string(32, 'k')};
  rpc::Call call_;
};

TEST_F(Accesses, SayWhenWhoWhatAndWhyNewestFirst) {
  Record(*bookings_, council_, child_);
  const auto changed = mysql::InTransaction(*eligibility_, Soon(), [&](mysql::Connection& connection) {
    Who who = Officer(council_);
    who.actor = "carer:2";
    who.purpose = Purpose::kOwnFamily;
    return RecordChanges(connection, who, "HoldPlace", {{"bookings/1", child_}});
  });
  ASSERT_TRUE(changed.ok());
  Record(*availability_, council_, NewChild());
  const auto list = List(OfChild());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->accesses_size(), 2);
  const v1::Access& change = list->accesses(0);
  EXPECT_EQ(change.kind(), v1::ACCESS_KIND_CHANGE);
  EXPECT_EQ(change.method(), "HoldPlace");
  EXPECT_EQ(change.subject(), "bookings/1");
  EXPECT_EQ(change.actor(), "carer:2");
  EXPECT_EQ(change.purpose(), v1::ACCESS_PURPOSE_OWN_FAMILY);
  const v1::Access& read = list->accesses(1);
  EXPECT_EQ(read.kind(), v1::ACCESS_KIND_READ);
  EXPECT_EQ(read.method(), "GetChild");
  EXPECT_EQ(read.subject(), child_);
  EXPECT_EQ(read.actor(), "officer:1");
  EXPECT_EQ(read.partner(), "desk");
  EXPECT_EQ(read.call_id(), "call-1");
  EXPECT_EQ(read.purpose(), v1::ACCESS_PURPOSE_REVIEW);
  EXPECT_THAT(read.reference(), testing::StartsWith("applications/"));
  EXPECT_LT(absl::AbsDuration(absl::Now() - absl::FromUnixSeconds(read.time().seconds())), absl::Minutes(1));
}

// As the calendar of allocations and the making of offers do.
TEST_F(Accesses, AServicesOwnWorkSaysThatNobodyLooked) {
  rpc::Call own;
  own.principal = {identity::Role::kService, council_, "bookings", "", "shortbreaks"};
  const auto changed = mysql::InTransaction(*bookings_, Soon(), [&](mysql::Connection& connection) {
    return RecordChanges(connection, WhoOf(own), "RunCalendar", {{"allocations/1", child_}});
  });
  ASSERT_TRUE(changed.ok()) << changed;
  const auto sweeper = mysql::InTransaction(*bookings_, Soon(), [&](mysql::Connection& connection) {
    return RecordChanges(connection, ServiceItself(council_, "bookings", "sweeper"), "ExpireHold",
                         {{"bookings/1", child_}});
  });
  ASSERT_TRUE(sweeper.ok()) << sweeper;
  const auto list = List(OfChild());
  ASSERT_EQ(list->accesses_size(), 2);
  for (const v1::Access& access : list->accesses()) {
    EXPECT_EQ(access.purpose(), v1::ACCESS_PURPOSE_SERVICE);
    EXPECT_EQ(access.actor(), "service:bookings");
  }
}

TEST_F(Accesses, LookingIsAnAccessToo) {
  ASSERT_TRUE(List(OfChild()).ok());
  const auto again = List(OfChild());
  ASSERT_EQ(again->accesses_size(), 1);
  EXPECT_EQ(again->accesses(0).method(), "ListAccesses");
  EXPECT_EQ(again->accesses(0).actor(), "officer:desk-7");
  EXPECT_EQ(again->accesses(0).call_id(), "call-7");
  EXPECT_EQ(again->accesses(0).purpose(), v1::ACCESS_PURPOSE_INFORMATION_REQUEST);
}

TEST_F(Accesses, ComeInPagesThatNeitherRepeatNorMissAny) {
  for (int i = 0; i < 7; ++i) Record(*bookings_, council_, child_);
  std::set<std::string> references;
  v1::ListAccessesRequest request = OfChild();
  request.set_page_size(3);
  int pages = 0, reads = 0;
  do {
    const auto page = List(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Access& access : page->accesses()) {
      if (access.method() == "GetChild") references.insert(access.reference());
      reads += access.method() == "GetChild";
    }
    request.set_page_token(page->next_page_token());
    ASSERT_LT(++pages, 10);
  } while (!request.page_token().empty());
  EXPECT_EQ(reads, 7);
  EXPECT_EQ(references.size(), 7u);
}

TEST_F(Accesses, AreForOfficersOfTheChildsCouncil) {
  for (const identity::Role role : {identity::Role::kCarer, identity::Role::kProvider, identity::Role::kPartner,
                                    identity::Role::kService, identity::Role::kPractitioner}) {
    call_.principal.role = role;
    EXPECT_EQ(Refused(OfChild()), type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  call_.principal.role = identity::Role::kOfficer;
  call_.principal.council_id = support::FreshCouncil();
  EXPECT_EQ(Refused(OfChild()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(Refused(v1::ListAccessesRequest()), type::v1::ERROR_REASON_INVALID_REQUEST);
  v1::ListAccessesRequest request = OfChild();
  request.set_page_token("nonsense");
  EXPECT_EQ(Refused(request), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

// A handler that needs no database, so that only the recording can fail.
TEST_F(Accesses, NothingIsShownWhereTheDatabaseDoesNotTakeTheRecord) {
  rpc::HandlerTable handlers("shortbreaks.eligibility.v1.AuditService");
  handlers.Add<v1::ListAccessesRequest, v1::ListAccessesResponse>(
      "ListAccesses", [](const rpc::Call&, const v1::ListAccessesRequest&) {
        return absl::StatusOr<v1::ListAccessesResponse>(v1::ListAccessesResponse());
      });
  // A user that may only read.
  const auto auditor = PoolOf("shortbreaks_auditor");
  RecordReadsOf(handlers, *auditor);
  const auto refused = handlers.methods().at("ListAccesses").run(call_, OfChild());
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_ACCESS_NOT_RECORDED);
}

// What a handler leaves to be kept with the record: both or neither, and before the answer.
TEST_F(Accesses, AreKeptTogetherWithWhatTheCallLeavesOrNeitherIs) {
  const ids::Uuid row = ids::NewUuid();
  absl::Status failure;
  rpc::HandlerTable handlers("shortbreaks.eligibility.v1.EligibilityService");
  handlers.Add<v1::GetChildRequest, v1::GetChildResponse>(
      "GetChild", [&](const rpc::Call& call, const v1::GetChildRequest& request) {
        call.kept_with_reads->push_back([&, council = call.principal.council_id](mysql::Connection& connection) {
          auto kept = connection.Execute(
              "INSERT INTO decisions (council_id, decision_id, child_id, basis, result, create_time) "
              "VALUES (?, ?, ?, 'x', 'x', NOW(6))",
              {council, mysql::Bytes{row}, mysql::Bytes{*ids::IdOf("children", request.name())}});
          return kept.ok() ? failure : kept.status();
        });
        v1::GetChildResponse response;
        response.mutable_child()->set_name(request.name());
        return absl::StatusOr<v1::GetChildResponse>(response);
      });
  RecordReadsOf(handlers, *eligibility_);
  const auto run = [&] {
    v1::GetChildRequest request;
    request.set_name(child_);
    rpc::Call call = call_;
    call.purpose = "review";
    return handlers.methods().at("GetChild").run(call, request).status();
  };
  const auto kept = [&] {
    const mysql::Parameters key = {council_, mysql::Bytes{row}};
    const std::string records = "SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND subject = ?";
    return std::pair(support::SharedMysql()
                         .AsRoot("SELECT COUNT(*) FROM decisions WHERE council_id = ? AND decision_id = ?", key)
                         .value()[0]
                         .Int(0),
                     support::SharedMysql().AsRoot(records, {council_, child_}).value()[0].Int(0));
  };
  failure = errors::Error(type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(errors::ReasonOf(run()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(kept(), std::pair(int64_t{0}, int64_t{0})) << "what could not be kept was not shown";
  failure = absl::OkStatus();
  EXPECT_TRUE(run().ok());
  EXPECT_EQ(kept(), std::pair(int64_t{1}, int64_t{1}));
}

TEST_F(Accesses, OfManyChildrenAtOnceAreOneRecordEach) {
  std::vector<About> children;
  for (int i = 0; i < 600; ++i) children.push_back({NewChild(), {}});
  const auto kept = mysql::InTransaction(*bookings_, Soon(), [&](mysql::Connection& connection) {
    return RecordReads(connection, Officer(council_), "ListBookings", children);
  });
  ASSERT_TRUE(kept.ok()) << kept;
  const auto rows = support::SharedMysql().AsRoot(
      "SELECT COUNT(*), COUNT(DISTINCT child_id) FROM audit_records WHERE council_id = ?", {council_});
  EXPECT_EQ(rows->front().Int(0), 600);
  EXPECT_EQ(rows->front().Int(1), 600);
}

}  // namespace
}  // namespace shortbreaks::audit
