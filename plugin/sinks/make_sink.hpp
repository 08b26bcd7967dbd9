#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "plugin/sinks/sink_spec.hpp"
#include "rules/sink.hpp"

namespace kelpie::plugin {

/// A kind of sink.
struct SinkScheme {
  std::string_view name;
  std::string_view form;         // an example
  std::string_view description;  // a line for a person
  std::unique_ptr<rules::AlertSink> (*make)(const SinkSpec& spec);
};
[[nodiscard]] std::span<const SinkScheme> sink_schemes();

/// The sink that a text such as `syslog+tls://host:6514?ca=ca.pem&payload=cef` describes (docs/sinks.md). Files that it
/// names are read now; receivers are not called yet. Throws SinkError.
[[nodiscard]] std::unique_ptr<rules::AlertSink> make_sink(std::string_view spec);

}  // namespace kelpie::plugin
