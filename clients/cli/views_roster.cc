#include "views_roster.h"

#include <absl/strings/str_cat.h>

#include "london.h"
#include "table.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file shows these messages and little else

std::string At(const google::protobuf::Timestamp& time) { return TimeInWords(wire::FromProto(time)); }

std::string Until(const Absence& absence) { return absence.has_end_time() ? At(absence.end_time()) : "not known yet"; }

// Blank instead of 0, so that what is short stands out.
std::string Short(int staff) { return staff == 0 ? "" : absl::StrCat(staff); }

std::string Needs(const google::protobuf::RepeatedField<int>& needs) { return ListInWords<type::v1::Need>(needs); }

}  // namespace

std::string View(const StaffMember& staff) {
  return Facts({{"Staff", staff.display_name()},
                {"Inactive", staff.inactive() ? "yes: counts in no session" : ""},
                {"Name", staff.name()},
                {"Provider", staff.provider()},
                {"Etag", staff.etag()}});
}

std::string View(const GetStaffMemberResponse& response) {
  std::vector<std::vector<std::string>> trainings, absences;
  for (const auto& each : response.trainings()) {
    trainings.push_back({InWords(each.need()), InWords(each.issue_date()), InWords(each.expire_date()), each.name()});
  }
  for (const auto& each : response.absences()) {
    absences.push_back({At(each.start_time()), Until(each), InWords(each.cause()), each.name()});
  }
  return absl::StrCat(View(response.staff_member()), "\n",
                      Table({{"Trained for"}, {"From"}, {"Last day"}, {"Name"}}, trainings, "No training."), "\n",
                      Table({{"Away from"}, {"Until"}, {"Cause"}, {"Name"}}, absences, "Not away."));
}

std::string View(const ListStaffMembersResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.staff_members()) {
    rows.push_back({each.display_name(), each.inactive() ? "inactive" : "", each.name(), each.provider()});
  }
  return Table({{"Staff"}, {""}, {"Name"}, {"Provider"}}, rows, "No staff.");
}

std::string View(const Training& training) {
  return Facts({{"Trained for", InWords(training.need())},
                {"From", InWords(training.issue_date())},
                {"Last day", InWords(training.expire_date())},
                {"Name", training.name()},
                {"Staff", training.staff_member()}});
}

std::string View(const ListTrainingExpiringResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.trainings()) {
    rows.push_back({InWords(each.training().expire_date()), InWords(each.training().need()), each.staff_display_name(),
                    each.training().staff_member()});
  }
  return Table({{"Last day"}, {"Trained for"}, {"Staff"}, {"Name"}}, rows, "No training ends by then.");
}

std::string View(const GetRosterResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.shifts()) {
    rows.push_back({each.display_name(), each.away() ? "away" : "", Needs(each.trained_for()), each.staff_member()});
  }
  return absl::StrCat(Facts({{"Staff who count", response.has_staff() ? absl::StrCat(response.staff()) : "not counted"},
                             {"Short of staff", Short(response.staff_short())},
                             {"Trained for", Needs(response.trained_for())}}),
                      "\n", Table({{"Staff"}, {""}, {"Trained for"}, {"Name"}}, rows, "Nobody is planned by name."));
}

std::string View(const Absence& absence) {
  return Facts({{"Away from", At(absence.start_time())},
                {"Until", Until(absence)},
                {"Cause", InWords(absence.cause())},
                {"Name", absence.name()},
                {"Staff", absence.staff_member()}});
}

std::string View(const google::protobuf::RepeatedPtrField<StaffingChange>& changes) {
  std::vector<std::vector<std::string>> rows;
  bool affects = false;
  for (const auto& each : changes) {
    affects = affects || each.staff_short() > 0 || each.trained_for_lost_size() > 0;
    rows.push_back({At(each.start_time()), absl::StrCat(each.staff()), Short(each.staff_short()),
                    Needs(each.trained_for_lost()), each.session()});
  }
  std::string text =
      Table({{"Session starts"}, {"Staff", true}, {"Short of", true}, {"No longer trained for"}, {"Name"}}, rows,
            "No session has other staff for it.");
  if (affects) {
    absl::StrAppend(&text, "Every booking is kept. Whom it affects: shortbreaks shift affected SESSION\n");
  }
  return text;
}

std::string View(const bookings::v1::ListAffectedBookingsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.bookings()) {
    rows.push_back({At(each.booking().create_time()), InWords(each.booking().state()),
                    each.has_support_ratio() ? InWords(each.support_ratio()) : "", Needs(each.untrained_for()),
                    each.booking().child(), each.booking().name()});
  }
  return absl::StrCat(response.staff_short() > 0 ? absl::StrCat("Short of ", response.staff_short(),
                                                                " staff. Its bookings, in the order they were made:\n")
                                                 : "",
                      Table({{"Booked"}, {"State"}, {"Support"}, {"Nobody is trained for"}, {"Child"}, {"Name"}}, rows,
                            "Every booking fits the staff on shift."));
}

std::string View(const bookings::v1::ListShortSessionsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : response.sessions()) {
    rows.push_back({At(each.start_time()), Short(each.staff_short()), Short(each.bookings_untrained()), each.session(),
                    each.provider()});
  }
  return Table({{"Starts"}, {"Short of staff", true}, {"Bookings without trained staff", true}, {"Name"}, {"Provider"}},
               rows, "Every session has the staff that its bookings take.");
}

}  // namespace shortbreaks::cli
