#include "registers/children.h"

#include <gmock/gmock.h>

namespace shortbreaks::registers {
namespace {

using testing::ElementsAre;

std::vector<std::string> Called(const std::vector<std::string>& names) {
  std::vector<ChildOnRegister> children;
  for (const std::string& name : names) children.push_back({.child_id = ids::NewUuid(), .display_name = name});
  std::vector<std::string> called;
  for (const v1::RegisterChild& child : RegisterOf(std::move(children))) called.push_back(child.call_name());
  return called;
}

TEST(RegisterChildren, AreCalledByTheirFirstName) {
  EXPECT_THAT(Called({"Robin Example-Ashmore", "Sam", "  Ada  Maria  Sample"}), ElementsAre("Robin", "Sam", "Ada"));
}

TEST(RegisterChildren, WhoShareAFirstNameAreToldApartByAnInitial) {
  EXPECT_THAT(Called({"Robin Example", "Sam Other", "robin Ávila", "Robin"}),
              ElementsAre("Robin E", "Sam", "robin Á", "Robin"));
}

TEST(RegisterChildren, StandOnceWithWhatTheyNeed) {
  const ChildOnRegister child{.child_id = ids::NewUuid(),
                              .display_name = "Robin Example",
                              .age_years = 9,
                              .needs = 1 << type::v1::NEED_AUTISM | 1 << type::v1::NEED_EPILEPSY,
                              .ratio_staff = 1,
                              .ratio_children = 2};
  const auto children = RegisterOf({child, child});
  ASSERT_EQ(children.size(), 1u);
  EXPECT_EQ(children[0].child(), ids::ResourceName("children", child.child_id));
  EXPECT_EQ(children[0].call_name(), "Robin");
  EXPECT_EQ(children[0].age_years(), 9);
  EXPECT_THAT(children[0].needs(), testing::UnorderedElementsAre(type::v1::NEED_AUTISM, type::v1::NEED_EPILEPSY));
  EXPECT_EQ(children[0].support_ratio().staff(), 1);
  EXPECT_EQ(children[0].support_ratio().children(), 2);
}

}  // namespace
}  // namespace shortbreaks::registers
