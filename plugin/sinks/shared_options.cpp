#include "plugin/sinks/shared_options.hpp"

#include <stdexcept>

namespace kelpie::plugin {

const rules::Payload& payload_option(const SinkOptions& options, const std::string& otherwise) {
  return *rules::payload_named(options.word("payload", otherwise, rules::payload_names()));
}

std::vector<std::string> tls_option_names() { return {"ca", "cert", "key"}; }

std::unique_ptr<net::TlsContext> tls_options(const SinkOptions& options) {
  const net::TlsContext::Files files{options.text("ca").value_or(""), options.text("cert").value_or(""),
                                     options.text("key").value_or("")};
  if (!files.key.empty() && files.certificate.empty())
    options.refuse("key", files.key, "cert= with the certificate that the key belongs to");
  try {
    return std::make_unique<net::TlsContext>(files);
  } catch (const std::invalid_argument& wrong) {
    throw SinkError(wrong.what());
  }
}

std::string host_text(const std::string& host, std::uint16_t port) {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

}  // namespace kelpie::plugin
