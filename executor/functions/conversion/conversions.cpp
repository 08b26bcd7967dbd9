#include <cmath>

#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/conversion/convert.hpp"
#include "executor/functions/conversion/data_size.hpp"
#include "executor/functions/families.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicView;
using tables::Type;
using tables::Value;

namespace {

std::shared_ptr<const Kernel> cast_kernel(const CallSite& site) {
  return make_cast_kernel(site.argument_types[0], site.result_type);
}

/// A real that is known and beyond the range becomes the smallest long, as measured; in a column it saturates.
std::shared_ptr<const Kernel> long_kernel(const CallSite& site) {
  constexpr double limit = 9223372036854775808.0;
  const Value* value = site.constant(0);
  const bool beyond = value != nullptr && value->type() == Type::real && !value->is_null() &&
                      value->as_real() >= limit && std::isfinite(value->as_real());
  if (!beyond) return cast_kernel(site);
  return row_kernel_detail::make(Type::long_, [](double) -> std::int64_t { return INT64_MIN; });
}

ScalarFunction conversion(std::string name, std::vector<std::string> aliases, Type result, std::string accepted,
                          std::string summary, std::string example) {
  return {.name = std::move(name),
          .aliases = std::move(aliases),
          .category = "conversion",
          .summary = std::move(summary),
          .example = std::move(example),
          .naming = ResultNaming::first_argument,
          .overloads = {{.signature = "(value:" + accepted + ") -> " + std::string(tables::name_of(result)),
                         .kernel = cast_kernel}}};
}

/// The name of a type does not depend on the value, but for dynamic.
std::shared_ptr<const Kernel> type_name_kernel(const CallSite& site) {
  const Type type = site.argument_types[0];
  if (type != Type::dynamic) {
    return row_kernel_detail::make(Type::string, [name = tables::name_of(type)]() -> std::string_view { return name; });
  }
  return row_kernel_detail::make(Type::string, [](std::optional<DynamicView> value) -> std::string_view {
    return kind_name(value ? value->kind() : tables::DynamicKind::null);
  });
}

/// What the binder puts where a value must take another type.
void add_cast(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "cast",
                     .category = "operator",
                     .summary = "Takes a value as another type.",
                     .example = "print tolong(true) + 1.5",
                     .naming = ResultNaming::first_argument,
                     .overloads = {{.signature = "(value:scalar) -> custom",
                                    .kernel = cast_kernel,
                                    .result = [](auto, auto) -> std::optional<Type> { return std::nullopt; }}}});
}

}  // namespace

void add_conversion_functions(FunctionRegistry& registry) {
  add_data_size(registry);
  add_cast(registry);
  registry.add(conversion("tostring", {}, Type::string, "scalar", "Writes a value as text; a null is empty.",
                          "print tostring(1d)"));
  registry.add(conversion("toint", {}, Type::int_, "scalar", "Converts a value to an int; null when it cannot be one.",
                          "print toint('42')"));
  ScalarFunction to_long =
      conversion("tolong", {}, Type::long_, "scalar", "Converts a value to a long; null when it cannot be one.",
                 "print tolong('0x2A')");
  to_long.overloads.front().kernel = &long_kernel;
  registry.add(std::move(to_long));
  registry.add(conversion("todouble", {"toreal"}, Type::real, "scalar",
                          "Converts a value to a real; null when it cannot be one.", "print todouble('1e3')"));
  registry.add(conversion("todecimal", {}, Type::decimal, "scalar",
                          "Converts a value to a decimal; null when it cannot be one.", "print todecimal('0.1')"));
  registry.add(conversion("tobool", {"toboolean"}, Type::boolean, "scalar", "Reads true, false or a number as a bool.",
                          "print tobool('true')"));
  registry.add(conversion("todatetime", {}, Type::datetime, "scalar",
                          "Reads a date and time from text, or counts ticks.", "print todatetime('2024-02-29 12:30')"));
  registry.add(conversion("totimespan", {"totime"}, Type::timespan, "scalar",
                          "Reads a timespan from text, or counts ticks.", "print totimespan('1.02:03:04')"));
  registry.add(conversion("toguid", {}, Type::guid, "string|dynamic|guid", "Reads a GUID from text.",
                          "print toguid('74be27de-1e4e-49d9-b579-fe0b331d3642')"));
  registry.add(ScalarFunction{.name = "gettype",
                              .category = "conversion",
                              .summary = "Names the type of a value, within a dynamic that of its content.",
                              .example = "print gettype(1d), gettype(dynamic([1, 2]))",
                              .naming = ResultNaming::prefix_and_first_argument,
                              .prefix = "type",
                              .overloads = {{.signature = "(value:scalar) -> string", .kernel = type_name_kernel}}});
}

}  // namespace kelpie::executor
