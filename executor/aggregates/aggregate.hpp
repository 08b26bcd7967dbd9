#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "executor/functions/function.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// The running state of one aggregate for many groups; groups are numbered 0, 1, 2, ... One thread at a time.
class Aggregator {
 public:
  virtual ~Aggregator() = default;
  /// Makes room for groups [0, groups); new ones are empty. Never shrinks.
  virtual void resize(std::size_t groups) = 0;
  /// Adds `group_of.size()` rows: row i belongs to group group_of[i] (all below the size set). Arguments come in any encoding: an
  /// aggregate that profits from dictionary codes (dcount, make_set) looks, others call flattened(). Row order is the order of the input.
  virtual void update(std::span<const tables::Vector> arguments, std::span<const std::uint32_t> group_of) = 0;
  /// Whether it looks at nothing but how many rows a group has: then rows may come counted.
  [[nodiscard]] virtual bool counts_rows() const { return false; }
  /// Adds rows[i] rows to group groups[i]. Only where counts_rows().
  virtual void add_rows(std::span<const std::uint32_t> groups, std::span<const std::uint32_t> rows) { static_cast<void>(groups), static_cast<void>(rows); }
  /// Takes over the state of another aggregator of the same call: its group g joins our group group_map[g]. Its rows count as later than
  /// ours. `other` is spent afterwards.
  virtual void merge(Aggregator& other, std::span<const std::uint32_t> group_map) = 0;
  /// One vector a result column, one row a group, in order of the group numbers. An empty group gives the aggregate's default.
  [[nodiscard]] virtual std::vector<tables::Vector> finish() = 0;
  /// Bytes held, roughly; for the memory account. Called once a batch at most.
  [[nodiscard]] virtual std::size_t memory() const { return 0; }
};

/// Makes the state of a call; `site.constants` holds what is constant (maxSize, percentile). May throw QueryError.
using AggregatorFactory = std::function<std::unique_ptr<Aggregator>(const CallSite& site)>;

struct AggregateOverload {
  std::string signature{};  // as Overload::signature
  AggregatorFactory make{};
  ResultRule result{};

  std::vector<Parameter> parameters{};
  Overload::ResultKind result_kind = Overload::ResultKind::fixed;
  tables::Type result_type = tables::Type::dynamic;
};

/// How the result columns of an aggregate come to be named and typed.
///   one            a single column: prefix_argument, or prefix_ when the argument is no column
///   arg_extremum   arg_max, arg_min: the maximised expression, then each returned expression under its own name (`*`: all columns)
///   each_argument  take_any(a, b): each argument under its own name
///   percentiles    percentiles(x, 50, 90): percentile_x_50, percentile_x_90
enum class AggregateShape { one, arg_extremum, each_argument, percentiles };

struct AggregateFunction {
  std::string name{};
  std::vector<std::string> aliases{};
  std::string summary{};
  std::string example{};
  ResultNaming naming = ResultNaming::prefix_and_first_argument;
  std::string prefix{};  // empty: the name ("sum"); make_list: "list"
  AggregateShape shape = AggregateShape::one;
  /// How many arguments the name of the column tells: 2 for covariance_x_y.
  std::size_t named_arguments = 1;
  std::vector<AggregateOverload> overloads{};
};

}  // namespace kelpie::executor
