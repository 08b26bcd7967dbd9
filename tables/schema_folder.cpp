#include "tables/schema_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "tables/schema_file.hpp"
#include "tables/utf8.hpp"

namespace kelpie::tables {

namespace {

using Kind = SchemaFinding::Kind;

bool is_schema_file(const std::filesystem::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

/// Where the text stops being UTF-8.
std::optional<SchemaError> broken_utf8(std::string_view text) {
  std::size_t line = 1, begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text.data() + at, text.data() + text.size());
    if (length == 0) return SchemaError{line, at - begin + 1, "this byte is no UTF-8; save the file as UTF-8"};
    if (text[at] == '\n') {
      ++line;
      begin = at + 1;
    }
    at += length;
  }
  return std::nullopt;
}

class SchemaFiles {
 public:
  SchemaFiles(SchemaSet& schemas, SchemaFilesReport& report) : schemas_(schemas), report_(report) {}

  void add_path(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) return say(Kind::error, path, "there is no such file or folder");
    if (std::filesystem::is_directory(status)) return add_folder(path);
    if (!std::filesystem::is_regular_file(status)) return say(Kind::error, path, "neither a file nor a folder");
    add_file(path);
  }

 private:
  void add_folder(const std::string& folder) {
    std::error_code error;
    std::vector<std::string> files;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      if (is_schema_file(at->path()) && at->is_regular_file(error)) files.push_back(at->path().string());
    }
    if (error) return say(Kind::error, folder, "the folder cannot be read: " + error.message());
    if (files.empty()) return say(Kind::error, folder, "there is no .yaml or .yml file in this folder");
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) add_file(file);
  }

  void add_file(const std::string& file) {
    constexpr std::size_t most = 8 * 1024 * 1024;  // read_schema() refuses less
    std::ifstream in(file, std::ios::binary);
    std::string text(most, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(most)) && !in.eof())
      return say(Kind::error, file, "the file cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    ++report_.files;
    if (const auto broken = broken_utf8(text))
      return say(Kind::error, file, broken->message, broken->line, broken->column);
    auto read = read_schema(text);
    if (const auto* error = std::get_if<SchemaError>(&read))
      return say(Kind::error, file, error->message, error->line, error->column);
    add_schema(file, std::get<TableSchema>(std::move(read)));
  }

  void add_schema(const std::string& file, TableSchema schema) {
    if (const auto [earlier, is_new] = files_.emplace(schema.name, file); !is_new)
      return say(Kind::error, file,
                 fmt::format("the table '{}' is in {} already; keep one of them", schema.name, earlier->second));
    if (claims_foreign_name(file, schema)) return;
    const auto time = schema.find("TimeGenerated");
    if (!time || schema.columns[*time].type != Type::datetime) {
      say(Kind::warning, file,
          fmt::format("'{}' has no column TimeGenerated of type datetime, so rules cannot place its rows in time",
                      schema.name));
    }
    if (schemas_.find(schema.name) != nullptr)
      say(Kind::note, file, fmt::format("this '{}' takes the place of the built-in table", schema.name));
    schemas_.add(std::move(schema));
  }

  bool claims_foreign_name(const std::string& file, const TableSchema& schema) {
    const auto claimed = [&](std::string_view what, const std::string& name) {
      if (name.empty()) return false;
      const TableSchema* other = schemas_.find_ignoring_case(name);
      if (other == nullptr || other->name == schema.name) return false;
      say(Kind::error, file,
          fmt::format(
              "the {} '{}' means the table '{}' already (case makes no difference to events); choose another, or "
              "name the table '{}' to replace that one",
              what, name, other->name, other->name));
      return true;
    };
    bool any = claimed("name", schema.name);
    any |= claimed("category", schema.category);
    for (const std::string& alias : schema.aliases) any |= claimed("alias", alias);
    return any;
  }

  void say(Kind kind, const std::string& file, std::string message, std::size_t line = 0, std::size_t column = 0) {
    report_.findings.push_back({kind, file, line, column, std::move(message)});
  }

  SchemaSet& schemas_;
  SchemaFilesReport& report_;
  std::map<std::string, std::string> files_;  // by table
};

}  // namespace

std::string text_of(const SchemaFinding& finding) {
  const char* kind = finding.kind == Kind::error ? "error" : finding.kind == Kind::warning ? "warning" : "note";
  const std::string place = finding.line > 0 ? fmt::format(":{}:{}", finding.line, finding.column) : "";
  return fmt::format("{}{}: {}: {}", finding.file, place, kind, finding.message);
}

bool SchemaFilesReport::has_errors() const {
  return std::any_of(findings.begin(), findings.end(), [](const auto& finding) { return finding.kind == Kind::error; });
}

SchemaFilesReport add_schema_files(SchemaSet& schemas, std::span<const std::string> paths) {
  SchemaFilesReport report;
  SchemaFiles files(schemas, report);
  for (const std::string& path : paths) files.add_path(path);
  return report;
}

}  // namespace kelpie::tables
