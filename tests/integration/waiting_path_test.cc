// A waiting list through the real programs: who comes too late waits, and has the place within seconds of its coming
// free.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "london/london.h"
#include "support/family.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using support::Family;
using support::RunningServices;

class WaitingPath : public testing::Test {
 protected:
  explicit WaitingPath(std::vector<std::string> bookings_arguments = {})
      : services_(RunningServices::Create(std::move(bookings_arguments))) {}

  absl::StatusOr<bookings::v1::BookPlaceResponse> Book(const Family& family, bool join_waiting_list) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family.child);
    request.set_session(session_);
    request.set_join_waiting_list(join_waiting_list);
    return As(family).BookPlace(request);
  }
  Client As(const Family& family) { return services_->Carer(council_, family.carer); }

  // `next` waits for the place that `first` has, which gives it up.
  bookings::v1::WaitingListEntry OfferedAfter(const Family& first, const Family& next) {
    const auto booked = Book(first, false);
    EXPECT_TRUE(booked.ok()) << booked.status();
    const auto waits = Book(next, true);
    EXPECT_TRUE(waits.ok()) << waits.status();
    if (!booked.ok() || !waits.ok()) return {};
    EXPECT_FALSE(waits->waiting_list_entry().empty());
    bookings::v1::CancelBookingRequest cancel;
    cancel.set_request_id(NewRequestId());
    cancel.set_name(booked->booking().name());
    EXPECT_TRUE(As(first).CancelBooking(cancel).ok());
    return Offered(next, waits->waiting_list_entry());
  }

  // The entry once it is offered; waits for it as a family would.
  bookings::v1::WaitingListEntry Offered(const Family& family, const std::string& entry) {
    bookings::v1::GetWaitingListEntryRequest request;
    request.set_name(entry);
    const absl::Time end = absl::Now() + absl::Seconds(60);
    for (;;) {
      auto got = As(family).GetWaitingListEntry(request);
      EXPECT_TRUE(got.ok()) << got.status();
      if (!got.ok() || got->entry().state() == bookings::v1::WAITING_LIST_ENTRY_STATE_OFFERED || absl::Now() > end) {
        return got.ok() ? got->entry() : bookings::v1::WaitingListEntry();
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

  const std::unique_ptr<RunningServices> services_;
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  const std::string session_ = support::AddSession(officer_, support::AddClub(officer_), 1, absl::Hours(24 * 14));
};

TEST_F(WaitingPath, APlaceGivenUpReachesTheNextFamilyByItself) {
  const Family first = support::AddFamily(officer_, 600), next = support::AddFamily(officer_, 600);
  const auto offered = OfferedAfter(first, next);
  ASSERT_EQ(offered.state(), bookings::v1::WAITING_LIST_ENTRY_STATE_OFFERED);
  bookings::v1::AcceptOfferRequest accept;
  accept.set_request_id(NewRequestId());
  accept.set_name(offered.name());
  const auto accepted = As(next).AcceptOffer(accept);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->booking().name(), offered.booking());
  EXPECT_EQ(accepted->booking().state(), bookings::v1::BOOKING_STATE_CONFIRMED);
  bookings::v1::GetBalanceRequest balance;
  balance.set_child(next.child);
  EXPECT_EQ(As(next).GetBalance(balance)->balances(0).spent(), 180);
}

// An offer for a session that is two weeks away lasts a day. The hour in which it runs out is quiet, and the hours
// beside it, in case clocks change until then.
class QuietHours : public WaitingPath {
 protected:
  QuietHours() : QuietHours(london::ClockAt(absl::Now()).hour()) {}
  explicit QuietHours(int hour)
      : WaitingPath({"--offer-quiet-from-hour", absl::StrCat((hour + 23) % 24), "--offer-quiet-until-hour",
                     absl::StrCat((hour + 3) % 24)}),
        until_((hour + 3) % 24) {}
  const int until_;
};

TEST_F(QuietHours, AnOfferIsKeptUntilHalfAnHourAfterThem) {
  const Family first = support::AddFamily(officer_, 600), next = support::AddFamily(officer_, 600);
  const auto runs_out = london::ClockAt(wire::FromProto(OfferedAfter(first, next).offer_expire_time()));
  EXPECT_EQ(runs_out.hour(), until_);
  EXPECT_EQ(runs_out.minute(), 30);
}

}  // namespace
}  // namespace shortbreaks
