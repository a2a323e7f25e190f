#include "audit/purpose.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <iterator>

#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks::audit {
namespace {

using errors::Error;
using identity::Role;

struct Word {
  Purpose purpose;
  std::string_view word;
};
constexpr Word kWords[] = {
    {Purpose::kOwnFamily, "own-family"}, {Purpose::kProvidingBreak, "providing-break"},
    {Purpose::kService, "service"},      {Purpose::kApplication, "application"},
    {Purpose::kBooking, "booking"},      {Purpose::kReview, "review"},
    {Purpose::kPayment, "payment"},      {Purpose::kSafeguarding, "safeguarding"},
    {Purpose::kComplaint, "complaint"},  {Purpose::kCorrection, "correction"},
    {Purpose::kEnquiry, "enquiry"},      {Purpose::kInformationRequest, "information-request"},
};

// These open a child's record as such: nothing about them says why.
constexpr std::string_view kMustBeSaid[] = {
    "shortbreaks.eligibility.v1.EligibilityService/GetChild",
    "shortbreaks.eligibility.v1.EligibilityService/ListChildren",
    "shortbreaks.eligibility.v1.EligibilityService/ListEvidence",
};

// What the methods of a service are for, the longest name that fits.
struct Meant {
  std::string_view method;  // how its full name begins
  Purpose purpose;
};
constexpr Meant kMeant[] = {
    {"shortbreaks.eligibility.v1.ApplicationService/", Purpose::kApplication},
    {"shortbreaks.eligibility.v1.AllocationService/", Purpose::kReview},
    {"shortbreaks.eligibility.v1.DeliveryService/", Purpose::kReview},
    {"shortbreaks.eligibility.v1.TeamService/", Purpose::kReview},
    {"shortbreaks.eligibility.v1.ConsentService/", Purpose::kEnquiry},
    {"shortbreaks.eligibility.v1.ReferralService/", Purpose::kApplication},
    {"shortbreaks.eligibility.v1.RecheckService/", Purpose::kReview},
    {"shortbreaks.eligibility.v1.PolicyService/", Purpose::kReview},
    {"shortbreaks.eligibility.v1.KeepApartService/", Purpose::kSafeguarding},
    {"shortbreaks.eligibility.v1.AuditService/", Purpose::kInformationRequest},
    {"shortbreaks.eligibility.v1.SubjectAccessService/", Purpose::kInformationRequest},
    {"shortbreaks.eligibility.v1.CorrectionService/", Purpose::kCorrection},
    {"shortbreaks.eligibility.v1.ErasureService/", Purpose::kCorrection},
    {"shortbreaks.eligibility.v1.RetentionService/", Purpose::kCorrection},
    {"shortbreaks.eligibility.v1.EligibilityService/Decide", Purpose::kBooking},
    {"shortbreaks.eligibility.v1.EligibilityService/GetDecision", Purpose::kBooking},
    {"shortbreaks.eligibility.v1.EligibilityService/", Purpose::kCorrection},
    {"shortbreaks.bookings.v1.SubjectAccessService/", Purpose::kInformationRequest},
    {"shortbreaks.bookings.v1.RegisterService/", Purpose::kPayment},
    {"shortbreaks.bookings.v1.", Purpose::kBooking},
};

Purpose MeantBy(std::string_view method) {
  for (const Meant& meant : kMeant) {
    if (method.starts_with(meant.method)) return meant.purpose;
  }
  return Purpose::kNone;
}

bool MustBeSaid(std::string_view method) {
  return std::find(std::begin(kMustBeSaid), std::end(kMustBeSaid), method) != std::end(kMustBeSaid);
}

bool MayBeSaid(Purpose purpose) { return purpose >= Purpose::kApplication; }

// `applications/{uuid}` and its like.
bool IsResourceName(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos || text.size() > 64) return false;
  const std::string_view collection = text.substr(0, slash);
  return std::all_of(collection.begin(), collection.end(),
                     [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }) &&
         ids::FromText(text.substr(slash + 1)).has_value();
}

std::string WordsToSay() {
  std::string words;
  for (const Word& each : kWords) {
    if (MayBeSaid(each.purpose)) absl::StrAppend(&words, words.empty() ? "" : ", ", std::string(each.word));
  }
  return words;
}

}  // namespace

std::string_view WordOf(Purpose purpose) {
  const auto* found =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const Word& each) { return each.purpose == purpose; });
  return found == std::end(kWords) ? std::string_view() : found->word;
}

Purpose PurposeOf(std::string_view word) {
  const auto* found =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const Word& each) { return each.word == word; });
  return found == std::end(kWords) ? Purpose::kNone : found->purpose;
}

Purpose PurposeOfRole(Role role) {
  switch (role) {
    case Role::kCarer:
      return Purpose::kOwnFamily;
    case Role::kProvider:
      return Purpose::kProvidingBreak;
    case Role::kPartner:
    case Role::kService:
      return Purpose::kService;
    case Role::kOfficer:
    case Role::kPractitioner:
      return Purpose::kNone;
  }
  return Purpose::kNone;
}

absl::StatusOr<Purpose> PurposeOfCall(const rpc::Call& call, std::string_view method) {
  errors::FieldErrors fields;
  if (!call.reference.empty() && !IsResourceName(call.reference)) {
    fields.Add("x-reference", "Must be a name such as applications/0190a5e2-7c1d-7b3e-8f00-0123456789ab.");
  }
  const Purpose by_role = PurposeOfRole(call.principal.role);
  const bool says = by_role == Purpose::kNone && !call.purpose.empty();
  const Purpose said = PurposeOf(call.purpose);
  if (says && !MayBeSaid(said)) fields.Add("x-purpose", absl::StrCat("Must be one of ", WordsToSay(), "."));
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (by_role != Purpose::kNone) return by_role;
  if (says) return said;
  if (MustBeSaid(method)) return Error(type::v1::ERROR_REASON_PURPOSE_REQUIRED);
  return MeantBy(method);
}

}  // namespace shortbreaks::audit
