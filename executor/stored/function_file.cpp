#include "executor/stored/function_file.hpp"

#include <algorithm>

#include "executor/stored/detail/header_reader.hpp"
#include "tables/utf8.hpp"

namespace kelpie::executor {

std::string render(const FunctionDiagnostic& diagnostic, bool colour) {
  parser::RenderOptions options;
  options.file = diagnostic.file->path;
  options.colour = colour;
  return parser::render(diagnostic.file->text, diagnostic.diagnostic, options);
}

bool has_errors(const FunctionDiagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const FunctionDiagnostic& one) { return one.diagnostic.severity == parser::Severity::error; });
}

FunctionFileContent read_function_file(std::string path, std::string text) {
  FunctionFileContent content;
  const auto file = std::make_shared<const FunctionFile>(FunctionFile{std::move(path), std::move(text)});
  const auto refuse = [&](std::string code, std::string message, std::size_t at = 0, std::string hint = {}) {
    const auto offset = static_cast<std::uint32_t>(at);
    content.diagnostics.push_back({file, {parser::Severity::error, std::move(code), std::move(message), {offset, offset}, std::move(hint)}});
    return std::move(content);
  };
  const std::string& read = file->text;
  if (read.size() > largest_function_file) {
    return refuse("KF001", "The file has " + std::to_string(read.size()) + " bytes; a file of functions has at most " + std::to_string(largest_function_file) + ".");
  }
  for (std::size_t at = 0; at < read.size();) {
    const std::size_t length = tables::utf8_sequence(read.data() + at, read.data() + read.size());
    if (length == 0) return refuse("KF001", "The file is not UTF-8.", at, "save it as UTF-8");
    at += length;
  }
  detail::HeaderReader(file, content).read();
  if (content.functions.empty() && content.diagnostics.empty()) {
    return refuse("KF002", "There is no function in this file.", 0,
                  "begin it with a comment `// function: Name(parameter: type = default)`, or with `.create-or-alter function Name() { ... }`");
  }
  return content;
}

}  // namespace kelpie::executor
