#include <algorithm>
#include <map>
#include <numeric>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "executor/operators/row_filter.hpp"
#include "executor/operators/scan_blocks.hpp"
#include "executor/optimizer/value_bounds.hpp"
#include "tables/damaged_data.hpp"

namespace kelpie::executor {

namespace {

/// Does what reads from segments. Stored bytes that are no longer what was written end the query, not the process.
template <typename F>
decltype(auto) reading(F&& f) {
  try {
    return f();
  } catch (const tables::DamagedData& damage) {
    throw QueryError("KE_DAMAGED_DATA", std::string("Stored data cannot be read: ") + damage.what());
  }
}

/// What a scan computes of whole columns where a segment does not keep their parts apart.
class PathEvaluators {
 public:
  PathEvaluators(const ScanTable& scan, const std::vector<PlanColumn>& columns, Execution& execution) {
    for (const auto& [position, path] : scan.paths) {
      const PlanColumn whole{path.whole, columns[position].name, tables::Type::dynamic};
      evaluators_.emplace(position, execution.evaluator(std::span(&path.value, 1), {whole}));
    }
  }
  [[nodiscard]] tables::Vector evaluate(std::size_t position, tables::Vector whole) const {
    const std::size_t rows = whole.size();
    return evaluators_.at(position).evaluate(Batch{rows, {std::move(whole)}, 0}, 0);
  }

 private:
  std::map<std::size_t, Evaluator> evaluators_;
};

/// The columns of a scan in one block.
class BlockColumns final : public ColumnSource {
 public:
  /// The scan and its evaluators outlive the columns.
  BlockColumns(const ScanTable& scan, const PathEvaluators& evaluators, ScanBlock block)
      : scan_(scan), evaluators_(evaluators), block_(std::move(block)) {}

  [[nodiscard]] tables::Vector read(std::size_t column, std::size_t offset, std::size_t count,
                                    std::span<const std::uint32_t> rows) const override {
    const auto chosen = [rows](tables::Vector vector) { return rows.empty() ? vector : vector.gather(rows); };
    const std::size_t table_column = scan_.table_columns[column];
    const auto path = scan_.paths.find(column);
    if (path == scan_.paths.end()) {
      return chosen(reading([&] { return block_.segment->read(table_column, block_.offset + offset, count); }));
    }
    if (auto part = reading([&] {
          return block_.segment->read_path(table_column, path->second.keys, block_.offset + offset, count);
        })) {
      return chosen(*std::move(part));
    }
    Whole& whole = whole_[table_column];
    if (whole.offset != offset || whole.values.size() != count) {
      whole = {offset, reading([&] { return block_.segment->read(table_column, block_.offset + offset, count); })};
    }
    return evaluators_.evaluate(column, chosen(whole.values));
  }

 private:
  /// A column that several paths lead into is read once.
  struct Whole {
    std::size_t offset = 0;
    tables::Vector values;
  };
  const ScanTable& scan_;
  const PathEvaluators& evaluators_;
  ScanBlock block_;
  mutable std::map<std::size_t, Whole> whole_;  // by table column; a block belongs to one thread
};

/// The expression with the values of its sub-queries in their place.
ExpressionPtr with_values(const ExpressionPtr& expression, Execution& execution) {
  if (std::holds_alternative<ScalarSubquery>(expression->node) ||
      std::holds_alternative<ListSubquery>(expression->node)) {
    return make_constant(execution.resolve(*expression), expression->span);
  }
  const auto* call = std::get_if<FunctionCall>(&expression->node);
  if (call == nullptr) return expression;
  FunctionCall copy = *call;
  for (ExpressionPtr& argument : copy.arguments) argument = with_values(argument, execution);
  auto result = std::make_shared<const Expression>(Expression{expression->type, expression->span, std::move(copy)});
  return is_foldable(*result) ? make_constant(evaluate_constant(result), expression->span) : result;
}

/// The bounds that conjuncts with sub-queries set: what those give is known now.
ValueBounds late_bounds(const Filter& filter, Execution& execution) {
  std::vector<ExpressionPtr> conjuncts;
  for (const ExpressionPtr& conjunct : filter.conjuncts) {
    bool any = false;
    for_each_subquery(*conjunct, [&](const PlanPtr&) { any = true; });
    if (any) conjuncts.push_back(with_values(conjunct, execution));
  }
  return value_bounds(conjuncts);
}

/// Reads a table block by block; a block that the bounds rule out, or that nobody behind wants, is never touched. Where
/// there is a filter, the columns of its first conjunct are read first, and the others only where rows are left.
class Scan final : public Producer {
 public:
  Scan(ScanTable scan, const PlanNode& node, std::optional<RowFilter> filter, Execution& execution)
      : scan_(std::move(scan)),
        evaluators_(scan_, node.columns, execution),
        filter_(std::move(filter)),
        execution_(execution),
        output_(scan_.table_columns.size()) {
    std::iota(output_.begin(), output_.end(), std::size_t{0});
    if (filter_) output_ = filter_->output();
  }

  void run(Sink& sink) override {
    const std::vector<ScanBlock> blocks =
        reading([&] { return blocks_of(scan_, execution_.context(), !sink.in_order()); });
    prepare(blocks);
    const std::size_t limit = sink.row_limit();
    execution_.parallel(blocks.size(), sink, [&](std::size_t task, Sink::Part& part) {
      const ScanBlock& block = blocks[task];
      if (!wanted(block, part)) return true;
      BatchReader rows(std::make_shared<const BlockColumns>(scan_, evaluators_, block), filter_ ? block.rows : std::min(limit, block.rows), scan_.table_columns.size(),
                       block.sequence);
      if (filter_) filter_->narrow(rows, limit);
      return rows.rows() == 0 || part.push_unread(std::move(rows), output_);
    });
  }

 private:
  /// Lets the segments that are going to be read share what they can.
  void prepare(const std::vector<ScanBlock>& blocks) const {
    std::vector<const tables::Segment*> segments;
    for (const ScanBlock& block : blocks) segments.push_back(block.segment.get());
    std::sort(segments.begin(), segments.end());
    segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
    reading([&] { scan_.table->prepare(segments, scan_.table_columns); });
  }

  [[nodiscard]] bool wanted(const ScanBlock& block, const Sink::Part& part) const {
    return part.wants([&](std::size_t column) {
      return reading(
          [&] { return block.segment->range(scan_.table_columns[output_[column]], block.offset, block.rows); });
    });
  }

  ScanTable scan_;
  PathEvaluators evaluators_;
  std::optional<RowFilter> filter_;
  Execution& execution_;
  std::vector<std::size_t> output_;
};

}  // namespace

ProducerPtr make_scan(const ScanTable& scan, const PlanNode& node, Execution& execution) {
  return std::make_unique<Scan>(scan, node, std::nullopt, execution);
}

ProducerPtr make_filtered_scan(const Filter& filter, const PlanNode& node, const ScanTable& scan,
                               Execution& execution) {
  RowFilter rows(filter, node, execution);
  const PlanNode& scanned = *node.inputs.front();
  return std::make_unique<Scan>(with_bounds(scan, scanned.columns, late_bounds(filter, execution)), scanned,
                                std::move(rows), execution);
}

}  // namespace kelpie::executor
