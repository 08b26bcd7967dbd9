#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/math/math.hpp"
#include "executor/functions/math/unit_tables.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

// Kusto reference: "convert_length()" and its kin, "format_bytes()".

namespace kelpie::executor {

namespace {

const Unit* find_unit(const Quantity& quantity, std::string_view name) {
  for (const Unit& unit : quantity.units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

/// A unit that is known before the query runs must be one.
void check_unit(const Quantity& quantity, const tables::Value* name) {
  if (name == nullptr || find_unit(quantity, name->as_text()) != nullptr) return;
  std::string allowed;
  for (const Unit& unit : quantity.units) allowed += (allowed.empty() ? "" : ", ") + std::string(unit.name);
  throw QueryError("KS120",
                   fmt::format("{}() knows no unit '{}'; it knows {}.", quantity.function, name->as_text(), allowed));
}

std::optional<double> convert(const Quantity& quantity, double value, std::string_view from, std::string_view to) {
  const Unit* source = find_unit(quantity, from);
  const Unit* target = find_unit(quantity, to);
  if (source == nullptr || target == nullptr) return std::nullopt;
  return (value * source->factor + source->offset - target->offset) / target->factor;
}

ScalarFunction conversion(const Quantity& quantity) {
  return {.name = std::string(quantity.function),
          .category = "conversion",
          .summary = fmt::format("Converts {} from one unit to another.", quantity.of),
          .example = fmt::format("print {}(1.2, '{}', '{}')", quantity.function, quantity.from, quantity.to),
          .overloads = {{.signature = "(value:real, from:string, to:string) -> real",
                         .kernel = prepared([quantity](const CallSite& site) {
                           check_unit(quantity, site.constant(1));
                           check_unit(quantity, site.constant(2));
                           return [quantity](double value, std::string_view from, std::string_view to) {
                             return convert(quantity, value, from, to);
                           };
                         })}}};
}

constexpr std::string_view byte_units[] = {"Bytes", "KB", "MB", "GB", "TB", "PB", "EB"};

/// The unit of that name; nothing for none, -1 for "".
std::optional<int> byte_unit(std::string_view name) {
  if (name.empty()) return -1;
  for (int unit = 0; unit < 7; ++unit) {
    if (byte_units[unit] == name) return unit;
  }
  return std::nullopt;
}

std::string format_bytes(double size, int places, int unit) {
  if (unit < 0) {
    for (unit = 0; unit < 6 && std::fabs(size) >= std::ldexp(1.0, 10 * (unit + 1));) ++unit;
  }
  std::string digits = fmt::format("{:.{}f}", std::ldexp(size, -10 * unit), places);
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return digits + " " + std::string(byte_units[unit]);
}

auto prepare_format_bytes(const CallSite& site) {
  constexpr std::int64_t most_places = 15;
  const tables::Value* precision = site.constant(1);
  const tables::Value* format = site.constant(2);
  const std::int64_t places = precision == nullptr || precision->is_null() ? 0 : precision->as_integer();
  const auto unit = byte_unit(format == nullptr ? "" : format->as_text());
  if (!unit)
    throw QueryError("KS120", fmt::format("format_bytes() knows no unit '{}'; it knows Bytes, KB, MB, GB, TB, PB, EB.",
                                          format->as_text()));
  return [places = static_cast<int>(std::clamp<std::int64_t>(places, 0, most_places)), unit = *unit](
             tables::TextArena& arena, double size, std::optional<std::int64_t>, std::optional<std::string_view>) {
    return arena.put(format_bytes(size, places, unit));
  };
}

}  // namespace

void add_unit_functions(FunctionRegistry& registry) {
  for (const Quantity& quantity : linear_quantities()) registry.add(conversion(quantity));
  registry.add(ScalarFunction{
      .name = "format_bytes",
      .category = "conversion",
      .summary = "Writes a size in bytes with the unit that suits it, or the one asked for.",
      .example = "print format_bytes(20010332, 2), format_bytes(20010332, 0, 'KB')",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(size:real, const precision?:integer, const format?:string) -> string",
                     .kernel = prepared(&prepare_format_bytes)}}});
}

}  // namespace kelpie::executor
