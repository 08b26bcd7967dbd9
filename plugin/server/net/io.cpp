#include "plugin/server/net/io.hpp"

#include <array>
#include <stdexcept>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace kelpie::server {

class Io::Inside {
 public:
  explicit Inside(unsigned threads) : context(static_cast<int>(threads)), work(context.get_executor()) {
    for (unsigned i = 0; i < threads; ++i) running.emplace_back([this] { context.run(); });
  }
  ~Inside() {
    context.stop();
    for (std::thread& one : running) one.join();
  }
  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
  std::vector<std::thread> running;
};

Io::Io(unsigned threads) : inside_(std::make_unique<Inside>(threads)) {}
Io::~Io() = default;
boost::asio::io_context& Io::context() { return inside_->context; }

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& file) {
  const unsigned long error = ::ERR_get_error();
  const char* reason = error == 0 ? nullptr : ::ERR_reason_error_string(error);
  ::ERR_clear_error();
  throw std::invalid_argument(what + " '" + file + "' cannot be used: " + (reason == nullptr ? "it cannot be read as PEM" : reason));
}

}  // namespace

std::shared_ptr<boost::asio::ssl::context> make_tls(const TlsFiles& files) {
  namespace ssl = boost::asio::ssl;
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  if (::SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) throw std::logic_error("no cipher of the list is known");
  if (::SSL_CTX_use_certificate_chain_file(native, files.certificate.c_str()) != 1) refuse("the certificate", files.certificate);
  if (::SSL_CTX_use_PrivateKey_file(native, files.key.c_str(), SSL_FILETYPE_PEM) != 1) refuse("the key", files.key);
  if (::SSL_CTX_check_private_key(native) != 1) refuse("the key that belongs to the certificate", files.key);
  if (!files.client_ca.empty()) {
    if (::SSL_CTX_load_verify_locations(native, files.client_ca.c_str(), nullptr) != 1) refuse("the certificates of clients' authorities", files.client_ca);
    ::SSL_CTX_set_client_CA_list(native, ::SSL_load_client_CA_file(files.client_ca.c_str()));
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  }
  return context;
}

std::string client_certificate_name(const ssl_st* connection) {
  X509* certificate = ::SSL_get1_peer_certificate(connection);
  if (certificate == nullptr) return {};
  std::array<char, 256> name{};
  const int length = ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate), NID_commonName, name.data(), static_cast<int>(name.size()));
  ::X509_free(certificate);
  return length > 0 ? std::string(name.data(), static_cast<std::size_t>(length)) : std::string();
}

}  // namespace kelpie::server
