#include "roster/records.h"

#include "availability/records.h"
#include "availability/staffing.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::roster {

v1::StaffMember ToProto(const StaffRecord& record) {
  v1::StaffMember staff;
  staff.set_name(ids::ResourceName("staffMembers", record.id));
  staff.set_provider(ids::ResourceName("providers", record.provider_id));
  staff.set_display_name(record.display_name);
  staff.set_inactive(record.inactive);
  staff.set_etag(availability::EtagOf(record.version));
  return staff;
}

v1::Training ToProto(const TrainingRecord& record) {
  v1::Training training;
  training.set_name(ids::ResourceName("trainings", record.id));
  training.set_staff_member(ids::ResourceName("staffMembers", record.staff_id));
  training.set_need(record.need);
  *training.mutable_issue_date() = wire::ToProto(record.issue_date);
  *training.mutable_expire_date() = wire::ToProto(record.expire_date);
  return training;
}

v1::Absence ToProto(const AbsenceRecord& record) {
  v1::Absence absence;
  absence.set_name(ids::ResourceName("absences", record.id));
  absence.set_staff_member(ids::ResourceName("staffMembers", record.staff_id));
  *absence.mutable_start_time() = wire::ToProto(record.start_time);
  if (record.end_time) *absence.mutable_end_time() = wire::ToProto(*record.end_time);
  absence.set_cause(record.cause);
  return absence;
}

StaffRecord ReadStaff(const v1::StaffMember& message, errors::FieldErrors& fields) {
  wire::CheckText("staff_member.display_name", message.display_name(), 200, fields);
  return {.provider_id = wire::IdIn("staff_member.provider", "providers", message.provider(), fields),
          .display_name = message.display_name(),
          .inactive = message.inactive()};
}

TrainingRecord ReadTraining(const v1::Training& message, errors::FieldErrors& fields) {
  TrainingRecord record;
  record.staff_id = wire::IdIn("training.staff_member", "staffMembers", message.staff_member(), fields);
  record.need = message.need();
  if (!availability::IsTrainedNeed(message.need())) {
    fields.Add("training.need", "Must be HOIST, GASTROSTOMY or RESCUE_MEDICATION.");
  }
  record.issue_date = ReadDay("training.issue_date", message.has_issue_date(), message.issue_date(), fields);
  record.expire_date = ReadDay("training.expire_date", message.has_expire_date(), message.expire_date(), fields);
  if (record.expire_date < record.issue_date) fields.Add("training.expire_date", "Must not be before issue_date.");
  return record;
}

AbsenceRecord ReadAbsence(const v1::Absence& message, errors::FieldErrors& fields) {
  AbsenceRecord record;
  record.staff_id = wire::IdIn("absence.staff_member", "staffMembers", message.staff_member(), fields);
  record.start_time = ReadInstant("absence.start_time", message.has_start_time(), message.start_time(), fields);
  if (message.has_end_time()) {
    record.end_time = ReadInstant("absence.end_time", true, message.end_time(), fields);
    if (*record.end_time <= record.start_time) fields.Add("absence.end_time", "Must be after start_time.");
  }
  record.cause = message.cause();
  if (message.cause() == v1::ABSENCE_CAUSE_UNSPECIFIED || !v1::AbsenceCause_IsValid(message.cause())) {
    fields.Add("absence.cause", "Must be LEAVE, SICKNESS, TRAINING or OTHER.");
  }
  return record;
}

absl::CivilDay ReadDay(std::string_view field, bool given, const type::v1::Date& date, errors::FieldErrors& fields) {
  const auto day = wire::FromProto(date);
  if (!given) {
    fields.Add(std::string(field), "Is required.");
  } else if (!day) {
    fields.Add(std::string(field), "Must be a day of the calendar, from 1900 to 2200.");
  }
  return day.value_or(absl::CivilDay());
}

absl::Time ReadInstant(std::string_view field, bool given, const google::protobuf::Timestamp& timestamp,
                       errors::FieldErrors& fields) {
  static const absl::Time kEarliest = absl::FromUnixSeconds(946'684'800);  // 2000-01-01T00:00:00Z
  static const absl::Time kLatest = absl::FromUnixSeconds(7'258'118'400);  // 2200-01-01T00:00:00Z
  const absl::Time time = wire::FromProto(timestamp);
  if (!given) {
    fields.Add(std::string(field), "Is required.");
  } else if (!wire::IsValid(timestamp) || time < kEarliest || time >= kLatest) {
    fields.Add(std::string(field), "Must be an instant from 2000 to 2199.");
  }
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

}  // namespace shortbreaks::roster
