// Tells a person at a terminal how far a long command is; silent where stderr is not a terminal.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace shortbreaks::cli {

class Progress {
 public:
  // `steps`: how many there are in all.
  Progress(bool is_terminal, int steps) : is_terminal_(is_terminal), steps_(steps) {}
  ~Progress() { Stop(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // The next step begins: the bar moves on and the seconds run while it lasts.
  void Step(const std::string& what);
  // Takes the bar off the screen.
  void Stop();

 private:
  void Draw(const std::string& what);

  const bool is_terminal_;
  const int steps_;
  int step_ = 0;
  std::atomic<bool> drawing_ = false;
  std::thread drawer_;
};

// `[#####---------------] 2/4 checking every row`: the steps before this one are filled.
std::string ProgressBar(int step, int steps, const std::string& what);

}  // namespace shortbreaks::cli
