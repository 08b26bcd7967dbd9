#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "executor/functions/ip/address.hpp"
#include "executor/functions/ip/ip_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/text/text_arguments.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

std::optional<std::int64_t> network_of(std::string_view text) {
  const auto ip = parse_ipv4(text);
  if (!ip) return std::nullopt;
  return ip->network();
}

/// The prefix that counts when an argument gives one too; nothing when that is none.
std::optional<int> common_prefix(int prefix, std::optional<std::int64_t> argument) {
  if (argument && (*argument < 0 || *argument > 32)) return std::nullopt;
  return std::min(prefix, static_cast<int>(argument.value_or(32)));
}

std::optional<std::int64_t> masked_network(std::string_view text, std::int64_t prefix) {
  const auto ip = parse_ipv4(text);
  if (!ip) return std::nullopt;
  const auto bits = common_prefix(ip->prefix, prefix);
  if (!bits) return std::nullopt;
  return ip->masked(*bits);
}

/// An address as text or as the text of a number.
std::optional<Ipv4> address_or_number(std::string_view text) {
  if (const auto ip = parse_ipv4(text)) return ip;
  const auto number = tables::parse_long(text);
  if (!number || *number < 0 || *number > UINT32_MAX) return std::nullopt;
  return Ipv4{static_cast<std::uint32_t>(*number)};
}

std::string_view format(tables::TextArena& arena, std::string_view text, std::optional<std::int64_t> prefix,
                        bool with_prefix) {
  const auto ip = address_or_number(text);
  if (!ip) return {};
  const auto bits = common_prefix(ip->prefix, prefix);
  if (!bits) return {};
  const std::string address = ipv4_text(ip->masked(*bits));
  return arena.put(with_prefix ? fmt::format("{}/{}", address, *bits) : address);
}

/// The fewest networks that make up the addresses from start to end.
bool cidr_list(tables::DynamicBuilder& out, std::string_view start, std::string_view end) {
  const auto first = parse_ipv4(start), last = parse_ipv4(end);
  if (!first || !last || first->network() > last->network()) {
    out.null();
    return false;
  }
  std::uint64_t next = first->network();
  const std::uint64_t stop = std::uint64_t{last->network()} + 1;
  out.begin_array();
  while (next < stop) {
    // The largest block that begins here, by alignment and by what is left.
    const int aligned = next == 0 ? 32 : std::countr_zero(next);
    const int bits = std::min(aligned, static_cast<int>(std::bit_width(stop - next)) - 1);
    out.string(fmt::format("{}/{}", ipv4_text(static_cast<std::uint32_t>(next)), 32 - bits));
    next += std::uint64_t{1} << bits;
  }
  out.end_array();
  return true;
}

}  // namespace

void add_ipv4_conversion_functions(FunctionRegistry& registry) {
  registry.add(
      ScalarFunction{.name = "parse_ipv4",
                     .category = "ip",
                     .summary = "Turns an IPv4 address into a number; of one with a prefix length, the network's.",
                     .example = "print parse_ipv4('10.1.2.3'), parse_ipv4('10.1.2.3/24')",
                     .overloads = {{.signature = "(ip:string) -> long", .kernel = rows(network_of)}}});
  registry.add(ScalarFunction{
      .name = "parse_ipv4_mask",
      .category = "ip",
      .summary = "Turns the first bits of an IPv4 address into a number.",
      .example = "print parse_ipv4_mask('10.1.2.3', 24)",
      .overloads = {{.signature = "(ip:string, prefix:integer) -> long", .kernel = rows(masked_network)}}});
  registry.add(
      ScalarFunction{.name = "format_ipv4",
                     .category = "ip",
                     .summary = "Writes the first bits of an IPv4 address, given as text or number, as an address.",
                     .example = "print format_ipv4('10.1.2.3', 24), format_ipv4(167838211)",
                     .overloads = {{.signature = "(ip:scalar, prefix?:integer) -> string",
                                    .kernel = with_text({0}, rows([](tables::TextArena& arena, std::string_view ip,
                                                                     std::optional<std::int64_t> prefix) {
                                                          return format(arena, ip, prefix, false);
                                                        }))}}});
  registry.add(ScalarFunction{
      .name = "format_ipv4_mask",
      .category = "ip",
      .summary =
          "Writes the first bits of an IPv4 address, given as text or number, as a network with its prefix length.",
      .example = "print format_ipv4_mask('10.1.2.3', 24)",
      .overloads = {{.signature = "(ip:scalar, prefix?:integer) -> string",
                     .kernel = with_text({0}, rows([](tables::TextArena& arena, std::string_view ip,
                                                      std::optional<std::int64_t> prefix) {
                                           return format(arena, ip, prefix, true);
                                         }))}}});
  registry.add(ScalarFunction{.name = "ipv4_netmask_suffix",
                              .category = "ip",
                              .summary = "Gives the prefix length of an IPv4 address, 32 where it has none.",
                              .example = "print ipv4_netmask_suffix('10.1.2.3/24')",
                              .overloads = {{.signature = "(ip:string) -> long",
                                             .kernel = rows([](std::string_view text) -> std::optional<std::int64_t> {
                                               const auto ip = parse_ipv4(text);
                                               return ip ? std::optional<std::int64_t>(ip->prefix) : std::nullopt;
                                             })}}});
  registry.add(ScalarFunction{
      .name = "ipv4_range_to_cidr_list",
      .category = "ip",
      .summary = "Lists the fewest networks that make up a range of IPv4 addresses.",
      .example = "print ipv4_range_to_cidr_list('10.0.0.0', '10.0.2.255')",
      .overloads = {{.signature = "(start_ip:string, end_ip:string) -> dynamic", .kernel = rows(cidr_list)}}});
}

}  // namespace kelpie::executor
