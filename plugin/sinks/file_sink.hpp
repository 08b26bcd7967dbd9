#pragma once

#include <memory>

#include "plugin/sinks/sink_spec.hpp"
#include "rules/sink.hpp"

namespace kelpie::plugin {

/// Alerts as lines of a file, with rotation (log_file.hpp), or of standard output for the scheme "-". Delivered: on
/// disk; on standard output: handed over. Throws SinkError.
[[nodiscard]] std::unique_ptr<rules::AlertSink> make_file_sink(const SinkSpec& spec);

}  // namespace kelpie::plugin
