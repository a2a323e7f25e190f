#include "support/open_files.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace shortbreaks::support {

NothingCanBeOpened::NothingCanBeOpened() {
  getrlimit(RLIMIT_NOFILE, &before_);
  // The lowest number that is free, so that none below it is.
  last_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
  rlimit now = before_;
  now.rlim_cur = static_cast<rlim_t>(last_) + 1;
  if (setrlimit(RLIMIT_NOFILE, &now) != 0 || open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) std::abort();
}

NothingCanBeOpened::~NothingCanBeOpened() {
  setrlimit(RLIMIT_NOFILE, &before_);
  close(last_);
}

bool ConnectToLoopback(int socket, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

}  // namespace shortbreaks::support
