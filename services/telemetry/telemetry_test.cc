// Lines of the log are JSON whatever comes; figures are what Prometheus reads.
#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "support/hostile_text.h"
#include "support/open_files.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "telemetry/process_figures.h"

namespace shortbreaks::telemetry {
namespace {

using testing::HasSubstr;

TEST(Log, ALineIsOneJsonObjectWhateverItsFieldsHold) {
  StartLog("test");
  testing::internal::CaptureStderr();
  Log(Level::kWarning, "rpc", {{"call_id", "line\nbreak \"quoted\" \x01"}, {"peer", "not UTF-8: \xc3\x28"}});
  const std::string text = testing::internal::GetCapturedStderr();
  ASSERT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  const auto line = nlohmann::json::parse(text, nullptr, false);
  ASSERT_TRUE(line.is_object()) << text;
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["service"], "test");
  EXPECT_EQ(line["event"], "rpc");
  EXPECT_EQ(line["call_id"], "line\nbreak \"quoted\" \x01");
  EXPECT_THAT(line["time"].get<std::string>(), testing::MatchesRegex("....-..-..T..:..:..\\.......Z"));
}

TEST(Log, NoHostileTextEndsItsValueOrItsLine) {
  for (const auto& texts : {support::Formulas(), support::Breakouts(), support::Deceptions()}) {
    for (const std::string& text : texts) {
      testing::internal::CaptureStderr();
      Log(Level::kInfo, "rpc", {{"partner", text}, {"council", "E08000031"}});
      const std::string written = testing::internal::GetCapturedStderr();
      ASSERT_EQ(std::count(written.begin(), written.end(), '\n'), 1) << written;
      EXPECT_TRUE(std::ranges::none_of(written, [](char c) { return (c >= 0 && c < 0x20 && c != '\n') || c == 0x7F; }))
          << written;
      const auto line = nlohmann::json::parse(written, nullptr, false);
      ASSERT_TRUE(line.is_object()) << written;
      EXPECT_EQ(line["event"], "rpc");
      EXPECT_EQ(line["level"], "info");
      EXPECT_EQ(line["council"], "E08000031");
      EXPECT_EQ(line.size(), 6u) << written;
    }
  }
}

std::string Get(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  const std::string ask = "GET " + path + " HTTP/1.0\r\n\r\n";
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      write(fd, ask.data(), ask.size()) == static_cast<ssize_t>(ask.size())) {
    char buffer[4096];
    for (ssize_t got = 0; (got = read(fd, buffer, sizeof buffer)) > 0;) answer.append(buffer, static_cast<size_t>(got));
  }
  close(fd);
  return answer;
}

TEST(Metrics, EveryFigureIsPublishedUnderItsName) {
  const auto published = PublishMetrics("test", "127.0.0.1:0");
  ASSERT_TRUE(published.ok()) << published.status();
  Metrics& metrics = *published->metrics;
  metrics.RpcEnded("HoldPlace", "OK", absl::Milliseconds(3));
  metrics.RpcEnded("HoldPlace", "SESSION_FULL", absl::Milliseconds(30));
  metrics.QueueDepth(7);
  metrics.PoolWaited(absl::Milliseconds(2));
  metrics.TransactionRetried("deadlock");
  metrics.LockTaken("session", absl::Seconds(2));
  metrics.HoldChanged("made");
  metrics.BookingEnded("hold", "SESSION_FULL");
  metrics.AdmissionEnded("admitted");
  metrics.CallLimited("user", "redis");
  metrics.Serving(true);
  metrics.ConnectionsWait();
  const std::string text = Get(published->port, "/metrics");
  for (const char* line : {
           R"(shortbreaks_rpcs_total{service="test",method="HoldPlace",reason="SESSION_FULL"} 1)",
           R"(shortbreaks_rpc_seconds_count{service="test",method="HoldPlace"} 2)",
           R"(shortbreaks_rpc_seconds_bucket{service="test",method="HoldPlace",le="0.005"} 1)",
           R"(shortbreaks_queue_depth{service="test"} 7)",
           R"(shortbreaks_pool_wait_seconds_count{service="test"} 1)",
           R"(shortbreaks_transaction_retries_total{service="test",cause="deadlock"} 1)",
           R"(shortbreaks_lock_wait_seconds_count{service="test",row="session"} 1)",
           R"(shortbreaks_holds_total{service="test",change="made"} 1)",
           R"(shortbreaks_booking_attempts_total{service="test",change="hold",outcome="SESSION_FULL"} 1)",
           R"(shortbreaks_admissions_total{service="test",outcome="admitted"} 1)",
           R"(shortbreaks_calls_limited_total{service="test",by="redis",outcome="user"} 1)",
           R"(shortbreaks_serving{service="test"} 1)",
           R"(shortbreaks_connections_wait_total{service="test"} 1)",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  const auto again = PublishMetrics("test", "127.0.0.1:" + std::to_string(published->port));
  EXPECT_THAT(again.status().ToString(), HasSubstr("--metrics-address"));
}

double FigureIn(const std::string& text, const std::string& name) {
  const std::string line = "\n" + name + "{service=\"test\"} ";
  const size_t at = text.find(line);
  return at == std::string::npos ? -1 : std::stod(text.substr(at + line.size()));
}

TEST(Metrics, AProcessTellsOfItself) {
  const auto published = PublishMetrics("test", "127.0.0.1:0");
  ASSERT_TRUE(published.ok()) << published.status();
  const std::string before = Get(published->port, "/metrics");
  std::vector<int> opened;
  for (int i = 0; i < 20; ++i) opened.push_back(socket(AF_INET, SOCK_STREAM, 0));
  const std::string after = Get(published->port, "/metrics");
  for (const int fd : opened) close(fd);
  EXPECT_EQ(FigureIn(after, "process_open_fds"), FigureIn(before, "process_open_fds") + 20) << after;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  EXPECT_EQ(FigureIn(after, "process_max_fds"), static_cast<double>(files.rlim_cur));
  EXPECT_GT(FigureIn(after, "process_resident_memory_bytes"), 1e6);
  EXPECT_GT(FigureIn(after, "process_cpu_seconds_total"), 0);
  EXPECT_NEAR(FigureIn(after, "process_start_time_seconds"), absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()),
              60);
}

TEST(Metrics, AProcessThatCanOpenNothingSaysThatAllIsOpen) {
  const ProcessFigures figures("test");
  const support::NothingCanBeOpened nothing;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  EXPECT_EQ(figures.Collect().front().metric.front().gauge.value, static_cast<double>(files.rlim_cur));
}

}  // namespace
}  // namespace shortbreaks::telemetry
