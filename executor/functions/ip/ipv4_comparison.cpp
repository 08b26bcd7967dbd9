#include <algorithm>

#include "executor/functions/ip/address.hpp"
#include "executor/functions/ip/any_range.hpp"
#include "executor/functions/ip/ip_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

/// -1, 0 or 1 over as many bits as both addresses and the argument let count; nothing when one of them is none.
std::optional<std::int64_t> compare_ipv4(std::string_view left, std::string_view right,
                                         std::optional<std::int64_t> prefix) {
  const auto first = parse_ipv4(left), second = parse_ipv4(right);
  if (!first || !second || (prefix && (*prefix < 0 || *prefix > 32))) return std::nullopt;
  const int bits = std::min({first->prefix, second->prefix, static_cast<int>(prefix.value_or(32))});
  const std::uint32_t a = first->masked(bits), b = second->masked(bits);
  return a < b ? -1 : a > b ? 1 : 0;
}

std::optional<bool> match_ipv4(std::string_view left, std::string_view right, std::optional<std::int64_t> prefix) {
  const auto order = compare_ipv4(left, right, prefix);
  return order ? std::optional<bool>(*order == 0) : std::nullopt;
}

std::optional<bool> is_private(std::string_view text) {
  const auto ip = parse_ipv4(text);
  if (!ip) return std::nullopt;
  const std::uint32_t address = ip->network();
  return address >> 24 == 10 || address >> 20 == 0xAC1 || address >> 16 == 0xC0A8;
}

}  // namespace

void add_ipv4_comparison_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "ipv4_compare",
      .category = "ip",
      .summary = "Compares two IPv4 addresses by the first bits that their prefix lengths and the argument let count: "
                 "-1, 0 or 1.",
      .example = "print ipv4_compare('10.1.2.3/24', '10.1.2.255')",
      .overloads = {{.signature = "(ip1:string, ip2:string, prefix?:integer) -> long", .kernel = rows(compare_ipv4)}}});
  registry.add(ScalarFunction{
      .name = "ipv4_is_match",
      .category = "ip",
      .summary = "Tells whether two IPv4 addresses agree in the first bits that their prefix lengths and the argument "
                 "let count.",
      .example = "print ipv4_is_match('10.1.2.3', '10.1.2.255', 24)",
      .overloads = {{.signature = "(ip1:string, ip2:string, prefix?:integer) -> bool", .kernel = rows(match_ipv4)}}});
  registry.add(ScalarFunction{.name = "ipv4_is_in_range",
                              .category = "ip",
                              .summary = "Tells whether an IPv4 address lies in a network.",
                              .example = "print ipv4_is_in_range('10.1.2.3', '10.0.0.0/8')",
                              .overloads = {{.signature = "(ip:string, ip_range:string) -> bool",
                                             .kernel = rows([](std::string_view ip, std::string_view range) {
                                               return match_ipv4(ip, range, std::nullopt);
                                             })}}});
  registry.add(ScalarFunction{
      .name = "ipv4_is_in_any_range",
      .category = "ip",
      .summary = "Tells whether an IPv4 address lies in one of several networks.",
      .example = "print ipv4_is_in_any_range('10.1.2.3', dynamic(['192.168.0.0/16', '10.0.0.0/8']))",
      .overloads = {{.signature = "(ip:string, ranges...:string|dynamic) -> bool", .kernel = ipv4_in_any_range()}}});
  registry.add(ScalarFunction{
      .name = "ipv4_is_private",
      .category = "ip",
      .summary = "Tells whether an IPv4 address lies in one of the three networks for private use (RFC 1918).",
      .example = "print ipv4_is_private('192.168.1.1')",
      .overloads = {{.signature = "(ip:string) -> bool", .kernel = rows(is_private)}}});
}

}  // namespace kelpie::executor
