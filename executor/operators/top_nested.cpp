#include "executor/operators/top_nested.hpp"

#include <algorithm>
#include <numeric>

#include "executor/operators/build.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/sort_keys.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

Vector as_column(std::span<const std::uint32_t> numbers) {
  tables::FlatBuilder<std::int64_t> column(Type::long_, numbers.size());
  std::copy(numbers.begin(), numbers.end(), column.values());
  return column.finish();
}

/// A group that is shown at a level, or what stands for those that are not.
struct Group {
  std::uint32_t parent = 0;  // among the groups of the level above
  std::size_t left_at = 0;   // the level from which on it stands for others; the number of levels: it does not
};

/// The groups of one level with what is shown of them.
struct LevelGroups {
  std::vector<Group> groups;
  Vector keys, values;
};

/// A level's expressions over the rows that are left.
struct LevelValues {
  Vector key;
  std::vector<Vector> arguments;
};

class Nesting {
 public:
  Nesting(const std::vector<TopNestedLevel>& levels, const PlanNode& node, Execution& execution)
      : levels_(levels), expressions_(std::get<ComputeRows>(node.op).expressions), node_(node), execution_(execution) {}

  Batch run(const Batch& rows) {
    std::vector<std::uint32_t> kept(rows.rows), group_of(rows.rows, 0);
    std::iota(kept.begin(), kept.end(), 0u);
    std::vector<Group> above{{0, levels_.size()}};
    std::vector<LevelGroups> done;
    std::size_t first = 0;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      execution_.check();
      const TopNestedLevel& at = levels_[level];
      const std::size_t arguments = std::accumulate(at.arguments.begin(), at.arguments.end(), std::size_t{0});
      const Evaluator evaluator =
          execution_.evaluator(std::span(expressions_).subspan(first, 1 + arguments), node_.inputs.front()->columns);
      std::vector<Vector> values = evaluator.evaluate(rows);
      for (Vector& value : values) value = value.gather(kept);
      const LevelValues own{values.front(), {values.begin() + 1, values.end()}};
      done.push_back(divide(level, own, expressions_[first + 1 + arguments], above, kept, group_of));
      above = done.back().groups;
      first += arguments + 2;
    }
    return shown(done);
  }

 private:
  /// Groups the rows left within their groups above. `kept` and `group_of` become those rows that have a group at this
  /// level, and their groups.
  LevelGroups divide(std::size_t level, const LevelValues& values, const ExpressionPtr& made,
                     const std::vector<Group>& above, std::vector<std::uint32_t>& kept,
                     std::vector<std::uint32_t>& group_of) {
    const TopNestedLevel& at = levels_[level];
    // Rows of groups that stand for others are not divided any more.
    std::vector<std::uint32_t> divided, rest;
    for (std::uint32_t i = 0; i < kept.size(); ++i)
      (above[group_of[i]].left_at == levels_.size() ? divided : rest).push_back(i);
    std::vector<std::uint32_t> group(divided.size()), parents;
    for (const std::uint32_t i : divided) parents.push_back(group_of[i]);
    const std::vector<Type> types{Type::long_, values.key.type()};
    GroupKeys::Shared shared(types);
    GroupKeys found(shared);
    if (!divided.empty())
      found.groups(std::vector<Vector>{as_column(parents), values.key.gather(divided)}, divided.size(), group.data());
    std::vector<std::uint32_t> parent_of(found.size());
    for (std::size_t i = 0; i < divided.size(); ++i) parent_of[group[i]] = parents[i];
    const Vector ranked = aggregate(at, made, values, divided, group, found.size());
    const std::vector<std::uint32_t> chosen = choose(at, parent_of, ranked);

    LevelGroups result;
    std::vector<std::uint32_t> number(found.size(), no_group);
    for (const std::uint32_t one : chosen) {
      number[one] = static_cast<std::uint32_t>(result.groups.size());
      result.groups.push_back({parent_of[one], levels_.size()});
    }
    std::vector<std::uint32_t> row_group(kept.size(), no_group);
    const bool wanted = std::any_of(levels_.begin() + static_cast<std::ptrdiff_t>(level), levels_.end(),
                                    [](const TopNestedLevel& each) { return each.others.has_value(); });
    for (std::size_t i = 0; i < divided.size(); ++i) {
      row_group[divided[i]] = number[group[i]];
      if (number[group[i]] == no_group && wanted) rest.push_back(divided[i]);
    }
    // One group for the rest of each group above.
    std::vector<std::uint32_t> rest_of(above.size(), no_group), with_rest;
    for (const std::uint32_t i : rest) {
      if (rest_of[group_of[i]] == no_group) with_rest.push_back(group_of[i]);
      rest_of[group_of[i]] = 0;
    }
    std::sort(with_rest.begin(), with_rest.end());
    for (const std::uint32_t parent : with_rest) {
      rest_of[parent] = static_cast<std::uint32_t>(result.groups.size());
      result.groups.push_back({parent, std::min(level, above[parent].left_at)});
    }
    std::sort(rest.begin(), rest.end());
    std::vector<std::uint32_t> rest_group;
    for (const std::uint32_t i : rest) {
      row_group[i] = rest_of[group_of[i]];
      rest_group.push_back(row_group[i] - static_cast<std::uint32_t>(chosen.size()));
    }
    const std::vector<Vector> keys =
        divided.empty() ? std::vector<Vector>(2, Vector::null(values.key.type(), 0)) : found.values();
    const Vector rest_keys =
        at.others ? Vector::constant(*at.others, with_rest.size()) : Vector::null(values.key.type(), with_rest.size());
    const Vector rest_values = at.others ? aggregate(at, made, values, rest, rest_group, with_rest.size())
                                         : Vector::null(made->type, with_rest.size());
    result.keys = tables::concatenate(values.key.type(), std::vector<Vector>{keys.back().gather(chosen), rest_keys});
    result.values = tables::concatenate(made->type, std::vector<Vector>{ranked.gather(chosen), rest_values});

    std::size_t left = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (row_group[i] == no_group) continue;
      kept[left] = kept[i];
      group_of[left++] = row_group[i];
    }
    kept.resize(left);
    group_of.resize(left);
    return result;
  }

  Vector aggregate(const TopNestedLevel& at, const ExpressionPtr& made, const LevelValues& values,
                   std::span<const std::uint32_t> rows, std::span<const std::uint32_t> groups, std::size_t size) {
    Batch results{size, {}, 0};
    std::size_t argument = 0;
    for (std::size_t i = 0; i < at.calls.size(); ++i) {
      AggregateCall call = at.calls[i];
      std::vector<Vector> arguments;
      for (std::size_t j = 0; j < at.arguments[i]; ++j, ++argument) {
        arguments.push_back(values.arguments[argument].gather(rows));
        call.arguments.push_back(expression_of(at, argument));
      }
      const auto aggregator = make_aggregator(call, at.results[i].type, execution_);
      aggregator->resize(size);
      if (!rows.empty()) aggregator->update(arguments, groups);
      results.columns.push_back(aggregator->finish().front());
    }
    return execution_.evaluator(std::span(&made, 1), at.results).evaluate(results).front();
  }

  /// The argument's expression as it stands in the plan now.
  [[nodiscard]] const ExpressionPtr& expression_of(const TopNestedLevel& at, std::size_t argument) const {
    std::size_t first = 0;
    for (const TopNestedLevel& level : levels_) {
      if (&level == &at) break;
      first += std::accumulate(level.arguments.begin(), level.arguments.end(), std::size_t{2});
    }
    return expressions_[first + 1 + argument];
  }

  /// Of each parent's groups the first in order; of equal ones those met last.
  [[nodiscard]] std::vector<std::uint32_t> choose(const TopNestedLevel& at, const std::vector<std::uint32_t>& parent_of,
                                                  const Vector& ranked) const {
    std::vector<std::uint32_t> numbers(parent_of.size());
    std::iota(numbers.begin(), numbers.end(), 0u);
    if (numbers.empty()) return numbers;
    const std::vector<Vector> terms{as_column(parent_of), ranked, as_column(numbers)};
    const std::vector<SortTerm> order{
        {nullptr, true, true}, {nullptr, at.ascending, at.ascending}, {nullptr, false, false}};
    std::vector<std::uint32_t> chosen;
    std::uint64_t of_parent = 0;
    std::uint32_t parent = no_group;
    for (const std::uint32_t group : SortKeys(terms, order).sorted()) {
      of_parent = parent_of[group] == parent ? of_parent + 1 : 0;
      parent = parent_of[group];
      if (!at.most || of_parent < *at.most) chosen.push_back(group);
    }
    return chosen;
  }

  /// A row for each group of the last level: first those that stand for themselves, then those for others, the deeper
  /// before.
  [[nodiscard]] Batch shown(const std::vector<LevelGroups>& done) const {
    const std::vector<Group>& last = done.back().groups;
    std::vector<std::uint32_t> path(last.size());
    std::iota(path.begin(), path.end(), 0u);
    std::stable_sort(path.begin(), path.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return last[a].left_at > last[b].left_at; });
    Batch result{path.size(), {}, 0};
    for (std::size_t level = done.size(); level-- > 0;) {
      result.columns.insert(result.columns.begin(), {done[level].keys.gather(path), done[level].values.gather(path)});
      for (std::uint32_t& group : path) group = done[level].groups[group].parent;
    }
    return result;
  }

  const std::vector<TopNestedLevel>& levels_;
  const std::vector<ExpressionPtr>& expressions_;
  const PlanNode& node_;
  Execution& execution_;
};

class TopNested final : public RowsFunction {
 public:
  explicit TopNested(std::vector<TopNestedLevel> levels) : levels_(std::move(levels)) {}
  [[nodiscard]] std::string describe() const override {
    std::string text = "top-nested";
    for (const TopNestedLevel& level : levels_)
      text += (&level == levels_.data() ? " " : ", ") + (level.most ? std::to_string(*level.most) : std::string("all"));
    return text;
  }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode& node, Execution& execution) const override {
    return Nesting(levels_, node, execution).run(inputs.front());
  }

 private:
  std::vector<TopNestedLevel> levels_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_top_nested(std::vector<TopNestedLevel> levels) {
  return std::make_shared<TopNested>(std::move(levels));
}

}  // namespace kelpie::executor
