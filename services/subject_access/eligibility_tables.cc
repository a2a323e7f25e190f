#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "shortbreaks/eligibility/v1/corrections.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/erasure.pb.h"
#include "subject_access/table.h"

namespace shortbreaks::subject_access {
namespace {

namespace v1 = eligibility::v1;

std::vector<Table> RecordTables() {
  return {
      {.name = "children",
       .from = "children t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("child_id", "children"), Text("external_id"), Sealed(Text("display_name")),
                   Sealed(Day("date_of_birth")), Sealed(Text("ward")), Sealed(Text("postcode_district")),
                   YesNo("resident"), Number("ratio_staff"), Number("ratio_children"),
                   Sealed(Choices("needs", type::v1::Need_descriptor())),
                   Sealed(Choice("assessment_route", v1::AssessmentRoute_descriptor())),
                   Sealed(Message("circumstances", v1::Circumstances::default_instance())),
                   Choices("trained_needs", type::v1::Need_descriptor()), Text("team")},
       .key = "t.child_id"},
      {.name = "care_authorities",
       .from = "care_authorities t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("carer_id", "carers"), Choice("kind", v1::AuthorityKind_descriptor()), Time("revoke_time")},
       .key = "t.carer_id",
       .about_others = true},
      {.name = "carers",
       .from = "carers t JOIN care_authorities a ON a.council_id = t.council_id AND a.carer_id = t.carer_id "
               "WHERE a.council_id = ? AND a.child_id = ?",
       .columns = {Name("carer_id", "carers"), Text("external_id"), Sealed(Text("display_name"))},
       .key = "t.carer_id",
       .subject = "t.carer_id",
       .about_others = true},
      {.name = "partner_consents",
       .from = "partner_consents t JOIN care_authorities a ON a.council_id = t.council_id AND a.carer_id = t.carer_id "
               "WHERE a.council_id = ? AND a.child_id = ?",
       .columns = {Name("carer_id", "carers"), Text("partner_id"), Time("give_time"), Time("withdraw_time"),
                   Text("giver")},
       .key = "CONCAT(t.carer_id, t.partner_id)",
       .subject = "t.carer_id",
       .about_others = true},
      {.name = "evidence",
       .from = "evidence t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("evidence_id", "evidence"), Text("external_id"),
                   Sealed(Choice("kind", v1::EvidenceKind_descriptor())), Day("issue_date"), Day("expire_date"),
                   Sealed(Text("profession")), Sealed(Text("sections")), Sealed(Text("benefit_name")),
                   Sealed(Text("benefit_component")), Sealed(Text("benefit_rate")), Time("withdraw_time"),
                   Sealed(Text("withdraw_reason"))},
       .key = "t.evidence_id"},
      {.name = "corrections",
       .from = "corrections t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("correction_id", "corrections"), Choice("state", v1::CorrectionState_descriptor()),
                   Sealed(Text("request")), Text("requester"), Time("request_time"), Day("due_date"), YesNo("extended"),
                   Sealed(Text("answer")), Text("answerer"), Time("answer_time")},
       .key = "t.correction_id"},
      {.name = "children_apart",
       .from = "children_apart t WHERE t.council_id = ? AND ? IN (t.child_id, t.other_child_id)",
       .columns = {Name("child_id", "children"), Name("other_child_id", "children"), Sealed(Text("reason")),
                   Text("actor"), Time("create_time")},
       .key = "CONCAT(t.child_id, t.other_child_id)",
       .about_others = true},
      {.name = "children_apart_ended",
       .from = "children_apart_ended t WHERE t.council_id = ? AND ? IN (t.child_id, t.other_child_id)",
       .columns = {Name("child_id", "children"), Name("other_child_id", "children"), SealedByBoth(Text("reason")),
                   Text("actor"), Time("create_time"), SealedByBoth(Text("end_reason")), Text("end_actor"),
                   Time("end_time")},
       .key = "t.ended_id",
       .other_subject = "t.other_child_id",
       .about_others = true},
      {.name = "erasures",
       .from = "erasures t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Choice("reason", v1::ErasureReason_descriptor()), Text("proposer"), Time("propose_time"),
                   Text("eraser"), Time("erase_time")},
       .key = "t.child_id"},
  };
}

std::vector<Table> AllocationTables() {
  return {
      {.name = "applications",
       .from = "applications t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("application_id", "applications"), Text("offer"),
                   Choice("state", v1::ApplicationState_descriptor()),
                   Choice("priority", v1::ApplicationPriority_descriptor()), Text("author"), Name("panel_id", "panels"),
                   YesNo("awaits_second_key"), Time("submit_time"), Day("evidence_complete_date"),
                   Name("policy_id", "policies"), Day("evidence_due_date"), Day("defer_until"),
                   Time("referral_end_time"), Sealed(Message("record", v1::Application::default_instance()))},
       .key = "t.application_id"},
      {.name = "application_events",
       .from = "application_events t JOIN applications a ON a.council_id = t.council_id "
               "AND a.application_id = t.application_id WHERE a.council_id = ? AND a.child_id = ?",
       .columns = {Name("application_id", "applications"), Text("action"),
                   Choice("from_state", v1::ApplicationState_descriptor()),
                   Choice("to_state", v1::ApplicationState_descriptor()), Text("actor"), Sealed(Text("reason")),
                   Time("create_time")},
       .key = "t.event_id",
       .subject = "a.child_id"},
      {.name = "panel_items",
       .from = "panel_items t JOIN applications a ON a.council_id = t.council_id "
               "AND a.application_id = t.application_id WHERE a.council_id = ? AND a.child_id = ?",
       .columns = {Name("panel_id", "panels"), Name("application_id", "applications"),
                   Sealed(Message("decision", v1::OfficerDecision::default_instance())), Time("list_time"),
                   Sealed(Text("minutes"))},
       .key = "CONCAT(t.panel_id, t.application_id)",
       .subject = "a.child_id"},
      {.name = "allocations",
       .from = "allocations t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("allocation_id", "allocations"),
                   Text("external_id"),
                   Choice("unit", type::v1::AllocationUnit_descriptor()),
                   Number("granted"),
                   Number("committed"),
                   Choice("tier", type::v1::Tier_descriptor()),
                   Text("funding_stream"),
                   Day("window_start"),
                   Day("window_end"),
                   Choice("state", v1::AllocationState_descriptor()),
                   Name("application_id", "applications"),
                   Text("offer"),
                   YesNo("discretion"),
                   Day("review_date"),
                   Day("accept_by_date"),
                   Sealed(Text("state_reason")),
                   Name("carried_from", "allocations"),
                   Text("ehc_plan_section"),
                   Name("renews", "allocations"),
                   Name("renewed_by", "allocations"),
                   Day("last_review_date"),
                   Text("last_reviewer"),
                   Sealed(Text("review_note"))},
       .key = "t.allocation_id"},
      {.name = "ledger_grants",
       .from = "ledger_grants t JOIN allocations a ON a.council_id = t.council_id "
               "AND a.allocation_id = t.allocation_id WHERE a.council_id = ? AND a.child_id = ?",
       .columns = {Name("allocation_id", "allocations"), Choice("kind", bookings::v1::LedgerEntryKind_descriptor()),
                   Number("amount"), Sealed(Text("reason")), Text("actor"), Time("create_time")},
       .key = "t.entry_id",
       .subject = "a.child_id"},
  };
}

std::vector<Table> DecisionTables() {
  return {
      {.name = "decisions",
       .from = "decisions t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("decision_id", "decisions"), Name("policy_id", "policies"), Time("create_time"),
                   Sealed(Message("basis", v1::DecisionBasis::default_instance())),
                   Sealed(Message("result", v1::Decision::default_instance()))},
       .key = "t.decision_id"},
      {.name = "booking_checks",
       .from = "booking_checks t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Name("booking_id", "bookings"), Name("session_id", "sessions"), Time("start_time"),
                   Name("policy_id", "policies"), YesNo("flagged"), YesNo("allocations_pay"), Text("rules"),
                   Sealed(Text("explanation")), Time("check_time"), Text("resolver"), Sealed(Text("resolve_reason"))},
       .key = "t.booking_id"},
      {.name = "audit_records",
       .from = "audit_records t WHERE t.council_id = ? AND t.child_id = ?",
       .columns = {Time("create_time"), Choice("kind", v1::AccessKind_descriptor()), Text("method"), Text("subject"),
                   Text("actor"), Text("partner_id"), Text("acting_app"),
                   Choice("purpose", v1::AccessPurpose_descriptor()), Text("reference"), Text("call_id")},
       .key = "t.audit_id"},
  };
}

}  // namespace

std::span<const Table> EligibilityTables() {
  static const auto& tables = *new std::vector<Table>([] {
    std::vector<Table> all = RecordTables();
    for (const auto& part : {AllocationTables(), DecisionTables()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }());
  return tables;
}

}  // namespace shortbreaks::subject_access
