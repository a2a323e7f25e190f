// What could not be met, listed and counted; how providers answered.
#include "match/service_test.h"

namespace shortbreaks::match {
namespace {

using namespace type::v1;  // the reasons
using testing::ElementsAre;
using testing::SizeIs;

type::v1::Date Day(int year, int month, int day) { return wire::ToProto(absl::CivilDay(year, month, day)); }

class UnmetTest : public MatchTest {
 protected:
  // As the provider's answer leaves it, for a session on that day.
  void AddUnmet(absl::CivilDay day, int64_t needs, const ids::Uuid& activity, const ids::Uuid& child = ids::NewUuid()) {
    Root(
        "INSERT IGNORE INTO children (council_id, child_id, resident, ratio_staff, ratio_children) VALUES (?, ?, 1, 1, "
        "2)",
        {world_->council, Bytes{child}});
    Root(
        "INSERT INTO unmet_needs (council_id, unmet_need_id, cause, source_id, child_id, session_id, activity_id, "
        "provider_id, session_date, needs, ratio_staff, ratio_children, create_time) "
        "VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 1, 2, NOW(6))",
        {world_->council, Bytes{ids::NewUuid()}, Bytes{ids::NewUuid()}, Bytes{child}, Bytes{session_}, Bytes{activity},
         Bytes{provider_}, day, needs});
  }
  std::vector<v1::UnmetNeedLine> Summary(v1::UnmetNeedGroup group, const v1::SummarizeUnmetNeedRequest& days = {}) {
    v1::SummarizeUnmetNeedRequest request = days;
    request.set_group_by(group);
    const auto response = Run<v1::SummarizeUnmetNeedResponse>("SummarizeUnmetNeed", Officer(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->lines().begin(), response->lines().end()};
  }
  const ids::Uuid provider_ = ids::NewUuid();
};
INSTANTIATE_TEST_SUITE_P(Mysql, UnmetTest, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(UnmetTest, IsListedByTheDayOfTheSessionPageByPage) {
  for (const int day : {20, 3, 11, 3, 30}) AddUnmet(absl::CivilDay(2026, 12, day), 2, ids::NewUuid());
  AddUnmet(absl::CivilDay(2027, 1, 1), 2, ids::NewUuid());
  std::vector<int> seen;
  v1::ListUnmetNeedRequest request;
  *request.mutable_from_date() = Day(2026, 12, 3);
  *request.mutable_to_date() = Day(2026, 12, 30);
  request.set_page_size(2);
  do {
    const auto page = Run<v1::ListUnmetNeedResponse>("ListUnmetNeed", Officer(), request).value();
    for (const auto& each : page.unmet_needs()) seen.push_back(each.session_date().day());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, ElementsAre(3, 3, 11, 20, 30));
}

TEST_P(UnmetTest, IsCountedByNeedAndFewerThanFiveChildrenAreNotCounted) {
  const ids::Uuid activity = ids::NewUuid(), often = ids::NewUuid();
  for (int i = 0; i < 5; ++i) AddUnmet(absl::CivilDay(2026, 12, 5), 1 << NEED_HOIST, activity);
  for (int i = 0; i < 4; ++i) AddUnmet(absl::CivilDay(2026, 12, 5), 1 << NEED_MAKATON, activity);
  // One child, many times, is one child.
  for (int i = 0; i < 9; ++i)
    AddUnmet(absl::CivilDay(2026, 12, 5), 1 << NEED_MAKATON | 1 << NEED_HOIST, activity, often);
  AddUnmet(absl::CivilDay(2026, 12, 6), 1 << NEED_AUTISM, activity);
  const std::vector<v1::UnmetNeedLine> lines = Summary(v1::UNMET_NEED_GROUP_NEED);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0].need(), NEED_HOIST);
  EXPECT_EQ(lines[0].children(), 6);
  EXPECT_EQ(lines[0].times(), 14);
  EXPECT_EQ(lines[1].need(), NEED_MAKATON);
  EXPECT_EQ(lines[1].children(), 5);
  EXPECT_EQ(lines[2].need(), NEED_AUTISM);
  EXPECT_TRUE(lines[2].suppressed());
  EXPECT_EQ(lines[2].children() + lines[2].times(), 0);
}

TEST_P(UnmetTest, IsCountedByActivityProviderAndMonth) {
  const ids::Uuid club = ids::NewUuid(), camp = ids::NewUuid();
  for (int i = 0; i < 5; ++i) AddUnmet(absl::CivilDay(2026, 12, 31), 2, club);
  for (int i = 0; i < 6; ++i) AddUnmet(absl::CivilDay(2027, 1, 1), 2, camp);
  AddUnmet(absl::CivilDay(2027, 2, 28), 2, camp);
  const auto by_activity = Summary(v1::UNMET_NEED_GROUP_ACTIVITY);
  ASSERT_THAT(by_activity, SizeIs(2));
  EXPECT_EQ(by_activity[0].activity(), ids::ResourceName("activities", camp));
  EXPECT_EQ(by_activity[0].children(), 7);
  EXPECT_EQ(by_activity[1].children(), 5);
  const auto by_provider = Summary(v1::UNMET_NEED_GROUP_PROVIDER);
  ASSERT_THAT(by_provider, SizeIs(1));
  EXPECT_EQ(by_provider[0].provider(), ids::ResourceName("providers", provider_));
  EXPECT_EQ(by_provider[0].times(), 12);
  const auto by_month = Summary(v1::UNMET_NEED_GROUP_MONTH);
  ASSERT_THAT(by_month, SizeIs(3));
  EXPECT_EQ(by_month[0].month().SerializeAsString(), Day(2026, 12, 1).SerializeAsString());
  EXPECT_EQ(by_month[0].children(), 5);
  EXPECT_EQ(by_month[1].month().SerializeAsString(), Day(2027, 1, 1).SerializeAsString());
  EXPECT_TRUE(by_month[2].suppressed());
  v1::SummarizeUnmetNeedRequest january;
  *january.mutable_from_date() = Day(2027, 1, 1);
  *january.mutable_to_date() = Day(2027, 1, 31);
  EXPECT_THAT(Summary(v1::UNMET_NEED_GROUP_MONTH, january), SizeIs(1));
}

TEST_P(UnmetTest, HowAProviderAnsweredIsCountedWithItsReasons) {
  session_ = world_->AddSession({.places = 9, .match_hours = 48});
  const auto ask = [&] {
    return *store().TakePlace(Carer(),
                              AttemptFor(world_->AddChild(carer_), session_, {}, 0, v1::BOOKING_STATE_CONFIRMED));
  };
  ASSERT_TRUE(Answer(Staff(), Suitable(ask())).ok());
  ASSERT_TRUE(Answer(Staff(), WithAdjustments(ask())).ok());
  ASSERT_TRUE(Answer(Staff(), CannotMeet(ask())).ok());
  const v1::Booking late = ask();
  PassDueTime(late);
  v1::AnswerRequestRequest no = CannotMeet(late);
  no.set_cannot_meet_category(v1::CANNOT_MEET_CATEGORY_STAFFING);
  no.set_officer_reason("The provider did not answer.");
  ASSERT_TRUE(Answer(Officer(), no).ok());
  ask();  // not answered: not counted

  const auto all =
      Run<v1::SummarizeAnswersResponse>("SummarizeAnswers", Officer(), v1::SummarizeAnswersRequest()).value();
  ASSERT_EQ(all.providers_size(), 1);
  const v1::ProviderAnswers& answers = all.providers(0);
  EXPECT_EQ(answers.provider(), Staff().principal.provider);
  EXPECT_EQ(answers.answered(), 4);
  EXPECT_EQ(answers.suitable(), 1);
  EXPECT_EQ(answers.suitable_with_adjustments(), 1);
  EXPECT_EQ(answers.cannot_meet(), 2);
  EXPECT_EQ(answers.cannot_meet_permille(), 500);
  EXPECT_EQ(answers.late(), 1);
  EXPECT_EQ(answers.by_officer(), 1);
  ASSERT_EQ(answers.categories_size(), 2);
  EXPECT_EQ(answers.categories(0).category(), v1::CANNOT_MEET_CATEGORY_STAFFING);
  EXPECT_EQ(answers.categories(0).times(), 1);
  v1::SummarizeAnswersRequest past;
  *past.mutable_to_date() = Day(2020, 1, 1);
  EXPECT_EQ(Run<v1::SummarizeAnswersResponse>("SummarizeAnswers", Officer(), past).value().providers_size(), 0);
}

TEST_P(UnmetTest, IsForOfficersAndAsksForDaysThatAre) {
  const auto reason = [&](const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    return errors::ReasonOf(table_.methods().at(method).run(call, request).status());
  };
  v1::ListUnmetNeedRequest list;
  v1::SummarizeUnmetNeedRequest summary;
  EXPECT_EQ(reason("ListUnmetNeed", Staff(), list), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason("SummarizeUnmetNeed", Carer(), summary), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason("SummarizeAnswers", Staff(), v1::SummarizeAnswersRequest()), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason("SummarizeUnmetNeed", Officer(), summary), ERROR_REASON_INVALID_REQUEST) << "by what?";
  *list.mutable_from_date() = Day(2027, 1, 2);
  *list.mutable_to_date() = Day(2027, 1, 1);
  EXPECT_EQ(reason("ListUnmetNeed", Officer(), list), ERROR_REASON_INVALID_REQUEST);
  list.mutable_to_date()->set_month(13);
  EXPECT_EQ(reason("ListUnmetNeed", Officer(), list), ERROR_REASON_INVALID_REQUEST);
  list.clear_to_date();
  list.set_page_token("forged");
  EXPECT_EQ(reason("ListUnmetNeed", Officer(), list), ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace
}  // namespace shortbreaks::match
