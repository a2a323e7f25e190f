// Many families and many hands at once: what holds whatever happens.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <thread>

#include "waiting/waiting_test.h"

namespace shortbreaks::waiting {
namespace {

using testing::IsEmpty;

// Each finds rows that no council may ever have.
struct Invariant {
  const char* name;
  const char* sql;
};
constexpr Invariant kInvariants[] = {
    {"an entry is offered and no offer is kept for it",
     "SELECT HEX(e.entry_id) FROM waiting_entries e WHERE e.state = 2 AND NOT EXISTS (SELECT 1 FROM bookings b "
     "WHERE b.council_id = e.council_id AND b.booking_id = e.booking_id AND b.state = 8 "
     "AND b.waiting_entry_id = e.entry_id AND b.child_id = e.child_id)"},
    {"an offer is kept for an entry that is not offered",
     "SELECT HEX(b.booking_id) FROM bookings b WHERE b.state = 8 AND NOT EXISTS (SELECT 1 FROM waiting_entries e "
     "WHERE e.council_id = b.council_id AND e.booking_id = b.booking_id AND e.state = 2)"},
    {"an entry has two places",
     "SELECT HEX(waiting_entry_id) FROM bookings WHERE state IN (1, 2, 8, 9) AND waiting_entry_id IS NOT NULL "
     "GROUP BY council_id, waiting_entry_id HAVING COUNT(*) > 1"},
    {"a session was offered to an entry twice",
     "SELECT HEX(waiting_entry_id) FROM bookings WHERE waiting_entry_id IS NOT NULL "
     "GROUP BY council_id, waiting_entry_id, session_id HAVING COUNT(*) > 1"},
    {"an accepted entry's place was not the family's",
     "SELECT HEX(e.entry_id) FROM waiting_entries e JOIN bookings b ON b.council_id = e.council_id "
     "AND b.booking_id = e.booking_id WHERE e.state = 3 AND b.state IN (3, 4, 8)"},
    {"an entry has not one event for each version",
     "SELECT HEX(e.entry_id) FROM waiting_entries e WHERE e.version <> (SELECT COUNT(*) FROM outbox o "
     "WHERE o.council_id = e.council_id AND o.subject = CONCAT('waitingListEntries/', LOWER(CONCAT_WS('-', "
     "SUBSTR(HEX(e.entry_id), 1, 8), SUBSTR(HEX(e.entry_id), 9, 4), SUBSTR(HEX(e.entry_id), 13, 4), "
     "SUBSTR(HEX(e.entry_id), 17, 4), SUBSTR(HEX(e.entry_id), 21)))))"},
};

class WaitingStorm : public WaitingTest {
 protected:
  std::vector<std::string> Broken() {
    std::vector<std::string> broken = world_.BrokenPromises();
    for (const Invariant& invariant : kInvariants) {
      const mysql::Rows rows = Run(invariant.sql, {});
      if (!rows.empty()) broken.push_back(absl::StrCat(invariant.name, ": ", rows.size(), ", ", rows[0].Text(0)));
    }
    return broken;
  }
  // One of the latest: the earliest have long ended.
  std::optional<std::string> Pick(std::mt19937& random) {
    constexpr size_t kLatest = 12;
    const std::scoped_lock lock(mutex_);
    if (entries_.empty()) return std::nullopt;
    return entries_[entries_.size() - 1 - random() % std::min(kLatest, entries_.size())];
  }
  void Keep(const std::string& entry) {
    const std::scoped_lock lock(mutex_);
    entries_.push_back(entry);
  }

  // One thing that a family, the sweeper or the job does.
  void Step(std::mt19937& random) {
    const Family& family = families_[random() % families_.size()];
    const ids::Uuid& session = sessions_[random() % sessions_.size()];
    switch (random() % 9) {
      case 0:
      case 1: {
        auto request = JoinRequest(family, session);
        if (random() % 3 == 0) {
          request.clear_session();
          request.set_activity(ids::ResourceName("activities", activity_));
        }
        const auto joined = TryJoin(request);
        if (joined.ok()) Keep(joined->entry().name());
        break;
      }
      case 2: {
        const auto booked = TryBook(family, session, Carer());
        booked_ += booked.ok();
        if (booked.ok() && random() % 5 != 0) (void)Cancel(booked->booking());
        break;
      }
      case 3:
      case 4:
        if (const auto entry = Pick(random)) {
          const auto accepted = Accept(*entry);
          accepted_ += accepted.ok();
          if (accepted.ok() && random() % 5 != 0) (void)Cancel(accepted->booking());
        }
        break;
      case 5:
        if (const auto entry = Pick(random)) declined_ += Decline(*entry).ok();
        break;
      case 6:
        if (const auto entry = Pick(random)) (void)Leave(*entry);
        break;
      case 7:
        Run("UPDATE bookings SET hold_expire_time = NOW(6) WHERE council_id = ? AND session_id = ? AND state = 8 "
            "LIMIT 1",
            {world_.council, Bytes{session}});
        (void)world_.store().ExpireHolds(absl::Now() + absl::Seconds(20), 50);
        break;
      default:
        (void)store_.MakeOffers(absl::Now() + absl::Seconds(20), 1'000);
        break;
    }
  }

  std::vector<Family> families_;
  std::vector<ids::Uuid> sessions_;
  std::mutex mutex_;
  std::vector<std::string> entries_;
  std::atomic<int> booked_ = 0, accepted_ = 0, declined_ = 0;
};

TEST_F(WaitingStorm, EveryPromiseHoldsUnderAStormOfFamiliesWhoWait) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  constexpr int kThreads = 6, kSteps = 200;
  for (int i = 0; i < 14; ++i) families_.push_back(AddFamily(1'000, 1, 1 + i % 4));
  sessions_ = {session_, AddSessionLike(session_, 3, absl::Now() + absl::Hours(24 * 21)),
               AddSessionLike(session_, 3, absl::Now() + absl::Hours(24 * 28))};
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        std::mt19937 random(seed + t);
        // Longer where by chance nobody has booked or accepted yet.
        const auto shows_nothing = [&] { return accepted_ == 0 || booked_ == 0; };
        for (int step = 0; step < kSteps || (step < 10 * kSteps && shows_nothing()); ++step) Step(random);
      });
    }
  }
  EXPECT_GT(accepted_, 0);
  EXPECT_GT(booked_, 0);
  EXPECT_THAT(Broken(), IsEmpty());
  // Once all is still, no place is free that somebody who waits could take.
  Sweep();
  MakeOffers();
  for (const ids::Uuid& session : sessions_) {
    const SessionView view = store_.Session(Carer(), session)->value();
    const auto queue = store_.Queue(Carer(), view);
    for (const Waiting& entry : queue.value()) {
      EXPECT_NE(WhyNot(entry, view.room), v1::PASSED_OVER_REASON_UNSPECIFIED) << ids::ToText(entry.entry_id);
    }
  }
  EXPECT_THAT(Broken(), IsEmpty());
}

TEST_F(WaitingStorm, HoweverManyLookAtOnceTheOffersGoToTheFirst) {
  for (int round = 0; round < 6; ++round) {
    const ids::Uuid session = AddSessionLike(session_, 3, absl::Now() + absl::Hours(24 * (20 + round)));
    std::vector<std::string> entries;
    for (int i = 0; i < 7; ++i) entries.push_back(Join(AddFamily(), session));
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 6; ++t) threads.emplace_back([&] { MakeOffers(); });
    }
    for (size_t i = 0; i < entries.size(); ++i) {
      EXPECT_EQ(StateOf(entries[i]), i < 3 ? "OFFERED" : "WAITING") << "round " << round << ", entry " << i;
    }
    EXPECT_EQ(PlacesTaken(session), 3);
  }
  EXPECT_THAT(Broken(), IsEmpty());
}

// Places come free one by one; each is offered to the first of those who can take it, by a rule written out again here.
TEST_F(WaitingStorm, EachOfferGoesToTheFirstWhoCouldTakeIt) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (const auto order : {availability::v1::WAITING_ORDER_JOINED, availability::v1::WAITING_ORDER_NEED_BAND,
                           availability::v1::WAITING_ORDER_REMAINING_BALANCE}) {
    SetOrder(order);
    const ids::Uuid session = AddSessionLike(session_, 0, absl::Now() + absl::Hours(24 * (20 + order)));
    struct Expected {
      std::string entry;
      int64_t rank;
      bool could;
    };
    std::vector<Expected> expected;
    for (int i = 0; i < 8; ++i) {
      const int staff = 1 + static_cast<int>(random() % 2), children = 1 + static_cast<int>(random() % 3);
      const int64_t granted = 400 + static_cast<int64_t>(random() % 400), spent = static_cast<int64_t>(random() % 400);
      const Family family = AddFamily(granted, staff, children);
      const int64_t rank = order == availability::v1::WAITING_ORDER_NEED_BAND ? (staff >= 2 * children   ? 1
                                                                                 : staff >= children     ? 2
                                                                                 : 2 * staff >= children ? 3
                                                                                                         : 4)
                           : order == availability::v1::WAITING_ORDER_REMAINING_BALANCE
                               ? -((granted - spent) * 1'000'000 / granted)
                               : 0;
      expected.push_back({Join(family, session), rank, granted - spent >= 180});
      Run("UPDATE allocations SET committed = ? WHERE council_id = ? AND allocation_id = ?",
          {spent, world_.council, Bytes{family.allocation}});
      Run("INSERT INTO ledger_postings (council_id, entry_id, allocation_id, booking_id, kind, amount, actor, "
          "create_time) VALUES (?, ?, ?, ?, 4, ?, 'test', NOW(6))",
          {world_.council, Bytes{ids::NewUuid()}, Bytes{family.allocation}, Bytes{ids::NewUuid()}, -spent});
    }
    std::ranges::stable_sort(expected, {}, &Expected::rank);
    for (int places = 1; places <= 8; ++places) {
      SetSession(absl::StrCat("places = ", places), session);
      MakeOffers();
      const auto next = std::ranges::find(expected, true, &Expected::could);
      if (next == expected.end()) break;
      next->could = false;
      EXPECT_EQ(StateOf(next->entry), "OFFERED") << "order " << order << ", place " << places;
      EXPECT_EQ(PlacesTaken(session), places);
    }
  }
}

}  // namespace
}  // namespace shortbreaks::waiting
