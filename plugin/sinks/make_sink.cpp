#include "plugin/sinks/make_sink.hpp"

#include <array>

#include "executor/binder/nearest_name.hpp"
#include "plugin/output/terminal.hpp"
#include "plugin/sinks/file_sink.hpp"
#include "plugin/sinks/syslog_sink.hpp"
#include "plugin/sinks/webhook_sink.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::array<SinkScheme, 7> schemes{{
    {"file", "file:/var/log/kelpie/alerts.jsonl?rotate=100MB&keep=10", "a line each in a file, with rotation",
     make_file_sink},
    {"-", "-", "a line each on standard output", make_file_sink},
    {"syslog+udp", "syslog+udp://host:514", "RFC 5424 in datagrams; nobody confirms them", make_syslog_udp_sink},
    {"syslog+tcp", "syslog+tcp://host:601", "RFC 5424 over TCP", make_syslog_tcp_sink},
    {"syslog+tls", "syslog+tls://host:6514?ca=/etc/kelpie/ca.pem&payload=cef", "RFC 5424 over TLS",
     make_syslog_tls_sink},
    {"https", "https://host/path?secret-file=/etc/kelpie/secret&batch=50", "POST with a signature", make_webhook_sink},
    {"http", "http://127.0.0.1:8080/path", "the same without TLS, to this machine", make_webhook_sink},
}};

}  // namespace

std::span<const SinkScheme> sink_schemes() { return schemes; }

std::unique_ptr<rules::AlertSink> make_sink(std::string_view text) {
  const SinkSpec spec = parse_sink_spec(text);
  std::vector<std::string> names;
  for (const SinkScheme& scheme : schemes) {
    if (scheme.name == spec.scheme) return scheme.make(spec);
    names.emplace_back(scheme.name);
  }
  const std::string near = executor::did_you_mean(spec.scheme, names);
  std::string forms;
  for (const SinkScheme& scheme : schemes) forms += "\n  " + std::string(scheme.form);
  throw SinkError("there is no sink '" + shortened(harmless(spec.scheme), 40) + "'" +
                  (near.empty() ? "" : "; " + near) + "; there are" + forms);
}

}  // namespace kelpie::plugin
