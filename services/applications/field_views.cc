#include "applications/field_views.h"

#include <string_view>

#include "wire/keep_only.h"

namespace shortbreaks::applications {
namespace {

using identity::Role;

constexpr std::string_view kOfApplication[] = {"name",
                                               "child",
                                               "offer",
                                               "state",
                                               "applicant_kind",
                                               "organisation",
                                               "consent",
                                               "statement",
                                               "offered_evidence",
                                               "asked",
                                               "author",
                                               "submit_time",
                                               "evidence_due_date",
                                               "priority",
                                               "evidence_wanted",
                                               "evidence_overdue",
                                               "etag",
                                               "evidence_complete_date",
                                               "age_days",
                                               "renews",
                                               "decision",
                                               "defer_reached"};
constexpr std::string_view kOfDecision[] = {"outcome", "defer_until", "time"};
constexpr std::string_view kOfEvent[] = {"action", "from_state", "to_state", "time"};

// While a second key is awaited nothing is decided.
void ClearUndecided(v1::Application& application) {
  if (application.decision().awaits_second_key()) application.clear_decision();
}

}  // namespace

void KeepFor(Role role, v1::Application& application) {
  if (role == Role::kPractitioner) KeepForPractitioner(application);
  if (role == Role::kCarer) KeepForFamily(application);
}

void KeepFor(Role role, v1::GetApplicationResponse& response) {
  auto& history = *response.mutable_history();
  if (role == Role::kPractitioner) {
    for (v1::ApplicationEvent& event : history) KeepForPractitioner(event);
  }
  if (role == Role::kCarer) KeepForFamily(history, response.application().decision().awaits_second_key());
  KeepFor(role, *response.mutable_application());
}

void KeepForPractitioner(v1::Application& application) {
  wire::KeepOnly(application, kOfApplication);
  ClearUndecided(application);
  if (application.has_decision()) wire::KeepOnly(*application.mutable_decision(), kOfDecision);
}

void KeepForPractitioner(v1::ApplicationEvent& event) { wire::KeepOnly(event, kOfEvent); }

void KeepForFamily(v1::Application& application) { ClearUndecided(application); }

void KeepForFamily(google::protobuf::RepeatedPtrField<v1::ApplicationEvent>& history, bool awaits_second_key) {
  // What became of a decision stands after it: from the latest event back.
  bool stands = !awaits_second_key;
  for (auto event = history.rbegin(); event != history.rend(); ++event) {
    const std::string& action = event->action();
    if (action == "confirmed") stands = true;
    if (action == "withdrawn" || action == "decision_rejected") stands = false;
    if (action == "decision_rejected") event->clear_reason();
    if (action != "decided") continue;
    // One that counts at once leads to another state, but for what was deferred and is deferred again.
    if (!stands && event->from_state() == event->to_state()) event->clear_reason();
    stands = true;
  }
}

}  // namespace shortbreaks::applications
