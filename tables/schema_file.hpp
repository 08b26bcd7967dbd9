#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "tables/table.hpp"

namespace kelpie::tables {

/// Where a schema file is wrong. Line and column count from 1; both are 0 when the whole file is meant.
struct SchemaError {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string message;
};

/// Reads one table's schema from YAML:
///
///   table: SigninLogs                     required
///   category: SignInLogs                  diagnostic category of the raw events
///   aliases: [SigninLog]                  other names
///   description: What a row is.
///   identity: [Id]                        columns that together name an event; see below
///   columns:                              required; each with a name and a type
///     - name: IPAddress
///       type: string                      any KQL type name
///       source: properties.ipAddress | callerIpAddress
///       description: One sentence.
///
/// `source` says how a raw event reaches the column: alternatives parted by ` | `, the first that has a value wins:
///   a.b.c             path in the Azure Monitor record
///   properties.a.b    the same; Graph objects, which are what `properties` holds, have it at a.b
///   graph.a.b         path in a Graph object only
///   PATH except TEXT  no value where it is TEXT
///   lower PATH        in lower case
///   constant TEXT     always TEXT
/// The type of the column says the rest: text is read as time or number, objects become dynamic or, in string columns,
/// JSON text.
///
/// `identity` is how a second delivery of an event is known: rows with the same values in all of these columns are one
/// event, whatever the others hold. Put the event's own identifier first: a row without a value there has no name and is
/// never a repetition. Where an identifier names a thing whose states are logged (a risky user), the columns that differ
/// from state to state belong to the identity too. Time of delivery (TimeGenerated) does not. Without `identity` every
/// row is an event of its own.
///
/// Text beyond 4 MB and more than 10,000 columns are refused. Thread-safe.
[[nodiscard]] std::variant<TableSchema, SchemaError> read_schema(std::string_view text);

}  // namespace kelpie::tables
