#pragma once

// A whole relation as rows of single values: slow, and with nothing in it that could be wrong.

#include <stdexcept>
#include <vector>

#include "executor/plan/plan.hpp"
#include "tables/value.hpp"

namespace kelpie::differential {

using Row = std::vector<tables::Value>;

struct Relation {
  std::vector<executor::PlanColumn> columns;
  std::vector<Row> rows;
};

/// The query makes more rows, or holds something, than the interpreter is for; nothing can be said of it.
class NotForReference : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Most rows of any relation on the way.
inline constexpr std::size_t most_rows = 5'000;

}  // namespace kelpie::differential
