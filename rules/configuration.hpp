#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

/// How a repository of rules is checked, as its .kelpie.yaml says. Paths are joined to the file's folder; a member that
/// the file does not name has its default.
struct Configuration {
  std::string path;    // "": there is none
  std::string folder;  // of the file; patterns are relative to it
  /// By code: another severity, or none at all (off).
  std::map<std::string, std::optional<parser::Severity>> severities;
  std::vector<std::string> exclude;  // patterns, see PathPatterns
  std::vector<std::string> schemas;
  std::vector<std::string> functions;
  std::vector<std::string> watchlists;
  std::string baseline;
  bool strict = false;
  std::string help_uri;  // what stands before CODE.md in the address of the page about a code
  /// For the tests of rules.
  struct Tests {
    std::size_t minimum = 0;  // that every rule must have; 0: none
  };
  Tests test;
};

struct ConfigurationReading {
  Configuration configuration;
  RuleDiagnostics diagnostics;  // all errors
};

/// Reads a file; everything wrong in it is told, with its place.
[[nodiscard]] ConfigurationReading read_configuration(const std::string& path);
/// The same from text; `path` is what diagnostics call it and what its paths are joined to.
[[nodiscard]] ConfigurationReading read_configuration(const std::string& path, std::string_view text);

/// The .kelpie.yaml of a folder, or of the nearest folder above that has one, as a short path; "" when there is none.
[[nodiscard]] std::string find_configuration(const std::string& folder);

}  // namespace kelpie::rules
