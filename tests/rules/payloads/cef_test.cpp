#include "rules/payloads/cef.hpp"

#include <map>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tests/rules/payloads/hostile_alerts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;

struct ReadCef {
  std::vector<std::string> header;
  std::map<std::string, std::string> extension;
  bool sound = true;
};

/// Reads CEF as the standard says: | and \ are escaped in the header; \, =, CR and LF in values, and a key begins after
/// the last blank before a =.
ReadCef read(const std::string& text) {
  ReadCef read;
  std::size_t at = 0;
  for (std::string field; at < text.size() && read.header.size() < 7; ++at) {
    if (text[at] == '\\')
      field += text[++at];
    else if (text[at] == '|')
      read.header.push_back(std::exchange(field, {}));
    else
      field += text[at];
  }
  std::string key, value;
  for (; at <= text.size(); ++at) {
    if (at == text.size()) {
      if (!key.empty()) read.extension[key] = value;
    } else if (text[at] == '\\') {
      const char escaped = text[++at];
      if (std::string("\\=nr").find(escaped) == std::string::npos) read.sound = false;
      value += escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped;
    } else if (text[at] == '=') {
      const std::size_t blank = value.rfind(' ');
      const std::string next = blank == std::string::npos ? value : value.substr(blank + 1);
      if (!key.empty()) {
        if (read.extension.contains(key)) read.sound = false;
        read.extension[key] = value.substr(0, blank == std::string::npos ? 0 : blank);
      }
      key = next;
      value.clear();
    } else {
      value += text[at];
    }
  }
  return read;
}

BOOST_AUTO_TEST_SUITE(cef_test)

BOOST_AUTO_TEST_CASE(an_alert_has_header_and_keys_of_the_standard) {
  BOOST_TEST(cef(test::plain_alert(), 8192) ==
             "CEF:0|Kelpie|Kelpie|0.1.0|11111111-2222-3333-4444-555555555555|Spray from "
             "203.0.113.7|8|externalId=0123456789abcdef0123456789abcdef "
             "rt=1772355600000 start=1772352000000 end=1772355600000 cat=Detection cnt=12 cs1Label=Tactics "
             "cs1=CredentialAccess cs2Label=Techniques "
             "cs2=T1110.003 cs3Label=Rule cs3=Password spray (version 1.2.0) cs4Label=Incident cs4=inc-7 "
             "suser=ann@contoso.example "
             "duser=bob@contoso.example src=203.0.113.7 dhost=srv1.contoso.example cs5Label=Entities cs5=Account "
             "ann@contoso.example; Account "
             "bob@contoso.example; IP 203.0.113.7; Host srv1.contoso.example cs6Label=Details cs6=Attempts: 12 "
             "msg=Many accounts failed\\nfrom one address.");
}

BOOST_AUTO_TEST_CASE(no_text_gets_out_of_its_field) {
  for (const Alert& alert : test::hostile_alerts()) {
    const ReadCef seen = read(cef(alert, 65536));
    BOOST_TEST(seen.sound);
    BOOST_REQUIRE_EQUAL(seen.header.size(), 7u);
    BOOST_TEST(seen.header[0] == "CEF:0");
    if (!alert.id.empty()) BOOST_TEST(seen.extension.at("externalId") == alert.id);
    for (const auto& [key, value] : seen.extension) {
      BOOST_TEST((key.starts_with("cs") || key.starts_with("c6a2") ||
                  std::set<std::string>{"externalId", "rt", "start", "end", "cat", "cnt", "suser", "duser", "src",
                                        "dhost", "request", "fname", "fileHash", "msg"}
                      .contains(key)),
                 key);
      BOOST_TEST(value.size() <= 4000u);
    }
  }
}

BOOST_AUTO_TEST_CASE(escapes_read_back) {
  Alert alert = test::plain_alert();
  alert.title = "a|b\\c=d";
  alert.description = "x=1|y\\z\r\nend";
  const ReadCef seen = read(cef(alert, 8192));
  BOOST_TEST(seen.header.at(5) == "a|b\\c=d");
  BOOST_TEST(seen.extension.at("msg") == "x=1|y\\z\r\nend");
}

BOOST_AUTO_TEST_CASE(severities_spread_over_the_scale) {
  const std::map<AlertSeverity, std::string> expected = {{AlertSeverity::informational, "1"},
                                                         {AlertSeverity::low, "3"},
                                                         {AlertSeverity::medium, "5"},
                                                         {AlertSeverity::high, "8"}};
  for (const auto& [severity, number] : expected) {
    Alert alert = test::plain_alert();
    alert.severity = severity;
    BOOST_TEST(read(cef(alert, 8192)).header.at(6) == number);
  }
}

BOOST_AUTO_TEST_CASE(an_address_of_ipv6_has_its_own_key) {
  Alert alert = test::plain_alert();
  alert.entities = {{"IP", {{"Address", "2001:db8::7"}}}};
  const ReadCef seen = read(cef(alert, 8192));
  BOOST_TEST(seen.extension.at("c6a2") == "2001:db8::7");
  BOOST_TEST(!seen.extension.contains("src"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
