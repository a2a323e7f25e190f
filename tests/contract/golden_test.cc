// The contract as partners know it: every method, and every field with its number and type. A change that breaks a
// partner shows here as a difference. After a change that is meant: SHORTBREAKS_UPDATE_GOLDEN=1 contract_test.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "shortbreaks/availability/v1/alternatives.pb.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/capacity.pb.h"
#include "shortbreaks/availability/v1/programmes.pb.h"
#include "shortbreaks/availability/v1/roster.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"
#include "shortbreaks/bookings/v1/affected.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/erasure.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"
#include "shortbreaks/type/v1/errors.pb.h"
#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

std::string TypeOf(const FieldDescriptor& field) {
  std::string type = field.type_name();
  if (field.message_type() != nullptr) type = field.message_type()->full_name();
  if (field.enum_type() != nullptr) type = field.enum_type()->full_name();
  return (field.is_repeated() ? "repeated " : field.has_optional_keyword() ? "optional " : "") + type;
}

void Describe(const EnumDescriptor& type, std::ostream& out) {
  out << "enum " << type.full_name() << "\n";
  for (int i = 0; i < type.value_count(); ++i) {
    out << "  " << type.value(i)->number() << " " << type.value(i)->name() << "\n";
  }
}

void Describe(const Descriptor& type, std::ostream& out) {
  if (type.options().map_entry()) return;
  out << "message " << type.full_name() << "\n";
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < type.field_count(); ++i) fields.push_back(type.field(i));
  std::ranges::sort(fields, {}, &FieldDescriptor::number);
  for (const auto* field : fields) {
    out << "  " << field->number() << " " << field->name() << " " << TypeOf(*field) << "\n";
  }
  for (int i = 0; i < type.nested_type_count(); ++i) Describe(*type.nested_type(i), out);
}

void Describe(const FileDescriptor& file, std::ostream& out) {
  out << "# " << file.name() << "\n";
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const auto& method = *file.service(s)->method(m);
      out << "rpc " << method.full_name() << " " << method.input_type()->name() << " " << method.output_type()->name()
          << "\n";
    }
  }
  for (int i = 0; i < file.enum_type_count(); ++i) Describe(*file.enum_type(i), out);
  for (int i = 0; i < file.message_type_count(); ++i) Describe(*file.message_type(i), out);
}

// All of the contract.
std::vector<const FileDescriptor*> Files() {
  return {google::rpc::ErrorInfo::descriptor()->file(),
          type::v1::ErrorReason_descriptor()->file(),
          type::v1::Quantity::descriptor()->file(),
          google::protobuf::DescriptorPool::generated_pool()->FindFileByName("shortbreaks/type/v1/sensitive.proto"),
          availability::v1::Session::descriptor()->file(),
          availability::v1::StaffMember::descriptor()->file(),
          availability::v1::Capacity::descriptor()->file(),
          availability::v1::Alternative::descriptor()->file(),
          availability::v1::Programme::descriptor()->file(),
          availability::v1::Room::descriptor()->file(),
          availability::v1::Series::descriptor()->file(),
          eligibility::v1::Child::descriptor()->file(),
          eligibility::v1::Policy::descriptor()->file(),
          eligibility::v1::Application::descriptor()->file(),
          eligibility::v1::AcceptAllocationRequest::descriptor()->file(),
          eligibility::v1::RecheckBookingsRequest::descriptor()->file(),
          eligibility::v1::GetDeliveryRequest::descriptor()->file(),
          eligibility::v1::KeptApart::descriptor()->file(),
          eligibility::v1::Access::descriptor()->file(),
          eligibility::v1::Erasure::descriptor()->file(),
          bookings::v1::Booking::descriptor()->file(),
          bookings::v1::AffectedBooking::descriptor()->file(),
          bookings::v1::MatchRequest::descriptor()->file(),
          bookings::v1::Claim::descriptor()->file(),
          bookings::v1::CalendarFeed::descriptor()->file(),
          bookings::v1::WaitingListEntry::descriptor()->file()};
}

TEST(Contract, CoversEveryFile) {
  std::set<std::string> described, there;
  for (const FileDescriptor* file : Files()) described.insert(file->name());
  const std::filesystem::path root = SHORTBREAKS_PROTO;
  for (const auto& each : std::filesystem::recursive_directory_iterator(root)) {
    if (each.path().extension() == ".proto") there.insert(each.path().lexically_relative(root).string());
  }
  EXPECT_EQ(described, there);
}

TEST(Contract, IsWhatPartnersKnow) {
  std::ostringstream now;
  for (const FileDescriptor* file : Files()) Describe(*file, now);
  if (std::getenv("SHORTBREAKS_UPDATE_GOLDEN") != nullptr) std::ofstream(SHORTBREAKS_GOLDEN) << now.str();
  std::ifstream file(SHORTBREAKS_GOLDEN);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(now.str(), golden);
}

}  // namespace
}  // namespace shortbreaks
