#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/access/signing_key.hpp"

namespace kelpie::server {

/// The public keys with which an issuer signs: a JSON Web Key Set (RFC 7517, section 5). Immutable, thread-safe.
class JsonWebKeys {
 public:
  /// Reads a file of at most a megabyte. Keys that are of no use (for encryption, symmetric, of other types, of other
  /// issuers) are passed over. Throws std::invalid_argument that names the file and says why, also when no key is left.
  static JsonWebKeys from_file(const std::string& path, std::string_view issuer);

  enum class Verdict {
    signed_,      // by one of the keys
    unknown_key,  // none has this id, or without an id none is of the algorithm's type
    other_type,   // the key of this id is of another type or algorithm
    forged,       // not by that key
  };
  /// `id`: the header's kid; empty: any of the type may be it.
  [[nodiscard]] Verdict judge(const SignatureAlgorithm& algorithm, std::string_view id, std::string_view text,
                              std::string_view signature) const;

 private:
  std::vector<SigningKey> keys_;
};

}  // namespace kelpie::server
