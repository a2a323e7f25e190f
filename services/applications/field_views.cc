#include "applications/field_views.h"

#include <string_view>

#include "wire/keep_only.h"

namespace shortbreaks::applications {
namespace {

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

}  // namespace

void KeepForPractitioner(v1::Application& application) {
  wire::KeepOnly(application, kOfApplication);
  // While a second key is awaited nothing is decided.
  const bool decided = application.has_decision() && !application.decision().awaits_second_key();
  if (decided) {
    wire::KeepOnly(*application.mutable_decision(), kOfDecision);
  } else {
    application.clear_decision();
  }
}

void KeepForPractitioner(v1::ApplicationEvent& event) { wire::KeepOnly(event, kOfEvent); }

}  // namespace shortbreaks::applications
