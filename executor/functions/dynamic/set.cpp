#include <bit>
#include <functional>
#include <string>
#include <vector>

#include "executor/functions/dynamic/canonical.hpp"
#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// The distinct elements of arrays, each with the number of arrays that were seen with it. Looks into the arrays, which
/// must outlive it.
class ElementSet {
 public:
  /// Room for `elements` elements, distinct or not.
  explicit ElementSet(std::size_t elements) : slots_(std::bit_ceil(elements * 2 + 1), 0) { entries_.reserve(elements); }

  /// Counts the element once an array; `array` numbers them upwards from 1. Returns whether the element is new.
  bool add(DynamicView element, std::size_t array) {
    const std::size_t slot = find(element);
    const bool fresh = slots_[slot] == 0;
    if (fresh) {
      entries_.push_back({hash_, element, element.kind() == DynamicKind::string ? std::string() : identity_, 0, 0});
      slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    }
    Entry& entry = entries_[slots_[slot] - 1];
    if (entry.last_array != array) ++entry.arrays;
    entry.last_array = array;
    return fresh;
  }
  /// In how many arrays the element was.
  [[nodiscard]] std::size_t arrays_with(DynamicView element) {
    const std::size_t slot = find(element);
    return slots_[slot] == 0 ? 0 : entries_[slots_[slot] - 1].arrays;
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::size_t hash;
    DynamicView element;
    std::string identity;  // of anything but a string
    std::size_t last_array;
    std::size_t arrays;
  };
  /// The slot of the element, or the free one where it belongs; leaves its hash and identity behind.
  std::size_t find(DynamicView element) {
    const bool is_string = element.kind() == DynamicKind::string;
    if (!is_string) {
      identity_.clear();
      append_identity(element, identity_);
    }
    const std::string_view text = is_string ? element.as_string() : std::string_view(identity_);
    hash_ = std::hash<std::string_view>()(text);
    std::size_t slot = hash_ & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const Entry& entry = entries_[slots_[slot] - 1];
      if (entry.hash != hash_ || (entry.element.kind() == DynamicKind::string) != is_string) continue;
      if (is_string ? entry.element.as_string() == text : entry.identity == identity_) break;
    }
    return slot;
  }

  std::vector<std::uint32_t> slots_;  // index + 1 into entries_; a power of two of them, more than elements
  std::vector<Entry> entries_;
  std::string identity_;
  std::size_t hash_ = 0;
};

std::size_t elements_in(ScalarColumns columns, std::size_t row) {
  std::size_t elements = 0;
  for (const ScalarColumn& column : columns) elements += column.dynamic(row).size();
  return elements;
}

bool is_array(DynamicView value) { return value.kind() == DynamicKind::array; }

/// What is no array is passed over; null when nothing is one.
bool set_union(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  bool any = false;
  for (const ScalarColumn& column : columns) any |= is_array(column.dynamic(row));
  if (!any) return false;
  ElementSet seen(elements_in(columns, row));
  out.begin_array();
  for (const ScalarColumn& column : columns) {
    const DynamicView array = column.dynamic(row);
    for (std::size_t i = 0; is_array(array) && i < array.size(); ++i) {
      if (seen.add(array.element(i), 1)) out.value(array.element(i));
    }
  }
  out.end_array();
  return true;
}

/// Writes the distinct elements of `first` whose number of other arrays satisfies `wanted`.
template <typename Wanted>
void write_distinct(DynamicBuilder& out, DynamicView first, ElementSet& others, Wanted wanted) {
  ElementSet written(first.size());
  out.begin_array();
  for (std::size_t i = 0; i < first.size(); ++i) {
    const DynamicView element = first.element(i);
    if (wanted(others.arrays_with(element)) && written.add(element, 1)) out.value(element);
  }
  out.end_array();
}

/// The elements of all arrays but the first; nothing when the first, or any where `all` asks for it, is no array.
std::optional<ElementSet> other_elements(ScalarColumns columns, std::size_t row, bool all) {
  if (!is_array(columns[0].dynamic(row))) return std::nullopt;
  ElementSet others(elements_in(columns, row));
  for (std::size_t c = 1; c < columns.size(); ++c) {
    const DynamicView array = columns[c].dynamic(row);
    if (!is_array(array)) {
      if (all) return std::nullopt;
      continue;
    }
    for (std::size_t i = 0; i < array.size(); ++i) others.add(array.element(i), c);
  }
  return others;
}

bool set_intersect(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  auto others = other_elements(columns, row, true);
  if (!others) return false;
  write_distinct(out, columns[0].dynamic(row), *others,
                 [&](std::size_t arrays) { return arrays + 1 == columns.size(); });
  return true;
}

bool set_difference(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  auto others = other_elements(columns, row, false);
  if (!others) return false;
  write_distinct(out, columns[0].dynamic(row), *others, [](std::size_t arrays) { return arrays == 0; });
  return true;
}

std::optional<std::uint8_t> set_has_element(ScalarColumns columns, std::size_t row) {
  const DynamicView array = columns[0].dynamic(row);
  if (!is_array(array)) return std::nullopt;
  std::string scratch;
  const DynamicView wanted = columns[1].view(row, scratch);
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (tables::equal(array.element(i), wanted)) return 1;
  }
  return 0;
}

struct Overlap {
  std::size_t left = 0;
  std::size_t right = 0;
  std::size_t both = 0;
};

std::optional<Overlap> overlap(DynamicView left, DynamicView right) {
  if (!is_array(left) || !is_array(right)) return std::nullopt;
  ElementSet lefts(left.size());
  ElementSet rights(right.size());
  Overlap result;
  for (std::size_t i = 0; i < left.size(); ++i) lefts.add(left.element(i), 1);
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (rights.add(right.element(i), 1) && lefts.arrays_with(right.element(i)) > 0) ++result.both;
  }
  result.left = lefts.size();
  result.right = rights.size();
  return result;
}

/// Two empty sets have none: NaN.
std::optional<double> jaccard_index(DynamicView left, DynamicView right) {
  const auto common = overlap(left, right);
  if (!common) return std::nullopt;
  return static_cast<double>(common->both) / static_cast<double>(common->left + common->right - common->both);
}

std::optional<bool> set_equals(DynamicView left, DynamicView right) {
  const auto common = overlap(left, right);
  if (!common) return std::nullopt;
  return common->both == common->left && common->both == common->right;
}

}  // namespace

void add_set_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "set_union",
                     .category = "dynamic",
                     .summary = "Gives the distinct elements that are in any of the arrays.",
                     .example = "print set_union(dynamic([1, 2, 2]), dynamic([2, 3]))",
                     .overloads = {{"(set:dynamic, other...:dynamic) -> dynamic", columns_to_dynamic(set_union)}}});
  registry.add(
      ScalarFunction{.name = "set_intersect",
                     .category = "dynamic",
                     .summary = "Gives the distinct elements that are in all of the arrays.",
                     .example = "print set_intersect(dynamic([1, 2, 3]), dynamic([2, 3, 4]))",
                     .overloads = {{"(set:dynamic, other...:dynamic) -> dynamic", columns_to_dynamic(set_intersect)}}});
  registry.add(ScalarFunction{
      .name = "set_difference",
      .category = "dynamic",
      .summary = "Gives the distinct elements of the first array that are in none of the others.",
      .example = "print set_difference(dynamic([1, 2, 3]), dynamic([2]))",
      .overloads = {{"(set:dynamic, other...:dynamic) -> dynamic", columns_to_dynamic(set_difference)}}});
  registry.add(ScalarFunction{
      .name = "set_has_element",
      .category = "dynamic",
      .summary = "Tells whether an array has a value.",
      .example = R"(print set_has_element(dynamic(["ada", "bob"]), "bob"))",
      .overloads = {{"(set:dynamic, value:scalar) -> boolean", columns_to<std::uint8_t>(set_has_element)}}});
  registry.add(ScalarFunction{.name = "set_equals",
                              .category = "dynamic",
                              .summary = "Tells whether two arrays have the same distinct elements.",
                              .example = "print set_equals(dynamic([1, 2]), dynamic([2, 1, 1]))",
                              .overloads = {{"(left:dynamic, right:dynamic) -> boolean", rows(set_equals)}}});
  registry.add(
      ScalarFunction{.name = "jaccard_index",
                     .category = "dynamic",
                     .summary = "Measures how alike two sets are: what they share against what they hold together.",
                     .example = "print jaccard_index(dynamic([1, 2, 3]), dynamic([1, 2, 3, 4]))",
                     .overloads = {{"(left:dynamic, right:dynamic) -> real", rows(jaccard_index)}}});
}

}  // namespace kelpie::executor
