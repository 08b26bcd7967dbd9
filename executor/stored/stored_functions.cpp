#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "executor/stored/function_data.hpp"
#include "executor/stored/stored_function.hpp"

namespace kelpie::executor {

namespace {

parser::Diagnostic said(parser::Severity severity, std::string code, std::string message, parser::Span span, std::string hint = {}) {
  return {severity, std::move(code), std::move(message), span, std::move(hint)};
}

FunctionDiagnostic cannot_be_read(const std::string& path, std::string message) {
  return {std::make_shared<const FunctionFile>(FunctionFile{path, {}}), said(parser::Severity::error, "KF001", std::move(message), {})};
}

FunctionDiagnostics add_file(const std::string& path, StoredFunctions& functions) {
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) return {cannot_be_read(path, "The file cannot be read: " + failure.message() + ".")};
  if (size > largest_function_file) {
    return {cannot_be_read(path, "The file has " + std::to_string(size) + " bytes; a file of functions has at most " + std::to_string(largest_function_file) + ".")};
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (!stream.good() && !stream.eof()) return {cannot_be_read(path, "The file cannot be read.")};
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return functions.add(read_function_file(path, std::move(text)));
}

}  // namespace

FunctionDiagnostics StoredFunctions::add(FunctionSource source) {
  FunctionDiagnostics told;
  const auto tell = [&](parser::Diagnostic diagnostic) { told.push_back({source.file, std::move(diagnostic)}); };
  if (const auto known = functions_.find(source.name); known != functions_.end()) {
    const StoredFunction& other = *known->second;
    if (!other.is_built_in() || source.built_in) {
      tell(said(parser::Severity::error, "KF005", "A function '" + source.name + "' is there already: " + other.place() + ".", source.header, "rename one of them"));
      return told;
    }
    if (source.only_if_absent) {
      tell(said(parser::Severity::note, "KF007", "'" + source.name + "' is a built-in function; this one is left out, as ifnotexists says.", source.header));
      return told;
    }
    tell(said(parser::Severity::note, "KF007", "This function stands in the place of the built-in '" + source.name + "'.", source.header));
    bases_.erase(other.base());
    functions_.erase(known);
  }
  const auto size = static_cast<std::uint32_t>(source.literal.size() + source.offset + 1);
  if (UINT32_MAX - next_base_ < size) {
    tell(said(parser::Severity::error, "KF001", "There are too many functions; all of them together may have 4 GB of text.", source.header));
    return told;
  }
  auto function = std::make_unique<StoredFunction>(std::move(source), next_base_);
  bases_.emplace(next_base_, function.get());
  next_base_ += size;
  std::string name = function->name();
  functions_.emplace(std::move(name), std::move(function));
  return told;
}

FunctionDiagnostics StoredFunctions::add(FunctionFileContent content) {
  FunctionDiagnostics told = std::move(content.diagnostics);
  for (FunctionSource& source : content.functions) {
    const std::string name = source.name;
    const bool built_in = source.built_in;
    for (FunctionDiagnostic& diagnostic : add(std::move(source))) told.push_back(std::move(diagnostic));
    // A user hears of a text that cannot be read when it is loaded, not when it is used; the built-in ones are known to be right.
    if (const StoredFunction* added = find(name); !built_in && added != nullptr && !added->is_built_in() && !has_errors(told)) {
      told.insert(told.end(), added->diagnostics().begin(), added->diagnostics().end());
    }
  }
  return told;
}

const StoredFunction* StoredFunctions::find(std::string_view name) const {
  const auto at = functions_.find(name);
  return at == functions_.end() ? nullptr : at->second.get();
}

std::vector<const StoredFunction*> StoredFunctions::list() const {
  std::vector<const StoredFunction*> all;
  for (const auto& [name, function] : functions_) all.push_back(function.get());
  return all;
}

std::vector<std::string> StoredFunctions::names() const {
  std::vector<std::string> all;
  for (const auto& [name, function] : functions_) all.push_back(name);
  return all;
}

std::string StoredFunctions::Place::text() const {
  const parser::Position position = parser::position_of(function->file()->text, span.begin);
  return function->name() + " (" + function->file()->path + ":" + std::to_string(position.line) + ":" + std::to_string(position.column) + ")";
}

std::optional<StoredFunctions::Place> StoredFunctions::place_of(parser::Span span) const {
  auto at = bases_.upper_bound(span.begin);
  if (at == bases_.begin()) return std::nullopt;
  --at;
  return Place{at->second, {span.begin - at->first, span.end - at->first}};
}

StoredFunctions make_stored_functions() {
  StoredFunctions functions;
  for (const FunctionData& data : built_in_function_data()) {
    FunctionFileContent content = read_function_file(data.path, std::string(data.text));
    for (FunctionSource& source : content.functions) source.built_in = true;
    functions.add(std::move(content));
  }
  return functions;
}

std::shared_ptr<const StoredFunctions> built_in_functions() {
  static const auto functions = std::make_shared<const StoredFunctions>(make_stored_functions());
  return functions;
}

FunctionDiagnostics add_function_files(const std::string& path, StoredFunctions& functions) {
  std::error_code failure;
  if (!std::filesystem::is_directory(path, failure)) return add_file(path, functions);
  std::vector<std::string> files;
  auto at = std::filesystem::recursive_directory_iterator(path, std::filesystem::directory_options::skip_permission_denied, failure);
  for (; !failure && at != std::filesystem::recursive_directory_iterator(); at.increment(failure)) {
    const auto extension = at->path().extension();
    std::error_code unknown;
    if ((extension == ".kql" || extension == ".csl") && at->is_regular_file(unknown)) files.push_back(at->path().string());
  }
  FunctionDiagnostics told;
  if (failure) told.push_back(cannot_be_read(path, "The folder cannot be read: " + failure.message() + "."));
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    for (FunctionDiagnostic& diagnostic : add_file(file, functions)) told.push_back(std::move(diagnostic));
  }
  return told;
}

}  // namespace kelpie::executor
