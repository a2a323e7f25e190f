// Members of staff, and what they are trained for.
#include "roster/service_test.h"

namespace shortbreaks::roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using type::v1::NEED_HOIST;
using type::v1::NEED_RESCUE_MEDICATION;

class StaffMembers : public RosterTest {
 protected:
  absl::StatusOr<v1::UpdateStaffMemberResponse> Update(const v1::StaffMember& staff, const rpc::Call& call) {
    auto request = WithId<v1::UpdateStaffMemberRequest>();
    *request.mutable_staff_member() = staff;
    return Ask<v1::UpdateStaffMemberResponse>("UpdateStaffMember", call, request);
  }
  std::vector<std::string> Names(const rpc::Call& call, const v1::ListStaffMembersRequest& request = {}) {
    const auto list = Ask<v1::ListStaffMembersResponse>("ListStaffMembers", call, request);
    std::vector<std::string> names;
    for (const auto& each : list.value().staff_members()) names.push_back(each.display_name());
    return names;
  }
  absl::StatusOr<v1::WithdrawTrainingResponse> Withdraw(const std::string& training, const rpc::Call& call) {
    auto request = Naming<v1::WithdrawTrainingRequest>(training);
    request.set_reason("The certificate was another person's.");
    return Ask<v1::WithdrawTrainingResponse>("WithdrawTraining", call, request);
  }
  std::vector<std::string> Expiring(const rpc::Call& call, absl::CivilDay before, int page_size = 50) {
    std::vector<std::string> found;
    v1::ListTrainingExpiringRequest request;
    *request.mutable_before() = wire::ToProto(before);
    request.set_page_size(page_size);
    do {
      const auto page = Ask<v1::ListTrainingExpiringResponse>("ListTrainingExpiring", call, request);
      for (const auto& each : page.value().trainings()) found.push_back(each.staff_display_name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return found;
  }
};

TEST_F(StaffMembers, AreAddedByTheirProviderAndOfficersAndReadBack) {
  const auto made =
      Ask<v1::CreateStaffMemberResponse>("CreateStaffMember", Staff(provider_), StaffRequest(provider_, "Sam Sample"));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->staff_member().provider(), provider_);
  EXPECT_FALSE(made->staff_member().inactive());
  EXPECT_EQ(Read(made->staff_member().name()).SerializeAsString(), made->staff_member().SerializeAsString());
}

TEST_F(StaffMembers, AreNobodyElsesBusiness) {
  const v1::StaffMember staff = AddStaff();
  const rpc::Call other = Staff(AddProvider());
  const auto get = [&](const std::string& name, const rpc::Call& call) {
    return Ask<v1::GetStaffMemberResponse>("GetStaffMember", call, Naming<v1::GetStaffMemberRequest>(name));
  };
  for (const std::string& name : {staff.name(), kUnknownStaff}) {
    EXPECT_EQ(ReasonOf(get(name, other)), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(get(name, Family())), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(get(name, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  }
  EXPECT_EQ(ReasonOf(Update(staff, other)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Update(staff, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Ask<v1::CreateStaffMemberResponse>("CreateStaffMember", other, StaffRequest(provider_, "X"))),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Ask<v1::CreateStaffMemberResponse>("CreateStaffMember", Officer(),
                                                        StaffRequest(availability::kUnknownProvider, "X"))),
            type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Ask<v1::ListStaffMembersResponse>("ListStaffMembers", Family(), v1::ListStaffMembersRequest())),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_THAT(Names(other), IsEmpty());
  v1::ListStaffMembersRequest asked;
  v1::ListTrainingExpiringRequest expiring;
  for (const std::string& provider : {provider_, std::string(availability::kUnknownProvider)}) {
    asked.set_provider(provider);
    expiring.set_provider(provider);
    EXPECT_EQ(ReasonOf(Ask<v1::ListStaffMembersResponse>("ListStaffMembers", other, asked)),
              type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Ask<v1::ListTrainingExpiringResponse>("ListTrainingExpiring", other, expiring)),
              type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  EXPECT_THAT(Names(OtherCouncilsOfficer()), IsEmpty());
}

TEST_F(StaffMembers, AreListedByNamePageByPageWithoutThoseWhoLeft) {
  for (const char* name : {"Cas", "Abe", "Bea"}) AddStaff(name);
  v1::StaffMember gone = AddStaff("Dan");
  gone.set_inactive(true);
  ASSERT_TRUE(Update(gone, Officer()).ok());
  EXPECT_THAT(Names(Staff(provider_)), ElementsAre("Abe", "Bea", "Cas"));
  v1::ListStaffMembersRequest request;
  request.set_include_inactive(true);
  request.set_page_size(3);
  const auto first = Ask<v1::ListStaffMembersResponse>("ListStaffMembers", Officer(), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->staff_members(), SizeIs(3));
  request.set_page_token(first->next_page_token());
  EXPECT_THAT(Names(Officer(), request), ElementsAre("Dan"));
}

TEST_F(StaffMembers, AreChangedOnlyAsTheyWereRead) {
  v1::StaffMember staff = AddStaff();
  staff.set_display_name("Samira Sample");
  const auto updated = Update(staff, Staff(provider_));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->staff_member().display_name(), "Samira Sample");
  EXPECT_EQ(ReasonOf(Update(staff, Officer())), type::v1::ERROR_REASON_ETAG_MISMATCH);
  v1::StaffMember moved = updated->staff_member();
  moved.set_provider(AddProvider());
  EXPECT_EQ(ReasonOf(Update(moved, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(Update(updated->staff_member(), Officer())->staff_member().etag(), updated->staff_member().etag());
  v1::StaffMember wrong = updated->staff_member();
  wrong.clear_display_name();
  wrong.clear_etag();
  EXPECT_EQ(ReasonOf(Update(wrong, Officer())), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(StaffMembers, WhoLeavesCountsInNoSessionToCome) {
  const auto team = AddTeam(2);
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, team).ok());
  v1::StaffMember leaving = Read(team[0]);
  leaving.set_inactive(true);
  const auto left = Update(leaving, Officer());
  ASSERT_TRUE(left.ok()) << left.status();
  ASSERT_THAT(left->changes(), SizeIs(1));
  EXPECT_EQ(left->changes(0).staff(), 1);
  EXPECT_EQ(StaffOf(session), 1);
}

TEST_F(StaffMembers, TrainingRecordedAndWithdrawnIsWhatASessionIsTrainedFor) {
  const std::string staff = AddStaff().name();
  const std::string session = AddSession(Soon(48));
  ASSERT_TRUE(SetShifts({session}, {staff}).ok());
  EXPECT_EQ(TrainedFor(session), 0);
  const auto trained = Train(staff, NEED_HOIST, absl::CivilDay(2199, 1, 1));
  ASSERT_TRUE(trained.ok()) << trained.status();
  ASSERT_THAT(trained->changes(), SizeIs(1));
  EXPECT_THAT(trained->changes(0).trained_for_lost(), IsEmpty());
  EXPECT_EQ(TrainedFor(session), Bit(NEED_HOIST));

  const auto withdrawn = Withdraw(trained->training().name(), Staff(provider_));
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  ASSERT_THAT(withdrawn->changes(), SizeIs(1));
  EXPECT_EQ(withdrawn->changes(0).session(), session);
  EXPECT_THAT(withdrawn->changes(0).trained_for_lost(), ElementsAre(NEED_HOIST));
  EXPECT_EQ(TrainedFor(session), 0);
  EXPECT_EQ(ReasonOf(Withdraw(trained->training().name(), Officer())), type::v1::ERROR_REASON_STATE_FORBIDS);
}

TEST_F(StaffMembers, TrainingIsReadWithItsOwnerAndChangedByNobodyElse) {
  const std::string staff = AddStaff().name();
  const std::string training = Train(staff, NEED_HOIST, absl::CivilDay(2199, 1, 1))->training().name();
  const auto read =
      Ask<v1::GetStaffMemberResponse>("GetStaffMember", Staff(provider_), Naming<v1::GetStaffMemberRequest>(staff));
  ASSERT_THAT(read->trainings(), SizeIs(1));
  EXPECT_EQ(read->trainings(0).name(), training);
  EXPECT_EQ(read->trainings(0).expire_date().year(), 2199);
  const rpc::Call other = Staff(AddProvider());
  for (const std::string& name : {training, std::string("trainings/0190a5e2-7c1d-7b3e-8f00-0123456789ab")}) {
    EXPECT_EQ(ReasonOf(Withdraw(name, other)), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Withdraw(name, OtherCouncilsOfficer())), type::v1::ERROR_REASON_NOT_FOUND);
  }
  EXPECT_EQ(ReasonOf(Ask<v1::RecordTrainingResponse>(
                "RecordTraining", other,
                TrainingRequest(staff, NEED_HOIST, absl::CivilDay(2026, 1, 1), absl::CivilDay(2027, 1, 1)))),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(StaffMembers, TrainingMustBeForANeedThatAsksForItAndEndAfterItBegins) {
  const std::string staff = AddStaff().name();
  const absl::CivilDay first(2026, 1, 1);
  EXPECT_EQ(ReasonOf(Train(staff, type::v1::NEED_MAKATON, first + 1, first)), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Train(staff, NEED_HOIST, first - 1, first)), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_TRUE(Train(staff, NEED_HOIST, first, first).ok());
  EXPECT_EQ(ReasonOf(Train(kUnknownStaff, NEED_HOIST, first + 1, first)), type::v1::ERROR_REASON_NOT_FOUND);
  auto request = TrainingRequest(staff, NEED_HOIST, first, first);
  request.mutable_training()->clear_expire_date();
  EXPECT_EQ(ReasonOf(Ask<v1::RecordTrainingResponse>("RecordTraining", Officer(), request)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  auto withdraw = Naming<v1::WithdrawTrainingRequest>("trainings/0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  EXPECT_EQ(ReasonOf(Ask<v1::WithdrawTrainingResponse>("WithdrawTraining", Officer(), withdraw)),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(StaffMembers, TrainingThatEndsIsListedSoonestFirstUnlessItIsRenewed) {
  const absl::CivilDay day(2031, 6, 1);
  const auto train = [&](const std::string& name, type::v1::Need need, absl::CivilDay last) {
    const std::string staff = AddStaff(name).name();
    EXPECT_TRUE(Train(staff, need, last).ok());
    return staff;
  };
  train("Second", NEED_HOIST, day - 1);
  train("First", NEED_RESCUE_MEDICATION, day - 30);
  train("On the day itself", NEED_HOIST, day);
  const std::string renewed = train("Renewed", NEED_HOIST, day - 3);
  ASSERT_TRUE(Train(renewed, NEED_HOIST, day + 300, day - 2).ok());
  const std::string gap = train("Renewed a day too late", NEED_HOIST, day - 3);
  ASSERT_TRUE(Train(gap, NEED_HOIST, day + 300, day - 1).ok());
  EXPECT_THAT(Expiring(Officer(), day), ElementsAre("First", "Renewed a day too late", "Second"));
  EXPECT_THAT(Expiring(Staff(provider_), day, /*page_size=*/1),
              ElementsAre("First", "Renewed a day too late", "Second"));
  EXPECT_THAT(Expiring(Staff(AddProvider()), day), IsEmpty());
  EXPECT_THAT(Expiring(OtherCouncilsOfficer(), day), IsEmpty());
  EXPECT_EQ(ReasonOf(Ask<v1::ListTrainingExpiringResponse>("ListTrainingExpiring", Officer(),
                                                           v1::ListTrainingExpiringRequest())),
            type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(StaffMembers, AChangeSentAgainIsDoneOnce) {
  const auto request = StaffRequest(provider_, "Sam Sample");
  const auto first = Ask<v1::CreateStaffMemberResponse>("CreateStaffMember", Officer(), request);
  const auto again = Ask<v1::CreateStaffMemberResponse>("CreateStaffMember", Officer(), request);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(CountOf("staff_members"), 1);
}

}  // namespace
}  // namespace shortbreaks::roster
