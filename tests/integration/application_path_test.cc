// A family from application to panel to booking to refund to the year's end, over the services' RPCs as partners'
// programs call them. The same family goes through the command line tool in cli_application_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/family.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using namespace eligibility::v1;  // NOLINT: this file sends these messages and few others
using support::RunningServices;
using testing::HasSubstr;
using testing::SizeIs;

class ApplicationPath : public testing::Test {
 protected:
  static void SetUpTestSuite() { services_ = RunningServices::Create().release(); }
  static void TearDownTestSuite() {
    delete services_;
    services_ = nullptr;
  }

  // One step of an application, or of an allocation, on the etag that it has.
  template <typename Request, typename Method, typename Subject>
  static auto Do(Client& client, Method method, const Subject& subject, Request request = {}) {
    request.set_request_id(NewRequestId());
    request.set_name(subject.name());
    request.set_etag(subject.etag());
    return (client.*method)(request, {});
  }
  Application Create() {
    CreateApplicationRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_application()->set_child(family_.child);
    request.mutable_application()->set_offer("targeted");
    request.mutable_application()->set_applicant_kind(APPLICANT_KIND_FAMILY);
    return parent_.CreateApplication(request).value().application();
  }
  Panel CreatePanel() {
    CreatePanelRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_panel()->set_title("December panel");
    request.mutable_panel()->set_role("the panel");
    request.mutable_panel()->add_members("A. Example");
    request.mutable_panel()->add_members("B. Example");
    *request.mutable_panel()->mutable_meet_date() = wire::ToProto(Today());
    return officer_.CreatePanel(request).value().panel();
  }
  Panel Close(const Panel& panel) {
    UpdatePanelRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_panel() = panel;
    request.set_close(true);
    return officer_.UpdatePanel(request).value().panel();
  }
  static DecideApplicationRequest Approve(int64_t hours) {
    DecideApplicationRequest request;
    request.set_outcome(APPLICATION_OUTCOME_APPROVE_VARIED);
    request.set_reason("Two adults are needed.");
    request.mutable_grant()->mutable_quantity()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
    request.mutable_grant()->mutable_quantity()->set_amount(hours * 60);
    request.mutable_grant()->set_funding_stream("short-breaks-grant");
    *request.mutable_grant()->mutable_window_start() = wire::ToProto(Today() - 1);
    *request.mutable_grant()->mutable_window_end() = wire::ToProto(Today() + 300);
    return request;
  }
  Allocation Read(const std::string& name) {
    GetAllocationRequest request;
    request.set_name(name);
    return officer_.GetAllocation(request).value().allocation();
  }
  absl::StatusOr<bookings::v1::BookPlaceResponse> Book(const std::string& session) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family_.child);
    request.set_session(session);
    return parent_.BookPlace(request);
  }
  void Cancel(const std::string& booking) {
    bookings::v1::CancelBookingRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(booking);
    ASSERT_TRUE(parent_.CancelBooking(request).ok());
  }
  std::vector<int> KindsOf(const std::string& allocation) {
    bookings::v1::ListLedgerEntriesRequest request;
    request.set_allocation(allocation);
    const auto ledger = officer_.ListLedgerEntries(request).value();
    std::vector<int> kinds;
    for (const auto& entry : ledger.entries()) kinds.push_back(entry.kind());
    return kinds;
  }
  static absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

  static RunningServices* services_;
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  Client second_ = services_->As({identity::Role::kOfficer, council_, "second-key", "", "test-suite"});
  const support::Family family_ = support::AddFamily(officer_, 180);
  Client parent_ = services_->Carer(council_, family_.carer);
};
RunningServices* ApplicationPath::services_ = nullptr;

TEST_F(ApplicationPath, FromAnApplicationToTheYearsEnd) {
  Application application = Do<SubmitApplicationRequest>(parent_, &Client::SubmitApplication, Create())->application();
  EXPECT_EQ(application.state(), APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_NE(application.policy(), "");

  // 130 hours are beyond an officer, so it goes to the panel; and beyond one pair of eyes.
  const auto above = Do(officer_, &Client::DecideApplication, application, Approve(130));
  EXPECT_EQ(ReasonOf(above.status()), type::v1::ERROR_REASON_ABOVE_LIMIT);
  const Panel panel = CreatePanel();
  ListForPanelRequest listing;
  listing.set_panel(panel.name());
  application = Do(officer_, &Client::ListForPanel, application, listing)->application();
  application = Do(officer_, &Client::DecideApplication, application, Approve(130))->application();
  EXPECT_TRUE(application.decision().awaits_second_key());
  const auto alone = Do<ConfirmDecisionRequest>(officer_, &Client::ConfirmDecision, application);
  EXPECT_EQ(ReasonOf(alone.status()), type::v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  application = Do<ConfirmDecisionRequest>(second_, &Client::ConfirmDecision, application)->application();
  EXPECT_EQ(application.state(), APPLICATION_STATE_APPROVED_VARIED);
  EXPECT_THAT(Close(panel).record(), HasSubstr("Approved, otherwise than asked: 130 hours"));
  NotifyApplicationRequest notify;
  notify.set_channel("by letter");
  application = Do(officer_, &Client::NotifyApplication, application, notify)->application();
  EXPECT_EQ(application.state(), APPLICATION_STATE_NOTIFIED);

  // What is approved pays once the family has accepted it.
  const std::string session = support::AddSession(officer_, support::AddClub(officer_), 1, absl::Hours(24 * 7));
  EndAllocationRequest end;
  end.set_reason("The new one takes its place.");
  ASSERT_TRUE(Do(officer_, &Client::EndAllocation, Read(family_.allocation), end).ok());
  EXPECT_EQ(ReasonOf(Book(session).status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  const std::string& allocation = application.allocation();
  ASSERT_TRUE(Do<AcceptAllocationRequest>(parent_, &Client::AcceptAllocation, Read(allocation)).ok());
  const std::string booking = Book(session).value().booking().name();
  EXPECT_EQ(Read(allocation).balance(), 127 * 60);
  Cancel(booking);
  EXPECT_EQ(Read(allocation).balance(), 130 * 60);

  // A year later.
  services_->mysql()
      .AsRoot(
          "UPDATE allocations SET window_start = '2020-01-01', window_end = '2020-12-31' WHERE council_id = ? "
          "AND state = 1",
          {council_})
      .value();
  RunCalendarRequest calendar;
  calendar.set_request_id(NewRequestId());
  const RunCalendarResponse done = officer_.RunCalendar(calendar).value();
  EXPECT_EQ(done.expired(), 1);
  EXPECT_EQ(done.carried_over(), 1);
  EXPECT_THAT(KindsOf(allocation),
              testing::ElementsAre(bookings::v1::LEDGER_ENTRY_KIND_GRANT, bookings::v1::LEDGER_ENTRY_KIND_DEBIT,
                                   bookings::v1::LEDGER_ENTRY_KIND_REFUND, bookings::v1::LEDGER_ENTRY_KIND_CARRY_OVER,
                                   bookings::v1::LEDGER_ENTRY_KIND_EXPIRE));
  EXPECT_EQ(Read(allocation).state(), ALLOCATION_STATE_EXPIRED);
  ListAllocationsRequest list;
  list.set_child(family_.child);
  const auto all = officer_.ListAllocations(list).value();
  ASSERT_THAT(all.allocations(), SizeIs(3));
  const auto over = std::find_if(all.allocations().begin(), all.allocations().end(),
                                 [&](const Allocation& each) { return each.carried_from() == allocation; });
  ASSERT_NE(over, all.allocations().end());
  EXPECT_EQ(over->balance(), 6 * 60);
  const auto proved = officer_.ReconcileLedger(bookings::v1::ReconcileLedgerRequest()).value();
  EXPECT_EQ(proved.accounts(), 3);
  EXPECT_EQ(proved.mismatches_size(), 0);
  CloseApplicationRequest close;
  close.set_reason("Done.");
  EXPECT_EQ(Do(officer_, &Client::CloseApplication, application, close)->application().state(),
            APPLICATION_STATE_CLOSED);
}

}  // namespace
}  // namespace shortbreaks
