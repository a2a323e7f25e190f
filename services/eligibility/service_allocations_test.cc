// What an officer grants by itself, on a real database.
#include <absl/strings/str_replace.h>

#include "eligibility/service_test.h"

namespace shortbreaks::eligibility {
namespace {

using namespace type::v1;  // the reasons

using RecordsTest = ServiceTest;

TEST_F(RecordsTest, AnAllocationIsGrantedWithItsLedgerEntry) {
  const v1::Child child = AddChild();
  const auto request = AllocationRequest(GoodAllocation(child.name(), "A-1"));
  const auto granted = Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), request);
  ASSERT_TRUE(granted.ok()) << granted.status();
  v1::Allocation expected = request.allocation();
  expected.set_name(granted->allocation().name());
  expected.set_balance(2400);
  expected.set_state(v1::ALLOCATION_STATE_ACTIVE);
  expected.set_etag("1");
  EXPECT_EQ(granted->allocation().SerializeAsString(), expected.SerializeAsString());
  Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), request).value();
  EXPECT_EQ(Number("SELECT SUM(amount) FROM ledger WHERE council_id = ? AND kind = 1"), 2400) << "once";
  EXPECT_EQ(Number("SELECT COUNT(*) FROM ledger_grants WHERE council_id = ? AND actor = '" +
                   Officer().principal.Actor() + "'"),
            1);
  EXPECT_THAT(GrantReasons(), testing::ElementsAre("Agreed by the panel."));
  EXPECT_EQ(EtagOf(child.name()), "1");

  const auto duplicate =
      Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), AllocationRequest(request.allocation()));
  EXPECT_EQ(ReasonOf(duplicate), ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(duplicate.status(), "name"), granted->allocation().name());
  EXPECT_EQ(CountOf("ledger_grants"), 1);
}

TEST_F(RecordsTest, WhatIsNotTheOfficersToSetOfAnAllocationIsNotTaken) {
  v1::Allocation asked = GoodAllocation(AddChild().name());
  v1::Allocation honest = AddAllocation(asked);
  asked.set_name(honest.name());
  asked.set_balance(1'000'000);
  asked.set_state(v1::ALLOCATION_STATE_ENDED);
  asked.set_etag("77");
  asked.set_application(ids::ResourceName("applications", ids::NewUuid()));
  asked.set_offer("overnight");
  asked.set_discretion(true);
  asked.set_review_due(true);
  asked.set_exhausted(true);
  asked.set_state_reason("forged");
  asked.set_carried_from(honest.name());
  asked.set_renews(honest.name());
  asked.set_renewed_by(honest.name());
  *asked.mutable_last_review_date() = Date(2026, 1, 1);
  asked.set_last_reviewer("officer:officer-2");
  asked.set_review_note("forged");
  v1::Allocation made = AddAllocation(asked);
  EXPECT_NE(made.name(), honest.name());
  made.set_name(honest.name());
  EXPECT_EQ(made.SerializeAsString(), honest.SerializeAsString());
}

TEST_F(RecordsTest, NobodyGrantsAboveTheirLimitInOneStep) {
  Publish();
  v1::Allocation allocation = GoodAllocation(AddChild().name());
  const auto grant = [&](const std::string& decider, int64_t hours) {
    rpc::Call call = Officer();
    call.principal.decider = decider;
    allocation.mutable_granted()->set_amount(hours * 60);
    return ReasonOf(Run<v1::GrantAllocationResponse>("GrantAllocation", call, AllocationRequest(allocation)));
  };
  EXPECT_EQ(grant("", 60), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(grant("", 61), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(grant("team manager", 120), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(grant("team manager", 121), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(grant("the panel", 1), ERROR_REASON_ABOVE_LIMIT) << "a panel is a meeting";
}

TEST_F(RecordsTest, AnAllocationNeedsItsChildAndAReason) {
  auto request = AllocationRequest(GoodAllocation(kUnknownChild));
  EXPECT_EQ(ReasonOf(Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), request)), ERROR_REASON_NOT_FOUND);
  request = AllocationRequest(GoodAllocation(AddChild().name()));
  EXPECT_EQ(ReasonOf(Run<v1::GrantAllocationResponse>("GrantAllocation", OtherCouncilsOfficer(), request)),
            ERROR_REASON_NOT_FOUND);
  request.clear_reason();
  EXPECT_EQ(ReasonOf(Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), request)),
            ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(CountOf("allocations"), 0);
}

TEST_F(RecordsTest, AllocationsAreReadByTheFamilyAlone) {
  const v1::Carer carer = AddCarer();
  const v1::Child child = AddChild();
  Grant(carer.name(), child.name());
  const v1::Allocation early = AddAllocation(GoodAllocation(child.name()));
  v1::Allocation later = GoodAllocation(child.name());
  *later.mutable_window_start() = Date(2027, 5, 1);
  later = AddAllocation(later);

  v1::GetAllocationRequest get;
  get.set_name(early.name());
  EXPECT_EQ(
      Run<v1::GetAllocationResponse>("GetAllocation", CarerCall(carer.name()), get)->allocation().SerializeAsString(),
      early.SerializeAsString());
  EXPECT_TRUE(Run<v1::GetAllocationResponse>("GetAllocation", Officer(), get).ok());
  EXPECT_EQ(ReasonOf(Run<v1::GetAllocationResponse>("GetAllocation", CarerCall(AddCarer().name()), get)),
            ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Run<v1::GetAllocationResponse>("GetAllocation", OtherCouncilsOfficer(), get)),
            ERROR_REASON_NOT_FOUND);

  v1::ListAllocationsRequest list;
  list.set_child(child.name());
  list.set_page_size(1);
  auto first = Run<v1::ListAllocationsResponse>("ListAllocations", CarerCall(carer.name()), list);
  EXPECT_EQ(first->allocations(0).name(), later.name());
  list.set_page_token(first->next_page_token());
  auto second = Run<v1::ListAllocationsResponse>("ListAllocations", CarerCall(carer.name()), list);
  EXPECT_EQ(second->allocations(0).name(), early.name());
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(ReasonOf(Run<v1::ListAllocationsResponse>("ListAllocations", OtherCouncilsOfficer(), list)),
            ERROR_REASON_NOT_FOUND);

  Revoke(carer.name(), child.name());
  EXPECT_EQ(ReasonOf(Run<v1::GetAllocationResponse>("GetAllocation", CarerCall(carer.name()), get)),
            ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Run<v1::ListAllocationsResponse>("ListAllocations", CarerCall(carer.name()), list)),
            ERROR_REASON_NOT_ALLOWED);
}

TEST_F(RecordsTest, WhatARequestSaysOfAnApplicationOrAnOfferLiftsNoLimit) {
  Publish(absl::StrReplaceAll(
      support::SamplePolicy(council_),
      {{"    review_months: 12\n", "    review_months: 12\n    decided_by: {by: the panel, where: refer}\n"}}));
  v1::Allocation plain = GoodAllocation(AddChild().name());
  const auto grant = [&](const v1::Allocation& allocation) {
    return ReasonOf(Run<v1::GrantAllocationResponse>("GrantAllocation", Officer(), AllocationRequest(allocation)));
  };
  EXPECT_EQ(grant(plain), ERROR_REASON_ABOVE_LIMIT) << "on no application it is the panel's";
  v1::Allocation forged = plain;
  forged.set_application(ids::ResourceName("applications", ids::NewUuid()));
  EXPECT_EQ(grant(forged), ERROR_REASON_ABOVE_LIMIT);
  forged = plain;
  forged.set_offer("overnight");
  EXPECT_EQ(grant(forged), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(CountOf("allocations"), 0);
}

}  // namespace
}  // namespace shortbreaks::eligibility
