#include "executor/functions/ip/any_range.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "executor/functions/ip/address.hpp"
#include "executor/functions/string_operators/list_elements.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::Type;
using tables::Value;
using tables::Vector;

/// IPv4 addresses are looked up as the IPv6 addresses that they map to.
Ipv6 first_of(const Ipv6& network) { return network.masked(network.prefix); }
Ipv6 last_of(const Ipv6& network) {
  Ipv6 result = network.masked(network.prefix);
  const Ipv6 bits = Ipv6{~std::uint64_t{0}, ~std::uint64_t{0}}.masked(network.prefix);
  result.high |= ~bits.high;
  result.low |= ~bits.low;
  return result;
}

class Networks {
 public:
  using Parse = std::optional<Ipv6> (*)(std::string_view);

  Networks(const std::vector<std::string>& texts, Parse parse) : parse_(parse) {
    for (const std::string& text : texts) {
      if (const auto network = parse(text)) networks_.push_back(*network);
    }
    std::vector<std::pair<Ipv6, Ipv6>> all;
    for (const Ipv6& network : networks_) all.emplace_back(first_of(network), last_of(network));
    std::sort(all.begin(), all.end(),
              [](const auto& left, const auto& right) { return compare(left.first, right.first) < 0; });
    for (const auto& [first, last] : all) {
      if (!ranges_.empty() && compare(first, ranges_.back().second) <= 0) {
        if (compare(last, ranges_.back().second) > 0) ranges_.back().second = last;
      } else {
        ranges_.emplace_back(first, last);
      }
    }
  }

  [[nodiscard]] std::optional<bool> contain(std::string_view text) const {
    const auto ip = parse_(text);
    if (!ip) return std::nullopt;
    if (ip->prefix < 128) {
      // Of an address that is a network itself, only the bits count that both have.
      return std::any_of(networks_.begin(), networks_.end(), [&](const Ipv6& network) {
        const int bits = std::min(ip->prefix, network.prefix);
        return compare(ip->masked(bits), network.masked(bits)) == 0;
      });
    }
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), *ip, [](const Ipv6& value, const auto& range) {
      return compare(value, range.first) < 0;
    });
    return after != ranges_.begin() && compare(*ip, std::prev(after)->second) <= 0;
  }

 private:
  Parse parse_;
  std::vector<Ipv6> networks_;
  std::vector<std::pair<Ipv6, Ipv6>> ranges_;  // sorted, disjoint, ends included
};

class AnyRangeKernel final : public Kernel {
 public:
  AnyRangeKernel(std::shared_ptr<const Networks> known, Networks::Parse parse)
      : known_(std::move(known)), parse_(parse) {}

  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const auto* ips = arguments[0].values<std::string_view>();
    const std::size_t step = arguments[0].is_constant() ? 0 : 1;
    tables::FlatBuilder<std::uint8_t> builder(Type::boolean, rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto result =
          known_ ? known_->contain(ips[row * step]) : networks_at(arguments, row).contain(ips[row * step]);
      if (result)
        builder.set(row, *result ? 1 : 0);
      else
        builder.set_null(row);
    }
    return builder.finish();
  }

 private:
  [[nodiscard]] Networks networks_at(std::span<const Vector> arguments, std::size_t row) const {
    std::vector<std::string> texts;
    for (const Vector& argument : arguments.subspan(1)) append_elements(argument.value_at(row), texts);
    return {texts, parse_};
  }

  std::shared_ptr<const Networks> known_;
  Networks::Parse parse_;
};

KernelFactory in_any_range(Networks::Parse parse) {
  return [parse](const CallSite& site) -> std::shared_ptr<const Kernel> {
    std::vector<std::string> texts;
    for (std::size_t i = 1; i < site.size(); ++i) {
      const Value* constant = site.constant(i);
      if (constant == nullptr) return std::make_shared<const AnyRangeKernel>(nullptr, parse);
      append_elements(*constant, texts);
    }
    return std::make_shared<const AnyRangeKernel>(std::make_shared<const Networks>(texts, parse), parse);
  };
}

std::optional<Ipv6> parse_mapped(std::string_view text) {
  const auto ip = parse_ipv4(text);
  if (!ip) return std::nullopt;
  return Ipv6{0, std::uint64_t{0xFFFF} << 32 | ip->address, ip->prefix + 96};
}

std::optional<Ipv6> parse_comparable(std::string_view text) {
  const auto ip = parse_ipv6(text);
  return ip ? std::optional<Ipv6>(ip->as_mapped()) : std::nullopt;
}

}  // namespace

KernelFactory ipv4_in_any_range() { return in_any_range(parse_mapped); }
KernelFactory ipv6_in_any_range() { return in_any_range(parse_comparable); }

}  // namespace kelpie::executor
