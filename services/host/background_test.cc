#include "host/background.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace shortbreaks::host {
namespace {

void WaitFor(const std::atomic<int>& count, int least) {
  for (int i = 0; i < 1'000 && count < least; ++i) absl::SleepFor(absl::Milliseconds(10));
  ASSERT_GE(count, least);
}

TEST(BackgroundTest, RunsEachJobAgainAndAgainUntilTheEnd) {
  std::atomic<int> first = 0, second = 0;
  Background background;
  background.Every(absl::Milliseconds(1), [&] { ++first; });
  background.Every(absl::Milliseconds(1), [&] { ++second; });
  WaitFor(first, 3);
  WaitFor(second, 3);
  background.Stop();
  const int then = first;
  absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(first, then);
}

TEST(BackgroundTest, AJobThatThrowsIsSaidByTypeAloneAndTriedAgain) {
  testing::internal::CaptureStderr();
  std::atomic<int> tries = 0;
  Background background;
  background.Every(absl::Milliseconds(1), [&] {
    ++tries;
    throw std::out_of_range("of Robin's record");
  });
  WaitFor(tries, 3);
  background.Stop();
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, testing::HasSubstr("\"event\":\"job_failed\""));
  EXPECT_THAT(said, testing::HasSubstr("out_of_range"));
  EXPECT_THAT(said, testing::Not(testing::HasSubstr("Robin")));
}

}  // namespace
}  // namespace shortbreaks::host
