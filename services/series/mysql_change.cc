// Series are changed and ended.
#include <absl/strings/str_cat.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "errors/errors.h"
#include "london/london.h"
#include "series/belongings.h"
#include "series/store.h"

namespace shortbreaks::series {
namespace {

using errors::Error;
using google::protobuf::util::MessageDifferencer;
using mysql::Bytes;
using mysql::Connection;
using Told = std::vector<availability::Change>;

constexpr char kDatesChanged[] = "The dates of these sessions have changed.";
constexpr char kSessionOfSeries[] = " FROM sessions s WHERE s.council_id = ? AND s.session_id = ? AND s.series_id = ?";
constexpr std::string_view kLockSession =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET state = state WHERE council_id = ? AND session_id = ?";
constexpr int kSessionDaysMax = 31;

std::string ReasonOf(const std::string& given) { return given.empty() ? kDatesChanged : given; }

SeriesEdit EditOf(const LockedSeries& locked, const SeriesUpdate& update) {
  return {locked.series.content, update.content, update.booked, update.include_detached};
}

absl::Status CheckActivity(const LockedSeries& locked, const SeriesUpdate& update) {
  errors::FieldErrors fields;
  if (update.activity_id != locked.series.activity_id) fields.Add("series.activity", "Never changes.");
  return fields.ToStatus();
}

// The rule's own first day within the bounds.
bool BeginsBefore(const SeriesRow& series, absl::CivilDay day) {
  const auto days = RuleDays(series.content.recurrence(), series.bounds);
  return !days.empty() && days.front() < day;
}

// One change as a transaction sees it.
class SeriesChange {
 public:
  SeriesChange(Connection& connection, const rpc::Call& call, const SeriesUpdate& update, LockedSeries locked,
               v1::UpdateSeriesResponse& reply, Told& told)
      : connection_(connection),
        call_(call),
        council_(call.principal.council_id),
        update_(update),
        locked_(std::move(locked)),
        edit_(EditOf(locked_, update)),
        reply_(reply),
        told_(told) {}

  absl::Status Run() {
    if (auto same = CheckActivity(locked_, update_); !same.ok()) return same;
    switch (update_.scope) {
      case v1::SERIES_SCOPE_THIS:
        return ChangeOne();
      case v1::SERIES_SCOPE_THIS_AND_LATER:
        return BeginsBefore(locked_.series, *update_.from_day) ? ChangeLater() : ChangeAll();
      default:
        return ChangeAll();
    }
  }

 private:
  absl::Status ChangeOne() {
    if (!MessageDifferencer::Equals(edit_.before.recurrence(), edit_.after.recurrence())) {
      errors::FieldErrors fields;
      fields.Add("series.recurrence", "Must be as it is stored where one session is changed: to_day moves it.");
      return fields.ToStatus();
    }
    auto held = HoldBelongingsOf(connection_, council_, update_.session_id);
    if (!held.ok()) return held.status();
    auto row = LockSession();
    if (!row.ok()) return row.status();
    auto date = DateOfOne(*row);
    if (!date.ok()) return date.status();
    auto changes = PlanChangeOfOne(edit_, *row, *date);
    if (!changes.ok()) return changes.status();
    // The caps of the one session are the request's.
    SeriesRow series = locked_.series;
    series.content = update_.content;
    auto written = WriteChanges(connection_, council_, series, *changes, ReasonOf(update_.reason));
    if (!written.ok()) return written;
    if (auto settled = SettleBelongings(connection_, call_, *changes, *held, told_); !settled.ok()) return settled;
    if (*date && !changes->created.empty()) {
      v1::SeriesDate& made = *reply_.add_dates() = ToProto(**date);
      if (!update_.validate_only) made.set_session(ids::ResourceName("sessions", changes->created.front().id));
    }
    return Answer(locked_.series, *changes, {});
  }

  absl::StatusOr<SessionRow> LockSession() {
    auto locked = connection_.Execute(kLockSession, {council_, Bytes{update_.session_id}});
    if (!locked.ok()) return locked.status();
    auto rows = connection_.Query(absl::StrCat("SELECT ", kSessionColumns, kSessionOfSeries),
                                  {council_, Bytes{update_.session_id}, Bytes{locked_.series.id}});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) {
      errors::FieldErrors fields;
      fields.Add("session", "Is no session of this series.");
      return fields.ToStatus();
    }
    SessionRow row = ReadSessionRow(rows->front());
    if (row.state == v1::SESSION_STATE_CANCELLED) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
    if (row.start <= locked_.now) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
    return row;
  }

  // Where the session moves to: nothing where its day and times stay. A closed day is refused: nobody moves a session
  // there to have it skipped.
  absl::StatusOr<std::optional<PlannedDate>> DateOfOne(const SessionRow& row) {
    if (!update_.to_day && !edit_.MovesDates()) return std::nullopt;
    const absl::CivilDay day = update_.to_day.value_or(london::DayOf(row.start));
    PlannedDate date = TimesOn(day, update_.content.pattern());
    auto stretches = ReadCalendar(connection_, council_, locked_.series.provider_id, locked_.series.activity_id, day,
                                  day + kSessionDaysMax);
    if (!stretches.ok()) return stretches.status();
    SkipWhereClosed(Calendar(*std::move(stretches)), update_.content.recurrence(), date);
    if (auto runs = CheckRuns({date}); !runs.ok()) return runs;
    if (date.start <= locked_.now) {
      errors::FieldErrors fields;
      fields.Add(update_.to_day ? "to_day" : "series.pattern.start_minutes", "Must be in the future.");
      return fields.ToStatus();
    }
    return date;
  }

  absl::Status ChangeAll() {
    SeriesRow series = locked_.series;
    if (MessageDifferencer::Equals(series.content, update_.content) && !update_.include_detached) {
      return Answer(series, {}, {});
    }
    series.content = update_.content;
    ++series.version;
    auto updated = NamingKey(series, Update(connection_, council_, series));
    if (!updated.ok()) return updated;
    const absl::CivilDay first(2000, 1, 1);
    auto held = HoldBelongings(connection_, council_, series.id, first);
    if (!held.ok()) return held.status();
    auto rows = LockSessions(connection_, council_, series.id, first);
    if (!rows.ok()) return rows.status();
    told_.push_back({"series.updated", ids::ResourceName("series", series.id), series.version});
    return ChangeSessions(series, *rows, *held);
  }

  // The sessions from the day on become a series of their own, of the same rule.
  absl::Status ChangeLater() {
    SeriesRow earlier = locked_.series;
    SeriesRow later = earlier;
    later.id = ids::NewUuid();
    later.version = 1;
    later.copied_from.clear();
    later.season_day.reset();
    later.content = update_.content;
    if (later.content.external_id() == earlier.content.external_id()) later.content.clear_external_id();
    later.bounds.from = *update_.from_day;
    earlier.bounds.to = *update_.from_day - 1;
    ++earlier.version;
    auto inserted = NamingKey(later, Insert(connection_, council_, later));
    if (!inserted.ok()) return inserted;
    if (auto updated = Update(connection_, council_, earlier); !updated.ok()) return updated;
    auto held = HoldBelongings(connection_, council_, earlier.id, *update_.from_day);
    if (!held.ok()) return held.status();
    auto rows = MoveSessions(connection_, council_, earlier.id, later.id, *update_.from_day);
    if (!rows.ok()) return rows.status();
    told_.push_back({"series.updated", ids::ResourceName("series", earlier.id), earlier.version});
    told_.push_back({"series.created", ids::ResourceName("series", later.id), later.version});
    return ChangeSessions(later, *rows, *held);
  }

  absl::Status NamingKey(const SeriesRow& series, const absl::Status& written) {
    return NamingDuplicate(connection_, written, council_, series.content.external_id());
  }

  absl::Status ChangeSessions(const SeriesRow& series, const std::vector<SessionRow>& rows, const Belongings& held) {
    std::vector<PlannedDate> dates;
    if (edit_.MovesDates()) {
      auto planned = DatesOf(connection_, call_, series, locked_.now);
      if (!planned.ok()) return planned.status();
      dates = *std::move(planned);
    }
    auto changes = PlanChanges(edit_, rows, dates, locked_.now);
    if (!changes.ok()) return changes.status();
    auto written = WriteChanges(connection_, council_, series, *changes, ReasonOf(update_.reason));
    if (!written.ok()) return written;
    if (auto settled = SettleBelongings(connection_, call_, *changes, held, told_); !settled.ok()) return settled;
    std::erase_if(dates, [&](const PlannedDate& date) {
      return date.HasSession() && std::none_of(changes->created.begin(), changes->created.end(),
                                               [&](const SessionRow& made) { return made.day == date.day; });
    });
    return Answer(series, *changes, dates);
  }

  absl::Status Answer(const SeriesRow& series, const SessionChanges& changes, const std::vector<PlannedDate>& dates) {
    *reply_.mutable_series() = ToProto(series);
    AddNames(changes.updated, *reply_.mutable_changed());
    AddNames(changes.left, *reply_.mutable_left());
    AddNames(changes.called_off, *reply_.mutable_called_off());
    AddDates(dates, changes.created, !update_.validate_only, *reply_.mutable_dates());
    Tell(changes, told_);
    return absl::OkStatus();
  }

  Connection& connection_;
  const rpc::Call& call_;
  const std::string& council_;
  const SeriesUpdate& update_;
  LockedSeries locked_;
  SeriesEdit edit_;
  v1::UpdateSeriesResponse& reply_;
  Told& told_;
};

}  // namespace

absl::StatusOr<v1::UpdateSeriesResponse> SeriesStore::Update(const rpc::Call& call, const RequestMark& mark,
                                                             const SeriesUpdate& update) {
  v1::UpdateSeriesResponse reply;
  auto done = Once(call, mark, reply, update.validate_only, [&](Connection& connection, Told& told) -> absl::Status {
    auto locked = LockSeries(connection, call, update.series_id, update.etag);
    if (!locked.ok()) return locked.status();
    return SeriesChange(connection, call, update, *std::move(locked), reply, told).Run();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::EndSeriesResponse> SeriesStore::End(const rpc::Call& call, const RequestMark& mark,
                                                       const SeriesEnd& end) {
  const std::string& council = call.principal.council_id;
  v1::EndSeriesResponse reply;
  const auto body = [&](Connection& connection, Told& told) -> absl::Status {
    auto locked = LockSeries(connection, call, end.series_id, end.etag);
    if (!locked.ok()) return locked.status();
    SeriesRow& series = locked->series;
    if (!series.bounds.to || *series.bounds.to >= end.from_day) {
      series.bounds.to = end.from_day - 1;
      ++series.version;
      if (auto updated = series::Update(connection, council, series); !updated.ok()) return updated;
      told.push_back({"series.updated", ids::ResourceName("series", series.id), series.version});
    }
    auto rows = LockSessions(connection, council, series.id, end.from_day);
    if (!rows.ok()) return rows.status();
    auto changes = PlanEnd(end.booked, *rows, locked->now);
    if (!changes.ok()) return changes.status();
    if (auto written = WriteChanges(connection, council, series, *changes, end.reason); !written.ok()) return written;
    *reply.mutable_series() = ToProto(series);
    AddNames(changes->left, *reply.mutable_left());
    AddNames(changes->called_off, *reply.mutable_called_off());
    Tell(*changes, told);
    return absl::OkStatus();
  };
  auto done = Once(call, mark, reply, end.validate_only, body);
  if (!done.ok()) return done;
  return reply;
}

}  // namespace shortbreaks::series
