#pragma once

#include <string>

#include <unistd.h>

namespace kelpie::server::listening {

/// Of this machine.
inline std::string machine_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace kelpie::server::listening
