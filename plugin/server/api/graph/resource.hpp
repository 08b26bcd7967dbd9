#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "plugin/server/api/graph/property.hpp"

namespace kelpie::server::graph {

/// What a property, or one of its members ("status/errorCode"), is in one source, where that is not simply a column:
/// KQL of the property's own type.
struct Expression {
  std::string_view path;
  std::string_view kql;
};

/// Where rows of a resource come from.
struct Source {
  /// The table whose columns there are; empty: `query` gives columns that have Graph's names and types.
  std::string_view table;
  /// KQL of the rows; empty: those of the table that had arrived. In it stand {arrived} for the condition that says so,
  /// {ceiling} for its datetime, {argument} for what the function of Graph was called with, {parent} for the id in a
  /// path such as riskyUsers/{id}/history.
  std::string_view query = {};
  std::span<const Expression> expressions = {};
  /// Of sign-ins: what all rows have as their signInEventTypes.
  std::string_view event_type = {};
  /// The table that a query without a table reads and whose arrivals bound the list; empty: the rows change with now()
  /// only.
  std::string_view arrivals = {};
};

/// A key of the order in which a resource's rows come. The keys of a resource together should tell rows apart; rows
/// that they do not are kept apart by counting.
struct Order {
  std::string_view property;  // a name, with '/' for members
  bool descending = false;
  std::string_view kql = {};  // in place of a property: a text
};

/// A value that a function of Graph takes, and what stands for it in KQL.
struct Argument {
  std::string_view value;
  std::string_view kql;
};

/// A collection of Graph.
struct Resource {
  std::string_view path;  // "auditLogs/signIns"
  std::string_view type;  // "signIn": what errors and contexts call a row
  std::string_view summary;
  bool v1 = true;
  std::span<const Property> properties;
  std::span<const Source> sources;
  std::span<const Order> order;
  /// The property by which one row is addressed; empty: none can be.
  std::string_view id = "id";
  std::string_view other_id = {};       // another property by which a row is addressed
  std::string_view argument_name = {};  // of a function
  std::span<const Argument> arguments = {};
  std::string_view parent = {};  // "identityProtection/riskyUsers" of ".../{id}/history"
  std::size_t page = 1000;       // rows, without $top
  std::size_t most = 1000;
  bool skip = false;  // whether it takes $skip
};

/// All that is answered.
[[nodiscard]] std::span<const Resource> resources();

/// A path that Graph has and this server does not answer, and why. The path may end in "...".
struct LeftOut {
  std::string_view path;
  std::string_view reason;
};
[[nodiscard]] std::span<const LeftOut> left_out();

}  // namespace kelpie::server::graph
