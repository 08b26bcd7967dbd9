#include <algorithm>
#include <cmath>

#include "executor/aggregates/hll_value.hpp"
#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/execution.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::DynamicView;
using tables::Type;
using tables::Vector;

namespace {

constexpr std::size_t most_sets = 16;

/// What a value of hll() stands for: hashes while they are few, else a sketch.
struct Set {
  unsigned precision = 0;
  std::vector<std::uint64_t> hashes;  // sorted; where there is no sketch
  std::optional<HyperLogLog> sketch;
};

std::optional<Set> set_of(DynamicView value) {
  const auto hll = HllValue::read(value);
  if (!hll) return std::nullopt;
  DistinctCounter counter(hll->precision(), exact_values(hll->precision()));
  counter.resize(1);
  hll->add_to(counter, hll->precision(), 0);
  counter.settle();
  Set set{hll->precision(), {}, {}};
  if (const HyperLogLog* sketch = counter.sketch(0))
    set.sketch = *sketch;
  else
    counter.for_each_hash([&](std::uint32_t, std::uint64_t hash) { set.hashes.push_back(hash); });
  std::sort(set.hashes.begin(), set.hashes.end());
  return set;
}

HyperLogLog sketch_of(const Set& set, unsigned precision) {
  if (set.sketch) return set.sketch->precision() == precision ? *set.sketch : set.sketch->reduced(precision);
  HyperLogLog sketch(precision);
  sketch.add(set.hashes);
  return sketch;
}

/// Sizes of the intersections of the first 1, 2, ... sets: exact as far as all sets list their hashes; otherwise the
/// sizes of unions, which sketches tell, are added and subtracted (inclusion and exclusion).
class Intersections {
 public:
  Intersections(const std::vector<Set>& sets, Execution& execution) : execution_(execution) {
    unsigned precision = sets.front().precision;
    for (const Set& set : sets) precision = std::min(precision, set.precision);
    for (const Set& set : sets) sketches_.push_back(sketch_of(set, precision));
    std::vector<std::uint64_t> together = sets.front().hashes;
    bool exact = true;
    double size = 0;
    for (std::size_t count = 1; count <= sets.size(); ++count) {
      const Set& last = sets[count - 1];
      exact &= !last.sketch;
      if (exact) {
        std::vector<std::uint64_t> both;
        std::set_intersection(together.begin(), together.end(), last.hashes.begin(), last.hashes.end(),
                              std::back_inserter(both));
        together = std::move(both);
        size = static_cast<double>(together.size());
      } else {
        sum_ = 0;
        add_unions(0, count, nullptr, -1);
        // An intersection is no larger than that of fewer sets.
        size = count == 1 ? sum_ : std::clamp(sum_, 0.0, size);
      }
      sizes_.push_back(std::llround(size));
    }
  }
  [[nodiscard]] const std::vector<std::int64_t>& sizes() const { return sizes_; }

 private:
  /// Adds the unions of all choices among sets [next, count) with what is joined already, with the sign of their
  /// number.
  void add_unions(std::size_t next, std::size_t count, const HyperLogLog* joined, double sign) {
    execution_.check();
    for (std::size_t set = next; set < count; ++set) {
      HyperLogLog more = sketches_[set];
      if (joined != nullptr) more.merge(*joined);
      sum_ += -sign * more.estimate();
      add_unions(set + 1, count, &more, -sign);
    }
  }

  Execution& execution_;
  std::vector<HyperLogLog> sketches_;
  double sum_ = 0;
  std::vector<std::int64_t> sizes_;
};

/// The input's columns, of which the last ones are the sets, and a size for each set.
class DcountIntersect final : public RowsFunction {
 public:
  explicit DcountIntersect(std::size_t sets) : sets_(sets) {}

  [[nodiscard]] std::string describe() const override { return "dcount_intersect"; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Batch& rows = inputs.front();
    const std::size_t passed = rows.columns.size() - sets_;
    std::vector<Vector> columns;
    for (std::size_t i = passed; i < rows.columns.size(); ++i) columns.push_back(rows.columns[i].flattened());
    std::vector<tables::FlatBuilder<std::int64_t>> results;
    for (std::size_t i = 0; i < sets_; ++i) results.emplace_back(Type::long_, rows.rows);
    for (std::size_t row = 0; row < rows.rows; ++row) {
      std::vector<Set> sets;
      for (const Vector& column : columns) {
        if (column.is_null_at(row)) break;
        auto set = set_of(DynamicView(column.values<std::string_view>()[row]));
        if (!set) break;
        sets.push_back(std::move(*set));
      }
      // What is no value of hll() has no size, nor has an intersection with it.
      const std::vector<std::int64_t> sizes =
          sets.empty() ? std::vector<std::int64_t>() : Intersections(sets, execution).sizes();
      for (std::size_t i = 0; i < sets_; ++i) {
        if (i < sizes.size())
          results[i].set(row, sizes[i]);
        else
          results[i].set_null(row);
      }
    }
    Batch result{rows.rows, {rows.columns.begin(), rows.columns.begin() + static_cast<std::ptrdiff_t>(passed)}, 0};
    for (auto& each : results) result.columns.push_back(each.finish());
    return result;
  }

 private:
  std::size_t sets_;
};

}  // namespace

std::optional<Relation> bind_dcount_intersect(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                              const EnvironmentPtr& environment) {
  PluginArguments arguments(binder, op, input, environment, {"hll_1", "hll_2"}, 2);
  if (!arguments.sound()) return std::nullopt;
  std::vector<const parser::Argument*> sets{arguments.find("hll_1"), arguments.find("hll_2")};
  sets.insert(sets.end(), arguments.list().begin(), arguments.list().end());
  if (sets.size() > most_sets) {
    arguments.error("dcount_intersect takes 2 to " + std::to_string(most_sets) + " sets.", sets[most_sets]->span);
    return std::nullopt;
  }
  Project project;
  std::vector<PlanColumn> columns = input.columns(), made;
  UniqueNames names;
  for (const PlanColumn& column : columns) {
    project.expressions.push_back(Binder::reference(column));
    made.push_back(binder.new_column(names.add(column.name), column.type));
    if (binder.is_hidden(column)) binder.hidden_.insert(made.back().id);
  }
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const ExpressionPtr set = binder.bind_expression(sets[i]->value, {environment, &input});
    if (!set) return std::nullopt;
    if (set->type != Type::dynamic) {
      arguments.error("dcount_intersect takes values of hll(), which are dynamic; this is of type " +
                          std::string(tables::name_of(set->type)) + ".",
                      sets[i]->span);
      return std::nullopt;
    }
    project.expressions.push_back(set);
    columns.push_back(binder.new_column("set", Type::dynamic));
    made.push_back(binder.new_column(names.add("s" + std::to_string(i)), Type::long_));
  }
  Relation result =
      computed_by(std::make_shared<DcountIntersect>(sets.size()),
                  {make_plan(std::move(project), {input.plan}, std::move(columns), op.span)}, std::move(made), op.span);
  result.serialized = input.serialized;
  result.open = input.open;
  return result;
}

}  // namespace kelpie::executor
