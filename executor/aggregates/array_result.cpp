#include "executor/aggregates/array_result.hpp"

#include <algorithm>

#include "executor/error.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/dynamic_array.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;

/// Arrays of dynamic values: arrays among them are spliced in.
std::string_view splice(DynamicBuilder& out, tables::TextArena& arena, std::span<const std::string_view> cells,
                        const std::uint8_t* validity, std::uint64_t room) {
  out.begin_array();
  for (std::size_t row = 0; row < cells.size() && room > 0; ++row) {
    const DynamicView view(validity == nullptr || validity[row] != 0 ? cells[row] : std::string_view{});
    if (view.kind() == DynamicKind::array) {
      for (std::size_t i = 0; i < view.size() && room > 0; ++i, --room) out.value(view.element(i));
    } else {
      out.value(view);
      --room;
    }
  }
  out.end_array();
  const std::string_view bytes = arena.put(out.bytes());
  out.clear();
  return bytes;
}

}  // namespace

std::uint64_t collection_limit(const CallSite& site, std::size_t index, std::int64_t otherwise) {
  const tables::Value* constant = site.constant(index);
  if (constant == nullptr && index < site.size()) throw QueryError("SEM0047", "maxSize must be a constant number");
  if (constant == nullptr) return static_cast<std::uint64_t>(otherwise);
  if (constant->is_null() || constant->as_integer() < 0) return largest_collection;
  return static_cast<std::uint64_t>(std::min(constant->as_integer(), largest_collection));
}

tables::Vector make_arrays(const tables::Vector& values, std::span<const std::size_t> offsets, std::uint64_t limit) {
  const std::size_t groups = offsets.size() - 1;
  tables::FlatBuilder<std::string_view> result(Type::dynamic, groups);
  DynamicBuilder out;
  tables::with_physical(tables::physical_of(values.type()), [&]<typename T>(T*) {
    const std::span<const T> cells(values.values<T>(), values.size());
    for (std::size_t group = 0; group < groups; ++group) {
      const std::size_t count = offsets[group + 1] - offsets[group];
      const std::uint8_t* validity = values.validity() == nullptr ? nullptr : values.validity() + offsets[group];
      if constexpr (std::is_same_v<T, std::string_view>) {
        if (values.type() == Type::dynamic) {
          result.set(group, splice(out, result.arena(), cells.subspan(offsets[group], count), validity, limit));
          continue;
        }
      }
      const auto kept = cells.subspan(offsets[group], std::min<std::uint64_t>(count, limit));
      result.set(group, tables::put_array(result.arena(), values.type(), kept, validity));
    }
  });
  return result.finish();
}

}  // namespace kelpie::executor
