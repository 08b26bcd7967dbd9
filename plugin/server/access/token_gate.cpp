#include "plugin/server/access/token_gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "plugin/server/http/any_case.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t digest_bytes = 32;
/// Callers whose rates are kept at the same time.
constexpr std::size_t most_buckets = 10'000;
using Digest = std::array<unsigned char, digest_bytes>;

Digest digest_of(std::string_view text) {
  Digest digest{};
  unsigned size = 0;
  if (::EVP_Digest(text.data(), text.size(), digest.data(), &size, ::EVP_sha256(), nullptr) != 1) throw std::runtime_error("SHA-256 cannot be had");
  return digest;
}

std::optional<Digest> digest_from(std::string_view digits) {
  if (digits.size() != digest_bytes * 2) return std::nullopt;
  Digest digest{};
  for (std::size_t i = 0; i < digest_bytes; ++i) {
    unsigned byte = 0;
    for (const char letter : digits.substr(i * 2, 2)) {
      const int value = letter >= '0' && letter <= '9' ? letter - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
      if (value < 0) return std::nullopt;
      byte = byte * 16 + static_cast<unsigned>(value);
    }
    digest[i] = static_cast<unsigned char>(byte);
  }
  return digest;
}

std::string base64_decoded(std::string_view text) {
  if (text.size() > 8192 || text.size() % 4 != 0) return {};
  std::string out(text.size() / 4 * 3 + 1, '\0');
  const int size = ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

/// The token that a header Authorization holds, whatever the scheme; empty: none.
std::string token_of(std::string_view authorization) {
  const auto blank = authorization.find(' ');
  if (blank == std::string_view::npos) return {};
  const std::string_view scheme = authorization.substr(0, blank);
  std::string_view value = authorization.substr(blank + 1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  if (same_but_for_case(scheme, "bearer") || same_but_for_case(scheme, "splunk")) return std::string(value);
  const bool key = same_but_for_case(scheme, "apikey");
  if (!key && !same_but_for_case(scheme, "basic")) return {};
  const std::string pair = base64_decoded(value);
  const auto colon = pair.find(':');
  if (colon == std::string::npos) return key ? std::string(value) : std::string();
  return pair.substr(colon + 1);
}

Problem unauthorized(std::string message) { return {401, "Unauthorized", std::move(message), {}}; }

}  // namespace

std::string_view name_of(Role role) {
  switch (role) {
    case Role::ingest:
      return "ingest";
    case Role::query:
      return "query";
    case Role::rules:
      return "rules";
    case Role::admin:
      return "admin";
    case Role::metrics:
      return "metrics";
  }
  throw std::logic_error("a new role");
}

std::optional<Role> role_named(std::string_view name) {
  for (const Role role : {Role::ingest, Role::query, Role::rules, Role::admin, Role::metrics}) {
    if (name_of(role) == name) return role;
  }
  return std::nullopt;
}

std::string sha256_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest_of(text)) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string new_token() {
  std::array<unsigned char, digest_bytes> random{};
  if (::RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) throw std::runtime_error("no random bytes can be had");
  std::array<unsigned char, 64> text{};
  const int size = ::EVP_EncodeBlock(text.data(), random.data(), static_cast<int>(random.size()));
  std::string token = "kelpie_" + std::string(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size));
  std::replace(token.begin(), token.end(), '+', '-');
  std::replace(token.begin(), token.end(), '/', '_');
  token.erase(std::remove(token.begin(), token.end(), '='), token.end());
  return token;
}

class TokenGate::Rules {
 public:
  explicit Rules(Options wanted) : options(std::move(wanted)) {
    for (const TokenEntry& one : options.tokens) {
      const auto digest = digest_from(one.sha256);
      if (!digest) throw std::invalid_argument("the token of '" + one.name + "': sha256 is expected to have 64 hexadecimal digits");
      digests.push_back(*digest);
    }
  }
  /// Looks at all of them, however soon one fits.
  [[nodiscard]] const TokenEntry* find(std::string_view token) const {
    const Digest wanted = digest_of(token);
    const TokenEntry* found = nullptr;
    for (std::size_t i = 0; i < digests.size(); ++i) {
      if (::CRYPTO_memcmp(digests[i].data(), wanted.data(), digest_bytes) == 0) found = &options.tokens[i];
    }
    return found;
  }
  const Options options;
  std::vector<Digest> digests;
};

TokenGate::TokenGate(Options options) : rules_(std::make_shared<const Rules>(std::move(options))) {}
TokenGate::~TokenGate() = default;

void TokenGate::replace(Options options) {
  auto rules = std::make_shared<const Rules>(std::move(options));
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

std::variant<Caller, Problem> TokenGate::admit(const Request& request, const Route& route, std::string_view certificate) {
  std::shared_ptr<const Rules> rules;
  {
    const std::lock_guard lock(mutex_);
    rules = rules_;
  }
  Caller caller;
  caller.address = request.caller.address;
  Rate rate;
  const auto authorization = request.header("Authorization");
  const std::string token = authorization ? token_of(*authorization) : std::string();
  if (!token.empty()) {
    if (const TokenEntry* entry = rules->find(token)) {
      caller.name = entry->name;
      caller.roles = entry->roles;
      rate = entry->rate;
    } else if (rules->options.issuer != nullptr && std::count(token.begin(), token.end(), '.') == 2) {
      auto read = rules->options.issuer->read(token);
      if (auto* problem = std::get_if<Problem>(&read)) {
        if (route.role) return std::move(*problem);
      } else {
        caller.name = std::get<Caller>(read).name;
        caller.roles = std::get<Caller>(read).roles;
        rate = rules->options.issuer_rate;
      }
    } else if (route.role && !rules->options.anonymous.holds(*route.role)) {
      return unauthorized("the token is not known here; see whether it is whole, and whether the server's configuration has its sha256");
    } else {
      caller.roles = rules->options.anonymous;
    }
  } else if (!certificate.empty() && !rules->options.certificate.empty()) {
    caller.name = "certificate " + std::string(certificate);
    caller.roles = rules->options.certificate;
  } else {
    caller.roles = rules->options.anonymous;
  }
  if (route.role && !caller.roles.holds(*route.role)) {
    if (caller.name == anonymous)
      return unauthorized(authorization ? "the header Authorization holds no token; expected 'Bearer TOKEN'" : "a token is wanted: send the header 'Authorization: Bearer TOKEN'");
    return Problem{403, "Forbidden", "'" + caller.name + "' may not do this; it takes the role " + std::string(name_of(*route.role)), {}};
  }
  if (auto wait = slow_down(caller, rate)) return std::move(*wait);
  return caller;
}

std::optional<Problem> TokenGate::slow_down(const Caller& caller, const Rate& rate) {
  if (rate.per_second <= 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto& clock = rules_->options.now;
  const auto now = clock ? clock() : std::chrono::steady_clock::now();
  const double most = std::max(1.0, rate.burst > 0 ? rate.burst : rate.per_second);
  if (buckets_.size() >= most_buckets && !buckets_.contains(caller.name)) {
    // Those that are full again say nothing.
    std::erase_if(buckets_, [&](const auto& one) { return now - one.second.at > std::chrono::minutes(1); });
    if (buckets_.size() >= most_buckets) return std::nullopt;
  }
  const auto [at, added] = buckets_.try_emplace(caller.name, Bucket{most, now});
  Bucket& bucket = at->second;
  bucket.left = std::min(most, bucket.left + std::chrono::duration<double>(now - bucket.at).count() * rate.per_second);
  bucket.at = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return std::nullopt;
  }
  const auto wait = std::chrono::seconds(std::max(1l, static_cast<long>(std::ceil((1 - bucket.left) / rate.per_second))));
  return Problem{429, "TooManyRequests", "'" + caller.name + "' asks more often than its rate allows; try again after the header Retry-After", wait};
}

}  // namespace kelpie::server
