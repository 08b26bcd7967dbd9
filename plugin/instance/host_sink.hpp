#pragma once

#include "plugin/instance/host_services.hpp"
#include "plugin/instance/statistics.hpp"
#include "rules/sink.hpp"

namespace kelpie::plugin {

/// The name under which alerts wait for the host.
inline constexpr const char* host_sink_name = "host";

/// Hands alerts to the host's deliver().
class HostSink final : public rules::AlertSink {
 public:
  /// Both are borrowed.
  HostSink(HostServices& host, Statistics& statistics) : host_(host), statistics_(statistics) {}
  [[nodiscard]] std::string name() const override { return host_sink_name; }
  [[nodiscard]] std::vector<rules::Delivery> deliver(std::span<const rules::Alert> alerts,
                                                     std::chrono::steady_clock::time_point deadline) override;

 private:
  HostServices& host_;
  Statistics& statistics_;
};

}  // namespace kelpie::plugin
