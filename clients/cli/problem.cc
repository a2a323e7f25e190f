#include "problem.h"

#include <absl/strings/str_cat.h>

#include <string>

#include "shortbreaks/errors.h"
#include "table.h"

namespace shortbreaks::cli {
namespace {

using type::v1::ErrorReason;

std::string_view NextStep(ErrorReason reason) {
  switch (reason) {
    case type::v1::ERROR_REASON_INVALID_REQUEST:
      return "Correct what is named above and run the command again.";
    case type::v1::ERROR_REASON_REQUEST_ID_REUSED:
      return "Leave out --request-id for a new request.";
    case type::v1::ERROR_REASON_PAGE_TOKEN_INVALID:
    case type::v1::ERROR_REASON_PAGE_TOKEN_EXPIRED:
      return "Leave out --page-token to begin at the first page.";
    case type::v1::ERROR_REASON_TOKEN_INVALID:
    case type::v1::ERROR_REASON_TOKEN_EXPIRED:
      return "Name the file of a current token with --token-file.";
    case type::v1::ERROR_REASON_NOT_ALLOWED:
      return "Use a token of somebody who may do this, and check the name that was given.";
    case type::v1::ERROR_REASON_NOT_FOUND:
      return "Check the name or the key that was given.";
    case type::v1::ERROR_REASON_ETAG_MISMATCH:
      return "Show the record again, then repeat the change with its new etag.";
    case type::v1::ERROR_REASON_SECOND_PERSON_NEEDED:
      return "Ask a colleague to run the same command with a token of their own.";
    case type::v1::ERROR_REASON_ABOVE_LIMIT:
      return "Put it on an agenda: shortbreaks application list-for-panel APPLICATION --panel PANEL";
    case type::v1::ERROR_REASON_DUPLICATE_APPLICATION:
      return "See it: shortbreaks application list --child CHILD";
    case type::v1::ERROR_REASON_NO_LIVE_POLICY:
      return "See which versions there are: shortbreaks policy list";
    case type::v1::ERROR_REASON_ERASURE_BLOCKED:
      return "End or cancel each of them, then run the same command again.";
    case type::v1::ERROR_REASON_STATE_FORBIDS:
      return "Show the record to see how it stands now.";
    case type::v1::ERROR_REASON_SESSION_FULL:
    case type::v1::ERROR_REASON_SESSION_CLOSED:
    case type::v1::ERROR_REASON_SESSION_CANCELLED:
    case type::v1::ERROR_REASON_SESSION_STARTED:
      return "Look for another: shortbreaks session search --free 1";
    case type::v1::ERROR_REASON_NEEDS_TEAM_DECISION:
      return "See why, rule by rule: shortbreaks decide CHILD SESSION";
    case type::v1::ERROR_REASON_BALANCE_TOO_SMALL:
      return "See what is left: shortbreaks balance CHILD";
    case type::v1::ERROR_REASON_OVERLAPPING_BOOKING:
    case type::v1::ERROR_REASON_ALREADY_BOOKED:
    case type::v1::ERROR_REASON_TOO_MANY_HOLDS:
      return "See the child's bookings: shortbreaks booking list --child CHILD";
    case type::v1::ERROR_REASON_HOLD_EXPIRED:
      return "Begin again: shortbreaks booking hold CHILD SESSION";
    case type::v1::ERROR_REASON_CLOSED_DAY:
      return "Leave those days out with --except-day, or let them be left out: --closed-days skip";
    case type::v1::ERROR_REASON_SESSIONS_BOOKED:
      return "Say what is to become of them: --booked leave, or --booked call-off --reason ...";
    case type::v1::ERROR_REASON_ROOM_TAKEN:
      return "See when it is taken: shortbreaks room times ROOM";
    case type::v1::ERROR_REASON_WAITING_LIST_CLOSED:
      return "Look for another: shortbreaks session search --free 1";
    case type::v1::ERROR_REASON_ALREADY_WAITING:
    case type::v1::ERROR_REASON_OFFER_EXPIRED:
      return "See the child's waiting lists: shortbreaks waiting list --child CHILD";
    case type::v1::ERROR_REASON_HOLD_EXTENSIONS_USED:
      return "Finish with booking confirm, or let it go with booking release.";
    case type::v1::ERROR_REASON_PURPOSE_REQUIRED:
      return "Say why with --purpose, or set SHORTBREAKS_PURPOSE for a piece of work.";
    default:
      return {};
  }
}

std::string Again(std::string_view request_id) {
  if (request_id.empty()) return "Run the same command again.";
  return absl::StrCat("Run the same command again with --request-id ", std::string(request_id),
                      ": it is done once at most.");
}

std::string Step(const absl::Status& status, std::string_view request_id) {
  if (ExitCodeOf(status) == ExitCode::kUnavailable) return Again(request_id);
  if (ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED) return "";
  return std::string(NextStep(ReasonOf(status)));
}

std::string Sentence(const absl::Status& status) {
  if (ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED && absl::IsUnavailable(status)) {
    return absl::StrCat("The service cannot be reached (", std::string(status.message()), ").");
  }
  if (ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED && absl::IsDeadlineExceeded(status)) {
    return "The service did not answer in time.";
  }
  return std::string(status.message());
}

// Details that name a record or an instant, as the contract lists them beside the reasons.
constexpr const char* kDetails[] = {"name", "booking",  "rules", "open_time", "state", "full",
                                    "days", "sessions", "count", "session",   "entry", "blocked_by"};

// A sentence of several lines keeps them; nothing in it may reach the terminal as a command.
std::string PrintableLines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    out += Printable(text.substr(0, end)) + "\n";
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return ExitCode::kDone;
  if (ReasonOf(status) != type::v1::ERROR_REASON_UNSPECIFIED) {
    return MayRetry(status) ? ExitCode::kUnavailable : ExitCode::kRefused;
  }
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) return ExitCode::kUnavailable;
  return absl::IsInvalidArgument(status) ? ExitCode::kUsage : ExitCode::kRefused;
}

std::string ProblemInWords(const absl::Status& status, std::string_view request_id) {
  std::string out = PrintableLines(Sentence(status));
  std::string indented;
  const std::string reason = ReasonName(status);
  if (!reason.empty()) absl::StrAppend(&indented, "  reason: ", Printable(reason), "\n");
  for (const char* detail : kDetails) {
    const std::string value = MetadataOf(status, detail);
    if (!value.empty()) absl::StrAppend(&indented, "  ", detail, ": ", Printable(value), "\n");
  }
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    absl::StrAppend(&indented, "  ", Printable(violation.field), ": ", Printable(violation.description), "\n");
  }
  const std::string step = Step(status, request_id);
  if (!step.empty()) absl::StrAppend(&indented, "  next: ", step, "\n");
  return out + indented;
}

}  // namespace shortbreaks::cli
