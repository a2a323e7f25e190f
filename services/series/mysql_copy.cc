// A season is copied to the next.
#include <absl/strings/str_cat.h>

#include <set>

#include "availability/access.h"
#include "errors/errors.h"
#include "series/season.h"
#include "series/store.h"

namespace shortbreaks::series {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using Told = std::vector<availability::Change>;

constexpr std::string_view kProvider =
    "SELECT provider_id FROM providers WHERE council_id = ? AND provider_id = ? LOCK IN SHARE MODE";
constexpr std::string_view kActivitiesOfProvider =
    "SELECT DISTINCT activity_id FROM series WHERE council_id = ? AND provider_id = ? ORDER BY activity_id";
constexpr char kSeriesOfActivity[] = " FROM series r WHERE r.council_id = ? AND r.activity_id = ? ORDER BY r.series_id";
constexpr std::string_view kCopyOf =
    "SELECT series_id FROM series WHERE council_id = ? AND copied_from = ? AND season_day = ?";
constexpr int kSeriesMax = 200;
constexpr int kSessionsMax = 10'000;

absl::Status TooMuch() {
  errors::FieldErrors fields;
  fields.Add("last_day", absl::StrCat("Holds more than ", kSeriesMax, " series or ", kSessionsMax,
                                      " sessions: copy one activity, or a shorter season, at a time."));
  return fields.ToStatus();
}

// One copy as a transaction sees it.
class SeasonCopy {
 public:
  SeasonCopy(Connection& connection, const rpc::Call& call, const Season& season, v1::CopySeasonResponse& reply,
             Told& told)
      : connection_(connection),
        call_(call),
        council_(call.principal.council_id),
        season_(season),
        reply_(reply),
        told_(told) {}

  absl::Status Run() {
    auto activities = Activities();
    if (!activities.ok()) return activities.status();
    // One order for all who lock several rows.
    for (const ids::Uuid& activity_id : *activities) {
      auto activity = availability::LockActivity(connection_, call_, activity_id);
      if (!activity.ok()) return activity.status();
      if (auto copied = CopyActivity(activity_id, activity->now); !copied.ok()) return copied;
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<std::vector<ids::Uuid>> Activities() {
    if (!season_.activity_id.empty()) return std::vector<ids::Uuid>{season_.activity_id};
    auto provider = connection_.Query(kProvider, {council_, Bytes{season_.provider_id}});
    if (!provider.ok()) return provider.status();
    auto may =
        availability::CheckMayChange(call_, provider->empty() ? std::nullopt : std::optional(season_.provider_id));
    if (!may.ok()) return may;
    auto rows = connection_.Query(kActivitiesOfProvider, {council_, Bytes{season_.provider_id}});
    if (!rows.ok()) return rows.status();
    std::vector<ids::Uuid> ids;
    for (const mysql::Row& row : *rows) ids.push_back(row.Text(0));
    return ids;
  }

  absl::Status CopyActivity(const ids::Uuid& activity_id, absl::Time now) {
    auto rows =
        connection_.Query(absl::StrCat("SELECT ", kSeriesColumns, kSeriesOfActivity), {council_, Bytes{activity_id}});
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) {
      auto source = ReadSeriesRow(row);
      if (!source.ok()) return source.status();
      const auto copy = InNewSeason(*source, season_);
      if (!copy) continue;
      if (reply_.copies_size() >= kSeriesMax) return TooMuch();
      v1::SeriesCopy& said = *reply_.add_copies();
      said.set_source(ids::ResourceName("series", source->id));
      if (auto copied = CopySeries(*copy, now, said); !copied.ok()) return copied;
    }
    return absl::OkStatus();
  }

  absl::Status CopySeries(const SeriesRow& copy, absl::Time now, v1::SeriesCopy& said) {
    auto before = connection_.Query(kCopyOf, {council_, Bytes{copy.copied_from}, *copy.season_day});
    if (!before.ok()) return before.status();
    if (!before->empty()) {
      said.set_copy(ids::ResourceName("series", before->front().Text(0)));
      said.set_copied_before(true);
      return absl::OkStatus();
    }
    auto dates = DatesOf(connection_, call_, copy, now);
    if (!dates.ok()) return dates.status();
    SessionChanges made;
    for (const PlannedDate& date : *dates) {
      if (date.HasSession()) {
        made.created.push_back(NewSession(date, copy.content.pattern()));
      } else {
        *said.add_skipped() = ToProto(date);
      }
    }
    said.set_sessions(static_cast<int32_t>(made.created.size()));
    sessions_ += made.created.size();
    if (sessions_ > kSessionsMax) return TooMuch();
    return Write(copy, made, said);
  }

  absl::Status Write(const SeriesRow& copy, const SessionChanges& made, v1::SeriesCopy& said) {
    auto inserted = Insert(connection_, council_, copy);
    // Somebody else is copying it at this moment.
    if (mysql::FaultOf(inserted) == mysql::Fault::kDuplicateKey) return Error(type::v1::ERROR_REASON_CONTENTION);
    if (!inserted.ok()) return inserted;
    auto sessions = InsertSessions(connection_, council_, copy, made.created);
    if (!sessions.ok()) return sessions;
    const std::string name = ids::ResourceName("series", copy.id);
    if (!season_.validate_only) said.set_copy(name);
    told_.push_back({"series.created", name, copy.version});
    Tell(made, told_);
    return absl::OkStatus();
  }

  Connection& connection_;
  const rpc::Call& call_;
  const std::string& council_;
  const Season& season_;
  v1::CopySeasonResponse& reply_;
  Told& told_;
  size_t sessions_ = 0;
};

}  // namespace

absl::StatusOr<v1::CopySeasonResponse> SeriesStore::Copy(const rpc::Call& call, const RequestMark& mark,
                                                         const Season& season) {
  v1::CopySeasonResponse reply;
  auto done = Once(call, mark, reply, season.validate_only, [&](Connection& connection, Told& told) -> absl::Status {
    return SeasonCopy(connection, call, season, reply, told).Run();
  });
  if (!done.ok()) return done;
  return reply;
}

}  // namespace shortbreaks::series
