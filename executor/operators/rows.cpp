#include <cmath>

#include "executor/error.hpp"
#include "executor/operators/build.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

class Rows final : public Producer {
 public:
  Rows(std::shared_ptr<const Batches> rows, Execution& execution) : rows_(std::move(rows)), execution_(execution) {}
  void run(Sink& sink) override { execution_.emit(*rows_, sink); }

 private:
  std::shared_ptr<const Batches> rows_;
  Execution& execution_;
};

/// range: values are from + i x step, made a batch at a time.
class Range final : public Producer {
 public:
  Range(const RangeRows& range, Type type, Execution& execution) : range_(range), type_(type), execution_(execution) {}

  void run(Sink& sink) override {
    const Value from = execution_.constant(range_.from);
    const Value to = execution_.constant(range_.to);
    const Value step = execution_.constant(range_.step);
    if (from.is_null() || to.is_null() || step.is_null()) return execution_.emit({}, sink);
    if (type_ == Type::real) emit<double>(from.as_real(), to.as_real(), step.as_real(), sink);
    else emit<std::int64_t>(from.as_integer(), to.as_integer(), step.as_integer(), sink);
  }

 private:
  template <typename T>
  void emit(T from, T to, T step, Sink& sink) {
    const double steps = step == 0 ? -1 : std::floor((static_cast<double>(to) - static_cast<double>(from)) / static_cast<double>(step));
    if (step == 0 || !(steps >= 0)) return execution_.emit({}, sink);
    if (steps >= 1e15) throw QueryError("E_RUNAWAY_QUERY", "The range has too many values.", range_.step->span);
    std::uint64_t rows = static_cast<std::uint64_t>(steps) + 1;
    if constexpr (std::is_same_v<T, std::int64_t>) {
      const auto distance = step > 0 ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                                     : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
      const auto width = step > 0 ? static_cast<std::uint64_t>(step) : std::uint64_t{0} - static_cast<std::uint64_t>(step);
      rows = distance / width + 1;
    }
    const std::size_t batch_rows = execution_.context().batch_rows;
    execution_.parallel((rows + batch_rows - 1) / batch_rows, sink, [&](std::size_t task, Sink::Part& part) {
      const std::uint64_t first = task * batch_rows;
      const std::size_t count = std::min<std::uint64_t>(batch_rows, rows - first);
      tables::FlatBuilder<T> builder(type_, count);
      for (std::size_t i = 0; i < count; ++i) {
        if constexpr (std::is_same_v<T, std::int64_t>) {
          builder.set(i, static_cast<T>(static_cast<std::uint64_t>(from) + (first + i) * static_cast<std::uint64_t>(step)));
        } else {
          builder.set(i, from + static_cast<double>(first + i) * step);
        }
      }
      return part.push(Batch{count, {builder.finish()}, task});
    });
  }

  const RangeRows& range_;
  Type type_;
  Execution& execution_;
};

class Materialized final : public Producer {
 public:
  Materialized(const PlanNode& node, Execution& execution) : node_(node), execution_(execution) {}
  void run(Sink& sink) override { execution_.emit(*execution_.materialized(node_), sink); }

 private:
  const PlanNode& node_;
  Execution& execution_;
};

}  // namespace

ProducerPtr make_rows(std::shared_ptr<const Batches> rows, Execution& execution) {
  return std::make_unique<Rows>(std::move(rows), execution);
}

ProducerPtr make_range(const RangeRows& range, const PlanNode& node, Execution& execution) {
  return std::make_unique<Range>(range, node.columns.front().type, execution);
}

ProducerPtr make_materialize(const PlanNode& node, Execution& execution) { return std::make_unique<Materialized>(node, execution); }

}  // namespace kelpie::executor
