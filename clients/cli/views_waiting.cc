#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "london.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace bookings::v1;  // NOLINT: this file shows these messages and nothing else

std::string Time(bool set, const google::protobuf::Timestamp& time) {
  return set ? TimeInWords(wire::FromProto(time)) : "";
}

std::string TimeOfDay(const char* before, int minutes) {
  return absl::StrFormat("%s %02d:%02d", before, minutes / 60, minutes % 60);
}

// `any, on saturday, from 5 Dec 2026, starting at 09:30 or later`.
std::string Wanted(const WaitingListEntry& entry) {
  if (!entry.session().empty()) return entry.session();
  std::string text = "any session";
  if (entry.days_size() > 0) absl::StrAppend(&text, ", on ", ListInWords<type::v1::DayOfWeek>(entry.days()));
  if (entry.has_earliest_date()) absl::StrAppend(&text, ", from ", InWords(entry.earliest_date()));
  if (entry.has_latest_date()) absl::StrAppend(&text, ", until ", InWords(entry.latest_date()));
  if (entry.has_earliest_start_minutes()) {
    absl::StrAppend(&text, TimeOfDay(", starting from", entry.earliest_start_minutes()));
  }
  if (entry.has_latest_end_minutes()) absl::StrAppend(&text, TimeOfDay(", ending by", entry.latest_end_minutes()));
  return text;
}

std::string PassedOver(const WaitingListEntry& entry) {
  if (!entry.has_passed_over_time()) return "";
  return absl::StrCat(Time(true, entry.passed_over_time()), ", ", InWords(entry.passed_over_reason()));
}

}  // namespace

std::string View(const WaitingListEntry& entry) {
  return Facts({{"Waiting list", InWords(entry.state())},
                {"For", Wanted(entry)},
                {"Since", Time(true, entry.since_time())},
                {"Priority", entry.priority() ? "yes: a provider called off a place that the child had" : ""},
                {"Offered until", Time(entry.has_offer_expire_time(), entry.offer_expire_time())},
                {"Booking", entry.booking()},
                {"Officer's reason", entry.offer_reason()},
                {"Passed over", PassedOver(entry)},
                {"Name", entry.name()},
                {"Child", entry.child()},
                {"Activity", entry.activity()},
                {"Etag", entry.etag()}});
}

std::string View(const GetWaitingListEntryResponse& response) {
  std::string text = View(response.entry());
  if (!response.has_position()) return text;
  const WaitingListPosition& position = response.position();
  absl::StrAppend(&text, Facts({{"Before it", position.session().empty() ? "" : absl::StrCat(position.ahead())},
                                {"Next session", position.session()},
                                {"Why", position.explanation()}}));
  return text;
}

std::string View(const ListWaitingListEntriesResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const WaitingListEntry& entry : response.entries()) {
    rows.push_back({InWords(entry.state()), Time(true, entry.since_time()), entry.priority() ? "yes" : "",
                    Time(entry.has_offer_expire_time(), entry.offer_expire_time()), Wanted(entry), entry.child(),
                    entry.name()});
  }
  return Table({{"State"}, {"Since"}, {"Priority"}, {"Offered until"}, {"For"}, {"Child"}, {"Name"}}, rows,
               "Nobody waits.");
}

}  // namespace shortbreaks::cli
