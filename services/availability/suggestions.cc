// What could be booked instead: searches around a session's start, wider and wider in time, until there is enough.
#include <absl/time/clock.h>

#include <algorithm>

#include "availability/place_handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;

constexpr int kAlternativesMax = 20;
constexpr int kRadiusMetres = 20'000;
constexpr int kDays = 28, kDaysMax = 92;
// How far each search reaches: most find enough close by, and none looks at more than it must.
constexpr int kReachDays[] = {1, 3, 7, 14, 28, kDaysMax};
constexpr int kFoundMax = 200;

absl::Time StartOf(const v1::SessionOffer& offer) { return wire::FromProto(offer.session().start_time()); }

// What the child needs, in a search's words, for sessions that it could book now.
v1::SearchSessionsRequest ForChild(const v1::ListAlternativesRequest& request) {
  v1::SearchSessionsRequest search;
  if (request.has_date_of_birth()) *search.mutable_date_of_birth() = request.date_of_birth();
  if (request.has_support_ratio()) *search.mutable_support_ratio() = request.support_ratio();
  *search.mutable_needs() = request.needs();
  *search.mutable_accessibility() = request.accessibility();
  search.set_free_places_min(1);
  search.set_bookable_only(true);
  return search;
}

// The same, for other activities that are as much like the session's own as can be asked for.
v1::SearchSessionsRequest Nearby(v1::SearchSessionsRequest search, const v1::SessionOffer& instead_of,
                                 int radius_metres) {
  search.add_tiers(instead_of.activity().tier());
  *search.mutable_center() = instead_of.activity().venue().location();
  search.set_radius_metres(radius_metres);
  return search;
}

int64_t Bits(const google::protobuf::RepeatedField<int>& needs) {
  int64_t bits = 0;
  for (int need : needs) bits |= int64_t{1} << need;
  return bits;
}

// Where the child's own needs are not said, an activity is like another that meets one of the same needs.
bool IsLike(const v1::SessionOffer& offer, const v1::SessionOffer& instead_of, bool needs_said) {
  const int64_t wanted = Bits(instead_of.activity().needs_met());
  return needs_said || wanted == 0 || (wanted & Bits(offer.activity().needs_met())) != 0;
}

v1::Alternative Propose(v1::SessionOffer offer, const v1::SessionOffer& instead_of) {
  v1::Alternative alternative;
  alternative.set_minutes_later(absl::ToInt64Minutes(StartOf(offer) - StartOf(instead_of)));
  alternative.set_reason(offer.activity().name() == instead_of.activity().name() ? v1::ALTERNATIVE_REASON_SAME_ACTIVITY
                         : offer.activity().provider() == instead_of.activity().provider()
                             ? v1::ALTERNATIVE_REASON_SAME_PROVIDER
                             : v1::ALTERNATIVE_REASON_NEARBY);
  *alternative.mutable_offer() = std::move(offer);
  return alternative;
}

// By reason, then the nearest in time, the earlier of two as near.
bool ComesFirst(const v1::Alternative& a, const v1::Alternative& b) {
  const auto key = [](const v1::Alternative& each) {
    return std::tuple(each.reason(), std::abs(each.minutes_later()), each.minutes_later(),
                      each.offer().session().name());
  };
  return key(a) < key(b);
}

// Adds the nearest `wanted` that `accept` takes.
template <typename Accept>
absl::Status AddNearest(Store& store, const rpc::Call& call, SessionQuery query, const v1::SessionOffer& instead_of,
                        int days, size_t wanted, Accept accept, std::vector<v1::Alternative>& alternatives) {
  std::vector<v1::Alternative> found;
  for (const int reach : kReachDays) {
    const absl::Duration window = absl::Hours(24) * std::min(reach, days);
    query.start_time = std::max(StartOf(instead_of) - window, absl::Now());
    query.end_time = StartOf(instead_of) + window;
    found.clear();
    if (query.start_time < query.end_time) {
      auto page = store.Search(call, query, {.size = kFoundMax});
      if (!page.ok()) return page.status();
      for (v1::SessionOffer& offer : page->offers) {
        if (accept(offer)) found.push_back(Propose(std::move(offer), instead_of));
      }
    }
    if (found.size() >= wanted || reach >= days) break;
  }
  std::ranges::sort(found, ComesFirst);
  for (size_t i = 0; i < std::min(found.size(), wanted); ++i) alternatives.push_back(std::move(found[i]));
  return absl::OkStatus();
}

struct Asked {
  ids::Uuid session_id;
  int radius_metres = kRadiusMetres, days = kDays;
  size_t size = kAlternativesMax;
};

Asked ReadAsked(const v1::ListAlternativesRequest& request, errors::FieldErrors& fields) {
  Asked asked;
  asked.session_id = wire::IdIn("session", "sessions", request.session(), fields);
  const auto number = [&](const char* field, int given, int max, int left_out) {
    if (given < 0 || given > max) fields.Add(field, absl::StrCat("Must be 1 to ", max, "."));
    return given == 0 ? left_out : given;
  };
  asked.radius_metres = number("radius_metres", request.radius_metres(), 200'000, kRadiusMetres);
  asked.days = number("days", request.days(), kDaysMax, kDays);
  asked.size = static_cast<size_t>(number("page_size", request.page_size(), kAlternativesMax, kAlternativesMax));
  return asked;
}

}  // namespace

absl::StatusOr<v1::ListAlternativesResponse> SuggestionHandlers::List(
    const rpc::Call& call, const v1::ListAlternativesRequest& request) const {
  errors::FieldErrors fields;
  const Asked asked = ReadAsked(request, fields);
  const v1::SearchSessionsRequest for_child = ForChild(request);
  SessionQuery same_activity = ReadQuery(for_child, absl::Now(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto read = parts_.store.ReadOffer(call, asked.session_id, same_activity.Ratio());
  if (!read.ok()) return read.status();
  if (!*read) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const v1::SessionOffer& instead_of = **read;

  std::vector<v1::Alternative> alternatives;
  same_activity.activity_id = *ids::IdOf("activities", instead_of.activity().name());
  const auto is_another = [&](const v1::SessionOffer& offer) {
    return offer.session().name() != instead_of.session().name();
  };
  auto added =
      AddNearest(parts_.store, call, same_activity, instead_of, asked.days, asked.size, is_another, alternatives);
  if (!added.ok()) return added;
  const auto is_like = [&](const v1::SessionOffer& offer) {
    return offer.activity().name() != instead_of.activity().name() &&
           IsLike(offer, instead_of, !request.needs().empty());
  };
  const SessionQuery nearby = ReadQuery(Nearby(for_child, instead_of, asked.radius_metres), absl::Now(), fields);
  added = AddNearest(parts_.store, call, nearby, instead_of, asked.days, asked.size - alternatives.size(), is_like,
                     alternatives);
  if (!added.ok()) return added;
  v1::ListAlternativesResponse response;
  for (v1::Alternative& each : alternatives) *response.add_alternatives() = std::move(each);
  return response;
}

}  // namespace shortbreaks::availability
