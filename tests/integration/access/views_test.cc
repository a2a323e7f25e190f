// What each role sees of the same records, field by field, as the real services answer. Ids, instants and versions,
// which differ from run to run, stand as `*`. After a change that is meant: SHORTBREAKS_UPDATE_GOLDEN=1
// access_views_test.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "access/requests.h"
#include "access/world.h"

namespace shortbreaks::access {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

World& TheWorld() {
  static const std::unique_ptr<World>& world = *new std::unique_ptr<World>(MakeWorld());
  return *world;
}

// Without the days that a sentence names, too: `29 November 2026`.
std::string WithoutIds(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash != std::string::npos && text.size() == slash + 1 + 36) return text.substr(0, slash) + "/*";
  static const std::regex day("[0-9]{1,2} [A-Z][a-z]{2,8} 20[0-9]{2}");
  return std::regex_replace(text, day, "*");
}

bool Differs(const FieldDescriptor& field) {
  static const auto& differ = *new std::set<std::string>{"etag",       "version",      "next_page_token", "external_id",
                                                         "child_etag", "session_etag", "allocation_etag", "diary_etag"};
  return differ.contains(field.name());
}

std::string ValueOf(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  if (Differs(field)) return "*";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return absl::StrCat("\"",
                          WithoutIds(index < 0 ? reflection.GetString(message, &field)
                                               : reflection.GetRepeatedString(message, &field, index)),
                          "\"");
    case FieldDescriptor::CPPTYPE_ENUM:
      return (index < 0 ? reflection.GetEnum(message, &field) : reflection.GetRepeatedEnum(message, &field, index))
          ->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(reflection.GetDouble(message, &field));
    default:
      return "?";
  }
}

void Write(const Message& message, const std::string& at, std::vector<std::string>& lines) {
  std::vector<const FieldDescriptor*> fields;
  const auto& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const int index = field->is_repeated() ? i : -1;
      const std::string path = absl::StrCat(at, field->name(), index < 0 ? "" : absl::StrCat("[", i, "]"));
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        lines.push_back(absl::StrCat(path, ": ", ValueOf(message, *field, index)));
        continue;
      }
      const std::string& type = field->message_type()->full_name();
      if (type == "google.protobuf.Timestamp" || type == "shortbreaks.type.v1.Date") {
        lines.push_back(absl::StrCat(path, ": *"));
      } else {
        Write(index < 0 ? reflection.GetMessage(message, field) : reflection.GetRepeatedMessage(message, field, i),
              path + ".", lines);
      }
    }
  }
}

// What the persona is answered, a line for each field.
std::string Seen(const Persona& persona, const std::string& method, const std::string& field,
                 const std::string& record) {
  for (const auto* each : support::ContractMethods()) {
    if (each->name() != method) continue;
    const auto request = New(each->input_type()), response = New(each->output_type());
    if (!field.empty()) {
      request->GetReflection()->SetString(request.get(), each->input_type()->FindFieldByName(field), record);
    }
    const absl::Status status = persona.connection->Call(FullName(*each), *request, *response, {});
    EXPECT_TRUE(status.ok()) << persona.name << " " << method << ": " << status;
    std::vector<std::string> lines;
    Write(*response, "", lines);
    return absl::StrCat("# ", method, "\n", absl::StrJoin(lines, "\n"), "\n");
  }
  ADD_FAILURE() << method;
  return {};
}

void ExpectGolden(const std::string& role, const std::string& seen) {
  const std::string path = absl::StrCat(SHORTBREAKS_VIEWS, "/", role, ".txt");
  if (std::getenv("SHORTBREAKS_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << seen;
  std::ifstream file(path);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(seen, golden) << role;
}

const Persona& Named(const std::string& name) {
  for (const Persona& persona : TheWorld().personas) {
    if (persona.name == name) return persona;
  }
  std::abort();
}

TEST(FieldViews, AProviderSeesWhatTheBookingNeeds) {
  const Records& records = TheWorld().home.records;
  const Persona& provider = Named("the session's provider");
  ExpectGolden("provider", Seen(provider, "GetBooking", "name", records.at("bookings")) +
                               Seen(provider, "GetRegister", "session", records.at("sessions")) +
                               Seen(provider, "ListRequests", "", "") +
                               Seen(provider, "ListWaitingListEntries", "session", records.at("full session")));
}

TEST(FieldViews, ACarerWithAuthoritySeesTheFile) {
  const Records& records = TheWorld().home.records;
  const Persona& carer = Named("the family's carer");
  ExpectGolden("carer", Seen(carer, "GetChild", "name", records.at("children")) +
                            Seen(carer, "GetBooking", "name", records.at("bookings")) +
                            Seen(carer, "GetWaitingListEntry", "name", records.at("waitingListEntries")));
}

TEST(FieldViews, ACarerWithLimitedAuthoritySeesWhenAndWhere) {
  const Records& records = TheWorld().home.records;
  const Persona& carer = Named("a carer with limited authority");
  ExpectGolden("limited_carer", Seen(carer, "GetChild", "name", records.at("children")) +
                                    Seen(carer, "ListChildren", "", "") +
                                    Seen(carer, "GetBooking", "name", records.at("bookings")) +
                                    Seen(carer, "ListBookings", "child", records.at("children")));
}

TEST(FieldViews, APractitionerSeesWhatItWroteAndWhereItStands) {
  const Records& records = TheWorld().home.records;
  const Persona& practitioner = Named("the practitioner who applied");
  ExpectGolden("practitioner", Seen(practitioner, "GetApplication", "name", records.at("applications")) +
                                   Seen(practitioner, "ListApplications", "", ""));
}

TEST(FieldViews, APartnerSeesWhatIsOnOffer) {
  const Records& records = TheWorld().home.records;
  const Persona& partner = Named("a partner");
  ExpectGolden("partner", Seen(partner, "GetSession", "name", records.at("sessions")) +
                              Seen(partner, "GetProvider", "name", records.at("providers")));
}

}  // namespace
}  // namespace shortbreaks::access
