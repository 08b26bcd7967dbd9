#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "executor/engine.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::server::kusto {

/// In which frames a v2 answer comes (Kusto reference: "Query V2 HTTP response", "Request properties").
struct FrameOptions {
  bool progressive = false;  // results_progressive_enabled: tables in fragments, with their progress
  bool fragmented = false;   // results_v2_fragment_primary_tables
  bool lines = false;        // results_v2_newlines_between_frames: a frame a line
  enum class Errors { in_data, end_of_table, end_of_dataset };
  Errors errors = Errors::in_data;  // results_error_reporting_placement
  [[nodiscard]] bool in_fragments() const { return progressive || fragmented; }
};

/// What a request's `properties` say.
struct RequestOptions {
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::uint64_t> result_rows, result_bytes;
  std::optional<std::int64_t> now;  // ticks
  FrameOptions frames;
  /// `set` statements for what the language itself heeds, each on its own line; they stand before the query, whose own
  /// statements win.
  std::string statements;
  executor::Engine::Parameters parameters;
};

/// Reads {"Options": {...}, "Parameters": {...}}, whose keys are found without case; a null gives the defaults. Options
/// that nobody knows are passed over, as Kusto does. Throws RequestRefused for a value that its option cannot have.
[[nodiscard]] RequestOptions read_request_options(tables::DynamicView properties);

}  // namespace kelpie::server::kusto
