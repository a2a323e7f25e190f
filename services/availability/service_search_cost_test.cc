// What a page of a search costs does not grow with what there is, and paging holds still while sessions change.
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "availability/places_test.h"
#include "availability/search_sql.h"
#include "support/many_sessions.h"

namespace shortbreaks::availability {
namespace {

using testing::HasSubstr;
using testing::Not;

class SearchCost : public PlacesTest {
 protected:
  // Rows and index entries that the server has read since it started. Nobody else asks it anything meanwhile.
  static int64_t RowsRead() {
    int64_t sum = 0;
    const auto counters = support::SharedMysql().AsRoot("SHOW GLOBAL STATUS LIKE 'Handler%'");
    for (const mysql::Row& row : counters.value()) {
      const std::string name = row.Text(0);
      const bool reads = name == "Handler_read_key" || name == "Handler_read_next" || name == "Handler_read_prev" ||
                         name == "Handler_read_first" || name == "Handler_read_rnd" || name == "Handler_icp_attempts";
      if (reads) sum += std::stoll(row.Text(1));
    }
    return sum;
  }

  struct Cost {
    int64_t rows = 0;
    int pages = 0;
    std::vector<v1::SessionOffer> offers;
  };
  // Of the first `pages` pages of 20, each: the dearest of them.
  Cost CostOf(const std::string& council, const v1::SearchSessionsRequest& request, int pages) {
    errors::FieldErrors fields;
    const SessionQuery query = ReadQuery(request, absl::Now(), fields);
    EXPECT_TRUE(fields.empty()) << fields.ToStatus();
    rpc::Call call = Family();
    call.principal.council_id = council;
    Cost cost;
    Page page{.size = 20, .position = {}};
    do {
      const int64_t before = RowsRead();
      auto found = store_.Search(call, query, page);
      cost.rows = std::max(cost.rows, RowsRead() - before);
      EXPECT_TRUE(found.ok()) << found.status();
      if (!found.ok()) return cost;
      cost.offers.insert(cost.offers.end(), found->offers.begin(), found->offers.end());
      page.position = found->next;
    } while (++cost.pages < pages && !page.position.empty());
    return cost;
  }

  static std::map<std::string, v1::SearchSessionsRequest> Searches() {
    std::map<std::string, v1::SearchSessionsRequest> searches;
    searches["everything"];
    searches["a year"];
    *searches["a year"].mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 365));
    searches["Saturdays"].add_days(type::v1::DAY_OF_WEEK_SATURDAY);
    v1::SearchSessionsRequest& afternoons = searches["two weekdays after school"];
    afternoons.add_days(type::v1::DAY_OF_WEEK_TUESDAY);
    afternoons.add_days(type::v1::DAY_OF_WEEK_THURSDAY);
    afternoons.set_earliest_start_minutes(15 * 60 + 30);
    afternoons.set_latest_end_minutes(20 * 60);
    *afternoons.mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 365));
    v1::SearchSessionsRequest& child = searches["a child"];
    *child.mutable_date_of_birth() = wire::ToProto(absl::CivilDay(2016, 5, 4));
    child.mutable_support_ratio()->set_staff(1);
    child.mutable_support_ratio()->set_children(3);
    child.mutable_center()->set_latitude_degrees(52.6);
    child.mutable_center()->set_longitude_degrees(-2.15);
    child.set_radius_metres(8'000);
    child.set_free_places_min(1);
    child.set_bookable_only(true);
    return searches;
  }
  static v1::SearchSessionsRequest WhatNobodyOffers() {
    v1::SearchSessionsRequest request;
    request.add_needs(type::v1::NEED_PERSONAL_CARE);
    request.add_needs(type::v1::NEED_DIABETES);
    *request.mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 365));
    return request;
  }
};

// A page of 20 is looked for among at most 13,000 sessions, each with its index entries, its row and its activity.
constexpr int64_t kDearestPage = 6 * 13'000;

TEST_F(SearchCost, GrowsWithThePageAndNotWithTheData) {
  const std::string small = support::FreshCouncil(), large = support::FreshCouncil();
  support::AddManySessions(support::SharedMysql(), small, 10'000);
  support::AddManySessions(support::SharedMysql(), large, 100'000);
  for (const auto& [name, request] : Searches()) {
    const Cost of_small = CostOf(small, request, 5), of_large = CostOf(large, request, 5);
    EXPECT_EQ(of_small.offers.size(), 100u) << name;
    EXPECT_EQ(of_large.offers.size(), 100u) << name;
    EXPECT_LE(of_large.rows, of_small.rows + 200) << name;
    EXPECT_LE(of_large.rows, 3'000) << name;
  }
  // What is rare costs no more than so much a page, and the pages, though empty, lead through to the end.
  const Cost rare = CostOf(large, WhatNobodyOffers(), 1'000);
  EXPECT_TRUE(rare.offers.empty());
  EXPECT_LE(rare.rows, kDearestPage);
  EXPECT_EQ(rare.pages, 8);
  EXPECT_EQ(CostOf(small, WhatNobodyOffers(), 1'000).pages, 1);
}

TEST_F(SearchCost, OneRareSessionAmongManyIsFound) {
  const std::string council = support::FreshCouncil();
  support::AddManySessions(support::SharedMysql(), council, 30'000);
  // The last of the year alone has so many places.
  const auto set = support::SharedMysql().AsRoot(
      "UPDATE sessions SET places = 500 WHERE council_id = ? ORDER BY start_time DESC LIMIT 1", {council});
  ASSERT_TRUE(set.ok()) << set.status();
  v1::SearchSessionsRequest request;
  *request.mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 380));
  request.set_free_places_min(400);
  const Cost found = CostOf(council, request, 1'000);
  EXPECT_EQ(found.offers.size(), 1u);
  EXPECT_GT(found.pages, 1);
}

// By EXPLAIN: each statement goes by its index, in its order, and sorts nothing.
TEST_F(SearchCost, EachStatementGoesByItsIndex) {
  Offer("S", Soon(24));
  auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_availability")).value();
  const auto explain = [&](const Statement& statement, const std::string& index) {
    const auto plan = connection->Query("EXPLAIN " + statement.sql, statement.parameters);
    ASSERT_TRUE(plan.ok()) << plan.status();
    EXPECT_EQ(plan->front().Text(5), index);
    EXPECT_EQ(plan->front().Text(3), "range") << index;
    for (const mysql::Row& row : *plan) {
      EXPECT_THAT(row.Text(9), Not(HasSubstr("filesort")));
      EXPECT_THAT(row.Text(9), Not(HasSubstr("temporary")));
    }
  };
  const std::pair<const char*, std::function<void(v1::SearchSessionsRequest&)>> kinds[] = {
      {"sessions_by_search", [](auto& r) { r.add_days(type::v1::DAY_OF_WEEK_SATURDAY); }},
      {"sessions_by_activity", [](auto& r) { r.set_activity(kUnknownActivity); }},
      {"sessions_by_programme", [](auto& r) { r.set_programme(kUnknownProgramme); }}};
  for (const auto& [index, change] : kinds) {
    v1::SearchSessionsRequest request;
    change(request);
    request.set_free_places_min(1);
    errors::FieldErrors fields;
    const SessionQuery query = ReadQuery(request, absl::Now(), fields);
    const SearchPosition from{query.start_time, query.end_time, *ids::IdOf("sessions", kUnknownSession)};
    explain(SearchStatement(council_, query, from, 21), index);
    explain(SearchStatement(council_, query, from, 21, SearchPosition{query.end_time, query.end_time, from.session_id}),
            index);
    explain(SliceStatement(council_, query, from, 500), index);
  }
}

// Sessions are added, called off and filled while a family turns the pages.
TEST_F(SearchCost, PagesMissNoneThatStaysAndShowNoneTwiceWhileSessionsChange) {
  const std::string activity = AddActivity(SampleActivity(provider_)).name();
  std::set<std::string> staying;
  std::vector<std::string> changing;
  for (int i = 0; i < 120; ++i) {
    const v1::Session session = OfferOf(activity, absl::StrCat("S", i), Soon(24 + i % 40));
    if (i % 3 == 0) {
      changing.push_back(session.name());
    } else {
      staying.insert(session.name());
    }
  }
  std::atomic<bool> stop{false};
  std::atomic<int> changes{0};
  std::thread others([&] {
    for (size_t i = 0; !stop; ++i, ++changes) {
      OfferOf(activity, absl::StrCat("NEW", i), Soon(24 + static_cast<int>(i % 40)));
      if (i >= changing.size()) continue;
      if (i % 2 == 0) {
        EXPECT_TRUE(Cancel(changing[i]).ok());
      } else {
        Alter(changing[i], "places_taken = 8");
      }
    }
  });
  const absl::Time give_up = absl::Now() + absl::Minutes(2);
  while (changes < 40 && absl::Now() < give_up) {
    v1::SearchSessionsRequest request;
    request.set_page_size(7);
    request.set_free_places_min(1);
    std::map<std::string, int> seen;
    do {
      const auto page = Ask<v1::SearchSessionsResponse>("SearchSessions", Family(), request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::SessionOffer& offer : page->offers()) ++seen[offer.session().name()];
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    for (const std::string& name : staying) EXPECT_EQ(seen[name], 1) << name;
    for (const auto& [name, times] : seen) EXPECT_EQ(times, 1) << name;
  }
  stop = true;
  others.join();
  EXPECT_GE(changes, 40);
}

}  // namespace
}  // namespace shortbreaks::availability
