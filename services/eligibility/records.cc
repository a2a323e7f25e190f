#include "eligibility/records.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include <tuple>

#include "wire/times.h"

namespace shortbreaks::eligibility {

v1::Carer ToProto(const CarerRecord& record) {
  v1::Carer carer;
  carer.set_name(ids::ResourceName("carers", record.carer_id));
  carer.set_external_id(record.external_id);
  carer.set_display_name(record.display_name);
  carer.set_etag(absl::StrCat(record.version));
  return carer;
}

v1::Child ToProto(const ChildRecord& record) {
  v1::Child child;
  child.set_name(ids::ResourceName("children", record.child_id));
  child.set_external_id(record.external_id);
  child.set_display_name(record.display_name);
  *child.mutable_date_of_birth() = wire::ToProto(record.date_of_birth);
  child.set_ward(record.ward);
  child.set_postcode_district(record.postcode_district);
  child.set_resident(record.resident);
  child.mutable_support_ratio()->set_staff(record.ratio_staff);
  child.mutable_support_ratio()->set_children(record.ratio_children);
  for (int bit = 1; bit < 63; ++bit) {
    if ((record.needs >> bit) & 1) child.add_needs(static_cast<type::v1::Need>(bit));
  }
  child.set_assessment_route(static_cast<v1::AssessmentRoute>(record.assessment_route));
  if (!record.circumstances.empty()) child.mutable_circumstances()->ParseFromString(record.circumstances);
  child.set_etag(absl::StrCat(record.version));
  return child;
}

v1::Evidence ToProto(const EvidenceRecord& record) {
  v1::Evidence evidence;
  evidence.set_name(ids::ResourceName("evidence", record.evidence_id));
  evidence.set_child(ids::ResourceName("children", record.child_id));
  evidence.set_external_id(record.external_id);
  evidence.set_kind(static_cast<v1::EvidenceKind>(record.kind));
  *evidence.mutable_issue_date() = wire::ToProto(record.issue_date);
  if (record.expire_date) *evidence.mutable_expire_date() = wire::ToProto(*record.expire_date);
  evidence.set_profession(record.profession);
  if (!record.benefit_name.empty()) {
    evidence.mutable_benefit()->set_name(record.benefit_name);
    evidence.mutable_benefit()->set_component(record.benefit_component);
    evidence.mutable_benefit()->set_rate(record.benefit_rate);
  }
  for (const auto section : absl::StrSplit(record.sections, ',', absl::SkipEmpty())) {
    evidence.add_sections(std::string(section));
  }
  if (record.withdraw_time) *evidence.mutable_withdraw_time() = wire::ToProto(*record.withdraw_time);
  evidence.set_withdraw_reason(record.withdraw_reason);
  return evidence;
}

bool IsReviewed(int state) {
  return state == v1::ALLOCATION_STATE_ACTIVE || state == v1::ALLOCATION_STATE_SUSPENDED ||
         state == v1::ALLOCATION_STATE_TRANSITION_HOLD;
}

v1::Allocation ToProto(const AllocationRecord& record, absl::CivilDay today) {
  v1::Allocation allocation;
  allocation.set_name(ids::ResourceName("allocations", record.allocation_id));
  allocation.set_child(ids::ResourceName("children", record.child_id));
  allocation.set_external_id(record.external_id);
  allocation.mutable_granted()->set_unit(static_cast<type::v1::AllocationUnit>(record.unit));
  allocation.mutable_granted()->set_amount(record.granted);
  allocation.set_balance(record.granted - record.committed);
  allocation.set_tier(static_cast<type::v1::Tier>(record.tier));
  allocation.set_funding_stream(record.funding_stream);
  *allocation.mutable_window_start() = wire::ToProto(record.window_start);
  *allocation.mutable_window_end() = wire::ToProto(record.window_end);
  allocation.set_state(static_cast<v1::AllocationState>(record.state));
  allocation.set_etag(absl::StrCat(record.version));
  if (!record.application_id.empty()) {
    allocation.set_application(ids::ResourceName("applications", record.application_id));
  }
  allocation.set_offer(record.offer);
  allocation.set_discretion(record.discretion);
  if (record.review_date) {
    *allocation.mutable_review_date() = wire::ToProto(*record.review_date);
    allocation.set_review_due(IsReviewed(record.state) && *record.review_date <= today);
  }
  allocation.set_exhausted(record.granted == record.committed);
  allocation.set_state_reason(record.state_reason);
  if (!record.carried_from.empty()) {
    allocation.set_carried_from(ids::ResourceName("allocations", record.carried_from));
  }
  allocation.set_ehc_plan_section(record.ehc_plan_section);
  if (!record.renews.empty()) allocation.set_renews(ids::ResourceName("allocations", record.renews));
  if (!record.renewed_by.empty()) allocation.set_renewed_by(ids::ResourceName("allocations", record.renewed_by));
  if (record.accept_by_date && record.state == v1::ALLOCATION_STATE_APPROVED) {
    *allocation.mutable_accept_by_date() = wire::ToProto(*record.accept_by_date);
  }
  if (record.last_review_date) *allocation.mutable_last_review_date() = wire::ToProto(*record.last_review_date);
  allocation.set_last_reviewer(record.last_reviewer);
  allocation.set_review_note(record.review_note);
  return allocation;
}

CarerRecord RecordOf(const v1::Carer& carer) {
  return {.external_id = carer.external_id(), .display_name = carer.display_name()};
}

ChildRecord RecordOf(const v1::Child& child) {
  ChildRecord record{.external_id = child.external_id(),
                     .display_name = child.display_name(),
                     .date_of_birth = wire::FromProto(child.date_of_birth()).value_or(absl::CivilDay()),
                     .ward = child.ward(),
                     .postcode_district = child.postcode_district(),
                     .resident = child.resident(),
                     .ratio_staff = child.support_ratio().staff(),
                     .ratio_children = child.support_ratio().children()};
  for (const int need : child.needs()) record.needs |= int64_t{1} << need;
  if (child.assessment_route() != v1::ASSESSMENT_ROUTE_UNSPECIFIED) record.assessment_route = child.assessment_route();
  if (child.has_circumstances()) record.circumstances = child.circumstances().SerializeAsString();
  return record;
}

EvidenceRecord RecordOf(const v1::Evidence& evidence) {
  EvidenceRecord record{.external_id = evidence.external_id(),
                        .kind = evidence.kind(),
                        .issue_date = wire::FromProto(evidence.issue_date()).value_or(absl::CivilDay())};
  if (evidence.has_expire_date()) record.expire_date = wire::FromProto(evidence.expire_date());
  record.profession = evidence.profession();
  record.benefit_name = evidence.benefit().name();
  record.benefit_component = evidence.benefit().component();
  record.benefit_rate = evidence.benefit().rate();
  record.sections = absl::StrJoin(evidence.sections(), ",");
  return record;
}

AllocationRecord RecordOf(const v1::Allocation& allocation) {
  AllocationRecord record{.external_id = allocation.external_id(),
                          .unit = allocation.granted().unit(),
                          .granted = allocation.granted().amount(),
                          .tier = allocation.tier(),
                          .funding_stream = allocation.funding_stream(),
                          .window_start = wire::FromProto(allocation.window_start()).value_or(absl::CivilDay()),
                          .window_end = wire::FromProto(allocation.window_end()).value_or(absl::CivilDay())};
  if (allocation.has_review_date()) record.review_date = wire::FromProto(allocation.review_date());
  record.ehc_plan_section = allocation.ehc_plan_section();
  return record;
}

bool SameContent(const CarerRecord& a, const CarerRecord& b) {
  return a.external_id == b.external_id && a.display_name == b.display_name;
}

bool SameContent(const ChildRecord& a, const ChildRecord& b) {
  const auto content = [](const ChildRecord& c) {
    return std::tie(c.external_id, c.display_name, c.date_of_birth, c.ward, c.postcode_district, c.resident,
                    c.ratio_staff, c.ratio_children, c.needs, c.assessment_route, c.circumstances);
  };
  return content(a) == content(b);
}

bool SameContent(const EvidenceRecord& a, const EvidenceRecord& b) {
  const auto content = [](const EvidenceRecord& e) {
    return std::tie(e.external_id, e.kind, e.issue_date, e.expire_date, e.profession, e.sections, e.benefit_name,
                    e.benefit_component, e.benefit_rate);
  };
  return content(a) == content(b);
}

bool SameContent(const AllocationRecord& a, const AllocationRecord& b) {
  const auto content = [](const AllocationRecord& r) {
    return std::tie(r.external_id, r.unit, r.granted, r.tier, r.funding_stream, r.window_start, r.window_end);
  };
  return content(a) == content(b);
}

}  // namespace shortbreaks::eligibility
