#include "match/summaries.h"

#include <algorithm>
#include <map>
#include <set>

#include "disclosure/small_counts.h"

namespace shortbreaks::match {
namespace {

void Add(const AnswerCount& count, v1::ProviderAnswers& answers) {
  answers.set_answered(answers.answered() + count.times);
  answers.set_late(answers.late() + count.late);
  answers.set_by_officer(answers.by_officer() + count.by_officer);
  if (count.answer == v1::MATCH_ANSWER_SUITABLE) answers.set_suitable(answers.suitable() + count.times);
  if (count.answer == v1::MATCH_ANSWER_SUITABLE_WITH_ADJUSTMENTS) {
    answers.set_suitable_with_adjustments(answers.suitable_with_adjustments() + count.times);
  }
  if (count.answer != v1::MATCH_ANSWER_CANNOT_MEET) return;
  answers.set_cannot_meet(answers.cannot_meet() + count.times);
  v1::CannotMeetCount& category = *answers.add_categories();
  category.set_category(count.category);
  category.set_times(count.times);
}

int32_t Permille(int64_t part, int64_t all) {
  return all == 0 ? 0 : static_cast<int32_t>((part * 1000 + all / 2) / all);
}

}  // namespace

void Suppress(v1::UnmetNeedLine& line) {
  if (line.children() >= disclosure::kChildrenMin) return;
  line.clear_times();
  line.clear_children();
  line.set_suppressed(true);
}

std::vector<v1::UnmetNeedLine> LinesByNeed(const std::vector<ChildNeeds>& children) {
  struct Count {
    int64_t times = 0;
    std::set<ids::Uuid> children;
  };
  std::map<int, Count> counts;
  for (const ChildNeeds& child : children) {
    for (int need = 1; need <= type::v1::Need_MAX; ++need) {
      if ((child.needs >> need & 1) == 0) continue;
      counts[need].times += child.times;
      counts[need].children.insert(child.child_id);
    }
  }
  std::vector<v1::UnmetNeedLine> lines;
  for (const auto& [need, count] : counts) {
    v1::UnmetNeedLine& line = lines.emplace_back();
    line.set_need(static_cast<type::v1::Need>(need));
    line.set_times(count.times);
    line.set_children(static_cast<int64_t>(count.children.size()));
    Suppress(line);
  }
  // Those that are left out are 0, so that their order tells nothing.
  std::ranges::stable_sort(lines, std::greater(), &v1::UnmetNeedLine::children);
  return lines;
}

std::vector<v1::ProviderAnswers> AnswersOf(const std::vector<AnswerCount>& counts) {
  std::vector<v1::ProviderAnswers> providers;
  for (const AnswerCount& count : counts) {
    const std::string provider = ids::ResourceName("providers", count.provider_id);
    if (providers.empty() || providers.back().provider() != provider) {
      providers.emplace_back().set_provider(provider);
    }
    Add(count, providers.back());
  }
  for (v1::ProviderAnswers& each : providers)
    each.set_cannot_meet_permille(Permille(each.cannot_meet(), each.answered()));
  std::ranges::stable_sort(providers, std::greater(), &v1::ProviderAnswers::cannot_meet_permille);
  if (providers.size() > kLinesMax) providers.resize(kLinesMax);
  return providers;
}

}  // namespace shortbreaks::match
