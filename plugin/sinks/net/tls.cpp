#include <algorithm>
#include <array>
#include <stdexcept>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "plugin/sinks/net/tcp.hpp"

namespace kelpie::plugin::net {

namespace {

std::string last_error(const std::string& otherwise) {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason == nullptr ? otherwise : reason;
}

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

/// TLS over a socket: OpenSSL reads and writes memory, so that deadlines and signals are an affair of the socket alone.
class TlsStream : public Stream {
 public:
  TlsStream(SSL_CTX* context, int socket, const std::string& host, Deadline deadline)
      : socket_(socket), ssl_(SSL_new(context)), in_(BIO_new(BIO_s_mem())), out_(BIO_new(BIO_s_mem())) {
    if (!ssl_ || in_ == nullptr || out_ == nullptr) {
      BIO_free(in_);
      BIO_free(out_);
      throw std::bad_alloc();
    }
    SSL_set_bio(ssl_.get(), in_, out_);
    X509_VERIFY_PARAM* expected = SSL_get0_param(ssl_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) != 1) {
      SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      if (SSL_set1_host(ssl_.get(), host.c_str()) != 1 || SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) != 1)
        throw ConnectionError("TLS: " + last_error("unusable host name"));
    }
    ERR_clear_error();
    SSL_set_connect_state(ssl_.get());
    run([&] { return SSL_do_handshake(ssl_.get()); }, deadline);
  }

  ~TlsStream() override {
    if (!broken_ && SSL_is_init_finished(ssl_.get()) != 0) {
      SSL_shutdown(ssl_.get());
      try {
        flush(std::chrono::steady_clock::now());
      } catch (const ConnectionError&) {
      }
    }
  }

  void write(std::string_view bytes, Deadline deadline) override {
    while (!bytes.empty()) {
      // Records of 16 KB at most keep the memory in between small.
      const std::size_t some = std::min<std::size_t>(bytes.size(), 16 * 1024);
      run([&] { return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(some)); }, deadline);
      bytes.remove_prefix(some);
    }
  }

  std::size_t read(char* into, std::size_t most, Deadline deadline) override {
    const int got = run(
        [&] { return SSL_read(ssl_.get(), into, static_cast<int>(std::min<std::size_t>(most, 1 << 20))); }, deadline);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }

  void confirm(Deadline deadline) override {
    socket_.wait_until_taken(deadline);
    // In TLS 1.3 a server refuses a client's certificate after the handshake; most send a session ticket when they
    // accept it.
    if (!heard_ && SSL_version(ssl_.get()) >= TLS1_3_VERSION) {
      (void)socket_.readable_within(std::chrono::milliseconds(std::min(500, milliseconds_until(deadline))));
      heard_ = true;
    }
    std::array<char, 4096> bytes{};
    while (const auto got = socket_.read_now(bytes.data(), bytes.size())) {
      if (*got == 0) throw ConnectionError("the receiver closed the connection");
      BIO_write(in_, bytes.data(), static_cast<int>(*got));
      // New session tickets are read here, and a refusal that comes after the handshake (TLS 1.3: of our certificate).
      const int read = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (read <= 0 && SSL_get_error(ssl_.get(), read) != SSL_ERROR_WANT_READ) fail(SSL_get_error(ssl_.get(), read));
    }
  }

 private:
  /// Does a step of TLS until it is done; 0: the other side has ended the connection in order.
  template <typename Step>
  int run(Step step, Deadline deadline) {
    while (true) {
      ERR_clear_error();
      const int done = step();
      const int error = done > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), done);
      flush(deadline);
      if (done > 0) return done;
      if (error == SSL_ERROR_ZERO_RETURN) return 0;
      if (error != SSL_ERROR_WANT_READ) fail(error);
      std::array<char, 16 * 1024> bytes{};
      const std::size_t got = socket_.read(bytes.data(), bytes.size(), deadline);
      if (got == 0) {
        broken_ = true;
        throw ConnectionError(SSL_is_init_finished(ssl_.get()) != 0 ? "the receiver broke the connection off"
                                                                    : "the receiver broke the TLS handshake off");
      }
      BIO_write(in_, bytes.data(), static_cast<int>(got));
    }
  }

  void flush(Deadline deadline) {
    std::array<char, 16 * 1024> bytes{};
    while (BIO_ctrl_pending(out_) > 0) {
      const int got = BIO_read(out_, bytes.data(), static_cast<int>(bytes.size()));
      if (got <= 0) return;
      socket_.write({bytes.data(), static_cast<std::size_t>(got)}, deadline);
    }
  }

  [[noreturn]] void fail(int error) {
    broken_ = true;
    const long verified = SSL_get_verify_result(ssl_.get());
    if (verified != X509_V_OK)
      throw ConnectionError(std::string("the receiver's certificate is refused: ") +
                            X509_verify_cert_error_string(verified));
    throw ConnectionError("TLS: " + last_error("error " + std::to_string(error)));
  }

  TcpStream socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  BIO* in_;   // owned by ssl_
  BIO* out_;  // owned by ssl_
  bool broken_ = false;
  bool heard_ = false;  // something after the handshake, or waited for it
};

}  // namespace

struct TlsContext::Implementation {
  SSL_CTX* context = nullptr;
  ~Implementation() { SSL_CTX_free(context); }
};

TlsContext::TlsContext(const Files& files) : implementation_(std::make_unique<Implementation>()) {
  SSL_CTX* const context = implementation_->context = SSL_CTX_new(TLS_client_method());
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  ERR_clear_error();
  if (files.ca.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_locations(context, files.ca.c_str(), nullptr) != 1) {
    throw std::invalid_argument("ca: no certificates can be read from '" + files.ca + "': " + last_error("no PEM"));
  }
  if (files.certificate.empty()) return;
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    throw std::invalid_argument("cert: no certificate can be read from '" + files.certificate +
                                "': " + last_error("no PEM"));
  }
  const std::string& key = files.key.empty() ? files.certificate : files.key;
  // Nobody is there to type a passphrase.
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return -1; });
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::invalid_argument("key: no private key for the certificate can be read from '" + key +
                                "': " + last_error("no PEM"));
  }
}
TlsContext::~TlsContext() = default;

std::unique_ptr<Stream> TlsContext::connect(Resolver& resolver, Deadline deadline) const {
  return std::make_unique<TlsStream>(implementation_->context, resolver.connect(deadline), resolver.host(), deadline);
}

}  // namespace kelpie::plugin::net
