#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "london.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file shows these messages and nothing else

std::string Age(const Application& application) {
  return application.has_submit_time() ? absl::StrCat(application.age_days(), " days") : "not handed in";
}

std::string Decided(const OfficerDecision& decision) {
  std::string text = InWords(decision.outcome());
  if (decision.has_grant()) absl::StrAppend(&text, ", ", InWords(decision.grant().quantity()));
  if (decision.awaits_second_key()) absl::StrAppend(&text, "; waits for a second key");
  return text;
}

std::string Papers(const Application& application) {
  std::vector<std::string> papers;
  for (const OfferedEvidence& paper : application.offered_evidence()) {
    papers.push_back(InWords(paper.kind()));
    if (paper.has_issue_date()) absl::StrAppend(&papers.back(), " of ", IsoDay(paper.issue_date()));
  }
  return absl::StrJoin(papers, ", ");
}

std::string EvidenceDue(const Application& application) {
  if (!application.has_evidence_due_date()) return "";
  return absl::StrCat(InWords(application.evidence_due_date()), application.evidence_overdue() ? ", overdue" : "");
}

// With what makes it stand out in the queue.
std::string State(const Application& application) {
  return absl::StrCat(InWords(application.state()), application.evidence_overdue() ? ", overdue" : "",
                      application.defer_reached() ? ", its day has come" : "",
                      application.under_review() ? ", under review" : "");
}

std::string AgendaTable(const google::protobuf::RepeatedPtrField<Application>& applications, const char* none) {
  std::vector<std::vector<std::string>> rows;
  for (const Application& application : applications) {
    rows.push_back({InWords(application.priority()), Age(application), State(application), application.offer(),
                    application.has_entitlement() ? InWords(application.entitlement()) : "",
                    application.has_decision() ? Decided(application.decision()) : "", application.child(),
                    application.name()});
  }
  return Table(
      {{"Priority"}, {"Age", true}, {"State"}, {"Offer"}, {"Policy gives", true}, {"Decided"}, {"Child"}, {"Name"}},
      rows, none);
}

}  // namespace

std::string View(const Application& application) {
  const OfficerDecision& decision = application.decision();
  const bool decided = application.has_decision();
  return Facts({{"Application", InWords(application.state())},
                {"For", application.offer()},
                {"Child", application.child()},
                {"Applicant", InWords(application.applicant_kind())},
                {"Organisation", application.organisation()},
                {"Statement", application.statement()},
                {"Papers it has", Papers(application)},
                {"Asked for", application.has_asked() ? InWords(application.asked()) : ""},
                {"Policy gives", application.has_entitlement() ? InWords(application.entitlement()) : ""},
                {"Priority", InWords(application.priority())},
                {"Age", Age(application)},
                {"Evidence wanted", absl::StrJoin(application.evidence_wanted(), " ")},
                {"Evidence due", EvidenceDue(application)},
                {"Renews", application.renews()},
                {"Policy", application.policy()},
                {"Under review", application.under_review() ? "yes: not by those who decided before" : ""},
                {"Panel", application.panel()},
                {"Decided", decided ? Decided(decision) : ""},
                {"By", decided ? absl::StrCat(decision.decider(), " (", decision.role(), ")") : ""},
                {"Second key", decision.second_key()},
                {"Because", decision.reason()},
                {"By discretion", decision.discretion() ? "yes: a published criterion is not met or not known" : ""},
                {"Allocation", application.allocation()},
                {"Name", application.name()},
                {"Etag", application.etag()}});
}

std::string View(const GetApplicationResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const ApplicationEvent& event : response.history()) {
    rows.push_back({TimeInWords(wire::FromProto(event.time())), event.action(), InWords(event.to_state()),
                    event.actor(), event.reason()});
  }
  std::string out = View(response.application());
  if (response.possible_duplicates_size() > 0) {
    out += Facts({{"Perhaps the same child", absl::StrJoin(response.possible_duplicates(), " ")}});
  }
  if (response.application().has_assessment()) out += RulesTable(response.application().assessment());
  return out + Table({{"When"}, {"What"}, {"Then"}, {"Who"}, {"Why"}}, rows, "");
}

std::string View(const ListApplicationsResponse& response) {
  return AgendaTable(response.applications(), "No applications.");
}

std::string View(const BulkApproveResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const BulkApproveResult& result : response.results()) {
    rows.push_back({result.has_application() ? Decided(result.application().decision()) : "not approved", result.name(),
                    result.error_text()});
  }
  return Table({{"Outcome"}, {"Application"}, {"Why not"}}, rows, "");
}

std::string View(const Panel& panel) {
  return Facts({{"Panel", panel.title()},
                {"Meets", InWords(panel.meet_date())},
                {"Decides as", panel.role()},
                {"State", InWords(panel.state())},
                {"Members", absl::StrJoin(panel.members(), ", ")},
                {"Minutes", panel.record().empty() ? panel.minutes() : panel.record()},
                {"Name", panel.name()},
                {"Etag", panel.etag()}});
}

std::string View(const GetPanelResponse& response) {
  return View(response.panel()) + AgendaTable(response.agenda(), "Nothing is on the agenda.");
}

std::string View(const ListPanelsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const Panel& panel : response.panels()) {
    rows.push_back({InWords(panel.meet_date()), panel.title(), InWords(panel.state()), panel.name()});
  }
  return Table({{"Meets"}, {"Panel"}, {"State"}, {"Name"}}, rows, "No panels.");
}

std::string View(const FindChildResponse& response) { return Facts({{"Child", response.child()}}); }

std::string View(const RunCalendarResponse& response, bool dry_run) {
  return std::string(dry_run ? "Nothing was changed. It would come to this:\n" : "Done.\n") +
         Facts({{"Windows over", absl::StrCat(response.expired())},
                {"Of these carried over", absl::StrCat(response.carried_over())},
                {"Held at 18", absl::StrCat(response.transition_held())},
                {"Not accepted in time", absl::StrCat(response.lapsed())}});
}

std::string View(const RecheckBookingsResponse& response) {
  return absl::StrCat(response.checked(), " bookings decided again: ", response.flagged(), " to look at, ",
                      response.cleared(), " settled by what changed.\n");
}

std::string View(const ListBookingFlagsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const BookingFlag& flag : response.flags()) {
    rows.push_back({TimeInWords(wire::FromProto(flag.start_time())), absl::StrJoin(flag.rules(), ", "), flag.booking(),
                    flag.etag(), flag.explanation()});
  }
  return Table({{"Session"}, {"Rules"}, {"Booking"}, {"Etag"}, {"Why"}}, rows, "Nothing to look at.");
}

}  // namespace shortbreaks::cli
