#pragma once

// Runs a registered aggregate as summarize would, without a query. Each run is done in several ways - one batch or
// many, every encoding, one thread or two whose states are merged, groups known at once or growing - and all must give
// the same.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "executor/functions/families.hpp"
#include "executor/functions/registry.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor::test {

using tables::Type;
using tables::Value;
using tables::Vector;

/// The arguments of a call in columns; constants are given once.
struct AggregateCall {
  std::string name;
  std::vector<std::vector<Value>> columns;  // one a row argument
  std::vector<std::optional<Value>>
      constants{};  // by position, where an argument is a constant; row arguments fill the other positions
  std::vector<std::uint32_t> group_of{};  // empty: all in group 0
  std::uint32_t groups = 1;
};

/// "null" for a null, JSON for a dynamic value, the text of tostring() for anything else.
inline std::string shown(const Value& value) {
  if (value.is_null()) return "null";
  if (value.type() == Type::dynamic) return tables::to_json(tables::DynamicView(value.as_text()));
  return tables::to_text(value);
}

class AggregateRunner {
 public:
  AggregateRunner() {
    add_statistical_aggregates(registry_);
    add_collecting_aggregates(registry_);
  }
  [[nodiscard]] const FunctionRegistry& registry() const { return registry_; }

  /// One text a result column and group: "a b" for a call of two columns.
  [[nodiscard]] std::vector<std::string> run(const AggregateCall& call) const {
    const std::vector<std::string> expected = run(call, {.batch = 1000});
    for (const Way& way : {Way{.batch = 3}, Way{.batch = 3, .dictionary = true}, Way{.batch = 1000, .dictionary = true},
                           Way{.batch = 2, .growing = true}, Way{.batch = 4, .threads = 2},
                           Way{.batch = 1, .dictionary = true, .threads = 3}, Way{.batch = 1, .constant = true}}) {
      const std::vector<std::string> other = run(call, way);
      BOOST_TEST_CONTEXT(call.name << ": batches of " << way.batch << ", dictionary " << way.dictionary << ", constant "
                                   << way.constant << ", growing " << way.growing << ", threads " << way.threads) {
        BOOST_TEST(other == expected, boost::test_tools::per_element());
      }
    }
    return expected;
  }
  [[nodiscard]] std::string run_one(std::string name, std::vector<std::vector<Value>> columns,
                                    std::vector<std::optional<Value>> constants = {}) const {
    return run({.name = std::move(name), .columns = std::move(columns), .constants = std::move(constants)}).at(0);
  }
  /// The result type of the call as the overload tells it.
  [[nodiscard]] std::optional<Type> result_type(std::string_view name, std::vector<Type> types,
                                                std::vector<std::optional<Value>> constants = {}) const {
    constants.resize(types.size());
    const AggregateOverload* overload = find(name, types);
    if (overload == nullptr) return std::nullopt;
    return result_of(*overload, types, constants);
  }

 private:
  struct Way {
    std::size_t batch = 1000;
    bool dictionary = false;
    bool constant = false;
    bool growing = false;
    std::size_t threads = 1;
  };

  [[nodiscard]] const AggregateOverload* find(std::string_view name, const std::vector<Type>& types) const {
    const AggregateFunction* function = registry_.find_aggregate(name);
    BOOST_TEST_REQUIRE(function != nullptr, "no aggregate " << name);
    for (const AggregateOverload& overload : function->overloads) {
      std::size_t parameter = 0;
      bool fits = true;
      for (const Type type : types) {
        fits = fits && parameter < overload.parameters.size() && overload.parameters[parameter].types.has(type);
        if (fits && !overload.parameters[parameter].repeated) ++parameter;
      }
      while (fits && parameter < overload.parameters.size() &&
             (overload.parameters[parameter].optional || overload.parameters[parameter].repeated)) {
        ++parameter;
      }
      if (fits && parameter == overload.parameters.size()) return &overload;
    }
    return nullptr;
  }

  static std::optional<Type> result_of(const AggregateOverload& overload, std::span<const Type> types,
                                       std::span<const std::optional<Value>> constants) {
    switch (overload.result_kind) {
      case Overload::ResultKind::fixed:
        return overload.result_type;
      case Overload::ResultKind::custom:
        return overload.result(types, constants);
      default:
        return types[0];
    }
  }

  [[nodiscard]] std::vector<std::string> run(const AggregateCall& call, Way way) const {
    std::vector<Type> types;
    std::vector<std::optional<Value>> constants;
    std::size_t column = 0;
    for (std::size_t i = 0; column < call.columns.size() || i < call.constants.size(); ++i) {
      if (i < call.constants.size() && call.constants[i]) {
        constants.push_back(call.constants[i]);
        types.push_back(call.constants[i]->type());
      } else {
        constants.emplace_back();
        types.push_back(call.columns.at(column++).at(0).type());
      }
    }
    const AggregateOverload* overload = find(call.name, types);
    BOOST_TEST_REQUIRE(overload != nullptr, call.name << " takes no such arguments");
    const CallSite site{
        .argument_types = types, .constants = constants, .result_type = result_of(*overload, types, constants).value()};

    const std::size_t rows = call.columns.empty() ? call.group_of.size() : call.columns[0].size();
    std::vector<std::unique_ptr<Aggregator>> threads;
    for (std::size_t i = 0; i < way.threads; ++i) threads.push_back(overload->make(site));
    if (!way.growing) {
      for (auto& thread : threads) thread->resize(call.groups);
    }
    const std::size_t part = (rows + way.threads - 1) / way.threads;
    for (std::size_t thread = 0; thread < way.threads; ++thread) {
      const std::size_t end = std::min(rows, (thread + 1) * part);
      for (std::size_t first = std::min(rows, thread * part); first < end; first += way.batch) {
        update(*threads[thread], call, constants, types, first, std::min(way.batch, end - first), way);
      }
    }
    threads[0]->resize(call.groups);
    std::vector<std::uint32_t> same(call.groups);
    for (std::uint32_t group = 0; group < call.groups; ++group) same[group] = group;
    for (std::size_t thread = 1; thread < way.threads; ++thread) threads[0]->merge(*threads[thread], same);
    return texts(threads[0]->finish(), call.groups);
  }

  static void update(Aggregator& aggregator, const AggregateCall& call,
                     const std::vector<std::optional<Value>>& constants, const std::vector<Type>& types,
                     std::size_t first, std::size_t count, Way way) {
    std::vector<std::uint32_t> group_of(count, 0);
    std::uint32_t highest = 0;
    for (std::size_t i = 0; i < count && !call.group_of.empty(); ++i) {
      group_of[i] = call.group_of[first + i];
      highest = std::max(highest, group_of[i]);
    }
    if (way.growing) aggregator.resize(highest + 1);
    std::vector<Vector> arguments;
    std::size_t column = 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (constants[i])
        arguments.push_back(Vector::constant(*constants[i], count));
      else
        arguments.push_back(encoded(types[i], std::span(call.columns[column++]).subspan(first, count), way));
    }
    aggregator.update(arguments, group_of);
  }

  static Vector encoded(Type type, std::span<const Value> values, Way way) {
    if (way.constant && values.size() == 1) return Vector::constant(values[0], 1);
    tables::ColumnBuilder builder(type);
    if (!way.dictionary) {
      for (const Value& value : values) builder.append(value);
      return builder.finish();
    }
    auto codes = std::make_shared<std::vector<std::uint16_t>>();
    std::vector<Value> entries;
    for (const Value& value : values) {
      const auto found = std::find(entries.begin(), entries.end(), value);
      codes->push_back(static_cast<std::uint16_t>(found - entries.begin()));
      if (found == entries.end()) {
        entries.push_back(value);
        builder.append(value);
      }
    }
    const void* data = codes->data();
    return Vector::dictionary(std::make_shared<const tables::Dictionary>(builder.finish(), true),
                              tables::CodeWidth::two, data, values.size(), codes);
  }

  static std::vector<std::string> texts(const std::vector<Vector>& columns, std::uint32_t groups) {
    std::vector<std::string> result(groups);
    for (const Vector& column : columns) {
      BOOST_TEST_REQUIRE(column.size() == groups);
      for (std::uint32_t group = 0; group < groups; ++group) {
        result[group] += (result[group].empty() ? "" : " ") + shown(column.value_at(group));
      }
    }
    return result;
  }

  FunctionRegistry registry_;
};

/// Columns of test values; nothing is a null.
inline std::vector<Value> longs(std::initializer_list<std::optional<std::int64_t>> values) {
  std::vector<Value> column;
  for (const auto& value : values) column.push_back(value ? Value::long_(*value) : Value(Type::long_));
  return column;
}
inline std::vector<Value> reals(std::initializer_list<std::optional<double>> values) {
  std::vector<Value> column;
  for (const auto& value : values) column.push_back(value ? Value::real(*value) : Value(Type::real));
  return column;
}
inline std::vector<Value> bools(std::initializer_list<std::optional<bool>> values) {
  std::vector<Value> column;
  for (const auto& value : values) column.push_back(value ? Value::boolean(*value) : Value(Type::boolean));
  return column;
}
inline std::vector<Value> strings(std::initializer_list<std::string_view> values) {
  std::vector<Value> column;
  for (const auto value : values) column.push_back(Value::string(std::string(value)));
  return column;
}
/// JSON texts; "" is a null.
inline std::vector<Value> dynamics(std::initializer_list<std::string_view> values) {
  std::vector<Value> column;
  for (const auto value : values)
    column.push_back(value.empty() ? Value(Type::dynamic) : Value::dynamic(tables::parse_json(value).value()));
  return column;
}

}  // namespace kelpie::executor::test
