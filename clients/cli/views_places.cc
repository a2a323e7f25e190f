#include "views_places.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include <cstdlib>

#include "london.h"
#include "table.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file shows these messages and nothing else

std::string Span(const google::protobuf::Timestamp& start, const google::protobuf::Timestamp& end) {
  return SpanInWords(wire::FromProto(start), wire::FromProto(end));
}

std::string Limit(const Room& room) { return room.places_max() == 0 ? "" : absl::StrCat(room.places_max()); }
std::string Buffer(const Room& room) {
  return room.buffer_minutes() == 0 ? "" : absl::StrCat(room.buffer_minutes(), " min");
}

std::string Closes(const Programme& programme) {
  return programme.has_booking_close_time() ? TimeInWords(wire::FromProto(programme.booking_close_time()))
                                            : "at the start of each session";
}

std::string Days(const Programme& programme) {
  return absl::StrCat(InWords(programme.first_day()), " to ", InWords(programme.last_day()));
}

// `same activity, 7 days later`
std::string Why(const Alternative& alternative) {
  const int64_t minutes = std::abs(alternative.minutes_later());
  const int64_t days = minutes / (24 * 60);
  std::string text = absl::StrCat(InWords(alternative.reason()), ", ");
  if (minutes == 0) return text + "at the same time";
  if (days > 0) {
    absl::StrAppend(&text, days, days == 1 ? " day" : " days");
  } else {
    absl::StrAppend(&text, AmountInWords(type::v1::ALLOCATION_UNIT_MINUTES, minutes));
  }
  return text + (alternative.minutes_later() < 0 ? " earlier" : " later");
}

}  // namespace

std::string View(const ListedVenue& listed) {
  const Venue& venue = listed.venue();
  return Facts({{"Venue", venue.display_name()},
                {"Address", absl::StrCat(venue.address(), ", ", venue.postcode())},
                {"Accessibility", ListInWords<type::v1::AccessibilityFeature>(venue.accessibility())},
                {"Name", listed.name()},
                {"Etag", listed.etag()}});
}

std::string View(const ListVenuesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.venues()) {
    rows.push_back({each.venue().display_name(), each.venue().postcode(), each.name()});
  }
  return Table({{"Venue"}, {"Postcode"}, {"Name"}}, rows, "No venues.");
}

std::string View(const Room& room) {
  return Facts({{"Room", room.display_name()},
                {"Places at most", Limit(room)},
                {"Free between sessions", Buffer(room)},
                {"Name", room.name()},
                {"Venue", room.venue()},
                {"Etag", room.etag()}});
}

std::string View(const ListRoomsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.rooms()) {
    rows.push_back({each.display_name(), Limit(each), Buffer(each), each.name()});
  }
  return Table({{"Room"}, {"Places", true}, {"Free between", true}, {"Name"}}, rows, "No rooms.");
}

std::string View(const ListRoomUsesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.uses()) {
    rows.push_back({Span(each.start_time(), each.end_time()), each.session().empty() ? "taken" : each.session()});
  }
  return Table({{"When"}, {"Session"}}, rows, "The room is free.");
}

std::string View(const Programme& programme) {
  return Facts({{"Programme", programme.title()},
                {"Days", Days(programme)},
                {"Booking opens", TimeInWords(wire::FromProto(programme.booking_open_time()))},
                {"Booking closes", Closes(programme)},
                {"Name", programme.name()},
                {"Etag", programme.etag()}});
}

std::string View(const UpdateProgrammeResponse& response) {
  return absl::StrCat(View(response.programme()), response.sessions_changed(),
                      " sessions to come have its booking times.\n");
}

std::string View(const ListProgrammesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.programmes()) {
    rows.push_back(
        {each.title(), Days(each), TimeInWords(wire::FromProto(each.booking_open_time())), Closes(each), each.name()});
  }
  return Table({{"Programme"}, {"Days"}, {"Booking opens"}, {"Booking closes"}, {"Name"}}, rows, "No programmes.");
}

std::string View(const ListAlternativesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.alternatives()) {
    const SessionOffer& offer = each.offer();
    rows.push_back({Span(offer.session().start_time(), offer.session().end_time()), offer.activity().title(),
                    offer.provider_display_name(), Why(each),
                    offer.has_distance_metres() ? absl::StrFormat("%.1f km", offer.distance_metres() / 1000.0) : "",
                    absl::StrCat(offer.free_places()), offer.session().name()});
  }
  return Table({{"When"}, {"Activity"}, {"Provider"}, {"Why"}, {"Distance", true}, {"Free", true}, {"Name"}}, rows,
               "Nothing like it can be booked near that day. Try more days or a wider radius.");
}

}  // namespace shortbreaks::cli
