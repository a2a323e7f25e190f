#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "london.h"
#include "ratio_cap.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file shows these messages and nothing else

std::string Span(const Session& session) {
  return SpanInWords(wire::FromProto(session.start_time()), wire::FromProto(session.end_time()));
}

std::string Distance(const SessionOffer& offer) {
  return offer.has_distance_metres() ? absl::StrFormat("%.1f km", offer.distance_metres() / 1000.0) : "";
}

std::string Price(int64_t pence) { return AmountInWords(type::v1::ALLOCATION_UNIT_PENCE, pence); }

std::string Ages(const Activity& activity) {
  return absl::StrCat(activity.age_min_years(), "–", activity.age_max_years());
}

std::string Time(bool set, const google::protobuf::Timestamp& time) {
  return set ? TimeInWords(wire::FromProto(time)) : "";
}

std::string Charge(const Session& session) {
  std::string text = AmountInWords(type::v1::ALLOCATION_UNIT_MINUTES, session.charge_minutes());
  if (session.charge_nights() > 0) {
    absl::StrAppend(&text, ", or ", AmountInWords(type::v1::ALLOCATION_UNIT_NIGHTS, session.charge_nights()));
  }
  return text;
}

std::string Caps(const Session& session) {
  std::string text;
  for (const RatioCap& cap : session.ratio_caps()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", InWords(cap), " (", cap.children_taken(), " taken)");
  }
  return text;
}

std::string Reserve(const Session& session) {
  if (session.reserve_places() == 0) return "";
  return absl::StrCat(
      session.reserve_places(), " of the places",
      session.has_reserve_release_time() ? absl::StrCat(", until ", Time(true, session.reserve_release_time())) : "");
}

std::string Trained(const Session& session) {
  if (!session.training_checked()) return "";
  return session.trained_for().empty() ? "nothing" : ListInWords<type::v1::Need>(session.trained_for());
}

std::vector<std::pair<std::string, std::string>> SessionFacts(const Session& session) {
  return {{"When", Span(session)},
          {"Places", absl::StrCat(session.places_taken(), " of ", session.places(), " taken")},
          {"Staff", session.has_staff() ? absl::StrCat(session.staff()) : ""},
          {"At most", Caps(session)},
          {"Kept back", Reserve(session)},
          {"Staff trained for", Trained(session)},
          {"State", InWords(session.state())},
          {"Called off because", session.cancel_reason()},
          {"Costs", Charge(session)},
          {"Booking opens", Time(session.has_booking_open_time(), session.booking_open_time())},
          {"Booking closes", Time(session.has_booking_close_time(), session.booking_close_time())},
          {"Key", session.external_id()},
          {"Name", session.name()},
          {"Activity", session.activity()},
          {"Room", session.room()},
          {"Programme", session.programme()},
          {"Etag", session.etag()}};
}

std::vector<std::string> SummaryRow(const char* what, const type::v1::ImportSummary& summary) {
  return {what, absl::StrCat(summary.created()), absl::StrCat(summary.updated()), absl::StrCat(summary.unchanged())};
}

std::string BookingInWords(const Activity& activity) {
  if (!activity.needs_match()) return "at once";
  return absl::StrCat("the provider says within ", activity.needs_match_hours(), " h whether it can meet the needs");
}

}  // namespace

std::string View(const Provider& provider) {
  return Facts({{"Provider", provider.display_name()},
                {"Key", provider.external_id()},
                {"Name", provider.name()},
                {"Etag", provider.etag()}});
}

std::string View(const ListProvidersResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.providers()) rows.push_back({each.display_name(), each.external_id(), each.name()});
  return Table({{"Provider"}, {"Key"}, {"Name"}}, rows, "No providers.");
}

std::string View(const Activity& activity) {
  const Venue& venue = activity.venue();
  return Facts({{"Activity", activity.title()},
                {"About", activity.summary()},
                {"Tier", InWords(activity.tier())},
                {"Ages", Ages(activity)},
                {"Support up to", InWords(activity.highest_support_ratio())},
                {"Needs met", ListInWords<type::v1::Need>(activity.needs_met())},
                {"Venue", absl::StrCat(venue.display_name(), ", ", venue.address(), ", ", venue.postcode())},
                {"Accessibility", ListInWords<type::v1::AccessibilityFeature>(venue.accessibility())},
                {"Notice", absl::StrCat(activity.notice_hours(), " h to cancel without cost")},
                {"Booking", BookingInWords(activity)},
                {"Price", Price(activity.price_pence())},
                {"Waiting list by", InWords(activity.waiting_order())},
                {"Key", activity.external_id()},
                {"Name", activity.name()},
                {"Provider", activity.provider()},
                {"Etag", activity.etag()}});
}

std::string View(const ListActivitiesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.activities()) {
    rows.push_back({each.title(), InWords(each.tier()), Ages(each), InWords(each.highest_support_ratio()),
                    each.venue().postcode(), Price(each.price_pence()), each.external_id(), each.name()});
  }
  return Table({{"Activity"}, {"Tier"}, {"Ages"}, {"Support"}, {"Postcode"}, {"Price", true}, {"Key"}, {"Name"}}, rows,
               "No activities.");
}

std::string View(const Session& session) { return Facts(SessionFacts(session)); }

std::string View(const SessionOffer& offer) {
  const std::string bookable = offer.bookable() ? "yes" : "no";
  return Facts({{"Session", offer.activity().title()},
                {"Provider", offer.provider_display_name()},
                {"Free places", absl::StrCat(offer.free_places())},
                {"Can be booked now", bookable}}) +
         View(offer.session()) + "\n" + View(offer.activity());
}

std::string View(const SearchSessionsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& offer : response.offers()) {
    rows.push_back({Span(offer.session()), offer.activity().title(), offer.provider_display_name(),
                    InWords(offer.activity().tier()), Distance(offer),
                    absl::StrCat(offer.free_places(), " of ", offer.session().places()),
                    Price(offer.activity().price_pence()), offer.bookable() ? "yes" : "not now",
                    offer.session().name()});
  }
  return Table({{"When"},
                {"Activity"},
                {"Provider"},
                {"Tier"},
                {"Distance", true},
                {"Free", true},
                {"Price", true},
                {"Bookable"},
                {"Name"}},
               rows, "No sessions fit. Try a wider radius, other days, or fewer conditions.");
}

std::string View(const ListSessionsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& offer : response.offers()) {
    const auto& session = offer.session();
    rows.push_back({Span(session), offer.activity().title(), InWords(session.state()),
                    absl::StrCat(session.places_taken(), " of ", session.places()), session.name()});
  }
  return Table({{"When"}, {"Activity"}, {"State"}, {"Taken", true}, {"Name"}}, rows, "No sessions in these days.");
}

std::string View(const BatchGetAvailabilityResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.availability()) {
    if (!each.found()) {
      rows.push_back({each.session(), "not found"});
      continue;
    }
    rows.push_back({each.session(), InWords(each.state()), absl::StrCat(each.free_places(), " of ", each.places()),
                    each.bookable() ? "yes" : "no"});
  }
  return Table({{"Session"}, {"State"}, {"Free", true}, {"Bookable now"}}, rows, "No sessions.");
}

std::string View(const ImportTimetableResponse& response, bool dry_run) {
  return std::string(dry_run ? "Every row is right. Nothing was changed; an import would do this:\n" : "Imported.\n") +
         Table({{""}, {"New", true}, {"Changed", true}, {"As they were", true}},
               {SummaryRow("Providers", response.providers()), SummaryRow("Activities", response.activities()),
                SummaryRow("Sessions", response.sessions())},
               "");
}

}  // namespace shortbreaks::cli
