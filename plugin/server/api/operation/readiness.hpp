#pragma once

#include <string>

namespace kelpie::server {

struct Services;

struct Readiness {
  bool ready = true;
  std::string document;  // {"ready":...,"checks":[{"name","ok","detail"}]}
};

/// Whether the server does what it is there for. Says no names of hosts or people: whoever checks has no token.
[[nodiscard]] Readiness readiness_of(Services& services);

}  // namespace kelpie::server
