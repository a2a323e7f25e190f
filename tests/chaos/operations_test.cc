// Whatever families, providers and officers do, in whatever order: places, staff and caps are never exceeded, counters
// are what the bookings say, an offered place is counted once, the ledger is what the bookings stand for. Operations at
// random, from a seed that is printed, on the services as they run, with their sweeper and their maker of offers.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "bookings/mysql_world.h"
#include "support/family.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using mysql::Bytes;
using support::RunningServices;

class Operations : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    RecordProperty("seed", static_cast<int>(GetParam()));
    constexpr int kRatios[][2] = {{2, 1}, {1, 1}, {1, 2}, {1, 3}};
    for (int i = 0; i < 12; ++i) {
      families_.push_back(support::AddFamily(officer_, 6'000));
      Root(
          "UPDATE children SET ratio_staff = ?, ratio_children = ?, version = version + 1 WHERE council_id = ? AND "
          "child_id = ?",
          {int64_t{kRatios[i % 4][0]}, int64_t{kRatios[i % 4][1]}, council_, Id(families_.back().child)});
    }
    Root("UPDATE activities SET ratio_staff = 2, ratio_children = 1, needs_match_hours = 0 WHERE council_id = ?",
         {council_});
    Root("UPDATE activities SET needs_match_hours = 24 WHERE council_id = ? AND activity_id = ?",
         {council_, Id(asking_club_)});
    for (int i = 0; i < 4; ++i) Publish();
  }

  static mysql::Parameter Id(const std::string& name) {
    return Bytes{ids::IdOf(name.substr(0, name.find('/')), name).value()};
  }
  mysql::Rows Root(std::string_view sql, const mysql::Parameters& parameters) {
    return services_->mysql().AsRoot(sql, parameters).value();
  }
  size_t Below(size_t count) { return random_() % count; }
  int Number(int from, int to) { return from + static_cast<int>(Below(static_cast<size_t>(to - from) + 1)); }
  template <typename Item>
  const Item& Any(const std::vector<Item>& items) {
    return items[Below(items.size())];
  }
  template <typename Request>
  Request New() {
    Request request;
    request.set_request_id(NewRequestId());
    return request;
  }
  // Counted by what became of it: an operation that is always refused would show nothing.
  template <typename Response>
  bool Count(const std::string& what, const absl::StatusOr<Response>& response) {
    ++outcomes_[absl::StrCat(what, " ", response.ok() ? "done" : ReasonName(response.status()))];
    const auto reason = ReasonOf(response.status());
    EXPECT_NE(reason, type::v1::ERROR_REASON_INTERNAL) << what << ": " << response.status();
    return response.ok();
  }

  // A name of one of the bookings in those states, or empty.
  std::string AnyBooking(const std::string& states) {
    const mysql::Rows rows = Root(absl::StrCat("SELECT booking_id FROM bookings WHERE council_id = ? AND state IN (",
                                               states, ") AND start_time > NOW(6) ORDER BY booking_id"),
                                  {council_});
    return rows.empty() ? "" : ids::ResourceName("bookings", rows[Below(rows.size())].Text(0));
  }
  std::string AnyEntry(int state) {
    const mysql::Rows rows =
        Root("SELECT entry_id FROM waiting_entries WHERE council_id = ? AND state = ? ORDER BY entry_id",
             {council_, int64_t{state}});
    return rows.empty() ? "" : ids::ResourceName("waitingListEntries", rows[Below(rows.size())].Text(0));
  }

  void Publish() {
    const std::string& club = Below(3) == 0 ? asking_club_ : club_;
    ++published_;
    sessions_.push_back(support::AddSession(officer_, club, Number(1, 4), absl::Hours(30 + 5 * published_)));
    if (Below(2) == 0) SetCapacity(sessions_.back());
  }

  void SetCapacity(const std::string& session) {
    auto request = New<availability::v1::SetCapacityRequest>();
    request.set_session(session);
    availability::v1::GetSessionRequest get;
    get.set_name(session);
    auto read = officer_.GetSession(get);
    ASSERT_TRUE(read.ok()) << read.status();
    request.set_etag(read->offer().session().etag());
    auto& capacity = *request.mutable_capacity();
    capacity.set_places(Number(0, 5));
    if (Below(3) > 0) capacity.set_staff(Number(0, 4));
    if (Below(2) == 0) {
      auto& cap = *capacity.add_ratio_caps();
      cap.mutable_support_ratio()->set_staff(1);
      cap.mutable_support_ratio()->set_children(1);
      cap.set_children_max(Number(0, 2));
    }
    if (Below(4) == 0) capacity.set_reserve_places(Number(0, capacity.places()));
    Count("set capacity", officer_.SetCapacity(request));
  }

  void CallOff(const std::string& session) {
    auto request = New<availability::v1::CancelSessionRequest>();
    request.set_name(session);
    request.set_reason("The hall is closed.");
    Count("call off", officer_.CancelSession(request));
  }

  void Hold() {
    auto request = New<bookings::v1::HoldPlaceRequest>();
    request.set_child(Any(families_).child);
    request.set_session(Any(sessions_));
    Count("hold", officer_.HoldPlace(request));
  }

  void Book() {
    auto request = New<bookings::v1::BookPlaceRequest>();
    request.set_child(Any(families_).child);
    request.set_session(Any(sessions_));
    request.set_join_waiting_list(Below(2) == 0);
    if (Below(8) == 0) request.set_officer_reason("The family is in crisis.");
    auto booked = officer_.BookPlace(request);
    Count(booked.ok() && !booked->waiting_list_entry().empty() ? "book, and join" : "book", booked);
  }

  void Confirm(const std::string& booking) {
    auto request = New<bookings::v1::ConfirmBookingRequest>();
    request.set_name(booking);
    Count("confirm", officer_.ConfirmBooking(request));
  }

  void Cancel(const std::string& booking) {
    auto request = New<bookings::v1::CancelBookingRequest>();
    request.set_name(booking);
    Count("cancel", officer_.CancelBooking(request));
  }

  void RunOut(const std::string& booking) {
    Root("UPDATE bookings SET hold_expire_time = NOW(6) WHERE council_id = ? AND booking_id = ? AND state IN (1, 8)",
         {council_, Id(booking)});
    ++outcomes_["run out done"];
  }

  void Join() {
    auto request = New<bookings::v1::JoinWaitingListRequest>();
    request.set_child(Any(families_).child);
    if (Below(2) == 0) {
      request.set_session(Any(sessions_));
    } else {
      request.set_activity(Below(2) == 0 ? club_ : asking_club_);
    }
    Count("join", officer_.JoinWaitingList(request));
  }

  void Accept(const std::string& entry) {
    auto request = New<bookings::v1::AcceptOfferRequest>();
    request.set_name(entry);
    Count("accept", officer_.AcceptOffer(request));
  }

  void Decline(const std::string& entry) {
    auto request = New<bookings::v1::DeclineOfferRequest>();
    request.set_name(entry);
    request.set_keep_waiting(Below(2) == 0);
    Count("decline", officer_.DeclineOffer(request));
  }

  void Answer(const std::string& booking) {
    auto request = New<bookings::v1::AnswerRequestRequest>();
    request.set_booking(booking);
    bookings::v1::GetBookingRequest get;
    get.set_name(booking);
    auto read = officer_.GetBooking(get);
    ASSERT_TRUE(read.ok()) << read.status();
    request.set_etag(read->booking().etag());
    request.set_officer_reason("The provider told us by telephone.");
    if (Below(3) == 0) {
      request.set_answer(bookings::v1::MATCH_ANSWER_CANNOT_MEET);
      request.set_cannot_meet_category(bookings::v1::CANNOT_MEET_CATEGORY_STAFFING);
      request.set_cannot_meet_reason("Nobody on shift can give this support.");
    } else {
      request.set_answer(bookings::v1::MATCH_ANSWER_SUITABLE);
    }
    Count("answer", officer_.AnswerRequest(request));
  }

  // The session begins, as time would have it, unless somebody is still to decide. Each at hours of its own, as they
  // were published: no child is in two places by it.
  void Begin(const std::string& session) {
    if (!Root("SELECT 1 FROM bookings WHERE council_id = ? AND session_id = ? AND state IN (1, 8, 9) UNION ALL "
              "SELECT 1 FROM sessions WHERE council_id = ? AND session_id = ? AND start_time <= NOW(6)",
              {council_, Bytes{session}, council_, Bytes{session}})
             .empty()) {
      return;
    }
    const int64_t hours = 1 + 4 * begun_++;
    Root(
        "UPDATE sessions SET booking_open_time = LEAST(booking_open_time, NOW(6) - INTERVAL ? HOUR), "
        "booking_close_time = NOW(6) - INTERVAL ? HOUR, end_time = NOW(6) - INTERVAL ? HOUR, "
        "start_time = NOW(6) - INTERVAL ? HOUR WHERE council_id = ? AND session_id = ?",
        {hours, hours, hours - 3, hours, council_, Bytes{session}});
    Root(
        "UPDATE bookings SET start_time = NOW(6) - INTERVAL ? HOUR, end_time = NOW(6) - INTERVAL ? HOUR WHERE "
        "council_id = ? AND session_id = ? AND live_session_id IS NOT NULL",
        {hours, hours - 3, council_, Bytes{session}});
  }

  // The register is marked, twice for some.
  void Mark() {
    const mysql::Rows rows =
        Root("SELECT session_id, booking_id FROM bookings WHERE council_id = ? AND state = 2 ORDER BY booking_id",
             {council_});
    if (rows.empty()) return;
    const mysql::Row& row = rows[Below(rows.size())];
    const std::string session = ids::ResourceName("sessions", row.Text(0));
    Begin(row.Text(0));
    auto request = New<bookings::v1::MarkAttendanceRequest>();
    request.set_session(session);
    auto& mark = *request.add_marks();
    mark.set_booking(ids::ResourceName("bookings", row.Text(1)));
    mark.set_reason("As the register on paper says.");
    switch (Below(4)) {
      case 0:
        mark.set_outcome(bookings::v1::ATTENDANCE_OUTCOME_ATTENDED);
        break;
      case 1:
        mark.set_outcome(bookings::v1::ATTENDANCE_OUTCOME_PART_ATTENDED);
        mark.set_minutes(Number(1, 120));
        break;
      case 2:
        mark.set_outcome(bookings::v1::ATTENDANCE_OUTCOME_NO_SHOW);
        break;
      default:
        mark.set_outcome(bookings::v1::ATTENDANCE_OUTCOME_PROVIDER_CAUSE);
    }
    Count("mark", officer_.MarkAttendance(request));
  }

  // Of a name that may be empty.
  template <typename Operation>
  void With(const std::string& name, Operation operation) {
    if (!name.empty()) operation(name);
  }

  void OperateOnce() {
    switch (Below(16)) {
      case 0:
        return Publish();
      case 1:
        return SetCapacity(Any(sessions_));
      case 2:
        return Hold();
      case 3:
      case 4:
      case 5:
        return Book();
      case 6:
        return With(AnyBooking("1"), [&](const std::string& name) { Confirm(name); });
      case 7:
      case 8:
        return With(AnyBooking("2, 9"), [&](const std::string& name) { Cancel(name); });
      case 9:
        return With(AnyBooking("1, 8"), [&](const std::string& name) { RunOut(name); });
      case 10:
        return Join();
      case 11:
      case 12:
        return With(AnyEntry(2), [&](const std::string& name) { Accept(name); });
      case 13:
        return With(AnyEntry(2), [&](const std::string& name) { Decline(name); });
      case 14:
        return With(AnyBooking("9"), [&](const std::string& name) { Answer(name); });
      default:
        if (Below(6) == 0) return CallOff(Any(sessions_));
        return Mark();
    }
  }

  void ExpectEverythingAgrees(int after) {
    bookings::MysqlWorld world(services_->mysql());
    EXPECT_THAT(world.BrokenPromises(), testing::IsEmpty()) << "after " << after << " operations";
    auto request = bookings::v1::ReconcileLedgerRequest();
    auto reconciled = officer_.ReconcileLedger(request);
    ASSERT_TRUE(reconciled.ok()) << reconciled.status();
    EXPECT_EQ(reconciled->mismatches_size(), 0) << reconciled->mismatches(0).text();
  }

  // Of what must have succeeded once for the agreement to say anything.
  std::vector<std::string> NeverDone() {
    std::vector<std::string> never;
    for (const char* must : {"book done", "cancel done", "confirm done", "join done", "accept done", "mark done",
                             "set capacity done", "answer done"}) {
      if (outcomes_[must] == 0) never.emplace_back(must);
    }
    return never;
  }

  std::unique_ptr<RunningServices> services_ = RunningServices::Create({"--offer-ms", "100", "--sweep-ms", "100"});
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  const std::string club_ = support::AddClub(officer_), asking_club_ = support::AddClub(officer_);
  std::vector<support::Family> families_;
  std::vector<std::string> sessions_;
  int published_ = 0, begun_ = 0;
  std::mt19937 random_{GetParam()};
  std::map<std::string, int> outcomes_;
};

TEST_P(Operations, InAnyOrderLeaveEverythingInAgreement) {
  std::cout << "seed " << GetParam() << "\n";
  // Longer where chance has left one of them out.
  for (int i = 1; (i <= 400 || !NeverDone().empty()) && i <= 2'000 && !HasFailure(); ++i) {
    OperateOnce();
    if (i % 40 == 0) ExpectEverythingAgrees(i);
  }
  for (const auto& [what, times] : outcomes_) std::cout << times << " x " << what << "\n";
  EXPECT_THAT(NeverDone(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, Operations, testing::Values(1u, std::random_device{}()),
                         [](const auto& info) { return info.index == 0 ? "Fixed" : "Fresh"; });

}  // namespace
}  // namespace shortbreaks
