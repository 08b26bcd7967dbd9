#include <algorithm>

#include "executor/functions/ip/address.hpp"
#include "executor/functions/ip/any_range.hpp"
#include "executor/functions/ip/ip_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

std::string_view canonical(tables::TextArena& arena, std::string_view text, std::int64_t prefix) {
  const auto ip = parse_ipv6(text);
  if (!ip || prefix < 0 || prefix > 128) return {};
  return arena.put(ipv6_text(ip->masked(std::min(ip->prefix, static_cast<int>(prefix)))));
}

/// -1, 0 or 1 over as many bits as both addresses and the argument let count; nothing when one of them is none.
std::optional<std::int64_t> compare_ipv6(std::string_view left, std::string_view right,
                                         std::optional<std::int64_t> prefix) {
  const auto first = parse_ipv6(left), second = parse_ipv6(right);
  if (!first || !second || (prefix && (*prefix < 0 || *prefix > 128))) return std::nullopt;
  const int bits = std::min({first->prefix, second->prefix, static_cast<int>(prefix.value_or(128))});
  const auto order = compare(first->as_mapped().masked(bits), second->as_mapped().masked(bits));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::optional<bool> match_ipv6(std::string_view left, std::string_view right, std::optional<std::int64_t> prefix) {
  const auto order = compare_ipv6(left, right, prefix);
  return order ? std::optional<bool>(*order == 0) : std::nullopt;
}

}  // namespace

void add_ipv6_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "parse_ipv6",
      .category = "ip",
      .summary = "Writes an IPv6 or IPv4 address in the full form of IPv6; of one with a prefix length, the network's.",
      .example = "print parse_ipv6('fe80::1'), parse_ipv6('10.1.2.3/24')",
      .overloads = {
          {.signature = "(ip:string) -> string",
           .kernel = rows([](tables::TextArena& arena, std::string_view ip) { return canonical(arena, ip, 128); })}}});
  registry.add(
      ScalarFunction{.name = "parse_ipv6_mask",
                     .category = "ip",
                     .summary = "Writes the first bits of an IPv6 or IPv4 address in the full form of IPv6.",
                     .example = "print parse_ipv6_mask('fe80::1234', 120)",
                     .overloads = {{.signature = "(ip:string, prefix:integer) -> string", .kernel = rows(canonical)}}});
  registry.add(ScalarFunction{
      .name = "ipv6_compare",
      .category = "ip",
      .summary = "Compares two IPv6 or IPv4 addresses by the first bits that their prefix lengths and the argument let "
                 "count: -1, 0 or 1.",
      .example = "print ipv6_compare('fe80::1', 'fe80::2', 120)",
      .overloads = {{.signature = "(ip1:string, ip2:string, prefix?:integer) -> long", .kernel = rows(compare_ipv6)}}});
  registry.add(ScalarFunction{
      .name = "ipv6_is_match",
      .category = "ip",
      .summary = "Tells whether two IPv6 or IPv4 addresses agree in the first bits that their prefix lengths and the "
                 "argument let count.",
      .example = "print ipv6_is_match('10.1.2.3', '::ffff:a01:203')",
      .overloads = {{.signature = "(ip1:string, ip2:string, prefix?:integer) -> bool", .kernel = rows(match_ipv6)}}});
  registry.add(ScalarFunction{.name = "ipv6_is_in_range",
                              .category = "ip",
                              .summary = "Tells whether an IPv6 or IPv4 address lies in a network.",
                              .example = "print ipv6_is_in_range('fe80::1', 'fe80::/10')",
                              .overloads = {{.signature = "(ip:string, ip_range:string) -> bool",
                                             .kernel = rows([](std::string_view ip, std::string_view range) {
                                               return match_ipv6(ip, range, std::nullopt);
                                             })}}});
  registry.add(ScalarFunction{
      .name = "ipv6_is_in_any_range",
      .category = "ip",
      .summary = "Tells whether an IPv6 or IPv4 address lies in one of several networks.",
      .example = "print ipv6_is_in_any_range('fe80::1', 'fc00::/7', 'fe80::/10')",
      .overloads = {{.signature = "(ip:string, ranges...:string|dynamic) -> bool", .kernel = ipv6_in_any_range()}}});
}

}  // namespace kelpie::executor
