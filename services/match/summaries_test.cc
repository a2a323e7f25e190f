#include "match/summaries.h"

#include <gtest/gtest.h>

namespace shortbreaks::match {
namespace {

TEST(Summaries, FewerThanFiveChildrenAreLeftOut) {
  for (const int64_t children : {0, 1, 4, 5}) {
    v1::UnmetNeedLine line;
    line.set_children(children);
    line.set_times(20);
    Suppress(line);
    EXPECT_EQ(line.suppressed(), children < 5) << children;
    EXPECT_EQ(line.times(), children < 5 ? 0 : 20);
    EXPECT_EQ(line.children(), children < 5 ? 0 : children);
  }
}

TEST(Summaries, TheOrderOfWhatIsLeftOutTellsNothing) {
  std::vector<ChildNeeds> children;
  for (int i = 0; i < 4; ++i) children.push_back({ids::NewUuid(), 1 << 9, 1});
  children.push_back({ids::NewUuid(), 1 << 3, 1});
  const auto lines = LinesByNeed(children);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].need(), 3) << "by their numbers, not by how many";
  EXPECT_EQ(lines[1].need(), 9);
}

TEST(Summaries, TheProviderThatCannotMeetMostComesFirst) {
  const ids::Uuid one(16, '\1'), two(16, '\2');
  const auto answers = AnswersOf({{one, v1::MATCH_ANSWER_SUITABLE, v1::CANNOT_MEET_CATEGORY_UNSPECIFIED, 2, 0, 0},
                                  {one, v1::MATCH_ANSWER_CANNOT_MEET, v1::CANNOT_MEET_CATEGORY_GROUP, 1, 1, 0},
                                  {two, v1::MATCH_ANSWER_CANNOT_MEET, v1::CANNOT_MEET_CATEGORY_OTHER, 1, 0, 1}});
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].provider(), ids::ResourceName("providers", two));
  EXPECT_EQ(answers[0].cannot_meet_permille(), 1000);
  EXPECT_EQ(answers[1].cannot_meet_permille(), 333);
  EXPECT_EQ(answers[1].answered(), 3);
  EXPECT_EQ(answers[1].late(), 1);
}

}  // namespace
}  // namespace shortbreaks::match
