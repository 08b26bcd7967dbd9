#include "executor/error.hpp"
#include "executor/functions/conversion/cast.hpp"
#include "executor/operators/array_expansion.hpp"
#include "executor/operators/interner.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Vector;

namespace {

/// `to typeof(T)` converts, it does not read text: a string is no number. A time or a guid has no other form in JSON, so those are read; and a
/// number is neither.
bool converts(DynamicView element, Type to) {
  const DynamicKind kind = element.kind();
  switch (to) {
    case Type::string:
    case Type::dynamic: return true;
    case Type::datetime: return kind == DynamicKind::string || kind == DynamicKind::datetime;
    case Type::timespan: return kind == DynamicKind::string || kind == DynamicKind::timespan;
    case Type::guid: return kind == DynamicKind::string || kind == DynamicKind::guid;
    default: return kind != DynamicKind::string;
  }
}

/// Calls element(view) for the elements of one value; views of bags' entries are valid during the call only.
template <typename F>
void for_each_element(DynamicView value, bool bags_as_arrays, tables::DynamicBuilder& scratch, F&& element) {
  if (value.kind() == DynamicKind::array) {
    for (std::size_t i = 0; i < value.size(); ++i) element(value.element(i), false);
    return;
  }
  if (value.kind() != DynamicKind::bag) return element(value, false);
  for (std::size_t i = 0; i < value.size(); ++i) {
    scratch.clear();
    if (bags_as_arrays) {
      scratch.begin_array();
      scratch.string(value.key(i));
      scratch.value(value.value(i));
      scratch.end_array();
    } else {
      scratch.begin_bag();
      scratch.key(value.key(i));
      scratch.value(value.value(i));
      scratch.end_bag();
    }
    element(DynamicView(scratch.bytes()), true);
  }
}

void check_size(std::size_t elements) {
  if (elements >= Vector::no_row) throw QueryError("E_RUNAWAY_QUERY", "The arrays of one batch have more than four billion elements.");
}

Vector converted(Vector elements, const ExpandArrays::Item& item) {
  if (!item.to_type || *item.to_type == Type::dynamic) return elements;
  const std::size_t rows = elements.size();
  return make_cast_kernel(Type::dynamic, *item.to_type)->evaluate(std::span(&elements, 1), rows).flattened();
}

/// Text cells of unknown number, some null.
struct Cells {
  std::vector<std::string_view> values;
  std::vector<std::uint8_t> validity;
  tables::TextArena arena;
  std::shared_ptr<const void> source;
  std::shared_ptr<const void> interned;
};

Vector vector_of(std::shared_ptr<Cells> cells) {
  const std::string_view* values = cells->values.data();
  const std::uint8_t* validity = cells->validity.data();
  const std::size_t size = cells->values.size();
  return Vector::flat(Type::dynamic, size, values, validity, std::move(cells));
}

}  // namespace

ElementLists make_element_lists(const Vector& values, const ExpandArrays& expand, const ExpandArrays::Item& item, bool shared) {
  const Type to = item.to_type.value_or(Type::dynamic);
  const std::string_view* texts = values.values<std::string_view>();
  const std::uint8_t* validity = values.validity();
  ElementLists lists;
  lists.begins.reserve(values.size() + 1);
  lists.begins.push_back(0);
  auto cells = std::make_shared<Cells>();
  auto interner = std::make_shared<Interner<std::string_view>>();
  tables::DynamicBuilder scratch;
  if (shared) {  // entry 0 is the null
    cells->values.emplace_back();
    cells->validity.push_back(0);
  } else {
    cells->source = values.owner();
  }
  const auto add = [&](DynamicView element, bool temporary) {
    const bool null = element.is_null() || !converts(element, to);
    if (!shared) {
      cells->values.push_back(null ? std::string_view() : temporary ? cells->arena.put(element.bytes()) : element.bytes());
      cells->validity.push_back(null ? 0 : 1);
    } else if (null) {
      lists.codes.push_back(0);
    } else {
      bool added = false;
      lists.codes.push_back(interner->intern(element.bytes(), added) + 1);
    }
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool null = validity != nullptr && validity[i] == 0;
    for_each_element(null ? DynamicView() : DynamicView(texts[i]), expand.bags_as_arrays, scratch, add);
    const std::size_t elements = shared ? lists.codes.size() : cells->values.size();
    check_size(elements);
    lists.begins.push_back(static_cast<std::uint32_t>(elements));
  }
  if (shared) {
    cells->values.insert(cells->values.end(), interner->values().begin(), interner->values().end());
    cells->validity.resize(cells->values.size(), 1);
    cells->interned = std::move(interner);
    lists.dictionary = std::make_shared<const tables::Dictionary>(converted(vector_of(std::move(cells)), item), to == Type::dynamic);
  } else {
    lists.elements = converted(vector_of(std::move(cells)), item);
  }
  return lists;
}

}  // namespace kelpie::executor
