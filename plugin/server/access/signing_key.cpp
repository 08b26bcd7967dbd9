#include "plugin/server/access/signing_key.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "executor/functions/parse/base64.hpp"

namespace kelpie::server {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

/// RFC 7518, sections 3.3 and 3.5, asks for no less.
constexpr int least_rsa_bits = 2048;
/// What is longer takes long to check, and nobody has it.
constexpr int most_rsa_bits = 8192;
constexpr int most_exponent_bits = 64;

constexpr std::array<SignatureAlgorithm, 6> algorithms = {{{"RS256", KeyType::rsa, "SHA256", false},
                                                           {"RS384", KeyType::rsa, "SHA384", false},
                                                           {"RS512", KeyType::rsa, "SHA512", false},
                                                           {"PS256", KeyType::rsa, "SHA256", true},
                                                           {"ES256", KeyType::p256, "SHA256", false},
                                                           {"ES384", KeyType::p384, "SHA384", false}}};

template <auto free>
struct Freed {
  template <typename T>
  void operator()(T* what) const {
    free(what);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<&::BN_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<&::OSSL_PARAM_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<&::OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<&::EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<&::EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<&::ECDSA_SIG_free>>;

/// What fails here is told by its result. What OpenSSL notes of it for this thread would be taken for an error of the
/// next connection that the thread serves.
struct ForgetsErrors {
  ForgetsErrors() = default;
  ForgetsErrors(const ForgetsErrors&) = delete;
  ForgetsErrors& operator=(const ForgetsErrors&) = delete;
  ~ForgetsErrors() { ::ERR_clear_error(); }
};

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number number_of(std::string_view bytes) {
  return Number(::BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string text_member(DynamicView key, std::string_view name) {
  const DynamicView value = key.find(name);
  if (value.is_null()) return {};
  if (value.kind() != DynamicKind::string)
    throw std::invalid_argument("its member '" + std::string(name) + "' is no text");
  return std::string(value.as_string());
}

/// Bytes of a key. Some issuers pad them, or take the alphabet with + and /: harmless in a file of one's own.
std::string bytes_member(DynamicView key, std::string_view name) {
  std::string text = text_member(key, name);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  auto bytes = executor::base64_decode(text);
  if (!bytes || bytes->empty()) throw std::invalid_argument("its member '" + std::string(name) + "' is no base64url");
  return std::move(*bytes);
}

void check_use(DynamicView key) {
  const std::string use = text_member(key, "use");
  if (!use.empty() && use != "sig") throw std::invalid_argument("it is for encryption ('use'), not for signatures");
  const DynamicView operations = key.find("key_ops");
  if (operations.is_null()) return;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations.kind() != DynamicKind::array) break;
    const DynamicView one = operations.element(i);
    if (one.kind() == DynamicKind::string && one.as_string() == "verify") return;
  }
  throw std::invalid_argument("its member 'key_ops' has no 'verify'");
}

std::shared_ptr<EVP_PKEY> made(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(::OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(::EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || ::EVP_PKEY_fromdata_init(context.get()) != 1 ||
      ::EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    throw std::invalid_argument("OpenSSL takes it for no public key");
  }
  std::shared_ptr<EVP_PKEY> owned(key, Freed<&::EVP_PKEY_free>());
  const KeyContext check(::EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (check == nullptr || ::EVP_PKEY_public_check(check.get()) != 1)
    throw std::invalid_argument("its numbers are no sound public key");
  return owned;
}

std::shared_ptr<EVP_PKEY> rsa_key(DynamicView key) {
  const std::string modulus = bytes_member(key, "n");
  const std::string exponent = bytes_member(key, "e");
  if (modulus.size() > most_rsa_bits / 8 + 1)
    throw std::invalid_argument("it has more than " + std::to_string(most_rsa_bits) + " bits");
  if (exponent.size() > most_exponent_bits / 8) throw std::invalid_argument("its exponent is too large");
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  const ParameterBuilder builder(::OSSL_PARAM_BLD_new());
  if (n == nullptr || e == nullptr || builder == nullptr) throw std::bad_alloc();
  const int bits = ::BN_num_bits(n.get());
  if (bits < least_rsa_bits || bits > most_rsa_bits) {
    throw std::invalid_argument("it is RSA of " + std::to_string(bits) + " bits; expected " +
                                std::to_string(least_rsa_bits) + " to " + std::to_string(most_rsa_bits));
  }
  if (::BN_is_odd(e.get()) == 0 || ::BN_is_one(e.get()) == 1)
    throw std::invalid_argument("its exponent is none of RSA's");
  if (::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    throw std::bad_alloc();
  }
  return made("RSA", builder.get());
}

std::size_t coordinate_bytes(KeyType type) { return type == KeyType::p256 ? 32 : 48; }

std::shared_ptr<EVP_PKEY> ec_key(DynamicView key, KeyType type) {
  const std::string x = bytes_member(key, "x");
  const std::string y = bytes_member(key, "y");
  const std::size_t size = coordinate_bytes(type);
  if (x.size() != size || y.size() != size)
    throw std::invalid_argument("expected " + std::to_string(size) + " bytes in each of its members 'x' and 'y'");
  const std::string point = "\x04" + x + y;
  const ParameterBuilder builder(::OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      ::OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                        type == KeyType::p256 ? "prime256v1" : "secp384r1", 0) != 1 ||
      ::OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    throw std::bad_alloc();
  }
  return made("EC", builder.get());
}

/// JSON Web Signatures have the two numbers side by side (RFC 7518, section 3.4), OpenSSL wants them in DER.
std::string der_of(KeyType type, std::string_view signature) {
  const std::size_t size = coordinate_bytes(type);
  if (signature.size() != 2 * size) return {};
  Number r = number_of(signature.substr(0, size));
  Number s = number_of(signature.substr(size));
  const EcSignature both(::ECDSA_SIG_new());
  if (r == nullptr || s == nullptr || both == nullptr) throw std::bad_alloc();
  if (::ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int length = ::i2d_ECDSA_SIG(both.get(), &der);
  if (length <= 0) return {};
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(der,
                                                                       [](unsigned char* what) { OPENSSL_free(what); });
  return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)};
}

}  // namespace

const SignatureAlgorithm* signature_algorithm(std::string_view name) {
  const auto at = std::find_if(algorithms.begin(), algorithms.end(), [&](const auto& one) { return one.name == name; });
  return at == algorithms.end() ? nullptr : &*at;
}

std::string signature_algorithm_names() {
  std::string names;
  for (const SignatureAlgorithm& one : algorithms) names += (names.empty() ? "" : ", ") + std::string(one.name);
  return names;
}

std::optional<std::string> base64url_decoded(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  return executor::base64_decode(standard);
}

SigningKey::SigningKey(DynamicView key) {
  const ForgetsErrors forgets;
  if (key.kind() != DynamicKind::bag) throw std::invalid_argument("it is no object");
  id_ = text_member(key, "kid");
  algorithm_ = text_member(key, "alg");
  check_use(key);
  const std::string type = text_member(key, "kty");
  const std::string curve = text_member(key, "crv");
  if (type == "RSA") {
    type_ = KeyType::rsa;
    key_ = rsa_key(key);
  } else if (type == "EC" && (curve == "P-256" || curve == "P-384")) {
    type_ = curve == "P-256" ? KeyType::p256 : KeyType::p384;
    key_ = ec_key(key, type_);
  } else {
    throw std::invalid_argument("it is neither RSA nor EC on the curves P-256 and P-384 ('kty', 'crv')");
  }
  const bool usable = algorithm_.empty() ||
                      std::any_of(algorithms.begin(), algorithms.end(), [&](const auto& one) { return fits(one); });
  if (!usable)
    throw std::invalid_argument("its algorithm ('alg') is none of " + signature_algorithm_names() +
                                " that fit its type");
}

bool SigningKey::fits(const SignatureAlgorithm& algorithm) const {
  return type_ == algorithm.type && (algorithm_.empty() || algorithm_ == algorithm.name);
}

bool SigningKey::has_signed(const SignatureAlgorithm& algorithm, std::string_view text,
                            std::string_view signature) const {
  if (!fits(algorithm)) throw std::logic_error("a key is asked for signatures that are not its own");
  const ForgetsErrors forgets;
  std::string der;
  if (algorithm.type != KeyType::rsa) {
    der = der_of(algorithm.type, signature);
    if (der.empty()) return false;
    signature = der;
  }
  const DigestContext context(::EVP_MD_CTX_new());
  if (context == nullptr) throw std::bad_alloc();
  EVP_PKEY_CTX* key = nullptr;  // the digest context's own
  if (::EVP_DigestVerifyInit_ex(context.get(), &key, algorithm.digest, nullptr, nullptr, key_.get(), nullptr) != 1)
    return false;
  if (algorithm.pss && (::EVP_PKEY_CTX_set_rsa_padding(key, RSA_PKCS1_PSS_PADDING) != 1 ||
                        ::EVP_PKEY_CTX_set_rsa_pss_saltlen(key, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  return ::EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
}

}  // namespace kelpie::server
