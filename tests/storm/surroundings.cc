#include "storm/surroundings.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace shortbreaks::storm {
namespace {

bool own_network = false, small_disk = false;

bool BringLoopbackUp() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const bool done = ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  close(fd);
  return done;
}

// Enough for the servers, so little that a file can fill it in a moment.
bool MountSmallDisk() {
  static char folder[] = "/tmp/shortbreaks-storm-XXXXXX";
  if (mkdtemp(folder) == nullptr) return false;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  if (mount("storm", folder, "tmpfs", 0, "size=1500m,mode=700") != 0) return false;
  return setenv("TMPDIR", folder, 1) == 0;
}

}  // namespace

void TakeOwnSurroundings() {
  if (geteuid() != 0) return;
  if (unshare(CLONE_NEWNET) == 0) own_network = BringLoopbackUp();
  if (unshare(CLONE_NEWNS) == 0) small_disk = MountSmallDisk();
}

bool HasOwnNetwork() { return own_network; }
bool HasSmallDisk() { return small_disk; }

std::string FaketimeLibrary() {
  constexpr char kLibrary[] = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
  return access(kLibrary, R_OK) == 0 ? kLibrary : "";
}

}  // namespace shortbreaks::storm
