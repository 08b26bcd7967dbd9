#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/readers/table_filler.hpp"
#include "tables/table.hpp"

namespace kelpie::tables::readers {

/// Shape of an event's JSON object.
///   row       columns by their names, as Log Analytics exports them
///   envelope  Azure Monitor's record, the event under "properties"
///   graph     what Microsoft Graph returns: the inside of "properties"
///   open      anything else: every key is a column
enum class Form : std::uint8_t { row, envelope, graph, open };

/// A key whose value tells where a record belongs. An empty token: any value; `absent`: the key must not occur.
struct Discriminator {
  std::string key;
  std::string token;
  bool absent = false;
  bool operator==(const Discriminator&) const = default;
};

/// The keys of one object and what becomes of their values.
struct KeyNode {
  struct Target {
    std::uint32_t column = 0;
    std::uint8_t priority = 0;
    bool contested = false;  // several sources feed the column
    bool lower = false;
    std::string except;
  };
  /// What most keys need is in the first cache line.
  struct alignas(64) Edge {
    static constexpr std::size_t max_pattern = 32;
    std::array<char, max_pattern> pattern{};  // the key in its quotes, or the beginning of it, zeros behind
    std::uint32_t length = 0;                 // of the key in its quotes
    std::uint32_t next = 0;                   // the edge that came next last time
    ColumnFiller* simple = nullptr;           // the one column to put the value in, when that is all there is to do
    std::int32_t child = -1;
    std::int32_t check = -1;  // place in Route::discriminators
    bool dropped = false;     // the value is of no use to anybody
    std::vector<Target> targets;
    std::string key;  // without quotes
  };
  std::vector<Edge> edges;
  std::map<std::string, std::uint32_t, std::less<>> index;  // keys as they stand in JSON, escapes included
  std::uint32_t first = 0;                                  // the edge that the last object began with
  bool open = false;                                        // an unknown key is a new column
  bool any_case = false;                                    // keys match regardless of case
  bool keeps_unknown = false;                               // what no column takes is kept with the row
  std::string path;                                         // of the node's keys: "properties."

  static constexpr std::size_t max_edges = 2000;
  static constexpr std::size_t max_key = 1024;
  static constexpr std::uint32_t none = UINT32_MAX;
};

/// How the records of one kind reach their table.
struct Route {
  Form form = Form::row;
  TableFiller* filler = nullptr;
  std::vector<Discriminator> discriminators;
  std::vector<KeyNode> nodes;  // the first is the record's
};

/// The route of a form into a table. For open tables the schema is that of the filler: none.
[[nodiscard]] Route make_route(Form form, TableFiller& filler, std::vector<Discriminator> discriminators);

/// Columns that, missing themselves, take a datetime column's value: a Graph object fills them from the same property
/// (TimeGenerated from createdDateTime), and exported rows may leave them out.
[[nodiscard]] std::vector<std::size_t> filled_by_time(const TableSchema& schema, std::size_t column);

/// Adds an edge; `key` as it stands in JSON.
std::uint32_t add_edge(KeyNode& node, std::string_view key);

}  // namespace kelpie::tables::readers
