#include "access/requests.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

#include "access/recipes.h"
#include "identity/authorisation.h"
#include "shortbreaks/client.h"

namespace shortbreaks::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using identity::Role;

// What the fields name that are called so in every request.
const std::map<std::string, std::string> kCollections = {
    {"activity", "activities"},
    {"allocation", "allocations"},
    {"application", "applications"},
    {"booking", "bookings"},
    {"bookings", "bookings"},
    {"carer", "carers"},
    {"child", "children"},
    {"children", "children"},
    {"other_child", "other child"},
    {"panel", "panels"},
    {"programme", "programmes"},
    {"provider", "providers"},
    {"room", "rooms"},
    {"session", "sessions"},
    {"sessions", "sessions"},
    {"staff_member", "staffMembers"},
    {"staff_members", "staffMembers"},
    {"venue", "venues"},
    {"provider_external_id", "provider external id"},
    {"child_external_id", "child external id"},
};

// Text, as far as who may ask goes. A new string field of a request is put here or above.
const std::set<std::string> kTexts = {
    "request_id",
    "request",
    "answer",
    "app",
    "team",
    "page_token",
    "etag",
    "external_id",
    "display_name",
    "title",
    "summary",
    "address",
    "postcode",
    "reason",
    "reserve_reason",
    "officer_reason",
    "cancel_reason",
    "adjustments",
    "cannot_meet_reason",
    "channel",
    "content",
    "copied_from",
    "funding_stream",
    "ehc_plan_section",
    "rule",
    "month",
    "ward",
    "postcode_district",
    "school_authority",
    "school_ward",
    "school_postcode_district",
    "packages",
    "of",
    "fact",
    "home_district",
    "home_authority",
    "school_district",
    "profession",
    "sections",
    "component",
    "rate",
    "offer",
    "organisation",
    "statement",
    "author",
    "evidence_wanted",
    "earlier_deciders",
    "minutes",
    "members",
    "record",
    "role",
    "decider",
    "second_key",
    "wanted",
    "actor",
    "state_reason",
    "carried_from",
    "renewed_by",
    "renews",
    "last_reviewer",
    "review_note",
    "withdraw_reason",
    "circumstances_fields",
    "decided_elsewhere",
    "carer_external_id",
    "activity_external_id",
    "policy",
    "policy_digest",
    "rules",
    "explanation",
    "next_step",
    "second_allocation",
    "second_allocation_etag",
    "child_etag",
    "session_etag",
    "allocation_etag",
    "diary_etag",
    "warnings",
    "counted_in",
    "series",
    "name",
};

// Whose `name` a message of a request holds.
const std::map<std::string, std::string> kCollectionOfType = {
    {"Activity", "activities"},
    {"Application", "applications"},
    {"BulkApproveItem", "applications"},
    {"Child", "children"},
    {"ListedVenue", "venues"},
    {"Panel", "panels"},
    {"Programme", "programmes"},
    {"Room", "rooms"},
    {"Series", "series"},
    {"StaffMember", "staffMembers"},
};

// Where an RPC's `name` is not of what it answers with.
const std::map<std::string, std::string> kCollectionOfMethod = {
    {"AcceptOffer", "waitingListEntries"},
    {"AddProgrammeSessions", "programmes"},
    {"CancelAbsence", "absences"},
    {"DeclineOffer", "waitingListEntries"},
    {"GetSession", "sessions"},
    {"RemoveProgrammeSessions", "programmes"},
    {"ReplayPolicy", "policies"},
    {"WithdrawTraining", "trainings"},
};
const std::map<std::string, std::string> kCollectionOfAnswer = {
    {"Absence", "absences"},
    {"Activity", "activities"},
    {"Allocation", "allocations"},
    {"Application", "applications"},
    {"Booking", "bookings"},
    {"CalendarFeed", "calendarFeeds"},
    {"Carer", "carers"},
    {"Child", "children"},
    {"Correction", "corrections"},
    {"Decision", "decisions"},
    {"Evidence", "evidence"},
    {"ListedVenue", "venues"},
    {"Panel", "panels"},
    {"Policy", "policies"},
    {"Programme", "programmes"},
    {"Provider", "providers"},
    {"Room", "rooms"},
    {"Series", "series"},
    {"Session", "sessions"},
    {"StaffMember", "staffMembers"},
    {"WaitingListEntry", "waitingListEntries"},
};

bool StartsWithAny(const std::string& name, std::initializer_list<const char*> verbs) {
  return std::ranges::any_of(verbs, [&](const char* verb) { return name.starts_with(verb); });
}

// The collection of a request's own `name`; empty where it cannot be told.
std::string CollectionOfName(const MethodDescriptor& method) {
  const auto special = kCollectionOfMethod.find(method.name());
  if (special != kCollectionOfMethod.end()) return special->second;
  for (int i = 0; i < method.output_type()->field_count(); ++i) {
    const FieldDescriptor* field = method.output_type()->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) continue;
    const auto found = kCollectionOfAnswer.find(field->message_type()->name());
    if (found != kCollectionOfAnswer.end()) return found->second;
  }
  return {};
}

// The key in Records of what a string field names; empty for text.
std::string CollectionOf(const FieldDescriptor& field, const MethodDescriptor& method) {
  const Descriptor* type = field.containing_type();
  if (field.name() == "name" && type == method.input_type()) return CollectionOfName(method);
  if (field.name() == "name") {
    // What is made has no name yet.
    if (StartsWithAny(method.name(), {"Create", "Grant", "Add", "Record", "Import"})) return {};
    const auto found = kCollectionOfType.find(type->name());
    return found == kCollectionOfType.end() ? std::string() : found->second;
  }
  const auto found = kCollections.find(field.name());
  return found == kCollections.end() ? std::string() : found->second;
}

// A place in a request for a record's name.
struct Slot {
  Message* message;
  const FieldDescriptor* field;
  std::string record;
  bool outermost;
};

void FindSlots(Message& message, const MethodDescriptor& method, const Recipe& recipe, const Records& records,
               std::vector<Slot>& slots) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      const std::string collection = CollectionOf(*field, method);
      const auto record = records.find(collection);
      const bool left_out = recipe.leave_out.contains(field->name());
      if (left_out || record == records.end()) continue;
      slots.push_back({&message, field, record->second, message.GetDescriptor() == method.input_type()});
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->is_repeated()) {
      for (int k = 0; k < reflection.FieldSize(message, field); ++k) {
        FindSlots(*reflection.MutableRepeatedMessage(&message, field, k), method, recipe, records, slots);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && reflection.HasField(message, field)) {
      FindSlots(*reflection.MutableMessage(&message, field), method, recipe, records, slots);
    }
  }
}

// A request with the slots that `wanted` says, by their number.
template <typename Wanted>
Way Ask(const MethodDescriptor& method, const Recipe& recipe, const Records& records, Wanted wanted) {
  Way way{.request = New(method.input_type())};
  if (!google::protobuf::TextFormat::ParseFromString(recipe.text, way.request.get())) {
    std::cerr << method.name() << ": " << recipe.text << "\n";
    std::abort();
  }
  if (const auto* id = method.input_type()->FindFieldByName("request_id")) {
    way.request->GetReflection()->SetString(way.request.get(), id, NewRequestId());
  }
  std::vector<Slot> slots;
  FindSlots(*way.request, method, recipe, records, slots);
  std::vector<std::string> named;
  for (size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    if (!wanted(i, slot)) continue;
    const auto& reflection = *slot.message->GetReflection();
    if (slot.field->is_repeated()) {
      reflection.AddString(slot.message, slot.field, slot.record);
    } else {
      reflection.SetString(slot.message, slot.field, slot.record);
    }
    named.push_back(slot.field->name());
  }
  way.records = static_cast<int>(named.size());
  way.fields = absl::StrJoin(named, ", ");
  return way;
}

}  // namespace

bool IsForEverybody(const MethodDescriptor& method) {
  constexpr Role kRoles[] = {Role::kPartner, Role::kCarer,   Role::kProvider,
                             Role::kOfficer, Role::kService, Role::kPractitioner};
  return std::ranges::all_of(kRoles, [&](Role role) { return identity::MayCall(role, FullName(method)); });
}

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

Holds WhatIsIn(const FieldDescriptor& field, const MethodDescriptor& method) {
  if (!CollectionOf(field, method).empty()) return Holds::kRecord;
  const bool own_name = field.name() == "name" && field.containing_type() == method.input_type();
  return kTexts.contains(field.name()) && !own_name ? Holds::kText : Holds::kUnknown;
}

std::vector<Way> WaysToAsk(const MethodDescriptor& method, Role role, const Records& records) {
  const Recipe recipe = RecipeFor(method, role);
  std::vector<Way> ways;
  ways.push_back(Ask(method, recipe, records, [](size_t, const Slot&) { return true; }));
  if (ways[0].records == 0) return ways;
  if (method.input_type()->FindFieldByName("request_id") == nullptr) {
    ways.push_back(Ask(method, recipe, records, [](size_t, const Slot&) { return false; }));
  }
  if (ways[0].records == 1) return ways;
  for (size_t only = 0; only < static_cast<size_t>(ways[0].records); ++only) {
    Way way = Ask(method, recipe, records, [only](size_t i, const Slot& slot) { return i == only && slot.outermost; });
    if (way.records == 1) ways.push_back(std::move(way));
  }
  return ways;
}

}  // namespace shortbreaks::access
