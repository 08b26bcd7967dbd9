#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "executor/batch.hpp"

namespace kelpie::executor {

struct PlanNode;
class Execution;

/// A calculation over whole relations that no other operator says: a plugin, reduce, a graph pattern. Immutable and thread-safe. Each is
/// made while binding and knows the positions of the columns that it reads; all columns of its inputs are handed in.
class RowsFunction {
 public:
  virtual ~RowsFunction() = default;
  /// What `explain` prints: "autocluster(0.5)".
  [[nodiscard]] virtual std::string describe() const = 0;
  /// Makes rows of rows. inputs[i] holds all rows of the node's input i, in order, its columns as that input's `columns`; the result has the node's
  /// columns, flat, constant or dictionary. Over unbounded work it calls execution.check() now and then. Throws QueryError.
  [[nodiscard]] virtual Batch run(std::span<const Batch> inputs, const PlanNode& node, Execution& execution) const = 0;
  /// Where it hands the columns of its only input on under their numbers, whichever it is given: those that it reads besides what its expressions
  /// do. Nothing: it gets all columns that it was bound with.
  [[nodiscard]] virtual std::optional<std::vector<std::uint32_t>> reads() const { return std::nullopt; }
};

}  // namespace kelpie::executor
