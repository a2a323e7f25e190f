// Every RPC asked by everybody. Requests are made from the descriptors, so that a new RPC is asked too: who may not
// call it hears NOT_ALLOWED, who has nothing to do with the records that it names hears the same as of records that
// there are not, and nobody reads a word that is not theirs.
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "access/requests.h"
#include "access/world.h"
#include "google/rpc/error_details.pb.h"
#include "identity/authorisation.h"

namespace shortbreaks::access {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using identity::Role;
using type::v1::ErrorReason;

// One service of three programs and one database for all tests: what they ask changes nothing, but for the last.
World& TheWorld() {
  static const std::unique_ptr<World>& world = *new std::unique_ptr<World>(MakeWorld());
  return *world;
}

struct Reply {
  absl::Status status;
  std::unique_ptr<Message> message;

  ErrorReason reason() const { return ReasonOf(status); }
  // Everything that the caller was sent.
  std::string Everything() const {
    return absl::StrCat(status.ToString(absl::StatusToStringMode::kWithEverything), " ", message->SerializeAsString());
  }
};

Reply Ask(Connection& by, const MethodDescriptor& method, const Message& request) {
  Reply reply{.message = New(method.output_type())};
  reply.status = by.Call(FullName(method), request, *reply.message, {.timeout = absl::Seconds(10), .retry = false});
  return reply;
}

bool IsRefused(const Reply& reply) {
  return reply.reason() == ErrorReason::ERROR_REASON_NOT_ALLOWED ||
         reply.reason() == ErrorReason::ERROR_REASON_NOT_FOUND ||
         reply.reason() == ErrorReason::ERROR_REASON_CONSENT_MISSING;
}

// The request was understood and the caller may make it: it was done, or what it is about stands in the way.
bool IsUnderstood(const Reply& reply) {
  switch (reply.reason()) {
    case ErrorReason::ERROR_REASON_NOT_ALLOWED:
    case ErrorReason::ERROR_REASON_NOT_FOUND:
    case ErrorReason::ERROR_REASON_CONSENT_MISSING:
    case ErrorReason::ERROR_REASON_INVALID_REQUEST:
    case ErrorReason::ERROR_REASON_INTERNAL:
    case ErrorReason::ERROR_REASON_TOKEN_INVALID:
    case ErrorReason::ERROR_REASON_UNKNOWN_METHOD:
      return false;
    default:
      return reply.status.ok() || reply.reason() != ErrorReason::ERROR_REASON_UNSPECIFIED;
  }
}

bool BeginsWithAny(const std::string& name, std::initializer_list<const char*> verbs) {
  return std::ranges::any_of(verbs, [&](const char* verb) { return name.starts_with(verb); });
}

// What the product lets people of the same council read or do although they have nothing to do with the record: venues
// and rooms are shared between a council's providers, and a practitioner applies for any family that agreed.
bool IsOpenWithinTheCouncil(const Persona& persona, const MethodDescriptor& method) {
  if (persona.relation == Relation::kOtherCouncil) return false;
  if (IsForEverybody(method)) return true;
  if (persona.relation == Relation::kLimited) {
    // And a calendar of the same.
    constexpr std::string_view kSees[] = {"GetChild", "ListChildren", "GetBooking", "ListBookings", "CreateFeed"};
    return std::ranges::find(kSees, method.name()) != std::end(kSees);
  }
  if (persona.role == Role::kProvider && method.service()->name() == "VenueService") {
    return BeginsWithAny(method.name(), {"Get", "List"});
  }
  return persona.role == Role::kPractitioner && (method.name() == "CreateApplication" || method.name() == "FindChild");
}

// RPCs that answer for each of many by itself, or with a page without what is not the caller's, where others say no.
bool AnswersWithNothing(const MethodDescriptor& method, const Reply& reply) {
  if (!reply.status.ok()) return false;
  if (BeginsWithAny(method.name(), {"List", "Search", "Summarize"})) return true;
  if (method.name() == "BatchGetAvailability")
    return reply.message->ShortDebugString().find("found: true") == std::string::npos;
  if (method.name() != "BulkApprove" && method.name() != "MarkAttendance") return false;
  return reply.message->ShortDebugString().find("error_reason: \"ERROR_REASON_NOT_FOUND\"") != std::string::npos;
}

// Imports name records by keys, and say of each row what is wrong with it.
bool IsImport(const MethodDescriptor& method) { return method.name().starts_with("Import"); }

// What an officer sees of a family goes by its team, and the rest is the council's: records that belong to a child.
constexpr std::string_view kOfAChild[] = {"children",     "other child",        "allocations",
                                          "evidence",     "decisions",          "bookings",
                                          "applications", "waitingListEntries", "child external id"};

bool NamesAChild(const Message& request, const Records& records) {
  const std::string said = request.ShortDebugString();
  return std::ranges::any_of(
      kOfAChild, [&](std::string_view kind) { return said.find(records.at(std::string(kind))) != std::string::npos; });
}

// Whether what an officer of another team asks says anything of teams. What it changes of the council's own it may
// change.
bool GoesByTeam(const Persona& persona, const MethodDescriptor& method, const Message& request,
                const Records& records) {
  if (persona.relation != Relation::kOtherTeam || NamesAChild(request, records)) return true;
  // Carers are the whole council's, and have the family's name.
  const std::string said = request.ShortDebugString();
  if (said.find(records.at("carers")) != std::string::npos) return false;
  return BeginsWithAny(method.name(), {"Get", "List", "Search", "Summarize", "BatchGet"});
}

Records Asked(const Persona& persona, Records records) {
  for (const auto& [kind, name] : persona.own) records[kind] = name;
  return records;
}

// The first word that the caller must not read and did not say.
std::string FirstCanaryIn(const Reply& reply, const Persona& persona, const Message& request) {
  const std::string heard = reply.Everything(), said = request.ShortDebugString();
  for (const std::string& word : persona.must_not_read) {
    if (heard.find(word) != std::string::npos && said.find(word) == std::string::npos) return word;
  }
  return {};
}

// Records that there are not, one for each that there is; but for those that everybody in the council may read.
Records GhostsOf(const Records& records, Relation relation) {
  constexpr std::string_view kForTheCouncil[] = {"activities", "policies", "programmes", "providers",
                                                 "rooms",      "sessions", "venues"};
  Records ghosts;
  for (const auto& [kind, name] : records) {
    const bool read = relation == Relation::kOtherTeam
                          ? std::ranges::find(kOfAChild, kind) == std::end(kOfAChild)
                          : std::ranges::find(kForTheCouncil, kind) != std::end(kForTheCouncil);
    ghosts[kind] = read && relation != Relation::kOtherCouncil ? name : GhostOf(name);
  }
  return ghosts;
}

// What an error says, without what the client added to it. ErrorInfo's metadata come in any order.
std::string WordsOf(const absl::Status& status) {
  const auto details = status.GetPayload("type.googleapis.com/google.rpc.Status");
  google::rpc::Status wire;
  EXPECT_TRUE(!details || wire.ParseFromString(std::string(*details)));
  std::string words = absl::StrCat(absl::StatusCodeToString(status.code()), ": ", std::string(status.message()));
  for (const auto& detail : wire.details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info)) {
      absl::StrAppend(&words, "\n", detail.type_url(), " ", detail.value());
      continue;
    }
    absl::StrAppend(&words, "\n", info.reason(), " ", info.domain());
    const std::map<std::string, std::string> metadata(info.metadata().begin(), info.metadata().end());
    for (const auto& [key, value] : metadata) absl::StrAppend(&words, " ", key, "=", value);
  }
  return words;
}

std::string Told(const Persona& persona, const MethodDescriptor& method, const Way& way) {
  return absl::StrCat(persona.name, " asks ", method.name(), " (", way.fields.empty() ? "no record" : way.fields, ")");
}

// What is kept of a council, but for what calls leave behind that changed nothing: their replies, decisions that were
// asked for, records of reading, and feeds of the caller's own.
std::map<std::string, std::string> KeptOf(const std::string& council) {
  auto& mysql = TheWorld().services->mysql();
  std::map<std::string, std::string> kept;
  const auto tables = mysql.AsRoot(
      "SELECT c.TABLE_NAME, GROUP_CONCAT(CONCAT('COALESCE(HEX(`', c.COLUMN_NAME, '`), 0)') ORDER BY "
      "c.ORDINAL_POSITION) "
      "FROM information_schema.COLUMNS c JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND "
      "t.TABLE_NAME = c.TABLE_NAME WHERE c.TABLE_SCHEMA = 'shortbreaks' AND t.TABLE_TYPE = 'BASE TABLE' "
      "AND c.TABLE_NAME NOT LIKE '%\\_requests' AND c.TABLE_NAME NOT IN ('decisions', 'audit_records', "
      "'audit_streams', 'calendar_feeds', 'calendar_feed_children', 'outbox') "
      "GROUP BY c.TABLE_NAME HAVING SUM(c.COLUMN_NAME = 'council_id') = 1");
  EXPECT_TRUE(tables.ok()) << tables.status();
  for (const mysql::Row& table : *tables) {
    const auto sum =
        mysql.AsRoot(absl::StrCat("SELECT COUNT(*), CAST(COALESCE(SUM(CRC32(CONCAT_WS('|', ", table.Text(1),
                                  "))), 0) AS CHAR) FROM `", table.Text(0), "` WHERE council_id = ?"),
                     {council});
    EXPECT_TRUE(sum.ok()) << sum.status();
    if (sum.ok()) kept[table.Text(0)] = absl::StrCat(sum->front().Int(0), " rows, ", sum->front().Text(1));
  }
  return kept;
}

// Fields that no test would fill are fields that no test asks about.
void ExpectKnown(const google::protobuf::Descriptor& type, const MethodDescriptor& method, int depth = 0) {
  for (int i = 0; i < type.field_count() && depth < 6; ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      EXPECT_NE(WhatIsIn(*field, method), Holds::kUnknown)
          << field->full_name() << " of " << method.name()
          << ": say in access/requests.cc what it names, or that it is text";
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ExpectKnown(*field->message_type(), method, depth + 1);
    }
  }
}

TEST(Access, EveryFieldThatNamesARecordIsKnown) {
  for (const MethodDescriptor* method : support::ContractMethods()) ExpectKnown(*method->input_type(), *method);
}

TEST(Access, NobodyIsAnsweredWithoutAToken) {
  World& world = TheWorld();
  const auto nobody = world.services->ConnectionWith("", false);
  for (const MethodDescriptor* method : support::ContractMethods()) {
    const auto ways = WaysToAsk(*method, Role::kOfficer, world.home.records);
    EXPECT_EQ(Ask(*nobody, *method, *ways.front().request).reason(), ErrorReason::ERROR_REASON_TOKEN_INVALID)
        << method->name();
  }
}

TEST(Access, WhoseRoleMayNotCallItIsNotAllowedWhateverIsAsked) {
  World& world = TheWorld();
  int asked = 0;
  for (const MethodDescriptor* method : support::ContractMethods()) {
    for (const Persona& persona : world.personas) {
      if (identity::MayCall(persona.role, FullName(*method))) continue;
      const auto ways = WaysToAsk(*method, persona.role, world.home.records);
      const Reply reply = Ask(*persona.connection, *method, *ways.front().request);
      EXPECT_EQ(reply.reason(), ErrorReason::ERROR_REASON_NOT_ALLOWED) << Told(persona, *method, ways.front());
      ++asked;
    }
  }
  EXPECT_GT(asked, 1'000);
}

// The matrix. Each RPC that a role may call, by everybody of that role: who has nothing to do with the records is
// refused, in the very words that records which are not there are refused in; and reads no word that is not theirs.
TEST(Access, WhoHasNothingToDoWithARecordHearsTheSameAsOfNone) {
  World& world = TheWorld();
  const auto before = KeptOf(world.home.id);
  // By RPC, role and fields: those that everybody with another relation was refused.
  int refused = 0, asked = 0;
  for (const MethodDescriptor* method : support::ContractMethods()) {
    for (const Persona& persona : world.personas) {
      if (persona.relation == Relation::kRelated || !identity::MayCall(persona.role, FullName(*method))) continue;
      const Records records = Asked(persona, world.home.records);
      const auto ways = WaysToAsk(*method, persona.role, records);
      const auto of_none = WaysToAsk(*method, persona.role, GhostsOf(records, persona.relation));
      ASSERT_EQ(ways.size(), of_none.size()) << method->name();
      for (size_t i = 0; i < ways.size(); ++i) {
        if (!GoesByTeam(persona, *method, *ways[i].request, records)) continue;
        const Reply reply = Ask(*persona.connection, *method, *ways[i].request);
        const std::string told = Told(persona, *method, ways[i]);
        EXPECT_NE(reply.reason(), ErrorReason::ERROR_REASON_INTERNAL) << told << reply.status;
        EXPECT_EQ(FirstCanaryIn(reply, persona, *ways[i].request), "") << told << ": " << reply.Everything();
        ++asked;
        if (ways[i].records == 0 || persona.has_the_same_id || IsOpenWithinTheCouncil(persona, *method)) continue;
        // A key of the council's can be no other child's: an import says whose it is not.
        if (persona.relation == Relation::kOtherTeam &&
            (IsImport(*method) || !NamesAChild(*ways[i].request, records))) {
          continue;
        }
        const Reply none = Ask(*persona.connection, *method, *of_none[i].request);
        EXPECT_EQ(WordsOf(reply.status), WordsOf(none.status)) << told;
        const bool invalid = reply.reason() == ErrorReason::ERROR_REASON_INVALID_REQUEST;
        EXPECT_TRUE(invalid || IsRefused(reply) || AnswersWithNothing(*method, reply))
            << told << ": " << reply.status << " " << reply.message->ShortDebugString();
        refused += IsRefused(reply);
      }
    }
  }
  EXPECT_EQ(KeptOf(world.home.id), before);
  EXPECT_GT(asked, 1'000);
  EXPECT_GT(refused, 400);
}

// However much is asked for, an answer has an end.
TEST(Access, APageThatIsTooLargeOrNoneIsRefusedByItsField) {
  World& world = TheWorld();
  int asked = 0;
  for (const MethodDescriptor* method : support::ContractMethods()) {
    const FieldDescriptor* size = method->input_type()->FindFieldByName("page_size");
    if (size == nullptr) continue;
    for (const int wrong : {-1, 100'000}) {
      // Some look at the record first: one of the ways of asking gets as far as the page.
      bool refused = false;
      for (const Way& way : WaysToAsk(*method, Role::kOfficer, world.home.records)) {
        way.request->GetReflection()->SetInt32(way.request.get(), size, wrong);
        const Reply reply = Ask(*world.Related(Role::kOfficer).connection, *method, *way.request);
        EXPECT_FALSE(reply.status.ok()) << method->name() << " " << wrong;
        refused |= reply.status.message().find("page_size") != std::string::npos;
      }
      EXPECT_TRUE(refused) << method->name() << " " << wrong;
      ++asked;
    }
  }
  EXPECT_GT(asked, 30);
}

// From the wire to the answer, in every RPC that takes a reason.
TEST(Access, TextFarBeyondItsLimitIsRefusedByItsFieldAndNotSentBack) {
  World& world = TheWorld();
  const std::string text(64 << 10, 'x');
  int asked = 0;
  for (const MethodDescriptor* method : support::ContractMethods()) {
    const FieldDescriptor* reason = method->input_type()->FindFieldByName("reason");
    if (reason == nullptr || reason->type() != FieldDescriptor::TYPE_STRING) continue;
    if (!identity::MayCall(Role::kOfficer, FullName(*method))) continue;
    const auto ways = WaysToAsk(*method, Role::kOfficer, world.home.records);
    ways[0].request->GetReflection()->SetString(ways[0].request.get(), reason, text);
    const Reply reply = Ask(*world.Related(Role::kOfficer).connection, *method, *ways[0].request);
    EXPECT_EQ(reply.reason(), ErrorReason::ERROR_REASON_INVALID_REQUEST) << method->name() << reply.status;
    EXPECT_EQ(reply.Everything().find("xxxxx"), std::string::npos) << method->name();
    ++asked;
  }
  EXPECT_GT(asked, 15);
}

// RPCs that need more than the records of the world: a child by what is known of it, a policy's file, a flag, a child
// whose record's time is over, a key of the provider's own, a feed of the provider's own.
bool NeedsMoreThanARecord(const MethodDescriptor& method, Role role) {
  const std::string& name = method.name();
  if (name == "FindChild" || name == "ProposePolicy" || name == "ResolveBookingFlag" || name == "ProposeErasures")
    return true;
  return role == Role::kProvider && (name == "ImportTimetable" || name == "RevokeFeed");
}

// What stood in the way of the others was that they have nothing to do with the records, and not the requests: whoever
// has is understood. Of each RPC and role one way of asking at least; for those ways that others were told
// INVALID_REQUEST, they too.
TEST(Access, WhoHasToDoWithTheRecordsIsUnderstood) {
  World& world = TheWorld();
  std::vector<const MethodDescriptor*> methods = support::ContractMethods();
  // What ends things comes last.
  std::ranges::stable_sort(methods, {}, [](const MethodDescriptor* method) {
    if (BeginsWithAny(method->name(), {"Get", "List", "Search", "Summarize", "BatchGet", "Decide", "FindChild"}))
      return 0;
    if (method->name() == "RevokeAuthority") return 3;
    return BeginsWithAny(method->name(), {"Cancel", "End", "Revoke", "Withdraw", "Release", "Leave", "Decline", "Close",
                                          "Remove", "Resolve"})
               ? 2
               : 1;
  });
  for (const MethodDescriptor* method : methods) {
    for (const Role role : {Role::kCarer, Role::kProvider, Role::kPractitioner, Role::kService, Role::kOfficer}) {
      if (!identity::MayCall(role, FullName(*method))) continue;
      const Persona& persona = world.Related(role);
      bool understood = false;
      std::string heard;
      for (const Way& way : WaysToAsk(*method, role, world.home.records)) {
        const Reply reply = Ask(*persona.connection, *method, *way.request);
        EXPECT_EQ(FirstCanaryIn(reply, persona, *way.request), "")
            << Told(persona, *method, way) << ": " << reply.Everything();
        if (!IsUnderstood(reply)) {
          absl::StrAppend(&heard, "\n  ", Told(persona, *method, way), ": ", reply.status.ToString());
          continue;
        }
        understood = true;
        if (way.records == 0 || IsForEverybody(*method)) continue;
        // The same way, by those of the role who have nothing to do with the records: not INVALID_REQUEST.
        for (const Persona& other : world.personas) {
          const bool may = other.relation == Relation::kRelated || other.relation == Relation::kOtherTeam;
          if (other.role != role || may || IsImport(*method)) continue;
          for (const Way& theirs : WaysToAsk(*method, role, world.home.records)) {
            if (theirs.fields != way.fields) continue;
            const Reply refused = Ask(*other.connection, *method, *theirs.request);
            EXPECT_NE(refused.reason(), ErrorReason::ERROR_REASON_INVALID_REQUEST)
                << Told(other, *method, theirs) << ": " << refused.status;
          }
        }
      }
      EXPECT_TRUE(understood || NeedsMoreThanARecord(*method, role)) << heard;
    }
  }
}

}  // namespace
}  // namespace shortbreaks::access
