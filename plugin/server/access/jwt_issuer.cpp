#include "plugin/server/access/jwt_issuer.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "plugin/server/access/json_web_keys.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

constexpr std::size_t most_token_bytes = 16 * 1024;
constexpr std::size_t most_name_bytes = 256;
/// Clocks of the issuer and of the server need not agree to the second.
constexpr double leeway = 60;

/// Why a token is not let in: a sentence without a full stop that holds nothing of it.
class NotLetIn : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Parts {
  std::string_view header, payload, signature;
  std::string_view signed_text;  // the first two with the point between them
};

Parts parts_of(std::string_view token) {
  if (token.size() > most_token_bytes)
    throw NotLetIn("the token has more than 16 KiB, the most that a JSON Web Token may have here");
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    throw NotLetIn("the token is no signed JSON Web Token: expected three parts with points between them");
  return {token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
          token.substr(0, second)};
}

/// The binary form of the JSON object that a part holds.
std::string object_of(std::string_view part, const char* name) {
  const auto text = base64url_decoded(part);
  auto value = text ? tables::parse_json(*text) : std::nullopt;
  if (!value || DynamicView(*value).kind() != DynamicKind::bag) {
    throw NotLetIn(std::string("the token is damaged: its ") + name +
                   " is no JSON object in base64url; see whether it was copied whole");
  }
  return std::move(*value);
}

/// The text of a member; empty: it is not there.
std::string_view text_member(DynamicView object, const char* name) {
  const DynamicView value = object.find(name);
  if (value.is_null()) return {};
  if (value.kind() != DynamicKind::string)
    throw NotLetIn(std::string("the token is damaged: '") + name + "' is no text in it");
  return value.as_string();
}

/// A NumericDate (RFC 7519, section 2): seconds since 1970, perhaps with a fraction.
std::optional<double> time_claim(DynamicView claims, const char* name) {
  const DynamicView value = claims.find(name);
  if (value.is_null()) return std::nullopt;
  if (value.kind() == DynamicKind::long_) return static_cast<double>(value.as_integer());
  if (value.kind() == DynamicKind::real && std::isfinite(value.as_real())) return value.as_real();
  throw NotLetIn(std::string("the token's claim '") + name + "' is no number of seconds since 1970");
}

/// Of a moment that is over: "2026-01-31T12:00:00Z".
std::string moment_text(double seconds, std::int64_t now) {
  const double bounded = std::clamp(seconds, 0.0, static_cast<double>(std::max<std::int64_t>(now, 0)));
  const auto whole = static_cast<std::int64_t>(bounded);
  return tables::datetime_text(tables::unix_epoch + whole * tables::ticks_per_second).substr(0, 19) + "Z";
}

void check_times(DynamicView claims, std::int64_t now) {
  const auto moment = static_cast<double>(now);
  const auto end = time_claim(claims, "exp");
  if (!end) throw NotLetIn("the token has no end (claim 'exp'); only tokens that expire are let in");
  if (moment >= *end + leeway)
    throw NotLetIn("the token expired at " + moment_text(*end, now) + "; get a new one from its issuer");
  const auto begin = time_claim(claims, "nbf");
  if (begin && *begin > moment + leeway)
    throw NotLetIn(
        "the token is not valid yet (claim 'nbf'); see whether the clocks of its issuer and of this server agree");
  const auto issued = time_claim(claims, "iat");
  if (issued && *issued > moment + leeway)
    throw NotLetIn(
        "the token was issued in the future (claim 'iat'); see whether the clocks of its issuer and of this server "
        "agree");
}

bool is_for(DynamicView audience, std::string_view wanted) {
  if (audience.kind() == DynamicKind::string) return audience.as_string() == wanted;
  if (audience.kind() != DynamicKind::array) return false;
  for (std::size_t i = 0; i < audience.size(); ++i) {
    const DynamicView one = audience.element(i);
    if (one.kind() == DynamicKind::string && one.as_string() == wanted) return true;
  }
  return false;
}

/// The claim of that name, which may have points itself, or what the path leads to.
DynamicView claim_at(DynamicView claims, std::string_view path) {
  if (const DynamicView whole = claims.find(path); !whole.is_null()) return whole;
  for (;;) {
    const auto point = path.find('.');
    if (claims.kind() != DynamicKind::bag) return {};
    claims = claims.find(path.substr(0, point));
    if (point == std::string_view::npos) return claims;
    path.remove_prefix(point + 1);
  }
}

Roles roles_in(DynamicView claim, std::string_view prefix) {
  Roles roles;
  const auto add = [&](std::string_view word) {
    if (!word.starts_with(prefix)) return;
    if (const auto role = role_named(word.substr(prefix.size()))) roles = roles | *role;
  };
  if (claim.kind() == DynamicKind::string) {
    std::string_view rest = claim.as_string();
    while (!rest.empty()) {
      const auto blank = std::min(rest.find(' '), rest.size());
      add(rest.substr(0, blank));
      rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
  } else if (claim.kind() == DynamicKind::array) {
    for (std::size_t i = 0; i < claim.size(); ++i) {
      if (claim.element(i).kind() == DynamicKind::string) add(claim.element(i).as_string());
    }
  }
  return roles;
}

/// The name with what may stand in messages, logs and terminals; other bytes are percent-encoded, so that two names
/// stay two.
std::string harmless_name(std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') ||
                       std::string_view("@._-+:|/#~").find(letter) != std::string_view::npos;
    if (plain) {
      out += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

std::string name_in(DynamicView claims) {
  for (const char* claim : {"preferred_username", "upn", "azp", "appid", "sub"}) {
    const DynamicView value = claims.find(claim);
    if (value.kind() != DynamicKind::string || value.as_string().empty()) continue;
    if (value.as_string().size() > most_name_bytes) continue;
    std::string name = harmless_name(value.as_string());
    if (name.size() <= most_name_bytes && name != anonymous) return name;
  }
  throw NotLetIn(
      "the token does not say who has it: expected a text of at most 256 characters in one of the claims "
      "preferred_username, upn, azp, appid and sub");
}

class JwtIssuer final : public TokenIssuer {
 public:
  explicit JwtIssuer(const JwtIssuerOptions& options)
      : options_(options), keys_(JsonWebKeys::from_file(options.keys, options.issuer)) {}

  [[nodiscard]] std::variant<Caller, Problem> read(std::string_view token) const override {
    try {
      const Parts parts = parts_of(token);
      check_signature(parts);
      // Of what it claims nothing is believed, or told, before its signature is seen to be good.
      const std::string payload = object_of(parts.payload, "payload");
      return caller_of(DynamicView(payload));
    } catch (const NotLetIn& why) {
      return Problem{401, "Unauthorized", why.what(), {}};
    }
  }

 private:
  void check_signature(const Parts& parts) const {
    const std::string bytes = object_of(parts.header, "header");
    const DynamicView header(bytes);
    const SignatureAlgorithm* algorithm = signature_algorithm(text_member(header, "alg"));
    if (algorithm == nullptr)
      throw NotLetIn("the token is signed in a way that is not let in ('alg'); expected one of " +
                     signature_algorithm_names());
    // RFC 7515, section 4.1.11: who does not understand what is critical must not accept it.
    if (!header.find("crit").is_null())
      throw NotLetIn("the token asks for an extension ('crit'), and none is known here");
    const auto signature = base64url_decoded(parts.signature);
    if (!signature || signature->empty())
      throw NotLetIn("the token is damaged: its signature is missing or no base64url; see whether it was copied whole");
    switch (keys_.judge(*algorithm, text_member(header, "kid"), parts.signed_text, *signature)) {
      case JsonWebKeys::Verdict::signed_:
        return;
      case JsonWebKeys::Verdict::unknown_key:
        throw NotLetIn(
            "the token is signed with a key that is not known here; it is from another issuer, or its issuer has new "
            "keys: save them again to the file of "
            "'issuer.keys' and send the server SIGHUP");
      case JsonWebKeys::Verdict::other_type:
        throw NotLetIn("the token's algorithm ('alg') does not fit the key that it names ('kid')");
      case JsonWebKeys::Verdict::forged:
        throw NotLetIn(
            "the token's signature is wrong; it was changed, was not copied whole, or was made for a service that "
            "alone can check it");
    }
    throw std::logic_error("a new verdict");
  }

  [[nodiscard]] Caller caller_of(DynamicView claims) const {
    if (text_member(claims, "iss") != options_.issuer)
      throw NotLetIn("the token is from another issuer (claim 'iss') than '" + options_.issuer + "'");
    if (!is_for(claims.find("aud"), options_.audience)) {
      throw NotLetIn("the token is for another audience (claim 'aud') than '" + options_.audience +
                     "'; ask its issuer for one that is meant for this server");
    }
    check_times(claims, options_.now());
    Caller caller;
    caller.name = name_in(claims);
    caller.roles = roles_in(claim_at(claims, options_.roles_claim), options_.role_prefix);
    return caller;
  }

  const JwtIssuerOptions options_;
  const JsonWebKeys keys_;
};

}  // namespace

std::shared_ptr<const TokenIssuer> make_jwt_issuer(const JwtIssuerOptions& options) {
  if (!options.now) throw std::logic_error("an issuer's tokens need a clock");
  if (options.issuer.empty() || options.audience.empty())
    throw std::invalid_argument(
        "an issuer of tokens needs its name ('issuer') and the audience that they are for ('audience'); empty ones "
        "would let in what is for nobody");
  return std::make_shared<const JwtIssuer>(options);
}

}  // namespace kelpie::server
