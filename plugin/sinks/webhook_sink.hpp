#pragma once

#include <memory>

#include "plugin/sinks/sink_spec.hpp"
#include "rules/sink.hpp"

namespace kelpie::plugin {

/// Alerts as HTTP POST requests to an https:// address, or http:// on this machine: one each, or several as an array or
/// as lines. Delivered: an answer 2xx. Throws SinkError.
[[nodiscard]] std::unique_ptr<rules::AlertSink> make_webhook_sink(const SinkSpec& spec);

}  // namespace kelpie::plugin
