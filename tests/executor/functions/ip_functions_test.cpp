#include <string>
#include <vector>

#include "executor/functions/families.hpp"
#include "executor/functions/ip/address.hpp"
#include "tests/executor/functions/call_function.hpp"

namespace kelpie::executor::test {

namespace {

const FunctionCaller functions{add_ip_functions};

Value call(std::string_view name, std::vector<Value> arguments) { return functions.call(name, std::move(arguments)); }
std::string call_json(std::string_view name, std::vector<Value> arguments) {
  return functions.call_json(name, std::move(arguments));
}
bool holds(std::string_view name, std::vector<Value> arguments) { return call(name, std::move(arguments)).as_bool(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(ip_functions)

BOOST_AUTO_TEST_CASE(an_ipv4_address_becomes_its_networks_number) {
  BOOST_TEST(call("parse_ipv4", {text("192.168.1.1")}) == number(3232235777));
  BOOST_TEST(call("parse_ipv4", {text("192.168.1.1/24")}) == number(3232235776));
  BOOST_TEST(call("parse_ipv4", {text("255.255.255.255/31")}) == number(4294967294));
  BOOST_TEST(call("parse_ipv4", {text(" 1.2.3.4\t")}) == number(16909060));
  BOOST_TEST(call("parse_ipv4", {text("1.2.3.4/0")}) == number(0));
  BOOST_TEST(call("parse_ipv4_mask", {text("127.0.0.1"), number(24)}) == number(2130706432));
  BOOST_TEST(call("parse_ipv4_mask", {text("127.0.0.1/8"), number(24)}) == number(2130706432));
  BOOST_TEST(call("parse_ipv4_mask", {text("127.0.0.1"), number(33)}).is_null());
  BOOST_TEST(call("parse_ipv4_mask", {text("127.0.0.1"), number(-1)}).is_null());
}

BOOST_AUTO_TEST_CASE(what_is_no_ipv4_address_is_null) {
  for (const char* wrong :
       {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1",
        "1.2.3.4/024", "1.2.3.4 /24", "a.b.c.d", "1.2.3.", ".1.2.3.4", "1..2.3", "1.2.3.1234", "1.2.3.4x", "::1"}) {
    BOOST_TEST(call("parse_ipv4", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("ipv4_is_private", {text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("ipv4_compare", {text("1.2.3.4"), text(wrong)}).is_null(), wrong);
    BOOST_TEST(call("ipv4_is_in_any_range", {text(wrong), text("1.2.3.4")}).is_null(), wrong);
    BOOST_TEST(call("format_ipv4", {text(wrong)}) == text(""), wrong);
  }
}

BOOST_AUTO_TEST_CASE(ipv4_addresses_are_written) {
  BOOST_TEST(call("format_ipv4", {text("192.168.1.1"), number(24)}) == text("192.168.1.0"));
  BOOST_TEST(call("format_ipv4", {text("192.168.1.1/24"), number(32)}) == text("192.168.1.0"));
  BOOST_TEST(call("format_ipv4", {number(3232235777)}) == text("192.168.1.1"));
  BOOST_TEST(call("format_ipv4", {number(4294967296)}) == text(""));
  BOOST_TEST(call("format_ipv4", {number(-1)}) == text(""));
  BOOST_TEST(call("format_ipv4", {text("192.168.1.1"), number(-1)}) == text(""));
  BOOST_TEST(call("format_ipv4_mask", {text("192.168.1.1/24"), number(32)}) == text("192.168.1.0/24"));
  BOOST_TEST(call("format_ipv4_mask", {text("192.168.1.1")}) == text("192.168.1.1/32"));
  BOOST_TEST(call("format_ipv4_mask", {text("192.168.1.1"), number(33)}) == text(""));
  BOOST_TEST(call("ipv4_netmask_suffix", {text("192.168.1.1/24")}) == number(24));
  BOOST_TEST(call("ipv4_netmask_suffix", {text("192.168.1.1")}) == number(32));
}

BOOST_AUTO_TEST_CASE(a_range_is_made_of_the_fewest_networks) {
  BOOST_TEST(call_json("ipv4_range_to_cidr_list", {text("1.1.128.0"), text("1.1.140.255")}) ==
             R"(["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"])");
  BOOST_TEST(call_json("ipv4_range_to_cidr_list", {text("0.0.0.0"), text("255.255.255.255")}) == R"(["0.0.0.0/0"])");
  BOOST_TEST(call_json("ipv4_range_to_cidr_list", {text("10.0.0.1"), text("10.0.0.1")}) == R"(["10.0.0.1/32"])");
  BOOST_TEST(call_json("ipv4_range_to_cidr_list", {text("255.255.255.254"), text("255.255.255.255")}) ==
             R"(["255.255.255.254/31"])");
  BOOST_TEST(call_json("ipv4_range_to_cidr_list", {text("10.0.0.2"), text("10.0.0.1")}) == "null");
  BOOST_TEST(call_json("ipv4_range_to_cidr_list", {text("10.0.0.2"), text("x")}) == "null");
}

BOOST_AUTO_TEST_CASE(the_smallest_prefix_counts_in_comparisons) {
  BOOST_TEST(call("ipv4_compare", {text("192.168.1.1/24"), text("192.168.1.255")}) == number(0));
  BOOST_TEST(call("ipv4_compare", {text("192.168.1.1"), text("192.168.1.255")}) == number(-1));
  BOOST_TEST(call("ipv4_compare", {text("200.1.1.1"), text("100.1.1.1")}) == number(1));
  BOOST_TEST(call("ipv4_compare", {text("192.168.1.1"), text("192.168.1.0"), number(31)}) == number(0));
  BOOST_TEST(holds("ipv4_is_match", {text("192.168.1.1/24"), text("192.168.1.255"), number(31)}));
  BOOST_TEST(!holds("ipv4_is_match", {text("192.168.1.1"), text("192.168.1.2"), number(32)}));
  BOOST_TEST(call("ipv4_is_match", {text("192.168.1.1"), text("192.168.1.2"), number(33)}).is_null());
  BOOST_TEST(holds("ipv4_is_in_range", {text("192.168.1.1"), text("192.168.1.255/24")}));
  BOOST_TEST(!holds("ipv4_is_in_range", {text("192.168.2.1"), text("192.168.1.255/24")}));
}

BOOST_AUTO_TEST_CASE(private_networks_are_those_of_rfc_1918) {
  for (const char* inside : {"10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1/24"})
    BOOST_TEST(holds("ipv4_is_private", {text(inside)}));
  for (const char* outside : {"127.0.0.1", "172.32.0.1", "172.15.255.255", "192.169.1.1", "11.0.0.0"})
    BOOST_TEST(!holds("ipv4_is_private", {text(outside)}));
}

BOOST_AUTO_TEST_CASE(any_range_takes_texts_and_arrays) {
  const Value networks = json(R"(["192.168.1.1/16","127.0.0.1/8","10.0.0.1/8","10.1.0.0/16","nonsense"])");
  BOOST_TEST(holds("ipv4_is_in_any_range", {text("10.1.2.3"), networks}));
  BOOST_TEST(holds("ipv4_is_in_any_range", {text("192.168.255.255"), networks}));
  BOOST_TEST(!holds("ipv4_is_in_any_range", {text("192.169.0.0"), networks}));
  BOOST_TEST(!holds("ipv4_is_in_any_range", {text("9.255.255.255"), networks}));
  BOOST_TEST(holds("ipv4_is_in_any_range", {text("11.0.0.1"), networks, text("11.0.0.1")}));
  BOOST_TEST(holds("ipv4_is_in_any_range", {text("192.168.5.0/24"), networks}));
  BOOST_TEST(holds("ipv4_is_in_any_range", {text("192.0.0.0/8"), networks}));
  BOOST_TEST(!holds("ipv4_is_in_any_range", {text("193.0.0.0/8"), networks}));
  BOOST_TEST(!holds("ipv4_is_in_any_range", {text("10.1.2.3"), json("[]")}));
  BOOST_TEST(holds("ipv6_is_in_any_range", {text("fe80::1234"), text("10.0.0.0/8"), text("fe80::/64")}));
  BOOST_TEST(holds("ipv6_is_in_any_range", {text("::ffff:a01:203"), text("10.0.0.0/8"), text("fe80::/64")}));
  BOOST_TEST(!holds("ipv6_is_in_any_range", {text("fe81::1234"), text("10.0.0.0/8"), text("fe80::/64")}));
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_takes_its_full_form) {
  const auto full = [](std::string_view ip) { return std::string(call("parse_ipv6", {text(ip)}).as_text()); };
  BOOST_TEST(full("192.168.255.255") == "0000:0000:0000:0000:0000:ffff:c0a8:ffff");
  BOOST_TEST(full("192.168.255.255/24") == "0000:0000:0000:0000:0000:ffff:c0a8:ff00");
  BOOST_TEST(full("fe80::85d:e82c:9446:7994") == "fe80:0000:0000:0000:085d:e82c:9446:7994");
  BOOST_TEST(full("FE80::7994/120") == "fe80:0000:0000:0000:0000:0000:0000:7900");
  BOOST_TEST(full("::192.168.255.255/24") == "0000:0000:0000:0000:0000:0000:c0a8:ff00");
  BOOST_TEST(full("1:2:3:4:5:6:7:8") == "0001:0002:0003:0004:0005:0006:0007:0008");
  BOOST_TEST(full("1:2:3:4:5:6:1.2.3.4") == "0001:0002:0003:0004:0005:0006:0102:0304");
  BOOST_TEST(full("::") == "0000:0000:0000:0000:0000:0000:0000:0000");
  BOOST_TEST(full(" 1:: ") == "0001:0000:0000:0000:0000:0000:0000:0000");
  BOOST_TEST(full("::/0") == "0000:0000:0000:0000:0000:0000:0000:0000");
}

BOOST_AUTO_TEST_CASE(what_is_no_ipv6_address_is_empty) {
  for (const char* wrong : {"", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", ":1::2",
                            "1::2:", "12345::", "g::", "::1/129", "::1/", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3",
                            "1.2.3.4::", "::1.2.3.4/33", "1:2:3:4:5:6:7::8:9", "fe80::1%eth0", "[::1]"}) {
    BOOST_TEST(call("parse_ipv6", {text(wrong)}) == text(""), wrong);
    BOOST_TEST(call("ipv6_is_match", {text("::1"), text(wrong)}).is_null(), wrong);
  }
  BOOST_TEST(call("parse_ipv6_mask", {text("::1"), number(129)}) == text(""));
  BOOST_TEST(call("parse_ipv6_mask", {text("::1"), number(-1)}) == text(""));
}

BOOST_AUTO_TEST_CASE(masks_of_mapped_addresses_count_128_bits) {
  BOOST_TEST(call("parse_ipv6_mask", {text("192.168.255.255"), number(120)}) ==
             text("0000:0000:0000:0000:0000:ffff:c0a8:ff00"));
  BOOST_TEST(call("parse_ipv6_mask", {text("192.168.255.255/24"), number(124)}) ==
             text("0000:0000:0000:0000:0000:ffff:c0a8:ff00"));
  BOOST_TEST(call("parse_ipv6_mask", {text("fe80::85d:e82c:9446:7994/120"), number(124)}) ==
             text("fe80:0000:0000:0000:085d:e82c:9446:7900"));
}

BOOST_AUTO_TEST_CASE(ipv4_and_ipv6_addresses_compare_with_each_other) {
  BOOST_TEST(call("ipv6_compare", {text("192.168.1.1"), text("::ffff:c0a8:0101")}) == number(0));
  BOOST_TEST(call("ipv6_compare", {text("::192.168.1.1/30"), text("192.168.1.255/24")}) == number(0));
  BOOST_TEST(call("ipv6_compare", {text("fe80::1"), text("fe80::2")}) == number(-1));
  BOOST_TEST(call("ipv6_compare", {text("fe80:1::"), text("fe80::2")}) == number(1));
  BOOST_TEST(call("ipv6_compare", {text("fe80::1"), text("fe80::2"), number(126)}) == number(0));
  BOOST_TEST(holds("ipv6_is_in_range", {text("a5e:f127::abcd"), text("a5e:f127::/112")}));
  BOOST_TEST(!holds("ipv6_is_in_range", {text("a5e:f127::abcd"), text("0:0:0:0:0:ffff:c0a8:ac/60")}));
}

BOOST_AUTO_TEST_CASE(an_address_is_found_in_a_text_when_it_stands_by_itself) {
  const Value log = text("05:04:54 127.0.0.1 GET /favicon.ico 404");
  BOOST_TEST(holds("has_ipv4", {log, text("127.0.0.1")}));
  BOOST_TEST(!holds("has_ipv4", {log, text("27.0.0.1")}));
  BOOST_TEST(!holds("has_ipv4", {text("127.0.0.11"), text("127.0.0.1")}));
  BOOST_TEST(!holds("has_ipv4", {text("127.0.0.1st"), text("127.0.0.1")}));
  BOOST_TEST(!holds("has_ipv4", {text("v127.0.0.1"), text("127.0.0.1")}));
  BOOST_TEST(holds("has_ipv4", {text("127.0.0.11, 127.0.0.1."), text("127.0.0.1")}));
  BOOST_TEST(holds("has_ipv4", {text("05:04:54127.0.0.1"), text("127.0.0.1")}));
  BOOST_TEST(!holds("has_ipv4", {text("127.0.0.256"), text("127.0.0.256")}));
  BOOST_TEST(!holds("has_ipv4", {text("127.0.0"), text("127.0.0")}));
  BOOST_TEST(!holds("has_ipv4", {text(""), text("")}));
  BOOST_TEST(holds("has_any_ipv4", {log, text("10.0.0.1"), text("127.0.0.1")}));
  BOOST_TEST(holds("has_any_ipv4", {log, json(R"(["127.0.0.1"])")}));
  BOOST_TEST(!holds("has_any_ipv4", {log, json(R"(["127.0.0.256","1"])")}));
}

BOOST_AUTO_TEST_CASE(a_prefix_ends_with_a_dot_and_the_text_goes_on_to_a_valid_address) {
  const Value log = text("05:04:54 127.0.0.1 GET /favicon.ico 404");
  BOOST_TEST(holds("has_ipv4_prefix", {log, text("127.0.")}));
  BOOST_TEST(holds("has_ipv4_prefix", {log, text("127.0.0.1")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {log, text("127.0")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {log, text("127.0.0.1.")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {log, text("127.00.")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {log, text(".")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {log, text("")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {text("127.0.0.256"), text("127.0.")}));
  BOOST_TEST(!holds("has_ipv4_prefix", {text("05:04:54127.0.0.1"), text("127.0.")}));
  BOOST_TEST(holds("has_any_ipv4_prefix", {log, json(R"(["10.","127."])")}));
  BOOST_TEST(!holds("has_any_ipv4_prefix", {log, text("10."), text("127")}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
