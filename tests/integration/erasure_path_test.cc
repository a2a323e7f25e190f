// A family with a canary in every text goes through the whole service and is erased. Then nothing anywhere holds one:
// no column of any table, no log, no key or value of Redis, no calendar, no stored reply. Before that all of it is
// shown to the family that asks.
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "ids/uuid.h"
#include "support/family.h"
#include "support/http_get.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using namespace eligibility::v1;  // NOLINT: this file sends these messages and few others
using support::RunningServices;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Each text holds this, in some spelling of capitals.
constexpr char kCanary[] = "zanzibar";
std::set<std::string>& Planted() {
  static auto& planted = *new std::set<std::string>();
  return planted;
}
std::string Canary(const std::string& where) {
  const std::string text = absl::StrCat("Zanzibar ", where);
  Planted().insert(text);
  return text;
}

class ErasurePath : public testing::Test {
 protected:
  static absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

  template <typename Request>
  static Request New() {
    Request request;
    request.set_request_id(NewRequestId());
    return request;
  }
  template <typename Response>
  static Response Must(absl::StatusOr<Response> response) {
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : Response();
  }
  template <typename Request, typename Method, typename Subject>
  static auto Do(Client& client, Method method, const Subject& subject, Request request = {}) {
    request.set_request_id(NewRequestId());
    request.set_name(subject.name());
    request.set_etag(subject.etag());
    return Must((client.*method)(request, {}));
  }

  void AddFamily() {
    auto carer = New<CreateCarerRequest>();
    carer.mutable_carer()->set_external_id("zanzibar-carer");
    carer.mutable_carer()->set_display_name(Canary("carer"));
    carer_ = Must(officer_.CreateCarer(carer)).carer().name();
    create_.set_request_id(NewRequestId());
    Child& child = *create_.mutable_child();
    child.set_external_id("zanzibar-child");
    child.set_display_name(Canary("child"));
    *child.mutable_date_of_birth() = wire::ToProto(born_);
    child.set_ward(Canary("ward"));
    child.set_postcode_district("ZZ9");
    child.set_resident(true);
    child.mutable_support_ratio()->set_staff(1);
    child.mutable_support_ratio()->set_children(3);
    child.mutable_circumstances()->set_school_ward(Canary("school"));
    child_ = Must(officer_.CreateChild(create_)).child().name();
    auto authority = New<GrantAuthorityRequest>();
    authority.set_carer(carer_);
    authority.set_child(child_);
    Must(officer_.GrantAuthority(authority));
    parent_ = std::make_unique<Client>(services_->Carer(council_, carer_));
    auto evidence = New<AddEvidenceRequest>();
    evidence.mutable_evidence()->set_child(child_);
    evidence.mutable_evidence()->set_external_id("zanzibar-letter");
    evidence.mutable_evidence()->set_kind(EVIDENCE_KIND_DLA_CARE_HIGHEST);
    *evidence.mutable_evidence()->mutable_issue_date() = wire::ToProto(Today() - 100);
    Must(officer_.AddEvidence(evidence));
    evidence.set_request_id(NewRequestId());
    evidence.mutable_evidence()->clear_external_id();
    auto withdraw = New<WithdrawEvidenceRequest>();
    withdraw.set_name(Must(officer_.AddEvidence(evidence)).evidence().name());
    withdraw.set_reason(Canary("letter withdrawn"));
    Must(officer_.WithdrawEvidence(withdraw));
  }

  // Applies; a panel decides; the family accepts. The allocation.
  Allocation Apply() {
    auto create = New<CreateApplicationRequest>();
    create.mutable_application()->set_child(child_);
    create.mutable_application()->set_offer("targeted");
    create.mutable_application()->set_applicant_kind(APPLICANT_KIND_FAMILY);
    create.mutable_application()->set_statement(Canary("statement"));
    Application application = Must(parent_->CreateApplication(create)).application();
    application = Do<SubmitApplicationRequest>(*parent_, &Client::SubmitApplication, application).application();
    auto meeting = New<CreatePanelRequest>();
    meeting.mutable_panel()->set_title("December panel");
    meeting.mutable_panel()->set_role("the panel");
    meeting.mutable_panel()->add_members("A. Example");
    meeting.mutable_panel()->add_members("B. Example");
    *meeting.mutable_panel()->mutable_meet_date() = wire::ToProto(Today());
    const Panel panel = Must(officer_.CreatePanel(meeting)).panel();
    ListForPanelRequest listing;
    listing.set_panel(panel.name());
    application = Do(officer_, &Client::ListForPanel, application, listing).application();
    DecideApplicationRequest decide;
    decide.set_outcome(APPLICATION_OUTCOME_APPROVE_VARIED);
    decide.set_reason(Canary("decided"));
    decide.mutable_grant()->mutable_quantity()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
    decide.mutable_grant()->mutable_quantity()->set_amount(130 * 60);
    decide.mutable_grant()->set_funding_stream("short-breaks-grant");
    *decide.mutable_grant()->mutable_window_start() = wire::ToProto(Today() - 30);
    *decide.mutable_grant()->mutable_window_end() = wire::ToProto(Today() + 300);
    application = Do(officer_, &Client::DecideApplication, application, decide).application();
    application = Do<ConfirmDecisionRequest>(second_, &Client::ConfirmDecision, application).application();
    auto close = New<UpdatePanelRequest>();
    *close.mutable_panel() = panel;
    close.set_close(true);
    panel_ = Must(officer_.UpdatePanel(close)).panel();
    EXPECT_TRUE(absl::StrContains(panel_.record(), Canary("decided")));
    NotifyApplicationRequest notify;
    notify.set_channel("by letter");
    Do(officer_, &Client::NotifyApplication, application, notify);
    GetAllocationRequest get;
    get.set_name(application.allocation());
    const Allocation offered = Must(officer_.GetAllocation(get)).allocation();
    return Do<AcceptAllocationRequest>(*parent_, &Client::AcceptAllocation, offered).allocation();
  }

  bookings::v1::Booking Book(const std::string& session, const std::string& officer_reason = {}) {
    auto request = New<bookings::v1::BookPlaceRequest>();
    request.set_child(child_);
    request.set_session(session);
    request.set_officer_reason(officer_reason);
    return Must((officer_reason.empty() ? *parent_ : officer_).BookPlace(request)).booking();
  }
  void Cancel(const std::string& booking) {
    auto request = New<bookings::v1::CancelBookingRequest>();
    request.set_name(booking);
    Must(parent_->CancelBooking(request));
  }

  // One that an officer gives, one that the provider answers, one that is waited for; a pair; a calendar.
  void UseIt() {
    const std::string club = support::AddClub(officer_);
    Cancel(Book(support::AddSession(officer_, club, 4, absl::Hours(24 * 7)), Canary("by an officer")).name());
    const std::string full = support::AddSession(officer_, club, 1, absl::Hours(24 * 9));
    const support::Family other_family = support::AddFamily(officer_, 600);
    auto last_place = New<bookings::v1::BookPlaceRequest>();
    last_place.set_child(other_family.child);
    last_place.set_session(full);
    Must(officer_.BookPlace(last_place));
    auto join = New<bookings::v1::BookPlaceRequest>();
    join.set_child(child_);
    join.set_session(full);
    join.set_join_waiting_list(true);
    const std::string entry = Must(parent_->BookPlace(join)).waiting_list_entry();
    auto leave = New<bookings::v1::LeaveWaitingListRequest>();
    leave.set_name(entry);
    Must(parent_->LeaveWaitingList(leave));

    availability::v1::GetActivityRequest get;
    get.set_name(club);
    auto ask_first = New<availability::v1::UpdateActivityRequest>();
    *ask_first.mutable_activity() = Must(officer_.GetActivity(get)).activity();
    ask_first.mutable_activity()->set_needs_match(true);
    Must(officer_.UpdateActivity(ask_first));
    Client staff =
        services_->As({identity::Role::kProvider, council_, "staff-1", ask_first.activity().provider(), "club-app"});
    const auto adjusted = Book(support::AddSession(officer_, club, 4, absl::Hours(24 * 14)));
    auto answer = New<bookings::v1::AnswerRequestRequest>();
    answer.set_booking(adjusted.name());
    answer.set_etag(adjusted.etag());
    answer.set_answer(bookings::v1::MATCH_ANSWER_SUITABLE_WITH_ADJUSTMENTS);
    answer.set_adjustments(Canary("adjusted"));
    Must(staff.AnswerRequest(answer));
    Cancel(adjusted.name());
    const auto turned_away = Book(support::AddSession(officer_, club, 4, absl::Hours(24 * 15)));
    answer = New<bookings::v1::AnswerRequestRequest>();
    answer.set_booking(turned_away.name());
    answer.set_etag(turned_away.etag());
    answer.set_answer(bookings::v1::MATCH_ANSWER_CANNOT_MEET);
    answer.set_cannot_meet_category(bookings::v1::CANNOT_MEET_CATEGORY_STAFFING);
    answer.set_cannot_meet_reason(Canary("turned away"));
    Must(staff.AnswerRequest(answer));

    const std::string& other = other_family.child;
    auto apart = New<KeepApartRequest>();
    apart.set_child(child_);
    apart.set_other_child(other);
    apart.set_reason(Canary("apart"));
    Must(officer_.KeepApart(apart));
    auto together = New<EndKeepApartRequest>();
    together.set_child(child_);
    together.set_other_child(other);
    together.set_reason(Canary("together"));
    Must(officer_.EndKeepApart(together));
    apart.set_request_id(NewRequestId());
    Must(officer_.KeepApart(apart));

    auto feed = New<bookings::v1::CreateFeedRequest>();
    feed.set_display_name(Canary("phone"));
    feed.set_show_titles(true);
    feed_ = Must(parent_->CreateFeed(feed)).address();
  }

  void EndAllocation(Allocation allocation) {
    SuspendAllocationRequest suspend;
    suspend.set_reason(Canary("suspended"));
    GetAllocationRequest get;
    get.set_name(allocation.name());
    allocation = Must(officer_.GetAllocation(get)).allocation();
    allocation = Do(officer_, &Client::SuspendAllocation, allocation, suspend).allocation();
    EndAllocationRequest end;
    end.set_reason(Canary("ended"));
    Do(officer_, &Client::EndAllocation, allocation, end);
  }

  void AskForACorrection() {
    auto ask = New<RequestCorrectionRequest>();
    ask.set_child(child_);
    ask.set_request(Canary("wrong"));
    auto answer = New<AnswerCorrectionRequest>();
    answer.set_name(Must(parent_->RequestCorrection(ask)).correction().name());
    answer.set_state(CORRECTION_STATE_REFUSED);
    answer.set_answer(Canary("refused"));
    Must(officer_.AnswerCorrection(answer));
  }

  // What the family reads of each line.
  std::vector<std::string> Statement(const Allocation& allocation) {
    bookings::v1::ListLedgerEntriesRequest request;
    request.set_allocation(allocation.name());
    std::vector<std::string> reasons;
    const auto page = Must(parent_->ListLedgerEntries(request));
    for (const auto& entry : page.entries()) reasons.push_back(entry.reason());
    return reasons;
  }

  // What both services show of the child, as text.
  std::string Exported() {
    ExportChildRequest record;
    record.set_child(child_);
    bookings::v1::ExportBookingsRequest booked;
    booked.set_child(child_);
    std::string text;
    const auto add = [&text](const auto& page) {
      for (const auto& row : page.rows()) {
        for (const auto& field : row.fields()) absl::StrAppend(&text, field.name(), ": ", field.value(), "\n");
      }
      return true;
    };
    EXPECT_TRUE(ForEachPage(
                    record, [&](const auto& page) { return officer_.ExportChild(page); }, add)
                    .ok());
    EXPECT_TRUE(ForEachPage(
                    booked, [&](const auto& page) { return officer_.ExportBookings(page); }, add)
                    .ok());
    return text;
  }

  // What is found in `text`, whatever the capitals; as it is or in hexadecimal digits.
  static bool Holds(const std::string& text) {
    const std::string lower = absl::AsciiStrToLower(text);
    return absl::StrContains(lower, kCanary) || absl::StrContains(lower, absl::BytesToHexString(kCanary));
  }

  // The columns that hold one.
  std::set<std::string> InTables() {
    const auto columns = services_->mysql().AsRoot(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t ON "
        "t.table_schema = c.table_schema AND t.table_name = c.table_name WHERE c.table_schema = 'shortbreaks' "
        "AND t.table_type = 'BASE TABLE' ORDER BY 1, 2");
    EXPECT_GT(columns->size(), 200u);
    std::set<std::string> found;
    for (const mysql::Row& column : *columns) {
      const auto values = services_->mysql().AsRoot(
          absl::StrCat("SELECT CAST(`", column.Text(1), "` AS BINARY) FROM `", column.Text(0), "`"));
      EXPECT_TRUE(values.ok()) << column.Text(0) << "." << column.Text(1);
      for (const mysql::Row& value : *values) {
        if (!value.IsNull(0) && Holds(value.Text(0))) found.insert(column.Text(0) + "." + column.Text(1));
      }
    }
    return found;
  }
  std::set<std::string> InLogs() {
    std::set<std::string> found;
    for (const auto program : {RunningServices::Program::kAvailability, RunningServices::Program::kEligibility,
                               RunningServices::Program::kBookings}) {
      if (Holds(services_->Log(program))) found.insert(services_->target(program));
    }
    return found;
  }
  // Every key and value, as text.
  std::string InRedis() {
    constexpr char kAll[] =
        "local out = {} for _, k in ipairs(redis.call('KEYS', '*')) do out[#out + 1] = k "
        "local t = redis.call('TYPE', k).ok local v = {} "
        "if t == 'string' then v = {redis.call('GET', k)} elseif t == 'hash' then v = redis.call('HGETALL', k) "
        "elseif t == 'list' then v = redis.call('LRANGE', k, 0, -1) elseif t == 'set' then v = redis.call('SMEMBERS', "
        "k) "
        "elseif t == 'zset' then v = redis.call('ZRANGE', k, 0, -1) end "
        "for _, each in ipairs(v) do out[#out + 1] = each end end return out";
    support::TemporaryDirectory folder;
    support::ChildProcess process;
    const std::string log = folder.path() + "/redis";
    EXPECT_TRUE(process.Start({"redis-cli", "-s", services_->redis().socket(), "EVAL", kAll, "0"}, log).ok());
    EXPECT_EQ(process.Wait(absl::Seconds(20)).value_or(-1), 0);
    std::ifstream file(log, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  support::HttpReply Calendar() {
    const std::string path = feed_.substr(feed_.find("/", 8));
    return support::HttpSend(port_, absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  const int port_ = support::FreePort();
  std::unique_ptr<RunningServices> services_ = RunningServices::Create(
      {"--calendar-address", absl::StrCat("http://127.0.0.1:", port_), "--calendar-listen", absl::StrCat(port_)});
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  Client second_ = services_->As({identity::Role::kOfficer, council_, "second-key", "", "test-suite"});
  const absl::CivilDay born_ = Today() - 3'661;
  CreateChildRequest create_;
  std::string carer_, child_, feed_;
  Panel panel_;
  std::unique_ptr<Client> parent_;
};

TEST_F(ErasurePath, AllThatIsKeptIsShownToAFamilyThatAsks) {
  Planted().clear();
  AddFamily();
  const Allocation allocation = Apply();
  UseIt();
  AskForACorrection();
  EndAllocation(allocation);
  // The state that ended it says why it ended; that it was suspended before is in nobody's words any more.
  Planted().erase("Zanzibar suspended");
  const std::string exported = Exported();
  EXPECT_GT(Planted().size(), 15u);
  for (const std::string& text : Planted()) EXPECT_TRUE(absl::StrContains(exported, text)) << text;
  for (const char* key : {"zanzibar-carer", "zanzibar-child", "zanzibar-letter"}) {
    EXPECT_TRUE(absl::StrContains(exported, key)) << key;
  }
}

TEST_F(ErasurePath, ErasedDataIsInNoTableLogOutboxStoredReplyOrCalendar) {
  AddFamily();
  const Allocation allocation = Apply();
  UseIt();
  AskForACorrection();
  EXPECT_THAT(InLogs(), IsEmpty());
  EndAllocation(allocation);
  EXPECT_THAT(Statement(allocation), testing::Contains(Canary("ended")));
  // What is clear until then: the council's own keys.
  EXPECT_THAT(InTables(), UnorderedElementsAre("carers.external_id", "children.external_id", "evidence.external_id"));

  auto erase = New<EraseChildRequest>();
  erase.set_child(child_);
  erase.set_reason(ERASURE_REASON_REQUESTED);
  EXPECT_EQ(Must(officer_.EraseChild(erase)).erasure().state(), ERASURE_STATE_PROPOSED);
  erase.set_request_id(NewRequestId());
  const Erasure erased = Must(second_.EraseChild(erase)).erasure();
  EXPECT_EQ(erased.state(), ERASURE_STATE_ERASED);
  EXPECT_THAT(erased.carers(), testing::ElementsAre(carer_));

  EXPECT_THAT(InTables(), IsEmpty());
  EXPECT_THAT(InLogs(), IsEmpty());
  EXPECT_FALSE(Holds(InRedis()));
  const support::HttpReply calendar = Calendar();
  EXPECT_FALSE(Holds(calendar.headers + calendar.body));
  EXPECT_FALSE(absl::StrContains(calendar.body, "BEGIN:VEVENT"));
  EXPECT_EQ(ReasonOf(officer_.CreateChild(create_).status()), type::v1::ERROR_REASON_NOT_FOUND) << "the stored reply";
  GetPanelRequest panel;
  panel.set_name(panel_.name());
  EXPECT_FALSE(Holds(Must(officer_.GetPanel(panel)).DebugString()));
  // Its bookings stay, under a name that is nobody's, without a word that anybody wrote.
  bookings::v1::ListBookingsRequest list;
  list.set_child(child_);
  const auto kept = Must(officer_.ListBookings(list));
  EXPECT_EQ(kept.bookings_size(), 3);
  EXPECT_FALSE(Holds(kept.DebugString()));
  bookings::v1::ReconcileLedgerRequest sums;
  EXPECT_TRUE(officer_.ReconcileLedger(sums).ok());
}

}  // namespace
}  // namespace shortbreaks
