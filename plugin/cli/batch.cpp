#include "plugin/cli/batch.hpp"

#include <istream>
#include <ostream>
#include <string>

#include "parser/diagnostic.hpp"
#include "plugin/output/json_writer.hpp"
#include "tables/dynamic.hpp"
#include "tables/number_text.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

void append_error(std::string_view query, const parser::Diagnostics& diagnostics, std::string& out) {
  const parser::Diagnostic* first = nullptr;
  for (const parser::Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == parser::Severity::error && first == nullptr) first = &diagnostic;
  }
  const parser::Position position = parser::position_of(query, first->span.begin);
  out += "\"error\":{\"message\":";
  append_json_string(first->message, out);
  out += ",\"code\":";
  append_json_string(first->code, out);
  out += ",\"line\":" + std::to_string(position.line) + ",\"column\":" + std::to_string(position.column) + "}";
}

std::string answer(const std::string& line, const executor::Engine& engine, const executor::QueryContext& context, bool run) {
  const auto request = tables::parse_json(line);
  const tables::DynamicView view = request ? tables::DynamicView(*request) : tables::DynamicView();
  const tables::DynamicView id = view.find("id");
  const tables::DynamicView query = view.find("query");
  std::string out = "{\"id\":" + tables::to_json(id) + ",";
  if (query.kind() != tables::DynamicKind::string) {
    return out + "\"error\":{\"message\":\"a request is one line of JSON: {\\\"id\\\": ..., \\\"query\\\": \\\"...\\\"}\",\"line\":1,\"column\":1}}";
  }
  const std::string_view text = query.as_string();
  const executor::QueryOutcome outcome = run ? engine.query(text, context) : engine.check(text, context);
  if (!outcome.ok()) {
    append_error(text, outcome.diagnostics, out);
    return out + "}";
  }
  out += "\"tables\":[";
  for (std::size_t i = 0; i < outcome.tables.size(); ++i) {
    if (i > 0) out += ',';
    append_json_table(outcome.tables[i], out);
  }
  out += "]";
  if (run) out += ",\"elapsed_ms\":" + tables::real_text(outcome.run_milliseconds);
  return out + "}";
}

}  // namespace

void answer_batch(std::istream& in, std::ostream& out, const executor::Engine& engine, const executor::QueryContext& context, bool run) {
  std::string line;
  while (std::getline(in, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    out << answer(line, engine, context, run) << '\n' << std::flush;
  }
}

}  // namespace kelpie::plugin
