#include "errors/errors.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "errors/table.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks::errors {
namespace {

TEST(ErrorTable, HasARowForEveryReasonOfTheProto) {
  const auto* reasons = type::v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<ErrorReason>(reasons->value(i)->number());
    EXPECT_EQ(RowOf(reason).reason, reason) << reasons->value(i)->name();
  }
  EXPECT_EQ(reasons->value_count(), static_cast<int>(std::size(kTable)));
}

TEST(ErrorTable, SaysWhatTheProtoSays) {
  // Read from the comments of errors.proto: `// CODE, no retry…` or `// CODE, may be retried…`.
  std::ifstream proto(SHORTBREAKS_ERRORS_PROTO);
  std::string line, comment;
  int seen = 0;
  while (std::getline(proto, line)) {
    const size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    if (line.compare(begin, 2, "//") == 0) {
      comment += line.substr(begin + 2);
      continue;
    }
    const std::string name = line.substr(begin, line.find(" =") - begin);
    ErrorReason reason;
    if (type::v1::ErrorReason_Parse(name, &reason) && reason != type::v1::ERROR_REASON_UNSPECIFIED) {
      ++seen;
      const std::string code = comment.substr(1, comment.find_first_of(",.", 1) - 1);
      EXPECT_EQ(absl::StatusCodeToString(RowOf(reason).code), code) << name;
      const bool may_retry = comment.find(", may be retried") != std::string::npos ||
                             comment.find(", must be retried") != std::string::npos;
      EXPECT_EQ(RowOf(reason).may_retry, may_retry) << name;
    }
    comment.clear();
  }
  EXPECT_EQ(seen + 1, static_cast<int>(std::size(kTable)));
}

TEST(ErrorTable, EveryRowTravelsOverTheWireAndBack) {
  for (const Row& row : kTable) {
    const absl::Status sent = Error(row.reason, {}, {{"booking", "bookings/1"}});
    EXPECT_EQ(sent.code(), row.code);
    const absl::Status got = FromWire(sent.code(), std::string(sent.message()), WireDetails(sent));
    EXPECT_EQ(ReasonOf(got), row.reason);
    EXPECT_EQ(MetadataOf(got, "may_retry"), row.may_retry ? "true" : "false");
    EXPECT_EQ(MetadataOf(got, "booking"), "bookings/1");
    EXPECT_EQ(got.message(), absl::string_view(row.sentence.data(), row.sentence.size()));
  }
}

TEST(ErrorTable, SentencesArePlainAndFull) {
  for (const Row& row : kTable) {
    EXPECT_GT(row.sentence.size(), 15u);
    EXPECT_TRUE(row.sentence.ends_with('.')) << row.sentence;
    EXPECT_EQ(row.sentence.find("SQL"), std::string_view::npos);
  }
}

TEST(Errors, FullIsNeverRetryableAndOverloadSaysWhen) {
  EXPECT_EQ(RowOf(type::v1::ERROR_REASON_SESSION_FULL).code, absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(RowOf(type::v1::ERROR_REASON_SESSION_FULL).may_retry);
  const absl::Status busy = ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Milliseconds(1500));
  google::rpc::Status wire;
  ASSERT_TRUE(wire.ParseFromString(WireDetails(busy)));
  google::rpc::RetryInfo retry;
  ASSERT_EQ(wire.details_size(), 2);
  ASSERT_TRUE(wire.details(1).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
}

TEST(Errors, WhoIsTurnedAwayTogetherDoesNotComeBackTogether) {
  absl::Duration least = absl::InfiniteDuration(), most = absl::ZeroDuration();
  for (int i = 0; i < 200; ++i) {
    const absl::Status busy = Busy(absl::Seconds(2));
    ASSERT_EQ(ReasonOf(busy), type::v1::ERROR_REASON_BUSY);
    google::rpc::Status wire;
    google::rpc::RetryInfo retry;
    ASSERT_TRUE(wire.ParseFromString(WireDetails(busy)) && wire.details(1).UnpackTo(&retry));
    const absl::Duration delay =
        absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  EXPECT_GE(least, absl::Seconds(1));
  EXPECT_LE(most, absl::Seconds(3));
  EXPECT_GT(most - least, absl::Seconds(1));
}

TEST(Errors, AStatusFromElsewhereLosesItsText) {
  const absl::Status leak = absl::InvalidArgumentError("SELECT * FROM children WHERE display_name = 'x'");
  EXPECT_EQ(ReasonOf(Sanitised(leak)), type::v1::ERROR_REASON_INTERNAL);
  EXPECT_EQ(Sanitised(leak).ToString().find("SELECT"), std::string::npos);
  EXPECT_TRUE(Sanitised(absl::OkStatus()).ok());
}

TEST(Errors, AllWrongFieldsAreNamedAtOnceUpToAHundred) {
  FieldErrors fields;
  EXPECT_TRUE(fields.ToStatus().ok());
  for (int i = 0; i < 150; ++i) fields.Add("rows[" + std::to_string(i) + "].name", "Must not be empty.");
  const absl::Status status = fields.ToStatus();
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_INVALID_REQUEST);
  google::rpc::Status wire;
  ASSERT_TRUE(wire.ParseFromString(WireDetails(status)));
  google::rpc::BadRequest bad;
  ASSERT_TRUE(wire.details(1).UnpackTo(&bad));
  EXPECT_EQ(bad.field_violations_size(), 100);
  EXPECT_EQ(bad.field_violations(0).field(), "rows[0].name");
}

}  // namespace
}  // namespace shortbreaks::errors
