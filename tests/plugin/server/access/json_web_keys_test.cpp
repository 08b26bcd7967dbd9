// Files with an issuer's keys: which keys are of use, and what is told of those that are not.

#include "plugin/server/access/json_web_keys.hpp"

#include <boost/test/unit_test.hpp>

#include "issuer_of_a_test.hpp"

namespace kelpie::server::tests {

namespace {

constexpr const char* issuer = "https://login.microsoftonline.com/6babcaad-604b-40ac-a9d7-9fd97c0b779f/v2.0";

/// Why the file is refused; empty: it is not.
std::string why_not(const std::string& path) {
  try {
    static_cast<void>(JsonWebKeys::from_file(path, issuer));
    return {};
  } catch (const std::invalid_argument& wrong) {
    BOOST_TEST(std::string_view(wrong.what()).find("'" + path + "'") != std::string_view::npos, wrong.what());
    return wrong.what();
  }
}
std::string why_not_text(std::string_view text) {
  const FileOfATest file(text);
  return why_not(file.path());
}
std::string why_not_key(const std::string& key) { return why_not_text(R"({"keys":[)" + key + "]}"); }

bool tells(const std::string& message, std::string_view what) { return message.find(what) != std::string::npos; }

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_web_key_sets)

BOOST_AUTO_TEST_CASE(examples_of_the_standard_are_signed) {
  // RFC 7515, appendices A.2 and A.3.
  const FileOfATest file(
      R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"},)"
      R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
  const JsonWebKeys keys = JsonWebKeys::from_file(file.path(), issuer);
  const std::string payload =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const auto judge = [&](const char* algorithm, const std::string& text, const char* signature) {
    return keys.judge(*signature_algorithm(algorithm), "", text, base64url_decoded(signature).value());
  };
  const char* rsa =
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
      "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
      "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  const char* ec = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  BOOST_CHECK(judge("RS256", "eyJhbGciOiJSUzI1NiJ9." + payload, rsa) == JsonWebKeys::Verdict::signed_);
  BOOST_CHECK(judge("RS256", "eyJhbGciOiJSUzI1NiJ9." + payload + "x", rsa) == JsonWebKeys::Verdict::forged);
  BOOST_CHECK(judge("ES256", "eyJhbGciOiJFUzI1NiJ9." + payload, ec) == JsonWebKeys::Verdict::signed_);
  BOOST_CHECK(judge("ES256", "eyJhbGciOiJFUzI1NiJ9." + payload, rsa) == JsonWebKeys::Verdict::forged);
  BOOST_CHECK(judge("ES384", "eyJhbGciOiJFUzI1NiJ9." + payload, ec) == JsonWebKeys::Verdict::unknown_key);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_told_by_its_name) {
  BOOST_TEST(tells(why_not("/nowhere/keys.json"), "cannot be read: No such file"));
  BOOST_TEST(tells(why_not("/tmp"), "it is a folder"));
  BOOST_TEST(tells(why_not_text(std::string((1 << 20) + 1, ' ')), "more than a megabyte"));
}

BOOST_AUTO_TEST_CASE(a_file_that_holds_no_key_set_is_refused) {
  for (const char* text : {"", "<html>", "{\"keys\":[", "-----BEGIN PUBLIC KEY-----"})
    BOOST_TEST(tells(why_not_text(text), "found no JSON"), text);
  for (const char* text : {"[]", "7", "{}", R"({"keys":{}})", R"({"kty":"RSA"})"})
    BOOST_TEST(tells(why_not_text(text), "an object with a list 'keys'"), text);
  BOOST_TEST(
      tells(why_not_text(R"({"issuer":"https://x","jwks_uri":"https://x/keys"})"), "jwks_uri says where the keys are"));
  BOOST_TEST(tells(why_not_text(R"({"keys":[]})"), "there is none in it"));
}

BOOST_AUTO_TEST_CASE(keys_of_no_use_are_told_where_no_other_is_left) {
  const std::string rsa = rsa_key().json();
  const std::string ec = p256_key().json();
  for (const auto& [key, why] : std::vector<std::pair<std::string, std::string>>{
           {"7", "it is no object"},
           {R"({"kty":"oct","k":"AAAA"})", "neither RSA nor EC"},
           {R"({"kty":"EC","crv":"P-521","x":"AA","y":"AA"})", "neither RSA nor EC"},
           {R"({"kty":"OKP","crv":"Ed25519","x":"AA"})", "neither RSA nor EC"},
           {R"({"kty":7})", "'kty' is no text"},
           {rsa_key().json(R"("use":"enc",)"), "for encryption"},
           {rsa_key().json(R"("key_ops":["encrypt"],)"), "'key_ops' has no 'verify'"},
           {rsa_key().json(R"("alg":"RSA-OAEP",)"), "'alg'"},
           {rsa_key().json(R"("alg":"ES256",)"), "'alg'"},
           {rsa_key().json(R"("kid":7,)"), "'kid' is no text"},
           {KeyOfATest::rsa(1024).json(), "RSA of 1024 bits"},
           {R"({"kty":"RSA","n":")" + base64url(std::string(2000, '\x7F')) + R"(","e":"AQAB"})", "more than 8192 bits"},
           {R"({"kty":"RSA","n":"*","e":"AQAB"})", "'n' is no base64url"},
           {R"({"kty":"RSA","e":"AQAB"})", "'n' is no base64url"},
           {replaced(rsa, "\"AQAB\"", "\"AQ\""), "exponent"},
           {replaced(rsa, "\"AQAB\"", "\"AQAA\""), "exponent"},
           {replaced(rsa, "\"AQAB\"", "\"AQABAQABAQABAQAB\""), "exponent"},
           {replaced(ec, "\"y\":\"", "\"y\":\"AAAA"), "32 bytes"},
           {R"({"kty":"EC","crv":"P-256","x":")" + base64url(std::string(32, '\1')) + R"(","y":")" +
                base64url(std::string(32, '\2')) + "\"}",
            "no public key"},
       }) {
    const std::string message = why_not_key(key);
    BOOST_TEST(tells(message, why), message);
    BOOST_TEST(tells(message, "keys[0]"), message);
    // Beside one of use it is passed over.
    BOOST_TEST(why_not_key(key + "," + ec) == "");
  }
}

BOOST_AUTO_TEST_CASE(forms_that_issuers_give_their_keys_are_read) {
  BOOST_TEST(why_not_key(rsa_key().json(R"("use":"sig","key_ops":["verify"],"alg":"RS256","x5t":"x","x5c":["x"],)")) ==
             "");
  BOOST_TEST(why_not_text("\xEF\xBB\xBF{\"keys\":[" + rsa_key().json() + "]}") == "");
  // Padded, and with the other alphabet.
  std::string padded = p256_key().json();
  for (std::size_t at = padded.find("\"x\":\""); at < padded.size(); ++at)
    padded[at] = padded[at] == '-' ? '+' : padded[at] == '_' ? '/' : padded[at];
  padded.insert(padded.size() - 2, "=");
  BOOST_TEST(why_not_key(padded) == "");
}

BOOST_AUTO_TEST_CASE(a_key_that_signs_for_others_only_is_passed_over) {
  const auto of = [](std::string_view who) {
    return why_not_key(rsa_key().json(R"("issuer":")" + std::string(who) + "\","));
  };
  BOOST_TEST(of(issuer) == "");
  BOOST_TEST(of("https://login.microsoftonline.com/{tenantid}/v2.0") == "");
  BOOST_TEST(of("https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/") == "");
  // That of private accounts.
  BOOST_TEST(
      tells(of("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"), "for another issuer"));
  for (const char* who : {"", "x", "https://login.microsoftonline.com", "https://login.microsoftonline.com//v2.0"})
    BOOST_TEST(tells(of(who), "for another issuer"), who);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server::tests
