#include "eligibility/names.h"

#include <gtest/gtest.h>

namespace shortbreaks::eligibility {
namespace {

TEST(Names, CapitalsMarksAndOrderDoNotCount) {
  EXPECT_TRUE(SameName("Mary-Ann O'Sample", "OSAMPLE, mary ann"));
  EXPECT_FALSE(SameName("Sam Sample", "Samuel Sample"));
  EXPECT_FALSE(SameName("Sam", ""));
}

TEST(Names, AShortenedOrMisspeltNameIsSimilar) {
  EXPECT_TRUE(SimilarNames("Sam Sample", "Samuel Sample"));
  EXPECT_TRUE(SimilarNames("Sam Sample", "Sample, Sam"));
  EXPECT_TRUE(SimilarNames("Zoe Example", "Zoë Example"));
  EXPECT_TRUE(SimilarNames("Kathryn Example", "Kathrin Example"));
}

TEST(Names, TwinsAreNotOneChild) {
  EXPECT_FALSE(SimilarNames("Sam Sample", "Alex Sample"));
  EXPECT_FALSE(SimilarNames("Jo Sample", "Mia Sample"));
}

}  // namespace
}  // namespace shortbreaks::eligibility
