#include "executor/functions/scalar_column.hpp"

#include "executor/error.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicView;
using tables::Type;
using tables::Vector;

DynamicView ScalarColumn::view(std::size_t row, std::string& scratch) const {
  if (type_ == Type::dynamic) return dynamic(row);
  DynamicBuilder builder;
  write(row, builder);
  scratch = builder.finish();
  return DynamicView(scratch);
}

void ScalarColumn::write(std::size_t row, DynamicBuilder& out) const {
  if (is_null(row)) return out.null();
  switch (type_) {
    case Type::boolean:
      return out.boolean(get<std::uint8_t>(row) != 0);
    case Type::int_:
    case Type::long_:
      return out.long_(get<std::int64_t>(row));
    case Type::real:
      return out.real(get<double>(row));
    case Type::decimal:
      return out.decimal(get<tables::Decimal>(row));
    case Type::string:
      return out.string(get<std::string_view>(row));
    case Type::datetime:
      return out.datetime(get<std::int64_t>(row));
    case Type::timespan:
      return out.string(tables::timespan_text(get<std::int64_t>(row)));
    case Type::guid:
      return out.guid(get<tables::Guid>(row));
    case Type::dynamic:
      return out.value(dynamic(row));
  }
}

std::string ScalarColumn::text(std::size_t row) const {
  if (is_null(row)) return {};
  if (type_ == Type::string) return std::string(get<std::string_view>(row));
  if (type_ == Type::dynamic) return tables::to_text(dynamic(row));
  return tables::to_text(vector_->value_at(row));
}

std::size_t ScalarColumn::bytes(std::size_t row) const {
  if (type_ != Type::string && type_ != Type::dynamic) return sizeof(tables::Decimal);
  return is_null(row) ? 1 : get<std::string_view>(row).size();
}

void dynamic_too_large() {
  throw QueryError("E_RUNAWAY_QUERY",
                   "a dynamic value would pass 256 MiB: shorten the arrays or strings that it is made of");
}

namespace {

using scalar_column_detail::DynamicFunction;

/// Most bytes of dynamic values that one call may make for one batch.
constexpr std::size_t max_batch_bytes = std::size_t{2} << 30;

class DynamicKernel final : public Kernel {
 public:
  explicit DynamicKernel(DynamicFunction function) : function_(std::move(function)) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const std::vector<ScalarColumn> columns = scalar_column_detail::columns_of(arguments);
    tables::FlatBuilder<std::string_view> builder(Type::dynamic, rows);
    DynamicBuilder out;
    std::size_t made = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      std::size_t taken = 0;
      for (const ScalarColumn& column : columns) taken += column.bytes(row);
      if (taken > max_dynamic_bytes) dynamic_too_large();
      if (!function_(out, columns, row)) {
        builder.set_null(row);
        continue;
      }
      const std::string bytes = out.finish();
      made += bytes.size();
      if (made > max_batch_bytes) dynamic_too_large();
      if (DynamicView(bytes).is_null())
        builder.set_null(row);
      else
        builder.set(row, builder.arena().put(bytes));
    }
    return builder.finish();
  }

 private:
  DynamicFunction function_;
};

}  // namespace

std::vector<ScalarColumn> scalar_column_detail::columns_of(std::span<const Vector> arguments) {
  return {arguments.begin(), arguments.end()};
}

KernelFactory columns_to_dynamic(scalar_column_detail::DynamicFunction function) {
  return [kernel = std::make_shared<const DynamicKernel>(std::move(function))](
             const CallSite&) -> std::shared_ptr<const Kernel> { return kernel; };
}

}  // namespace kelpie::executor
