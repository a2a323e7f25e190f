#include <absl/strings/numbers.h>
#include <absl/strings/str_join.h>

#include <vector>

#include "bookings/decider.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;

constexpr std::string_view kBalanceRule = "allocation_covers";

}  // namespace

absl::Status MayBook(const eligibility::v1::Decision& decision, bool holds_charge, bool overruled) {
  std::vector<std::string> unmet;
  bool balance_too_small = false;
  for (const eligibility::v1::RuleResult& rule : decision.rules()) {
    // What a rule is made of counts through that rule.
    if (rule.depth() > 0 || rule.outcome() == eligibility::v1::RULE_OUTCOME_MET) continue;
    if (rule.rule() == kBalanceRule && holds_charge) continue;
    if (rule.rule() != kBalanceRule && overruled) continue;
    if (rule.rule() == kBalanceRule) balance_too_small = rule.outcome() == eligibility::v1::RULE_OUTCOME_NOT_MET;
    unmet.push_back(rule.rule());
  }
  if (unmet.empty()) return absl::OkStatus();
  if (unmet.size() == 1 && balance_too_small) return Error(type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
  // The names alone: an explanation could tell of the child's needs.
  return Error(type::v1::ERROR_REASON_NEEDS_TEAM_DECISION, {}, {{"rules", absl::StrJoin(unmet, ",")}});
}

absl::StatusOr<Terms> TermsOf(const eligibility::v1::Decision& decision) {
  Terms terms;
  bool readable = absl::SimpleAtoi(decision.child_etag(), &terms.child_version) &&
                  absl::SimpleAtoi(decision.session_etag(), &terms.session_version);
  if (!decision.allocation().empty()) {
    const auto allocation_id = ids::IdOf("allocations", decision.allocation());
    readable = readable && allocation_id && absl::SimpleAtoi(decision.allocation_etag(), &terms.allocation_version);
    terms.allocation_id = allocation_id.value_or(ids::Uuid());
    terms.charge_unit = decision.charge().unit();
    terms.charge_amount = decision.charge().amount();
  }
  if (!decision.second_allocation().empty()) {
    const auto second_id = ids::IdOf("allocations", decision.second_allocation());
    readable = readable && second_id && decision.second_charge().amount() >= 0 &&
               absl::SimpleAtoi(decision.second_allocation_etag(), &terms.second_allocation_version);
    terms.second_allocation_id = second_id.value_or(ids::Uuid());
    terms.second_amount = decision.second_charge().amount();
    terms.charge_amount += terms.second_amount;
  }
  if (!decision.diary_etag().empty()) {
    readable = readable && absl::SimpleAtoi(decision.diary_etag(), &terms.diary_version);
  }
  if (decision.has_cancellation()) {
    for (const auto& band : decision.cancellation().bands()) {
      readable = readable && band.forfeits_percent() >= 0 && band.forfeits_percent() <= 100 && band.notice_hours() >= 0;
    }
    terms.cancellation = decision.cancellation();
  }
  terms.decision_id = ids::IdOf("decisions", decision.name()).value_or(ids::Uuid());
  terms.price_pence = decision.price_pence();
  if (!readable || terms.charge_amount < 0 || terms.price_pence < 0) return Error(type::v1::ERROR_REASON_INTERNAL);
  return terms;
}

}  // namespace shortbreaks::bookings
