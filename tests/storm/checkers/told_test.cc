// Each checker is seen to find what is planted in a small history, and to find nothing where nothing is wrong.
#include "storm/checkers/told.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shortbreaks::storm {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kBooking[] = "bookings/1", kChild[] = "children/1", kSession[] = "sessions/1", kCarer[] = "carers/1";

absl::Time At(int milliseconds) { return absl::UnixEpoch() + absl::Milliseconds(milliseconds); }

Attempt Sent(const std::string& call, const std::string& method, const std::string& request, int at,
             Outcome outcome = Outcome::kOk, const std::string& reason = "") {
  Attempt attempt{.call_id = call, .request_id = request, .method = method, .actor = kCarer};
  attempt.child = kChild;
  attempt.invoked = At(at);
  attempt.returned = At(at + 5);
  attempt.outcome = outcome;
  attempt.reason = reason;
  return attempt;
}

Attempt Booked(const std::string& call, const std::string& request, int at) {
  Attempt attempt = Sent(call, "BookPlace", request, at);
  attempt.session = attempt.answer_session = kSession;
  attempt.answer = kBooking;
  attempt.answer_state = 2;
  return attempt;
}

Attempt Change(const std::string& call, const std::string& method, const std::string& request, int at,
               Outcome outcome = Outcome::kOk, const std::string& reason = "") {
  Attempt attempt = Sent(call, method, request, at, outcome, reason);
  attempt.target = kBooking;
  if (outcome == Outcome::kOk) attempt.answer = kBooking;
  return attempt;
}

Facts OneBooking(int state = 2) {
  Facts facts;
  facts.changes = {{"call-1", "BookPlace", kBooking, "carer:1", kChild, At(2)}};
  facts.bookings[kBooking] = {state, kChild, kSession, ""};
  facts.done.emplace("BookPlace", "r1");
  return facts;
}

auto Says(const char* words) { return ElementsAre(Field(&Violation::sentence, HasSubstr(words))); }

TEST(Told, AHistoryWithNothingWrongHasNothingFound) {
  const Attempts attempts = {Booked("call-1", "r1", 0), Booked("call-2", "r1", 10),
                             Sent("call-3", "BookPlace", "r2", 20, Outcome::kRefused, "SESSION_FULL")};
  const Facts facts = OneBooking();
  EXPECT_THAT(CheckOneAnswer(attempts), IsEmpty());
  EXPECT_THAT(CheckDoneOnce(attempts, facts), IsEmpty());
  EXPECT_THAT(CheckKept(attempts, facts), IsEmpty());
  EXPECT_THAT(CheckNoPhantoms(attempts, facts), IsEmpty());
  EXPECT_THAT(CheckStates(attempts, facts), IsEmpty());
  EXPECT_THAT(CheckRunOut(attempts), IsEmpty());
  EXPECT_THAT(CheckSweptEarly(attempts, facts), IsEmpty());
  EXPECT_THAT(CheckAuthority(attempts, facts), IsEmpty());
  EXPECT_THAT(CheckDefects(attempts, {}), IsEmpty());
  EXPECT_THAT(CheckContention(attempts, {}), IsEmpty());
}

TEST(Told, ARequestThatIsAnsweredTwiceInDifferentWaysIsFound) {
  Attempt other = Booked("call-2", "r1", 10);
  other.answer = "bookings/2";
  EXPECT_THAT(CheckOneAnswer({Booked("call-1", "r1", 0), other}), Says("was answered bookings/2"));
}

TEST(Told, ARefusalAfterAnAnswerIsFoundUnlessAuthorityWasLost) {
  const Attempt booked = Booked("call-1", "r1", 0);
  EXPECT_THAT(CheckOneAnswer({booked, Sent("call-2", "BookPlace", "r1", 10, Outcome::kRefused, "ALREADY_BOOKED")}),
              Says("ALREADY_BOOKED after it had been answered"));
  EXPECT_THAT(CheckOneAnswer({booked, Sent("call-2", "BookPlace", "r1", 10, Outcome::kRefused, "NOT_ALLOWED")}),
              IsEmpty());
}

TEST(Told, OtherContentThatIsAnsweredIsFound) {
  Attempt other = Booked("call-2", "r1", 10);
  other.session = "sessions/2";
  EXPECT_THAT(CheckOneAnswer({Booked("call-1", "r1", 0), other}), Says("asked for sessions/2 and was answered about"));
}

TEST(Told, ARequestThatWasDoneTwiceIsFound) {
  Facts facts = OneBooking();
  facts.changes.push_back({"call-2", "BookPlace", "bookings/2", "carer:1", kChild, At(12)});
  const Attempts attempts = {Booked("call-1", "r1", 0), Booked("call-2", "r1", 10)};
  EXPECT_THAT(CheckDoneOnce(attempts, facts), Says("was done 2 times"));
}

TEST(Told, AnAcknowledgedBookingThatIsLostIsFound) {
  EXPECT_EQ(CheckKept({Booked("call-1", "r1", 0)}, Facts()).size(), 3u) << "no request, no record and no booking";
  Facts facts = OneBooking();
  facts.bookings.clear();
  EXPECT_THAT(CheckKept({Booked("call-1", "r1", 0)}, facts), Says("and is not there"));
}

TEST(Told, ABookingThatNobodyWasToldOfIsFound) {
  EXPECT_THAT(CheckNoPhantoms({Sent("call-9", "BookPlace", "r9", 0, Outcome::kUnknown, "NETWORK")}, OneBooking()),
              Says("which nobody sent"));
  const Attempts refused = {Sent("call-1", "BookPlace", "r1", 0, Outcome::kNothingDone, "STORE_UNAVAILABLE")};
  EXPECT_EQ(CheckNoPhantoms(refused, OneBooking()).size(), 2u) << "the request and its change";
  EXPECT_THAT(
      CheckNoPhantoms({Sent("call-1", "BookPlace", "r1", 0, Outcome::kUnknown, "OUTCOME_UNKNOWN")}, OneBooking()),
      IsEmpty());
  Facts facts = OneBooking();
  facts.changes.clear();
  EXPECT_THAT(CheckNoPhantoms({Booked("call-1", "r1", 0)}, facts), Says("nobody is recorded to have made it"));
}

TEST(Told, AStateThatNobodyAskedForIsFound) {
  const Attempt booked = Booked("call-1", "r1", 0);
  EXPECT_THAT(CheckStates({booked}, OneBooking(5)), Says("nobody asked to cancel it"));
  EXPECT_THAT(CheckStates({booked}, OneBooking(4)), Says("ran out although it was acknowledged"));
  EXPECT_THAT(CheckStates({booked}, OneBooking(7)), Says("was not called off"));
  EXPECT_THAT(CheckStates({booked}, OneBooking(3)), Says("let go although it was acknowledged"));
  EXPECT_THAT(CheckStates({}, OneBooking(2)), Says("nobody asked to book it"));
  const Attempt cancelled = Change("call-2", "CancelBooking", "r2", 10);
  EXPECT_THAT(CheckStates({booked, cancelled}, OneBooking(2)), Says("although cancelling it was acknowledged"));
  const Attempt perhaps = Change("call-2", "CancelBooking", "r2", 10, Outcome::kUnknown, "NETWORK");
  EXPECT_THAT(CheckStates({booked, perhaps}, OneBooking(2)), IsEmpty());
  EXPECT_THAT(CheckStates({booked, perhaps}, OneBooking(5)), IsEmpty());
}

TEST(Told, AHoldThatIsConfirmedAfterItsTimeIsFound) {
  Attempt over = Change("run-out", "RunOut", "", 10);
  over.reason = "OVER";
  EXPECT_THAT(CheckRunOut({over, Change("call-2", "ConfirmBooking", "r2", 20)}), Says("after the time of bookings/1"));
  EXPECT_THAT(CheckRunOut({Change("call-2", "ConfirmBooking", "r2", 12), over}), IsEmpty()) << "it was asked before";
}

Attempt HeldUntil(const std::string& call, const std::string& method, int at, int until) {
  Attempt held = Change(call, method, call, at);
  held.hold_expire_time = At(until);
  return held;
}

TEST(Told, AHoldThatIsEndedBeforeItsTimeIsFound) {
  const Attempt made = HeldUntil("call-1", "HoldPlace", 0, 100), run_out = HeldUntil("run-out", "RunOut", 10, 50),
                extended = HeldUntil("call-2", "ExtendHold", 40, 200),
                later = Sent("call-3", "BookPlace", "r3", 900, Outcome::kRefused, "SESSION_FULL");
  const auto swept = [](int at) {
    Facts facts;
    facts.changes = {{"", "ExpireHold", kBooking, "bookings", kChild, At(at)}};
    return facts;
  };
  EXPECT_THAT(CheckSweptEarly({made, later}, swept(99)), Says("was ended 1ms before the time"));
  EXPECT_THAT(CheckSweptEarly({made, later}, swept(100)), IsEmpty());
  EXPECT_THAT(CheckSweptEarly({made, run_out, later}, swept(60)), IsEmpty()) << "a player had made it end";
  EXPECT_THAT(CheckSweptEarly({made, run_out, extended, later}, swept(60)), Says("was ended 140ms before the time"));
  EXPECT_THAT(CheckSweptEarly({made, run_out, extended}, swept(60)), IsEmpty()) << "all is over, and holds are let end";
  Facts moved = swept(99);
  moved.clock_moved = true;
  EXPECT_THAT(CheckSweptEarly({made, later}, moved), IsEmpty());
}

TEST(Told, AChangeAfterAuthorityWasTakenAwayIsFound) {
  Attempt revoked = Sent("call-0", "RevokeAuthority", "r0", 0);
  revoked.target = kCarer;
  revoked.actor = "officer-1";
  Facts facts = OneBooking();
  facts.changes.insert(facts.changes.begin(),
                       {"call-0", "RevokeAuthority", kChild, "officer:officer-1", kChild, At(1)});
  const Attempts attempts = {revoked, Booked("call-1", "r1", 0)};
  EXPECT_THAT(CheckAuthority(attempts, facts), Says("after call call-0 had taken the authority"));
  std::swap(facts.changes[0], facts.changes[1]);
  EXPECT_THAT(CheckAuthority(attempts, facts), IsEmpty()) << "the booking came first";
}

TEST(Told, ADefectIsFoundUnlessTheDiskWasFull) {
  const Attempts attempts = {Sent("call-1", "BookPlace", "r1", 0, Outcome::kUnknown, "INTERNAL")};
  EXPECT_THAT(CheckDefects(attempts, {{"bookings-killed", At(0), At(9)}}), Says("answered INTERNAL"));
  EXPECT_THAT(CheckDefects(attempts, {{"mysql-disk-full", At(0), At(9)}}), IsEmpty());
}

TEST(Told, ContentionIsFoundUnlessSomethingElseIsBroken) {
  Attempt met = Sent("call-1", "BookPlace", "r1", 0, Outcome::kNothingDone, "CONTENTION");
  met.timeout = absl::Seconds(2);
  EXPECT_THAT(CheckContention({met}, {}), Says("answered CONTENTION after 5ms of 2s"));
  EXPECT_THAT(CheckContention({met}, {{"mysql-deadlocks", At(0), At(9)}}), Says("answered CONTENTION"));
  EXPECT_THAT(CheckContention({met}, {{"mysql-deadlocks + redis-frozen", At(0), At(9)}}), IsEmpty());
  EXPECT_THAT(CheckContention({met}, {{"mysql-children-locked", At(-900), At(-100)}}), IsEmpty()) << "just before";
  EXPECT_THAT(CheckContention({met}, {{"mysql-children-locked", At(900), At(1'000)}}), Says("CONTENTION")) << "later";
  met.returned = At(1'001);
  EXPECT_THAT(CheckContention({met}, {}), IsEmpty()) << "it was tried for long";
  met.timeout = absl::Milliseconds(60);
  EXPECT_THAT(CheckContention({met}, {}), IsEmpty()) << "there was no time";
}

}  // namespace
}  // namespace shortbreaks::storm
