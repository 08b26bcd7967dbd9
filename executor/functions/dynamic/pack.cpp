#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;

namespace {

bool pack_bag(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  out.begin_bag();
  for (std::size_t i = 0; i + 1 < columns.size(); i += 2) {
    out.key(columns[i].get<std::string_view>(row));
    columns[i + 1].write(row, out);
  }
  out.end_bag();
  return true;
}

bool is_null_or_empty(const ScalarColumn& column, std::size_t row) {
  if (column.is_null(row)) return true;
  if (column.type() == tables::Type::string) return column.get<std::string_view>(row).empty();
  if (column.type() != tables::Type::dynamic) return false;
  const tables::DynamicView value = column.dynamic(row);
  return value.is_null() || (value.kind() == tables::DynamicKind::string && value.as_string().empty());
}

bool pack_bag_nonempty(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  out.begin_bag();
  for (std::size_t i = 0; i + 1 < columns.size(); i += 2) {
    if (is_null_or_empty(columns[i + 1], row)) continue;
    out.key(columns[i].get<std::string_view>(row));
    columns[i + 1].write(row, out);
  }
  out.end_bag();
  return true;
}

bool pack_array(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  out.begin_array();
  for (const ScalarColumn& column : columns) column.write(row, out);
  out.end_array();
  return true;
}

}  // namespace

void add_pack_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "bag_pack",
                     .aliases = {"pack", "pack_dictionary"},
                     .category = "dynamic",
                     .summary = "Makes a property bag of keys and values that alternate.",
                     .example = R"(print bag_pack("user", "ada", "attempts", 3))",
                     .overloads = {{"(key...:string, value...:scalar) -> dynamic", columns_to_dynamic(pack_bag)}}});
  // pack_all(true): the binder writes the columns out.
  registry.add(ScalarFunction{
      .name = "bag_pack_nonempty",
      .category = "operator",
      .summary = "Makes a property bag of keys and values that alternate, without those that are null or empty.",
      .example = R"(print user = "ada", city = "" | project pack_all(true))",
      .overloads = {{"(key...:string, value...:scalar) -> dynamic", columns_to_dynamic(pack_bag_nonempty)}}});
  registry.add(ScalarFunction{.name = "pack_array",
                              .category = "dynamic",
                              .summary = "Makes an array of its arguments.",
                              .example = R"(print pack_array(1, "two", 3.0))",
                              .overloads = {{"(value...:scalar) -> dynamic", columns_to_dynamic(pack_array)}}});
}

}  // namespace kelpie::executor
