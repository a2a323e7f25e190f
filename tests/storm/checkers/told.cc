#include "storm/checkers/told.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace shortbreaks::storm {
namespace {

using ByRequest = std::map<std::pair<std::string, std::string>, std::vector<const Attempt*>>;

ByRequest Group(const Attempts& attempts) {
  ByRequest groups;
  for (const Attempt& each : attempts) {
    if (!each.request_id.empty()) groups[{each.method, each.request_id}].push_back(&each);
  }
  return groups;
}

std::string Of(const Attempt& attempt) {
  return absl::StrCat(attempt.method, " ", attempt.request_id, " (call ", attempt.call_id, ")");
}

bool MayHaveBeenDone(const Attempt& attempt) {
  return attempt.outcome == Outcome::kOk || attempt.outcome == Outcome::kUnknown;
}

// Methods whose answer always follows a change that has its record.
bool AlwaysRecords(const Attempt& attempt) {
  static constexpr std::array kMethods = {"HoldPlace",   "BookPlace",   "ConfirmBooking", "ExtendHold",
                                          "ReleaseHold", "AcceptOffer", "CancelBooking"};
  return std::ranges::find(kMethods, attempt.method) != kMethods.end() && !attempt.answer.empty();
}

std::map<std::string, int> ChangesByCall(const Facts& facts) {
  std::map<std::string, int> changes;
  for (const StoredChange& each : facts.changes) ++changes[each.call_id];
  return changes;
}

// A refusal that may come after an answer: who lost authority is not shown the answer again, and other content has
// none.
bool MayFollow(const Attempt& answered, const Attempt& attempt) {
  if (attempt.reason == "REQUEST_ID_REUSED") return attempt.session != answered.session;
  return attempt.reason == "NOT_ALLOWED";
}

}  // namespace

Violations CheckOneAnswer(const Attempts& attempts) {
  Violations found;
  const auto add = [&](const std::string& sentence) { found.push_back({"one answer", sentence}); };
  for (const auto& [key, sendings] : Group(attempts)) {
    const Attempt* first = nullptr;
    for (const Attempt* each : sendings) {
      if (each->outcome == Outcome::kOk && !each->session.empty() && !each->answer_session.empty() &&
          each->session != each->answer_session) {
        add(absl::StrCat(Of(*each), " asked for ", each->session, " and was answered about ", each->answer_session,
                         "."));
      }
      if (each->outcome == Outcome::kOk && first == nullptr) first = each;
    }
    if (first == nullptr) continue;
    for (const Attempt* each : sendings) {
      if (each->outcome == Outcome::kOk &&
          (each->answer != first->answer || each->answer_state != first->answer_state)) {
        add(absl::StrCat(Of(*each), " was answered ", each->answer, " in state ", each->answer_state,
                         ", and before by ", first->answer, " in state ", first->answer_state, "."));
      }
      const bool later = each->invoked > first->returned;
      if (later && each->outcome == Outcome::kRefused && !MayFollow(*first, *each)) {
        add(absl::StrCat(Of(*each), " was refused with ", each->reason, " after it had been answered ", first->answer,
                         "."));
      }
    }
  }
  return found;
}

Violations CheckDoneOnce(const Attempts& attempts, const Facts& facts) {
  Violations found;
  const std::map<std::string, int> changes = ChangesByCall(facts);
  for (const auto& [key, sendings] : Group(attempts)) {
    std::vector<std::string> calls;
    for (const Attempt* each : sendings) {
      if (changes.contains(each->call_id)) calls.push_back(each->call_id);
    }
    if (calls.size() < 2) continue;
    found.push_back({"done once", absl::StrCat(key.first, " ", key.second, " was done ", calls.size(),
                                               " times, by the calls ", calls[0], " and ", calls[1], ".")});
  }
  return found;
}

Violations CheckKept(const Attempts& attempts, const Facts& facts) {
  Violations found;
  const std::map<std::string, int> changes = ChangesByCall(facts);
  for (const auto& [key, sendings] : Group(attempts)) {
    const auto ok = std::ranges::find(sendings, Outcome::kOk, &Attempt::outcome);
    if (ok == sendings.end()) continue;
    if (!facts.done.contains(key)) {
      found.push_back({"kept", absl::StrCat(Of(**ok), " was acknowledged, and the store has no such request.")});
    }
    const bool recorded =
        std::ranges::any_of(sendings, [&](const Attempt* each) { return changes.contains(each->call_id); });
    if (AlwaysRecords(**ok) && !recorded) {
      found.push_back({"kept", absl::StrCat(Of(**ok), " was acknowledged with ", (*ok)->answer,
                                            ", and no sending of it changed anything in the audit trail.")});
    }
    if ((*ok)->answer.starts_with("bookings/") && !facts.bookings.contains((*ok)->answer)) {
      found.push_back({"kept", absl::StrCat((*ok)->answer, " was acknowledged by ", Of(**ok), " and is not there.")});
    }
  }
  return found;
}

Violations CheckNoPhantoms(const Attempts& attempts, const Facts& facts) {
  Violations found;
  const auto add = [&](const std::string& sentence) { found.push_back({"no phantoms", sentence}); };
  const ByRequest groups = Group(attempts);
  for (const auto& key : facts.done) {
    const auto group = groups.find(key);
    if (group == groups.end()) {
      add(absl::StrCat("The store has ", key.first, " ", key.second, ", which nobody sent."));
    } else if (std::ranges::none_of(group->second, [](const Attempt* each) { return MayHaveBeenDone(*each); })) {
      add(absl::StrCat("The store has ", key.first, " ", key.second, ", and its callers heard ",
                       group->second.front()->reason, "."));
    }
  }
  std::map<std::string, const Attempt*> by_call;
  for (const Attempt& each : attempts) by_call[each.call_id] = &each;
  std::set<std::string> recorded;
  for (const StoredChange& change : facts.changes) {
    recorded.insert(change.subject);
    const auto attempt = by_call.find(change.call_id);
    if (attempt != by_call.end() && !MayHaveBeenDone(*attempt->second)) {
      add(absl::StrCat(Of(*attempt->second), " was told ", attempt->second->reason, ", and changed ", change.subject,
                       "."));
    }
  }
  for (const auto& [name, booking] : facts.bookings) {
    if (!recorded.contains(name)) add(absl::StrCat(name, " is there and nobody is recorded to have made it."));
  }
  return found;
}

namespace {

// What was asked of one booking, by method, and whether some of it was acknowledged.
struct Asked {
  std::set<std::string> acknowledged, perhaps;  // perhaps: or acknowledged
  bool Perhaps(std::initializer_list<const char*> methods) const {
    return std::ranges::any_of(methods, [&](const char* each) { return perhaps.contains(each); });
  }
  bool Acknowledged(std::initializer_list<const char*> methods) const {
    return std::ranges::any_of(methods, [&](const char* each) { return acknowledged.contains(each); });
  }
};

std::map<std::string, Asked> AskedOfEach(const Attempts& attempts, const Facts& facts) {
  std::map<std::string, Asked> asked;
  // Whose outcome nobody knows may be of a booking that only the trail names.
  std::map<std::string, std::string> subjects;
  for (const StoredChange& each : facts.changes) {
    if (each.subject.starts_with("bookings/")) subjects[each.call_id] = each.subject;
  }
  for (const Attempt& each : attempts) {
    if (!MayHaveBeenDone(each)) continue;
    std::set<std::string> names = {each.answer, each.target};
    if (const auto entry = facts.entries.find(each.target); entry != facts.entries.end()) names.insert(entry->second);
    if (const auto subject = subjects.find(each.call_id); subject != subjects.end()) names.insert(subject->second);
    for (const std::string& name : names) {
      if (!name.starts_with("bookings/")) continue;
      asked[name].perhaps.insert(each.method);
      if (each.outcome == Outcome::kOk) asked[name].acknowledged.insert(each.method);
    }
  }
  return asked;
}

// Why a booking cannot be in its state; empty: it can.
std::string WhyNot(const StoredBooking& booking, const Asked& asked, const Facts& facts) {
  const bool kept = asked.Acknowledged({"ConfirmBooking", "BookPlace", "AcceptOffer"});
  switch (booking.state) {
    case 1:
      return kept ? "it is held although it was acknowledged as booked" : "";
    case 2:
      if (asked.Acknowledged({"CancelBooking"})) return "it is booked although cancelling it was acknowledged";
      if (asked.Acknowledged({"ReleaseHold"})) return "it is booked although letting it go was acknowledged";
      return asked.Perhaps({"ConfirmBooking", "BookPlace", "AcceptOffer"}) ? "" : "nobody asked to book it";
    case 3:
      if (kept) return "it was let go although it was acknowledged as booked";
      return asked.Perhaps({"ReleaseHold", "DeclineOffer", "LeaveWaitingList"}) ? "" : "nobody asked to let it go";
    case 4:
      return kept ? "it ran out although it was acknowledged as booked" : "";
    case 5:
    case 6:
      return asked.Perhaps({"CancelBooking"}) ? "" : "nobody asked to cancel it";
    case 7:
      return facts.called_off.contains(booking.session) ? "" : "its session was not called off";
    default:
      return "";
  }
}

}  // namespace

Violations CheckStates(const Attempts& attempts, const Facts& facts) {
  Violations found;
  const std::map<std::string, Asked> asked = AskedOfEach(attempts, facts);
  for (const auto& [name, booking] : facts.bookings) {
    const auto of_it = asked.find(name);
    const std::string why = WhyNot(booking, of_it == asked.end() ? Asked() : of_it->second, facts);
    if (!why.empty()) found.push_back({"states", absl::StrCat(name, ": ", why, ".")});
  }
  return found;
}

Violations CheckRunOut(const Attempts& attempts) {
  Violations found;
  std::map<std::string, absl::Time> over;
  for (const Attempt& each : attempts) {
    if (each.method == "RunOut" && each.reason == "OVER") over.emplace(each.target, each.returned);
  }
  for (const Attempt& each : attempts) {
    const auto ended = over.find(each.target);
    if (ended == over.end() || each.invoked < ended->second || each.outcome != Outcome::kOk) continue;
    if (each.method != "ConfirmBooking" && each.method != "ExtendHold") continue;
    found.push_back(
        {"run out", absl::StrCat(Of(each), " was acknowledged after the time of ", each.target, " was over.")});
  }
  return found;
}

namespace {

// Until when each hold was promised: by its last extension, else by the player that made it end, else as it was made.
std::map<std::string, absl::Time> PromisedUntil(const Attempts& attempts) {
  std::map<std::string, absl::Time> made, ended, extended;
  for (const Attempt& each : attempts) {
    if (each.outcome != Outcome::kOk || each.hold_expire_time == absl::InfiniteFuture()) continue;
    if (each.method == "HoldPlace") made[each.answer] = each.hold_expire_time;
    if (each.method == "RunOut") ended[each.target] = each.hold_expire_time;
    if (each.method != "ExtendHold") continue;
    absl::Time& until = extended.try_emplace(each.answer, absl::InfinitePast()).first->second;
    until = std::max(until, each.hold_expire_time);
  }
  extended.merge(ended);
  extended.merge(made);
  return extended;
}

}  // namespace

Violations CheckSweptEarly(const Attempts& attempts, const Facts& facts) {
  Violations found;
  if (facts.clock_moved) return found;
  absl::Time all_answered = absl::InfinitePast();
  for (const Attempt& each : attempts) all_answered = std::max(all_answered, each.returned);
  const std::map<std::string, absl::Time> until = PromisedUntil(attempts);
  for (const StoredChange& change : facts.changes) {
    if (change.method != "ExpireHold" || change.time > all_answered) continue;
    const auto promised = until.find(change.subject);
    if (promised == until.end() || change.time >= promised->second) continue;
    found.push_back(
        {"run out", absl::StrCat(change.subject, " was ended ", absl::FormatDuration(promised->second - change.time),
                                 " before the time that its family was told.")});
  }
  return found;
}

Violations CheckAuthority(const Attempts& attempts, const Facts& facts) {
  Violations found;
  if (facts.clock_moved) return found;
  std::map<std::string, const Attempt*> by_call;
  for (const Attempt& each : attempts) by_call[each.call_id] = &each;
  std::map<std::pair<std::string, std::string>, std::string> taken_away;  // carer and child → by which call
  for (const StoredChange& change : facts.changes) {
    const auto attempt = by_call.find(change.call_id);
    if (attempt == by_call.end()) continue;
    const Attempt& by = *attempt->second;
    if (change.method == "RevokeAuthority") taken_away[{by.target, change.child}] = change.call_id;
    if (change.method == "GrantAuthority") taken_away.erase({by.target, change.child});
    if (!by.actor.starts_with("carers/")) continue;
    const auto lost = taken_away.find({by.actor, change.child});
    if (lost == taken_away.end()) continue;
    found.push_back(
        {"authority", absl::StrCat(Of(by), " changed ", change.subject, " for ", change.child, " after call ",
                                   lost->second, " had taken the authority of ", by.actor, " away.")});
  }
  return found;
}

Violations CheckDefects(const Attempts& attempts, const std::vector<FaultSpan>& faults) {
  Violations found;
  const auto excused = [&](const Attempt& each) {
    return std::ranges::any_of(faults, [&](const FaultSpan& fault) {
      return fault.name.find("disk-full") != std::string::npos && each.returned >= fault.from &&
             each.invoked <= fault.to + absl::Seconds(1);
    });
  };
  for (const Attempt& each : attempts) {
    if (each.reason != "INTERNAL" || excused(each)) continue;
    found.push_back({"defects", absl::StrCat(Of(each), " was answered INTERNAL.")});
  }
  return found;
}

Violations CheckContention(const Attempts& attempts, const std::vector<FaultSpan>& faults) {
  constexpr absl::Duration kLeast = absl::Seconds(1), kAfter = absl::Seconds(5);
  Violations found;
  const auto excused = [&](const Attempt& each) {
    if (each.timeout < kLeast || each.returned - each.invoked > each.timeout / 2) return true;
    return std::ranges::any_of(faults, [&](const FaultSpan& fault) {
      return fault.name != "mysql-deadlocks" && each.returned >= fault.from && each.invoked <= fault.to + kAfter;
    });
  };
  for (const Attempt& each : attempts) {
    if (each.reason != "CONTENTION" || excused(each)) continue;
    found.push_back({"contention", absl::StrCat(Of(each), " was answered CONTENTION after ",
                                                absl::FormatDuration(each.returned - each.invoked), " of ",
                                                absl::FormatDuration(each.timeout), ".")});
  }
  return found;
}

}  // namespace shortbreaks::storm
