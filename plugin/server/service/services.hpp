#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace kelpie::server {

class IntakeService;
class Metrics;
class QueryService;
class RuleService;

/// What the APIs work with. All are thread-safe, made before the first request and gone after the last one.
struct Services {
  QueryService& queries;
  IntakeService& intake;
  RuleService& rules;
  Metrics& metrics;
  /// The workspace's id: what `workspaces/{id}` may name; empty: any name is right.
  std::string workspace_id;
  /// The name of the one database that Kusto's clients see.
  std::string database = "Kelpie";
  /// What now() is, in ticks. Thread-safe.
  std::function<std::int64_t()> now;
  /// Of bodies with events that are read as a whole (Splunk, Elasticsearch, Azure Monitor), unpacked, at most.
  std::size_t event_body_bytes = std::size_t{64} << 20;
};

}  // namespace kelpie::server
