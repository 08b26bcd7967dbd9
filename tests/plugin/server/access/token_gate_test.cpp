// Who is let in with which header, to what, and how often.

#include "plugin/server/access/token_gate.hpp"

#include <boost/test/unit_test.hpp>

#include "executor/functions/parse/base64.hpp"

namespace kelpie::server::tests {

namespace {

const std::string shipper_token = "kelpie_shipper-token";
const std::string analyst_token = "kelpie_analyst-token";
const std::string admin_token = "kelpie_admin-token";

Route route_for(std::optional<Role> role) {
  Route route;
  route.methods = "POST";
  route.pattern = "/v1/ingest";
  route.role = role;
  return route;
}

/// Lets in the token "a.good.one"; tells of all others that they are of no use.
class IssuerOfATest final : public TokenIssuer {
 public:
  [[nodiscard]] std::variant<Caller, Problem> read(std::string_view token) const override {
    if (token == "a.good.one") return Caller{"alice", {}, Role::query};
    return Problem{401, "Unauthorized", "the issuer says no", {}};
  }
};

struct World {
  World() {
    options.tokens = {{"shipper", sha256_of(shipper_token), Role::ingest, {}},
                      {"analyst", sha256_of(analyst_token), Role::query | Role::rules, {}},
                      {"admin", sha256_of(admin_token), Role::admin, {}}};
    options.now = [this] { return now; };
  }
  TokenGate& gate() {
    if (!made) made = std::make_unique<TokenGate>(options);
    return *made;
  }
  std::variant<Caller, Problem> admit(std::optional<std::string> authorization, std::optional<Role> role,
                                      std::string_view certificate = {}) {
    Request request;
    request.caller.address = "192.0.2.1";
    if (authorization) request.headers.emplace_back("authorization", *authorization);
    auto admitted = gate().admit(request, route_for(role), certificate);
    if (const auto* problem = std::get_if<Problem>(&admitted)) {
      for (const std::string& secret : {shipper_token, analyst_token, admin_token, std::string("SECRET")})
        BOOST_TEST(problem->message.find(secret) == std::string::npos, problem->message);
    }
    return admitted;
  }
  /// "shipper", or "401 message".
  std::string told(std::optional<std::string> authorization, std::optional<Role> role,
                   std::string_view certificate = {}) {
    const auto admitted = admit(std::move(authorization), role, certificate);
    if (const auto* problem = std::get_if<Problem>(&admitted))
      return std::to_string(problem->status) + " " + problem->message;
    BOOST_TEST(std::get<Caller>(admitted).address == "192.0.2.1");
    return std::get<Caller>(admitted).name;
  }

  TokenGate::Options options;
  std::chrono::steady_clock::time_point now{};
  std::unique_ptr<TokenGate> made;
};

std::string basic(const std::string& pair) { return "Basic " + executor::base64_encode(pair); }

}  // namespace

BOOST_AUTO_TEST_SUITE(token_gate)

BOOST_AUTO_TEST_CASE(a_token_is_known_in_each_form_that_clients_send) {
  World world;
  for (const std::string& header :
       {"Bearer " + shipper_token, "bearer " + shipper_token, "BEARER   " + shipper_token + " ",
        "Splunk " + shipper_token, "splunk " + shipper_token,
        "ApiKey " + executor::base64_encode("id:" + shipper_token), "ApiKey " + shipper_token,
        "ApiKey " + executor::base64_encode(":" + shipper_token), basic("kelpie:" + shipper_token),
        basic(":" + shipper_token)}) {
    BOOST_TEST(world.told(header, Role::ingest) == "shipper", header);
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_is_not_known_is_refused) {
  World world;
  for (const std::string& token : {std::string("SECRET"), shipper_token + "x", shipper_token.substr(1),
                                   "KELPIE_SHIPPER-TOKEN" + std::string(), sha256_of(shipper_token)}) {
    for (const std::string& header :
         {"Bearer " + token, "Splunk " + token, "ApiKey " + executor::base64_encode("id:" + token),
          basic("shipper:" + token), basic(shipper_token + ":" + token)}) {
      BOOST_TEST(world.told(header, Role::ingest).starts_with("401 the token is not known here"), header);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_header_without_a_token_is_told_so) {
  World world;
  BOOST_TEST(world.told(std::nullopt, Role::ingest) ==
             "401 a token is wanted: send the header 'Authorization: Bearer TOKEN'");
  for (const std::string& header : std::vector<std::string>{
           std::string(), std::string("Bearer"), std::string("Bearer "), std::string("Bearer     "), shipper_token,
           "Token " + shipper_token, "Negotiate SECRET", "Bearer\t" + shipper_token, "Basic SECRET=", "Basic ****",
           "Basic " + std::string("===="), "Basic     ", basic("SECRET"), basic(shipper_token), basic("kelpie:"),
           "Basic " + executor::base64_encode(std::string(9000, 'x') + ":" + shipper_token)}) {
    BOOST_TEST(
        world.told(header, Role::ingest) == "401 the header Authorization holds no token; expected 'Bearer TOKEN'",
        header.substr(0, 40));
  }
  BOOST_TEST(world.told("Bearer " + std::string(100'000, 'x'), Role::ingest).starts_with("401 "));
}

BOOST_AUTO_TEST_CASE(a_role_is_wanted_for_each_route_and_admin_has_them_all) {
  World world;
  for (const Role role : {Role::ingest, Role::query, Role::rules, Role::metrics, Role::admin}) {
    BOOST_TEST(world.told("Bearer " + admin_token, role) == "admin");
    const bool shipper = role == Role::ingest;
    const std::string wanted = "' may not do this; it takes the role " + std::string(name_of(role));
    BOOST_TEST(world.told("Bearer " + shipper_token, role) == (shipper ? "shipper" : "403 'shipper" + wanted));
    const bool analyst = role == Role::query || role == Role::rules;
    BOOST_TEST(world.told("Bearer " + analyst_token, role) == (analyst ? "analyst" : "403 'analyst" + wanted));
  }
}

BOOST_AUTO_TEST_CASE(what_asks_for_no_role_is_open_also_to_a_wrong_token) {
  World world;
  world.options.issuer = std::make_shared<IssuerOfATest>();
  BOOST_TEST(world.told(std::nullopt, std::nullopt) == "anonymous");
  BOOST_TEST(world.told("Bearer SECRET", std::nullopt) == "anonymous");
  BOOST_TEST(world.told("Bearer a.SECRET.one", std::nullopt) == "anonymous");
  BOOST_TEST(world.told("Bearer " + shipper_token, std::nullopt) == "shipper");
}

BOOST_AUTO_TEST_CASE(whoever_has_no_token_has_the_roles_of_anonymous) {
  World world;
  world.options.anonymous = Role::metrics;
  BOOST_TEST(world.told(std::nullopt, Role::metrics) == "anonymous");
  BOOST_TEST(world.told("Bearer SECRET", Role::metrics) == "anonymous");
  BOOST_TEST(world.told(std::nullopt, Role::query).starts_with("401 a token is wanted"));
  BOOST_TEST(world.told("Bearer SECRET", Role::query).starts_with("401 the token is not known here"));
  // A token of one's own does not add to it.
  BOOST_TEST(world.told("Bearer " + shipper_token, Role::metrics).starts_with("403 'shipper'"));
}

BOOST_AUTO_TEST_CASE(a_certificate_counts_where_it_has_roles_and_there_is_no_token) {
  World world;
  BOOST_TEST(world.told(std::nullopt, Role::ingest, "forwarder").starts_with("401 "));
  world.options.certificate = Role::ingest;
  world.made = nullptr;
  BOOST_TEST(world.told(std::nullopt, Role::ingest, "forwarder") == "certificate forwarder");
  BOOST_TEST(world.told(std::nullopt, Role::query, "forwarder") ==
             "403 'certificate forwarder' may not do this; it takes the role query");
  BOOST_TEST(world.told("Bearer " + analyst_token, Role::query, "forwarder") == "analyst");
  BOOST_TEST(world.told("Bearer SECRET", Role::ingest, "forwarder").starts_with("401 "));
  BOOST_TEST(world.told(std::nullopt, Role::ingest).starts_with("401 "));
}

BOOST_AUTO_TEST_CASE(tokens_of_the_issuer_are_read_by_it_and_no_others) {
  World world;
  const std::string dotted = "one.of.ours";
  world.options.tokens.push_back({"dotted", sha256_of(dotted), Role::ingest, {}});
  BOOST_TEST(world.told("Bearer a.good.one", Role::query).starts_with("401 the token is not known here"));
  world.options.issuer = std::make_shared<IssuerOfATest>();
  world.made = nullptr;
  BOOST_TEST(world.told("Bearer a.good.one", Role::query) == "alice");
  BOOST_TEST(world.told(basic("me:a.good.one"), Role::query) == "alice");
  BOOST_TEST(world.told("Bearer a.good.one", Role::ingest) == "403 'alice' may not do this; it takes the role ingest");
  BOOST_TEST(world.told("Bearer a.bad.SECRET", Role::query) == "401 the issuer says no");
  BOOST_TEST(world.told("Bearer SECRET", Role::query).starts_with("401 the token is not known here"));
  BOOST_TEST(world.told("Bearer " + dotted, Role::ingest) == "dotted");
}

BOOST_AUTO_TEST_CASE(a_token_asks_no_more_often_than_its_rate) {
  World world;
  world.options.tokens[0].rate = {2, 3};
  const auto ask = [&] { return world.told("Bearer " + shipper_token, Role::ingest); };
  for (int i = 0; i < 3; ++i) BOOST_TEST(ask() == "shipper");
  const auto admitted = world.admit("Bearer " + shipper_token, Role::ingest);
  BOOST_REQUIRE(std::holds_alternative<Problem>(admitted));
  BOOST_TEST(std::get<Problem>(admitted).status == 429);
  BOOST_TEST((std::get<Problem>(admitted).retry_after == std::chrono::seconds(1)));
  // Others go on.
  BOOST_TEST(world.told("Bearer " + admin_token, Role::ingest) == "admin");
  world.now += std::chrono::milliseconds(499);
  BOOST_TEST(ask().starts_with("429 "));
  world.now += std::chrono::milliseconds(1);
  BOOST_TEST(ask() == "shipper");
  BOOST_TEST(ask().starts_with("429 "));
  // No more than the burst is saved up.
  world.now += std::chrono::hours(1);
  for (int i = 0; i < 3; ++i) BOOST_TEST(ask() == "shipper");
  BOOST_TEST(ask().starts_with("429 "));
}

BOOST_AUTO_TEST_CASE(a_slow_rate_says_how_long_to_wait) {
  World world;
  world.options.tokens[0].rate = {0.1, 1};
  BOOST_TEST(world.told("Bearer " + shipper_token, Role::ingest) == "shipper");
  const auto admitted = world.admit("Bearer " + shipper_token, Role::ingest);
  BOOST_REQUIRE(std::holds_alternative<Problem>(admitted));
  BOOST_TEST((std::get<Problem>(admitted).retry_after == std::chrono::seconds(10)));
}

BOOST_AUTO_TEST_CASE(each_subject_of_the_issuer_has_the_rate) {
  World world;
  world.options.issuer = std::make_shared<IssuerOfATest>();
  world.options.issuer_rate = {1, 0};
  BOOST_TEST(world.told("Bearer a.good.one", Role::query) == "alice");
  BOOST_TEST(world.told("Bearer a.good.one", Role::query).starts_with("429 'alice' asks more often"));
}

BOOST_AUTO_TEST_CASE(other_tokens_are_known_after_a_change_and_rates_go_on) {
  World world;
  world.options.tokens[0].rate = {1, 1};
  BOOST_TEST(world.told("Bearer " + shipper_token, Role::ingest) == "shipper");
  TokenGate::Options changed = world.options;
  changed.tokens.pop_back();
  world.gate().replace(changed);
  BOOST_TEST(world.told("Bearer " + admin_token, Role::ingest).starts_with("401 "));
  BOOST_TEST(world.told("Bearer " + shipper_token, Role::ingest).starts_with("429 "));
  changed.tokens[0].sha256 = "abc";
  BOOST_CHECK_THROW(world.gate().replace(changed), std::invalid_argument);
  BOOST_TEST(world.told("Bearer " + analyst_token, Role::query) == "analyst");
}

BOOST_AUTO_TEST_CASE(a_new_token_is_long_random_and_safe_in_a_header) {
  const std::string token = new_token();
  BOOST_TEST(token.size() == 50u);
  BOOST_TEST(token.starts_with("kelpie_"));
  BOOST_TEST(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             std::string::npos);
  BOOST_TEST(token != new_token());
  // FIPS 180-2, appendix B.1.
  BOOST_TEST(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server::tests
