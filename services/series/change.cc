#include "series/change.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <tuple>

#include "errors/errors.h"

namespace shortbreaks::series {
namespace {

using google::protobuf::util::MessageDifferencer;

// As many as fit into the headers of an answer.
constexpr size_t kSessionsListed = 50;

template <typename Repeated>
bool Same(const Repeated& a, const Repeated& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return MessageDifferencer::Equals(x, y); });
}

bool SameTimes(const v1::SessionPattern& a, const v1::SessionPattern& b) {
  return a.start_minutes() == b.start_minutes() && a.end_minutes() == b.end_minutes() &&
         a.end_day_offset() == b.end_day_offset();
}

bool SameBookingTimes(const v1::SessionPattern& a, const v1::SessionPattern& b) {
  return a.has_booking_opens_days() == b.has_booking_opens_days() && a.booking_opens_days() == b.booking_opens_days() &&
         a.booking_opens_minutes() == b.booking_opens_minutes() && a.booking_closes_hours() == b.booking_closes_hours();
}

bool SameStaff(const v1::SessionPattern& a, const v1::SessionPattern& b) {
  return a.has_staff() == b.has_staff() && a.staff() == b.staff();
}

bool SameRelease(const v1::SessionPattern& a, const v1::SessionPattern& b) {
  return a.has_reserve_release_hours() == b.has_reserve_release_hours() &&
         a.reserve_release_hours() == b.reserve_release_hours();
}

void Move(SessionRow& row, const PlannedDate& date) {
  row.start = date.start;
  row.end = date.end;
  row.charge_minutes = date.charge_minutes;
  row.charge_nights = date.charge_nights;
}

// Only what differs between the two patterns, so that what was changed at one session alone stays; all of it where
// `everything`.
class Applied {
 public:
  Applied(const SeriesEdit& edit, bool everything)
      : before_(edit.before.pattern()), after_(edit.after.pattern()), everything_(everything) {}

  // True where anything of the row is another.
  bool To(SessionRow& row, const PlannedDate* date) const {
    const SessionRow old = row;
    const bool moves = date != nullptr && !row.HasTimesOf(*date);
    if (moves) Move(row, *date);
    const Windows windows = WindowsOf(row.start, after_);
    if (moves || everything_ || !SameBookingTimes(before_, after_)) {
      row.booking_open = windows.booking_open;
      row.booking_close = windows.booking_close;
    }
    if (moves || everything_ || !SameRelease(before_, after_)) row.reserve_release = windows.reserve_release;
    ApplyCapacity(row);
    if (after_.publish() && row.state == v1::SESSION_STATE_DRAFT) row.state = v1::SESSION_STATE_PUBLISHED;
    return moves || Differ(old, row);
  }

 private:
  void ApplyCapacity(SessionRow& row) const {
    if (everything_ || before_.places() != after_.places()) row.places = after_.places();
    if (everything_ || before_.reserve_places() != after_.reserve_places())
      row.reserve_places = after_.reserve_places();
    row.reserve_places = std::min(row.reserve_places, row.places);
    if (everything_ || !SameStaff(before_, after_)) {
      row.staff = after_.has_staff() ? std::optional<int64_t>(after_.staff()) : std::nullopt;
    }
    // How many children a new cap counts is known where there are none.
    row.caps_anew = row.places_taken == 0 && !Same(before_.ratio_caps(), after_.ratio_caps());
  }
  static bool Differ(const SessionRow& a, const SessionRow& b) {
    const auto fields = [](const SessionRow& r) {
      return std::tie(r.booking_open, r.booking_close, r.state, r.places, r.staff, r.reserve_places, r.reserve_release,
                      r.caps_anew, r.detached);
    };
    return fields(a) != fields(b);
  }

  const v1::SessionPattern &before_, &after_;
  bool everything_;
};

// Sorts sessions into what becomes of them, by the caller's word for those that are booked.
class Sorter {
 public:
  explicit Sorter(v1::BookedSessions booked) : booked_(booked) {}

  // The session would be at another time, or nowhere. True where it may be.
  bool MayMove(const SessionRow& row) {
    if (row.places_taken == 0) return true;
    if (booked_ == v1::BOOKED_SESSIONS_LEAVE) {
      changes_.left.push_back(row);
    } else if (booked_ == v1::BOOKED_SESSIONS_CALL_OFF) {
      changes_.called_off.push_back(row);
    } else {
      refused_.push_back(row.id);
    }
    return false;
  }
  void TakeAway(const SessionRow& row) {
    if (MayMove(row)) changes_.called_off.push_back(row);
  }
  // `moved`: the row as it would be. Where it is booked and called off, a new one stands in its place.
  void MoveTo(const SessionRow& row, SessionRow moved) {
    if (MayMove(row)) {
      Update(std::move(moved));
    } else if (booked_ == v1::BOOKED_SESSIONS_CALL_OFF) {
      moved.id = ids::NewUuid();
      moved.version = 1;
      moved.places_taken = 0;
      moved.caps_anew = true;
      changes_.created.push_back(std::move(moved));
    }
  }
  void Update(SessionRow row) {
    ++row.version;
    changes_.updated.push_back(std::move(row));
  }
  void Create(SessionRow row) { changes_.created.push_back(std::move(row)); }

  absl::StatusOr<SessionChanges> Finish() {
    if (refused_.empty()) return std::move(changes_);
    std::string names;
    for (size_t i = 0; i < std::min(refused_.size(), kSessionsListed); ++i) {
      absl::StrAppend(&names, i == 0 ? "" : ",", ids::ResourceName("sessions", refused_[i]));
    }
    return errors::Error(type::v1::ERROR_REASON_SESSIONS_BOOKED, {},
                         {{"sessions", names}, {"count", absl::StrCat(refused_.size())}});
  }

 private:
  v1::BookedSessions booked_;
  SessionChanges changes_;
  std::vector<ids::Uuid> refused_;
};

bool MayChange(const SessionRow& row, absl::Time now) {
  return row.state != v1::SESSION_STATE_CANCELLED && row.start > now;
}

}  // namespace

SessionRow NewSession(const PlannedDate& date, const v1::SessionPattern& pattern) {
  SessionRow row{.id = ids::NewUuid(), .day = date.day};
  Move(row, date);
  const Windows windows = WindowsOf(row.start, pattern);
  row.booking_open = windows.booking_open;
  row.booking_close = windows.booking_close;
  row.reserve_release = windows.reserve_release;
  row.state = pattern.publish() ? v1::SESSION_STATE_PUBLISHED : v1::SESSION_STATE_DRAFT;
  row.places = pattern.places();
  row.reserve_places = pattern.reserve_places();
  if (pattern.has_staff()) row.staff = pattern.staff();
  row.caps_anew = true;
  return row;
}

bool SeriesEdit::MovesDates() const {
  return !SameTimes(before.pattern(), after.pattern()) ||
         !MessageDifferencer::Equals(before.recurrence(), after.recurrence());
}

absl::StatusOr<SessionChanges> PlanChanges(const SeriesEdit& edit, const std::vector<SessionRow>& rows,
                                           const std::vector<PlannedDate>& dates, absl::Time now) {
  const bool anew = edit.MovesDates();
  absl::flat_hash_map<absl::CivilDay, const PlannedDate*> open;
  for (const PlannedDate& date : dates) {
    if (date.HasSession()) open[date.day] = &date;
  }
  Sorter sorter(edit.booked);
  for (const SessionRow& row : rows) {
    const auto found = row.day ? open.find(*row.day) : open.end();
    const PlannedDate* date = found == open.end() ? nullptr : found->second;
    if (found != open.end()) open.erase(found);
    if (!MayChange(row, now) || (row.detached && !edit.include_detached)) continue;
    PlannedDate own;
    if (row.detached && !anew && row.day) {
      own = TimesOn(*row.day, edit.after.pattern());
      if (own.HasSession()) date = &own;
    } else if (anew && date == nullptr) {
      sorter.TakeAway(row);
      continue;
    }
    SessionRow changed = row;
    changed.detached = false;
    if (!Applied(edit, row.detached).To(changed, date) && !row.detached) continue;
    if (changed.start != row.start || changed.end != row.end) {
      sorter.MoveTo(row, std::move(changed));
    } else {
      sorter.Update(std::move(changed));
    }
  }
  for (const PlannedDate& date : dates) {
    if (open.contains(date.day)) sorter.Create(NewSession(date, edit.after.pattern()));
  }
  return sorter.Finish();
}

absl::StatusOr<SessionChanges> PlanChangeOfOne(const SeriesEdit& edit, const SessionRow& row,
                                               const std::optional<PlannedDate>& date) {
  Sorter sorter(edit.booked);
  SessionRow changed = row;
  changed.detached = true;
  Applied(edit, /*everything=*/false).To(changed, date ? &*date : nullptr);
  if (changed.start != row.start || changed.end != row.end) {
    sorter.MoveTo(row, std::move(changed));
  } else {
    sorter.Update(std::move(changed));
  }
  return sorter.Finish();
}

absl::StatusOr<SessionChanges> PlanEnd(v1::BookedSessions booked, const std::vector<SessionRow>& rows, absl::Time now) {
  Sorter sorter(booked);
  for (const SessionRow& row : rows) {
    if (MayChange(row, now)) sorter.TakeAway(row);
  }
  return sorter.Finish();
}

}  // namespace shortbreaks::series
