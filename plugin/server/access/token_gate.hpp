#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "plugin/server/access/gate.hpp"

namespace kelpie::server {

/// How often somebody may ask: `per_second` in the long run, `burst` at once; 0: as often as he likes.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

/// A token that is let in. The token itself is nowhere kept.
struct TokenEntry {
  std::string name;     // who has it
  std::string sha256;   // of the token, 64 hexadecimal digits
  Roles roles;
  Rate rate;
};

/// Says who a JSON Web Token is from.
class TokenIssuer {
 public:
  virtual ~TokenIssuer() = default;
  /// A token of the form a.b.c. Thread-safe.
  [[nodiscard]] virtual std::variant<Caller, Problem> read(std::string_view token) const = 0;
};

/// Lets in who has a token (RFC 6750), as each client sends it: `Bearer T`, `Splunk T`, `ApiKey` (base64 of id:T), `Basic` (base64 of name:T).
class TokenGate final : public Gate {
 public:
  struct Options {
    std::vector<TokenEntry> tokens;
    std::shared_ptr<const TokenIssuer> issuer;  // of JSON Web Tokens; may be null
    Rate issuer_rate;                           // of each of its subjects
    Roles anonymous;                            // of whoever has no token
    Roles certificate;                          // of whoever has a client's certificate and no token
    std::function<std::chrono::steady_clock::time_point()> now;
  };
  explicit TokenGate(Options options);
  ~TokenGate() override;

  [[nodiscard]] std::variant<Caller, Problem> admit(const Request& request, const Route& route, std::string_view certificate) override;
  /// Other tokens and roles from now on; rates of callers that stay go on.
  void replace(Options options);

 private:
  class Rules;
  [[nodiscard]] std::optional<Problem> slow_down(const Caller& caller, const Rate& rate);

  std::mutex mutex_;  // over what follows
  std::shared_ptr<const Rules> rules_;
  struct Bucket {
    double left = 0;
    std::chrono::steady_clock::time_point at{};
  };
  std::map<std::string, Bucket, std::less<>> buckets_;
};

/// The SHA-256 of a text in hexadecimal digits: what a configuration holds of a token.
[[nodiscard]] std::string sha256_of(std::string_view text);
/// A new token: "kelpie_" and 43 letters, digits, '-' and '_' (256 random bits).
[[nodiscard]] std::string new_token();
/// The role of that name; nothing for another word.
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

}  // namespace kelpie::server
