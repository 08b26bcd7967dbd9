#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "plugin/server/access/token_gate.hpp"

namespace kelpie::server {

/// Whose JSON Web Tokens (RFC 7519) are let in, and what they must say.
struct JwtIssuerOptions {
  std::string issuer;    // the claim iss, letter by letter
  std::string audience;  // one of the claim aud
  std::string keys;      // file: a JSON Web Key Set, read once
  /// The claim with the names of roles: a list of texts, or a text with blanks between them. A claim of that name, or
  /// else a path of names with '.' between them: realm_access.roles.
  std::string roles_claim = "roles";
  std::string role_prefix;            // what stands before a role's name there; names without it give no role
  std::function<std::int64_t()> now;  // seconds since 1970, as tokens have them; called by any thread
};

/// Reads tokens that one of the issuer's keys has signed (RS256, RS384, RS512, PS256, ES256, ES384) and that are valid
/// now, give or take a minute. The caller's name is the first of preferred_username, upn, azp, appid and sub that there
/// is. A token that is not let in is a problem with status 401, and nothing of the token is in its message; one without
/// roles is let in and may do nothing. Throws std::invalid_argument when the file of keys is of no use: its name, and
/// why.
[[nodiscard]] std::shared_ptr<const TokenIssuer> make_jwt_issuer(const JwtIssuerOptions& options);

}  // namespace kelpie::server
