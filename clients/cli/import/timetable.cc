#include "import/timetable.h"

#include <absl/strings/numbers.h>

#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using availability::v1::Activity;
using availability::v1::ImportSession;
using ColumnsOfFields = std::map<std::string, std::string>;

const Columns kProviderColumns = {{"external_id", "display_name"}, {}};
const Columns kActivityColumns = {
    {"external_id", "provider", "title", "tier", "age_min", "age_max", "ratio", "venue", "address", "postcode",
     "latitude", "longitude"},
    {"summary", "needs_met", "accessibility", "notice_hours", "price", "needs_match_hours", "waiting_order"},
};
const Columns kSessionColumns = {
    {"external_id", "activity", "start_date", "start", "end", "places"},
    {"end_date", "booking_opens", "booking_closes", "publish", "staff", "ratio_caps", "reserve", "reserve_until",
     "room"},
};

const ColumnsOfFields kProviderFields = {{"external_id", "external_id"}, {"display_name", "display_name"}};
const ColumnsOfFields kActivityFields = {
    {"provider_external_id", "provider"},
    {"activity.external_id", "external_id"},
    {"activity.title", "title"},
    {"activity.summary", "summary"},
    {"activity.tier", "tier"},
    {"activity.age_min_years", "age_min"},
    {"activity.age_max_years", "age_max"},
    {"activity.highest_support_ratio", "ratio"},
    {"activity.needs_met", "needs_met"},
    {"activity.venue.display_name", "venue"},
    {"activity.venue.address", "address"},
    {"activity.venue.postcode", "postcode"},
    {"activity.venue.location.latitude_degrees", "latitude"},
    {"activity.venue.location.longitude_degrees", "longitude"},
    {"activity.venue.accessibility", "accessibility"},
    {"activity.notice_hours", "notice_hours"},
    {"activity.waiting_order", "waiting_order"},
    {"activity.price_pence", "price"},
    {"activity.needs_match_hours", "needs_match_hours"},
};
const ColumnsOfFields kSessionFields = {
    {"activity_external_id", "activity"},
    {"session.external_id", "external_id"},
    {"session.start_time", "start"},
    {"session.end_time", "end"},
    {"session.places", "places"},
    {"session.booking_open_time", "booking_opens"},
    {"session.booking_close_time", "booking_closes"},
    {"session.staff", "staff"},
    {"session.ratio_caps", "ratio_caps"},
    {"session.reserve_places", "reserve"},
    {"session.reserve_release_time", "reserve_until"},
    {"session.room", "room"},
};
const ColumnsOfFields kSeriesFields = {
    {"activity_external_id", "activity"},
    {"session.external_id", "external_id"},
    {"session.start_time", "start"},
    {"session.end_time", "end"},
    {"session.places", "places"},
    {"session.booking_open_time", "booking_opens_days_before"},
    {"session.staff", "staff"},
    {"session.ratio_caps", "ratio_caps"},
    {"session.reserve_places", "reserve"},
    {"session.reserve_release_time", "reserve_until_days_before"},
};

double Degrees(const RowReader& row, const char* column) {
  double value = 0;
  const std::string text = row.Required(column);
  if (!text.empty() && !absl::SimpleAtod(text, &value)) row.Wrong(column, "Write degrees, for example 52.587.");
  return value;
}

void ReadVenue(const RowReader& row, availability::v1::Venue& venue) {
  venue.set_display_name(row.Required("venue"));
  venue.set_address(row.Required("address"));
  venue.set_postcode(row.Required("postcode"));
  venue.mutable_location()->set_latitude_degrees(Degrees(row, "latitude"));
  venue.mutable_location()->set_longitude_degrees(Degrees(row, "longitude"));
  row.Each<type::v1::AccessibilityFeature>("accessibility", [&](auto feature) { venue.add_accessibility(feature); });
}

void ReadActivity(const RowReader& row, Activity& activity) {
  activity.set_external_id(row.Required("external_id"));
  activity.set_title(row.Required("title"));
  activity.set_summary(row.Text("summary"));
  if (const auto tier = row.Value("tier", ParseEnum<type::v1::Tier>)) activity.set_tier(*tier);
  row.Required("age_min");
  row.Required("age_max");
  activity.set_age_min_years(row.Number("age_min"));
  activity.set_age_max_years(row.Number("age_max"));
  if (const auto ratio = row.Value("ratio", ParseRatio)) *activity.mutable_highest_support_ratio() = *ratio;
  row.Each<type::v1::Need>("needs_met", [&](auto need) { activity.add_needs_met(need); });
  ReadVenue(row, *activity.mutable_venue());
  activity.set_notice_hours(row.Number("notice_hours"));
  activity.set_needs_match_hours(row.Number("needs_match_hours"));
  activity.set_needs_match(activity.needs_match_hours() != 0);
  if (row.Has("price")) activity.set_price_pence(row.Value("price", ParsePounds).value_or(0));
  if (row.Has("waiting_order")) {
    activity.set_waiting_order(row.Value("waiting_order", ParseEnum<availability::v1::WaitingOrder>)
                                   .value_or(availability::v1::WAITING_ORDER_UNSPECIFIED));
  }
}

int NightsOf(const RowReader& row, absl::CivilDay start) {
  if (!row.Has("end_date")) return 0;
  const auto end = row.Value("end_date", ParseDay);
  if (!end) return 0;
  if (*end < start || *end - start > 31) row.Wrong("end_date", "Write a day from start_date to 31 days later.");
  return static_cast<int>(*end - start);
}

void ReadSession(const RowReader& row, ImportSession& message) {
  message.set_activity_external_id(row.Required("activity"));
  message.set_publish(row.YesNo("publish", true));
  auto& session = *message.mutable_session();
  session.set_external_id(row.Required("external_id"));
  row.Required("places");
  session.set_places(row.Number("places"));
  if (row.Has("room")) session.set_room(row.Required("room"));
  const auto day = row.Value("start_date", ParseDay);
  const auto start = row.Value("start", ParseTimeOfDay), end = row.Value("end", ParseTimeOfDay);
  if (day && start && end) {
    const int nights = NightsOf(row, *day);
    // An end_date that says the same day wants the end after the start, which the next line would take for tomorrow.
    if (row.Has("end_date") && nights == 0 && end->Minutes() <= start->Minutes()) {
      row.Wrong("end", "Is not after the start on the same day.");
    }
    if (const auto span = SpanOf(row, *day, *start, *end, nights)) {
      *session.mutable_start_time() = wire::ToProto(span->start);
      *session.mutable_end_time() = wire::ToProto(span->end);
    }
  }
  if (row.Has("booking_opens")) {
    if (const auto time = row.Value("booking_opens", ParseInstant))
      *session.mutable_booking_open_time() = wire::ToProto(*time);
  }
  if (row.Has("booking_closes")) {
    if (const auto time = row.Value("booking_closes", ParseInstant))
      *session.mutable_booking_close_time() = wire::ToProto(*time);
  }
  ReadStaffAndCaps(row, session);
  if (row.Has("reserve_until")) {
    if (const auto time = row.Value("reserve_until", ParseInstant))
      *session.mutable_reserve_release_time() = wire::ToProto(*time);
  }
}

class Reader {
 public:
  Reader(const std::map<std::string, std::string>& contents, const Period& period)
      : contents_(contents), period_(period) {}

  absl::StatusOr<TimetableImport> Read() {
    Providers();
    Activities();
    Sessions();
    if (auto series = Series(); !series.ok()) return series;
    if (auto status = errors_.ToStatus(); !status.ok()) return status;
    return std::move(result_);
  }

 private:
  // The rows of a file, or none where it was not given.
  CsvFile Rows(const std::string& name, const Columns& columns) {
    const auto content = contents_.find(name);
    if (content == contents_.end()) return {};
    return ParseCsv(name + ".csv", content->second, columns, errors_);
  }

  void Providers() {
    const CsvFile file = Rows("providers", kProviderColumns);
    for (const CsvRow& line : file.rows) {
      const RowReader row(file, line, errors_);
      auto& provider = *result_.request.add_providers();
      provider.set_external_id(row.Required("external_id"));
      provider.set_display_name(row.Required("display_name"));
      result_.fields.Add("providers", row.At(""), &kProviderFields);
    }
  }

  void Activities() {
    const CsvFile file = Rows("activities", kActivityColumns);
    for (const CsvRow& line : file.rows) {
      const RowReader row(file, line, errors_);
      auto& message = *result_.request.add_activities();
      message.set_provider_external_id(row.Required("provider"));
      ReadActivity(row, *message.mutable_activity());
      result_.fields.Add("activities", row.At(""), &kActivityFields);
    }
  }

  void Sessions() {
    const CsvFile file = Rows("sessions", kSessionColumns);
    for (const CsvRow& line : file.rows) {
      const RowReader row(file, line, errors_);
      ReadSession(row, *result_.request.add_sessions());
      result_.fields.Add("sessions", row.At(""), &kSessionFields);
    }
  }

  absl::Status Series() {
    const CsvFile file = Rows("series", kSeriesColumns);
    Calendar calendar;
    if (const auto yaml = contents_.find("calendar"); yaml != contents_.end()) {
      auto parsed = Calendar::Parse("calendar.yaml", yaml->second);
      if (!parsed.ok()) return parsed.status();
      calendar = *std::move(parsed);
    }
    for (const CsvRow& line : file.rows) {
      const RowReader row(file, line, errors_);
      const bool needs_terms = row.Text("only") == "term" || row.Text("only") == "holiday";
      if (needs_terms && !(calendar.Covers(period_.from) && calendar.Covers(period_.Last()))) {
        row.Wrong("only",
                  "calendar.yaml has no terms for the whole of these weeks. Add the terms before, in and after them.");
        continue;
      }
      for (ImportSession& session : ExpandSeries(row, period_, calendar)) {
        *result_.request.add_sessions() = std::move(session);
        result_.fields.Add("sessions", row.At(""), &kSeriesFields);
      }
    }
    return absl::OkStatus();
  }

  const std::map<std::string, std::string>& contents_;
  const Period period_;
  RowErrors errors_;
  TimetableImport result_;
};

}  // namespace

const std::vector<std::string>& TimetableFiles() {
  static const std::vector<std::string> kFiles = {"providers.csv", "activities.csv", "sessions.csv", "series.csv",
                                                  "calendar.yaml"};
  return kFiles;
}

absl::StatusOr<TimetableImport> ReadTimetable(const std::map<std::string, std::string>& contents,
                                              const Period& period) {
  return Reader(contents, period).Read();
}

}  // namespace shortbreaks::cli
