#include "rpc/worker_pool.h"

#include <absl/synchronization/notification.h>
#include <gtest/gtest.h>

#include <atomic>

#include "support/child_process.h"

namespace shortbreaks::rpc {
namespace {

TEST(WorkerPool, RunsAsManyAtOnceAsItHasWorkersAndRefusesBeyondItsQueue) {
  std::atomic<int> depth = 0, ran = 0;
  absl::Notification go;
  {
    WorkerPool pool(2, 3, [&](int waiting) { depth = waiting; });
    // Both workers must be there, or the places of the idle ones are not counted yet.
    std::atomic<int> began = 0;
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(pool.Submit([&] {
        ++began;
        go.WaitForNotification();
        ++ran;
      }));
    }
    ASSERT_TRUE(support::Eventually(absl::Seconds(5), [&] { return began == 2; }));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_EQ(depth, 3);
    EXPECT_FALSE(pool.Submit([&] { ran += 100; }));
    go.Notify();
  }
  // Its end waits for what was queued.
  EXPECT_EQ(ran, 5);
  EXPECT_EQ(depth, 0);
}

// Whoever puts a call in is slow to say so: a worker that takes it meanwhile must not be heard first.
TEST(WorkerPool, TheDepthToldLastIsTheDepth) {
  std::atomic<int> depth = 0, ran = 0;
  WorkerPool pool(1, 3, [&](int waiting) {
    if (waiting > 0) absl::SleepFor(absl::Milliseconds(50));
    depth = waiting;
  });
  ASSERT_TRUE(pool.Submit([&] { ++ran; }));
  ASSERT_TRUE(support::Eventually(absl::Seconds(5), [&] { return ran == 1; }));
  EXPECT_EQ(depth, 0);
}

TEST(WorkerPool, FirstInFirstOut) {
  std::vector<int> order;
  {
    absl::Notification go;
    WorkerPool pool(1, 100, [](int) {});
    ASSERT_TRUE(pool.Submit([&] { go.WaitForNotification(); }));
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.Submit([&order, i] { order.push_back(i); }));
    go.Notify();
  }
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(order.size(), 50u);
  EXPECT_EQ(order, sorted);
}

TEST(WorkerPool, ALineThatIsStuckLeavesHalfOfTheWorkersAndKeepsItsOrder) {
  std::vector<int> order;
  std::atomic<int> depth = 0;
  {
    absl::Notification stuck, go, other_ran;
    WorkerPool pool(2, 100, [&](int waiting) { depth = waiting; });
    ASSERT_TRUE(pool.Submit([&] {
      pool.RunInLine("wanted", [&] {
        stuck.Notify();
        go.WaitForNotification();
      });
    }));
    stuck.WaitForNotification();
    for (int i = 0; i < 50; ++i) {
      ASSERT_TRUE(pool.Submit([&, i] { pool.RunInLine("wanted", [&order, i] { order.push_back(i); }); }));
    }
    ASSERT_TRUE(pool.Submit([&] { pool.RunInLine("another", [&] { other_ran.Notify(); }); }));
    EXPECT_TRUE(other_ran.WaitForNotificationWithTimeout(absl::Seconds(5)));
    EXPECT_EQ(depth, 50);
    go.Notify();
  }
  ASSERT_EQ(order.size(), 50u) << "its end waits for those in line";
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST(WorkerPool, WhoWaitsInALineCountsAgainstTheQueuesLength) {
  absl::Notification go;
  std::atomic<int> depth = 0;
  WorkerPool pool(2, 3, [&](int waiting) { depth = waiting; });
  int taken = 0;
  for (int i = 0; i < 10; ++i) {
    taken += pool.Submit([&] { pool.RunInLine("wanted", [&] { go.WaitForNotification(); }); });
    support::Eventually(absl::Milliseconds(50), [&] { return depth == taken - 1; });
  }
  EXPECT_LT(taken, 7) << "one runs, three wait, and an idle worker may take one more to the line";
  EXPECT_GE(taken, 4);
  go.Notify();
}

TEST(WorkerPool, ManySubmittersLoseNothing) {
  std::atomic<int> ran = 0, refused = 0;
  {
    WorkerPool pool(4, 10, [](int) {});
    std::vector<std::jthread> submitters;
    for (int t = 0; t < 4; ++t) {
      submitters.emplace_back([&] {
        for (int i = 0; i < 1'000; ++i) refused += !pool.Submit([&] { ++ran; });
      });
    }
  }
  EXPECT_EQ(ran + refused, 4'000);
  EXPECT_GT(ran, 0);
}

}  // namespace
}  // namespace shortbreaks::rpc
