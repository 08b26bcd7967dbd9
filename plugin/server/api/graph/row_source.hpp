#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/api/graph/resource.hpp"
#include "tables/table.hpp"

namespace kelpie::server::graph {

/// The names of the two values that every query begins with: until when rows had arrived, and how many rows there are
/// in all.
inline constexpr std::string_view ceiling_name = "kelpie_ceiling";
inline constexpr std::string_view total_name = "kelpie_total";

/// One source of a resource, seen as KQL: what its rows are and what Graph's properties are in them.
class RowSource {
 public:
  /// `schema`: of the source's table; nullptr where the source has Graph's names. Both must outlive it.
  RowSource(const Source& source, const tables::TableSchema* schema) : source_(source), schema_(schema) {}

  [[nodiscard]] const Source& source() const { return source_; }
  /// The rows that had arrived. `argument` and `parent` are KQL.
  [[nodiscard]] std::string rows(std::string_view argument, std::string_view parent) const;
  /// KQL of a property's value: a string, long, real, bool or datetime as its kind says, dynamic for lists, objects and
  /// what is open. `path`: names in Graph's spelling, properties the same one by one.
  [[nodiscard]] std::string value(const std::vector<const Property*>& path) const;

 private:
  [[nodiscard]] std::string column_value(const Property& property) const;

  const Source& source_;
  const tables::TableSchema* schema_;
};

/// KQL that makes a value of the property's kind of KQL that has the type.
[[nodiscard]] std::string as_kind(const Property& property, std::string kql, tables::Type has);
/// KQL of a member of a dynamic value.
[[nodiscard]] std::string member_of(std::string_view bag, const Property& member);

/// Calls `take` with each part of "A | B".
template <typename Take>
void each_alternative(std::string_view alternatives, const Take& take) {
  for (;;) {
    const auto bar = alternatives.find(" | ");
    take(alternatives.substr(0, bar));
    if (bar == std::string_view::npos) return;
    alternatives.remove_prefix(bar + 3);
  }
}

}  // namespace kelpie::server::graph
