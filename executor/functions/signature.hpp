#pragma once

#include <string_view>
#include <vector>

#include "executor/functions/function.hpp"

namespace kelpie::executor {

/// The parts of "(a:string, b?:long) -> long".
struct Signature {
  std::vector<Parameter> parameters;
  Overload::ResultKind result_kind = Overload::ResultKind::fixed;
  tables::Type result_type = tables::Type::dynamic;
};
/// A malformed text is a bug of ours: the process ends with a message that shows it.
[[nodiscard]] Signature parse_signature(std::string_view text);

}  // namespace kelpie::executor
