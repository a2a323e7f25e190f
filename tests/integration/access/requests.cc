#include "access/requests.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

#include "identity/authorisation.h"
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
#include "shortbreaks/client.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"

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

// What an RPC needs beside names, and the fields that name records and are to be left out: of two that exclude each
// other one.
struct Recipe {
  std::string text;
  std::set<std::string> leave_out;
};

constexpr char kVenue[] =
    "venue { display_name: 'Example Hall' address: '3 Sample Street, Wolverhampton' postcode: 'WV1 1SH' location { "
    "latitude_degrees: 52.58 longitude_degrees: -2.12 } }";
constexpr char kActivity[] =
    "title: 'Example club' tier: TIER_TARGETED age_min_years: 5 age_max_years: 17 highest_support_ratio { staff: 1 "
    "children: 1 } ";
constexpr char kSeries[] =
    "recurrence { rule: 'FREQ=WEEKLY;COUNT=2' first_day { year: 2031 month: 1 day: 6 } closed_days: CLOSED_DAYS_SKIP } "
    "pattern { end_minutes: 60 }";
constexpr char kChild[] =
    "display_name: 'Example Child' date_of_birth { year: 2016 month: 1 day: 1 } resident: true support_ratio { staff: "
    "1 children: 3 } ";
constexpr char kDays[] = "first_day { year: 2031 month: 2 day: 1 } last_day { year: 2031 month: 2 day: 7 } ";
constexpr char kReason[] = "reason: 'An example.' ";
constexpr char kEtag[] = "etag: 'another' ";

const std::map<std::string, Recipe>& Recipes() {
  static const auto& recipes = *new std::map<std::string, Recipe>{
      {"CreateProvider", {"provider { display_name: 'Example Clubs' }"}},
      {"CreateActivity", {absl::StrCat("activity { ", kActivity, kVenue, " }")}},
      {"UpdateActivity", {absl::StrCat("activity { ", kActivity, kVenue, kEtag, " }")}},
      {"CreateSession",
       {"session { start_time { seconds: 1925100000 } end_time { seconds: 1925110000 } places: 4 }",
        {"room", "programme"}}},
      {"SetPlaces", {absl::StrCat("places: 5 ", kEtag)}},
      {"PublishSession", {kEtag}},
      {"CloseSession", {kEtag}},
      {"CancelSession", {absl::StrCat(kEtag, kReason)}},
      {"ImportTimetable",
       {absl::StrCat("activities { activity { external_id: 'new' ", kActivity, kVenue, " } }"), {"provider"}}},
      {"SetCapacity", {absl::StrCat("capacity { places: 5 } ", kEtag)}},
      {"ReleaseReserve", {absl::StrCat(kEtag, kReason)}},
      {"CreateStaffMember", {"staff_member { display_name: 'Kim Example' }"}},
      {"UpdateStaffMember", {absl::StrCat("staff_member { display_name: 'Kim Example' ", kEtag, "}")}},
      {"RecordTraining",
       {"training { need: NEED_GASTROSTOMY issue_date { year: 2026 month: 2 day: 3 } expire_date { year: "
        "2031 month: 2 day: 3 } }"}},
      {"WithdrawTraining", {kReason}},
      {"ListTrainingExpiring", {"before { year: 2032 month: 1 day: 1 }"}},
      {"RecordAbsence",
       {"absence { start_time { seconds: 1927000000 } end_time { seconds: 1927100000 } cause: ABSENCE_CAUSE_LEAVE }"}},
      {"EndAbsence", {"end_time { seconds: 1926050000 }"}},
      {"CreateVenue", {absl::StrCat("venue { ", kVenue, " }")}},
      {"UpdateVenue", {absl::StrCat("venue { ", kVenue, kEtag, " }")}},
      {"CreateRoom", {"room { display_name: 'Example room' }"}},
      {"UpdateRoom", {absl::StrCat("room { display_name: 'Example room' ", kEtag, "}")}},
      {"SetRoom", {kEtag}},
      {"CreateProgramme",
       {absl::StrCat("programme { title: 'Example' ", kDays, "booking_open_time { seconds: 1920000000 } }")}},
      {"UpdateProgramme",
       {absl::StrCat("programme { title: 'Example' ", kDays, "booking_open_time { seconds: 1920000000 } ", kEtag,
                     "}")}},
      {"SetCalendarDays",
       {absl::StrCat(kDays, "days { kind: CALENDAR_DAY_KIND_CLOSED display_name: 'Example' ", kDays, "}"),
        {"activity"}}},
      {"ListCalendarDays", {kDays}},
      {"CreateSeries", {absl::StrCat("series { ", kSeries, " }")}},
      {"UpdateSeries", {absl::StrCat("series { ", kSeries, kEtag, " } scope: SERIES_SCOPE_ALL"), {"session"}}},
      {"EndSeries",
       {absl::StrCat(kEtag, "from_day { year: 2031 month: 1 day: 6 } booked: BOOKED_SESSIONS_REFUSE ", kReason)}},
      {"CopySeason", {absl::StrCat(kDays, "to_day { year: 2031 month: 3 day: 1 }")}},
      {"CreateCarer", {"carer { display_name: 'Example Carer' }"}},
      {"CreateChild", {absl::StrCat("child { ", kChild, " }")}},
      {"UpdateChild", {absl::StrCat("child { ", kChild, kEtag, "}")}},
      {"AddEvidence", {"evidence { kind: EVIDENCE_KIND_EHC_PLAN issue_date { year: 2026 month: 1 day: 5 } }"}},
      {"WithdrawEvidence", {kReason}},
      {"GrantAllocation",
       {absl::StrCat("allocation { granted { unit: ALLOCATION_UNIT_MINUTES amount: 60 } tier: TIER_TARGETED "
                     "funding_stream: 'short-breaks-grant' window_start { year: 2026 month: 1 day: 1 } window_end { "
                     "year: 2027 month: 1 day: 1 } } ",
                     kReason),
        {"application"}}},
      {"ImportCaseload",
       {"evidence { evidence { external_id: 'new' kind: EVIDENCE_KIND_EHC_PLAN issue_date { year: 2026 month: 1 day: 5 "
        "} } }",
        {"child"}}},
      {"PublishPolicy", {kEtag}},
      {"WithdrawPolicy", {kEtag}},
      {"UpdateApplication",
       {absl::StrCat("application { statement: 'Example' ", kEtag, "}"), {"child", "panel", "allocation"}}},
      {"SubmitApplication", {kEtag}},
      {"AssessApplication", {kEtag}},
      {"WithdrawApplication", {absl::StrCat(kEtag, kReason)}},
      {"RequestReview", {absl::StrCat(kEtag, kReason)}},
      {"RequestEvidence", {absl::StrCat(kEtag, kReason, "wanted: 'A letter' due_date { year: 2031 month: 1 day: 5 }")}},
      {"ListForPanel", {kEtag}},
      {"DecideApplication", {absl::StrCat(kEtag, kReason, "outcome: APPLICATION_OUTCOME_DECLINE")}},
      {"ConfirmDecision", {kEtag}},
      {"RejectDecision", {absl::StrCat(kEtag, kReason)}},
      {"NotifyApplication", {absl::StrCat(kEtag, "channel: 'letter'")}},
      {"CloseApplication", {absl::StrCat(kEtag, kReason)}},
      {"BulkApprove", {absl::StrCat("items { ", kEtag, "} funding_stream: 'short-breaks-grant' ", kReason)}},
      {"CreatePanel",
       {"panel { title: 'Example' role: 'the panel' members: 'A' members: 'B' meet_date { year: 2031 month: 1 day: 6 } "
        "}"}},
      {"UpdatePanel",
       {absl::StrCat("panel { title: 'Example' role: 'the panel' members: 'A' members: 'B' meet_date { year: 2031 "
                     "month: 1 day: 6 } ",
                     kEtag, "}")}},
      {"FindChild", {"date_of_birth { year: 2016 month: 1 day: 1 } display_name: 'No Such Child' consent: true"}},
      {"AcceptAllocation", {kEtag}},
      {"SuspendAllocation", {absl::StrCat(kEtag, kReason)}},
      {"ResumeAllocation", {absl::StrCat(kEtag, kReason)}},
      {"EndAllocation", {absl::StrCat(kEtag, kReason)}},
      {"AdjustAllocation", {absl::StrCat(kEtag, kReason, "amount: 60")}},
      {"HoldForTransition", {absl::StrCat(kEtag, kReason)}},
      {"ReviewAllocation", {absl::StrCat(kEtag, kReason, "next_review_date { year: 2027 month: 1 day: 5 }")}},
      {"ResolveBookingFlag", {absl::StrCat(kEtag, kReason)}},
      {"KeepApart", {kReason}},
      {"EndKeepApart", {kReason}},
      {"SummarizeUnmetNeed", {"group_by: UNMET_NEED_GROUP_PROVIDER"}},
      {"WaiveCharge", {kReason}},
      {"MarkAttendance", {"marks { outcome: ATTENDANCE_OUTCOME_ATTENDED }"}},
      {"GetClaim", {"month: '$last month$'"}},
      {"ListClaimLines", {"month: '$last month$'"}},
      {"SubmitClaim", {"month: '$last month$'"}},
      {"ApproveClaim", {absl::StrCat("month: '$last month$' ", kEtag)}},
      {"ResolveNoShows", {absl::StrCat("action: NO_SHOW_ACTION_EXCUSE ", kReason)}},
      {"JoinWaitingList", {"", {"activity"}}},
      {"OfferPlace", {kReason, {"session"}}},
  };
  return recipes;
}

std::string LastMonth() {
  const absl::CivilMonth month(absl::ToCivilMonth(absl::Now(), absl::UTCTimeZone()) - 1);
  return absl::FormatCivilTime(month);
}

// Where what is asked depends on who asks.
Recipe RecipeFor(const MethodDescriptor& method, Role role) {
  const std::string& name = method.name();
  if (name == "CreateApplication") {
    const char* kind = role == Role::kCarer ? "FAMILY" : role == Role::kOfficer ? "OFFICER" : "SCHOOL";
    return {absl::StrCat("application { offer: 'targeted' applicant_kind: APPLICANT_KIND_", kind,
                         role == Role::kPractitioner ? " organisation: 'Example School' consent: true" : "", " }"),
            {"panel", "allocation"}};
  }
  if (name == "AnswerRequest") {
    return {absl::StrCat("answer: MATCH_ANSWER_SUITABLE ", kEtag,
                         role == Role::kOfficer ? "officer_reason: 'An example.'" : "")};
  }
  if (name == "CreateFeed") {
    return {"display_name: 'My phone'",
            role == Role::kProvider ? std::set<std::string>{"children"} : std::set<std::string>{}};
  }
  const auto found = Recipes().find(name);
  return found == Recipes().end() ? Recipe{} : found->second;
}

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
  const std::string text = absl::StrReplaceAll(recipe.text, {{"$last month$", LastMonth()}});
  if (!google::protobuf::TextFormat::ParseFromString(text, way.request.get())) {
    std::cerr << method.name() << ": " << text << "\n";
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

std::vector<const MethodDescriptor*> AllMethods() {
  // So that they are part of this program.
  for (const auto* type : {availability::v1::Alternative::descriptor(),
                           availability::v1::Session::descriptor(),
                           availability::v1::Capacity::descriptor(),
                           availability::v1::Programme::descriptor(),
                           availability::v1::StaffMember::descriptor(),
                           availability::v1::Series::descriptor(),
                           availability::v1::Room::descriptor(),
                           bookings::v1::AffectedBooking::descriptor(),
                           bookings::v1::Booking::descriptor(),
                           bookings::v1::CalendarFeed::descriptor(),
                           bookings::v1::MatchRequest::descriptor(),
                           bookings::v1::Claim::descriptor(),
                           bookings::v1::WaitingListEntry::descriptor(),
                           eligibility::v1::AcceptAllocationRequest::descriptor(),
                           eligibility::v1::KeptApart::descriptor(),
                           eligibility::v1::Application::descriptor(),
                           eligibility::v1::GetDeliveryRequest::descriptor(),
                           eligibility::v1::Child::descriptor(),
                           eligibility::v1::Policy::descriptor(),
                           eligibility::v1::RecheckBookingsRequest::descriptor()}) {
    if (type->file()->service_count() == 0) std::abort();
  }
  std::vector<const MethodDescriptor*> methods;
  for (const identity::Rule& rule : identity::AuthorisationTable()) {
    std::string name(rule.method);
    name[name.rfind('/')] = '.';
    const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
    if (method == nullptr) {
      std::cerr << name << " is not linked into this test\n";
      std::abort();
    }
    methods.push_back(method);
  }
  return methods;
}

std::string FullName(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->full_name(), "/", method.name());
}

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
