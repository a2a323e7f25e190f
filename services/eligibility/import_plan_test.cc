#include "eligibility/import_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors/errors.h"

namespace shortbreaks::eligibility {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const ids::Uuid kChild(16, 'c'), kCarer(16, 'p'), kOtherChild(16, 'o');

v1::ImportCaseloadRequest Family() {
  v1::ImportCaseloadRequest request;
  v1::Carer* carer = request.add_carers();
  carer->set_external_id("P-1");
  carer->set_display_name("Pat Sample");
  v1::Child* child = request.add_children();
  child->set_external_id("C-1");
  child->set_display_name("Sam Sample");
  v1::ImportAuthority* authority = request.add_authorities();
  authority->set_carer_external_id("P-1");
  authority->set_child_external_id("C-1");
  v1::ImportEvidence* evidence = request.add_evidence();
  evidence->set_child_external_id("C-1");
  evidence->mutable_evidence()->set_external_id("E-1");
  evidence->mutable_evidence()->set_kind(v1::EVIDENCE_KIND_EHC_PLAN);
  v1::ImportAllocation* allocation = request.add_allocations();
  allocation->set_child_external_id("C-1");
  allocation->mutable_allocation()->set_external_id("A-1");
  allocation->mutable_allocation()->mutable_granted()->set_amount(60);
  return request;
}

// What is stored once Family() has been brought in.
StoredCaseload StoredFamily() {
  const v1::ImportCaseloadRequest request = Family();
  StoredCaseload stored;
  stored.carers["P-1"] = RecordOf(request.carers(0));
  stored.carers["P-1"].carer_id = kCarer;
  stored.children["C-1"] = RecordOf(request.children(0));
  stored.children["C-1"].child_id = kChild;
  stored.children["C-1"].version = 7;
  stored.authorities[{kChild, kCarer}] = false;
  stored.evidence["E-1"] = RecordOf(request.evidence(0).evidence());
  stored.evidence["E-1"].child_id = kChild;
  stored.allocations["A-1"] = RecordOf(request.allocations(0).allocation());
  stored.allocations["A-1"].child_id = kChild;
  stored.allocations["A-1"].committed = 30;
  return stored;
}

std::string MessageOf(const absl::StatusOr<ImportPlan>& plan) {
  EXPECT_EQ(errors::ReasonOf(plan.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  return std::string(plan.status().message());
}

TEST(ImportPlanTest, ANewFamilyIsCreated) {
  const auto plan = PlanImport(Family(), {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->counts.carers().created() + plan->counts.children().created() + plan->counts.authorities().created() +
                plan->counts.evidence().created() + plan->counts.allocations().created(),
            5);
  EXPECT_EQ(plan->new_evidence.at(0).child_id, plan->new_children.at(0).child_id);
  EXPECT_EQ(plan->new_authorities.at(0),
            AuthorityKey(plan->new_children.at(0).child_id, plan->new_carers.at(0).carer_id));
  EXPECT_TRUE(plan->touched_children.empty());
}

TEST(ImportPlanTest, TheSameAgainChangesNothing) {
  const auto plan = PlanImport(Family(), StoredFamily());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->counts.children().unchanged(), 1);
  EXPECT_EQ(plan->counts.allocations().unchanged(), 1);
  EXPECT_TRUE(plan->new_carers.empty() && plan->changed_carers.empty() && plan->new_children.empty() &&
              plan->changed_children.empty() && plan->new_authorities.empty() && plan->new_evidence.empty() &&
              plan->changed_evidence.empty() && plan->new_allocations.empty() && plan->touched_children.empty());
}

TEST(ImportPlanTest, NewEvidenceTouchesItsChildOnce) {
  v1::ImportCaseloadRequest request = Family();
  *request.add_evidence() = request.evidence(0);
  request.mutable_evidence(0)->mutable_evidence()->set_external_id("E-2");
  request.mutable_evidence(1)->mutable_evidence()->set_kind(v1::EVIDENCE_KIND_LETTER_GP);
  const auto plan = PlanImport(request, StoredFamily());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->touched_children, UnorderedElementsAre(Pair(kChild, 7)));
  EXPECT_THAT(plan->new_evidence, SizeIs(1));
  EXPECT_THAT(plan->changed_evidence, SizeIs(1));
  EXPECT_EQ(plan->versions_after.at(kChild), 8);
}

TEST(ImportPlanTest, AChangedChildIsNotTouchedAsWell) {
  v1::ImportCaseloadRequest request = Family();
  request.mutable_children(0)->set_ward("Penn");
  request.mutable_evidence(0)->mutable_evidence()->set_kind(v1::EVIDENCE_KIND_LETTER_GP);
  const auto plan = PlanImport(request, StoredFamily());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->changed_children, SizeIs(1));
  EXPECT_EQ(plan->changed_children[0].version, 7);
  EXPECT_TRUE(plan->touched_children.empty());
}

TEST(ImportPlanTest, ARevokedAuthorityIsNotGrantedByAnImport) {
  StoredCaseload stored = StoredFamily();
  stored.authorities[{kChild, kCarer}] = true;
  EXPECT_THAT(MessageOf(PlanImport(Family(), stored)), HasSubstr("authorities[0]"));
}

TEST(ImportPlanTest, WhatWasGrantedNeverChanges) {
  v1::ImportCaseloadRequest request = Family();
  request.mutable_allocations(0)->mutable_allocation()->mutable_granted()->set_amount(61);
  EXPECT_THAT(MessageOf(PlanImport(request, StoredFamily())), HasSubstr("allocations[0].allocation"));
}

TEST(ImportPlanTest, StoredRecordsStayWithTheirChild) {
  StoredCaseload stored = StoredFamily();
  stored.evidence["E-1"].child_id = kOtherChild;
  EXPECT_THAT(MessageOf(PlanImport(Family(), stored)), HasSubstr("evidence[0].child_external_id"));
  stored = StoredFamily();
  stored.allocations["A-1"].child_id = kOtherChild;
  EXPECT_THAT(MessageOf(PlanImport(Family(), stored)), HasSubstr("allocations[0].child_external_id"));
}

TEST(ImportPlanTest, AnUnknownKeyIsNamed) {
  v1::ImportCaseloadRequest request = Family();
  request.mutable_authorities(0)->set_carer_external_id("P-9");
  EXPECT_THAT(MessageOf(PlanImport(request, {})), HasSubstr("authorities[0].carer_external_id"));
}

TEST(ImportPlanTest, WhatWasWithdrawnIsNotBroughtBack) {
  StoredCaseload stored = StoredFamily();
  stored.evidence["E-1"].withdraw_time = absl::FromUnixSeconds(1);
  EXPECT_THAT(MessageOf(PlanImport(Family(), stored)), HasSubstr("evidence[0]"));
}

v1::Circumstances CircumstancesAfter(const v1::ImportCaseloadRequest& request, const v1::Circumstances& on_file) {
  StoredCaseload stored = StoredFamily();
  stored.council = "E08000031";
  stored.children["C-1"].circumstances = on_file.SerializeAsString();
  const auto plan = PlanImport(request, stored);
  EXPECT_TRUE(plan.ok()) << plan.status();
  v1::Circumstances after;
  after.ParseFromString(plan->changed_children.empty() ? stored.children["C-1"].circumstances
                                                       : plan->changed_children[0].circumstances);
  return after;
}

TEST(ImportPlanTest, CircumstancesThatAnImportDoesNotGiveStay) {
  v1::Circumstances on_file;
  on_file.set_school_year(4);
  on_file.set_school_ward("Penn");
  on_file.add_packages("overnight");
  v1::ImportCaseloadRequest request = Family();
  EXPECT_EQ(CircumstancesAfter(request, on_file).DebugString(), on_file.DebugString());
  request.add_circumstances_fields("school_year");
  request.add_circumstances_fields("packages");
  request.mutable_children(0)->mutable_circumstances()->add_packages("social");
  const v1::Circumstances after = CircumstancesAfter(request, on_file);
  EXPECT_FALSE(after.has_school_year()) << "given as not known";
  EXPECT_EQ(after.packages_size(), 1);
  EXPECT_EQ(after.packages(0), "social");
  EXPECT_EQ(after.school_ward(), "Penn");
  request.clear_circumstances_fields();
  EXPECT_EQ(CircumstancesAfter(request, on_file).school_ward(), "") << "all of them are given";
}

TEST(ImportPlanTest, AChildThatMovedIsNotWhereTheFileSays) {
  v1::Circumstances on_file;
  on_file.set_home_authority("E08000030");
  v1::ImportCaseloadRequest request = Family();
  EXPECT_EQ(CircumstancesAfter(request, on_file).home_authority(), "E08000030");
  request.mutable_children(0)->set_resident(true);
  EXPECT_EQ(CircumstancesAfter(request, on_file).home_authority(), "");
}

}  // namespace
}  // namespace shortbreaks::eligibility
