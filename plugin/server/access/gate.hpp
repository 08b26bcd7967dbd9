#pragma once

#include <optional>
#include <variant>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// Decides who a request comes from and whether it may do what it wants. Thread-safe; asked when the head of a request is there.
class Gate {
 public:
  virtual ~Gate() = default;
  /// `certificate`: the subject's common name of the client's certificate, empty without one. `request.caller.address` is known. Answers with the caller, or
  /// with a problem: 401 (who?), 403 (may not), 429 (too often, retry_after set). Nothing of a token is in the problem.
  [[nodiscard]] virtual std::variant<Caller, Problem> admit(const Request& request, const Route& route, std::string_view certificate) = 0;
};

}  // namespace kelpie::server
