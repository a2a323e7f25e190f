// Pairs of children who are kept apart, as officers record them, beside a family that books.
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include <latch>
#include <set>
#include <string>
#include <thread>

#include "apart/handlers.h"
#include "bookings/mysql_apart.h"
#include "bookings/mysql_world.h"
#include "errors/errors.h"
#include "support/private_mysql.h"
#include "support/sealed.h"

namespace shortbreaks::apart {
namespace {

using namespace type::v1;  // the reasons
using bookings::World;
using identity::Role;
using mysql::Bytes;
using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

namespace booked = bookings::v1;

class ApartTest : public bookings::StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    session_ = world_->AddSession({.places = 8});
    other_ = world_->AddChild(carer_);
  }
  static std::string Child(const ids::Uuid& id) { return ids::ResourceName("children", id); }
  static int64_t Number(const std::string& sql, const mysql::Parameters& parameters) {
    return support::SharedMysql().AsRoot(sql, parameters).value().at(0).Int(0);
  }
  int64_t VersionOf(const ids::Uuid& child) {
    return Number("SELECT version FROM children WHERE council_id = ? AND child_id = ?",
                  {world_->council, Bytes{child}});
  }
  rpc::Call Officer() const { return CallAs(Role::kOfficer, "officer-1"); }

  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    auto response = table_.methods().at(method).run(call, request);
    if (!response.ok()) return response.status();
    return static_cast<const Response&>(**response);
  }
  template <typename Request>
  Request Naming(const ids::Uuid& child, const ids::Uuid& other) {
    Request request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_child(Child(child));
    request.set_other_child(Child(other));
    request.set_reason("They were hurt by each other.");
    return request;
  }
  v1::KeepApartResponse Keep(const ids::Uuid& child, const ids::Uuid& other) {
    const auto kept = Run<v1::KeepApartResponse>("KeepApart", Officer(), Naming<v1::KeepApartRequest>(child, other));
    EXPECT_TRUE(kept.ok()) << kept.status();
    return kept.value_or(v1::KeepApartResponse());
  }
  std::vector<v1::KeptApart> List(const ids::Uuid& child = {}) {
    v1::ListKeptApartRequest request;
    if (!child.empty()) request.set_child(Child(child));
    const auto list = Run<v1::ListKeptApartResponse>("ListKeptApart", Officer(), request).value();
    return {list.kept_apart().begin(), list.kept_apart().end()};
  }
  // In the session, without an allocation, on the child's version of now.
  absl::StatusOr<booked::Booking> TryBook(const ids::Uuid& child) {
    bookings::PlaceAttempt attempt = AttemptFor(child, session_, {}, 0, booked::BOOKING_STATE_CONFIRMED);
    attempt.terms.child_version = VersionOf(child);
    return store().TakePlace(Carer(), attempt);
  }

  ids::Uuid other_;
  paging::PageTokens tokens_{std::string(32, 'k')};
  mysql::Pool pool_{{.connection = support::SharedMysql().As("shortbreaks_eligibility")}, telemetry::NoMetrics()};
  ApartStore store_{pool_};
  rpc::HandlerTable table_ = MakeHandlers({store_, tokens_});
};
INSTANTIATE_TEST_SUITE_P(Mysql, ApartTest, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(ApartTest, APairIsRecordedOnceAndReadFromBothSides) {
  const v1::KeptApart pair = Keep(other_, child_).kept_apart();
  EXPECT_EQ(pair.reason(), "They were hurt by each other.");
  EXPECT_EQ(pair.actor(), Officer().principal.Actor());
  ASSERT_THAT(List(), SizeIs(1));
  ASSERT_THAT(List(child_), SizeIs(1));
  EXPECT_EQ(List(child_)[0].child(), Child(child_));
  EXPECT_EQ(List(child_)[0].other_child(), Child(other_));
  EXPECT_EQ(List(other_)[0].child(), Child(other_));
  EXPECT_EQ(List(other_)[0].other_child(), Child(child_));
  const int64_t version = VersionOf(child_);
  EXPECT_EQ(version, 2) << "what is held is decided again";
  EXPECT_EQ(Keep(child_, other_).kept_apart().SerializeAsString(), pair.SerializeAsString());
  EXPECT_THAT(List(), SizeIs(1));
  EXPECT_EQ(VersionOf(child_), version);
}

TEST_P(ApartTest, RecordingAPairNamesTheSessionsInWhichBothHavePlaces) {
  EXPECT_EQ(Keep(child_, world_->AddChild(carer_)).shared_sessions_size(), 0);
  const booked::Booking first = *TryBook(child_), second = *TryBook(other_);
  const v1::KeepApartResponse answer = Keep(child_, other_);
  ASSERT_EQ(answer.shared_sessions_size(), 1);
  EXPECT_EQ(answer.shared_sessions(0).session(), ids::ResourceName("sessions", session_));
  EXPECT_EQ(answer.shared_sessions(0).booking(), first.name());
  EXPECT_EQ(answer.shared_sessions(0).other_booking(), second.name());
  EXPECT_EQ(answer.shared_sessions(0).start_time().SerializeAsString(), first.start_time().SerializeAsString());
  EXPECT_EQ(world_->PlacesTaken(session_), 2) << "nothing is cancelled";
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(second, "CancelBooking")).ok());
  EXPECT_EQ(Keep(child_, other_).shared_sessions_size(), 0);
}

TEST_P(ApartTest, TheyGetNoSessionTogetherUntilThePairEndsAndItStaysOnFile) {
  Keep(child_, other_);
  ASSERT_TRUE(TryBook(child_).ok());
  const auto refused = TryBook(other_);
  EXPECT_EQ(errors::ReasonOf(refused.status()), ERROR_REASON_NEEDS_TEAM_DECISION);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "rules"), "group_mix");
  auto end = Naming<v1::EndKeepApartRequest>(other_, child_);
  end.set_reason("They are friends now.");
  const auto ended = Run<v1::EndKeepApartResponse>("EndKeepApart", Officer(), end);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->kept_apart().reason(), "They were hurt by each other.");
  EXPECT_TRUE(TryBook(other_).ok());
  EXPECT_THAT(List(), IsEmpty());
  const auto kept = support::SharedMysql().AsRoot(
      "SELECT reason, end_reason, end_actor, ended_id, child_id, other_child_id FROM children_apart_ended "
      "WHERE council_id = ?",
      {world_->council});
  ASSERT_EQ(kept->size(), 1u);
  const mysql::Row& row = kept->front();
  auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_eligibility"));
  const std::string id = row.Text(3);
  const auto open = [&](size_t at, std::string_view column) {
    const sealing::Place place{world_->council, column, id};
    const auto outer = sealing::KeyOf(**connection, world_->council, row.Text(5))->Open(place, row.Text(at));
    return sealing::KeyOf(**connection, world_->council, row.Text(4))->Open(place, *outer).value();
  };
  EXPECT_EQ(open(0, "children_apart_ended.reason"), "They were hurt by each other.");
  EXPECT_EQ(open(1, "children_apart_ended.end_reason"), "They are friends now.");
  EXPECT_EQ(row.Text(2).substr(0, 8), "officer:");
  EXPECT_TRUE(Run<v1::EndKeepApartResponse>("EndKeepApart", Officer(), end).ok()) << "sent again";
}

TEST_P(ApartTest, NothingOfItIsInTheOutbox) {
  Keep(child_, other_);
  EXPECT_THAT(world_->Events(), Each(std::string("child.updated")));
  EXPECT_THAT(world_->Events(), SizeIs(2));
}

// Whichever comes first: the booking is refused, or the officer is told of it.
TEST_P(ApartTest, APairThatIsRecordedWhileOneBooksIsNeverMissed) {
  int told = 0, refused = 0;
  for (int round = 0; round < 24; ++round) {
    session_ = world_->AddSession({.places = 8, .starts_in = absl::Hours(200 + 10 * round)});
    const ids::Uuid one = world_->AddChild(carer_), two = world_->AddChild(carer_);
    ASSERT_TRUE(TryBook(one).ok());
    const bookings::PlaceAttempt attempt = AttemptFor(two, session_, {}, 0, booked::BOOKING_STATE_CONFIRMED);
    const auto request = Naming<v1::KeepApartRequest>(one, two);
    std::latch start(2);
    absl::StatusOr<booked::Booking> booking = absl::UnknownError("not tried");
    absl::StatusOr<v1::KeepApartResponse> kept = absl::UnknownError("not tried");
    std::jthread family([&] {
      start.arrive_and_wait();
      booking = store().TakePlace(Carer(), attempt);
    });
    std::jthread officer([&] {
      start.arrive_and_wait();
      kept = Run<v1::KeepApartResponse>("KeepApart", Officer(), request);
    });
    family.join();
    officer.join();
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(booking.ok(), kept->shared_sessions_size() == 1) << booking.status();
    told += booking.ok();
    refused += !booking.ok();
  }
  EXPECT_EQ(told + refused, 24);
}

TEST_P(ApartTest, IsForOfficersAndNamesTwoChildrenThatAreThere) {
  const auto reason = [&](const char* method, const rpc::Call& call, const google::protobuf::Message& request) {
    return errors::ReasonOf(table_.methods().at(method).run(call, request).status());
  };
  const auto keep = Naming<v1::KeepApartRequest>(child_, other_);
  EXPECT_EQ(reason("KeepApart", Carer(), keep), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason("EndKeepApart", Carer(), Naming<v1::EndKeepApartRequest>(child_, other_)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason("ListKeptApart", Carer(), v1::ListKeptApartRequest()), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason("KeepApart", Officer(), Naming<v1::KeepApartRequest>(child_, child_)), ERROR_REASON_INVALID_REQUEST);
  auto silent = Naming<v1::KeepApartRequest>(child_, other_);
  silent.clear_reason();
  EXPECT_EQ(reason("KeepApart", Officer(), silent), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(reason("KeepApart", Officer(), Naming<v1::KeepApartRequest>(child_, ids::NewUuid())),
            ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(reason("EndKeepApart", Officer(), Naming<v1::EndKeepApartRequest>(child_, other_)), ERROR_REASON_NOT_FOUND);
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = "E00000000";
  EXPECT_EQ(reason("KeepApart", elsewhere, keep), ERROR_REASON_NOT_FOUND);
  EXPECT_THAT(List(), IsEmpty());
  v1::ListKeptApartRequest list;
  list.set_page_token("forged");
  EXPECT_EQ(reason("ListKeptApart", Officer(), list), ERROR_REASON_PAGE_TOKEN_INVALID);
  list.clear_page_token();
  list.set_child("children/1");
  EXPECT_EQ(reason("ListKeptApart", Officer(), list), ERROR_REASON_INVALID_REQUEST);
}

// Of every booking is asked whether the child must be kept apart from anybody.
TEST_P(ApartTest, LookingAChildUpReadsNoOtherChildrensPairs) {
  for (int i = 0; i < 30; ++i) world_->AddChild(carer_);
  ASSERT_TRUE(
      support::SharedMysql()
          .AsRoot("INSERT INTO children_apart (council_id, child_id, other_child_id, reason, actor, create_time) "
                  "SELECT a.council_id, a.child_id, b.child_id, '', 'officer:test', NOW(6) FROM children a "
                  "JOIN children b ON b.council_id = a.council_id AND b.child_id > a.child_id "
                  "WHERE a.council_id = ?",
                  {world_->council})
          .ok());
  const ids::Uuid alone = world_->AddChild(carer_);
  auto connection = mysql::Connection::Open(support::SharedMysql().As("shortbreaks_bookings"));
  ASSERT_TRUE(connection.ok());
  const auto reads = [&] {
    int64_t sum = 0;
    const auto counters = (*connection)->Query("SHOW SESSION STATUS LIKE 'Handler_read%'");
    for (const mysql::Row& row : *counters) sum += std::stoll(row.Text(1));
    return sum;
  };
  const std::string sql = absl::StrCat("SELECT ", bookings::kIsKeptApart);
  const int64_t before = reads();
  const auto rows = (*connection)->Query(sql, {world_->council, Bytes{alone}, world_->council, Bytes{alone}});
  const int64_t asking = reads() - before;
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->front().Int(0), 0);
  EXPECT_LT(asking, 50) << "of "
                        << Number("SELECT COUNT(*) FROM children_apart WHERE council_id = ?", {world_->council});
  EXPECT_EQ((*connection)->Query(sql, {world_->council, Bytes{child_}, world_->council, Bytes{child_}})->front().Int(0),
            1);
}

TEST_P(ApartTest, PairsAreListedPageByPage) {
  std::set<std::string> others;
  for (int i = 0; i < 5; ++i) {
    const ids::Uuid each = world_->AddChild(carer_);
    Keep(child_, each);
    others.insert(Child(each));
  }
  for (const bool of_child : {true, false}) {
    std::set<std::string> seen;
    v1::ListKeptApartRequest request;
    if (of_child) request.set_child(Child(child_));
    request.set_page_size(2);
    int pages = 0;
    do {
      const auto page = Run<v1::ListKeptApartResponse>("ListKeptApart", Officer(), request).value();
      for (const auto& pair : page.kept_apart()) {
        EXPECT_TRUE(seen.insert(pair.child() == Child(child_) ? pair.other_child() : pair.child()).second);
      }
      request.set_page_token(page.next_page_token());
      ++pages;
    } while (!request.page_token().empty());
    EXPECT_EQ(seen, others);
    EXPECT_EQ(pages, 3);
  }
}

}  // namespace
}  // namespace shortbreaks::apart
