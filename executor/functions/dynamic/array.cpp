#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

std::optional<std::int64_t> length(DynamicView array) {
  if (array.kind() != DynamicKind::array) return std::nullopt;
  return static_cast<std::int64_t>(array.size());
}

/// What is no array is passed over; when nothing is one the result is null.
bool concatenated(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  bool any = false;
  for (const ScalarColumn& column : columns) any |= column.dynamic(row).kind() == DynamicKind::array;
  if (!any) return false;
  out.begin_array();
  for (const ScalarColumn& column : columns) {
    const DynamicView array = column.dynamic(row);
    for (std::size_t i = 0; array.kind() == DynamicKind::array && i < array.size(); ++i) out.value(array.element(i));
  }
  out.end_array();
  return true;
}

/// Null when an element is neither a number, a bool nor null.
std::optional<double> sum(DynamicView array) {
  if (array.kind() != DynamicKind::array) return std::nullopt;
  double total = 0;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const DynamicView element = array.element(i);
    switch (element.kind()) {
      case DynamicKind::long_:
        total += static_cast<double>(element.as_integer());
        break;
      case DynamicKind::real:
        total += element.as_real();
        break;
      case DynamicKind::decimal:
        total += tables::to_double(element.as_decimal());
        break;
      case DynamicKind::boolean:
        total += element.as_bool() ? 1 : 0;
        break;
      case DynamicKind::null:
        break;
      default:
        return std::nullopt;
    }
  }
  return total;
}

class JoinText final : public Kernel {
 public:
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const ScalarColumn arrays(arguments[0]);
    const ScalarColumn delimiters(arguments[1]);
    tables::FlatBuilder<std::string_view> builder(tables::Type::string, rows);
    std::string delimiter;
    std::string joined;
    for (std::size_t row = 0; row < rows; ++row) {
      if (row == 0 || !arguments[1].is_constant()) delimiter = delimiters.text(row);
      joined.clear();
      const DynamicView array = arrays.dynamic(row);
      for (std::size_t i = 0; array.kind() == DynamicKind::array && i < array.size(); ++i) {
        if (i > 0) joined += delimiter;
        const DynamicView element = array.element(i);
        if (element.kind() == DynamicKind::string)
          joined += element.as_string();
        else
          joined += tables::to_text(element);
        if (joined.size() > max_dynamic_bytes) dynamic_too_large();
      }
      builder.set(row, builder.arena().put(joined));
    }
    return builder.finish();
  }
};

KernelFactory join_text() {
  return [](const CallSite&) -> std::shared_ptr<const Kernel> { return std::make_shared<const JoinText>(); };
}

}  // namespace

void add_array_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "array_length",
                              .aliases = {"arraylength"},
                              .category = "dynamic",
                              .summary = "Counts the elements of an array.",
                              .example = "print array_length(dynamic([1, 2, 3]))",
                              .overloads = {{"(array:dynamic) -> long", rows(length)}}});
  registry.add(ScalarFunction{.name = "array_concat",
                              .category = "dynamic",
                              .summary = "Joins arrays end to end.",
                              .example = "print array_concat(dynamic([1, 2]), dynamic([3]))",
                              .overloads = {{"(array...:dynamic) -> dynamic", columns_to_dynamic(concatenated)}}});
  registry.add(ScalarFunction{.name = "array_sum",
                              .category = "dynamic",
                              .summary = "Adds the elements of an array of numbers.",
                              .example = "print array_sum(dynamic([1, 2, 3.5]))",
                              .overloads = {{"(array:dynamic) -> real", rows(sum)}}});
  registry.add(ScalarFunction{.name = "strcat_array",
                              .aliases = {"array_strcat"},
                              .category = "dynamic",
                              .summary = "Joins the elements of an array into a string with a delimiter between them.",
                              .example = R"(print strcat_array(dynamic(["a", "b", "c"]), "->"))",
                              .overloads = {{"(array:dynamic, delimiter:scalar) -> string", join_text()}}});
}

}  // namespace kelpie::executor
