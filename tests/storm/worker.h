// One player: what it has, and how it sends.
#pragma once

#include <absl/time/clock.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storm/driver.h"
#include "storm/players.h"
#include "storm/requests.h"

namespace shortbreaks::storm {

// The last `most`.
void Push(auto& items, auto item, size_t most) {
  if (items.size() >= most) items.erase(items.begin());
  items.push_back(std::move(item));
}

class Worker {
 public:
  Worker(World& world, History& history, const DriverOptions& options, int number);
  void Run();

 private:
  struct Mine {
    std::string name, carer;  // empty: made by an officer
    std::string child, session = {};
  };
  static constexpr size_t kMineMax = 60;
  // Of a hold that runs out: it is changed, and another family asks for its place.
  struct Ending {
    Request change, ask;
    absl::Time change_at, ask_at;
    Attempt changed, asked;
  };

  void Perform(const Action& action);
  void Take(const Action& action, bool hold);
  void Change(const Action& action, std::vector<Mine>& of, Request (*make)(const std::string&), bool keeps);
  void Join(const Action& action);

  // Each of these is a race: worker_races.cc.
  void Rush(const Action& action);
  void ConfirmAgainstRelease(const Action& action);
  void ChangeAtTheEnd(const Action& action, Request (*make)(const std::string&));
  std::optional<Ending> AnyEnding(bool early, Random& random, Request (*make)(const std::string&));
  void SpendAtOnce(const Action& action);
  void UseAgainstRevoke(const Action& action);
  void HandOver(const Action& action);
  // What a family does in the moment in which its authority is taken away.
  std::optional<Request> AnyUse(const Action& action);
  // Holds a place, whose time is then made to end after `ends_in`, by the database's clock.
  std::optional<Mine> HoldThatEnds(const Action& action, absl::Duration ends_in);

  void ResendOld(const Action& action);
  void SendOtherContent(const Action& action);
  void Linear(const Action& action, bool book);
  void SetCapacityOfAny(const Action& action);
  void PublishAnyPolicy(const Action& action);
  void Authority(const Action& action, bool revoke);

  // Sends as the action says, duplicates and repeats included. The value: what the caller made of it in the end.
  Attempt Send(const Action& action, const Request& request);
  Attempt SendOnce(const Action& action, const Request& request, bool other_connection, bool other_content = false);
  void Remember(const Request& request);
  void Keep(const Attempt& attempt, const std::string& carer);
  std::optional<Mine> Pick(std::vector<Mine>& of, size_t pick, bool remove);
  bool over() const { return absl::Now() >= options_.end; }

  World& world_;
  History& history_;
  const DriverOptions options_;
  const int number_;
  Random random_;
  int64_t sent_ = 0;
  std::atomic<int64_t> copies_sent_ = 0;
  std::vector<Mine> holds_, bookings_, entries_;
  std::vector<Mine> linear_;
  std::optional<Mine> handed_;  // the booking that is given up when the place is handed over next
  std::vector<Request> old_;
};

}  // namespace shortbreaks::storm
