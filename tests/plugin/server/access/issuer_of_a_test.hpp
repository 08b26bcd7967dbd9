#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace kelpie::server::tests {

/// A key pair, made now, with which a test signs as an issuer does.
class KeyOfATest {
 public:
  static KeyOfATest rsa(unsigned bits);
  static KeyOfATest ec(const char* curve);  // "P-256", "P-384"

  /// The public key as a JSON Web Key, with further members: "\"kid\":\"one\",".
  [[nodiscard]] std::string json(std::string_view members = {}) const;
  /// What a JSON Web Signature of that algorithm (RS256, PS256, ES256, ...) holds: bytes.
  [[nodiscard]] std::string sign(std::string_view algorithm, std::string_view text) const;
  /// The same with ECDSA's numbers in DER, as no JSON Web Signature has them.
  [[nodiscard]] std::string sign_in_der(std::string_view algorithm, std::string_view text) const;

 private:
  explicit KeyOfATest(evp_pkey_st* key);
  std::shared_ptr<evp_pkey_st> key_;
};

/// Those that many tests use, made once.
const KeyOfATest& rsa_key();
const KeyOfATest& other_rsa_key();
const KeyOfATest& p256_key();
const KeyOfATest& p384_key();

std::string base64url(std::string_view bytes);
/// The token with that header and payload, both JSON.
std::string signed_token(const KeyOfATest& key, std::string_view algorithm, std::string_view header,
                         std::string_view payload);

/// A file that is gone at the end.
class FileOfATest {
 public:
  explicit FileOfATest(std::string_view text);
  ~FileOfATest();
  FileOfATest(const FileOfATest&) = delete;
  FileOfATest& operator=(const FileOfATest&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }
  void write(std::string_view text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace kelpie::server::tests
