#pragma once

// Kernels for functions that take arguments of any type, or any number of them: pack_array, bag_pack, array_index_of,
// range ... Where the types are known when the function is written, row_kernel.hpp is the better tool.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "executor/functions/kernel.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// One argument of a call, read row by row whatever its type and encoding (flat or constant). Looks into the vector,
/// which must outlive it.
class ScalarColumn {
 public:
  explicit ScalarColumn(const tables::Vector& vector)
      : vector_(&vector), step_(vector.is_constant() ? 0 : 1), type_(vector.type()) {}

  [[nodiscard]] tables::Type type() const { return type_; }
  [[nodiscard]] bool is_null(std::size_t row) const {
    return vector_->validity() != nullptr && vector_->validity()[row * step_] == 0;
  }
  /// Requires a type with that physical form; the value under a null is of no meaning.
  template <tables::PhysicalValue T>
  [[nodiscard]] const T& get(std::size_t row) const {
    return vector_->values<T>()[row * step_];
  }
  /// Of a dynamic column, in place; a null is a null view.
  [[nodiscard]] tables::DynamicView dynamic(std::size_t row) const {
    return is_null(row) ? tables::DynamicView{} : tables::DynamicView(get<std::string_view>(row));
  }
  /// The cell as a dynamic value: in place when the column is dynamic, else written to `scratch`. Both must outlive the
  /// view.
  [[nodiscard]] tables::DynamicView view(std::size_t row, std::string& scratch) const;
  /// The cell as the next value of `out`; a timespan becomes its text, as everything that packs values does.
  void write(std::size_t row, tables::DynamicBuilder& out) const;
  /// What tostring() gives for the cell.
  [[nodiscard]] std::string text(std::size_t row) const;
  /// Bytes of a string or dynamic cell; of any other type a few.
  [[nodiscard]] std::size_t bytes(std::size_t row) const;

 private:
  const tables::Vector* vector_;
  std::size_t step_;
  tables::Type type_;
};

/// What a function of scalar columns is called with: one column an argument, the same row in each.
using ScalarColumns = std::span<const ScalarColumn>;

namespace scalar_column_detail {

std::vector<ScalarColumn> columns_of(std::span<const tables::Vector> arguments);

template <typename Cell, typename F>
class ColumnsKernel final : public Kernel {
 public:
  ColumnsKernel(tables::Type result, F function) : result_(result), function_(std::move(function)) {}
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const std::vector<ScalarColumn> columns = columns_of(arguments);
    tables::FlatBuilder<Cell> builder(result_, rows);
    for (std::size_t row = 0; row < rows; ++row) {
      if (const auto value = function_(ScalarColumns(columns), row))
        builder.set(row, static_cast<Cell>(*value));
      else
        builder.set_null(row);
    }
    return builder.finish();
  }

 private:
  tables::Type result_;
  F function_;
};

using DynamicFunction = std::function<bool(tables::DynamicBuilder& out, ScalarColumns columns, std::size_t row)>;

}  // namespace scalar_column_detail

/// A kernel factory for `std::optional<Cell> f(ScalarColumns, std::size_t row)`; Cell is std::int64_t, double or
/// std::uint8_t. Nulls are the function's business.
template <typename Cell, typename F>
KernelFactory columns_to(F function) {
  return [function](const CallSite& site) -> std::shared_ptr<const Kernel> {
    return std::make_shared<const scalar_column_detail::ColumnsKernel<Cell, F>>(site.result_type, function);
  };
}

/// A kernel factory for `bool f(DynamicBuilder& out, ScalarColumns, std::size_t row)`: writes one value or returns
/// false for null, having written nothing. Nulls are the function's business. A row whose arguments hold more than a
/// dynamic value may, and a batch that grows out of all proportion, fail the query with E_RUNAWAY_QUERY.
KernelFactory columns_to_dynamic(scalar_column_detail::DynamicFunction function);

/// Most bytes that a function may put into one dynamic value that is not a part of its arguments.
inline constexpr std::size_t max_dynamic_bytes = std::size_t{256} << 20;
/// Throws QueryError E_RUNAWAY_QUERY: a value would pass max_dynamic_bytes.
[[noreturn]] void dynamic_too_large();

}  // namespace kelpie::executor
