#include "availability/import_plan.h"

#include <gmock/gmock.h>

#include <set>

#include "availability/samples.h"
#include "availability/validate.h"

namespace shortbreaks::availability {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 24, 9, 0, 0), absl::UTCTimeZone());

class Import : public testing::Test {
 protected:
  Import() {
    v1::Provider& provider = *request_.add_providers();
    provider.set_external_id("P1");
    provider.set_display_name("Sample Provider");
    v1::ImportActivity& activity = *request_.add_activities();
    activity.set_provider_external_id("P1");
    *activity.mutable_activity() = SampleActivity("", "A1");
    for (int day = 1; day <= 2; ++day) {
      v1::ImportSession& session = *request_.add_sessions();
      session.set_activity_external_id("A1");
      *session.mutable_session() = SampleSession("", kNow + absl::Hours(24 * day));
      session.mutable_session()->set_external_id(absl::StrCat("S", day));
      session.set_publish(day == 1);
    }
    stored_.now = kNow;
  }

  absl::StatusOr<ImportPlan> Plan() {
    errors::FieldErrors fields;
    const Timetable timetable = ReadTimetable(request_, fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    return PlanImport(timetable, stored_, only_provider_);
  }

  // As if a plan had been written.
  void Store(const ImportPlan& plan) {
    for (const auto& changes : {plan.providers.created, plan.providers.updated}) {
      for (const auto& record : changes) stored_.providers[record.external_id] = record;
    }
    for (const auto& changes : {plan.activities.created, plan.activities.updated}) {
      for (const auto& record : changes) stored_.activities[record.external_id] = record;
    }
    for (const auto& changes : {plan.sessions.created, plan.sessions.updated}) {
      for (const auto& record : changes) stored_.sessions[record.external_id] = record;
    }
  }
  void StoreAll() { Store(*Plan()); }

  std::string Refusal() {
    const auto plan = Plan();
    EXPECT_EQ(errors::ReasonOf(plan.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
    return std::string(plan.status().message());
  }

  v1::ImportTimetableRequest request_;
  Stored stored_;
  std::optional<ids::Uuid> only_provider_;
};

TEST_F(Import, CreatesWhatIsNew) {
  const auto plan = Plan();
  ASSERT_TRUE(plan.ok());
  ASSERT_EQ(plan->providers.created.size(), 1u);
  ASSERT_EQ(plan->activities.created.size(), 1u);
  ASSERT_EQ(plan->sessions.created.size(), 2u);
  EXPECT_EQ(plan->activities.created[0].provider_id, plan->providers.created[0].id);
  EXPECT_EQ(plan->sessions.created[0].activity_id, plan->activities.created[0].id);
  EXPECT_EQ(plan->sessions.created[0].state, v1::SESSION_STATE_PUBLISHED);
  EXPECT_EQ(plan->sessions.created[1].state, v1::SESSION_STATE_DRAFT);
}

TEST_F(Import, ChangesNothingTheSecondTime) {
  StoreAll();
  const auto plan = Plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->providers.unchanged + plan->activities.unchanged + plan->sessions.unchanged, 4);
  EXPECT_TRUE(plan->sessions.created.empty() && plan->sessions.updated.empty());
}

TEST_F(Import, ChangesNothingOfSessionsThatAreOverWhereTheyAreAsTheyWere) {
  StoreAll();
  stored_.now = kNow + absl::Hours(24 * 100);
  ASSERT_TRUE(Plan().ok());
  EXPECT_EQ(Plan()->sessions.unchanged, 2);
}

TEST_F(Import, UpdatesWhatDiffersAndKeepsIds) {
  StoreAll();
  request_.mutable_sessions(1)->mutable_session()->set_places(9);
  const auto plan = Plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->sessions.unchanged, 1);
  ASSERT_EQ(plan->sessions.updated.size(), 1u);
  EXPECT_EQ(plan->sessions.updated[0].id, stored_.sessions["S2"].id);
  EXPECT_EQ(plan->sessions.updated[0].version, 2);
  EXPECT_EQ(plan->sessions.updated[0].state, v1::SESSION_STATE_DRAFT);
}

TEST_F(Import, PublishesADraftAndNothingElse) {
  StoreAll();
  request_.mutable_sessions(1)->set_publish(true);
  ASSERT_EQ(Plan()->sessions.updated.size(), 1u);
  EXPECT_EQ(Plan()->sessions.updated[0].state, v1::SESSION_STATE_PUBLISHED);
  for (auto state : {v1::SESSION_STATE_CLOSED, v1::SESSION_STATE_CANCELLED, v1::SESSION_STATE_PUBLISHED}) {
    stored_.sessions["S2"].state = state;
    EXPECT_EQ(Plan()->sessions.unchanged, 2);
  }
}

TEST_F(Import, NamesEveryWrongRowByItsPath) {
  request_.mutable_sessions(1)->mutable_session()->clear_start_time();
  request_.mutable_activities(0)->mutable_activity()->set_title("");
  errors::FieldErrors fields;
  ReadTimetable(request_, fields);
  EXPECT_EQ(fields.size(), 2u);
  EXPECT_THAT(std::string(fields.ToStatus().message()), HasSubstr("activities[0].activity.title"));
}

TEST_F(Import, RefusesAKeyTwice) {
  request_.mutable_sessions(1)->mutable_session()->set_external_id("S1");
  EXPECT_THAT(Refusal(), HasSubstr("sessions[1].session.external_id"));
}

TEST_F(Import, RequiresKeysAndLeavesNoNames) {
  request_.mutable_sessions(0)->mutable_session()->clear_external_id();
  EXPECT_THAT(Refusal(), HasSubstr("sessions[0].session.external_id"));
  request_.mutable_sessions(0)->mutable_session()->set_external_id("S1");
  request_.mutable_sessions(0)->mutable_session()->set_name("sessions/x");
  EXPECT_THAT(Refusal(), HasSubstr("sessions[0].session.name"));
}

TEST_F(Import, RefusesAnOwnerThatIsNowhere) {
  request_.mutable_activities(0)->set_provider_external_id("P2");
  EXPECT_THAT(Refusal(), HasSubstr("activities[0].provider_external_id"));
  request_.mutable_activities(0)->set_provider_external_id("P1");
  request_.mutable_sessions(1)->set_activity_external_id("A2");
  EXPECT_THAT(Refusal(), HasSubstr("sessions[1].activity_external_id"));
}

TEST_F(Import, RefusesToMoveTheTimeOfASessionWithBookings) {
  StoreAll();
  stored_.sessions["S2"].places_taken = 1;
  v1::Session& session = *request_.mutable_sessions(1)->mutable_session();
  session.set_places(9);
  EXPECT_EQ(Plan()->sessions.updated.size(), 1u);
  session.mutable_end_time()->set_seconds(session.end_time().seconds() + 60);
  EXPECT_THAT(Refusal(), HasSubstr("sessions[1].session.end_time"));
  stored_.sessions["S2"].places_taken = 0;
  EXPECT_EQ(Plan()->sessions.updated.size(), 1u);
}

TEST_F(Import, RefusesToChangeWhatIsOverOrCalledOffOrToAddToThePast) {
  StoreAll();
  request_.mutable_sessions(0)->mutable_session()->set_places(9);
  stored_.sessions["S1"].state = v1::SESSION_STATE_CANCELLED;
  EXPECT_THAT(Refusal(), HasSubstr("Was called off"));
  stored_.sessions["S1"].state = v1::SESSION_STATE_PUBLISHED;
  stored_.now = kNow + absl::Hours(24);
  EXPECT_THAT(Refusal(), HasSubstr("Has begun or is over"));
  request_.mutable_sessions(0)->mutable_session()->set_external_id("S3");
  EXPECT_THAT(Refusal(), HasSubstr("sessions[0].session.start_time"));
}

TEST_F(Import, LetsAProvidersStaffTouchTheirOwnAlone) {
  StoreAll();
  request_.clear_providers();
  only_provider_ = stored_.providers["P1"].id;
  EXPECT_TRUE(Plan().ok());
  only_provider_ = ids::NewUuid();
  EXPECT_THAT(Refusal(), HasSubstr("activities[0].provider_external_id"));
  request_.clear_activities();
  EXPECT_THAT(Refusal(), HasSubstr("sessions[0].activity_external_id"));
}

TEST_F(Import, NeverMovesAnActivityToAnotherProvider) {
  StoreAll();
  v1::Provider& provider = *request_.add_providers();
  provider.set_external_id("P2");
  provider.set_display_name("Other");
  request_.mutable_activities(0)->set_provider_external_id("P2");
  EXPECT_THAT(Refusal(), HasSubstr("activities[0].activity.external_id"));
}

TEST_F(Import, HasABoundOnItsRows) {
  for (int i = 0; i <= kImportProvidersMax; ++i) request_.add_providers();
  EXPECT_THAT(Refusal(), HasSubstr("providers"));
}

}  // namespace
}  // namespace shortbreaks::availability
