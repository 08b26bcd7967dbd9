// Networks found through their order are those that a look at each of them finds.

#include "executor/operators/plugins/ip_networks.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace kelpie::executor;

namespace {

class Choices {
 public:
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 20260301;
};

/// Few different bits, so that networks lie in one another.
Ipv6 some_network(Choices& choices) {
  Ipv6 network;
  network.high = choices.below(4) << 62 | choices.below(4) << 30;
  network.low = choices.below(4) << 62 | choices.below(8);
  network.prefix = static_cast<int>(choices.below(4) == 0 ? 128 : choices.below(129));
  return network;
}

bool agree(const Ipv6& left, const Ipv6& right) {
  const int bits = std::min(left.prefix, right.prefix);
  return compare(left.masked(bits), right.masked(bits)) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ip_networks)

BOOST_AUTO_TEST_CASE(an_empty_table_has_no_network) {
  IpNetworks networks;
  networks.finish();
  std::vector<std::uint32_t> rows;
  networks.find(0, Ipv6{}, rows);
  BOOST_TEST(rows.empty());
}

BOOST_AUTO_TEST_CASE(networks_are_those_that_a_look_at_each_finds) {
  Choices choices;
  for (int round = 0; round < 40; ++round) {
    IpNetworks networks;
    std::vector<std::pair<std::uint32_t, Ipv6>> all;
    for (std::uint32_t row = 0; row < 60; ++row) {
      all.emplace_back(static_cast<std::uint32_t>(choices.below(2)), some_network(choices));
      networks.add(all.back().first, all.back().second, row);
    }
    networks.finish();
    for (int look = 0; look < 60; ++look) {
      const auto group = static_cast<std::uint32_t>(choices.below(3));
      const Ipv6 address = some_network(choices);
      std::vector<std::uint32_t> expected, found;
      for (std::uint32_t row = 0; row < all.size(); ++row) {
        if (all[row].first == group && agree(all[row].second, address)) expected.push_back(row);
      }
      networks.find(group, address, found);
      BOOST_TEST(found == expected, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
