#include "eligibility/wording.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include <vector>

namespace shortbreaks::eligibility {
namespace {

std::string Count(int64_t amount, const char* one) { return absl::StrCat(amount, " ", one, amount == 1 ? "" : "s"); }

std::string HoursAndMinutes(int64_t minutes) {
  if (minutes < 60) return Count(minutes, "minute");
  if (minutes % 60 == 0) return Count(minutes / 60, "hour");
  return absl::StrCat(Count(minutes / 60, "hour"), " ", Count(minutes % 60, "minute"));
}

const char* NeedInWords(type::v1::Need need) {
  switch (need) {
    case type::v1::NEED_PERSONAL_CARE:
      return "help with personal care";
    case type::v1::NEED_HOIST:
      return "moving with a hoist";
    case type::v1::NEED_GASTROSTOMY:
      return "feeding by gastrostomy";
    case type::v1::NEED_RESCUE_MEDICATION:
      return "rescue medication";
    case type::v1::NEED_ROUTINE_MEDICATION:
      return "routine medication";
    case type::v1::NEED_EPILEPSY:
      return "epilepsy awareness";
    case type::v1::NEED_BEHAVIOUR_SUPPORT:
      return "support with behaviour";
    case type::v1::NEED_MAKATON:
      return "Makaton or other signs";
    case type::v1::NEED_BRITISH_SIGN_LANGUAGE:
      return "British Sign Language";
    case type::v1::NEED_COMMUNICATION_AID:
      return "a communication aid or symbols";
    case type::v1::NEED_SENSORY:
      return "a sensory-aware setting";
    case type::v1::NEED_AUTISM:
      return "autism-aware staff";
    case type::v1::NEED_VISUAL_IMPAIRMENT:
      return "support for a visual impairment";
    case type::v1::NEED_HEARING_IMPAIRMENT:
      return "support for a hearing impairment";
    case type::v1::NEED_WHEELCHAIR:
      return "space for a wheelchair";
    case type::v1::NEED_DIABETES:
      return "diabetes care";
    default:
      return "another need";
  }
}

}  // namespace

std::string InWords(type::v1::AllocationUnit unit, int64_t amount) {
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_MINUTES:
      return HoursAndMinutes(amount);
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return Count(amount, "night");
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return Count(amount, "session");
    case type::v1::ALLOCATION_UNIT_PENCE:
      return absl::StrFormat("£%d.%02d", amount / 100, amount % 100);
    default:
      return absl::StrCat(amount);
  }
}

std::string InWords(int staff, int children) { return absl::StrCat(staff, ":", children); }

std::string NeedsInWords(int64_t needs) {
  std::vector<const char*> words;
  for (int bit = 1; bit < 63; ++bit) {
    if ((needs >> bit) & 1) words.push_back(NeedInWords(static_cast<type::v1::Need>(bit)));
  }
  return absl::StrJoin(words, ", ");
}

}  // namespace shortbreaks::eligibility
