// Requests as they come off the wire: every validator ends, and what one lets through it lets through again.
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <string>

#include "availability/validate.h"
#include "eligibility/validation.h"

namespace {

using namespace shortbreaks;

template <typename Message, typename Check>
void Try(const std::string& bytes, Check check) {
  Message message;
  if (!message.ParseFromString(bytes)) return;
  errors::FieldErrors first, second;
  check(message, first);
  check(message, second);
  if (first.ToStatus().ok() != second.ToStatus().ok()) __builtin_trap();
}

}  // namespace

// The first byte chooses the message, the rest is one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const absl::CivilDay today(2026, 12, 1);
  const absl::Time now = absl::FromUnixSeconds(1'796'000'000);
  switch (data[0] % 7) {
    case 0:
      Try<eligibility::v1::ImportCaseloadRequest>(bytes, [&](const auto& request, errors::FieldErrors&) {
        eligibility::Check(request, today, "E08000031").IgnoreError();
      });
      break;
    case 1:
      Try<eligibility::v1::Child>(bytes, [&](const auto& child, errors::FieldErrors& fields) {
        eligibility::Check(child, "child.", today, fields);
        eligibility::CheckHome(child, "child.", "E08000031", fields);
      });
      break;
    case 2:
      Try<eligibility::v1::Evidence>(bytes, [](const auto& evidence, errors::FieldErrors& fields) {
        eligibility::Check(evidence, "evidence.", fields);
      });
      break;
    case 3:
      Try<eligibility::v1::Allocation>(bytes, [](const auto& allocation, errors::FieldErrors& fields) {
        eligibility::Check(allocation, "allocation.", fields);
      });
      break;
    case 4:
      Try<availability::v1::Activity>(bytes, [](const auto& activity, errors::FieldErrors& fields) {
        availability::ReadActivity("activity.", activity, fields);
      });
      break;
    case 5:
      Try<availability::v1::Session>(bytes, [](const auto& session, errors::FieldErrors& fields) {
        availability::ReadSession("session.", session, fields);
      });
      break;
    default:
      Try<availability::v1::SearchSessionsRequest>(bytes, [&](const auto& request, errors::FieldErrors& fields) {
        availability::ReadQuery(request, now, fields);
      });
  }
  return 0;
}
