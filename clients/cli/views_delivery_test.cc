// What was delivered of the year's plan, and how near overnight stays come to the law's limits, for people.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "views.h"

namespace shortbreaks::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

void Stay(eligibility::v1::StatutoryCounter& counter, const std::string& provider, int stay, int year) {
  counter.set_provider(provider);
  counter.set_counted_in("days");
  counter.set_stay(stay);
  counter.set_stay_max(17);
  counter.set_year(year);
  counter.set_year_max(75);
}

TEST(DeliveryViewTest, ShowsAChildsStaysInEachSettingBesideTheLimits) {
  eligibility::v1::GetDeliveryResponse response;
  EXPECT_THAT(View(response), Not(HasSubstr("Overnight")));
  Stay(*response.add_overnight_stays(), "providers/one", 14, 60);
  Stay(*response.add_overnight_stays(), "providers/two", 2, 2);
  EXPECT_THAT(View(response), EndsWith("\nOvernight with  Longest stay   Most in 12 months\n"
                                       "providers/one   14 of 17 days  60 of 75 days\n"
                                       "providers/two   2 of 17 days   2 of 75 days\n"));
}

TEST(DeliveryViewTest, NamesEachChildThatComesNearALimitOnWhicheverPageItIs) {
  eligibility::v1::SummarizeDeliveryResponse all, page;
  for (const char* child : {"children/one", "children/two"}) {
    page.Clear();
    page.set_children(1);
    page.set_children_total(2);
    auto& near = *page.add_near_limit();
    near.set_child(child);
    Stay(*near.add_overnight_stays(), "providers/unit", 14, 14);
    AddPage(page, all);
  }
  EXPECT_EQ(all.children(), 2);
  const std::string text = View(all);
  EXPECT_THAT(text, HasSubstr("0 of 2 children are behind.\n"));
  for (const char* child : {"children/one", "children/two"}) {
    EXPECT_THAT(text, HasSubstr(std::string("\nNear the limit of the law on overnight stays: ") + child +
                                "\nOvernight with  Longest stay   Most in 12 months\n"
                                "providers/unit  14 of 17 days  14 of 75 days\n"));
  }
}

}  // namespace
}  // namespace shortbreaks::cli
