#include <string>

#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

constexpr std::string_view slashes = "/\\";

struct PathParts {
  std::string_view scheme, root, directory, directory_name, file, extension, stream;
};

PathParts split_path(std::string_view path) {
  PathParts parts;
  if (const std::size_t scheme = path.find("://"); scheme != std::string_view::npos && scheme > 0) {
    parts.scheme = path.substr(0, scheme);
    path.remove_prefix(scheme + 3);
  }
  if (path.starts_with("\\\\?\\")) path.remove_prefix(4);  // long paths of Windows
  if (path.size() >= 2 && path[1] == ':' && ascii_lower(path[0]) >= 'a' && ascii_lower(path[0]) <= 'z')
    parts.root = path.substr(0, 2);
  const std::size_t slash = path.find_last_of(slashes);
  if (slash == std::string_view::npos) {
    parts.file = path.substr(parts.root.size());
  } else {
    parts.directory = path.substr(0, slash);
    parts.directory_name = parts.directory.substr(parts.directory.find_last_of(slashes) + 1);
    parts.file = path.substr(slash + 1);
  }
  if (const std::size_t colon = parts.file.find(':'); colon != std::string_view::npos) {
    parts.stream = parts.file.substr(colon + 1);
    parts.file = parts.file.substr(0, colon);
  }
  if (const std::size_t dot = parts.file.rfind('.'); dot != std::string_view::npos)
    parts.extension = parts.file.substr(dot + 1);
  return parts;
}

void parse_path(tables::DynamicBuilder& out, std::string_view path) {
  const PathParts parts = split_path(path);
  const auto write = [&](std::string_view key, std::string_view part) {
    out.key(key);
    out.string(part);
  };
  out.begin_bag();
  write("Scheme", parts.scheme);
  write("RootPath", parts.root);
  write("DirectoryPath", parts.directory);
  write("DirectoryName", parts.directory_name);
  write("Filename", parts.file);
  write("Extension", parts.extension);
  write("AlternateDataStreamName", parts.stream);
  out.end_bag();
}

/// One to four parts of up to eight digits, each worth 10^8 of the next.
std::optional<tables::Decimal> parse_version(std::string_view version) {
  constexpr int parts = 4;
  constexpr std::size_t digits = 8;
  std::string number;
  for (int i = 0; i < parts; ++i) {
    const std::size_t end = std::min(version.find('.'), version.size());
    const std::string_view part = version.substr(0, end);
    if (part.empty() || part.size() > digits || part.find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    number.append(digits - part.size(), '0').append(part);
    if (end == version.size()) {
      number.append(digits * static_cast<std::size_t>(parts - 1 - i), '0');
      return tables::parse_decimal(number);
    }
    version.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

void add_file_path_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "parse_path",
      .category = "string",
      .summary = "Takes the path of a file apart into a bag of directory, file name, extension and so on.",
      .example = "print parse_path(@'C:\\forest\\kelp.txt').Extension",
      .overloads = {{.signature = "(path:string) -> dynamic", .kernel = rows(parse_path)}}});
  registry.add(ScalarFunction{
      .name = "parse_version",
      .category = "string",
      .summary = "Turns a version number of up to four parts into a number that sorts and compares as versions do.",
      .example = "print parse_version('1.10') > parse_version('1.9')",
      .overloads = {{.signature = "(version:string) -> decimal", .kernel = rows(parse_version)}}});
}

}  // namespace kelpie::executor
