#pragma once

#include <memory>

#include "executor/aggregates/aggregate.hpp"

namespace kelpie::executor {

/// min or max of strings, in order of their bytes. The state owns its texts.
[[nodiscard]] std::unique_ptr<Aggregator> make_text_extremum(bool largest);

}  // namespace kelpie::executor
