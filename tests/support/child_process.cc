#include "support/child_process.h"

#include <absl/strings/str_cat.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <random>
#include <thread>

namespace shortbreaks::support {
namespace {

// PR_SET_PDEATHSIG fires when the *thread* that forked ends, so one thread that never ends does all the forking.
class Forker {
 public:
  static Forker& Get() {
    static Forker& forker = *new Forker();
    return forker;
  }

  pid_t Run(std::function<pid_t()> fork_and_exec) {
    std::packaged_task<pid_t()> task(std::move(fork_and_exec));
    std::future<pid_t> result = task.get_future();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push(std::move(task));
    }
    added_.notify_one();
    return result.get();
  }

 private:
  Forker() {
    std::thread([this] {
      for (;;) {
        std::unique_lock<std::mutex> lock(mutex_);
        added_.wait(lock, [this] { return !tasks_.empty(); });
        std::packaged_task<pid_t()> task = std::move(tasks_.front());
        tasks_.pop();
        lock.unlock();
        task();
      }
    }).detach();
  }

  std::mutex mutex_;
  std::condition_variable added_;
  std::queue<std::packaged_task<pid_t()>> tasks_;
};

pid_t ForkAndExec(char* const* argv, const char* log_file, pid_t parent) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  // Only async-signal-safe calls from here on.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int log = open(log_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  close_range(3, ~0U, 0);
  execvp(argv[0], argv);
  _exit(127);
}

int ExitCode(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

absl::Status ChildProcess::Start(const std::vector<std::string>& argv, const std::string& log_file) {
  if (running()) return absl::FailedPreconditionError("it runs already");
  std::vector<char*> pointers;
  for (const std::string& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = Forker::Get().Run([&] { return ForkAndExec(pointers.data(), log_file.c_str(), parent); });
  if (pid < 0) return absl::InternalError(absl::StrCat("fork failed for ", argv[0]));
  pid_ = pid;
  return absl::OkStatus();
}

bool ChildProcess::Reap() {
  if (pid_ == 0) return true;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, WNOHANG);
  if (ended == 0) return false;
  exit_code_ = ended == pid_ ? ExitCode(status) : -1;
  pid_ = 0;
  return true;
}

bool ChildProcess::running() { return !Reap(); }

void ChildProcess::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_code_ = ExitCode(status);
  pid_ = 0;
}

absl::StatusOr<int> ChildProcess::Wait(absl::Duration patience) {
  if (!Eventually(patience, [this] { return Reap(); })) return absl::DeadlineExceededError("it runs on");
  return exit_code_;
}

int ChildProcess::Stop(absl::Duration patience) {
  if (pid_ != 0) kill(pid_, SIGTERM);
  if (!Wait(patience).ok()) Kill();
  return exit_code_;
}

void ChildProcess::Pause() {
  if (pid_ != 0) kill(pid_, SIGSTOP);
}

void ChildProcess::Continue() {
  if (pid_ != 0) kill(pid_, SIGCONT);
}

int FreePort() {
  // Below the ports that the system gives to connections: else one of the many that tests make could take it before its
  // server does.
  static std::minstd_rand random(std::random_device{}());
  for (int tries = 0; tries < 1'000; ++tries) {
    const int port = std::uniform_int_distribution<int>(15'000, 31'999)(random);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    close(fd);
    if (bound) return port;
  }
  std::abort();
}

TemporaryDirectory::TemporaryDirectory() {
  path_ = (std::filesystem::temp_directory_path() / "shortbreaks-test-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shortbreaks::support
