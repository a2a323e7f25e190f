#include "shortbreaks/errors.h"

#include <gtest/gtest.h>

#include "call_id.h"
#include "errors/errors.h"
#include "errors/table.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks {
namespace {

// As a later version of a service would send it.
absl::Status FromANewerService(bool may_retry) {
  google::rpc::ErrorInfo info;
  info.set_domain("shortbreaks");
  info.set_reason("NOT_YET_INVENTED");
  (*info.mutable_metadata())["may_retry"] = may_retry ? "true" : "false";
  google::rpc::Status wire;
  wire.add_details()->PackFrom(info);
  return errors::FromWire(absl::StatusCode::kUnavailable, "Please wait.", wire.SerializeAsString());
}

TEST(ClientErrors, AReasonNewerThanTheLibraryIsStillFollowed) {
  EXPECT_EQ(ReasonOf(FromANewerService(true)), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonName(FromANewerService(true)), "NOT_YET_INVENTED");
  EXPECT_TRUE(MayRetry(FromANewerService(true)));
  EXPECT_FALSE(MayRetry(FromANewerService(false)));
  EXPECT_EQ(SentenceOf(FromANewerService(true)), "Please wait.");
}

TEST(ClientErrors, ABrokenConnectionMayBeRetriedAndHasNoReason) {
  for (const auto& status : {absl::UnavailableError("reset"), absl::DeadlineExceededError("late")}) {
    EXPECT_TRUE(MayRetry(status));
    EXPECT_EQ(ReasonName(status), "");
  }
  EXPECT_FALSE(MayRetry(absl::InternalError("stream reset")));
  EXPECT_FALSE(MayRetry(absl::OkStatus()));
  EXPECT_EQ(RetryAfter(absl::UnavailableError("reset")), absl::ZeroDuration());
  EXPECT_TRUE(FieldViolationsOf(absl::UnavailableError("reset")).empty());
}

TEST(ClientErrors, NoSentenceForAParentNamesAnAddressOrAField) {
  for (int code = 1; code <= 16; ++code) {
    const std::string sentence = SentenceOf(absl::Status(static_cast<absl::StatusCode>(code), "ipv4:10.0.0.1: x"));
    EXPECT_TRUE(sentence.ends_with('.')) << sentence;
    EXPECT_EQ(sentence.find("10.0.0.1"), std::string::npos);
  }
  errors::FieldErrors fields;
  fields.Add("sessions[3].start_time", "Must be before end_time.");
  EXPECT_EQ(SentenceOf(fields.ToStatus()), errors::RowOf(type::v1::ERROR_REASON_INVALID_REQUEST).sentence);
  for (const errors::Row& row : errors::kTable) EXPECT_EQ(SentenceOf(MakeError(row.reason)), row.sentence);
  EXPECT_EQ(SentenceOf(absl::OkStatus()), "");
}

TEST(ClientErrors, TheCallIdTravelsBesideWhatTheServiceSaid) {
  const absl::Status status = WithCallId(MakeError(type::v1::ERROR_REASON_BUSY), "call-9");
  EXPECT_EQ(CallIdOf(status), "call-9");
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_BUSY);
  EXPECT_EQ(CallIdOf(MakeError(type::v1::ERROR_REASON_BUSY)), "");
}

TEST(ClientErrors, DamagedDetailsAreNoReason) {
  const absl::Status status = errors::FromWire(absl::StatusCode::kUnavailable, "x", "\xff\xff not a message");
  EXPECT_EQ(ReasonName(status), "");
  EXPECT_TRUE(MayRetry(status));
}

}  // namespace
}  // namespace shortbreaks
