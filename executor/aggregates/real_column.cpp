#include "executor/aggregates/real_column.hpp"

#include "tables/decimal.hpp"

namespace kelpie::executor {

using tables::Vector;

Reals reals_of(const Vector& argument) {
  const Vector flat = argument.flattened();
  Reals reals{std::vector<double>(flat.size(), 0.0), std::vector<std::uint8_t>(flat.size(), 1)};
  if (flat.validity() != nullptr) reals.valid.assign(flat.validity(), flat.validity() + flat.size());
  tables::with_physical(tables::physical_of(flat.type()), [&]<typename T>(T*) {
    const T* cells = flat.values<T>();
    for (std::size_t row = 0; row < flat.size(); ++row) {
      if constexpr (std::is_arithmetic_v<T>)
        reals.values[row] = static_cast<double>(cells[row]);
      else if constexpr (std::is_same_v<T, tables::Decimal>)
        reals.values[row] = tables::to_double(cells[row]);
    }
  });
  return reals;
}

}  // namespace kelpie::executor
