#include "plugin/sinks/signature.hpp"

#include <array>
#include <climits>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace kelpie::plugin {

namespace {

std::string hex(const unsigned char* bytes, std::size_t count) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

}  // namespace

std::string signature(std::string_view secret, std::int64_t seconds, std::string_view body) {
  const std::string time = std::to_string(seconds);
  const std::string text = time + "." + std::string(body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  if (secret.size() > INT_MAX ||
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size) == nullptr) {
    throw std::logic_error("HMAC-SHA256 failed");
  }
  return "t=" + time + ",v1=" + hex(mac.data(), size);
}

std::string short_digest(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return hex(digest.data(), 16);
}

}  // namespace kelpie::plugin
