// Staff, training and absences as they are stored, as messages, and as requests describe them. Pure.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>

#include "errors/errors.h"
#include "ids/uuid.h"
#include "shortbreaks/availability/v1/roster.pb.h"

namespace shortbreaks::roster {

namespace v1 = availability::v1;

struct StaffRecord {
  ids::Uuid id, provider_id;
  int64_t version = 1;
  std::string display_name;
  bool inactive = false;
};

struct TrainingRecord {
  ids::Uuid id, staff_id;
  type::v1::Need need = type::v1::NEED_UNSPECIFIED;
  absl::CivilDay issue_date, expire_date;  // in London, both included
};

struct AbsenceRecord {
  ids::Uuid id, staff_id;
  absl::Time start_time;
  std::optional<absl::Time> end_time;  // nothing: not known yet
  v1::AbsenceCause cause = v1::ABSENCE_CAUSE_UNSPECIFIED;
};

v1::StaffMember ToProto(const StaffRecord& record);
v1::Training ToProto(const TrainingRecord& record);
v1::Absence ToProto(const AbsenceRecord& record);

// What a caller may say of each; what is wrong is added to `fields`.
StaffRecord ReadStaff(const v1::StaffMember& message, errors::FieldErrors& fields);
TrainingRecord ReadTraining(const v1::Training& message, errors::FieldErrors& fields);
AbsenceRecord ReadAbsence(const v1::Absence& message, errors::FieldErrors& fields);

// A day, or an instant to the microsecond, that must be there.
absl::CivilDay ReadDay(std::string_view field, bool given, const type::v1::Date& date, errors::FieldErrors& fields);
absl::Time ReadInstant(std::string_view field, bool given, const google::protobuf::Timestamp& timestamp,
                       errors::FieldErrors& fields);

}  // namespace shortbreaks::roster
