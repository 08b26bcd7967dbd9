#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tables/dynamic.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace kelpie::server {

enum class KeyType : std::uint8_t { rsa, p256, p384 };

/// A way to sign that is let in (RFC 7518, section 3.1). Those with a shared secret and "none" are not among them.
struct SignatureAlgorithm {
  std::string_view name;  // of the header's alg
  KeyType type;           // that a key must have
  const char* digest;     // OpenSSL's name
  bool pss;
};
/// Nothing for any other name.
[[nodiscard]] const SignatureAlgorithm* signature_algorithm(std::string_view name);
/// "RS256, RS384, ...": for messages.
[[nodiscard]] std::string signature_algorithm_names();

/// base64url without padding (RFC 7515, section 2). Nothing for text that is none.
[[nodiscard]] std::optional<std::string> base64url_decoded(std::string_view text);

/// A public key that says whether signatures are its own. Immutable, thread-safe.
class SigningKey {
 public:
  /// From a JSON Web Key (RFC 7517): RSA of 2048 to 8192 bits, or EC on P-256 or P-384. Throws std::invalid_argument
  /// that says why it is of no use here; the message is a clause without a full stop.
  explicit SigningKey(tables::DynamicView key);

  /// The member kid; empty without one.
  [[nodiscard]] const std::string& id() const { return id_; }
  /// Whether it is of the algorithm's type, and of that algorithm where the key names one.
  [[nodiscard]] bool fits(const SignatureAlgorithm& algorithm) const;
  /// Whether `signature`, as JSON Web Signatures have it, is this key's of `text`. The key must fit the algorithm.
  [[nodiscard]] bool has_signed(const SignatureAlgorithm& algorithm, std::string_view text,
                                std::string_view signature) const;

 private:
  std::string id_;
  std::string algorithm_;  // empty: any of its type
  KeyType type_ = KeyType::rsa;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace kelpie::server
