#pragma once

#include <iosfwd>

#include "executor/engine.hpp"

namespace kelpie::plugin {

/// Reads one request a line, {"id": "...", "query": "..."}, and answers each with one line: {"id", "tables", "elapsed_ms"} or
/// {"id", "error": {"message", "code", "line", "column"}}. `run` false: columns only. Until the input ends.
void answer_batch(std::istream& in, std::ostream& out, const executor::Engine& engine, const executor::QueryContext& context, bool run);

}  // namespace kelpie::plugin
