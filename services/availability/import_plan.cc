#include "availability/import_plan.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/validate.h"
#include "wire/fields.h"

namespace shortbreaks::availability {
namespace {

using errors::FieldErrors;

// Adds a field error where an earlier row has the same key.
class Keys {
 public:
  void Add(const std::string& key, const std::string& row, const std::string& field, FieldErrors& fields) {
    const auto [first, is_new] = rows_.try_emplace(key, row);
    if (!is_new && !key.empty()) fields.Add(field, absl::StrCat("Is the same as in ", first->second, "."));
  }

 private:
  absl::flat_hash_map<std::string, std::string> rows_;
};

bool CheckCount(const char* field, int rows, int rows_max, FieldErrors& fields) {
  if (rows <= rows_max) return true;
  fields.Add(field, absl::StrCat("Must have at most ", rows_max, " rows: send the rest in another import."));
  return false;
}

void CheckEmpty(std::string field, const std::string& value, FieldErrors& fields) {
  if (!value.empty()) fields.Add(std::move(field), "Must be left out of an import.");
}

void ReadProviders(const v1::ImportTimetableRequest& message, Timetable& timetable, FieldErrors& fields) {
  Keys keys;
  for (int i = 0; i < message.providers_size(); ++i) {
    const std::string row = absl::StrCat("providers[", i, "]");
    const v1::Provider& provider = message.providers(i);
    timetable.providers.push_back(ReadProvider(row + ".", provider, fields));
    CheckEmpty(row + ".name", provider.name(), fields);
    if (provider.external_id().empty()) fields.Add(row + ".external_id", "Is required in an import.");
    keys.Add(provider.external_id(), row, row + ".external_id", fields);
  }
}

void ReadActivities(const v1::ImportTimetableRequest& message, Timetable& timetable, FieldErrors& fields) {
  Keys keys;
  for (int i = 0; i < message.activities_size(); ++i) {
    const std::string row = absl::StrCat("activities[", i, "]");
    const v1::Activity& activity = message.activities(i).activity();
    const std::string& provider = message.activities(i).provider_external_id();
    wire::CheckExternalId(row + ".provider_external_id", provider, true, fields);
    timetable.activities.push_back({provider, ReadActivity(row + ".activity.", activity, fields)});
    CheckEmpty(row + ".activity.name", activity.name(), fields);
    CheckEmpty(row + ".activity.provider", activity.provider(), fields);
    if (activity.external_id().empty()) fields.Add(row + ".activity.external_id", "Is required in an import.");
    keys.Add(activity.external_id(), row, row + ".activity.external_id", fields);
  }
}

void ReadSessions(const v1::ImportTimetableRequest& message, Timetable& timetable, FieldErrors& fields) {
  Keys keys;
  for (int i = 0; i < message.sessions_size(); ++i) {
    const std::string row = absl::StrCat("sessions[", i, "]");
    const v1::Session& session = message.sessions(i).session();
    const std::string& activity = message.sessions(i).activity_external_id();
    wire::CheckExternalId(row + ".activity_external_id", activity, true, fields);
    timetable.sessions.push_back(
        {activity, ReadSession(row + ".session.", session, fields), message.sessions(i).publish()});
    CheckEmpty(row + ".session.name", session.name(), fields);
    CheckEmpty(row + ".session.activity", session.activity(), fields);
    if (session.external_id().empty()) fields.Add(row + ".session.external_id", "Is required in an import.");
    keys.Add(session.external_id(), row, row + ".session.external_id", fields);
  }
}

template <typename Record>
const Record* Find(const absl::flat_hash_map<std::string, Record>& records, const std::string& external_id) {
  const auto found = records.find(external_id);
  return found == records.end() ? nullptr : &found->second;
}

// Works through a timetable from providers to sessions: each finds its owner among the stored and those made above it.
class Planner {
 public:
  Planner(const Timetable& timetable, const Stored& stored, const std::optional<ids::Uuid>& only_provider)
      : timetable_(timetable), stored_(stored), only_provider_(only_provider) {}

  absl::StatusOr<ImportPlan> Plan() {
    for (const ProviderRecord& provider : timetable_.providers) PlanProvider(provider);
    for (size_t i = 0; i < timetable_.activities.size(); ++i) {
      PlanActivity(absl::StrCat("activities[", i, "]"), timetable_.activities[i]);
    }
    for (size_t i = 0; i < timetable_.sessions.size(); ++i) {
      PlanSession(absl::StrCat("sessions[", i, "]"), timetable_.sessions[i]);
    }
    if (auto valid = fields_.ToStatus(); !valid.ok()) return valid;
    return std::move(plan_);
  }

 private:
  bool MayTouch(const ids::Uuid& provider_id) const { return !only_provider_ || *only_provider_ == provider_id; }

  template <typename Record>
  void Place(Changes<Record>& changes, Record& record, const Record* old) {
    if (old == nullptr) {
      record.id = ids::NewUuid();
      changes.created.push_back(record);
      return;
    }
    record.id = old->id;
    record.version = old->version;
    if (record.SaysTheSameAs(*old)) {
      ++changes.unchanged;
    } else {
      ++record.version;
      changes.updated.push_back(record);
    }
  }

  void PlanProvider(ProviderRecord provider) {
    Place(plan_.providers, provider, Find(stored_.providers, provider.external_id));
    provider_ids_[provider.external_id] = provider.id;
  }

  void PlanActivity(const std::string& row, const Timetable::Activity& activity) {
    const ProviderRecord* stored_provider = Find(stored_.providers, activity.provider_external_id);
    const auto planned = provider_ids_.find(activity.provider_external_id);
    ActivityRecord record = activity.record;
    if (planned != provider_ids_.end()) {
      record.provider_id = planned->second;
    } else if (stored_provider != nullptr) {
      record.provider_id = stored_provider->id;
    }
    if (record.provider_id.empty() || !MayTouch(record.provider_id)) {
      fields_.Add(row + ".provider_external_id",
                  only_provider_ ? "Is not your own provider's key." : "No provider has this key, here or stored.");
      return;
    }
    const ActivityRecord* old = Find(stored_.activities, record.external_id);
    if (old != nullptr && old->provider_id != record.provider_id) {
      fields_.Add(row + ".activity.external_id", "Is the key of another provider's activity.");
      return;
    }
    Place(plan_.activities, record, old);
    activities_[record.external_id] = {record.id, record.provider_id};
  }

  void PlanSession(const std::string& row, const Timetable::Session& session) {
    const auto owner = OwnerOf(session.activity_external_id);
    if (!owner || !MayTouch(owner->provider_id)) {
      fields_.Add(row + ".activity_external_id", only_provider_ ? "No activity of yours has this key, here or stored."
                                                                : "No activity has this key, here or stored.");
      return;
    }
    SessionRecord record = session.record;
    record.activity_id = owner->id;
    record.provider_id = owner->provider_id;
    const SessionRecord* old = Find(stored_.sessions, record.external_id);
    if (old == nullptr) {
      PlanNewSession(row, record, session.publish);
    } else {
      PlanOldSession(row, record, *old, session.publish);
    }
  }

  void PlanNewSession(const std::string& row, SessionRecord& record, bool publish) {
    if (record.start_time <= stored_.now) {
      fields_.Add(row + ".session.start_time", "Must be in the future.");
      return;
    }
    record.id = ids::NewUuid();
    record.state = publish ? v1::SESSION_STATE_PUBLISHED : v1::SESSION_STATE_DRAFT;
    plan_.sessions.created.push_back(std::move(record));
  }

  void PlanOldSession(const std::string& row, SessionRecord& record, const SessionRecord& old, bool publish) {
    if (old.activity_id != record.activity_id) {
      fields_.Add(row + ".session.external_id", "Is the key of a session of another activity.");
      return;
    }
    KeepWhatIsLeftOut(record, old);
    KeepWhatAnImportLeaves(record, old);
    const bool publishes = publish && old.state == v1::SESSION_STATE_DRAFT;
    const bool same = record.SaysTheSameAs(old);
    if (same && !publishes) {
      ++plan_.sessions.unchanged;
      return;
    }
    if (!MayChange(row, record, old)) return;
    record.id = old.id;
    record.version = old.version + 1;
    record.state = publishes ? v1::SESSION_STATE_PUBLISHED : old.state;
    record.places_taken = old.places_taken;
    plan_.sessions.updated.push_back(std::move(record));
  }

  // Staff, caps and what is kept back are set in other ways too: an import that says nothing of them changes nothing.
  static void KeepWhatIsLeftOut(SessionRecord& record, const SessionRecord& old) {
    if (!record.staff || old.trained_for) record.staff = old.staff;  // planned by name: their shifts say how many
    if (record.ratio_caps.empty()) record.ratio_caps = old.ratio_caps;
    if (record.reserve_places > 0 || record.reserve_release_time) return;
    record.reserve_places = std::min(old.reserve_places, record.places);
    record.reserve_release_time = old.reserve_release_time;
  }

  // A room that is not named stays; a programme's booking times stand above a timetable's.
  static void KeepWhatAnImportLeaves(SessionRecord& record, const SessionRecord& old) {
    if (record.room_id.empty()) record.room_id = old.room_id;
    record.programme_id = old.programme_id;
    if (old.programme_id.empty()) return;
    record.booking_open_time = std::min(old.booking_open_time, record.start_time);
    record.booking_close_time = old.booking_close_time == old.start_time
                                    ? record.start_time
                                    : std::min(old.booking_close_time, record.start_time);
  }

  bool MayChange(const std::string& row, const SessionRecord& record, const SessionRecord& old) {
    if (old.state == v1::SESSION_STATE_CANCELLED) {
      fields_.Add(row + ".session", "Was called off: it can no longer be changed.");
    } else if (old.start_time <= stored_.now) {
      fields_.Add(row + ".session", "Has begun or is over: it can no longer be changed.");
    } else if (record.start_time <= stored_.now) {
      fields_.Add(row + ".session.start_time", "Must be in the future.");
    } else if (old.places_taken > 0 && !record.HasTimesOf(old)) {
      fields_.Add(row + (record.start_time != old.start_time ? ".session.start_time" : ".session.end_time"),
                  "Cannot change: the session has bookings. Cancel it and add another.");
    } else if (GivesReserveBack(old, record, stored_.now)) {
      fields_.Add(
          row + ".session.reserve_places",
          "Keeps back less than before, or for less long: an officer may say so with a reason, in SetCapacity.");
    } else {
      return true;
    }
    return false;
  }

  struct Owner {
    ids::Uuid id, provider_id;
  };
  std::optional<Owner> OwnerOf(const std::string& activity_external_id) const {
    const auto planned = activities_.find(activity_external_id);
    if (planned != activities_.end()) return planned->second;
    const ActivityRecord* stored = Find(stored_.activities, activity_external_id);
    if (stored == nullptr) return std::nullopt;
    return Owner{stored->id, stored->provider_id};
  }

  const Timetable& timetable_;
  const Stored& stored_;
  const std::optional<ids::Uuid>& only_provider_;
  absl::flat_hash_map<std::string, ids::Uuid> provider_ids_;
  absl::flat_hash_map<std::string, Owner> activities_;
  ImportPlan plan_;
  FieldErrors fields_;
};

}  // namespace

Timetable ReadTimetable(const v1::ImportTimetableRequest& message, FieldErrors& fields) {
  Timetable timetable;
  const bool fits = CheckCount("providers", message.providers_size(), kImportProvidersMax, fields) &
                    CheckCount("activities", message.activities_size(), kImportActivitiesMax, fields) &
                    CheckCount("sessions", message.sessions_size(), kImportSessionsMax, fields);
  if (!fits) return timetable;
  ReadProviders(message, timetable, fields);
  ReadActivities(message, timetable, fields);
  ReadSessions(message, timetable, fields);
  return timetable;
}

absl::StatusOr<ImportPlan> PlanImport(const Timetable& timetable, const Stored& stored,
                                      const std::optional<ids::Uuid>& only_provider) {
  return Planner(timetable, stored, only_provider).Plan();
}

}  // namespace shortbreaks::availability
