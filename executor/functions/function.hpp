#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "executor/functions/kernel.hpp"
#include "tables/type.hpp"

namespace kelpie::executor {

/// A set of types.
class TypeSet {
 public:
  constexpr TypeSet() = default;
  constexpr TypeSet(tables::Type type) : bits_(1u << static_cast<unsigned>(type)) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr bool has(tables::Type type) const { return (bits_ >> static_cast<unsigned>(type) & 1u) != 0; }
  constexpr TypeSet operator|(TypeSet other) const { return TypeSet(bits_ | other.bits_); }
  constexpr bool operator==(const TypeSet&) const = default;
  static constexpr TypeSet all() { return TypeSet(0x3ffu); }

 private:
  explicit constexpr TypeSet(unsigned bits) : bits_(bits) {}
  unsigned bits_ = 0;
};

/// One parameter of a signature.
struct Parameter {
  std::string name;
  TypeSet types;
  bool optional = false;
  bool repeated = false;   // one or more (zero or more when optional too); only the last ones repeat, as a group
  bool constant = false;   // must be known before the query runs
  bool common = false;     // all common arguments take one type
  bool type_literal = false;  // typeof(...)
};

/// How a column that comes from a call without a name is called (Kusto's binder):
///   none             Column1
///   first_argument   the first argument's column name: tostring(a) -> a
///   prefix_and_first_argument   prefix_a: strlen(s) -> strlen_s
///   prefix_only      prefix_
enum class ResultNaming { none, first_argument, only_argument, prefix_and_first_argument, prefix_only };

/// What the result type is computed from when the signature does not say it.
using ResultRule = std::function<std::optional<tables::Type>(std::span<const tables::Type>, std::span<const std::optional<tables::Value>>)>;

/// One way to call a function. Written as text, parsed when registered:
///   "(source:string, delimiter:string, index?:integer) -> dynamic"
/// A parameter is name:types or const name:types. `?` optional, `...` repeated. Types joined by `|`; besides the type names there are the
/// words scalar (all), number (int long real decimal), integer (int long), summable (number timespan datetime), orderable (all but
/// dynamic), common (all; all common arguments take one type), type (typeof literal). The result is a type, `first` (type of the first
/// argument), `common`, or `custom` (then `result` must be given).
struct Overload {
  std::string signature{};
  KernelFactory kernel{};
  ResultRule result{};

  // From the signature:
  std::vector<Parameter> parameters{};
  enum class ResultKind { fixed, first, common, custom } result_kind = ResultKind::fixed;
  tables::Type result_type = tables::Type::dynamic;
};

/// A column of a function that gives several at once (series_stats).
struct TupleColumn {
  std::string name;
  tables::Type type;
};

/// Everything the project knows of a scalar function; binder, documentation, completion and execution read it here.
struct ScalarFunction {
  std::string name{};
  std::vector<std::string> aliases{};  // obsolete spellings and synonyms
  std::string category{};              // "string", "datetime", ... as in the docs page
  std::string summary{};               // one sentence, active voice
  std::string example{};               // a query that is run as a test
  ResultNaming naming = ResultNaming::none;
  std::string prefix{};                // for the namings with a prefix; empty: the name
  bool deterministic = true;         // same arguments, same result: may be evaluated per distinct value and folded
  std::vector<Overload> overloads{};
  /// Not empty: the call gives several columns; its kernel then returns a dynamic array with one element a column, in this order.
  std::vector<TupleColumn> tuple{};
};

}  // namespace kelpie::executor
