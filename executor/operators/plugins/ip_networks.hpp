#pragma once

#include <cstdint>
#include <vector>

#include "executor/functions/ip/address.hpp"

namespace kelpie::executor {

/// Networks and the rows that they stand in, apart by group. Thread-safe once finished.
class IpNetworks {
 public:
  /// IPv4 networks are added and looked up as the IPv6 ones that they map to.
  void add(std::uint32_t group, const Ipv6& network, std::uint32_t row);
  /// Call after the last network, before the first look.
  void finish();
  /// Appends the rows, in order, of all networks of the group that agree with the address in those bits that the prefix
  /// lengths of both let count. Takes the logarithm of their number, and as many steps as networks lie in one another.
  void find(std::uint32_t group, const Ipv6& address, std::vector<std::uint32_t>& rows) const;

 private:
  struct Network {
    std::uint32_t group = 0;
    std::uint32_t row = 0;
    std::uint32_t around = 0;  // the innermost network that this one lies in
    Ipv6 first;                // masked
  };
  static constexpr std::uint32_t none = UINT32_MAX;

  [[nodiscard]] static bool before(const Network& left, const Network& right);
  [[nodiscard]] static bool contains(const Network& network, std::uint32_t group, const Ipv6& address);

  std::vector<Network> networks_;  // by group, first address and prefix length: what lies around comes first
};

}  // namespace kelpie::executor
