#include "audit/reads.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/shown.h"
#include "errors/errors.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "support/contract_files.h"

namespace shortbreaks::audit {
namespace {

using google::protobuf::Message;
using testing::ElementsAre;
using testing::IsEmpty;
namespace v1 = eligibility::v1;

const std::string kChild = "children/0190a5e2-7c1d-7b3e-8f00-000000000001";
const std::string kOther = "children/0190a5e2-7c1d-7b3e-8f00-000000000002";
const std::string kCarer = "carers/0190a5e2-7c1d-7b3e-8f00-000000000003";

// One service with handlers that answer as they are told, wrapped; what was kept of it.
class Reads : public testing::Test {
 protected:
  template <typename Request, typename Response>
  void Serve(const std::string& method, Response response) {
    handlers_.Add<Request, Response>(method, [this, response](const rpc::Call& call, const Request&) {
      ++runs_;
      seen_ = call;
      for (const std::string& child : changes_) call.changed_children->insert(child);
      return absl::StatusOr<Response>(response);
    });
  }

  absl::StatusOr<std::unique_ptr<Message>> Run(const std::string& method, const Message& request) {
    rpc::HandlerTable wrapped = handlers_;
    RecordReadsOf(wrapped, [this](const rpc::Call& call, std::string_view name, const std::vector<About>& shown) {
      for (const About& each : shown) {
        kept_.push_back(absl::StrCat(std::string(name), " ", each.subject, " ", call.purpose));
      }
      return keeping_;
    });
    return wrapped.methods().at(method).run(call_, request);
  }

  static v1::GetChildResponse ChildResponse(const std::string& name) {
    v1::GetChildResponse response;
    response.mutable_child()->set_name(name);
    return response;
  }

  rpc::HandlerTable handlers_{"shortbreaks.eligibility.v1.EligibilityService"};
  rpc::Call call_{.principal = {identity::Role::kOfficer, "E08000031", "officer-1", "", "app"}};
  rpc::Call seen_;
  std::vector<std::string> kept_, changes_;
  absl::Status keeping_;
  int runs_ = 0;
};

TEST_F(Reads, EveryChildThatIsShownIsKeptOnceWithWhy) {
  v1::ListChildrenResponse children;
  for (const std::string& name : {kChild, kOther, kChild}) children.add_children()->set_name(name);
  Serve<v1::ListChildrenRequest>("ListChildren", children);
  call_.purpose = "review";
  ASSERT_TRUE(Run("ListChildren", v1::ListChildrenRequest()).ok());
  EXPECT_THAT(kept_, ElementsAre("ListChildren " + kChild + " review", "ListChildren " + kOther + " review"));
}

TEST_F(Reads, AChildThatIsAskedForIsKeptThoughTheAnswerIsEmpty) {
  Serve<v1::ListEvidenceRequest>("ListEvidence", v1::ListEvidenceResponse());
  call_.purpose = "review";
  v1::ListEvidenceRequest request;
  request.set_child(kChild);
  ASSERT_TRUE(Run("ListEvidence", request).ok());
  EXPECT_THAT(kept_, ElementsAre("ListEvidence " + kChild + " review"));
}

TEST_F(Reads, ACarerIsKeptUnlessItLooksAtItself) {
  v1::GetCarerResponse carer;
  carer.mutable_carer()->set_name(kCarer);
  Serve<v1::GetCarerRequest>("GetCarer", carer);
  ASSERT_TRUE(Run("GetCarer", v1::GetCarerRequest()).ok());
  EXPECT_THAT(kept_, ElementsAre("GetCarer " + kCarer + " correction"));
  kept_.clear();
  call_.principal = {identity::Role::kCarer, "E08000031", kCarer, "", "app"};
  ASSERT_TRUE(Run("GetCarer", v1::GetCarerRequest()).ok());
  EXPECT_THAT(kept_, IsEmpty());
}

TEST_F(Reads, ACarerWhoReadsItsOwnChildIsKeptToo) {
  Serve<v1::GetChildRequest>("GetChild", ChildResponse(kChild));
  call_.principal = {identity::Role::kCarer, "E08000031", kCarer, "", "app"};
  ASSERT_TRUE(Run("GetChild", v1::GetChildRequest()).ok());
  EXPECT_THAT(kept_, ElementsAre("GetChild " + kChild + " own-family"));
}

TEST_F(Reads, WhatCannotBeKeptIsNotShownAndMayBeAskedForAgain) {
  Serve<v1::GetChildRequest>("GetChild", ChildResponse(kChild));
  call_.purpose = "review";
  keeping_ = errors::Error(type::v1::ERROR_REASON_INTERNAL);
  const auto refused = Run("GetChild", v1::GetChildRequest());
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_ACCESS_NOT_RECORDED);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "may_retry"), "true");
}

TEST_F(Reads, WithoutAPurposeTheHandlerDoesNotRun) {
  Serve<v1::GetChildRequest>("GetChild", ChildResponse(kChild));
  EXPECT_EQ(errors::ReasonOf(Run("GetChild", v1::GetChildRequest()).status()), type::v1::ERROR_REASON_PURPOSE_REQUIRED);
  EXPECT_EQ(runs_, 0);
  EXPECT_THAT(kept_, IsEmpty());
}

TEST_F(Reads, WhatTheCallHasChangedNeedsNoRecordOfHavingBeenShown) {
  Serve<v1::GetChildRequest>("GetChild", ChildResponse(kChild));
  call_.purpose = "correction";
  changes_ = {kChild};
  ASSERT_TRUE(Run("GetChild", v1::GetChildRequest()).ok());
  EXPECT_THAT(kept_, IsEmpty());
  changes_ = {kOther};
  ASSERT_TRUE(Run("GetChild", v1::GetChildRequest()).ok());
  EXPECT_THAT(kept_, ElementsAre("GetChild " + kChild + " correction"));
}

TEST_F(Reads, WhatTheCallLeavesIsKeptThoughNobodyIsShown) {
  handlers_.Add<v1::ListChildrenRequest, v1::ListChildrenResponse>(
      "ListChildren", [](const rpc::Call& call, const v1::ListChildrenRequest&) {
        call.kept_with_reads->push_back([](mysql::Connection&) { return absl::OkStatus(); });
        return absl::StatusOr<v1::ListChildrenResponse>(v1::ListChildrenResponse());
      });
  call_.purpose = "review";
  keeping_ = errors::Error(type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_EQ(errors::ReasonOf(Run("ListChildren", v1::ListChildrenRequest()).status()),
            type::v1::ERROR_REASON_ACCESS_NOT_RECORDED);
}

TEST_F(Reads, AHandlerThatRefusesShowsNothing) {
  handlers_.Add<v1::GetChildRequest, v1::GetChildResponse>(
      "GetChild", [](const rpc::Call&, const v1::GetChildRequest&) -> absl::StatusOr<v1::GetChildResponse> {
        return errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
      });
  call_.purpose = "review";
  EXPECT_EQ(errors::ReasonOf(Run("GetChild", v1::GetChildRequest()).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_THAT(kept_, IsEmpty());
}

TEST(PeopleIn, AreFoundAtAnyDepthAndInLists) {
  bookings::v1::ListFeedsResponse feeds;
  feeds.add_feeds()->add_children(kChild);
  feeds.add_feeds()->add_children("children/0190A5E2-7C1D-7B3E-8F00-000000000002");
  feeds.mutable_feeds(0)->set_carer(kCarer);
  feeds.mutable_feeds(1)->set_display_name("children/of-somebody");
  std::set<std::string> people;
  AddPeopleIn(feeds, people);
  EXPECT_THAT(people, testing::UnorderedElementsAre(kChild, kOther, kCarer));
}

// The methods that are not looked through, by their messages; and that the others are worth it.
TEST(NamesNobody, HoldsOfEveryMethodThatIsNotLookedThrough) {
  int passed_over = 0, looked_through = 0;
  for (const auto* method : support::ContractMethods()) {
    const std::string name = support::FullName(*method);
    const bool may = MayNamePeople(*method->input_type()) || MayNamePeople(*method->output_type());
    const bool nobody = NamesNobody(name);
    EXPECT_FALSE(nobody && may) << name << " shows people and is not looked through";
    ++(nobody ? passed_over : looked_through);
  }
  EXPECT_GT(passed_over, 50);
  EXPECT_GT(looked_through, 60);
}

}  // namespace
}  // namespace shortbreaks::audit
