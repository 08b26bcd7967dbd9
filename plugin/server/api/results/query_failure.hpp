#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/server/service/query_service.hpp"

namespace kelpie::server {

/// The text that the engine got, as parts of what the client sent: so many bytes stand before `sent.substr(begin)` that
/// the client did not write.
struct SentText {
  std::string_view sent;
  std::size_t begin = 0;
  std::size_t prefix = 0;
};

/// Why a query gave no result, as the APIs put it.
struct QueryFailure {
  enum class Kind { syntax, semantic, limits, timeout, cancelled, other };
  Kind kind = Kind::other;
  std::string code;  // "SYN0002", "SEM0100", the engine's own ("KS107") where Kusto's is not known, "E_RUNAWAY_QUERY"
  std::string message;  // for a person, with line and column, and what to do
  bool placed = false;  // line, column and token are known
  std::uint32_t line = 0, column = 0;
  std::string token;  // what stands there
};
/// Of an answer that is not `answered` and not `busy`.
[[nodiscard]] QueryFailure failure_of(const QueryAnswer& answer, const SentText& text);

}  // namespace kelpie::server
