// Whose record's time is over, by the council's rule; two officers, and nobody whose file is in use.
#include "eligibility/service_test.h"

#include "erasure/handlers.h"
#include "retention/handlers.h"

namespace shortbreaks::retention {
namespace {

using namespace type::v1;  // NOLINT: the reasons
using eligibility::ReasonOf;
using mysql::Bytes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class RetentionTest : public eligibility::ServiceTest {
 protected:
  RetentionTest() : retention_(pool_), erasure_(pool_) {
    Serve(MakeHandlers({retention_, tokens_}));
    Serve(erasure::MakeHandlers({erasure_}));
  }

  static v1::RetentionRule Rule(int birthday, int idle_years) {
    v1::RetentionRule rule;
    rule.set_birthday(birthday);
    rule.set_idle_years(idle_years);
    return rule;
  }
  absl::StatusOr<v1::SetRetentionRuleResponse> SetRule(const rpc::Call& call, const v1::RetentionRule& rule) {
    auto request = WithId<v1::SetRetentionRuleRequest>();
    *request.mutable_rule() = rule;
    return Run<v1::SetRetentionRuleResponse>("SetRetentionRule", call, request);
  }
  // Born and last changed so many years ago; children are under 26 when they are recorded.
  std::string ChildOf(int birthday, int idle_years) {
    v1::Child child = GoodChild();
    const absl::CivilDay today(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()));
    *child.mutable_date_of_birth() = Date(static_cast<int>(today.year()) - birthday, 1, 1);
    const std::string name = AddChild(child).name();
    Age(name, idle_years);
    return name;
  }
  void Age(const std::string& child, int years) {
    ASSERT_TRUE(support::SharedMysql()
                    .AsRoot("UPDATE audit_records SET create_time = create_time - INTERVAL ? YEAR WHERE council_id = ? "
                            "AND child_id = ?",
                            {int64_t{years}, council_, Bytes{*ids::IdOf("children", child)}})
                    .ok());
  }
  absl::StatusOr<v1::ListErasuresDueResponse> ListDue(const rpc::Call& call, const v1::RetentionRule& rule = {},
                                                      int size = 0, const std::string& token = {}) {
    v1::ListErasuresDueRequest request;
    if (rule.birthday() != 0) *request.mutable_rule() = rule;
    request.set_page_size(size);
    request.set_page_token(token);
    return Run<v1::ListErasuresDueResponse>("ListErasuresDue", call, request);
  }
  std::vector<std::string> Due(const v1::RetentionRule& rule) {
    std::vector<std::string> children;
    const auto due = ListDue(Officer(), rule);
    EXPECT_TRUE(due.ok()) << due.status();
    for (const v1::ErasureDue& each : due->erasures_due()) children.push_back(each.child());
    return children;
  }
  absl::StatusOr<v1::ProposeErasuresResponse> Propose(const rpc::Call& call, const std::vector<std::string>& children) {
    auto request = WithId<v1::ProposeErasuresRequest>();
    for (const std::string& child : children) request.add_children(child);
    return Run<v1::ProposeErasuresResponse>("ProposeErasures", call, request);
  }

  RetentionStore retention_;
  erasure::ErasureStore erasure_;
};

TEST_F(RetentionTest, ARuleIsSetAndSaysWhoSetIt) {
  EXPECT_EQ(ReasonOf(Run<v1::GetRetentionRuleResponse>("GetRetentionRule", Officer(), v1::GetRetentionRuleRequest())),
            ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(ListDue(Officer())), ERROR_REASON_NOT_FOUND) << "nobody's time is over without a rule";
  ASSERT_TRUE(SetRule(Officer(), Rule(31, 6)).ok());
  ASSERT_TRUE(SetRule(SecondOfficer(), Rule(25, 6)).ok());
  const auto rule = Run<v1::GetRetentionRuleResponse>("GetRetentionRule", Officer(), v1::GetRetentionRuleRequest());
  ASSERT_TRUE(rule.ok()) << rule.status();
  EXPECT_EQ(rule->rule().birthday(), 25);
  EXPECT_EQ(rule->rule().idle_years(), 6);
  EXPECT_EQ(rule->setter(), SecondOfficer().principal.Actor());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM audit_records WHERE council_id = ? AND method = 'SetRetentionRule'"), 2);
  for (const auto& wrong : {Rule(17, 6), Rule(101, 6), Rule(25, 0), Rule(25, 76)}) {
    EXPECT_EQ(ReasonOf(SetRule(Officer(), wrong)), ERROR_REASON_INVALID_REQUEST);
    EXPECT_EQ(ReasonOf(ListDue(Officer(), wrong)), ERROR_REASON_INVALID_REQUEST);
  }
}

TEST_F(RetentionTest, WhoIsDueIsOldEnoughAndWasNotUsed) {
  const std::string due = ChildOf(24, 7), young = ChildOf(17, 7), used = ChildOf(24, 5);
  EXPECT_THAT(Due(Rule(18, 6)), ElementsAre(due));
  EXPECT_THAT(Due(Rule(18, 5)), UnorderedElementsAre(due, used));
  EXPECT_THAT(Due(Rule(25, 1)), IsEmpty());
  const auto list = ListDue(Officer(), Rule(18, 6));
  EXPECT_EQ(list->erasures_due(0).last_use_date().year(),
            absl::ToCivilYear(absl::Now(), absl::UTCTimeZone()).year() - 7);
  EXPECT_EQ(list->erasures_due(0).proposer(), "");
  EXPECT_EQ(CountOf("erasures"), 0) << "it changes nothing";
  EXPECT_TRUE(GetChild(Officer(), young).ok());
}

TEST_F(RetentionTest, AnAllocationOrABookingThatEndedLaterCountsAsUse) {
  const std::string allocated = ChildOf(24, 7), booked = ChildOf(24, 7);
  v1::Allocation allocation = GoodAllocation(allocated);
  *allocation.mutable_window_start() = Date(2022, 4, 1);
  *allocation.mutable_window_end() = Date(2023, 3, 31);
  AddAllocation(allocation);
  Age(allocated, 7);
  const ids::Uuid session = ids::NewUuid(), provider = ids::NewUuid(), activity = ids::NewUuid();
  const auto root = [](const std::string& sql, const mysql::Parameters& parameters) {
    const auto done = support::SharedMysql().AsRoot(sql, parameters);
    ASSERT_TRUE(done.ok()) << mysql::DiagnosisOf(done.status());
  };
  root("INSERT INTO providers (council_id, provider_id, display_name) VALUES (?, ?, 'A')", {council_, Bytes{provider}});
  root(
      "INSERT INTO activities (council_id, activity_id, provider_id, title, summary, needs_met, tier, age_min_years, "
      "age_max_years, "
      "ratio_staff, ratio_children, venue_name, venue_address, venue_postcode, latitude_degrees, longitude_degrees) "
      "VALUES (?, ?, ?, 'A', '', 0, 1, 0, 25, 1, 1, 'A', 'A', 'WV1 1AA', 52, -2)",
      {council_, Bytes{activity}, Bytes{provider}});
  root(
      "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
      "booking_open_time, "
      "booking_close_time, charge_minutes, charge_nights, state, places) SELECT ?, ?, ?, ?, ended - INTERVAL 2 HOUR, "
      "ended, ended - INTERVAL 1 YEAR, ended - INTERVAL 2 HOUR, 120, 0, 2, 4 FROM (SELECT NOW(6) - INTERVAL 3 YEAR AS "
      "ended) e",
      {council_, Bytes{session}, Bytes{activity}, Bytes{provider}});
  root(
      "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, state, start_time, "
      "end_time, free_until_time, child_version, session_version, partner_id, create_time, update_time) SELECT ?, ?, "
      "?, "
      "session_id, session_id, 2, start_time, end_time, start_time, 1, 1, 'app', start_time, start_time FROM sessions "
      "WHERE session_id = ?",
      {council_, Bytes{ids::NewUuid()}, Bytes{*ids::IdOf("children", booked)}, Bytes{session}});
  EXPECT_THAT(Due(Rule(18, 6)), IsEmpty());
  EXPECT_THAT(Due(Rule(18, 3)), UnorderedElementsAre(allocated, booked));
}

TEST_F(RetentionTest, PagesGoThroughAllOfThem) {
  std::vector<std::string> children;
  for (int i = 0; i < 5; ++i) children.push_back(ChildOf(24, 7));
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = ListDue(Officer(), Rule(18, 6), 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_LE(page->erasures_due_size(), 2);
    for (const v1::ErasureDue& each : page->erasures_due()) seen.push_back(each.child());
    token = page->next_page_token();
    ASSERT_LE(seen.size(), 5u);
  } while (!token.empty());
  EXPECT_THAT(seen, testing::UnorderedElementsAreArray(children));
  // Few are looked at in one go, and none is missed.
  paging::Page page{.size = 50, .position = {}};
  seen.clear();
  do {
    const auto due = retention_.Due(Officer(), Rule(18, 6), page, /*examined_max=*/2);
    ASSERT_TRUE(due.ok()) << due.status();
    for (const v1::ErasureDue& each : due->items) seen.push_back(each.child());
    page.position = due->next;
  } while (!page.position.empty());
  EXPECT_THAT(seen, testing::UnorderedElementsAreArray(children));
}

TEST_F(RetentionTest, OneOfficerProposesAndAnotherErases) {
  const std::string first = ChildOf(24, 7), second = ChildOf(24, 8);
  ASSERT_TRUE(SetRule(Officer(), Rule(18, 6)).ok());
  const auto proposed = Propose(Officer(), {second, first});
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  ASSERT_EQ(proposed->erasures_size(), 2);
  EXPECT_EQ(proposed->erasures(0).child(), second);
  EXPECT_EQ(proposed->erasures(1).child(), first);
  EXPECT_EQ(proposed->erasures(0).reason(), v1::ERASURE_REASON_RETENTION_OVER);
  EXPECT_EQ(proposed->erasures(0).state(), v1::ERASURE_STATE_PROPOSED);
  const auto due = ListDue(Officer());
  ASSERT_EQ(due->erasures_due_size(), 2) << "that it was proposed is no use of the file";
  EXPECT_EQ(due->erasures_due(0).proposer(), Officer().principal.Actor());
  EXPECT_EQ(Propose(SecondOfficer(), {first})->erasures(0).proposer(), Officer().principal.Actor());
  auto erase = WithId<v1::EraseChildRequest>();
  erase.set_child(first);
  erase.set_reason(v1::ERASURE_REASON_RETENTION_OVER);
  EXPECT_EQ(ReasonOf(Run<v1::EraseChildResponse>("EraseChild", Officer(), erase)), ERROR_REASON_SECOND_PERSON_NEEDED);
  erase = WithId(erase);
  const auto erased = Run<v1::EraseChildResponse>("EraseChild", SecondOfficer(), erase);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->erasure().state(), v1::ERASURE_STATE_ERASED);
  EXPECT_THAT(Due(Rule(18, 6)), ElementsAre(second));
}

TEST_F(RetentionTest, NobodyIsProposedWhereOneIsNotDue) {
  const std::string due = ChildOf(24, 7), used = ChildOf(24, 1);
  EXPECT_EQ(ReasonOf(Propose(Officer(), {due})), ERROR_REASON_NOT_FOUND) << "without a rule";
  ASSERT_TRUE(SetRule(Officer(), Rule(18, 6)).ok());
  const auto refused = Propose(Officer(), {due, used});
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("children[1]"));
  EXPECT_EQ(CountOf("erasures"), 0);
  EXPECT_EQ(ReasonOf(Propose(Officer(), {due, eligibility::kUnknownChild})), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Propose(Officer(), {due, due})), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Propose(Officer(), {})), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Propose(Officer(), std::vector<std::string>(101, due))), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Propose(Officer(), {"children/1"})), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(CountOf("erasures"), 0);
}

TEST_F(RetentionTest, IsForOfficersOfTheCouncil) {
  const std::string due = ChildOf(24, 7);
  ASSERT_TRUE(SetRule(OtherCouncilsOfficer(), Rule(18, 6)).ok());
  EXPECT_THAT(ListDue(OtherCouncilsOfficer())->erasures_due_size(), 0);
  EXPECT_EQ(ReasonOf(Propose(OtherCouncilsOfficer(), {due})), ERROR_REASON_NOT_FOUND);
  for (const identity::Role role : {identity::Role::kCarer, identity::Role::kProvider, identity::Role::kPractitioner}) {
    const rpc::Call call = As(role, AddCarer().name());
    EXPECT_EQ(ReasonOf(SetRule(call, Rule(18, 6))), ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(ListDue(call)), ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Propose(call, {due})), ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Run<v1::GetRetentionRuleResponse>("GetRetentionRule", call, v1::GetRetentionRuleRequest())),
              ERROR_REASON_NOT_ALLOWED);
  }
}

}  // namespace
}  // namespace shortbreaks::retention
