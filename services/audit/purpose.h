// Why a record is looked at. A closed list, so that it can be counted and searched, and so that nobody writes about a
// child in it.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "rpc/call.h"

namespace shortbreaks::audit {

// As kept: the numbers of eligibility.v1.AccessPurpose.
enum class Purpose {
  kNone = 0,
  kOwnFamily = 1,
  kProvidingBreak = 2,
  kService = 3,
  kApplication = 4,
  kBooking = 5,
  kReview = 6,
  kPayment = 7,
  kSafeguarding = 8,
  kComplaint = 9,
  kCorrection = 10,
  kInformationRequest = 11,
  kEnquiry = 12,
};

// `application`, `information-request`; empty for kNone. The inverse is kNone for any other text.
std::string_view WordOf(Purpose purpose);
Purpose PurposeOf(std::string_view word);

// Of those whose role says it; kNone for officers and practitioners, who say it themselves.
Purpose PurposeOfRole(identity::Role role);

// Why a call of `method` (a full name) is made. Of carers, providers, partners and services the role says it. Officers
// and practitioners say it themselves, in `call.purpose`; where they do not, what the method is for stands in, but for
// those that open a child's record as such: PURPOSE_REQUIRED. A word that is none they may say, or a reference that is
// no resource name, is INVALID_REQUEST.
absl::StatusOr<Purpose> PurposeOfCall(const rpc::Call& call, std::string_view method);

}  // namespace shortbreaks::audit
