// Which JSON Web Tokens are let in, and what is told of the others.

#include "plugin/server/access/jwt_issuer.hpp"

#include <boost/test/unit_test.hpp>

#include "issuer_of_a_test.hpp"

namespace kelpie::server::tests {

namespace {

constexpr std::int64_t now = 1'790'000'000;
/// Stands in whatever a test puts into a token that is refused.
constexpr std::string_view marker = "MARKER";

std::string set_of(const std::vector<std::string>& keys) {
  std::string text = R"({"keys":[)";
  for (const std::string& key : keys) text += (text.ends_with('[') ? "" : ",") + key;
  return text + "]}";
}

struct World {
  explicit World(const std::vector<std::string>& keys = {rsa_key().json(R"("kid":"rsa",)"),
                                                         p256_key().json(R"("kid":"p256",)"),
                                                         p384_key().json(R"("kid":"p384",)")})
      : file(set_of(keys)) {
    options.issuer = "https://issuer.example/";
    options.audience = "api://kelpie";
    options.keys = file.path();
    options.now = [] { return now; };
  }
  [[nodiscard]] std::variant<Caller, Problem> read(std::string_view token) const {
    return make_jwt_issuer(options)->read(token);
  }
  /// The caller of a token with these claims.
  [[nodiscard]] Caller caller(std::string_view payload) const {
    const auto read = this->read(signed_token(rsa_key(), "RS256", R"({"alg":"RS256","kid":"rsa"})", payload));
    if (const auto* problem = std::get_if<Problem>(&read)) throw std::runtime_error(problem->message);
    return std::get<Caller>(read);
  }
  /// Why a token is not let in; empty: it is. Nothing of the token is told.
  [[nodiscard]] std::string why_not(std::string_view token) const {
    const auto read = this->read(token);
    const auto* problem = std::get_if<Problem>(&read);
    if (problem == nullptr) return {};
    BOOST_TEST(problem->status == 401);
    BOOST_TEST(problem->message.find(marker) == std::string::npos, problem->message);
    return problem->message;
  }
  /// The same of a token with these claims that is signed well.
  [[nodiscard]] std::string why_not_claims(std::string_view payload) const {
    return why_not(signed_token(rsa_key(), "RS256", R"({"alg":"RS256","kid":"rsa"})", payload));
  }

  FileOfATest file;
  JwtIssuerOptions options;
};

/// Claims that are let in, with more of them: ",\"nbf\":1".
std::string claims(std::string_view more = {}) {
  return R"({"iss":"https://issuer.example/","aud":"api://kelpie","sub":"alice","exp":1790000300,"roles":["query"])" +
         std::string(more) + "}";
}

bool tells(const std::string& message, std::string_view what) { return message.find(what) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(json_web_tokens)

BOOST_AUTO_TEST_CASE(each_algorithm_is_let_in_with_a_key_of_its_type) {
  const World world;
  const std::vector<std::tuple<const char*, const char*, const KeyOfATest*>> ways = {
      {"RS256", "rsa", &rsa_key()}, {"RS384", "rsa", &rsa_key()},   {"RS512", "rsa", &rsa_key()},
      {"PS256", "rsa", &rsa_key()}, {"ES256", "p256", &p256_key()}, {"ES384", "p384", &p384_key()}};
  for (const auto& [algorithm, id, key] : ways) {
    const std::string header = R"({"typ":"JWT","alg":")" + std::string(algorithm) + "\"";
    for (const std::string& whole : {header + R"(,"kid":")" + id + "\"}", header + "}"}) {
      const auto read = world.read(signed_token(*key, algorithm, whole, claims()));
      BOOST_REQUIRE_MESSAGE(std::holds_alternative<Caller>(read), whole);
      BOOST_TEST(std::get<Caller>(read).name == "alice");
      BOOST_TEST((std::get<Caller>(read).roles == Roles(Role::query)));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_right_one_of_several_keys_of_a_type_is_found_without_an_id) {
  const World world({other_rsa_key().json(R"("kid":"old",)"), rsa_key().json()});
  BOOST_TEST(world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"RS256"})", claims())) == "");
  BOOST_TEST(world.why_not(signed_token(other_rsa_key(), "RS256", R"({"alg":"RS256"})", claims())) == "");
  // With an id no other key is tried.
  BOOST_TEST(tells(world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"RS256","kid":"old"})", claims())),
                   "signature is wrong"));
  BOOST_TEST(tells(world.why_not(signed_token(p256_key(), "ES256", R"({"alg":"ES256"})", claims())), "not known here"));
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_known_is_told_from_a_wrong_signature) {
  const World world;
  const std::string unknown = world.why_not(
      signed_token(other_rsa_key(), "RS256", R"({"alg":"RS256","kid":"MARKER"})", claims(R"(,"x":"MARKER")")));
  BOOST_TEST(tells(unknown, "a key that is not known here"));
  BOOST_TEST(tells(unknown, "SIGHUP"));
  BOOST_TEST(tells(world.why_not(signed_token(other_rsa_key(), "RS256", R"({"alg":"RS256","kid":"rsa"})", claims())),
                   "signature is wrong"));
}

BOOST_AUTO_TEST_CASE(no_token_chooses_how_it_is_checked) {
  const World world;
  // Not signed, or with what everybody knows as the secret.
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"HS256"})", R"({"alg":"HS256","kid":"rsa"})",
        R"({"alg":"rs256"})", R"({"alg":"ES256K"})", R"({"alg":"EdDSA"})", R"({"alg":"PS512"})", R"({"alg":""})", "{}",
        R"({"alg":null})", R"({"alg":"MARKER"})"}) {
    const std::string text = base64url(header) + "." + base64url(claims());
    BOOST_TEST(tells(world.why_not(text + "."), "expected one of RS256, RS384, RS512, PS256, ES256, ES384"), header);
    BOOST_TEST(tells(world.why_not(text + "." + base64url(rsa_key().sign("RS256", text))), "not let in"), header);
  }
  // A key of another type than the algorithm's.
  BOOST_TEST(tells(world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"ES256","kid":"rsa"})", claims())),
                   "does not fit the key"));
  BOOST_TEST(tells(world.why_not(signed_token(p256_key(), "ES256", R"({"alg":"RS256","kid":"p256"})", claims())),
                   "does not fit the key"));
  BOOST_TEST(tells(world.why_not(signed_token(p256_key(), "ES256", R"({"alg":"ES384","kid":"p256"})", claims())),
                   "does not fit the key"));
  // Padding of RSA is the algorithm's, not the signature's.
  BOOST_TEST(
      tells(world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"PS256"})", claims())), "signature is wrong"));
  BOOST_TEST(
      tells(world.why_not(signed_token(rsa_key(), "PS256", R"({"alg":"RS256"})", claims())), "signature is wrong"));
  // Keys and addresses of keys in the header are nobody's.
  const std::string brought = R"({"alg":"RS256","jwk":)" + other_rsa_key().json() + R"(,"jku":"https://MARKER/keys"})";
  BOOST_TEST(tells(world.why_not(signed_token(other_rsa_key(), "RS256", brought, claims())), "signature is wrong"));
  BOOST_TEST(tells(
      world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"RS256","crit":["MARKER"],"MARKER":1})", claims())),
      "'crit'"));
}

BOOST_AUTO_TEST_CASE(a_key_that_names_its_algorithm_takes_no_other) {
  const World world({rsa_key().json(R"("kid":"rsa","alg":"RS256",)")});
  BOOST_TEST(world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"RS256","kid":"rsa"})", claims())) == "");
  BOOST_TEST(tells(world.why_not(signed_token(rsa_key(), "PS256", R"({"alg":"PS256","kid":"rsa"})", claims())),
                   "does not fit the key"));
}

BOOST_AUTO_TEST_CASE(a_changed_token_is_refused) {
  const World world;
  const std::string header = base64url(R"({"alg":"RS256"})");
  const std::string good = signed_token(rsa_key(), "RS256", R"({"alg":"RS256"})", claims());
  const std::string signature = good.substr(good.rfind('.') + 1);
  const std::string more = base64url(claims(R"(,"roles":["admin"],"x":"MARKER")"));
  BOOST_TEST(tells(world.why_not(header + "." + more + "." + signature), "signature is wrong"));
  std::string flipped = good;
  flipped[flipped.size() - 20] = flipped[flipped.size() - 20] == 'A' ? 'B' : 'A';
  BOOST_TEST(tells(world.why_not(flipped), "signature is wrong"));
  BOOST_TEST(tells(world.why_not(good.substr(0, good.size() - 8)), "signature is wrong"));
}

BOOST_AUTO_TEST_CASE(odd_signatures_of_elliptic_curves_are_refused) {
  const World world;
  const std::string text = base64url(R"({"alg":"ES256"})") + "." + base64url(claims());
  const auto with = [&](const std::string& signature) { return text + "." + base64url(signature); };
  BOOST_TEST(world.why_not(with(p256_key().sign("ES256", text))) == "");
  for (const std::string& signature :
       {std::string(64, '\0'), std::string(64, '\xFF'), std::string(63, '\1'), std::string(65, '\1'),
        std::string(1, '\0'), p256_key().sign_in_der("ES256", text), p256_key().sign("ES256", text) + "x"}) {
    BOOST_TEST(tells(world.why_not(with(signature)), "signature is wrong"));
  }
}

BOOST_AUTO_TEST_CASE(tokens_of_another_issuer_or_for_another_audience_are_refused) {
  const World world;
  for (const char* issuer :
       {R"("https://issuer.example")", R"("https://ISSUER.example/")", R"("MARKER")", R"("")", "null"}) {
    const std::string why = world.why_not_claims(R"({"iss":)" + std::string(issuer) +
                                                 R"(,"aud":"api://kelpie","sub":"a","exp":1790000300})");
    BOOST_TEST(tells(why, "another issuer"), issuer);
    BOOST_TEST(tells(why, "'https://issuer.example/'"), issuer);
  }
  BOOST_TEST(tells(
      world.why_not_claims(R"({"iss":["https://issuer.example/"],"aud":"api://kelpie","sub":"a","exp":1790000300})"),
      "'iss' is no text"));
  for (const char* audience : {R"("api://other")", R"("api://kelpie ")", R"(["MARKER","API://KELPIE"])", "[]", "null",
                               "7", R"({"api://kelpie":1})", R"([["api://kelpie"]])"}) {
    const std::string why = world.why_not_claims(R"({"iss":"https://issuer.example/","aud":)" + std::string(audience) +
                                                 R"(,"sub":"a","exp":1790000300})");
    BOOST_TEST(tells(why, "another audience"), audience);
    BOOST_TEST(tells(why, "'api://kelpie'"), audience);
  }
  BOOST_TEST(
      world.caller(R"({"iss":"https://issuer.example/","aud":["other","api://kelpie"],"sub":"a","exp":1790000300})")
          .name == "a");
}

BOOST_AUTO_TEST_CASE(times_are_kept_give_or_take_a_minute) {
  const World world;
  const auto ending = [&](std::string_view end) {
    return world.why_not_claims(R"({"iss":"https://issuer.example/","aud":"api://kelpie","sub":"a","exp":)" +
                                std::string(end) + "}");
  };
  for (const char* end : {"1790000001", "1789999941", "1789999940.5", "1e300", "9223372036854775807"})
    BOOST_TEST(ending(end) == "", end);
  BOOST_TEST(ending("1789999940") == "the token expired at 2026-09-21T14:12:20Z; get a new one from its issuer");
  for (const char* end : {"0", "-1", "-1e300", "-9223372036854775808"})
    BOOST_TEST(tells(ending(end), "expired at 1970-01-01"), end);
  BOOST_TEST(tells(ending("null"), "only tokens that expire"));
  for (const char* end : {R"("1790000300")", R"("MARKER")", "true", "[1790000300]", "{}"})
    BOOST_TEST(tells(ending(end), "'exp' is no number"), end);

  for (const char* claim : {"nbf", "iat"}) {
    const auto beginning = [&](std::string_view at) {
      return world.why_not_claims(claims(",\"" + std::string(claim) + "\":" + std::string(at)));
    };
    for (const char* at : {"1790000060", "1789999999", "0", "-1e300"}) BOOST_TEST(beginning(at) == "", claim << at);
    for (const char* at : {"1790000061", "1790000060.5", "1e300"})
      BOOST_TEST(tells(beginning(at), "clocks"), claim << at);
    BOOST_TEST(tells(beginning(R"("MARKER")"), "is no number"));
  }
}

BOOST_AUTO_TEST_CASE(roles_are_those_of_the_configured_claim) {
  World world;
  const auto roles = [&](std::string_view more) {
    return world
        .caller(R"({"iss":"https://issuer.example/","aud":"api://kelpie","sub":"a","exp":1790000300)" +
                std::string(more) + "}")
        .roles;
  };
  BOOST_CHECK(roles(R"(,"roles":["query","ingest","cook"])") == (Role::query | Role::ingest));
  BOOST_CHECK(roles(R"(,"roles":"query  rules ")") == (Role::query | Role::rules));
  for (const char* more : {"", R"(,"roles":[])", R"(,"roles":["Query","queries",""])", R"(,"roles":7)",
                           R"(,"roles":{"query":true})", R"(,"roles":[["admin"],{"admin":1}])", R"(,"scp":"admin")"})
    BOOST_TEST(roles(more).empty(), more);

  world.options.role_prefix = "Kelpie.";
  BOOST_CHECK(roles(R"(,"roles":["Kelpie.admin","query"])") == Roles(Role::admin));
  BOOST_TEST(roles(R"(,"roles":["admin","kelpie.admin","Kelpie."])").empty());

  world.options.role_prefix = "";
  world.options.roles_claim = "realm_access.roles";
  BOOST_CHECK(roles(R"(,"realm_access":{"roles":["metrics"]},"roles":["admin"])") == Roles(Role::metrics));
  BOOST_TEST(roles(R"(,"realm_access":["roles"])").empty());
  BOOST_TEST(roles(R"(,"realm_access":"roles")").empty());

  world.options.roles_claim = "https://kelpie.example/roles";
  BOOST_CHECK(roles(R"(,"https://kelpie.example/roles":["query"])") == Roles(Role::query));
}

BOOST_AUTO_TEST_CASE(the_name_is_the_best_that_there_is_and_harmless) {
  const World world;
  const auto name = [&](std::string_view more) {
    return world
        .caller(R"({"iss":"https://issuer.example/","aud":"api://kelpie","exp":1790000300,)" + std::string(more) + "}")
        .name;
  };
  BOOST_TEST(name(R"("sub":"s","appid":"b","azp":"a","upn":"u@x.example","preferred_username":"p@x.example")") ==
             "p@x.example");
  BOOST_TEST(name(R"("sub":"s","appid":"b","azp":"a","upn":"u_x.example#EXT#@y.example")") ==
             "u_x.example#EXT#@y.example");
  BOOST_TEST(name(R"("sub":"s","appid":"b","azp":"a")") == "a");
  BOOST_TEST(name(R"("sub":"s","appid":"b","azp":"")") == "b");
  BOOST_TEST(name(R"("sub":"auth0|1","upn":7,"preferred_username":null)") == "auth0|1");
  BOOST_TEST(name(R"("sub":"a b\n\u001b[2J'\u202E%")") == "a%20b%0A%1B%5B2J%27%E2%80%AE%25");
  BOOST_TEST(name(R"("sub":"s","upn":")" + std::string(257, 'u') + '"') == "s");
  BOOST_TEST(name(R"("sub":"s","upn":")" + std::string(100, ' ') + '"') == "s");
  BOOST_TEST(name(R"("sub":"s","upn":"anonymous")") == "s");
  BOOST_TEST(tells(world.why_not_claims(R"({"iss":"https://issuer.example/","aud":"api://kelpie","exp":1790000300})"),
                   "does not say who"));
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_refused_and_costs_little) {
  const World world;
  const auto whole = [&](std::string_view header, std::string_view payload) {
    return signed_token(rsa_key(), "RS256", header, payload);
  };
  for (const std::string& token : {std::string(), std::string("MARKER"), std::string("a.b"), std::string("a.b.c.d.e"),
                                   std::string(16 * 1024, 'x')})
    BOOST_TEST(tells(world.why_not(token), "three parts"), token.substr(0, 20));
  for (const std::string& token :
       {std::string(".."), std::string("MARKER.MARKER.MARKER"), std::string("{}.{}.x"), whole("[]", claims()),
        whole("7", claims()), whole("", claims()), whole(R"({"alg":"RS256")", claims()), whole("\xFF\xFE", claims()),
        base64url(R"({"alg":"RS256"})") + "==." + base64url(claims()) + ".AAAA",
        whole(R"({"alg":"RS256","x":)" + std::string(3000, '[') + std::string(3000, ']') + "}", claims())})
    BOOST_TEST(tells(world.why_not(token), "its header is no JSON object"), token.substr(0, 20));
  BOOST_TEST(tells(world.why_not(whole(R"({"alg":7})", claims())), "'alg' is no text"));
  BOOST_TEST(tells(world.why_not(whole(R"({"alg":"RS256","kid":["MARKER"]})", claims())), "'kid' is no text"));
  for (const char* payload : {"", "[]", "null", "MARKER", R"({"iss":)"})
    BOOST_TEST(tells(world.why_not_claims(payload), "its payload is no JSON object"), payload);
  BOOST_TEST(
      tells(world.why_not_claims(std::string(4000, '[') + std::string(4000, ']')), "its payload is no JSON object"));
  const std::string unsigned_one = base64url(R"({"alg":"RS256"})") + "." + base64url(claims());
  for (const char* signature : {"", "=", "****", "A", "A+/A"})
    BOOST_TEST(tells(world.why_not(unsigned_one + "." + signature), "signature is missing or no base64url"), signature);
  BOOST_TEST(tells(world.why_not(std::string(16 * 1024 + 1, '.')), "16 KiB"));
  BOOST_TEST(tells(world.why_not(signed_token(rsa_key(), "RS256", R"({"alg":"RS256"})",
                                              claims(",\"x\":\"" + std::string(16 * 1024, 'x') + '"'))),
                   "16 KiB"));
}

BOOST_AUTO_TEST_CASE(an_issuer_without_name_or_audience_is_refused) {
  World world;
  world.options.audience = "";
  BOOST_CHECK_THROW(static_cast<void>(make_jwt_issuer(world.options)), std::invalid_argument);
  world.options.audience = "api://kelpie";
  world.options.issuer = "";
  BOOST_CHECK_THROW(static_cast<void>(make_jwt_issuer(world.options)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server::tests
