// Whom it affects when staff are away or a training ends, on a real database.
#include "bookings/affected_bookings.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include <map>

#include "bookings/mysql_world.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

using mysql::Bytes;
using testing::ElementsAre;
using testing::IsEmpty;
using type::v1::NEED_GASTROSTOMY;
using type::v1::NEED_HOIST;

constexpr int64_t kOne = 232'792'560;
constexpr int64_t Bit(type::v1::Need need) { return int64_t{1} << need; }

class AffectedBookings : public testing::Test {
 protected:
  AffectedBookings()
      : store_(world_.pool()),
        tokens_(std::string(32, 'k')),
        table_(MakeAffectedHandlers({store_, tokens_})),
        session_(world_.AddSession({.places = 8})) {}

  rpc::Call As(identity::Role role, const std::string& provider = {}) const {
    rpc::Call call;
    call.principal = {role, world_.council, "someone", provider, "test-app"};
    call.deadline = absl::Now() + absl::Seconds(20);
    return call;
  }
  rpc::Call Officer() const { return As(identity::Role::kOfficer); }
  rpc::Call OwnStaff(const ids::Uuid& session) {
    const auto rows = Root("SELECT provider_id FROM sessions WHERE council_id = ? AND session_id = ?",
                           {world_.council, Bytes{session}});
    return As(identity::Role::kProvider, ids::ResourceName("providers", rows.front().Text(0)));
  }
  template <typename Response>
  absl::StatusOr<Response> Ask(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }
  absl::StatusOr<v1::ListAffectedBookingsResponse> Affected(const rpc::Call& call, const ids::Uuid& session,
                                                            int page_size = 50, const std::string& token = {}) {
    v1::ListAffectedBookingsRequest request;
    request.set_session(ids::ResourceName("sessions", session));
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Ask<v1::ListAffectedBookingsResponse>("ListAffectedBookings", call, request);
  }
  absl::StatusOr<v1::ListShortSessionsResponse> Short(const rpc::Call& call,
                                                      const v1::ListShortSessionsRequest& request = {}) {
    return Ask<v1::ListShortSessionsResponse>("ListShortSessions", call, request);
  }

  mysql::Rows Root(const std::string& sql, const mysql::Parameters& parameters) {
    return support::SharedMysql().AsRoot(sql, parameters).value();
  }
  // As availability leaves it; a number below 0 is null.
  void Staff(const ids::Uuid& session, int64_t staff, int64_t trained_for) {
    Root(
        "UPDATE sessions SET staff_shares_over = GREATEST(staff_shares_taken - ? * 232792560, 0), "
        "staff = NULLIF(?, -1), trained_for = NULLIF(?, -1) WHERE council_id = ? AND session_id = ?",
        {staff, staff, trained_for, world_.council, Bytes{session}});
  }
  // A booking of a child at 1:1, as it is kept; its name.
  std::string Book(const ids::Uuid& session, int64_t needs, int state = 2) {
    const ids::Uuid child = world_.AddChild(ids::NewUuid()), booking = ids::NewUuid();
    Root("UPDATE children SET trained_needs = ? & 28 WHERE council_id = ? AND child_id = ?",
         {needs, world_.council, Bytes{child}});
    Root(
        "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, state, start_time, "
        "end_time, free_until_time, child_version, session_version, partner_id, create_time, update_time, "
        "ratio_staff, ratio_children, staff_shares, match_due_time) SELECT council_id, ?, ?, session_id, session_id, "
        "?, "
        "start_time, end_time, start_time, 1, 1, 'test', NOW(6), NOW(6), 1, 1, 232792560, IF(? = 9, start_time, NULL) "
        "FROM sessions "
        "WHERE council_id = ? AND session_id = ?",
        {Bytes{booking}, Bytes{child}, int64_t{state}, int64_t{state}, world_.council, Bytes{session}});
    Root(
        "UPDATE sessions SET places_taken = places_taken + 1, staff_shares_taken = staff_shares_taken + 232792560 "
        "WHERE council_id = ? AND session_id = ?",
        {world_.council, Bytes{session}});
    return ids::ResourceName("bookings", booking);
  }
  static std::vector<std::string> Names(const v1::ListAffectedBookingsResponse& response) {
    std::vector<std::string> names;
    for (const auto& each : response.bookings()) names.push_back(each.booking().name());
    return names;
  }

  MysqlWorld world_{support::SharedMysql()};
  AffectedStore store_;
  paging::PageTokens tokens_;
  rpc::HandlerTable table_;
  ids::Uuid session_;
};

TEST_F(AffectedBookings, AreNoneWhereStaffAreEnoughAndTrained) {
  Book(session_, Bit(NEED_HOIST));
  Book(session_, 0);
  Staff(session_, 2, Bit(NEED_HOIST));
  const auto affected = Affected(Officer(), session_);
  ASSERT_TRUE(affected.ok()) << affected.status();
  EXPECT_EQ(affected->staff_short(), 0);
  EXPECT_THAT(Names(*affected), IsEmpty());
  EXPECT_EQ(Short(Officer())->sessions_size(), 0);
}

TEST_F(AffectedBookings, AreThoseWhoseChildNeedsTrainingThatNobodyOnShiftHas) {
  Book(session_, 0);
  const std::string hoist = Book(session_, Bit(NEED_HOIST) | Bit(type::v1::NEED_AUTISM));
  const std::string both = Book(session_, Bit(NEED_HOIST) | Bit(NEED_GASTROSTOMY), /*state=*/9);
  Book(session_, Bit(NEED_GASTROSTOMY));
  Book(session_, Bit(NEED_HOIST), /*state=*/5);
  Staff(session_, 8, Bit(NEED_GASTROSTOMY));
  const auto affected = Affected(OwnStaff(session_), session_);
  ASSERT_TRUE(affected.ok()) << affected.status();
  EXPECT_EQ(affected->staff_short(), 0);
  EXPECT_THAT(Names(*affected), ElementsAre(hoist, both));
  EXPECT_THAT(affected->bookings(0).untrained_for(), ElementsAre(NEED_HOIST));
  EXPECT_EQ(affected->bookings(0).support_ratio().staff(), 1);
  const auto sessions = Short(Officer());
  ASSERT_EQ(sessions->sessions_size(), 1);
  EXPECT_EQ(sessions->sessions(0).session(), ids::ResourceName("sessions", session_));
  EXPECT_EQ(sessions->sessions(0).bookings_untrained(), 2);
}

TEST_F(AffectedBookings, NobodyIsAskedForTrainingWhereStaffAreNotPlannedByName) {
  Book(session_, Bit(NEED_HOIST));
  Staff(session_, 1, -1);
  EXPECT_THAT(Names(*Affected(Officer(), session_)), IsEmpty());
  EXPECT_EQ(Short(Officer())->sessions_size(), 0);
}

TEST_F(AffectedBookings, WhereStaffAreShortAreAllInTheOrderInWhichTheyWereMade) {
  std::vector<std::string> booked;
  for (int i = 0; i < 5; ++i) booked.push_back(Book(session_, i == 3 ? Bit(NEED_HOIST) : 0));
  Staff(session_, 3, 0);
  const auto affected = Affected(Officer(), session_);
  ASSERT_TRUE(affected.ok()) << affected.status();
  EXPECT_EQ(affected->staff_short(), 2);
  EXPECT_EQ(Names(*affected), booked);
  EXPECT_THAT(affected->bookings(3).untrained_for(), ElementsAre(NEED_HOIST));
  EXPECT_THAT(affected->bookings(4).untrained_for(), IsEmpty());

  std::vector<std::string> paged;
  std::string token;
  do {
    const auto page = Affected(Officer(), session_, 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->staff_short(), 2);
    for (const std::string& name : Names(*page)) paged.push_back(name);
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, booked);
}

TEST_F(AffectedBookings, APartOfAMemberOfStaffCountsAsOneAndStaffThatAreNotCountedAreNeverShort) {
  Root("UPDATE sessions SET staff_shares_taken = ? WHERE council_id = ? AND session_id = ?",
       {kOne + 1, world_.council, Bytes{session_}});
  EXPECT_EQ(Affected(Officer(), session_)->staff_short(), 0);
  Staff(session_, 1, -1);
  EXPECT_EQ(Affected(Officer(), session_)->staff_short(), 1);
  EXPECT_EQ(Short(Officer())->sessions(0).staff_short(), 1);
}

TEST_F(AffectedBookings, AreForTheSessionsProviderAndOfficersOfItsCouncil) {
  const ids::Uuid others = world_.AddSession({});
  EXPECT_TRUE(Affected(OwnStaff(session_), session_).ok());
  for (const ids::Uuid& session : {session_, ids::NewUuid()}) {
    EXPECT_EQ(errors::ReasonOf(Affected(OwnStaff(others), session).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(errors::ReasonOf(Affected(As(identity::Role::kCarer), session).status()),
              type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = support::FreshCouncil();
  EXPECT_EQ(errors::ReasonOf(Affected(elsewhere, session_).status()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(errors::ReasonOf(Short(As(identity::Role::kCarer)).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  v1::ListAffectedBookingsRequest malformed;
  malformed.set_session("sessions/1");
  EXPECT_EQ(
      errors::ReasonOf(Ask<v1::ListAffectedBookingsResponse>("ListAffectedBookings", Officer(), malformed).status()),
      type::v1::ERROR_REASON_INVALID_REQUEST);

  Book(session_, 0);
  Staff(session_, 0, -1);
  EXPECT_EQ(Short(OwnStaff(session_))->sessions_size(), 1);
  EXPECT_EQ(Short(OwnStaff(others))->sessions_size(), 0);
  EXPECT_EQ(Short(elsewhere)->sessions_size(), 0);
}

TEST_F(AffectedBookings, ShortSessionsComeSoonestFirstPageByPageWithinTheirWindow) {
  std::map<int, std::string> by_day;
  for (const int days : {3, 1, 2, 40}) {
    const ids::Uuid session = world_.AddSession({.places = 2, .starts_in = absl::Hours(24 * days)});
    Book(session, 0);
    Staff(session, 0, -1);
    by_day[days] = ids::ResourceName("sessions", session);
  }
  const ids::Uuid called_off = world_.AddSession({.places = 2, .starts_in = absl::Hours(24), .state = 4});
  Book(called_off, 0);
  Staff(called_off, 0, -1);
  std::vector<std::string> found;
  v1::ListShortSessionsRequest request;
  request.set_page_size(1);
  do {
    const auto page = Short(Officer(), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& each : page->sessions()) found.push_back(each.session());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(found, ElementsAre(by_day[1], by_day[2], by_day[3]));
  request.mutable_end_time()->set_seconds(absl::ToUnixSeconds(absl::Now() + absl::Hours(24 * 401)));
  EXPECT_EQ(errors::ReasonOf(Short(Officer(), request).status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.mutable_end_time()->set_seconds(absl::ToUnixSeconds(absl::Now() + absl::Hours(24 * 60)));
  request.set_page_size(50);
  EXPECT_EQ(Short(Officer(), request)->sessions_size(), 4);
}

}  // namespace
}  // namespace shortbreaks::bookings
