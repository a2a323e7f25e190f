#include "access/recipes.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <map>

namespace shortbreaks::access {
namespace {

using google::protobuf::MethodDescriptor;
using identity::Role;

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
      {"EraseChild", {"reason: ERASURE_REASON_REQUESTED"}},
      {"RequestCorrection", {"request: 'An example.'"}},
      {"AnswerCorrection", {absl::StrCat("state: CORRECTION_STATE_REFUSED answer: 'An example.' ", kEtag)}},
      {"SetRetentionRule", {"rule { birthday: 25 idle_years: 6 }"}},
      {"SetTeam", {"team: 'north'"}},
      {"GiveConsent", {"app: 'another-app'"}},
      {"WithdrawConsent", {"app: 'another-app'"}},
      {"EndKeepApart", {kReason}},
      {"SummarizeSupply", {"group_by: SUPPLY_GROUP_ACTIVITY"}},
      {"SummarizeTakeUp", {"group_by: TAKE_UP_GROUP_WARD"}},
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

}  // namespace

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
  if (found == Recipes().end()) return {};
  return {absl::StrReplaceAll(found->second.text, {{"$last month$", LastMonth()}}), found->second.leave_out};
}

}  // namespace shortbreaks::access
