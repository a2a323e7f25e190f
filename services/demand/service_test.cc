// Supply and demand on a real database.
#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include "bookings/mysql_world.h"
#include "bookings/store_contract_test.h"
#include "demand/handlers.h"
#include "errors/errors.h"
#include "support/private_mysql.h"

namespace shortbreaks::demand {
namespace {

using bookings::World;
using identity::Role;
using mysql::Bytes;

class DemandTest : public bookings::StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    store_ = std::make_unique<DemandStore>(static_cast<bookings::MysqlWorld&>(*world_).pool());
    table_.emplace(MakeHandlers(*store_));
  }
  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const google::protobuf::Message& request) {
    auto response = table_->methods().at(method).run(CallAs(Role::kOfficer, "officer-1"), request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }
  std::vector<v1::SupplyLine> Supply(v1::SupplyGroup group, v1::SummarizeSupplyRequest request = {}) {
    request.set_group_by(group);
    const auto response = Run<v1::SummarizeSupplyResponse>("SummarizeSupply", request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->lines().begin(), response->lines().end()};
  }
  std::vector<v1::OutcomeLine> Outcomes() {
    v1::SummarizeOutcomesRequest request;
    *request.mutable_to_date() = wire::ToProto(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 30);
    const auto response = Run<v1::SummarizeOutcomesResponse>("SummarizeOutcomes", request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->lines().begin(), response->lines().end()};
  }
  ids::Uuid ActivityOf(const ids::Uuid& session) {
    return support::SharedMysql()
        .AsRoot("SELECT activity_id FROM sessions WHERE council_id = ? AND session_id = ?",
                {world_->council, Bytes{session}})
        .value()
        .at(0)
        .Text(0);
  }
  void AddWaiting(const ids::Uuid& session, int children, int state = 1) {
    for (int i = 0; i < children; ++i) {
      const ids::Uuid child = world_->AddChild(carer_);
      const ids::Uuid activity = ActivityOf(session);
      support::SharedMysql()
          .AsRoot(
              "INSERT INTO waiting_entries (council_id, entry_id, child_id, activity_id, session_id, waits_for, "
              "state, since_time, create_time, update_time) VALUES (?, ?, ?, ?, ?, ?, ?, "
              "NOW(6) - INTERVAL 10 DAY, NOW(6), NOW(6))",
              {world_->council, Bytes{ids::NewUuid()}, Bytes{child}, Bytes{activity}, Bytes{session},
               state == 1 ? mysql::Parameter(Bytes{session}) : mysql::Parameter(nullptr), int64_t{state}})
          .value();
    }
  }
  // A booking of a new child for the session that ended so.
  void AddOutcome(const ids::Uuid& session, v1::BookingState state, int cause = 0) {
    const ids::Uuid child = world_->AddChild(carer_);
    const auto booking = store().TakePlace(CallAs(Role::kCarer, ids::ResourceName("carers", carer_)),
                                           AttemptFor(child, session, {}, 0, v1::BOOKING_STATE_CONFIRMED));
    ASSERT_TRUE(booking.ok()) << booking.status();
    const auto done = support::SharedMysql().AsRoot(
        "UPDATE bookings SET settled_amount = IF(? > 10, 0, NULL), mark_time = IF(? > 10, NOW(6), NULL), state = ?, "
        "cancel_cause = ? WHERE council_id = ? AND booking_id = ?",
        {int64_t{state}, int64_t{state}, int64_t{state}, int64_t{cause}, world_->council,
         Bytes{*ids::IdOf("bookings", booking->name())}});
    ASSERT_TRUE(done.ok()) << mysql::DiagnosisOf(done.status());
  }

  std::unique_ptr<DemandStore> store_;
  std::optional<rpc::HandlerTable> table_;
};
INSTANTIATE_TEST_SUITE_P(Mysql, DemandTest, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(DemandTest, CountsPlacesAndWhoWaits) {
  const ids::Uuid session = world_->AddSession({.places = 8});
  AddOutcome(session, v1::BOOKING_STATE_CONFIRMED);
  AddWaiting(session, 6);
  AddWaiting(session, 3, 3);
  const auto lines = Supply(v1::SUPPLY_GROUP_ACTIVITY);
  const auto line =
      std::ranges::find(lines, ids::ResourceName("activities", ActivityOf(session)), &v1::SupplyLine::activity);
  ASSERT_NE(line, lines.end());
  EXPECT_EQ(line->sessions(), 1);
  EXPECT_EQ(line->places(), 8);
  EXPECT_EQ(line->places_taken(), 1);
  EXPECT_EQ(line->waiting_children(), 6) << "who waits no more is not counted";
  EXPECT_EQ(line->median_waiting_days(), 10);
  EXPECT_EQ(Supply(v1::SUPPLY_GROUP_WEEK).size(), 1u);
}

TEST_P(DemandTest, LeavesDraftsOutAndSaysWhatWasCalledOff) {
  const ids::Uuid draft = world_->AddSession({.places = 8});
  const ids::Uuid off = world_->AddSession({.places = 8});
  static_cast<bookings::MysqlWorld&>(*world_).SetSessionState(draft, 1);
  static_cast<bookings::MysqlWorld&>(*world_).SetSessionState(off, 4);
  int64_t sessions = 0, cancelled = 0;  // beside the world's own session
  for (const v1::SupplyLine& line : Supply(v1::SUPPLY_GROUP_PROVIDER)) {
    sessions += line.sessions();
    cancelled += line.cancelled_sessions();
  }
  EXPECT_EQ(sessions, 1);
  EXPECT_EQ(cancelled, 1);
}

TEST_P(DemandTest, CountsWhatBecameOfBookingsByCause) {
  const ids::Uuid session = world_->AddSession({.places = 40});
  for (int i = 0; i < 6; ++i) AddOutcome(session, v1::BOOKING_STATE_ATTENDED);
  for (int i = 0; i < 5; ++i) {
    AddOutcome(session, v1::BOOKING_STATE_ABSENT_WITH_NOTICE, type::v1::CANCEL_CAUSE_ILLNESS);
  }
  for (int i = 0; i < 2; ++i) AddOutcome(session, v1::BOOKING_STATE_NO_SHOW);
  for (int i = 0; i < 3; ++i) AddOutcome(session, v1::BOOKING_STATE_CANCELLED_LATE, type::v1::CANCEL_CAUSE_HOSPITAL);
  const auto lines = Outcomes();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].outcome(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(lines[0].cause(), type::v1::CANCEL_CAUSE_HOSPITAL);
  EXPECT_TRUE(lines[0].suppressed());
  EXPECT_EQ(lines[1].outcome(), v1::BOOKING_STATE_ATTENDED);
  EXPECT_EQ(lines[1].bookings(), 6);
  EXPECT_EQ(lines[1].children(), 6);
  EXPECT_TRUE(lines[2].suppressed()) << "two did not come";
  EXPECT_EQ(lines[2].bookings(), 0);
  EXPECT_EQ(lines[3].cause(), type::v1::CANCEL_CAUSE_ILLNESS);
  EXPECT_EQ(lines[3].bookings(), 5);
}

TEST_P(DemandTest, SaysWhatIsWrongWithTheRequest) {
  const auto refused = [&](const v1::SummarizeSupplyRequest& request) {
    return errors::ReasonOf(Run<v1::SummarizeSupplyResponse>("SummarizeSupply", request).status());
  };
  EXPECT_EQ(refused({}), type::v1::ERROR_REASON_INVALID_REQUEST) << "by nothing";
  v1::SummarizeSupplyRequest request;
  request.set_group_by(v1::SUPPLY_GROUP_WEEK);
  *request.mutable_from_date() = wire::ToProto(absl::CivilDay(2026, 1, 1));
  *request.mutable_to_date() = wire::ToProto(absl::CivilDay(2027, 2, 5));
  EXPECT_TRUE(Run<v1::SummarizeSupplyResponse>("SummarizeSupply", request).ok());
  *request.mutable_to_date() = wire::ToProto(absl::CivilDay(2027, 2, 6));
  EXPECT_EQ(refused(request), type::v1::ERROR_REASON_INVALID_REQUEST) << "401 days";
  v1::SummarizeOutcomesRequest outcomes;
  outcomes.mutable_from_date()->set_month(13);
  EXPECT_EQ(errors::ReasonOf(Run<v1::SummarizeOutcomesResponse>("SummarizeOutcomes", outcomes).status()),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

}  // namespace
}  // namespace shortbreaks::demand
