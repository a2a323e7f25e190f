#include "delivery/take_up.h"

#include <gmock/gmock.h>

namespace shortbreaks::delivery {
namespace {

std::vector<ChildTakeUp> Of(const std::string& ward, int without, int with, int64_t needs = 0) {
  std::vector<ChildTakeUp> children(static_cast<size_t>(without), {ward, needs, 0});
  children.insert(children.end(), static_cast<size_t>(with), {ward, needs, 3});
  return children;
}
std::vector<ChildTakeUp> operator+(std::vector<ChildTakeUp> a, const std::vector<ChildTakeUp>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(TakeUp, IsByWardWithTheSmallestShareFirst) {
  const auto lines =
      TakeUpLines(v1::TAKE_UP_GROUP_WARD, Of("Penn", 5, 15) + Of("Bilston North ", 30, 10) + Of("", 8, 0));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].ward(), "") << "nobody whose ward is not on file has a break";
  EXPECT_EQ(lines[0].children(), 8);
  EXPECT_EQ(lines[1].ward(), "Bilston North");
  EXPECT_EQ(lines[1].children(), 40);
  EXPECT_EQ(lines[1].children_with_breaks(), 10);
  EXPECT_EQ(lines[1].breaks(), 30);
  EXPECT_EQ(lines[2].ward(), "Penn");
}

TEST(TakeUp, IsByNeedAndAChildCountsInEach) {
  const int64_t both = 1 << type::v1::NEED_AUTISM | 1 << type::v1::NEED_HOIST;
  const auto lines = TakeUpLines(v1::TAKE_UP_GROUP_NEED, Of("", 0, 6, both) + Of("", 6, 0, 1 << type::v1::NEED_HOIST));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].need(), type::v1::NEED_HOIST);
  EXPECT_EQ(lines[0].children(), 12);
  EXPECT_EQ(lines[0].children_with_breaks(), 6);
  EXPECT_EQ(lines[1].need(), type::v1::NEED_AUTISM);
  EXPECT_EQ(lines[1].children_with_breaks(), 6);
}

TEST(TakeUp, FewAreHiddenBothOfTheChildrenAndOfThoseWithBreaks) {
  const auto lines = TakeUpLines(v1::TAKE_UP_GROUP_WARD, Of("A", 3, 0) + Of("B", 20, 2) + Of("C", 20, 20));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].ward(), "C");
  EXPECT_EQ(lines[0].children(), 40);
  EXPECT_TRUE(lines[1].suppressed());
  EXPECT_EQ(lines[1].ward(), "") << "A and B, without their names";
  EXPECT_EQ(lines[1].children() + lines[1].children_with_breaks() + lines[1].breaks(), 0);
}

TEST(TakeUp, OfNeedsSaysOfWhichItIsLeftOut) {
  const auto lines = TakeUpLines(v1::TAKE_UP_GROUP_NEED, Of("", 2, 2, 1 << type::v1::NEED_HOIST));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].need(), type::v1::NEED_HOIST);
  EXPECT_TRUE(lines[0].suppressed());
}

}  // namespace
}  // namespace shortbreaks::delivery
