// A TCP proxy on the loopback that does to what it carries what networks do: delays, loses, cuts, refuses.
#pragma once

#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <poll.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace shortbreaks::storm {

// What is done to every connection, those that are open included, until it is said otherwise.
struct ProxyRule {
  absl::Duration delay = absl::ZeroDuration();  // each way
  // A connection is reset once so many bytes of answers went through it under this rule; negative: never.
  int64_t cut_after_bytes = -1;
  // Bytes are taken and vanish, and nothing is closed. What lost some is reset when the rule ends.
  bool silent = false;
  // Connections are closed as soon as they are made.
  bool refuse = false;
  // One in so many COMMITs of MySQL's protocol is passed on, its answer is not, and the connection is reset; 0: none.
  int lose_commit_replies = 0;
};

class Proxy {
 public:
  Proxy();
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  int port() const { return port_; }
  // Of the loopback; where new connections go.
  void SetTarget(int port) { target_port_ = port; }
  void SetRule(const ProxyRule& rule);
  // Ends every open connection with a reset.
  void ResetAll() { reset_generation_.fetch_add(1); }
  int connections() const { return accepted_; }
  int lost_commit_replies() const { return lost_commits_; }

 private:
  struct Chunk {
    absl::Time due;
    std::string bytes;
  };
  struct Way {
    int from = -1, to = -1;
    std::deque<Chunk> chunks;
    size_t bytes = 0;  // in chunks
    bool ended = false;
  };
  struct Pair {
    Way there, back;  // to the server, and its answers
    int generation = 0;
    int64_t answered = 0;  // bytes of answers under the present rule
    int rule_number = 0;
    bool lost_bytes = false, deaf = false;
    absl::Time reset_at = absl::InfiniteFuture();
  };

  void Run();
  void Accept(const ProxyRule& rule);
  // What to wait for, in the order of pairs_.
  std::vector<pollfd> Waits(absl::Time now, absl::Duration& patience) const;
  // False: the pair is to be reset.
  bool Serve(Pair& pair, const ProxyRule& rule, int rule_number, short there_events, short back_events);
  bool Read(Pair& pair, Way& way, const ProxyRule& rule, bool is_answer);
  static bool Write(Pair& pair, Way& way, const ProxyRule& rule, bool is_answer);
  void NoticeCommit(Pair& pair, const std::string& bytes, const ProxyRule& rule);
  static void Reset(const Pair& pair);

  int listener_ = -1, port_ = 0;
  std::atomic<int> target_port_ = 0, reset_generation_ = 0, accepted_ = 0, lost_commits_ = 0;
  std::atomic<bool> ending_ = false;
  absl::Mutex mutex_;
  ProxyRule rule_ ABSL_GUARDED_BY(mutex_);
  int rule_number_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Pair>> pairs_;  // of thread_ alone
  int commits_ = 0;                           // of thread_ alone
  std::jthread thread_;
};

}  // namespace shortbreaks::storm
