// For tests of what a process does that can open no more files and connections.
#pragma once

#include <sys/resource.h>

namespace shortbreaks::support {

// While it lives this process can open nothing.
class NothingCanBeOpened {
 public:
  NothingCanBeOpened();
  ~NothingCanBeOpened();

 private:
  rlimit before_{};
  int last_ = -1;
};

// With a socket that is there already. Whether somebody listens on that port of 127.0.0.1.
bool ConnectToLoopback(int socket, int port);

}  // namespace shortbreaks::support
