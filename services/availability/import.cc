#include "availability/access.h"
#include "availability/handlers.h"

namespace shortbreaks::availability {

absl::StatusOr<v1::ImportTimetableResponse> ImportHandler::operator()(const rpc::Call& call,
                                                                      const v1::ImportTimetableRequest& request) const {
  const bool is_officer = call.principal.role == identity::Role::kOfficer;
  if (!is_officer && (!OwnProvider(call) || request.providers_size() > 0)) {
    return errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  auto mark = idempotency::MarkOf(call.principal, "ImportTimetable", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const Timetable timetable = ReadTimetable(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.store.Import(call, *mark, timetable, request.validate_only());
}

}  // namespace shortbreaks::availability
