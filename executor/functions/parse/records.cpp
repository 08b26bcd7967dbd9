#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/text_arguments.hpp"

namespace kelpie::executor {

namespace {

void write_texts(tables::DynamicBuilder& out, const std::vector<std::string>& texts) {
  out.begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

/// The fields of the first record (RFC 4180).
void parse_csv(tables::DynamicBuilder& out, std::string_view text) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    std::string& field = fields.back();
    if (quoted) {
      if (byte != '"') {
        field.push_back(byte);
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        field.push_back('"');
        ++at;
      } else {
        quoted = false;
      }
    } else if (byte == '"' && field.empty()) {
      quoted = true;
    } else if (byte == ',') {
      fields.emplace_back();
    } else if (byte == '\n' || (byte == '\r' && at + 1 < text.size() && text[at + 1] == '\n')) {
      break;
    } else {
      field.push_back(byte);
    }
  }
  write_texts(out, fields);
}

bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

/// The program: up to the next quote when it begins with one, else up to a blank; backslashes mean nothing in it.
std::string take_program(std::string_view& line) {
  const bool quoted = line.starts_with('"');
  if (quoted) line.remove_prefix(1);
  const auto end =
      std::find_if(line.begin(), line.end(), [&](char byte) { return quoted ? byte == '"' : is_blank(byte); });
  std::string program(line.begin(), end);
  line.remove_prefix(std::min(program.size() + (quoted ? 1 : 0), line.size()));
  return program;
}

/// An argument: quotes group, 2n backslashes before a quote are n, 2n+1 are n and a quote, "" within quotes is a quote.
std::string take_argument(std::string_view& line) {
  std::string argument;
  bool quoted = false;
  while (!line.empty() && (quoted || !is_blank(line.front()))) {
    const std::size_t slashes = std::min(line.find_first_not_of('\\'), line.size());
    line.remove_prefix(slashes);
    if (!line.starts_with('"')) {
      argument.append(slashes, '\\');
      if (line.empty() || (!quoted && is_blank(line.front()))) break;
      argument.push_back(line.front());
    } else {
      argument.append(slashes / 2, '\\');
      if (slashes % 2 == 1) {
        argument.push_back('"');
      } else if (quoted && line.starts_with("\"\"")) {
        argument.push_back('"');
        line.remove_prefix(1);
      } else {
        quoted = !quoted;
      }
    }
    line.remove_prefix(1);
  }
  return argument;
}

/// As CommandLineToArgvW() does.
void parse_windows_command_line(tables::DynamicBuilder& out, std::string_view line) {
  std::vector<std::string> arguments;
  if (!line.empty()) arguments.push_back(take_program(line));
  for (;;) {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    if (line.empty()) break;
    arguments.push_back(take_argument(line));
  }
  write_texts(out, arguments);
}

void parse_command_line(tables::DynamicBuilder& out, std::string_view line, std::string_view parser) {
  std::string folded;
  append_folded(parser, folded);
  if (folded != "windows") {
    throw QueryError("E_INVALID_ARGUMENT",
                     fmt::format("parse_command_line() knows the parser 'windows' alone, not '{}'", parser));
  }
  parse_windows_command_line(out, line);
}

}  // namespace

void add_record_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "parse_csv",
                              .category = "string",
                              .summary = "Splits the first record of comma-separated values into an array of texts.",
                              .example = "print parse_csv('kelp,\"4,5\",\"say \"\"hi\"\"\"')",
                              .naming = ResultNaming::first_argument,
                              .overloads = {{.signature = "(csv_text:string) -> dynamic", .kernel = rows(parse_csv)}}});
  registry.add(ScalarFunction{.name = "parse_command_line",
                              .category = "string",
                              .summary = "Splits a command line into its arguments, as Windows does.",
                              .example = "print parse_command_line('kelp.exe --name \"sea lion\"', 'windows')",
                              .overloads = {{.signature = "(command:scalar, parser:string) -> dynamic",
                                             .kernel = with_text({0}, rows(parse_command_line))}}});
}

}  // namespace kelpie::executor
