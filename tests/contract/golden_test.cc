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

#include "support/contract_files.h"

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

TEST(Contract, CoversEveryFile) {
  std::set<std::string> described, there;
  for (const FileDescriptor* file : support::ContractFiles()) described.insert(file->name());
  const std::filesystem::path root = SHORTBREAKS_PROTO;
  for (const auto& each : std::filesystem::recursive_directory_iterator(root)) {
    if (each.path().extension() == ".proto") there.insert(each.path().lexically_relative(root).string());
  }
  EXPECT_EQ(described, there);
}

TEST(Contract, IsWhatPartnersKnow) {
  std::ostringstream now;
  for (const FileDescriptor* file : support::ContractFiles()) Describe(*file, now);
  if (std::getenv("SHORTBREAKS_UPDATE_GOLDEN") != nullptr) std::ofstream(SHORTBREAKS_GOLDEN) << now.str();
  std::ifstream file(SHORTBREAKS_GOLDEN);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(now.str(), golden);
}

}  // namespace
}  // namespace shortbreaks
