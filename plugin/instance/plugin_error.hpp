#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "parser/diagnostic.hpp"
#include "plugin/abi/kelpie.h"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::plugin {

/// Why a call of the C interface is not done, as its caller gets it (kelpie_error).
class PluginError : public std::runtime_error {
 public:
  PluginError(kelpie_code code, const std::string& message) : std::runtime_error(message), code_(code) {}

  struct Place {
    std::string file;
    std::uint32_t line = 0, column = 0;
  };
  PluginError(kelpie_code code, const std::string& message, Place place, std::string detail)
      : std::runtime_error(message), code_(code), place_(std::move(place)), detail_(std::move(detail)) {}

  [[nodiscard]] kelpie_code code() const { return code_; }
  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] const std::string& detail() const { return detail_; }

 private:
  kelpie_code code_;
  Place place_;
  std::string detail_;  // a JSON array of diagnostics; empty: none
};

/// One diagnostic of kelpie_error::detail.
struct DetailEntry {
  std::string code;
  parser::Severity severity = parser::Severity::error;
  std::string message;
  std::string hint;
  PluginError::Place place;
};
/// The JSON array.
[[nodiscard]] std::string detail_json(const std::vector<DetailEntry>& entries);

/// The first error of a query's diagnostics with all of them as detail.
[[nodiscard]] PluginError query_refused(std::string_view text, const parser::Diagnostics& diagnostics);
/// The same of rule files.
[[nodiscard]] PluginError rules_refused(const rules::RuleDiagnostics& diagnostics);
[[nodiscard]] std::string detail_json(const rules::RuleDiagnostics& diagnostics);

}  // namespace kelpie::plugin
