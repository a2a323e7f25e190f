// What one council has is not there for another: every RPC that reads or updates, asked by the officer of a second
// council for the first one's records.
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "identity/authorisation.h"
#include "support/family.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using support::RunningServices;
using Program = RunningServices::Program;

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// `staff_member` of UpdateStaffMember.
std::string NounOf(const MethodDescriptor& method, std::string_view verb) {
  std::string noun;
  for (const char c : method.name().substr(verb.size())) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !noun.empty()) noun += '_';
    noun += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return noun;
}

// Every RPC whose name begins so and that takes no request id, or that takes one.
std::vector<const MethodDescriptor*> Methods(std::string_view verb, bool changes) {
  std::vector<const MethodDescriptor*> found;
  for (const identity::Rule& rule : identity::AuthorisationTable()) {
    std::string name(rule.method);
    name[name.rfind('/')] = '.';
    const auto* method = DescriptorPool::generated_pool()->FindMethodByName(name);
    if (method == nullptr || !method->name().starts_with(verb)) continue;
    if ((method->input_type()->FindFieldByName("request_id") != nullptr) == changes) found.push_back(method);
  }
  return found;
}

// The records in a page, whatever they are called.
int ItemsIn(const Message& page) {
  int items = 0;
  for (int i = 0; i < page.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = page.GetDescriptor()->field(i);
    if (field->is_repeated()) items += page.GetReflection()->FieldSize(page, field);
  }
  return items;
}

template <typename T>
T Must(absl::StatusOr<T> result) {
  EXPECT_TRUE(result.ok()) << result.status();
  return std::move(result).value_or(T());
}

class Councils : public testing::Test {
 protected:
  Councils() {
    MakeRecords();
    first_ = Connect(council_, "officer-1");
    second_ = Connect(support::FreshCouncil(), "officer-1");
  }

  std::shared_ptr<Connection> Connect(const std::string& council, const std::string& officer) {
    ConnectionOptions options;
    options.availability_target = services_->target(Program::kAvailability);
    options.eligibility_target = services_->target(Program::kEligibility);
    options.bookings_target = services_->target(Program::kBookings);
    options.plaintext = true;
    options.token = [token = services_->Token({identity::Role::kOfficer, council, officer, "", "test-suite"})] {
      return token;
    };
    return Must(MakeConnection(std::move(options)));
  }

  // One of each kind.
  void MakeRecords() {
    Client officer = services_->Officer(council_);
    const support::Family family = support::AddFamily(officer, 600);
    records_ = {{"child", family.child}, {"carer", family.carer}, {"allocation", family.allocation}};
    records_["activity"] = support::AddClub(officer);
    records_["session"] = support::AddSession(officer, records_["activity"], 3, absl::Hours(24 * 14));
    availability::v1::GetActivityRequest activity;
    activity.set_name(records_["activity"]);
    MakePlaces(officer);
    records_["provider"] = Must(officer.GetActivity(activity)).activity().provider();
    records_["series"] = AddSeries(officer, records_["activity"]);
    bookings::v1::BookPlaceRequest book;
    book.set_request_id(NewRequestId());
    book.set_child(family.child);
    book.set_session(records_["session"]);
    const auto booked = Must(officer.BookPlace(book));
    records_["booking"] = booked.booking().name();
    records_["decision"] = booked.booking().decision();
    records_["policy"] = Must(officer.ListPolicies({})).policies(0).name();
    eligibility::v1::CreateApplicationRequest apply;
    apply.set_request_id(NewRequestId());
    apply.mutable_application()->set_child(family.child);
    apply.mutable_application()->set_offer("targeted");
    apply.mutable_application()->set_applicant_kind(eligibility::v1::APPLICANT_KIND_OFFICER);
    records_["application"] = Must(officer.CreateApplication(apply)).application().name();
    eligibility::v1::CreatePanelRequest panel;
    panel.set_request_id(NewRequestId());
    panel.mutable_panel()->set_title("Example panel");
    panel.mutable_panel()->set_role("the panel");
    panel.mutable_panel()->add_members("A. Example");
    panel.mutable_panel()->add_members("B. Example");
    *panel.mutable_panel()->mutable_meet_date() = wire::ToProto(absl::CivilDay(2031, 1, 6));
    records_["panel"] = Must(officer.CreatePanel(panel)).panel().name();
    availability::v1::CreateStaffMemberRequest staff;
    staff.set_request_id(NewRequestId());
    staff.mutable_staff_member()->set_provider(records_["provider"]);
    staff.mutable_staff_member()->set_display_name("Sam Example");
    records_["staff_member"] = Must(officer.CreateStaffMember(staff)).staff_member().name();
  }

  // Those that only availability knows.
  void MakePlaces(Client& officer) {
    availability::v1::GetActivityRequest activity;
    activity.set_name(records_["activity"]);
    availability::v1::CreateVenueRequest venue;
    venue.set_request_id(NewRequestId());
    *venue.mutable_venue()->mutable_venue() = Must(officer.GetActivity(activity)).activity().venue();
    records_["venue"] = Must(officer.CreateVenue(venue)).venue().name();
    availability::v1::CreateRoomRequest room;
    room.set_request_id(NewRequestId());
    room.mutable_room()->set_venue(records_["venue"]);
    room.mutable_room()->set_display_name("Example room");
    records_["room"] = Must(officer.CreateRoom(room)).room().name();
    availability::v1::CreateProgrammeRequest programme;
    programme.set_request_id(NewRequestId());
    programme.mutable_programme()->set_title("Example round");
    *programme.mutable_programme()->mutable_first_day() = wire::ToProto(absl::CivilDay(2031, 7, 20));
    *programme.mutable_programme()->mutable_last_day() = wire::ToProto(absl::CivilDay(2031, 9, 1));
    *programme.mutable_programme()->mutable_booking_open_time() =
        wire::ToProto(absl::FromCivil(absl::CivilDay(2031, 6, 1), absl::UTCTimeZone()));
    records_["programme"] = Must(officer.CreateProgramme(programme)).programme().name();
  }

  static std::string AddSeries(Client& officer, const std::string& activity) {
    availability::v1::CreateSeriesRequest create;
    create.set_request_id(NewRequestId());
    create.mutable_series()->set_activity(activity);
    auto& recurrence = *create.mutable_series()->mutable_recurrence();
    recurrence.set_rule("FREQ=WEEKLY;COUNT=2");
    *recurrence.mutable_first_day() = wire::ToProto(absl::CivilDay(2031, 1, 6));
    recurrence.set_closed_days(availability::v1::CLOSED_DAYS_SKIP);
    create.mutable_series()->mutable_pattern()->set_end_minutes(60);
    return Must(officer.CreateSeries(create)).series().name();
  }

  static absl::Status Ask(Connection& by, const MethodDescriptor& method, const Message& request, Message& response) {
    return by.Call(absl::StrCat(method.service()->full_name(), "/", method.name()), request, response, {});
  }

  // The requests that name one of the first council's records, each in another field; one that names none where the
  // method takes none.
  std::vector<std::unique_ptr<Message>> Requests(const MethodDescriptor& method, const std::string& noun) {
    std::vector<std::unique_ptr<Message>> requests;
    const auto* type = method.input_type();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      const auto record = records_.find(field->name() == "name" ? noun : field->name());
      if (field->type() != FieldDescriptor::TYPE_STRING || field->is_repeated() || record == records_.end()) continue;
      requests.push_back(New(type));
      requests.back()->GetReflection()->SetString(requests.back().get(), field, record->second);
    }
    if (type->FindFieldByName("name") == nullptr) requests.push_back(New(type));
    return requests;
  }

  static bool IsAsIfNotThere(const absl::Status& status) {
    const auto reason = ReasonOf(status);
    return reason == type::v1::ERROR_REASON_NOT_FOUND || reason == type::v1::ERROR_REASON_NOT_ALLOWED ||
           reason == type::v1::ERROR_REASON_NO_LIVE_POLICY;
  }

  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  const std::string council_ = support::FreshCouncil();
  std::map<std::string, std::string> records_;  // by the field that names them
  std::shared_ptr<Connection> first_, second_;
};

TEST_F(Councils, AnothersRecordIsNotFoundByAnyGet) {
  int asked = 0;
  for (const MethodDescriptor* method : Methods("Get", /*changes=*/false)) {
    for (const auto& request : Requests(*method, NounOf(*method, "Get"))) {
      const auto own = New(method->output_type()), others = New(method->output_type());
      const absl::Status to_owner = Ask(*first_, *method, *request, *own);
      // Without its one field a request is wrong for everybody.
      if (ReasonOf(to_owner) == type::v1::ERROR_REASON_INVALID_REQUEST) continue;
      ASSERT_TRUE(to_owner.ok()) << method->name() << ": " << to_owner;
      const absl::Status status = Ask(*second_, *method, *request, *others);
      EXPECT_TRUE(IsAsIfNotThere(status)) << method->name() << " " << request->ShortDebugString() << ": " << status;
      ++asked;
    }
  }
  EXPECT_GE(asked, 15);
}

TEST_F(Councils, AnothersRecordsAreInNoList) {
  int asked = 0;
  for (const MethodDescriptor* method : Methods("List", /*changes=*/false)) {
    for (const auto& request : Requests(*method, "")) {
      const auto own = New(method->output_type()), others = New(method->output_type());
      if (!Ask(*first_, *method, *request, *own).ok() || ItemsIn(*own) == 0) continue;
      const absl::Status status = Ask(*second_, *method, *request, *others);
      EXPECT_TRUE(status.ok() ? ItemsIn(*others) == 0 : IsAsIfNotThere(status))
          << method->name() << " " << request->ShortDebugString() << ": " << status << others->ShortDebugString();
      ++asked;
    }
  }
  // Providers, staff, activities, children, evidence, allocations, policies, applications, panels, bookings, the
  // ledger.
  EXPECT_GE(asked, 11);
}

TEST_F(Councils, AnothersRecordIsNotChangedByAnyUpdate) {
  int asked = 0;
  for (const MethodDescriptor* method : Methods("Update", /*changes=*/true)) {
    const std::string noun = NounOf(*method, "Update");
    const auto* get = method->service()->FindMethodByName(absl::StrCat("Get", method->name().substr(6)));
    ASSERT_NE(get, nullptr) << method->name();
    const auto before = New(get->output_type()), after = New(get->output_type()), answer = New(method->output_type());
    const auto ask = std::move(Requests(*get, noun).front());
    ASSERT_TRUE(Ask(*first_, *get, *ask, *before).ok()) << method->name();
    const auto request = New(method->input_type());
    const auto* reflection = request->GetReflection();
    reflection->SetString(request.get(), method->input_type()->FindFieldByName("request_id"), NewRequestId());
    reflection->MutableMessage(request.get(), method->input_type()->FindFieldByName(noun))
        ->CopyFrom(before->GetReflection()->GetMessage(*before, get->output_type()->FindFieldByName(noun)));
    if (const auto* scope = method->input_type()->FindFieldByName("scope")) {
      reflection->SetEnumValue(request.get(), scope, availability::v1::SERIES_SCOPE_ALL);
    }
    const absl::Status status = Ask(*second_, *method, *request, *answer);
    EXPECT_TRUE(IsAsIfNotThere(status)) << method->name() << ": " << status;
    ASSERT_TRUE(Ask(*first_, *get, *ask, *after).ok());
    EXPECT_EQ(after->SerializeAsString(), before->SerializeAsString()) << method->name();
    // It was the council alone that stood in the way.
    const absl::Status own = Ask(*first_, *method, *request, *answer);
    EXPECT_TRUE(own.ok()) << method->name() << ": " << own;
    ++asked;
  }
  EXPECT_GE(asked, 5);
}

// Text far beyond its limit, from the wire to the answer: refused by its field, and not echoed.
TEST_F(Councils, TextOfSixtyFourKibibytesIsRefusedByItsField) {
  const std::string text(64 << 10, 'x');
  Client officer(first_);
  const auto expect = [&](const absl::Status& status, const std::string& field) {
    EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_INVALID_REQUEST) << status;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(field));
    EXPECT_THAT(status.ToString(), testing::Not(testing::HasSubstr("xxxxx")));
  };
  eligibility::v1::CreateChildRequest child;
  child.set_request_id(NewRequestId());
  child.mutable_child()->set_display_name(text);
  *child.mutable_child()->mutable_date_of_birth() = wire::ToProto(absl::CivilDay(2016, 1, 1));
  child.mutable_child()->mutable_support_ratio()->set_staff(1);
  child.mutable_child()->mutable_support_ratio()->set_children(3);
  expect(officer.CreateChild(child).status(), "child.display_name");

  availability::v1::GetActivityRequest get;
  get.set_name(records_["activity"]);
  availability::v1::UpdateActivityRequest activity;
  activity.set_request_id(NewRequestId());
  *activity.mutable_activity() = Must(officer.GetActivity(get)).activity();
  activity.mutable_activity()->set_title(text);
  expect(officer.UpdateActivity(activity).status(), "activity.title");

  bookings::v1::BookPlaceRequest book;
  book.set_request_id(NewRequestId());
  book.set_child(records_["child"]);
  book.set_session(records_["session"]);
  book.set_officer_reason(text);
  expect(officer.BookPlace(book).status(), "officer_reason");
}

}  // namespace
}  // namespace shortbreaks
