#include "executor/aggregates/array_result.hpp"

#include <algorithm>

#include "executor/error.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;

template <typename T>
void write(DynamicBuilder& out, Type type, const T& cell) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    out.boolean(cell != 0);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    if (type == Type::datetime)
      out.datetime(cell);
    else if (type == Type::timespan)
      out.timespan(cell);
    else
      out.long_(cell);
  } else if constexpr (std::is_same_v<T, double>) {
    out.real(cell);
  } else if constexpr (std::is_same_v<T, tables::Decimal>) {
    out.decimal(cell);
  } else if constexpr (std::is_same_v<T, tables::Guid>) {
    out.guid(cell);
  } else {
    if (type == Type::string)
      out.string(cell);
    else
      out.value(DynamicView(cell));
  }
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
    const T* cells = values.values<T>();
    const std::uint8_t* validity = values.validity();
    for (std::size_t group = 0; group < groups; ++group) {
      out.begin_array();
      std::uint64_t room = limit;
      for (std::size_t row = offsets[group]; row < offsets[group + 1] && room > 0; ++row) {
        if (validity != nullptr && validity[row] == 0) {
          out.null();
          --room;
          continue;
        }
        if constexpr (std::is_same_v<T, std::string_view>) {
          const DynamicView view(cells[row]);
          if (values.type() == Type::dynamic && view.kind() == DynamicKind::array) {
            for (std::size_t i = 0; i < view.size() && room > 0; ++i, --room) out.value(view.element(i));
            continue;
          }
        }
        write(out, values.type(), cells[row]);
        --room;
      }
      out.end_array();
      result.set(group, result.arena().put(out.finish()));
    }
  });
  return result.finish();
}

}  // namespace kelpie::executor
