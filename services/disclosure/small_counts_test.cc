#include "disclosure/small_counts.h"

#include <gmock/gmock.h>

namespace shortbreaks::disclosure {
namespace {

using testing::ElementsAre;

constexpr int kHidden = -1;

std::vector<int> Hidden(std::vector<int> counts) {
  HideSmall(
      counts, [](int count) { return count; }, [](int& count) { count = kHidden; });
  return counts;
}

TEST(SmallCounts, OneToFourAreHidden) {
  EXPECT_THAT(Hidden({0, 1, 4, 5, 60}), ElementsAre(0, kHidden, kHidden, 5, 60));
}

TEST(SmallCounts, OneAloneTakesTheNextSmallestWithIt) {
  EXPECT_THAT(Hidden({40, 3, 7, 0, 9}), ElementsAre(40, kHidden, kHidden, 0, 9));
}

TEST(SmallCounts, NothingIsHiddenWithoutNeedAndOneLineAloneCanBe) {
  EXPECT_THAT(Hidden({5, 6}), ElementsAre(5, 6));
  EXPECT_THAT(Hidden({2}), ElementsAre(kHidden));
  EXPECT_THAT(Hidden({}), ElementsAre());
}

}  // namespace
}  // namespace shortbreaks::disclosure
