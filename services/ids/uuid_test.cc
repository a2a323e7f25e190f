#include "ids/uuid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace shortbreaks::ids {
namespace {

constexpr std::string_view kText = "0190a5e2-7b3c-7def-8123-456789abcdef";

TEST(NewUuid, IsVersionSevenOfTheRfcVariant) {
  for (int i = 0; i < 100; ++i) {
    const std::string text = ToText(NewUuid());
    ASSERT_EQ(text.size(), 36u);
    EXPECT_EQ(text[14], '7') << text;
    EXPECT_THAT(text[19], testing::AnyOf('8', '9', 'a', 'b')) << text;
  }
}

TEST(NewUuid, BeginsWithTheTimeItWasMadeAt) {
  const int64_t before = absl::ToUnixMillis(absl::Now());
  const Uuid uuid = NewUuid();
  int64_t millis = 0;
  for (size_t i = 0; i < 6; ++i) millis = millis << 8 | static_cast<unsigned char>(uuid[i]);
  EXPECT_GE(millis, before);
  EXPECT_LE(millis, before + 60'000);
}

TEST(NewUuid, RisesStrictlyEvenWithinAMillisecond) {
  Uuid last = NewUuid();
  for (int i = 0; i < 20'000; ++i) {
    Uuid next = NewUuid();
    ASSERT_LT(last, next) << "after " << i;
    last = std::move(next);
  }
}

TEST(NewUuid, IsNeverGivenTwiceAcrossThreads) {
  std::vector<std::vector<Uuid>> made(4);
  std::vector<std::thread> threads;
  for (auto& uuids : made) {
    threads.emplace_back([&uuids] {
      for (int i = 0; i < 5'000; ++i) uuids.push_back(NewUuid());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<Uuid> all;
  for (const auto& uuids : made) all.insert(uuids.begin(), uuids.end());
  EXPECT_EQ(all.size(), 20'000u);
}

TEST(UuidText, ComesBackAsItWentOut) {
  const auto uuid = FromText(kText);
  ASSERT_TRUE(uuid.has_value());
  EXPECT_EQ(uuid->size(), 16u);
  EXPECT_EQ(ToText(*uuid), kText);
}

TEST(UuidText, IsReadInEitherCase) { EXPECT_EQ(FromText(absl::AsciiStrToUpper(std::string(kText))), FromText(kText)); }

TEST(UuidText, IsRefusedInAnyOtherForm) {
  for (std::string_view text : {"", "0190a5e27b3c7def8123456789abcdef", "0190a5e2-7b3c-7def-8123-456789abcde",
                                "{190a5e2-7b3c-7def-8123-456789abcde}", "0190a5e2-7b3c-7def-8123-456789abcdeg",
                                "0190a5e2-7b3c-7def-8123456789-abcdef", "0190a5e2-7b3c-7def-8123-456789abcdef0",
                                " 190a5e2-7b3c-7def-8123-456789abcdef"}) {
    EXPECT_FALSE(FromText(text).has_value()) << text;
  }
}

TEST(ResourceNames, NameTheirCollection) {
  const Uuid uuid = *FromText(kText);
  EXPECT_EQ(ResourceName("children", uuid), "children/0190a5e2-7b3c-7def-8123-456789abcdef");
  EXPECT_EQ(IdOf("children", ResourceName("children", uuid)), uuid);
}

TEST(ResourceNames, OfAnotherCollectionHaveNoId) {
  const std::string name = ResourceName("children", *FromText(kText));
  EXPECT_FALSE(IdOf("carers", name).has_value());
  EXPECT_FALSE(IdOf("child", name).has_value());
  EXPECT_FALSE(IdOf("children", "children/").has_value());
  EXPECT_FALSE(IdOf("children", "children/" + name).has_value());
  EXPECT_FALSE(IdOf("children", name + "/bookings").has_value());
}

}  // namespace
}  // namespace shortbreaks::ids
