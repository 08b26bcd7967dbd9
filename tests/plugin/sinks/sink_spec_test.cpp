// Sinks in words: what is understood, and what people are told about the rest.

#include "plugin/sinks/sink_spec.hpp"

#include <boost/test/unit_test.hpp>

#include "plugin/sinks/make_sink.hpp"
#include "plugin/sinks/retry_after.hpp"
#include "plugin/sinks/signature.hpp"

namespace {

using namespace kelpie::plugin;

/// What is wrong with a sink; "" when nothing is.
std::string complaint(const std::string& text) {
  try {
    (void)make_sink(text);
  } catch (const SinkError& wrong) {
    return wrong.what();
  }
  return {};
}

std::string name_of(const std::string& text) { return make_sink(text)->name(); }

BOOST_AUTO_TEST_SUITE(sink_spec_test)

BOOST_AUTO_TEST_CASE(a_text_falls_into_its_parts) {
  const SinkSpec spec = parse_sink_spec("syslog+tls://[2001:db8::1]:6514?ca=/a%20b%26c&payload=cef");
  BOOST_TEST(spec.scheme == "syslog+tls");
  BOOST_TEST(spec.host == "2001:db8::1");
  BOOST_TEST(spec.port.value() == 6514);
  BOOST_REQUIRE_EQUAL(spec.options.size(), 2u);
  BOOST_TEST(spec.options[0].second == "/a b&c");
  BOOST_TEST(parse_sink_spec("file:///var/a.log").path == "/var/a.log");
  BOOST_TEST(parse_sink_spec("https://host/a/b").path == "/a/b");
  BOOST_TEST(parse_sink_spec("-?payload=cef").scheme == "-");
}

BOOST_AUTO_TEST_CASE(every_scheme_s_own_example_is_understood) {
  for (const SinkScheme& scheme : sink_schemes()) {
    const std::string form(scheme.form);
    BOOST_TEST(parse_sink_spec(form).scheme == scheme.name);
    const std::string said = complaint(form);
    // Only the example's files are missing here.
    BOOST_TEST((said.empty() || said.find("there is no folder") != std::string::npos ||
                said.find("cannot be opened") != std::string::npos ||
                said.find("no certificates can be read") != std::string::npos),
               said);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_what_is_expected) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "is no sink"},
           {"alerts.log", "is no sink"},
           {"syslog+tcpp://h", "did you mean 'syslog+tcp'"},
           {"HTTPS://h", "there is no sink"},
           {"file:", "expected a path"},
           {"file:a?rotate=10", "at least 1KB"},
           {"file:a?rotate=weekly", "or day"},
           {"file:a?keep=3", "rotate= beside it"},
           {"file:a?payload=cev", "did you mean 'cef'"},
           {"file:a?payload", "has no value"},
           {"file:a?max-size=1", "from 1536"},
           {"file:/no/such/folder/a.log", "there is no folder '/no/such/folder'"},
           {"syslog+udp://", "expected syslog+udp://HOST:PORT"},
           {"syslog+udp://h:0", "is no port"},
           {"syslog+udp://h:65536", "is no port"},
           {"syslog+udp://h:x", "is no port"},
           {"syslog+udp://[::1", "closing ]"},
           {"syslog+udp://h/path", "has no path"},
           {"syslog+udp://h?framing=lines", "no option 'framing'"},
           {"syslog+tcp://h?framing=octets", "counting or lines"},
           {"syslog+tcp://h?facility=local8", "local0 to local7"},
           {"syslog+tls://h?key=k", "cert= with"},
           {"syslog+tls://h?ca=/no/such.pem", "no certificates can be read from '/no/such.pem'"},
           {"https://", "HOST/PATH"},
           {"https://h/a b", "blanks"},
           {"https://h?batch=0", "from 1 to 1000"},
           {"https://h?batch=5&batch=6", "stands twice"},
           {"https://h?payload=cef&batch-form=array", "make no array"},
           {"https://h?header=Host:%20x", "set by Kelpie itself"},
           {"https://h?header=X:%20a%0d%0aY:%20b", "expected a header"},
           {"https://h?header=nonsense", "expected a header"},
           {"https://h?secret-file=/no/such", "cannot be opened"},
           {"https://h?secret-file=%zz", "two hexadecimal digits"},
           {"https://h?secret-file=/dev/null", "is empty"},
           {"http://192.0.2.1/", "allow-http=yes"},
           {"http://localhost.example/", "allow-http=yes"},
           {"https://me:pass@h/", "do not belong"}}) {
    const std::string said = complaint(text);
    BOOST_TEST(said.find(expected) != std::string::npos, text << ": " << said);
    if (text.find("pass@") != std::string::npos) BOOST_TEST(said.find("me:pass") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(names_are_stable_and_keep_secrets) {
  BOOST_TEST(name_of("-") == "-");
  BOOST_TEST(name_of("syslog+udp://h") == "syslog+udp://h:514");
  BOOST_TEST(name_of("syslog+tcp://[::1]:99?payload=cef") == "syslog+tcp://[::1]:99");
  BOOST_TEST(name_of("file:/tmp/../tmp/a.log?payload=ocsf") == "file:/tmp/a.log");
  BOOST_TEST(name_of("https://h/") == "https://h:443/");
  const std::string secret = name_of("https://h/services/T0/SECRET?batch=5");
  BOOST_TEST(secret.find("SECRET") == std::string::npos);
  BOOST_TEST(secret == name_of("https://h/services/T0/SECRET?batch=50"));
  BOOST_TEST(secret != name_of("https://h/services/T0/OTHER"));
}

BOOST_AUTO_TEST_CASE(sizes_have_units) {
  BOOST_TEST(parse_bytes("100MB").value() == 100'000'000u);
  BOOST_TEST(parse_bytes("4096").value() == 4096u);
  for (const char* text : {"", "MB", "1.5MB", "-1", "1TB", "99999999999999999999", "99999999999GB"})
    BOOST_TEST(!parse_bytes(text), text);
}

BOOST_AUTO_TEST_CASE(a_signature_is_that_of_hmac_sha256) {
  // openssl: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
  BOOST_TEST(signature("0123456789abcdef", 1700000000, R"({"a":1})") ==
             "t=1700000000,v1=9eb18f493f8ec135d9eb2dad817c369bb4e9cbfa818657897a7437c1cd8c3a23");
  BOOST_TEST(signature("0123456789abcdef", 1700000001, R"({"a":1})") !=
             signature("0123456789abcdef", 1700000000, R"({"a":1})"));
}

BOOST_AUTO_TEST_CASE(retry_after_is_seconds_or_a_date) {
  const std::time_t now = 1772355600;  // Sun, 01 Mar 2026 09:00:00 GMT
  BOOST_TEST(parse_retry_after("7", now).value().count() == 7);
  BOOST_TEST(parse_retry_after("Sun, 01 Mar 2026 09:01:30 GMT", now).value().count() == 90);
  BOOST_TEST(parse_retry_after("Sun, 01 Mar 2020 09:01:30 GMT", now).value().count() == 0);
  BOOST_TEST(parse_retry_after("99999999", now).value().count() == 86'400);
  for (const char* text : {"", "soon", "-5", "1.5", "7 seconds", "99999999999999999999"})
    BOOST_TEST(!parse_retry_after(text, now), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
