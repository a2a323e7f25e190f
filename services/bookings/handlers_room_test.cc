// Refusals because of what a child needs, as the handlers give them.
#include "bookings/handlers_test.h"

namespace shortbreaks::bookings {
namespace {

class RoomHandlers : public Handlers {
 protected:
  RoomHandlers() { decider_.allocation.clear(); }
  FakeStore::Session& session() { return store_.sessions[{kCouncil, session_}]; }
  FakeStore::Child& child() { return store_.children[{kCouncil, child_}]; }
  std::string FullBy(const v1::HoldPlaceRequest& request) { return errors::MetadataOf(Hold(request).status(), "full"); }
};

TEST_F(RoomHandlers, ARefusalSaysWhatIsFull) {
  session().staff = 1;
  child().ratio = {2, 1};
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(FullBy(HoldRequest()), "staff");
  session().staff.reset();
  session().caps = {{{1, 1}, 0}};
  EXPECT_EQ(FullBy(HoldRequest()), "ratio_cap");
  session().reserve_places = 1;
  EXPECT_EQ(FullBy(HoldRequest()), "reserve");
  session().places = 0;
  EXPECT_EQ(FullBy(HoldRequest()), "places");
  EXPECT_EQ(decider_.calls, 0);
}

TEST_F(RoomHandlers, StaffWhoAreNotTrainedAreNoReasonToAskTheRules) {
  session().trained_for = 0;
  child().trained_needs = 1 << 2;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  EXPECT_EQ(decider_.calls, 0);
}

// A stranger learns nothing of what the child needs.
TEST_F(RoomHandlers, WhatAChildNeedsIsNotToldToStrangers) {
  child().carers.clear();
  child().ratio = {2, 1};
  session().staff = 1;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_NOT_ALLOWED);
  session().staff.reset();
  session().trained_for = 0;
  child().trained_needs = 1 << 2;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(RoomHandlers, AnOfficersReasonTakesAPlaceThatIsKeptBack) {
  session().reserve_places = 1;
  v1::BookPlaceRequest request;
  request.set_child(ids::ResourceName("children", child_));
  request.set_session(ids::ResourceName("sessions", session_));
  const auto book = [&] {
    request.set_request_id(ids::ToText(ids::NewUuid()));
    return Run<v1::BookPlaceResponse>("BookPlace", CallAs(Role::kOfficer), request);
  };
  EXPECT_EQ(errors::MetadataOf(book().status(), "full"), "reserve");
  request.set_officer_reason("The family is in crisis.");
  EXPECT_TRUE(book().ok());
}

// Says that it lets in as many as fit, and that a session fills up between glance and attempt.
class FillingAdmission : public CountingAdmission {
 public:
  absl::StatusOr<std::unique_ptr<redis::Permit>> Admit(const std::string& session, int places_left,
                                                       absl::Time deadline) override {
    room = places_left;
    if (then) then();
    return CountingAdmission::Admit(session, places_left, deadline);
  }
  int room = -1;
  std::function<void()> then;
};

TEST_F(RoomHandlers, AChildForWhomTheStaffRanOutGivesItsPermitBackAndOneWhoNeedsLessGetsIn) {
  FillingAdmission admission;
  table_ = MakeHandlers({store_, decider_, admission, tokens_, metrics_, {}});
  session().places = 5;
  session().staff = 3;
  child().ratio = {2, 1};
  admission.then = [&] { session().staff_shares_taken = 2 * capacity::kSharesOfOneStaff; };
  EXPECT_EQ(FullBy(HoldRequest()), "staff");
  EXPECT_EQ(admission.room, 1) << "one more at two to one fits three staff";
  EXPECT_EQ(admission.out, 0);
  child().ratio = {1, 3};
  EXPECT_TRUE(Hold(HoldRequest()).ok());
  EXPECT_EQ(admission.room, 3);
  EXPECT_EQ(admission.out, 0);
}

}  // namespace
}  // namespace shortbreaks::bookings
