#include <vector>

#include "executor/functions/conditional/conditional.hpp"
#include "executor/functions/operators/elementwise.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

/// Two branches of numbers: both are read, so that no row takes a jump.
template <typename A, typename B, typename T>
struct SelectLoop {
  KELPIE_INLINE_LOOP static void run(const std::uint8_t* choice, A first, B second, T* __restrict out,
                                     std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
      const T a = first[row];
      const T b = second[row];
      out[row] = choice[row] == 0 ? a : b;
    }
  }
};

template <typename T>
void select_values(std::span<const Vector> branches, const std::uint8_t* choice, T* out, std::size_t rows) {
  if constexpr (std::is_arithmetic_v<T>) {
    if (branches.size() == 2 && !(branches[0].is_constant() && branches[1].is_constant())) {
      with_sides<T, T>(branches[0], branches[1], [&](auto a, auto b) {
        run_loop<SelectLoop<decltype(a), decltype(b), T>>(choice, a, b, out, rows);
      });
      return;
    }
  }
  std::vector<const T*> values;
  std::vector<std::size_t> steps;
  for (const Vector& branch : branches) {
    values.push_back(branch.values<T>());
    steps.push_back(branch.is_constant() ? 0 : 1);
  }
  for (std::size_t row = 0; row < rows; ++row) out[row] = values[choice[row]][row * steps[choice[row]]];
}

void select_validity(std::span<const Vector> branches, const std::uint8_t* choice, std::uint8_t* out,
                     std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    const Vector& branch = branches[choice[row]];
    out[row] = branch.validity() == nullptr ? 1 : branch.validity()[branch.is_constant() ? 0 : row];
  }
}

}  // namespace

Vector choose(std::span<const Vector> branches, const std::uint8_t* choice, std::size_t rows) {
  const Type type = branches[0].type();
  return tables::with_physical(tables::physical_of(type), [&]<typename T>(T*) {
    FlatResult<T> result(rows);
    select_values<T>(branches, choice, result.values(), rows);
    bool nulls = false;
    for (const Vector& branch : branches) {
      nulls |= branch.validity() != nullptr;
      if constexpr (std::is_same_v<T, std::string_view>) result.keep(branch.owner());
    }
    if (nulls && type != Type::string) {
      select_validity(branches, choice, result.make_validity(), rows);
      if (all_set(result.computed_validity(), rows)) result.drop_validity();
    }
    return result.finish(type, rows);
  });
}

std::optional<Type> common_choice_type(std::span<const Type> types) {
  std::optional<Type> common;
  for (const Type type : types) {
    if (!common || *common == type || *common == Type::dynamic)
      common = type;
    else if (tables::is_integer(*common) && tables::is_integer(type))
      common = Type::long_;
    else if (type != Type::dynamic)
      return std::nullopt;
  }
  return common;
}

}  // namespace kelpie::executor
