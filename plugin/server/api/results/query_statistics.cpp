#include "plugin/server/api/results/query_statistics.hpp"

#include <cctype>

#include "tables/text.hpp"

namespace kelpie::server {

namespace {

/// "table_row_count" or "tableRowCount", with quotes and colon.
std::string key(std::string_view snake, MemberNames names) {
  std::string out = "\"";
  bool upper = false;
  for (const char letter : snake) {
    const bool joint = letter == '_' || letter == ' ';
    if (names == MemberNames::camel_case && joint) {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
    upper = false;
  }
  return out + "\":";
}

}  // namespace

std::string statistics_json(const QueryAnswer& answer, std::span<const DatasetStatistics> datasets, MemberNames names) {
  const auto k = [names](std::string_view snake) { return key(snake, names); };
  const double seconds = (answer.wait_milliseconds + answer.bind_milliseconds + answer.run_milliseconds) / 1000;
  const std::string processor = tables::timespan_text(
      static_cast<std::int64_t>(answer.processor_milliseconds * static_cast<double>(tables::ticks_per_millisecond)));
  std::string out = "{" + (names == MemberNames::as_kusto ? std::string("\"ExecutionTime\":") : k("execution_time")) +
                    tables::real_text(seconds);
  out += "," + k("resource_usage") + "{\"cpu\":{\"user\":\"" + processor + "\",\"kernel\":\"00:00:00\"," +
         k("total cpu") + "\"" + processor + "\"}}";
  out += "," + k("dataset_statistics") + "[";
  for (const DatasetStatistics& dataset : datasets) {
    if (out.back() == '}') out += ',';
    out += "{" + k("table_row_count") + std::to_string(dataset.rows) + "," + k("table_size") +
           std::to_string(dataset.bytes) + "}";
  }
  return out + "]}";
}

}  // namespace kelpie::server
