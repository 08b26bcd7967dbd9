#include "rules/configuration.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/detail/yaml_guard.hpp"

namespace kelpie::rules {

namespace {

constexpr std::string_view file_name = ".kelpie.yaml";
constexpr std::size_t largest_file = 1024 * 1024;

using detail::RuleReader;

std::string joined(const Configuration& configuration, const std::string& path) {
  return (std::filesystem::path(configuration.folder) / path).lexically_normal().string();
}

std::string one_text(const YAML::Node& value, RuleReader& reader, std::string_view what) {
  auto text = reader.text(value, what);
  return text ? std::move(text->text) : std::string();
}

std::vector<std::string> texts(const YAML::Node& value, RuleReader& reader, std::string_view what) {
  std::vector<std::string> result;
  for (const YAML::Node& element : value.IsScalar() ? std::vector<YAML::Node>{value} : reader.list(value, what)) {
    if (auto text = reader.text(element, fmt::format("An element of {}", what)))
      result.push_back(std::move(text->text));
  }
  return result;
}

std::vector<std::string> paths(const YAML::Node& value, RuleReader& reader, const Configuration& configuration,
                               std::string_view what) {
  std::vector<std::string> result = texts(value, reader, what);
  for (std::string& path : result) path = joined(configuration, path);
  return result;
}

void read_severities(const YAML::Node& value, RuleReader& reader, Configuration& into) {
  constexpr std::array severities{parser::Severity::error, parser::Severity::warning, parser::Severity::note};
  for (const auto& [code, severity] : reader.map(value, "severities")) {
    if (code.text.empty() ||
        code.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string::npos) {
      reader.error(code.span, "KR008", fmt::format("'{}' is no code of a finding; codes look like KR012.", code.text));
      continue;
    }
    const auto which =
        reader.one_of(severity, fmt::format("The severity of {}", code.text), {"error", "warning", "note", "off"});
    if (which)
      into.severities[code.text] = *which < severities.size() ? std::optional(severities[*which]) : std::nullopt;
  }
}

void read_tests(const YAML::Node& value, RuleReader& reader, Configuration& into) {
  constexpr std::array<std::string_view, 1> keys{"minimum"};
  for (const auto& [key, number] : reader.map(value, "test", keys)) {
    std::int64_t count = 0;
    if (number.IsScalar() && YAML::convert<std::int64_t>::decode(number, count) && count >= 0 && count <= 1000) {
      into.test.minimum = static_cast<std::size_t>(count);
    } else {
      reader.error(reader.span_of(number), "KR008",
                   "test.minimum is the number of tests that every rule must have: 0 to 1000.");
    }
  }
}

void read_help(const YAML::Node& value, RuleReader& reader, Configuration& into) {
  into.help_uri = one_text(value, reader, "helpUri");
  if (!into.help_uri.empty() && into.help_uri.find("://") == std::string::npos) {
    reader.error(
        reader.span_of(value), "KR008", fmt::format("helpUri is '{}', which is no absolute address.", into.help_uri),
        "write the address of the folder with the pages, such as that of docs/diagnostics at your copy of Kelpie");
  }
}

/// One key of the file.
struct Key {
  std::string_view name;
  void (*read)(const YAML::Node& value, RuleReader& reader, Configuration& into);
};

constexpr Key keys[] = {
    {"severities", read_severities},
    {"exclude", [](const YAML::Node& value, RuleReader& reader,
                   Configuration& into) { into.exclude = texts(value, reader, "exclude"); }},
    {"schemas", [](const YAML::Node& value, RuleReader& reader,
                   Configuration& into) { into.schemas = paths(value, reader, into, "schemas"); }},
    {"functions", [](const YAML::Node& value, RuleReader& reader,
                     Configuration& into) { into.functions = paths(value, reader, into, "functions"); }},
    {"watchlists", [](const YAML::Node& value, RuleReader& reader,
                      Configuration& into) { into.watchlists = paths(value, reader, into, "watchlists"); }},
    {"baseline",
     [](const YAML::Node& value, RuleReader& reader, Configuration& into) {
       if (const std::string path = one_text(value, reader, "baseline"); !path.empty())
         into.baseline = joined(into, path);
     }},
    {"strict", [](const YAML::Node& value, RuleReader& reader,
                  Configuration& into) { into.strict = reader.boolean(value, "strict").value_or(false); }},
    {"helpUri", read_help},
    {"test", read_tests},
};

std::vector<std::string_view> key_names() {
  std::vector<std::string_view> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

void read_document(const YAML::Node& root, RuleReader& reader, Configuration& into) {
  const std::vector<std::string_view> names = key_names();
  for (const auto& [name, value] : reader.map(root, "The configuration", names)) {
    if (value.IsNull()) continue;
    const auto key = std::find_if(std::begin(keys), std::end(keys),
                                  [&, text = name.text](const Key& one) { return one.name == text; });
    if (key != std::end(keys)) key->read(value, reader, into);
  }
}

void refuse(ConfigurationReading& reading, const std::shared_ptr<const SourceFile>& source, std::string code,
            std::string message, std::size_t offset = 0) {
  const auto at = static_cast<std::uint32_t>(std::min(offset, source->text.size()));
  reading.diagnostics.push_back({source, {parser::Severity::error, std::move(code), std::move(message), {at, at}, {}}});
}

}  // namespace

ConfigurationReading read_configuration(const std::string& path, std::string_view text) {
  ConfigurationReading reading;
  reading.configuration.path = path;
  reading.configuration.folder = std::filesystem::path(path).parent_path().string();
  const auto source = std::make_shared<const SourceFile>(SourceFile{path, std::string(text)});
  if (text.size() > largest_file)
    refuse(reading, source, "KR001",
           fmt::format("The configuration has {} bytes; at most {} are read.", text.size(), largest_file));
  else if (const auto problem = detail::check_yaml(text))
    refuse(reading, source, problem->code, problem->message, problem->offset);
  if (!reading.diagnostics.empty()) return reading;
  try {
    const YAML::Node root = YAML::Load(source->text);
    RuleReader reader(source, reading.diagnostics);
    if (!root.IsNull()) read_document(root, reader, reading.configuration);
  } catch (const YAML::Exception& error) {
    refuse(reading, source, "KR002", fmt::format("No YAML: {}.", error.msg),
           error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos));
  }
  // A key that is not known would silently do nothing.
  for (RuleDiagnostic& one : reading.diagnostics) one.diagnostic.severity = parser::Severity::error;
  return reading;
}

ConfigurationReading read_configuration(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::error_code failure;
  if (!stream || std::filesystem::is_directory(path, failure)) {
    ConfigurationReading reading;
    refuse(reading, std::make_shared<const SourceFile>(SourceFile{path, {}}), "KR001",
           "The configuration cannot be read.");
    return reading;
  }
  return read_configuration(path, std::string{std::istreambuf_iterator<char>(stream), {}});
}

std::string find_configuration(const std::string& folder) {
  std::error_code failure;
  const std::filesystem::path start =
      std::filesystem::weakly_canonical(std::filesystem::absolute(folder, failure), failure);
  for (std::filesystem::path at = start; !at.empty(); at = at.parent_path()) {
    const std::filesystem::path file = at / file_name;
    if (std::filesystem::is_regular_file(file, failure)) return file.lexically_proximate(start).string();
    if (at == at.root_path()) break;
  }
  return {};
}

}  // namespace kelpie::rules
