// `register`: who came to a session.
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <map>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using bookings::v1::AttendanceMark;

// What was typed: bookings by what is said of them, those with more to say as BOOKING=MORE.
struct Typed {
  std::string session, cause, reason;
  std::vector<std::string> attended, no_show, provider_cause, part, absent, seen;
};

struct Pair {
  std::string booking, value;
};

absl::StatusOr<Pair> PairIn(const char* option, const std::string& text) {
  const size_t at = text.find('=');
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
    return absl::InvalidArgumentError(absl::StrCat(option, ": `", text, "` is not BOOKING=VALUE"));
  }
  return Pair{NameIn("bookings", text.substr(0, at)), text.substr(at + 1)};
}

class Marks {
 public:
  explicit Marks(const Typed& typed) : typed_(typed) { request_.set_session(NameIn("sessions", typed.session)); }

  absl::StatusOr<bookings::v1::MarkAttendanceRequest> Read() {
    AddAll(typed_.attended, bookings::v1::ATTENDANCE_OUTCOME_ATTENDED);
    AddAll(typed_.no_show, bookings::v1::ATTENDANCE_OUTCOME_NO_SHOW);
    AddAll(typed_.provider_cause, bookings::v1::ATTENDANCE_OUTCOME_PROVIDER_CAUSE);
    if (auto s = AddParts(); !s.ok()) return s;
    if (auto s = AddAbsent(); !s.ok()) return s;
    if (auto s = AddSeen(); !s.ok()) return s;
    if (request_.marks_size() == 0) return absl::InvalidArgumentError("nobody to mark: see --attended and its like");
    return std::move(request_);
  }

 private:
  AttendanceMark& Add(const std::string& booking, bookings::v1::AttendanceOutcome outcome) {
    AttendanceMark& mark = *request_.add_marks();
    mark.set_booking(booking);
    mark.set_outcome(outcome);
    mark.set_reason(typed_.reason);
    return mark;
  }
  void AddAll(const std::vector<std::string>& keys, bookings::v1::AttendanceOutcome outcome) {
    for (const std::string& key : keys) Add(NameIn("bookings", key), outcome);
  }
  absl::Status AddParts() {
    for (const std::string& text : typed_.part) {
      auto pair = PairIn("--part", text);
      if (!pair.ok()) return pair.status();
      auto length = ParseQuantity(pair->value);
      int64_t minutes = 0;
      if (length.ok() && length->unit() == type::v1::ALLOCATION_UNIT_MINUTES) {
        minutes = length->amount();
      } else if (!absl::SimpleAtoi(pair->value, &minutes)) {
        return absl::InvalidArgumentError(absl::StrCat("--part: `", pair->value, "` is no time: 61, or \"1 h 1 min\""));
      }
      Add(pair->booking, bookings::v1::ATTENDANCE_OUTCOME_PART_ATTENDED).set_minutes(static_cast<int>(minutes));
    }
    return absl::OkStatus();
  }
  absl::Status AddAbsent() {
    for (const std::string& text : typed_.absent) {
      auto pair = PairIn("--absent", text);
      if (!pair.ok()) return pair.status();
      auto notice = ParseInstant(pair->value);
      if (!notice.ok()) return absl::InvalidArgumentError(absl::StrCat("--absent: ", notice.status().message()));
      AttendanceMark& mark = Add(pair->booking, bookings::v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE);
      *mark.mutable_notice_time() = wire::ToProto(*notice);
      if (typed_.cause.empty()) continue;
      auto cause = ParseEnum<type::v1::CancelCause>(typed_.cause);
      if (!cause.ok()) return absl::InvalidArgumentError(absl::StrCat("--cause: ", cause.status().message()));
      mark.set_cause(*cause);
    }
    return absl::OkStatus();
  }
  absl::Status AddSeen() {
    std::map<std::string, std::string> etags;
    for (const std::string& text : typed_.seen) {
      auto pair = PairIn("--seen", text);
      if (!pair.ok()) return pair.status();
      etags[pair->booking] = pair->value;
    }
    for (AttendanceMark& mark : *request_.mutable_marks()) {
      if (const auto etag = etags.find(mark.booking()); etag != etags.end()) mark.set_etag(etag->second);
    }
    return absl::OkStatus();
  }

  const Typed& typed_;
  bookings::v1::MarkAttendanceRequest request_;
};

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Who has a place, who is marked and who is still to be");
  auto session = std::make_shared<std::string>();
  command->add_option("session", *session, "Name")->required();
  tool.On(*command, [&tool, session] {
    bookings::v1::GetRegisterRequest request;
    request.set_session(NameIn("sessions", *session));
    return tool.Show(tool.Read(&Client::GetRegister, request), [](const auto& response) { return View(response); });
  });
}

void AddMark(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("mark", "Mark who came, from the session's start");
  auto typed = std::make_shared<Typed>();
  const auto list = [&](const char* name, std::vector<std::string>& values, const char* help) {
    command->add_option(name, values, help)->delimiter(',');
  };
  command->add_option("session", typed->session, "Name")->required();
  list("--attended", typed->attended, "Bookings of who came");
  list("--part", typed->part, "Of who came for a part: BOOKING=61, or BOOKING=\"1 h 1 min\"");
  list("--no-show", typed->no_show, "Of who did not come, without notice");
  list("--absent", typed->absent, "Of who had said so: BOOKING=\"2026-12-05 09:30\", when");
  list("--provider-cause", typed->provider_cause, "Of whom the provider could not have");
  command->add_option(
      "--cause", typed->cause,
      "Why who had said so did not come: " + absl::StrJoin(EnumChoices(*type::v1::CancelCause_descriptor()), ", "));
  command->add_option("--reason", typed->reason, "Why what was marked before is changed, or marked late");
  list("--seen", typed->seen, "To change a mark: BOOKING=ETAG as `register show` said");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, typed]() -> absl::Status {
    auto request = Marks(*typed).Read();
    if (!request.ok()) return request.status();
    return tool.Show(tool.Change(&Client::MarkAttendance, *request),
                     [](const auto& response) { return View(response.results()); });
  });
}

}  // namespace

void AddRegisterCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "register", "Who came to a session (its provider, officers)");
  AddShow(*noun, tool);
  AddMark(*noun, tool);
}

}  // namespace shortbreaks::cli
