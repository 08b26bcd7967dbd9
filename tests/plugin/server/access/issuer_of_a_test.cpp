#include "issuer_of_a_test.hpp"

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <unistd.h>

namespace kelpie::server::tests {

namespace {

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL does not do what the test wants");
}

std::string bytes_of(const BIGNUM* number, int size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  must(::BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size) == size);
  return bytes;
}

/// A number of a key, as text in a JSON Web Key; size 0: without leading zeros.
std::string number_text(EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* number = nullptr;
  must(::EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const std::string text = base64url(bytes_of(number, size == 0 ? BN_num_bytes(number) : size));
  ::BN_free(number);
  return text;
}

}  // namespace

KeyOfATest::KeyOfATest(evp_pkey_st* key) : key_(key, ::EVP_PKEY_free) { must(key != nullptr); }
KeyOfATest KeyOfATest::rsa(unsigned bits) { return KeyOfATest(EVP_RSA_gen(bits)); }
KeyOfATest KeyOfATest::ec(const char* curve) { return KeyOfATest(EVP_EC_gen(curve)); }

std::string KeyOfATest::json(std::string_view members) const {
  std::string text = "{" + std::string(members);
  if (::EVP_PKEY_is_a(key_.get(), "RSA") == 1) {
    return text + R"("kty":"RSA","n":")" + number_text(key_.get(), OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
           number_text(key_.get(), OSSL_PKEY_PARAM_RSA_E) + "\"}";
  }
  const bool small = ::EVP_PKEY_get_bits(key_.get()) == 256;
  return text + R"("kty":"EC","crv":")" + (small ? "P-256" : "P-384") + R"(","x":")" +
         number_text(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, small ? 32 : 48) + R"(","y":")" +
         number_text(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, small ? 32 : 48) + "\"}";
}

std::string KeyOfATest::sign_in_der(std::string_view algorithm, std::string_view text) const {
  const std::string digest = "SHA" + std::string(algorithm.substr(2));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(::EVP_MD_CTX_new(), ::EVP_MD_CTX_free);
  EVP_PKEY_CTX* signing = nullptr;
  must(::EVP_DigestSignInit_ex(context.get(), &signing, digest.c_str(), nullptr, nullptr, key_.get(), nullptr) == 1);
  if (algorithm.starts_with("PS")) {
    must(::EVP_PKEY_CTX_set_rsa_padding(signing, RSA_PKCS1_PSS_PADDING) == 1);
    must(::EVP_PKEY_CTX_set_rsa_pss_saltlen(signing, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  must(::EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1);
  std::string signature(size, '\0');
  must(::EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()) ==
       1);
  signature.resize(size);
  return signature;
}

std::string KeyOfATest::sign(std::string_view algorithm, std::string_view text) const {
  const std::string signature = sign_in_der(algorithm, text);
  if (!algorithm.starts_with("ES")) return signature;
  const auto* at = reinterpret_cast<const unsigned char*>(signature.data());
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> both(
      ::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())), ::ECDSA_SIG_free);
  must(both != nullptr);
  const int size = algorithm == "ES256" ? 32 : 48;
  return bytes_of(::ECDSA_SIG_get0_r(both.get()), size) + bytes_of(::ECDSA_SIG_get0_s(both.get()), size);
}

const KeyOfATest& rsa_key() {
  static const KeyOfATest key = KeyOfATest::rsa(2048);
  return key;
}
const KeyOfATest& other_rsa_key() {
  static const KeyOfATest key = KeyOfATest::rsa(2048);
  return key;
}
const KeyOfATest& p256_key() {
  static const KeyOfATest key = KeyOfATest::ec("P-256");
  return key;
}
const KeyOfATest& p384_key() {
  static const KeyOfATest key = KeyOfATest::ec("P-384");
  return key;
}

std::string base64url(std::string_view bytes) {
  std::vector<unsigned char> text(bytes.size() / 3 * 4 + 5);
  const int size = ::EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  std::string out;
  for (int i = 0; i < size; ++i) {
    const char letter = static_cast<char>(text[static_cast<std::size_t>(i)]);
    if (letter != '=') out += letter == '+' ? '-' : letter == '/' ? '_' : letter;
  }
  return out;
}

std::string signed_token(const KeyOfATest& key, std::string_view algorithm, std::string_view header,
                         std::string_view payload) {
  const std::string text = base64url(header) + "." + base64url(payload);
  return text + "." + base64url(key.sign(algorithm, text));
}

FileOfATest::FileOfATest(std::string_view text) {
  std::string name = (std::filesystem::temp_directory_path() / "kelpie-keys-XXXXXX").string();
  const int file = ::mkstemp(name.data());
  must(file >= 0);
  ::close(file);
  path_ = name;
  write(text);
}
FileOfATest::~FileOfATest() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}
void FileOfATest::write(std::string_view text) const { std::ofstream(path_, std::ios::binary) << text; }

}  // namespace kelpie::server::tests
