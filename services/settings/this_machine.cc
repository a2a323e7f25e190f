#include "settings/this_machine.h"

#include <arpa/inet.h>

#include <string>

namespace shortbreaks::settings {

bool IsOfThisMachine(std::string_view address) {
  if (address.starts_with("unix:") || address.starts_with("unix-abstract:")) return true;
  for (const std::string_view scheme : {"dns:///", "dns:", "ipv4:", "ipv6:"}) {
    if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  }
  std::string host(address.substr(0, address.rfind(':')));
  if (address.starts_with("[")) host = std::string(address.substr(1, address.rfind(']') - 1));
  in_addr four{};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  return host == "localhost" || host == "::1";
}

}  // namespace shortbreaks::settings
