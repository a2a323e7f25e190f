#include "storm/checkers/places.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

#include "ids/uuid.h"
#include "support/child_process.h"

namespace shortbreaks::storm {
namespace {

using mysql::Bytes;
using namespace type::v1;  // NOLINT: the reasons

constexpr absl::Duration kPatience = absl::Seconds(5);

mysql::Parameter IdOfSession(const std::string& session) { return Bytes{ids::IdOf("sessions", session).value()}; }

absl::StatusOr<std::string> Book(World& world, const StormFamily& family, const std::string& session) {
  Client carer = world.services().Carer(world.council(), family.carer);
  bookings::v1::BookPlaceRequest request;
  request.set_request_id(NewRequestId());
  request.set_child(family.child);
  request.set_session(session);
  auto booked = carer.BookPlace(request, {.timeout = absl::Seconds(6), .retry = false});
  if (!booked.ok()) return booked.status();
  return booked->booking().name();
}

// The same, again while the answer says that it may be tried again.
absl::StatusOr<std::string> BookPatiently(World& world, const StormFamily& family, const std::string& session) {
  auto booked = Book(world, family, session);
  for (const absl::Time end = absl::Now() + absl::Seconds(20); !booked.ok() && MayRetry(booked.status());) {
    if (absl::Now() > end) break;
    booked = Book(world, family, session);
  }
  return booked;
}

absl::Status Cancel(World& world, const std::string& booking) {
  bookings::v1::CancelBookingRequest request;
  request.set_request_id(NewRequestId());
  request.set_name(booking);
  return world.Calm().CancelBooking(request).status();
}

// Whether the database has a place in which a child at 1:4 would fit, and booking is open.
bool HasRoom(World& world, const std::string& session) {
  return !world
              .Root(
                  "SELECT 1 FROM sessions s WHERE s.council_id = ? AND s.session_id = ? AND s.state = 2 AND "
                  "s.places_taken < s.places - s.reserve_places AND (s.staff IS NULL OR s.staff_shares_taken + "
                  "58198140 "
                  "<= s.staff * 232792560) AND s.booking_close_time > NOW(6) AND NOT EXISTS (SELECT 1 FROM "
                  "session_ratio_caps c WHERE c.council_id = s.council_id AND c.session_id = s.session_id AND "
                  "c.children_taken >= c.children_max AND c.ratio_children >= 4 * c.ratio_staff)",
                  {world.council(), IdOfSession(session)})
              .empty();
}

// One family asks until it has a place or there is none. The value: its booking, or empty where it is full.
std::string Ask(World& world, const StormFamily& family, const std::string& session, Violations& found) {
  absl::Status last;
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(100))) {
    auto booked = Book(world, family, session);
    if (booked.ok()) return *booked;
    last = booked.status();
    if (ReasonOf(last) == ERROR_REASON_BUSY) break;
    if (!HasRoom(world, session)) return "";
  }
  found.push_back({"under-booking", absl::StrCat(family.child, " may have a place in ", session,
                                                 ", the database has one that fits, and the answer is ",
                                                 ReasonName(last), " all the same.")});
  return "";
}

// One in which nobody has a place yet. Empty, and said, where a service that should serve again makes none.
std::string FreshSession(World& world, size_t club, int places, absl::Duration starts_in, Violations& found) {
  auto added = world.AddSession(world.clubs()[club], places, starts_in, absl::Hours(3));
  if (added.ok()) return *std::move(added);
  found.push_back(
      {"calm", absl::StrCat("A session cannot be made after all was healed: ", ReasonName(added.status()))});
  return "";
}

// Whoever tries for a place gives back the right to try: else nobody may try after a few have.
void AskManyTimes(World& world, Violations& found) {
  const std::string session = FreshSession(world, 3, 2, absl::Hours(1'500), found);
  if (session.empty()) return;
  for (int i = 0; i < 14; ++i) {
    const std::string booking = Ask(world, world.latecomers()[0], session, found);
    if (booking.empty()) return;
    if (auto cancelled = Cancel(world, booking); !cancelled.ok()) {
      found.push_back({"under-booking", absl::StrCat(booking, " cannot be cancelled: ", ReasonName(cancelled))});
      return;
    }
  }
}

}  // namespace

Violations CheckUnderBooking(World& world) {
  Violations found;
  for (const std::string& session : world.sessions()) {
    std::vector<std::string> bookings;
    for (const StormFamily& family : world.latecomers()) {
      const std::string booking = Ask(world, family, session, found);
      if (booking.empty()) break;
      bookings.push_back(booking);
    }
    for (const std::string& booking : bookings) {
      if (auto cancelled = Cancel(world, booking); !cancelled.ok()) {
        found.push_back({"under-booking", absl::StrCat(booking, " cannot be cancelled: ", ReasonName(cancelled))});
      }
    }
  }
  AskManyTimes(world, found);
  return found;
}

namespace {

std::string Join(World& world, const StormFamily& family, const std::string& session) {
  Client carer = world.services().Carer(world.council(), family.carer);
  bookings::v1::JoinWaitingListRequest request;
  request.set_request_id(NewRequestId());
  request.set_child(family.child);
  request.set_session(session);
  auto joined = carer.JoinWaitingList(request);
  return joined.ok() ? joined->entry().name() : "";
}

bookings::v1::WaitingListEntryState StateOf(World& world, const std::string& entry) {
  bookings::v1::GetWaitingListEntryRequest get;
  get.set_name(entry);
  auto read = world.Calm().GetWaitingListEntry(get);
  return read.ok() ? read->entry().state() : bookings::v1::WAITING_LIST_ENTRY_STATE_UNSPECIFIED;
}

// A place comes free in a full session for which four wait, and at once a fifth comes who does not.
void CheckOneQueue(World& world, const std::string& session, const std::string& booking, Violations& found) {
  const auto add = [&](const std::string& sentence) { found.push_back({"queue order", session + ": " + sentence}); };
  const auto& families = world.latecomers();
  std::vector<std::string> entries;
  for (size_t i = 1; i <= 4; ++i) entries.push_back(Join(world, families[i], session));
  if (std::ranges::find(entries, "") != entries.end()) return add("a family that may book it cannot join its list.");
  for (size_t turn = 0; turn < entries.size(); ++turn) {
    if (turn == 0 && !Cancel(world, booking).ok()) return add("its booking cannot be cancelled.");
    if (turn > 0) {
      world.Root(
          "UPDATE sessions SET places = places + 1, version = version + 1 WHERE council_id = ? AND session_id = ?",
          {world.council(), IdOfSession(session)});
    }
    const auto passing = BookPatiently(world, families[10], session);
    if (passing.ok()) return add(absl::StrCat("who did not wait has ", *passing, " while ", entries[turn], " waits."));
    const auto offered = [&] {
      return StateOf(world, entries[turn]) == bookings::v1::WAITING_LIST_ENTRY_STATE_OFFERED;
    };
    if (!support::Eventually(kPatience, offered))
      return add(absl::StrCat(entries[turn], " was first and has no offer."));
    for (size_t later = turn + 1; later < entries.size(); ++later) {
      if (StateOf(world, entries[later]) == bookings::v1::WAITING_LIST_ENTRY_STATE_WAITING) continue;
      return add(absl::StrCat(entries[later], " has an offer before its turn."));
    }
  }
}

}  // namespace

Violations CheckQueueOrder(World& world) {
  Violations found;
  for (int round = 0; round < 2; ++round) {
    const std::string session = FreshSession(world, 4, 1, absl::Hours(1'600 + 10 * round), found);
    if (session.empty()) return found;
    const auto booking = BookPatiently(world, world.latecomers()[0], session);
    if (!booking.ok()) {
      return {{"queue order",
               absl::StrCat(session, " is free and who wants it hears ", ReasonName(booking.status()), ".")}};
    }
    CheckOneQueue(world, session, *booking, found);
  }
  return found;
}

namespace {

struct Caller {
  absl::Time sent;
  absl::Duration took;
  bool won = false;
};

constexpr absl::Duration kApart = absl::Milliseconds(10);

// Everybody's `ask`, `kApart` from the one before.
std::vector<Caller> OneAfterTheOther(World& world, const std::function<bool(const StormFamily&)>& ask) {
  std::vector<Caller> callers(world.latecomers().size());
  const absl::Time start = absl::Now() + absl::Milliseconds(200);
  std::vector<std::jthread> threads;
  for (size_t i = 0; i < callers.size(); ++i) {
    threads.emplace_back([&, i] {
      absl::SleepFor(start + kApart * static_cast<int64_t>(i) - absl::Now());
      callers[i].sent = absl::Now();
      callers[i].won = ask(world.latecomers()[i]);
      callers[i].took = absl::Now() - callers[i].sent;
    });
  }
  threads.clear();
  return callers;
}

// How late a call can come to the service for no other reason than that the machine is busy: the longest that one took
// of as many, at the same distance, that have to wait for nothing.
absl::Duration LateByItself(World& world) {
  const auto callers = OneAfterTheOther(world, [&world](const StormFamily& family) {
    bookings::v1::ListBookingsRequest request;
    request.set_child(family.child);
    request.set_page_size(1);
    return world.services().Carer(world.council(), family.carer).ListBookings(request).ok();
  });
  return std::ranges::max(callers, {}, &Caller::took).took;
}

}  // namespace

Violations CheckFairness(World& world, std::string& said) {
  constexpr size_t kPlaces = 20;
  Violations found;
  const std::string session = FreshSession(world, 3, kPlaces, absl::Hours(1'700), found);
  if (session.empty()) return found;
  // Never more than half of the line, however busy the machine is: else nobody could pass over anybody.
  const absl::Duration half = kApart * static_cast<int64_t>(world.latecomers().size()) / 2;
  const absl::Duration bucket = std::min(absl::Milliseconds(100) + LateByItself(world), half);
  const auto callers =
      OneAfterTheOther(world, [&](const StormFamily& family) { return BookPatiently(world, family, session).ok(); });
  size_t winners = 0, fair = 0;
  for (const Caller& caller : callers) {
    if (!caller.won) continue;
    ++winners;
    fair += std::ranges::none_of(callers,
                                 [&](const Caller& other) { return !other.won && other.sent + bucket < caller.sent; });
  }
  said = absl::StrCat(callers.size(), " callers for ", kPlaces, " places: ", winners, " won, ", fair,
                      " passed over nobody who had come ", absl::ToInt64Milliseconds(bucket), " ms before");
  if (winners != kPlaces || static_cast<double>(fair) < 0.95 * static_cast<double>(winners)) {
    found.push_back({"fairness", absl::StrCat(session, ": ", said, ".")});
  }
  return found;
}

}  // namespace shortbreaks::storm
