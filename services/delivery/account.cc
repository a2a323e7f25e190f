#include "delivery/account.h"

#include <algorithm>
#include <array>
#include <utility>

namespace shortbreaks::delivery {
namespace {

struct Sum {
  int64_t planned = 0;
  bool has_plan = false;
  AllocationFigures all;
  int64_t suspended_left = 0;
};

int64_t LeftOf(const AllocationFigures& figures) {
  return figures.allocated - figures.expired - figures.carried_over - figures.committed;
}

void Add(Sum& sum, const AllocationFigures& figures) {
  sum.all.allocated += figures.allocated;
  sum.all.expired += figures.expired;
  sum.all.carried_over += figures.carried_over;
  sum.all.committed += figures.committed;
  sum.all.booked += figures.booked;
  sum.all.delivered += figures.delivered;
  sum.all.unmarked += figures.unmarked;
  sum.all.cancelled_by_provider += figures.cancelled_by_provider;
  sum.all.cancelled_by_family += figures.cancelled_by_family;
  if (figures.suspended) sum.suspended_left += LeftOf(figures);
}

// Each cause takes at most what is still unexplained, in the order in which the contract names them.
void Explain(const Sum& sum, v1::DeliveryLine& line) {
  int64_t unexplained = line.planned() - line.delivered() - line.booked();
  const auto put_down_to = [&](v1::ShortfallCause cause, int64_t amount) {
    amount = std::min(amount, unexplained);
    if (amount <= 0) return;
    v1::Shortfall& part = *line.add_shortfalls();
    part.set_cause(cause);
    part.set_amount(amount);
    unexplained -= amount;
  };
  put_down_to(v1::SHORTFALL_CAUSE_NOT_ALLOCATED, line.planned() - line.allocated());
  put_down_to(v1::SHORTFALL_CAUSE_CHARGED_NOT_ATTENDED,
              sum.all.committed - sum.all.booked - sum.all.delivered - sum.all.unmarked);
  put_down_to(v1::SHORTFALL_CAUSE_NOT_YET_MARKED, sum.all.unmarked);
  put_down_to(v1::SHORTFALL_CAUSE_EXPIRED, sum.all.expired);
  put_down_to(v1::SHORTFALL_CAUSE_CARRIED_OVER, sum.all.carried_over);
  put_down_to(v1::SHORTFALL_CAUSE_SUSPENDED, sum.suspended_left);
  put_down_to(v1::SHORTFALL_CAUSE_CANCELLED_BY_PROVIDER, sum.all.cancelled_by_provider);
  put_down_to(v1::SHORTFALL_CAUSE_CANCELLED_BY_FAMILY, sum.all.cancelled_by_family);
  put_down_to(v1::SHORTFALL_CAUSE_NOT_BOOKED, unexplained);
}

// Days of the year that are over, today not included.
int64_t DaysOver(const Year& year, absl::CivilDay today) {
  return std::clamp<int64_t>(today - year.first, 0, year.last - year.first + 1);
}

}  // namespace

std::vector<v1::DeliveryLine> LinesOf(const PlannedProvision& planned,
                                      const std::vector<AllocationFigures>& allocations, const Year& year,
                                      absl::CivilDay today) {
  std::map<LineKey, Sum> sums;
  for (const v1::PlannedProvision& provision : planned) {
    Sum& sum = sums[{provision.ehc_plan_section(), provision.quantity().unit()}];
    sum.planned += provision.quantity().amount();
    sum.has_plan = true;
  }
  for (const AllocationFigures& figures : allocations) Add(sums[{figures.ehc_plan_section, figures.unit}], figures);
  std::vector<v1::DeliveryLine> lines;
  for (const auto& [key, sum] : sums) {
    v1::DeliveryLine& line = lines.emplace_back();
    line.set_ehc_plan_section(key.first);
    line.set_unit(static_cast<type::v1::AllocationUnit>(key.second));
    line.set_planned(sum.has_plan ? sum.planned : sum.all.allocated);
    line.set_allocated(sum.all.allocated);
    line.set_booked(sum.all.booked);
    line.set_delivered(sum.all.delivered);
    line.set_unmarked(sum.all.unmarked);
    line.set_expected(line.planned() * DaysOver(year, today) / (year.last - year.first + 1));
    Explain(sum, line);
  }
  return lines;
}

void AddTo(std::map<LineKey, v1::DeliveryLine>& sums, const v1::DeliveryLine& line) {
  v1::DeliveryLine& sum = sums[{line.ehc_plan_section(), line.unit()}];
  sum.set_unit(line.unit());
  sum.set_ehc_plan_section(line.ehc_plan_section());
  sum.set_planned(sum.planned() + line.planned());
  sum.set_allocated(sum.allocated() + line.allocated());
  sum.set_booked(sum.booked() + line.booked());
  sum.set_delivered(sum.delivered() + line.delivered());
  sum.set_unmarked(sum.unmarked() + line.unmarked());
  sum.set_expected(sum.expected() + line.expected());
  std::array<int64_t, v1::ShortfallCause_ARRAYSIZE> causes{};
  for (const auto* each : {&std::as_const(sum).shortfalls(), &line.shortfalls()}) {
    for (const v1::Shortfall& part : *each) causes.at(static_cast<size_t>(part.cause())) += part.amount();
  }
  sum.clear_shortfalls();
  for (size_t cause = 1; cause < causes.size(); ++cause) {
    if (causes.at(cause) == 0) continue;
    v1::Shortfall& part = *sum.add_shortfalls();
    part.set_cause(static_cast<v1::ShortfallCause>(cause));
    part.set_amount(causes.at(cause));
  }
}

bool IsBehind(const v1::DeliveryLine& line, int percent_min) {
  const int64_t behind = line.expected() - line.delivered() - line.unmarked();
  return behind > 0 && behind * 100 >= line.expected() * percent_min;
}

}  // namespace shortbreaks::delivery
