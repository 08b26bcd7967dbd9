#include "executor/operators/plugins/ip_networks.hpp"

#include <algorithm>

namespace kelpie::executor {

bool IpNetworks::before(const Network& left, const Network& right) {
  if (left.group != right.group) return left.group < right.group;
  const auto order = compare(left.first, right.first);
  return order != 0 ? order < 0 : left.first.prefix < right.first.prefix;
}

bool IpNetworks::contains(const Network& network, std::uint32_t group, const Ipv6& address) {
  return network.group == group && network.first.prefix <= address.prefix &&
         compare(address.masked(network.first.prefix), network.first) == 0;
}

void IpNetworks::add(std::uint32_t group, const Ipv6& network, std::uint32_t row) {
  Ipv6 first = network.masked(network.prefix);
  first.prefix = network.prefix;
  networks_.push_back({group, row, none, first});
}

void IpNetworks::finish() {
  std::stable_sort(networks_.begin(), networks_.end(), before);
  for (std::uint32_t i = 1; i < networks_.size(); ++i) {
    std::uint32_t around = i - 1;
    while (around != none && !contains(networks_[around], networks_[i].group, networks_[i].first)) {
      around = networks_[around].around;
    }
    networks_[i].around = around;
  }
}

void IpNetworks::find(std::uint32_t group, const Ipv6& address, std::vector<std::uint32_t>& rows) const {
  const std::size_t found = rows.size();
  Network looked_up{group, 0, none, address.masked(address.prefix)};
  looked_up.first.prefix = address.prefix;
  const auto place = std::lower_bound(networks_.begin(), networks_.end(), looked_up, before);
  // Behind the place stand those that lie in the address's own network; before it the innermost one around it or one
  // beside that.
  for (auto inside = place; inside != networks_.end() && inside->group == group; ++inside) {
    if (compare(inside->first.masked(address.prefix), looked_up.first) != 0) break;
    rows.push_back(inside->row);
  }
  auto around = place == networks_.begin() ? none : static_cast<std::uint32_t>(place - networks_.begin() - 1);
  for (; around != none; around = networks_[around].around) {
    if (contains(networks_[around], group, looked_up.first)) rows.push_back(networks_[around].row);
  }
  std::sort(rows.begin() + static_cast<std::ptrdiff_t>(found), rows.end());
}

}  // namespace kelpie::executor
