#include "rpc/redacted.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>
#include <set>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/type/v1/sensitive.pb.h"
#include "support/contract_files.h"

namespace shortbreaks::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using testing::HasSubstr;
using testing::Not;

constexpr char kChild[] = "children/01890a5d-ac96-774b-bcce-b302099a8057";

TEST(Redacted, NamesIdsAndNumbersStay) {
  bookings::v1::BookPlaceRequest request;
  request.set_child(kChild);
  request.set_request_id("01890a5d-ac96-774b-bcce-b302099a8058");
  EXPECT_EQ(Redacted(request),
            std::string("request_id: \"01890a5d-ac96-774b-bcce-b302099a8058\" child: \"") + kChild + "\"");
}

TEST(Redacted, WhatIsMarkedIsNotShownWhateverItsTypeIs) {
  eligibility::v1::Child child;
  child.set_name(kChild);
  child.set_display_name("Example Child");
  child.mutable_date_of_birth()->set_year(2016);
  child.add_needs(type::v1::NEED_RESCUE_MEDICATION);
  child.mutable_support_ratio()->set_staff(2);
  EXPECT_EQ(Redacted(child), std::string("name: \"") + kChild +
                                 "\" display_name: [redacted] date_of_birth: [redacted] support_ratio: [redacted] "
                                 "needs: [redacted]");
}

TEST(Redacted, TextThatNamesNoRecordIsNotShown) {
  for (const char* text :
       {"Example Child", "children/Example", "children/", "/", "ch ildren/01890a5d-ac96-774b-bcce-b302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a8057 Example"}) {
    bookings::v1::GetBookingRequest request;
    request.set_name(text);
    EXPECT_EQ(Redacted(request), "name: [redacted]") << text;
  }
}

TEST(Redacted, IsNoLongerThanAsked) {
  availability::v1::BatchGetAvailabilityRequest request;
  for (int i = 0; i < 10'000; ++i) request.add_sessions("sessions/01890a5d-ac96-774b-bcce-b302099a8057");
  EXPECT_LT(Redacted(request, 300).size(), 310u);
}

std::set<const Descriptor*> TypesOfEveryCall() {
  std::set<const Descriptor*> types;
  for (const MethodDescriptor* method : support::ContractMethods()) {
    types.insert({method->input_type(), method->output_type()});
  }
  return types;
}

// Every text, at any depth, is the canary.
void Fill(Message& message, int depth) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const auto* reflection = message.GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      field->is_repeated() ? reflection->AddString(&message, field, "Canary")
                           : reflection->SetString(&message, field, "Canary");
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && depth > 0) {
      Fill(field->is_repeated() ? *reflection->AddMessage(&message, field)
                                : *reflection->MutableMessage(&message, field),
           depth - 1);
    }
  }
}

TEST(Redacted, NoTextOfAnyCallIsShown) {
  const auto types = TypesOfEveryCall();
  ASSERT_GT(types.size(), 200u);
  for (const Descriptor* type : types) {
    const std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(type)->New());
    Fill(*message, 6);
    EXPECT_THAT(Redacted(*message, 1'000'000), Not(HasSubstr("Canary"))) << type->full_name();
  }
}

void Visit(const Descriptor* type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->message_type() != nullptr) Visit(type->field(i)->message_type(), seen);
  }
}

// Fields that are no text, and by their names say something of a child wherever they stand.
TEST(Sensitive, IsEveryFieldWhoseNameSaysSo) {
  std::set<const Descriptor*> types;
  for (const Descriptor* type : TypesOfEveryCall()) Visit(type, types);
  for (const Descriptor* type : types) {
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      const std::set<std::string> names = {"date_of_birth", "circumstances", "needs", "assessment_route", "age_years"};
      if (names.contains(field->name())) {
        EXPECT_TRUE(field->options().GetExtension(type::v1::sensitive)) << field->full_name();
      }
    }
  }
}

}  // namespace
}  // namespace shortbreaks::rpc
