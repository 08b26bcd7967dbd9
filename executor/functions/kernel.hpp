#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "tables/value.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// The code of one call of a function in one query. Const and thread-safe.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// `arguments` have the types that the call site said, `rows` rows each, and are flat or constant, never dictionary: the evaluator calls
  /// a kernel once per distinct value where it can. The result has `rows` rows and the result type; flat or constant.
  [[nodiscard]] virtual tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const = 0;
  /// The same where one argument is codes of a dictionary and the others are constant, for a kernel that needs not look at every value of the
  /// dictionary. Nothing: it has to, so it is called once per distinct value.
  [[nodiscard]] virtual std::optional<tables::Vector> evaluate_codes(std::span<const tables::Vector> arguments, std::size_t rows) const {
    static_cast<void>(arguments), static_cast<void>(rows);
    return std::nullopt;
  }
};

/// What is known of a call when its kernel is made: types after implicit conversions, and the arguments that are constants.
struct CallSite {
  std::span<const tables::Type> argument_types;
  std::span<const std::optional<tables::Value>> constants;  // one an argument
  tables::Type result_type = tables::Type::dynamic;

  [[nodiscard]] std::size_t size() const { return argument_types.size(); }
  /// The constant at `index`; nullptr when there is no such argument or it is not constant.
  [[nodiscard]] const tables::Value* constant(std::size_t index) const {
    return index < constants.size() && constants[index] ? &*constants[index] : nullptr;
  }
};

/// Makes the kernel of a call, once per query: the place to compile a regex or to build a set from constants. May throw QueryError when a
/// constant is unusable (a malformed regex).
using KernelFactory = std::function<std::shared_ptr<const Kernel>(const CallSite&)>;

}  // namespace kelpie::executor
