// Delivery against plan, on a real database.
#include "eligibility/service_test.h"

#include <algorithm>

#include "delivery/handlers.h"
#include "wire/times.h"

namespace shortbreaks::delivery {
namespace {

using eligibility::ReasonOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Of an entitlement year long past, so that all of it is expected by now.
class DeliveryTest : public eligibility::ServiceTest {
 protected:
  DeliveryTest() : delivery_store_(pool_) { Serve(MakeHandlers({delivery_store_, store_, policies_, tokens_})); }

  v1::Child ChildWithPlan(int64_t minutes) {
    v1::Child child = GoodChild();
    v1::PlannedProvision& planned = *child.mutable_circumstances()->add_planned_provision();
    planned.set_ehc_plan_section("H1");
    planned.mutable_quantity()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
    planned.mutable_quantity()->set_amount(minutes);
    return AddChild(child);
  }
  v1::Allocation Give(const std::string& child, int64_t minutes, const std::string& section = "H1") {
    v1::Allocation allocation = GoodAllocation(child);
    allocation.mutable_granted()->set_amount(minutes);
    allocation.set_ehc_plan_section(section);
    *allocation.mutable_window_start() = Date(2024, 4, 1);
    *allocation.mutable_window_end() = Date(2025, 3, 31);
    return AddAllocation(allocation);
  }
  // As the bookings service leaves it. `second`: an allocation that pays `second_minutes` of it.
  void Book(const v1::Allocation& allocation, int state, int64_t minutes, const std::string& end_time,
            const v1::Allocation* second = nullptr, int64_t second_minutes = 0, int64_t given_back = 0) {
    const auto id = [](const std::string& name) { return *ids::IdOf(name.substr(0, name.find('/')), name); };
    const ids::Uuid booking = ids::NewUuid();
    const bool marked = state > 10;
    ASSERT_TRUE(
        support::SharedMysql()
            .AsRoot("INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, "
                    "allocation_id, charge_unit, charge_amount, state, start_time, end_time, free_until_time, "
                    "child_version, session_version, partner_id, create_time, update_time, "
                    "second_allocation_id, second_amount, forfeited_amount, settled_amount, second_settled_amount, "
                    "mark_time, match_due_time) VALUES (?, ?, ?, ?, NULL, ?, 1, ?, ?, ?, ?, ?, 1, 1, "
                    "'test', NOW(6), NOW(6), ?, ?, ?, ?, ?, ?, NOW(6))",
                    {council_, mysql::Bytes{booking}, mysql::Bytes{id(allocation.child())}, mysql::Bytes{booking},
                     mysql::Bytes{id(allocation.name())}, minutes, int64_t{state}, end_time, end_time, end_time,
                     second == nullptr ? mysql::Parameter(nullptr) : mysql::Parameter(mysql::Bytes{id(second->name())}),
                     second_minutes, state == 6 ? minutes - given_back : int64_t{0},
                     marked ? mysql::Parameter(minutes - given_back) : mysql::Parameter(nullptr),
                     marked ? second_minutes : int64_t{0},
                     marked ? mysql::Parameter(absl::Now()) : mysql::Parameter(nullptr)})
            .ok());
    const bool kept = state == 1 || state == 2 || state == 6 || state == 9 || marked;
    const auto commit = [&](const v1::Allocation& paid, int64_t amount) {
      ASSERT_TRUE(support::SharedMysql()
                      .AsRoot("UPDATE allocations SET committed = committed + ? WHERE council_id = ? AND "
                              "allocation_id = ?",
                              {kept ? amount : int64_t{0}, council_, mysql::Bytes{id(paid.name())}})
                      .ok());
    };
    commit(allocation, minutes - second_minutes - given_back);
    if (second != nullptr) commit(*second, second_minutes);
  }
  // Book() names sessions that there are not: one for each of its bookings.
  void AddSessionsOfBookings() {
    const mysql::Bytes provider{ids::NewUuid()}, activity{ids::NewUuid()};
    Root("INSERT INTO providers (council_id, provider_id, display_name) VALUES (?, ?, 'Sample Club')",
         {council_, provider});
    Root(
        "INSERT INTO activities (council_id, activity_id, provider_id, title, summary, tier, age_min_years, "
        "age_max_years, ratio_staff, ratio_children, needs_met, venue_name, venue_address, venue_postcode, "
        "latitude_degrees, longitude_degrees, price_pence) "
        "VALUES (?, ?, ?, 'Club', '', 2, 5, 11, 1, 2, 0, 'Hall', 'Road', 'WV1 1SH', 52.6, -2.1, 350)",
        {council_, activity, provider});
    Root(
        "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
        "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, version) "
        "SELECT b.council_id, b.session_id, ?, ?, b.start_time, b.end_time + INTERVAL 3 HOUR, '2024-01-01', "
        "b.start_time, 180, 0, 2, 8, 1 FROM bookings b WHERE b.council_id = ?",
        {activity, provider, council_});
  }
  static void Root(const std::string& sql, const mysql::Parameters& parameters) {
    const auto done = support::SharedMysql().AsRoot(sql, parameters);
    ASSERT_TRUE(done.ok()) << mysql::DiagnosisOf(done.status());
  }
  absl::StatusOr<v1::GetDeliveryResponse> Delivery(const rpc::Call& call, const std::string& child) {
    v1::GetDeliveryRequest request;
    request.set_child(child);
    *request.mutable_day() = Date(2024, 12, 5);
    return Run<v1::GetDeliveryResponse>("GetDelivery", call, request);
  }
  absl::StatusOr<v1::SummarizeDeliveryResponse> Summary(v1::SummarizeDeliveryRequest request = {}) {
    *request.mutable_day() = Date(2024, 12, 5);
    return Run<v1::SummarizeDeliveryResponse>("SummarizeDelivery", Officer(), request);
  }
  static std::vector<std::pair<int, int64_t>> CausesOf(const v1::DeliveryLine& line) {
    std::vector<std::pair<int, int64_t>> causes;
    for (const v1::Shortfall& part : line.shortfalls()) causes.emplace_back(part.cause(), part.amount());
    return causes;
  }

  DeliveryStore delivery_store_;
};

constexpr char kPast[] = "2024-12-07 14:00:00";
constexpr char kFuture[] = "2190-12-07 14:00:00";

TEST_F(DeliveryTest, AChildsYearIsCountedWithEveryCause) {
  const std::string child = ChildWithPlan(1500).name();
  const v1::Allocation allocation = Give(child, 1200);
  Book(allocation, 11, 300, kPast);
  Book(allocation, 2, 120, kFuture);
  Book(allocation, 6, 60, kPast);
  Book(allocation, 7, 180, kPast);
  Book(allocation, 5, 90, kPast);
  const auto delivery = Delivery(Officer(), child);
  ASSERT_TRUE(delivery.ok()) << delivery.status();
  ASSERT_THAT(delivery->lines(), SizeIs(1));
  const v1::DeliveryLine& line = delivery->lines(0);
  EXPECT_EQ(line.planned(), 1500);
  EXPECT_EQ(line.allocated(), 1200);
  EXPECT_EQ(line.delivered(), 300);
  EXPECT_EQ(line.booked(), 120);
  EXPECT_EQ(line.expected(), 1500);
  EXPECT_THAT(CausesOf(line), ElementsAre(testing::Pair(v1::SHORTFALL_CAUSE_NOT_ALLOCATED, 300),
                                          testing::Pair(v1::SHORTFALL_CAUSE_CHARGED_NOT_ATTENDED, 60),
                                          testing::Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_PROVIDER, 180),
                                          testing::Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_FAMILY, 90),
                                          testing::Pair(v1::SHORTFALL_CAUSE_NOT_BOOKED, 450)));
  EXPECT_EQ(wire::FromProto(delivery->year_start()), absl::CivilDay(2024, 4, 1));
  EXPECT_EQ(wire::FromProto(delivery->year_end()), absl::CivilDay(2025, 3, 31));
}

TEST_F(DeliveryTest, WhatIsRequestedIsBookedAndWhatAProviderCannotMeetIsItsCause) {
  const v1::Allocation allocation = Give(AddChild().name(), 600);
  Book(allocation, 9, 120, kFuture);
  Book(allocation, 10, 180, kPast);
  const auto delivery = Delivery(Officer(), allocation.child());
  ASSERT_TRUE(delivery.ok()) << delivery.status();
  EXPECT_EQ(delivery->lines(0).booked(), 120);
  EXPECT_THAT(CausesOf(delivery->lines(0)), ElementsAre(testing::Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_PROVIDER, 180),
                                                        testing::Pair(v1::SHORTFALL_CAUSE_NOT_BOOKED, 300)));
}

TEST_F(DeliveryTest, ABookingThatTwoAllocationsPayCountsInEachItsShare) {
  const std::string child = AddChild().name();
  const v1::Allocation first = Give(child, 600), second = Give(child, 600, "");
  Book(first, 11, 300, kPast, &second, 100);
  const auto delivery = Delivery(Officer(), child);
  ASSERT_TRUE(delivery.ok()) << delivery.status();
  ASSERT_THAT(delivery->lines(), SizeIs(2));
  EXPECT_EQ(delivery->lines(0).delivered(), 100) << "no section";
  EXPECT_EQ(delivery->lines(1).delivered(), 200) << "H1";
}

TEST_F(DeliveryTest, WhatALateCancellationGaveBackIsNotCalledCharged) {
  const std::string child = AddChild().name();
  const v1::Allocation allocation = Give(child, 600);
  Book(allocation, 6, 120, kPast, nullptr, 0, /*given_back=*/90);
  const auto delivery = Delivery(Officer(), child);
  ASSERT_TRUE(delivery.ok()) << delivery.status();
  EXPECT_THAT(CausesOf(delivery->lines(0)), ElementsAre(testing::Pair(v1::SHORTFALL_CAUSE_CHARGED_NOT_ATTENDED, 30),
                                                        testing::Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_FAMILY, 90),
                                                        testing::Pair(v1::SHORTFALL_CAUSE_NOT_BOOKED, 480)));
}

TEST_F(DeliveryTest, WhatTheRegistersSayIsCountedAndWhatTheyDoNotSayYetIsListed) {
  const std::string child = ChildWithPlan(1200).name();
  const v1::Allocation allocation = Give(child, 1200);
  Book(allocation, 11, 180, kPast);
  Book(allocation, 12, 180, kPast, nullptr, 0, /*given_back=*/120);
  Book(allocation, 13, 180, kPast);
  Book(allocation, 14, 180, kPast, nullptr, 0, /*given_back=*/90);
  Book(allocation, 2, 180, kPast);
  const auto delivery = Delivery(Officer(), child);
  ASSERT_TRUE(delivery.ok()) << delivery.status();
  const v1::DeliveryLine& line = delivery->lines(0);
  EXPECT_EQ(line.delivered(), 180 + 60);
  EXPECT_EQ(line.unmarked(), 180);
  EXPECT_EQ(line.booked(), 0);
  EXPECT_THAT(CausesOf(line), ElementsAre(testing::Pair(v1::SHORTFALL_CAUSE_CHARGED_NOT_ATTENDED, 180 + 90),
                                          testing::Pair(v1::SHORTFALL_CAUSE_NOT_YET_MARKED, 180),
                                          testing::Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_FAMILY, 120 + 90),
                                          testing::Pair(v1::SHORTFALL_CAUSE_NOT_BOOKED, 300)));
}

TEST_F(DeliveryTest, AnotherYearsAllocationIsNotCounted) {
  const std::string child = AddChild().name();
  AddAllocation(GoodAllocation(child));  // 2027
  EXPECT_THAT(Delivery(Officer(), child)->lines(), IsEmpty());
}

TEST_F(DeliveryTest, AFamilySeesItsOwnChildAndNobodyElses) {
  const std::string child = AddChild().name(), carer = AddCarer().name();
  EXPECT_EQ(ReasonOf(Delivery(CarerCall(carer), child)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Delivery(CarerCall(carer), eligibility::kUnknownChild)), type::v1::ERROR_REASON_NOT_ALLOWED);
  Grant(carer, child);
  EXPECT_TRUE(Delivery(CarerCall(carer), child).ok());
  EXPECT_EQ(ReasonOf(Delivery(OtherCouncilsOfficer(), child)), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(DeliveryTest, TheCouncilsSumsAreThoseOfItsChildrenPageByPage) {
  int64_t planned = 0;
  std::vector<std::string> behind;
  for (int i = 0; i < 5; ++i) {
    const std::string child = ChildWithPlan(1000 + i).name();
    planned += 1000 + i;
    const v1::Allocation allocation = Give(child, 1000);
    Book(allocation, 11, i < 3 ? 100 : 990, kPast);
    if (i < 3) behind.push_back(child);
  }
  AddChild();
  v1::SummarizeDeliveryRequest request;
  request.set_page_size(2);
  int64_t sum = 0, children = 0, delivered = 0;
  std::vector<std::string> found;
  do {
    const auto page = Summary(request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->children_total(), 6);
    children += page->children();
    for (const v1::DeliveryLine& line : page->lines()) {
      sum += line.planned();
      delivered += line.delivered();
    }
    for (const v1::ChildBehind& child : page->behind()) found.push_back(child.child());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(children, 6);
  EXPECT_EQ(sum, planned);
  EXPECT_EQ(delivered, 3 * 100 + 2 * 990);
  EXPECT_EQ(found, behind);
}

TEST_F(DeliveryTest, AnErasedChildsAllocationsHideNobodyElses) {
  std::vector<std::string> children;
  for (int i = 0; i < 5; ++i) {
    children.push_back(ChildWithPlan(1000).name());
    Book(Give(children.back(), 1000), 11, 1000, kPast);
  }
  std::ranges::sort(children);
  Root("DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?",
       {council_, mysql::Bytes{*ids::IdOf("children", children[1])}});
  const auto summary = Summary();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->children(), 4);
  int64_t delivered = 0;
  for (const v1::DeliveryLine& line : summary->lines()) delivered += line.delivered();
  EXPECT_EQ(delivered, 4 * 1000);
}

TEST_F(DeliveryTest, TakeUpCountsChildrenAndTheirBreaksOfTheDays) {
  for (int i = 0; i < 12; ++i) {
    v1::Child child = GoodChild();
    child.set_ward(i < 6 ? "Penn" : "Tettenhall");
    const v1::Allocation allocation = Give(AddChild(child).name(), 900);
    if (i < 5 || i > 6) Book(allocation, 11, 180, kPast);
    if (i == 6) Book(allocation, 11, 180, kFuture);
  }
  AddSessionsOfBookings();
  v1::SummarizeTakeUpRequest request;
  *request.mutable_from_date() = Date(2024, 12, 7);
  *request.mutable_to_date() = Date(2024, 12, 7);
  request.set_group_by(v1::TAKE_UP_GROUP_WARD);
  const auto wards = Run<v1::SummarizeTakeUpResponse>("SummarizeTakeUp", Officer(), request).value();
  ASSERT_THAT(wards.lines(), SizeIs(2));
  for (const v1::TakeUpLine& line : wards.lines()) {
    EXPECT_EQ(line.children(), 6) << line.ward();
    EXPECT_EQ(line.children_with_breaks(), 5) << line.ward();
    EXPECT_EQ(line.breaks(), 5) << line.ward();
  }
  request.set_group_by(v1::TAKE_UP_GROUP_NEED);
  const auto needs = Run<v1::SummarizeTakeUpResponse>("SummarizeTakeUp", Officer(), request).value();
  ASSERT_THAT(needs.lines(), SizeIs(2)) << "autism and Makaton";
  EXPECT_EQ(needs.lines(0).children(), 12);
  EXPECT_EQ(needs.lines(0).children_with_breaks(), 10);
  *request.mutable_to_date() = Date(2026, 1, 12);
  EXPECT_EQ(ReasonOf(Run<v1::SummarizeTakeUpResponse>("SummarizeTakeUp", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST)
      << "401 days";
  EXPECT_EQ(ReasonOf(Run<v1::SummarizeTakeUpResponse>("SummarizeTakeUp", Officer(), v1::SummarizeTakeUpRequest())),
            type::v1::ERROR_REASON_INVALID_REQUEST)
      << "by nothing";
  EXPECT_EQ(ReasonOf(Run<v1::SummarizeTakeUpResponse>("SummarizeTakeUp", CarerCall(AddCarer().name()), request)),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(DeliveryTest, WhatIsAskedWrongIsNamed) {
  v1::SummarizeDeliveryRequest request;
  request.set_behind_percent_min(101);
  EXPECT_EQ(ReasonOf(Summary(request)), type::v1::ERROR_REASON_INVALID_REQUEST);
  v1::GetDeliveryRequest read;
  read.set_child("children/1");
  *read.mutable_day() = Date(2025, 2, 30);
  EXPECT_EQ(ReasonOf(Run<v1::GetDeliveryResponse>("GetDelivery", Officer(), read)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  v1::Child child = GoodChild();
  child.mutable_circumstances()->add_planned_provision()->set_ehc_plan_section("F");
  auto create = WithId<v1::CreateChildRequest>();
  *create.mutable_child() = child;
  EXPECT_EQ(ReasonOf(Run<v1::CreateChildResponse>("CreateChild", Officer(), create)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Run<v1::SummarizeDeliveryResponse>("SummarizeDelivery", CarerCall(AddCarer().name()),
                                                        v1::SummarizeDeliveryRequest())),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(DeliveryTest, OvernightStaysAreCountedAgainstTheLawAndWhoComesNearIsNamed) {
  const v1::Allocation much = Give(AddChild().name(), 600), little = Give(AddChild().name(), 600);
  Book(much, 2, 60, kFuture);
  Book(little, 2, 60, kFuture);
  Book(little, 5, 60, kPast);
  AddSessionsOfBookings();
  // Fourteen days and two, beginning in a week; what was cancelled is no stay.
  Root(
      "UPDATE sessions s JOIN bookings b ON b.session_id = s.session_id JOIN allocations a USING (allocation_id) "
      "SET s.charge_nights = IF(b.child_id = ?, 13, 1), b.start_time = UTC_DATE() + INTERVAL 180 HOUR, "
      "b.end_time = UTC_DATE() + INTERVAL IF(b.child_id = ?, 180 + 24 * 13, 204) HOUR WHERE b.council_id = ?",
      {mysql::Bytes{*ids::IdOf("children", much.child())}, mysql::Bytes{*ids::IdOf("children", much.child())},
       council_});
  const auto delivery = Delivery(Officer(), much.child());
  ASSERT_TRUE(delivery.ok()) << delivery.status();
  ASSERT_THAT(delivery->overnight_stays(), SizeIs(1));
  const v1::StatutoryCounter& counter = delivery->overnight_stays(0);
  EXPECT_EQ(counter.stay(), 14);
  EXPECT_EQ(counter.year(), 14);
  EXPECT_EQ(counter.stay_max(), 17);
  EXPECT_EQ(counter.counted_in(), "days");
  EXPECT_EQ(Delivery(Officer(), little.child())->overnight_stays(0).stay(), 2);

  const auto summary = Summary();
  ASSERT_TRUE(summary.ok()) << summary.status();
  ASSERT_THAT(summary->near_limit(), SizeIs(1));
  EXPECT_EQ(summary->near_limit(0).child(), much.child());
  EXPECT_EQ(summary->near_limit(0).overnight_stays(0).stay(), 14);
}

}  // namespace
}  // namespace shortbreaks::delivery
