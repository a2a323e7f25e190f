#include "progress.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <iostream>

namespace shortbreaks::cli {

std::string ProgressBar(int step, int steps, const std::string& what) {
  constexpr int kWidth = 20;
  const int full = std::clamp(steps > 0 ? (step - 1) * kWidth / steps : 0, 0, kWidth);
  return absl::StrCat("[", std::string(static_cast<size_t>(full), '#'),
                      std::string(static_cast<size_t>(kWidth - full), '-'), "] ", step, "/", steps, " ", what);
}

void Progress::Step(const std::string& what) {
  Stop();
  ++step_;
  if (!is_terminal_) return;
  drawing_ = true;
  drawer_ = std::thread([this, what] { Draw(what); });
}

void Progress::Stop() {
  drawing_ = false;
  if (drawer_.joinable()) {
    drawer_.join();
    std::cerr << "\r\033[K" << std::flush;
  }
}

void Progress::Draw(const std::string& what) {
  const absl::Time start = absl::Now();
  while (drawing_) {
    const int64_t seconds = absl::ToInt64Seconds(absl::Now() - start);
    std::cerr << "\r\033[K" << ProgressBar(step_, steps_, what)
              << (seconds > 0 ? absl::StrCat(", ", seconds, " s") : "") << std::flush;
    absl::SleepFor(absl::Milliseconds(100));
  }
}

}  // namespace shortbreaks::cli
