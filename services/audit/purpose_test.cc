#include "audit/purpose.h"

#include <gtest/gtest.h>

#include "errors/errors.h"

namespace shortbreaks::audit {
namespace {

using identity::Role;
using type::v1::ErrorReason;

constexpr std::string_view kGetChild = "shortbreaks.eligibility.v1.EligibilityService/GetChild";
constexpr std::string_view kGetApplication = "shortbreaks.eligibility.v1.ApplicationService/GetApplication";

rpc::Call CallOf(Role role, const std::string& purpose, const std::string& reference = {}) {
  rpc::Call call;
  call.principal.role = role;
  call.purpose = purpose;
  call.reference = reference;
  return call;
}

ErrorReason Refused(const rpc::Call& call, std::string_view method) {
  return errors::ReasonOf(PurposeOfCall(call, method).status());
}

TEST(PurposeOfCall, AnOfficerWhoOpensAChildsRecordSaysWhy) {
  for (const char* method : {"GetChild", "ListChildren", "ListEvidence"}) {
    const std::string name = std::string("shortbreaks.eligibility.v1.EligibilityService/") + method;
    EXPECT_EQ(Refused(CallOf(Role::kOfficer, ""), name), type::v1::ERROR_REASON_PURPOSE_REQUIRED) << method;
    EXPECT_EQ(PurposeOfCall(CallOf(Role::kOfficer, "safeguarding"), name).value_or(Purpose::kNone),
              Purpose::kSafeguarding);
  }
}

TEST(PurposeOfCall, WhatAMethodIsForNeedsNoSaying) {
  EXPECT_EQ(PurposeOfCall(CallOf(Role::kOfficer, ""), kGetApplication).value_or(Purpose::kNone), Purpose::kApplication);
  EXPECT_EQ(PurposeOfCall(CallOf(Role::kPractitioner, ""), kGetApplication).value_or(Purpose::kNone),
            Purpose::kApplication);
  EXPECT_EQ(PurposeOfCall(CallOf(Role::kOfficer, "complaint"), kGetApplication).value_or(Purpose::kNone),
            Purpose::kComplaint)
      << "what is said goes before what is meant";
}

TEST(PurposeOfCall, OfCarersProvidersAndServicesTheRoleSaysIt) {
  EXPECT_EQ(PurposeOfCall(CallOf(Role::kCarer, "safeguarding"), kGetChild).value_or(Purpose::kNone),
            Purpose::kOwnFamily);
  EXPECT_EQ(PurposeOfCall(CallOf(Role::kProvider, ""), kGetChild).value_or(Purpose::kNone), Purpose::kProvidingBreak);
  EXPECT_EQ(PurposeOfCall(CallOf(Role::kService, ""), kGetChild).value_or(Purpose::kNone), Purpose::kService);
}

TEST(PurposeOfCall, IsAWordOfTheListAndTheReferenceAName) {
  for (const char* word : {"nosy", "own-family", "service", "Review", "review "}) {
    EXPECT_EQ(Refused(CallOf(Role::kOfficer, word), kGetApplication), type::v1::ERROR_REASON_INVALID_REQUEST) << word;
  }
  const std::string id = "0190a5e2-7c1d-7b3e-8f00-0123456789ab";
  EXPECT_TRUE(PurposeOfCall(CallOf(Role::kOfficer, "review", "applications/" + id), kGetChild).ok());
  for (const std::string& reference : {id, "/" + id, "Jo Bloggs/" + id, std::string("applications/1"), "a/b/" + id}) {
    EXPECT_EQ(Refused(CallOf(Role::kOfficer, "review", reference), kGetChild), type::v1::ERROR_REASON_INVALID_REQUEST)
        << reference;
    EXPECT_EQ(Refused(CallOf(Role::kCarer, "", reference), kGetChild), type::v1::ERROR_REASON_INVALID_REQUEST);
  }
}

TEST(PurposeOfCall, EveryPurposeHasAWordThatReadsBack) {
  for (int number = 1; number <= static_cast<int>(Purpose::kEnquiry); ++number) {
    const auto purpose = static_cast<Purpose>(number);
    EXPECT_FALSE(WordOf(purpose).empty()) << number;
    EXPECT_EQ(PurposeOf(WordOf(purpose)), purpose);
  }
  EXPECT_EQ(PurposeOf(""), Purpose::kNone);
}

}  // namespace
}  // namespace shortbreaks::audit
