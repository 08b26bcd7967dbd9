#include <algorithm>

#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

void write_range(DynamicBuilder& out, DynamicView array, std::int64_t begin, std::int64_t end) {
  out.begin_array();
  for (std::int64_t i = begin; i < end; ++i) out.value(array.element(static_cast<std::size_t>(i)));
  out.end_array();
}

std::int64_t size_of(DynamicView array) { return static_cast<std::int64_t>(array.size()); }

/// A position in [0, size], negative counted from the end.
std::int64_t position(std::int64_t index, std::int64_t size) {
  return std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
}

/// Both ends are inside; what lies outside the array is passed over.
bool slice(DynamicBuilder& out, DynamicView array, std::int64_t start, std::int64_t end) {
  if (array.kind() != DynamicKind::array) return false;
  const std::int64_t size = size_of(array);
  if (end < 0) end += size;
  write_range(out, array, position(start, size), end < 0 ? 0 : std::min(end, size - 1) + 1);
  return true;
}

bool split_at(DynamicBuilder& out, DynamicView array, std::int64_t index) {
  if (array.kind() != DynamicKind::array) return false;
  const std::int64_t at = position(index, size_of(array));
  out.begin_array();
  write_range(out, array, 0, at);
  write_range(out, array, at, size_of(array));
  out.end_array();
  return true;
}

bool split_at_all(DynamicBuilder& out, DynamicView array, DynamicView indices) {
  if (array.kind() != DynamicKind::array || indices.kind() != DynamicKind::array) return false;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (indices.element(i).kind() != DynamicKind::long_) return false;
  }
  std::int64_t from = 0;
  out.begin_array();
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::int64_t to = position(indices.element(i).as_integer(), size_of(array));
    write_range(out, array, from, to);
    from = to;
  }
  write_range(out, array, from, size_of(array));
  out.end_array();
  return true;
}

bool split_at_any(DynamicBuilder& out, DynamicView array, DynamicView index) {
  return index.kind() == DynamicKind::long_ ? split_at(out, array, index.as_integer())
                                            : split_at_all(out, array, index);
}

bool reversed(DynamicBuilder& out, DynamicView array) {
  if (array.kind() != DynamicKind::array) return false;
  out.begin_array();
  for (std::size_t i = array.size(); i-- > 0;) out.value(array.element(i));
  out.end_array();
  return true;
}

bool rotated_left(DynamicBuilder& out, DynamicView array, std::int64_t count) {
  if (array.kind() != DynamicKind::array) return false;
  const std::int64_t size = size_of(array);
  const std::int64_t first = size == 0 ? 0 : (count % size + size) % size;
  out.begin_array();
  for (std::int64_t i = 0; i < size; ++i) out.value(array.element(static_cast<std::size_t>((first + i) % size)));
  out.end_array();
  return true;
}

std::int64_t opposite(std::int64_t count) { return count == INT64_MIN ? INT64_MAX : -count; }

bool rotated_right(DynamicBuilder& out, DynamicView array, std::int64_t count) {
  const std::int64_t size = array.kind() == DynamicKind::array ? size_of(array) : 0;
  return rotated_left(out, array, size == 0 ? 0 : opposite(count % size));
}

bool shifted_left(DynamicBuilder& out, ScalarColumns columns, std::size_t row, std::int64_t count) {
  const DynamicView array = columns[0].dynamic(row);
  if (array.kind() != DynamicKind::array) return false;
  const std::int64_t size = size_of(array);
  count = std::clamp(count, -size, size);
  out.begin_array();
  for (std::int64_t i = 0; i < size; ++i) {
    const std::int64_t from = i + count;
    if (from >= 0 && from < size)
      out.value(array.element(static_cast<std::size_t>(from)));
    else if (columns.size() > 2)
      columns[2].write(row, out);
    else
      out.null();
  }
  out.end_array();
  return true;
}

bool shift_left(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  return !columns[1].is_null(row) && shifted_left(out, columns, row, columns[1].get<std::int64_t>(row));
}

bool shift_right(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  return !columns[1].is_null(row) && shifted_left(out, columns, row, opposite(columns[1].get<std::int64_t>(row)));
}

}  // namespace

void add_array_part_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "array_slice",
      .category = "dynamic",
      .summary = "Takes the elements from one index to another, both included; a negative index counts from the end.",
      .example = "print array_slice(dynamic([10, 20, 30, 40]), 1, -2)",
      .overloads = {{"(array:dynamic, start:integer, end:integer) -> dynamic", rows(slice)}}});
  registry.add(ScalarFunction{
      .name = "array_split",
      .category = "dynamic",
      .summary = "Cuts an array before an index, or before each index of an array, into an array of arrays.",
      .example = "print array_split(dynamic([1, 2, 3, 4, 5]), dynamic([1, 3]))",
      .overloads = {{"(array:dynamic, index:integer) -> dynamic", rows(split_at)},
                    {"(array:dynamic, indices:dynamic) -> dynamic", rows(split_at_any)}}});
  registry.add(ScalarFunction{.name = "array_reverse",
                              .category = "dynamic",
                              .summary = "Gives the elements of an array from the last to the first.",
                              .example = "print array_reverse(dynamic([1, 2, 3]))",
                              .overloads = {{"(array:dynamic) -> dynamic", rows(reversed)}}});
  registry.add(ScalarFunction{
      .name = "array_rotate_left",
      .category = "dynamic",
      .summary = "Moves the elements of an array to the left; those that leave it come in again on the right.",
      .example = "print array_rotate_left(dynamic([1, 2, 3, 4, 5]), 2)",
      .overloads = {{"(array:dynamic, count:integer) -> dynamic", rows(rotated_left)}}});
  registry.add(ScalarFunction{
      .name = "array_rotate_right",
      .category = "dynamic",
      .summary = "Moves the elements of an array to the right; those that leave it come in again on the left.",
      .example = "print array_rotate_right(dynamic([1, 2, 3, 4, 5]), 2)",
      .overloads = {{"(array:dynamic, count:integer) -> dynamic", rows(rotated_right)}}});
  registry.add(ScalarFunction{
      .name = "array_shift_left",
      .category = "dynamic",
      .summary = "Moves the elements of an array to the left and fills up with null or a given value.",
      .example = "print array_shift_left(dynamic([1, 2, 3, 4, 5]), 2, 0)",
      .overloads = {{"(array:dynamic, count:integer, default?:scalar) -> dynamic", columns_to_dynamic(shift_left)}}});
  registry.add(ScalarFunction{
      .name = "array_shift_right",
      .category = "dynamic",
      .summary = "Moves the elements of an array to the right and fills up with null or a given value.",
      .example = "print array_shift_right(dynamic([1, 2, 3, 4, 5]), 2, 0)",
      .overloads = {{"(array:dynamic, count:integer, default?:scalar) -> dynamic", columns_to_dynamic(shift_right)}}});
}

}  // namespace kelpie::executor
