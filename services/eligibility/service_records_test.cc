#include "eligibility/service_test.h"

namespace shortbreaks::eligibility {
namespace {

using namespace type::v1;  // the reasons

using RecordsTest = ServiceTest;

TEST_F(RecordsTest, ACarerIsStoredAndRead) {
  const v1::Carer carer = AddCarer("P-1");
  EXPECT_EQ(carer.etag(), "1");
  v1::GetCarerRequest request;
  request.set_name(carer.name());
  EXPECT_EQ(Run<v1::GetCarerResponse>("GetCarer", Officer(), request)->carer().SerializeAsString(),
            carer.SerializeAsString());
  EXPECT_TRUE(Run<v1::GetCarerResponse>("GetCarer", CarerCall(carer.name()), request).ok());
  EXPECT_EQ(ReasonOf(Run<v1::GetCarerResponse>("GetCarer", CarerCall(AddCarer().name()), request)),
            ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Run<v1::GetCarerResponse>("GetCarer", OtherCouncilsOfficer(), request)), ERROR_REASON_NOT_FOUND);
  request.set_name("carers/no-id");
  EXPECT_EQ(ReasonOf(Run<v1::GetCarerResponse>("GetCarer", Officer(), request)), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(RecordsTest, AChildIsStoredAndReadAsItWasSent) {
  const v1::Child stored = AddChild(GoodChild("C-1"));
  v1::Child expected = GoodChild("C-1");
  expected.set_name(stored.name());
  expected.set_etag("1");
  EXPECT_EQ(stored.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(GetChild(Officer(), stored.name())->child().SerializeAsString(), expected.SerializeAsString());
}

TEST_F(RecordsTest, AnExternalIdIsUsedOnceInACouncil) {
  const v1::Child first = AddChild(GoodChild("C-1"));
  auto request = WithId<v1::CreateChildRequest>();
  *request.mutable_child() = GoodChild("C-1");
  auto second = Run<v1::CreateChildResponse>("CreateChild", Officer(), request);
  EXPECT_EQ(ReasonOf(second), ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(second.status(), "name"), first.name());
  EXPECT_TRUE(Run<v1::CreateChildResponse>("CreateChild", OtherCouncilsOfficer(), request).ok());
  request.mutable_child()->set_external_id("c-1");
  EXPECT_TRUE(Run<v1::CreateChildResponse>("CreateChild", Officer(), request).ok()) << "a refused request left nothing";
  EXPECT_EQ(CountOf("children"), 2);
}

TEST_F(RecordsTest, TheSameRequestIsAnsweredAlikeAndDoneOnce) {
  auto request = WithId<v1::CreateChildRequest>();
  *request.mutable_child() = GoodChild();
  const auto first = Run<v1::CreateChildResponse>("CreateChild", Officer(), request);
  const auto again = Run<v1::CreateChildResponse>("CreateChild", Officer(), request);
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(CountOf("children"), 1);
  EXPECT_EQ(CountOf("outbox"), 1);
  EXPECT_EQ(CountOf("audit_records"), 1);
  request.mutable_child()->set_ward("Bushbury");
  EXPECT_EQ(ReasonOf(Run<v1::CreateChildResponse>("CreateChild", Officer(), request)), ERROR_REASON_REQUEST_ID_REUSED);
  request.clear_request_id();
  EXPECT_EQ(ReasonOf(Run<v1::CreateChildResponse>("CreateChild", Officer(), request)),
            ERROR_REASON_REQUEST_ID_REQUIRED);
}

TEST_F(RecordsTest, AnUpdateNeedsTheEtagThatWasRead) {
  v1::Child child = AddChild(GoodChild("C-1"));
  auto request = WithId<v1::UpdateChildRequest>();
  child.set_ward("Bushbury");
  child.clear_external_id();
  *request.mutable_child() = child;
  auto updated = Run<v1::UpdateChildResponse>("UpdateChild", Officer(), request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  child.set_etag("2");
  EXPECT_EQ(updated->child().SerializeAsString(), child.SerializeAsString());

  for (const char* etag : {"1", "3", "02", "anything"}) {
    request.set_request_id(NewRequestId());
    request.mutable_child()->set_etag(etag);
    EXPECT_EQ(ReasonOf(Run<v1::UpdateChildResponse>("UpdateChild", Officer(), request)), ERROR_REASON_ETAG_MISMATCH)
        << etag;
  }
  request.mutable_child()->clear_etag();
  EXPECT_EQ(ReasonOf(Run<v1::UpdateChildResponse>("UpdateChild", Officer(), request)), ERROR_REASON_INVALID_REQUEST);
  request.mutable_child()->set_etag("2");
  EXPECT_EQ(ReasonOf(Run<v1::UpdateChildResponse>("UpdateChild", OtherCouncilsOfficer(), request)),
            ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(EtagOf(child.name()), "2");
}

TEST_F(RecordsTest, AnUpdateCannotTakeAnothersExternalId) {
  const v1::Child first = AddChild(GoodChild("C-1"));
  auto request = WithId<v1::UpdateChildRequest>();
  *request.mutable_child() = AddChild(GoodChild("C-2"));
  request.mutable_child()->set_external_id("C-1");
  auto updated = Run<v1::UpdateChildResponse>("UpdateChild", Officer(), request);
  EXPECT_EQ(ReasonOf(updated), ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(updated.status(), "name"), first.name());
}

TEST_F(RecordsTest, ACarerSeesItsOwnChildrenAndLearnsNothingOfOthers) {
  const v1::Carer carer = AddCarer();
  const v1::Child own = AddChild(), anothers = AddChild();
  Grant(carer.name(), own.name());
  EXPECT_TRUE(GetChild(CarerCall(carer.name()), own.name()).ok());
  const auto other = GetChild(CarerCall(carer.name()), anothers.name());
  const auto unknown = GetChild(CarerCall(carer.name()), kUnknownChild);
  EXPECT_EQ(ReasonOf(other), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(other.status(), unknown.status());
  EXPECT_EQ(ReasonOf(GetChild(Officer(), kUnknownChild)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(GetChild(OtherCouncilsOfficer(), own.name())), ERROR_REASON_NOT_FOUND);
  rpc::Call elsewhere = CarerCall(carer.name());
  elsewhere.principal.council_id = other_council_;
  EXPECT_EQ(ReasonOf(GetChild(elsewhere, own.name())), ERROR_REASON_NOT_ALLOWED);
}

TEST_F(RecordsTest, RevokedAuthorityEndsAtOnce) {
  const v1::Carer carer = AddCarer();
  const v1::Child child = AddChild();
  EXPECT_FALSE(Grant(carer.name(), child.name()).has_revoke_time());
  EXPECT_EQ(EtagOf(child.name()), "2");
  const v1::Authority revoked = Revoke(carer.name(), child.name());
  EXPECT_TRUE(revoked.has_revoke_time());
  EXPECT_EQ(EtagOf(child.name()), "3");
  EXPECT_EQ(ReasonOf(GetChild(CarerCall(carer.name()), child.name())), ERROR_REASON_NOT_ALLOWED);
  v1::ListChildrenRequest list;
  EXPECT_EQ(Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer.name()), list)->children_size(), 0);
  EXPECT_EQ(Revoke(carer.name(), child.name()).SerializeAsString(), revoked.SerializeAsString());
  EXPECT_EQ(EtagOf(child.name()), "3") << "revoking again changes nothing";
  Grant(carer.name(), child.name());
  EXPECT_TRUE(GetChild(CarerCall(carer.name()), child.name()).ok());
}

TEST_F(RecordsTest, AuthorityIsFullLimitedOrContactRestricted) {
  const v1::Carer carer = AddCarer("P-1");
  const v1::Child child = AddChild(GoodChild("C-1"));
  const auto grant = [&](v1::AuthorityKind kind) {
    auto request = GrantRequest(carer.name(), child.name());
    request.set_kind(kind);
    return Run<v1::GrantAuthorityResponse>("GrantAuthority", Officer(), request);
  };
  EXPECT_EQ(grant(v1::AUTHORITY_KIND_UNSPECIFIED)->authority().kind(), v1::AUTHORITY_KIND_FULL);
  EXPECT_EQ(GetChild(CarerCall(carer.name()), child.name())->child().ward(), child.ward());

  EXPECT_EQ(grant(v1::AUTHORITY_KIND_LIMITED)->authority().kind(), v1::AUTHORITY_KIND_LIMITED);
  EXPECT_EQ(EtagOf(child.name()), "3");
  v1::Child seen;
  seen.set_name(child.name());
  seen.set_display_name(child.display_name());
  const auto limited = GetChild(CarerCall(carer.name()), child.name());
  ASSERT_TRUE(limited.ok()) << limited.status();
  EXPECT_EQ(limited->child().SerializeAsString(), seen.SerializeAsString());
  const auto list = Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer.name()), v1::ListChildrenRequest());
  ASSERT_EQ(list->children_size(), 1);
  EXPECT_EQ(list->children(0).SerializeAsString(), seen.SerializeAsString());
  v1::ListEvidenceRequest evidence;
  evidence.set_child(child.name());
  EXPECT_EQ(ReasonOf(Run<v1::ListEvidenceResponse>("ListEvidence", CarerCall(carer.name()), evidence)),
            ERROR_REASON_NOT_ALLOWED);

  EXPECT_EQ(grant(v1::AUTHORITY_KIND_CONTACT_RESTRICTED)->authority().kind(), v1::AUTHORITY_KIND_CONTACT_RESTRICTED);
  EXPECT_EQ(ReasonOf(GetChild(CarerCall(carer.name()), child.name())), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer.name()), v1::ListChildrenRequest())
                ->children_size(),
            0);
  // No import gives it back.
  auto import = WithId<v1::ImportCaseloadRequest>();
  import.add_authorities()->set_carer_external_id("P-1");
  import.mutable_authorities(0)->set_child_external_id("C-1");
  EXPECT_EQ(ReasonOf(Run<v1::ImportCaseloadResponse>("ImportCaseload", Officer(), import)),
            ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(GetChild(CarerCall(carer.name()), child.name())), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(grant(static_cast<v1::AuthorityKind>(9))), ERROR_REASON_INVALID_REQUEST);

  EXPECT_EQ(grant(v1::AUTHORITY_KIND_FULL)->authority().kind(), v1::AUTHORITY_KIND_FULL);
  EXPECT_EQ(GetChild(CarerCall(carer.name()), child.name())->child().ward(), child.ward());
}

TEST_F(RecordsTest, GrantingAuthorityAgainChangesNothing) {
  const v1::Carer carer = AddCarer();
  const v1::Child child = AddChild();
  Grant(carer.name(), child.name());
  const int64_t events = CountOf("outbox");
  Grant(carer.name(), child.name());
  EXPECT_EQ(EtagOf(child.name()), "2");
  EXPECT_EQ(CountOf("outbox"), events);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method = 'GrantAuthority' AND subject "
                   "IN ('" +
                   child.name() + "', '" + carer.name() + "')"),
            2)
      << "both histories show it";
}

TEST_F(RecordsTest, AuthorityNeedsACarerAndAChildOfTheCouncil) {
  const v1::Carer carer = AddCarer();
  const v1::Child child = AddChild();
  const auto grant = [&](const rpc::Call& call, const std::string& who, const std::string& whom) {
    return ReasonOf(Run<v1::GrantAuthorityResponse>("GrantAuthority", call, GrantRequest(who, whom)));
  };
  EXPECT_EQ(grant(Officer(), kUnknownCarer, child.name()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(grant(Officer(), carer.name(), kUnknownChild), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(grant(OtherCouncilsOfficer(), carer.name(), child.name()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(grant(Officer(), child.name(), carer.name()), ERROR_REASON_INVALID_REQUEST);
  auto revoke = WithId<v1::RevokeAuthorityRequest>();
  revoke.set_carer(carer.name());
  revoke.set_child(child.name());
  EXPECT_EQ(ReasonOf(Run<v1::RevokeAuthorityResponse>("RevokeAuthority", Officer(), revoke)), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(EtagOf(child.name()), "1");
}

TEST_F(RecordsTest, ChildrenComeInPagesOldestFirst) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) names.push_back(AddChild(GoodChild("C-" + std::to_string(i))).name());
  const v1::Carer carer = AddCarer();
  Grant(carer.name(), names[1]);
  Grant(carer.name(), names[4]);

  v1::ListChildrenRequest request;
  request.set_page_size(2);
  std::vector<std::string> listed;
  do {
    auto page = Run<v1::ListChildrenResponse>("ListChildren", Officer(), request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->children_size(), 2);
    for (const v1::Child& child : page->children()) listed.push_back(child.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, names);

  request.set_page_size(1);
  const auto own = Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer.name()), request);
  EXPECT_EQ(own->children(0).name(), names[1]);
  request.set_page_token(own->next_page_token());
  const auto rest = Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer.name()), request);
  EXPECT_EQ(rest->children(0).name(), names[4]);
  EXPECT_EQ(rest->next_page_token(), "");
  EXPECT_EQ(ReasonOf(Run<v1::ListChildrenResponse>("ListChildren", Officer(), request)),
            ERROR_REASON_PAGE_TOKEN_INVALID)
      << "another caller's token";

  request.clear_page_token();
  request.set_external_id("C-3");
  EXPECT_EQ(Run<v1::ListChildrenResponse>("ListChildren", Officer(), request)->children(0).name(), names[3]);
  EXPECT_EQ(Run<v1::ListChildrenResponse>("ListChildren", CarerCall(carer.name()), request)->children_size(), 0);
  EXPECT_EQ(Run<v1::ListChildrenResponse>("ListChildren", OtherCouncilsOfficer(), request)->children_size(), 0);
  request.set_page_size(201);
  EXPECT_EQ(ReasonOf(Run<v1::ListChildrenResponse>("ListChildren", Officer(), request)), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(RecordsTest, EvidenceIsWithdrawnOnceAndTheRecordStays) {
  const v1::Child child = AddChild();
  const v1::Evidence evidence = AddEvidence(GoodEvidence(child.name()));
  auto request = WithId<v1::WithdrawEvidenceRequest>();
  request.set_name(evidence.name());
  EXPECT_EQ(ReasonOf(Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", Officer(), request)),
            ERROR_REASON_INVALID_REQUEST)
      << "not without a reason";
  request.set_reason("It was another child's.");
  EXPECT_EQ(ReasonOf(Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", CarerCall(AddCarer().name()), request)),
            ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", OtherCouncilsOfficer(), request)),
            ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(EtagOf(child.name()), "2");
  const auto first = Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", Officer(), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->evidence().has_withdraw_time());
  EXPECT_EQ(first->evidence().withdraw_reason(), "It was another child's.");
  EXPECT_EQ(EtagOf(child.name()), "3") << "what is booked is decided again";
  EXPECT_EQ(Number("SELECT COUNT(*) FROM outbox WHERE council_id = ? AND event_type = 'evidence.withdrawn'"), 1);

  request = WithId(request);
  request.set_reason("Another reason.");
  const auto again = Run<v1::WithdrawEvidenceResponse>("WithdrawEvidence", Officer(), request);
  EXPECT_EQ(again->evidence().SerializeAsString(), first->evidence().SerializeAsString());
  EXPECT_EQ(EtagOf(child.name()), "3");
  v1::ListEvidenceRequest list;
  list.set_child(child.name());
  EXPECT_EQ(Run<v1::ListEvidenceResponse>("ListEvidence", Officer(), list)->evidence(0).SerializeAsString(),
            first->evidence().SerializeAsString());
}

TEST_F(RecordsTest, TheAuthorityOfTheHomeAgreesWithResident) {
  auto request = WithId<v1::CreateChildRequest>();
  *request.mutable_child() = GoodChild();
  request.mutable_child()->mutable_circumstances()->set_home_authority("E99999999");
  EXPECT_EQ(ReasonOf(Run<v1::CreateChildResponse>("CreateChild", Officer(), request)), ERROR_REASON_INVALID_REQUEST);
  request.mutable_child()->set_resident(false);
  const auto created = Run<v1::CreateChildResponse>("CreateChild", Officer(), request);
  ASSERT_TRUE(created.ok()) << created.status();
  auto update = WithId<v1::UpdateChildRequest>();
  *update.mutable_child() = created->child();
  update.mutable_child()->set_resident(true);
  EXPECT_EQ(ReasonOf(Run<v1::UpdateChildResponse>("UpdateChild", Officer(), update)), ERROR_REASON_INVALID_REQUEST);
  update.mutable_child()->mutable_circumstances()->set_home_authority(council_);
  EXPECT_TRUE(Run<v1::UpdateChildResponse>("UpdateChild", Officer(), update).ok());
}

TEST_F(RecordsTest, EvidenceRaisesTheChildsEtagAndIsListedNewestFirst) {
  const v1::Carer carer = AddCarer();
  const v1::Child child = AddChild();
  Grant(carer.name(), child.name());
  std::vector<std::string> newest_first;
  for (int month : {3, 1, 2, 2}) {
    v1::Evidence evidence = GoodEvidence(child.name());
    *evidence.mutable_issue_date() = Date(2026, month, 1);
    if (month == 1) *evidence.mutable_expire_date() = Date(2027, 1, 1);
    const v1::Evidence stored = AddEvidence(evidence);
    evidence.set_name(stored.name());
    EXPECT_EQ(stored.SerializeAsString(), evidence.SerializeAsString());
    newest_first.push_back(stored.name());
  }
  newest_first = {newest_first[0], newest_first[3], newest_first[2], newest_first[1]};
  EXPECT_EQ(EtagOf(child.name()), "6");

  v1::ListEvidenceRequest request;
  request.set_child(child.name());
  request.set_page_size(1);
  std::vector<std::string> listed;
  do {
    auto page = Run<v1::ListEvidenceResponse>("ListEvidence", CarerCall(carer.name()), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Evidence& evidence : page->evidence()) listed.push_back(evidence.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, newest_first);

  EXPECT_EQ(ReasonOf(Run<v1::ListEvidenceResponse>("ListEvidence", CarerCall(kUnknownCarer), request)),
            ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Run<v1::ListEvidenceResponse>("ListEvidence", OtherCouncilsOfficer(), request)),
            ERROR_REASON_NOT_FOUND);
}

TEST_F(RecordsTest, EvidenceNeedsItsChildAndAFreeKey) {
  const v1::Child child = AddChild();
  const v1::Evidence first = AddEvidence(GoodEvidence(child.name(), "E-1"));
  auto request = WithId<v1::AddEvidenceRequest>();
  *request.mutable_evidence() = GoodEvidence(child.name(), "E-1");
  auto again = Run<v1::AddEvidenceResponse>("AddEvidence", Officer(), request);
  EXPECT_EQ(ReasonOf(again), ERROR_REASON_DUPLICATE_EXTERNAL_ID);
  EXPECT_EQ(errors::MetadataOf(again.status(), "name"), first.name());
  EXPECT_EQ(EtagOf(child.name()), "2") << "undone with the rest";
  EXPECT_EQ(ReasonOf(Run<v1::AddEvidenceResponse>("AddEvidence", OtherCouncilsOfficer(), request)),
            ERROR_REASON_NOT_FOUND);
  request.mutable_evidence()->set_child(kUnknownChild);
  EXPECT_EQ(ReasonOf(Run<v1::AddEvidenceResponse>("AddEvidence", Officer(), request)), ERROR_REASON_NOT_FOUND);
}

TEST_F(RecordsTest, ChangesAreForOfficers) {
  const rpc::Call carer = CarerCall(AddCarer().name());
  for (const auto& [name, method] : methods_) {
    const bool is_read = name.starts_with("Get") || name.starts_with("List") || name == "Decide";
    if (is_read) continue;
    for (const rpc::Call& call : {carer, As(identity::Role::kProvider, "staff"), As(identity::Role::kPartner, "app")}) {
      EXPECT_EQ(ReasonOf(method.run(call, *method.new_request())), ERROR_REASON_NOT_ALLOWED) << name;
    }
  }
}

TEST_F(RecordsTest, ReadsAreNotForPartnersOrProviders) {
  for (const auto& [name, method] : methods_) {
    const bool is_read = name.starts_with("Get") || name.starts_with("List") || name == "Decide";
    // What is published is for everyone.
    if (!is_read || name == "GetPolicy" || name == "GetLivePolicy") continue;
    for (const rpc::Call& call : {As(identity::Role::kProvider, "staff"), As(identity::Role::kPartner, "app"),
                                  As(identity::Role::kCarer, "not-a-carer-name")}) {
      EXPECT_EQ(ReasonOf(method.run(call, *method.new_request())), ERROR_REASON_NOT_ALLOWED) << name;
    }
  }
}

TEST_F(RecordsTest, NoChangeStoresAChildsDetailsOutsideItsRecord) {
  const v1::Child child = AddChild();
  AddEvidence(GoodEvidence(child.name()));
  AddAllocation(GoodAllocation(child.name()));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM outbox WHERE council_id = ? AND CONCAT(event_type, subject) LIKE '%Sample%'"),
            0);
  EXPECT_EQ(CountOf("outbox"), 3);
  EXPECT_EQ(CountOf("audit_records"), 3);
}

}  // namespace
}  // namespace shortbreaks::eligibility
