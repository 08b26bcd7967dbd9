#include <cstring>
#include <memory>
#include <vector>

#include "executor/functions/conditional/conditional.hpp"
#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/operators/elementwise.hpp"
#include "tables/dynamic.hpp"

// Kusto reference: "iff()", "case()", "coalesce()". A predicate that is null counts as false.

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

using KernelPtr = std::shared_ptr<const Kernel>;

/// A set of casts to one type, made when the kernel is.
class Casts {
 public:
  Casts(std::span<const Type> from, Type to) {
    for (const Type type : from) casts_.push_back(type == to ? nullptr : make_cast_kernel(type, to));
  }
  [[nodiscard]] Vector apply(std::size_t index, const Vector& vector, std::size_t rows) const {
    return casts_[index] ? casts_[index]->evaluate(std::span(&vector, 1), rows) : vector;
  }

 private:
  std::vector<KernelPtr> casts_;
};

/// Whether a constant predicate holds.
bool holds(const Vector& predicate) { return !is_constant_null(predicate) && *predicate.values<std::uint8_t>() != 0; }

struct TrueRows {
  KELPIE_INLINE_LOOP static void run(const std::uint8_t* values, const std::uint8_t* validity,
                                     std::uint8_t* __restrict out, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) out[row] = values[row] & validity[row];
  }
};

/// case(p1, v1, p2, v2, ..., otherwise); iff is the same with one predicate.
class CaseKernel final : public Kernel {
 public:
  explicit CaseKernel(const CallSite& site)
      : casts_(site.argument_types, site.result_type), predicates_(site.argument_types, Type::boolean) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    // Branches in order of their predicates, those that cannot be taken left out; the last one is taken where no
    // predicate holds.
    std::vector<Vector> tests;
    std::vector<Vector> branches;
    std::size_t otherwise = arguments.size() - 1;
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
      Vector test = predicates_.apply(i, arguments[i], rows);
      if (test.is_constant() && !holds(test)) continue;
      if (test.is_constant()) {
        otherwise = i + 1;
        break;
      }
      tests.push_back(std::move(test));
      branches.push_back(casts_.apply(i + 1, arguments[i + 1], rows));
    }
    branches.push_back(casts_.apply(otherwise, arguments[otherwise], rows));
    if (tests.empty()) return branches.front();
    return merge(tests, branches, rows);
  }

 private:
  static constexpr std::size_t most_branches = 256;

  /// Choices fit a byte; more branches than that are merged from the end in groups.
  static Vector merge(std::vector<Vector>& tests, std::vector<Vector>& branches, std::size_t rows) {
    while (true) {
      const std::size_t count = std::min(tests.size(), most_branches - 1);
      const std::size_t from = tests.size() - count;
      const std::vector<std::uint8_t> choice = choices(std::span(tests).subspan(from), rows);
      Vector merged = choose(std::span(branches).subspan(from), choice.data(), rows);
      if (from == 0) return merged;
      tests.resize(from);
      branches.resize(from);
      branches.push_back(std::move(merged));
    }
  }
  /// The first test that holds; their count where none does.
  static std::vector<std::uint8_t> choices(std::span<const Vector> tests, std::size_t rows) {
    std::vector<std::uint8_t> choice(rows, static_cast<std::uint8_t>(tests.size()));
    std::vector<std::uint8_t> holding(rows);
    for (std::size_t t = tests.size(); t-- > 0;) {
      const std::uint8_t* values = tests[t].values<std::uint8_t>();
      if (tests[t].validity() != nullptr) {
        run_loop<TrueRows>(values, tests[t].validity(), holding.data(), rows);
        values = holding.data();
      }
      const auto number = static_cast<std::uint8_t>(t);
      for (std::size_t row = 0; row < rows; ++row) choice[row] = values[row] != 0 ? number : choice[row];
    }
    return choice;
  }

  Casts casts_;
  Casts predicates_;
};

/// The first value that is there: not null, and for text not empty.
class CoalesceKernel final : public Kernel {
 public:
  explicit CoalesceKernel(const CallSite& site) : casts_(site.argument_types, site.result_type) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    Vector result = casts_.apply(0, arguments[0], rows);
    std::vector<std::uint8_t> choice(rows);
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      if (!mark_missing(result, choice)) return result;
      const Vector both[] = {std::move(result), casts_.apply(i, arguments[i], rows)};
      result = both[0].is_constant() ? both[1] : choose(both, choice.data(), rows);
    }
    return result;
  }

 private:
  /// Marks the rows without a value; false when there are none. A constant is missing in all rows or in none.
  static bool mark_missing(const Vector& vector, std::vector<std::uint8_t>& missing) {
    if (vector.type() == Type::string) {
      const std::string_view* texts = vector.values<std::string_view>();
      if (vector.is_constant()) return texts->empty();
      bool any = false;
      for (std::size_t row = 0; row < missing.size(); ++row) any |= (missing[row] = texts[row].empty()) != 0;
      return any;
    }
    if (vector.is_constant()) return is_constant_null(vector);
    if (vector.validity() == nullptr) return false;
    for (std::size_t row = 0; row < missing.size(); ++row) missing[row] = vector.validity()[row] ^ 1;
    return true;
  }

  Casts casts_;
};

/// The branches of case: the odd arguments and the last one.
std::optional<Type> case_type(std::span<const Type> types) {
  if (types.size() < 3 || types.size() % 2 == 0) return std::nullopt;
  std::vector<Type> branches;
  for (std::size_t i = 1; i < types.size(); i += 2) {
    if (types[i - 1] != Type::boolean && types[i - 1] != Type::dynamic && !tables::is_numeric(types[i - 1]))
      return std::nullopt;
    branches.push_back(types[i]);
  }
  branches.push_back(types.back());
  return common_choice_type(branches);
}

template <typename K>
KernelFactory made() {
  return [](const CallSite& site) { return std::make_shared<const K>(site); };
}

}  // namespace

void add_choice_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "iff",
      .aliases = {"iif"},
      .category = "conditional",
      .summary = "Gives the second argument where the first is true and the third elsewhere.",
      .example = "print iff(2 > 1, 'more', 'less')",
      .overloads = {{.signature = "(if:bool, then:common, else:common) -> common", .kernel = made<CaseKernel>()}}});
  registry.add(
      ScalarFunction{.name = "case",
                     .category = "conditional",
                     .summary = "Gives the value after the first predicate that is true, or the last argument.",
                     .example = "print case(1 > 2, 'a', 2 > 1, 'b', 'c')",
                     .overloads = {{.signature = "(predicate:bool, then:scalar, rest...:scalar) -> custom",
                                    .kernel = made<CaseKernel>(),
                                    .result = [](std::span<const Type> types, auto) { return case_type(types); }}}});
  registry.add(ScalarFunction{
      .name = "coalesce",
      .category = "conditional",
      .summary = "Gives the first argument that is neither null nor empty text.",
      .example = "print coalesce(tolong('no number'), 42)",
      .overloads = {{.signature = "(value:common, other...:common) -> common", .kernel = made<CoalesceKernel>()}}});
}

}  // namespace kelpie::executor
