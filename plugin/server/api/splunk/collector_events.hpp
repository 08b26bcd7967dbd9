#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tables/schema_set.hpp"

namespace kelpie::server {

class NumberedEvents;

/// What an answer of the HTTP event collector says (Splunk documentation, "Troubleshoot HTTP Event Collector", possible
/// error codes).
struct CollectorAnswer {
  int status = 200;
  int code = 0;
  std::string text = "Success";
  std::int64_t invalid_event = -1;  // from 0; -1: it is not about one
};

/// What an event says of itself beside its content, or the request of all of its lines.
struct EventMetadata {
  std::string index, sourcetype, source, host;
  std::string time;  // seconds since 1970, a JSON number or text
};

/// The table that the metadata name, the index first.
[[nodiscard]] std::string table_of(const EventMetadata& metadata, const tables::SchemaSet& schemas);

/// Reads event objects that follow each other, {"event":...,"sourcetype":...,...}, in any layout. Code 0, or what is
/// wrong with which event: those before it are added. `defaults`: of the request. Throws RequestRefused as
/// NumberedEvents does.
[[nodiscard]] CollectorAnswer read_collector_events(std::string_view body, const EventMetadata& defaults,
                                                    const tables::SchemaSet& schemas, NumberedEvents& events);

/// Reads a body of raw text, an event a line. A line that is no JSON object is the column RawData of a table of its
/// own.
void read_raw_lines(std::string_view body, const EventMetadata& metadata, const tables::SchemaSet& schemas,
                    NumberedEvents& events);

}  // namespace kelpie::server
