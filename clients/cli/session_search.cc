#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <cmath>

#include "areas.h"
#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using availability::v1::SearchSessionsRequest;

// What was asked, as it was typed.
struct Asked {
  std::string near, from, until, date_of_birth, ratio, provider, activity, price_max, programme;
  std::string from_time, until_time;
  std::vector<std::string> needs, tiers, accessibility, days;
  double radius_km = 5;
  int age = -1, free = 0, hours_max = -1, nights_max = -1;
  bool bookable = false;
  Paging paging;
};

absl::Status At(const char* flag, const absl::Status& status) {
  if (status.ok() || absl::IsNotFound(status)) return status;
  return absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

// A day of London. Left out: not set.
template <typename Field>
absl::Status SetDay(const char* flag, const std::string& text, Field field) {
  if (text.empty()) return absl::OkStatus();
  auto day = ParseDay(text);
  if (day.ok()) *field() = wire::ToProto(*day);
  return At(flag, day.status());
}

template <typename Enum, typename Add>
absl::Status Each(const char* flag, const std::vector<std::string>& texts, Add add) {
  for (const std::string& text : texts) {
    auto value = ParseEnum<Enum>(text);
    if (!value.ok()) return At(flag, value.status());
    add(*value);
  }
  return absl::OkStatus();
}

absl::Status SetArea(const Asked& asked, SearchSessionsRequest& request) {
  if (asked.near.empty()) return absl::OkStatus();
  auto center = FindArea(asked.near);
  if (!center.ok()) return At("--near", center.status());
  *request.mutable_center() = *center;
  request.set_radius_metres(static_cast<int32_t>(std::lround(asked.radius_km * 1000)));
  return absl::OkStatus();
}

// From the first day's start to the last day's end.
absl::Status SetDays(const Asked& asked, SearchSessionsRequest& request) {
  if (!asked.from.empty()) {
    auto day = ParseDay(asked.from);
    if (!day.ok()) return At("--from", day.status());
    *request.mutable_start_time() = wire::ToProto(*AtLondon(*day, {}));
  }
  if (!asked.until.empty()) {
    auto day = ParseDay(asked.until);
    if (!day.ok()) return At("--until", day.status());
    *request.mutable_end_time() = wire::ToProto(*AtLondon(*day + 1, {}));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> MinutesOf(const char* flag, const std::string& text) {
  if (text == "24:00") return 24 * 60;
  auto time = ParseTimeOfDay(text);
  if (!time.ok()) return At(flag, time.status());
  return time->Minutes();
}

absl::Status SetTimesOfDay(const Asked& asked, SearchSessionsRequest& request) {
  if (!asked.from_time.empty()) {
    auto minutes = MinutesOf("--from-time", asked.from_time);
    if (!minutes.ok()) return minutes.status();
    request.set_earliest_start_minutes(*minutes);
  }
  if (!asked.until_time.empty()) {
    auto minutes = MinutesOf("--until-time", asked.until_time);
    if (!minutes.ok()) return minutes.status();
    request.set_latest_end_minutes(*minutes);
  }
  return Each<type::v1::DayOfWeek>("--days", asked.days, [&](auto day) { request.add_days(day); });
}

absl::Status SetChild(const Asked& asked, SearchSessionsRequest& request) {
  if (!asked.date_of_birth.empty()) {
    auto day = ParseDay(asked.date_of_birth);
    if (!day.ok()) return At("--date-of-birth", day.status());
    *request.mutable_date_of_birth() = wire::ToProto(*day);
  } else if (asked.age >= 0) {
    // Somebody who has that age on the first day and had the birthday half a year before.
    const absl::CivilDay first = asked.from.empty() ? LondonDay(absl::Now()) : *ParseDay(asked.from);
    const absl::CivilMonth born = absl::CivilMonth(first) - 12 * asked.age - 6;
    *request.mutable_date_of_birth() = wire::ToProto(absl::CivilDay(born));
  }
  if (!asked.ratio.empty()) {
    auto ratio = ParseRatio(asked.ratio);
    if (!ratio.ok()) return At("--ratio", ratio.status());
    *request.mutable_support_ratio() = *ratio;
  }
  auto status = Each<type::v1::Need>("--needs", asked.needs, [&](auto need) { request.add_needs(need); });
  status.Update(Each<type::v1::Tier>("--tier", asked.tiers, [&](auto tier) { request.add_tiers(tier); }));
  status.Update(Each<type::v1::AccessibilityFeature>("--accessibility", asked.accessibility,
                                                     [&](auto feature) { request.add_accessibility(feature); }));
  return status;
}

void AddCost(type::v1::AllocationUnit unit, int64_t amount, SearchSessionsRequest& request) {
  request.add_cost_max()->set_unit(unit);
  request.mutable_cost_max(request.cost_max_size() - 1)->set_amount(amount);
}

absl::Status SetCost(const Asked& asked, SearchSessionsRequest& request) {
  if (asked.hours_max >= 0) AddCost(type::v1::ALLOCATION_UNIT_MINUTES, int64_t{60} * asked.hours_max, request);
  if (asked.nights_max >= 0) AddCost(type::v1::ALLOCATION_UNIT_NIGHTS, asked.nights_max, request);
  if (asked.price_max.empty()) return absl::OkStatus();
  auto pence = ParsePounds(asked.price_max);
  if (!pence.ok()) return At("--price-max", pence.status());
  AddCost(type::v1::ALLOCATION_UNIT_PENCE, *pence, request);
  return absl::OkStatus();
}

template <typename Typed, typename Request>
absl::Status SetOwner(Tool& tool, const Typed& asked, Request& request) {
  if (!asked.provider.empty()) {
    auto name = ProviderName(tool, asked.provider);
    if (!name.ok()) return name.status();
    request.set_provider(*name);
  }
  if (!asked.activity.empty()) {
    auto name = ActivityName(tool, asked.activity);
    if (!name.ok()) return name.status();
    request.set_activity(*name);
  }
  return absl::OkStatus();
}

absl::Status Search(Tool& tool, const Asked& asked) {
  SearchSessionsRequest request;
  request.set_free_places_min(asked.free);
  request.set_bookable_only(asked.bookable);
  if (!asked.programme.empty()) request.set_programme(NameIn("programmes", asked.programme));
  for (const auto set : {SetArea, SetDays, SetTimesOfDay, SetChild, SetCost}) {
    if (auto status = set(asked, request); !status.ok()) return status;
  }
  if (auto status = SetOwner(tool, asked, request); !status.ok()) return status;
  return tool.ShowList(tool.List(&Client::SearchSessions, request, asked.paging,
                                 [](const auto& response) { return response.offers_size(); }),
                       [](const auto& response) { return View(response); });
}

void AddTimetable(CLI::App& session, Tool& tool) {
  struct Given {
    std::string provider, activity, from, until;
    std::vector<std::string> states;
    Paging paging;
  };
  auto* command = session.add_subcommand("list", "A provider's sessions in every state, also those that have begun");
  auto given = std::make_shared<Given>();
  command->add_option("--provider", given->provider, "Whose: name or key. Staff may leave it out");
  command->add_option("--activity", given->activity, "Only this activity's: name or key");
  command->add_option("--from", given->from, "First day, 2026-12-05. Left out: today");
  command->add_option("--until", given->until, "Last day. Left out: four weeks");
  command->add_option("--state", given->states, "draft, published, closed, cancelled; by commas")->delimiter(',');
  Tool::AddPaging(*command, given->paging);
  tool.On(*command, [&tool, given]() -> absl::Status {
    availability::v1::ListSessionsRequest request;
    auto status = SetOwner(tool, *given, request);
    status.Update(SetDay("--from", given->from, [&] { return request.mutable_from_date(); }));
    status.Update(SetDay("--until", given->until, [&] { return request.mutable_to_date(); }));
    status.Update(
        Each<availability::v1::SessionState>("--state", given->states, [&](auto state) { request.add_states(state); }));
    if (!status.ok()) return status;
    return tool.ShowList(tool.List(&Client::ListSessions, request, given->paging,
                                   [](const auto& response) { return response.offers_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddSessionSearch(CLI::App& session, Tool& tool) {
  auto* command = session.add_subcommand("search", "Find sessions, soonest first");
  auto asked = std::make_shared<Asked>();
  command->add_option("--near", asked->near, "Ward, postcode district, or latitude,longitude");
  command->add_option("--radius-km", asked->radius_km, "How far from there")
      ->check(CLI::Range(0.001, 200.0))
      ->capture_default_str();
  command->add_option("--from", asked->from, "First day, 2026-12-05. Left out: today");
  command->add_option("--until", asked->until, "Last day. Left out: 92 days on");
  command->add_option("--days", asked->days, "Days of the week, by commas: saturday,sunday")->delimiter(',');
  command->add_option("--from-time", asked->from_time, "Starts at this time of day or later, 15:30");
  command->add_option("--until-time", asked->until_time, "Ends at this time of day or earlier, 18:00");
  auto* age = command->add_option("--age", asked->age, "The child's age in years")->check(CLI::Range(0, 25));
  command->add_option("--date-of-birth", asked->date_of_birth, "The child's date of birth: exact on birthdays")
      ->excludes(age);
  command->add_option("--needs", asked->needs, "Needs to be met, by commas: autism,makaton")->delimiter(',');
  command->add_option("--ratio", asked->ratio, "Support needed, staff to children: 1:2");
  command->add_option("--tier", asked->tiers, "universal, targeted, specialist")->delimiter(',');
  command->add_option("--accessibility", asked->accessibility, "What the venue must have, by commas")->delimiter(',');
  command->add_option("--free", asked->free, "At least so many free places")->check(CLI::Range(0, 1000));
  command->add_option("--hours-max", asked->hours_max, "Costs at most so many hours")->check(CLI::Range(0, 1000));
  command->add_option("--nights-max", asked->nights_max, "Costs at most so many nights")->check(CLI::Range(0, 31));
  command->add_option("--price-max", asked->price_max, "Costs the family at most this, £4.50");
  command->add_option("--provider", asked->provider, "Only this provider's: name or key");
  command->add_option("--activity,--activity-external-id", asked->activity, "Only this activity's: name or key");
  command->add_option("--programme", asked->programme, "Only this programme's: its name");
  command->add_flag("--bookable", asked->bookable, "Only what can be booked now");
  Tool::AddPaging(*command, asked->paging);
  tool.On(*command, [&tool, asked] { return Search(tool, *asked); });
  AddTimetable(session, tool);
}

}  // namespace shortbreaks::cli
