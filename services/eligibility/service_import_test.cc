#include <absl/strings/str_replace.h>

#include <thread>

#include "eligibility/service_test.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks::eligibility {
namespace {

using namespace type::v1;  // the reasons
using testing::ElementsAre;
using testing::UnorderedElementsAre;

class ImportTest : public ServiceTest {
 protected:
  // `families` of one carer and one child each, with a piece of evidence and an allocation.
  static v1::ImportCaseloadRequest Families(int families) {
    auto request = WithId<v1::ImportCaseloadRequest>();
    for (int i = 0; i < families; ++i) {
      const std::string number = std::to_string(i);
      v1::Carer* carer = request.add_carers();
      carer->set_external_id("P-" + number);
      carer->set_display_name("Pat Sample " + number);
      *request.add_children() = GoodChild("C-" + number);
      v1::ImportAuthority* authority = request.add_authorities();
      authority->set_carer_external_id("P-" + number);
      authority->set_child_external_id("C-" + number);
      v1::ImportEvidence* evidence = request.add_evidence();
      evidence->set_child_external_id("C-" + number);
      *evidence->mutable_evidence() = GoodEvidence({}, "E-" + number);
      v1::ImportAllocation* allocation = request.add_allocations();
      allocation->set_child_external_id("C-" + number);
      *allocation->mutable_allocation() = GoodAllocation({}, "A-" + number);
    }
    return request;
  }

  absl::StatusOr<v1::ImportCaseloadResponse> Import(v1::ImportCaseloadRequest request) {
    request.set_request_id(NewRequestId());
    return Run<v1::ImportCaseloadResponse>("ImportCaseload", Officer(), request);
  }

  // created, updated, unchanged of each kind in the response's order.
  static std::vector<std::vector<int>> Counts(const v1::ImportCaseloadResponse& response) {
    std::vector<std::vector<int>> counts;
    for (const auto* s : {&response.carers(), &response.children(), &response.authorities(), &response.evidence(),
                          &response.allocations()}) {
      counts.push_back({s->created(), s->updated(), s->unchanged()});
    }
    return counts;
  }
  static std::vector<std::vector<int>> Same(int created, int updated, int unchanged) {
    return std::vector<std::vector<int>>(5, {created, updated, unchanged});
  }
  int64_t RowsOfAll() {
    int64_t rows = 0;
    for (const char* table : {"carers", "children", "care_authorities", "evidence", "allocations", "ledger_grants",
                              "outbox", "audit_records", "eligibility_requests"}) {
      rows += CountOf(table);
    }
    return rows;
  }
  v1::Child ChildWithKey(const std::string& key) {
    v1::ListChildrenRequest request;
    request.set_external_id(key);
    return Run<v1::ListChildrenResponse>("ListChildren", Officer(), request).value().children(0);
  }
  std::string CarerWithKey(const std::string& key) {
    auto rows = support::SharedMysql().AsRoot("SELECT carer_id FROM carers WHERE council_id = ? AND external_id = ?",
                                              {council_, key});
    return ids::ResourceName("carers", rows.value().front().Text(0));
  }
  static std::vector<std::string> FieldsOf(const absl::Status& status) {
    google::rpc::Status wire;
    wire.ParseFromString(errors::WireDetails(status));
    std::vector<std::string> fields;
    for (const auto& detail : wire.details()) {
      google::rpc::BadRequest bad;
      if (!detail.UnpackTo(&bad)) continue;
      for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
    }
    return fields;
  }
};

TEST_F(ImportTest, ANewCaseloadIsCreatedAndTheSameAgainChangesNothing) {
  // More than one statement's rows of every kind.
  constexpr int kFamilies = 300;
  const v1::ImportCaseloadRequest request = Families(kFamilies);
  const auto first = Import(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Counts(*first), Same(kFamilies, 0, 0));
  EXPECT_EQ(CountOf("children"), kFamilies);
  EXPECT_EQ(CountOf("outbox"), 5 * kFamilies);
  EXPECT_EQ(CountOf("audit_records"), 6 * kFamilies) << "an authority stands in the carer's and the child's history";
  EXPECT_EQ(Number("SELECT SUM(amount) FROM ledger_grants WHERE council_id = ?"), 2400 * kFamilies);

  const int64_t rows = RowsOfAll();
  const auto second = Import(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(Counts(*second), Same(0, 0, kFamilies));
  EXPECT_EQ(RowsOfAll(), rows + 1) << "nothing but the request itself";
  EXPECT_EQ(Number("SELECT MAX(version) FROM children WHERE council_id = ?"), 1);
}

TEST_F(ImportTest, TheSameRequestIsReplayed) {
  const v1::ImportCaseloadRequest request = Families(2);
  const auto first = Run<v1::ImportCaseloadResponse>("ImportCaseload", Officer(), request);
  const auto again = Run<v1::ImportCaseloadResponse>("ImportCaseload", Officer(), request);
  EXPECT_EQ(Counts(*first), Same(2, 0, 0));
  EXPECT_EQ(Counts(*again), Same(2, 0, 0));
  EXPECT_EQ(CountOf("children"), 2);
}

TEST_F(ImportTest, OnlyWhatDiffersIsChanged) {
  v1::ImportCaseloadRequest request = Families(3);
  ASSERT_TRUE(Import(request).ok());
  request.mutable_carers(0)->set_display_name("Patricia Sample");
  request.mutable_children(1)->set_ward("Bushbury");
  *request.mutable_evidence(1)->mutable_evidence()->mutable_expire_date() = Date(2030, 1, 1);
  request.mutable_evidence(2)->mutable_evidence()->set_kind(v1::EVIDENCE_KIND_EHC_PLAN);
  *request.add_evidence() = request.evidence(2);
  request.mutable_evidence(3)->mutable_evidence()->set_external_id("E-new");
  const auto counts = Import(request);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_THAT(Counts(*counts), ElementsAre(std::vector{0, 1, 2}, std::vector{0, 1, 2}, std::vector{0, 0, 3},
                                           std::vector{1, 2, 1}, std::vector{0, 0, 3}));
  EXPECT_EQ(ChildWithKey("C-0").etag(), "1");
  EXPECT_EQ(ChildWithKey("C-1").etag(), "2") << "once, though the child and its evidence changed";
  EXPECT_EQ(ChildWithKey("C-1").ward(), "Bushbury");
  EXPECT_EQ(ChildWithKey("C-2").etag(), "2") << "for its evidence";
  EXPECT_EQ(Counts(*Import(request))[3], (std::vector{0, 0, 4}));
}

TEST_F(ImportTest, ADryRunSaysWhatWouldBeDoneAndDoesNothing) {
  v1::ImportCaseloadRequest request = Families(2);
  ASSERT_TRUE(Import(request).ok());
  const int64_t rows = RowsOfAll();
  request = Families(3);
  request.mutable_children(0)->set_ward("Bushbury");
  request.set_validate_only(true);
  const auto counts = Import(request);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(Counts(*counts)[0], (std::vector{1, 0, 2}));
  EXPECT_EQ(Counts(*counts)[1], (std::vector{1, 1, 1}));
  EXPECT_EQ(RowsOfAll(), rows);
  EXPECT_EQ(ChildWithKey("C-0").ward(), "Penn");
}

TEST_F(ImportTest, WrongRowsAreAllNamedAndNothingIsLeft) {
  v1::ImportCaseloadRequest request = Families(4);
  request.mutable_children(3)->clear_date_of_birth();
  request.mutable_allocations(1)->mutable_allocation()->mutable_granted()->set_amount(-5);
  const auto refused = Import(request);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(FieldsOf(refused.status()),
              UnorderedElementsAre("children[3].date_of_birth", "allocations[1].allocation.granted.amount"));
  EXPECT_EQ(RowsOfAll(), 0);
}

TEST_F(ImportTest, RowsThatDoNotFitWhatIsStoredAreAllNamedAndNothingIsLeft) {
  ASSERT_TRUE(Import(Families(2)).ok());
  Revoke(CarerWithKey("P-0"), ChildWithKey("C-0").name());
  const int64_t rows = RowsOfAll();
  v1::ImportCaseloadRequest request = Families(3);
  request.mutable_allocations(0)->mutable_allocation()->mutable_granted()->set_amount(9999);
  request.mutable_evidence(1)->set_child_external_id("C-0");
  request.mutable_authorities(2)->set_carer_external_id("P-unknown");
  const auto refused = Import(request);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(FieldsOf(refused.status()),
              UnorderedElementsAre("authorities[0]", "allocations[0].allocation", "evidence[1].child_external_id",
                                   "authorities[2].carer_external_id"));
  EXPECT_EQ(RowsOfAll(), rows);
}

TEST_F(ImportTest, RowsMayReferToRecordsThatAreStored) {
  const v1::Child child = AddChild(GoodChild("C-stored"));
  AddCarer("P-stored");
  auto request = WithId<v1::ImportCaseloadRequest>();
  request.add_authorities()->set_carer_external_id("P-stored");
  request.mutable_authorities(0)->set_child_external_id("C-stored");
  request.add_evidence()->set_child_external_id("C-stored");
  *request.mutable_evidence(0)->mutable_evidence() = GoodEvidence({}, "E-1");
  ASSERT_TRUE(Import(request).ok());
  EXPECT_EQ(EtagOf(child.name()), "2");
  EXPECT_EQ(Number("SELECT MAX(subject_version) FROM outbox WHERE council_id = ? AND event_type = 'evidence.added'"),
            2);
}

TEST_F(ImportTest, CouncilsDoNotMeet) {
  ASSERT_TRUE(Import(Families(1)).ok());
  v1::ImportCaseloadRequest request = Families(1);
  request.clear_children();
  EXPECT_EQ(FieldsOf(Run<v1::ImportCaseloadResponse>("ImportCaseload", OtherCouncilsOfficer(), request).status()),
            (std::vector<std::string>{"authorities[0].child_external_id", "evidence[0].child_external_id",
                                      "allocations[0].child_external_id"}));
  EXPECT_EQ(Counts(*Run<v1::ImportCaseloadResponse>("ImportCaseload", OtherCouncilsOfficer(), Families(1))),
            Same(1, 0, 0));
}

TEST_F(ImportTest, TwoImportsAtOnceLeaveOneCaseload) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      // Each is refused at most as one that may come again, and then finds the other's work.
      for (int attempt = 0; attempt < 50; ++attempt) {
        const auto counts = Import(Families(40));
        if (counts.ok()) return;
        ASSERT_EQ(ReasonOf(counts), ERROR_REASON_CONTENTION) << counts.status();
      }
      ADD_FAILURE() << "never done";
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(CountOf("children"), 40);
  EXPECT_EQ(CountOf("ledger_grants"), 40);
  EXPECT_EQ(CountOf("outbox"), 200);
}

TEST_F(ImportTest, AChangeMadeMeanwhileIsNotOverwritten) {
  v1::ImportCaseloadRequest request = Families(1);
  ASSERT_TRUE(Import(request).ok());
  request.mutable_children(0)->set_ward("Bushbury");
  auto other = mysql::Connection::Open(support::SharedMysql().As("root"));
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE((*other)->Execute("BEGIN").ok());
  ASSERT_TRUE((*other)
                  ->Execute("UPDATE children SET resident = 0, version = version + 1 WHERE council_id = ?", {council_})
                  .ok());
  absl::StatusOr<v1::ImportCaseloadResponse> counts;
  std::thread import([&] { counts = Import(request); });
  WaitForALock();  // it has read the child as it was
  EXPECT_TRUE((*other)->Execute("COMMIT").ok());
  import.join();
  EXPECT_EQ(ReasonOf(counts), ERROR_REASON_CONTENTION);
  EXPECT_FALSE(ChildWithKey("C-0").resident());
  EXPECT_NE(ChildWithKey("C-0").ward(), "Bushbury");
  EXPECT_TRUE(Import(request).ok());
  EXPECT_EQ(ChildWithKey("C-0").ward(), "Bushbury");
}

TEST_F(ImportTest, ACarerWhoIsErasedMeanwhileIsGivenNoAuthority) {
  AddChild(GoodChild("C-stored"));
  const mysql::Bytes carer{ids::IdOf("carers", AddCarer("P-stored").name()).value()};
  v1::ImportCaseloadRequest request;
  request.add_authorities()->set_carer_external_id("P-stored");
  request.mutable_authorities(0)->set_child_external_id("C-stored");
  auto erasing = mysql::Connection::Open(support::SharedMysql().As("root")).value();
  const auto erase = [&](const std::string& sql) { EXPECT_TRUE(erasing->Execute(sql, {council_, carer}).ok()); };
  ASSERT_TRUE(erasing->Execute("BEGIN").ok());
  erase("UPDATE carers SET external_id = NULL WHERE council_id = ? AND carer_id = ?");
  absl::StatusOr<v1::ImportCaseloadResponse> imported;
  std::thread import([&] { imported = Import(request); });
  WaitForALock();
  erase("DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?");
  EXPECT_TRUE(erasing->Execute("COMMIT").ok());
  import.join();
  EXPECT_EQ(ReasonOf(imported), ERROR_REASON_CONTENTION);
  EXPECT_EQ(CountOf("care_authorities"), 0);
  EXPECT_EQ(ReasonOf(Import(request)), ERROR_REASON_INVALID_REQUEST) << "there is no such carer any more";
}

TEST_F(ImportTest, WhatIsAboveTheOfficersLimitIsBroughtInWithAWordOfWhereItWasDecided) {
  Publish();
  v1::ImportCaseloadRequest request = Families(2);
  EXPECT_TRUE(Import(request).ok()) << "40 hours are within the limit";
  request = Families(3);
  request.mutable_allocations(2)->mutable_allocation()->mutable_granted()->set_amount(61 * 60);
  EXPECT_EQ(ReasonOf(Import(request)), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(CountOf("allocations"), 2);
  request.set_decided_elsewhere("By the panel of 3 March, before the move.");
  ASSERT_TRUE(Import(request).ok());
  EXPECT_THAT(GrantReasons(),
              testing::Contains(testing::EndsWith("Decided elsewhere: By the panel of 3 March, before the move.")));
}

TEST_F(ImportTest, WhatARowSaysOfAnApplicationOrAnOfferLiftsNoLimit) {
  Publish(absl::StrReplaceAll(
      support::SamplePolicy(council_),
      {{"    review_months: 12\n", "    review_months: 12\n    decided_by: {by: the panel, where: refer}\n"}}));
  v1::ImportCaseloadRequest request = Families(1);
  EXPECT_EQ(ReasonOf(Import(request)), ERROR_REASON_INVALID_REQUEST) << "on no application it is the panel's";
  v1::Allocation& row = *request.mutable_allocations(0)->mutable_allocation();
  row.set_application(ids::ResourceName("applications", ids::NewUuid()));
  EXPECT_EQ(ReasonOf(Import(request)), ERROR_REASON_INVALID_REQUEST);
  row.clear_application();
  row.set_offer("overnight");
  EXPECT_EQ(ReasonOf(Import(request)), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(CountOf("allocations"), 0);
  request.set_decided_elsewhere("By the panel of 3 March, before the move.");
  EXPECT_TRUE(Import(request).ok());
}

TEST_F(ImportTest, AnEmptyImportDoesNothing) {
  const auto counts = Import({});
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(Counts(*counts), Same(0, 0, 0));
}

}  // namespace
}  // namespace shortbreaks::eligibility
