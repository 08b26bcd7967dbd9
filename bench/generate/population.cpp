#include "generate/population.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace kelpie::generate {
namespace {

constexpr std::uint32_t user_count = 20'000;
constexpr std::uint32_t office_addresses = 64;
constexpr std::uint32_t addresses_per_weight = 3;  ///< of phones, for each unit of catalog::Place::users
constexpr std::uint32_t attacker_addresses = 700;
constexpr std::uint32_t in_house_applications = 160;
constexpr std::uint32_t campaign_count = 60;

/// A name as it stands in a mail address: lower case, with everything but the letters a-z left out.
std::string mail_part(std::string_view name) {
  std::string part;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') part += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') part += c;
  }
  return part;
}

std::string with_version(std::string_view pattern, std::uint32_t version) {
  std::string text;
  for (const char c : pattern) {
    if (c == '%') {
      text += std::to_string(version);
    } else {
      text += c;
    }
  }
  return text;
}

template <typename List>
std::uint32_t any(Random& random, const List& list) {
  return random.below(static_cast<std::uint32_t>(list.size()));
}

/// Benchmarking addresses of RFC 2544 (198.18.0.0/15) and, one in thirty, documentation addresses of RFC 3849: they
/// belong to nobody.
class AddressBook {
 public:
  explicit AddressBook(Random& random) : random_(random) {}

  std::string take() {
    if (random_.below(30) == 0) {
      constexpr char digits[] = "0123456789abcdef";
      std::string text = "2001:db8";
      for (int group = 0; group < 6; ++group) {
        text += ':';
        for (int i = 0; i < 4; ++i) text += digits[i == 0 ? 1 + random_.below(15) : random_.below(16)];
      }
      return text;
    }
    // 65537 is prime, and so the numbers do not repeat before all were used.
    next_ = (next_ * 75 + 74) % 65537;
    const std::uint32_t low = next_ % 65536;
    return "198." + std::to_string(18 + next_ % 2) + '.' + std::to_string(low / 256) + '.' + std::to_string(low % 256);
  }

 private:
  Random& random_;
  std::uint32_t next_ = 4711;
};

class Builder {
 public:
  Builder(Population& population, std::uint64_t seed) : out_(population), random_(seed), book_(random_) {}

  void build() {
    out_.workspace_id = guid(random_);
    out_.tenant_id = guid(random_);
    make_policies();
    make_applications();
    make_shared_addresses();
    make_users();
    make_campaigns();
    out_.active_users = Choice::zipf(out_.users.size(), 40);
    out_.used_applications = Choice::zipf(out_.applications.size(), 2);
  }

 private:
  std::uint32_t add_address(std::uint32_t place) {
    out_.addresses.push_back({book_.take(), place});
    return static_cast<std::uint32_t>(out_.addresses.size() - 1);
  }

  void make_policies() {
    for (const catalog::Policy& policy : catalog::policies()) out_.policies.push_back({guid(random_), policy});
  }

  void make_applications() {
    for (const catalog::Application& known : catalog::applications()) {
      out_.applications.push_back({std::string(known.id), std::string(known.name), std::string(known.resource_id),
                                   std::string(known.resource_name)});
    }
    const auto subjects = catalog::subjects();
    const auto kinds = catalog::kinds();
    for (std::uint32_t i = 0; i < in_house_applications; ++i) {
      const std::string name =
          std::string(subjects[i % subjects.size()]) + ' ' + std::string(kinds[i / subjects.size() % kinds.size()]);
      const bool own_resource = random_.chance(600);
      out_.applications.push_back({guid(random_), name,
                                   own_resource ? guid(random_) : std::string(catalog::applications()[0].resource_id),
                                   own_resource ? name : std::string(catalog::applications()[0].resource_name)});
    }
    // The well-known ones lead, as they do in life; the others stand in no order.
    for (std::size_t i = out_.applications.size() - 1; i > 12; --i) {
      std::swap(out_.applications[i], out_.applications[12 + random_.below(static_cast<std::uint32_t>(i - 11))]);
    }
  }

  void make_shared_addresses() {
    const auto places = catalog::places();
    std::vector<std::uint64_t> weights;
    for (const catalog::Place& place : places) weights.push_back(place.users);
    homes_ = Choice(weights);
    for (std::uint32_t i = 0; i < office_addresses; ++i) add_address(i < 34 ? i : homes_.draw(random_));
    for (std::uint32_t place = 0; place < places.size(); ++place) {
      const AddressRun run{static_cast<std::uint32_t>(out_.addresses.size()),
                           places[place].users * addresses_per_weight};
      for (std::uint32_t i = 0; i < run.count; ++i) add_address(place);
      out_.mobile_addresses.push_back(run);
    }
  }

  std::uint32_t agent(const std::string& text) {
    const auto [found, added] = agents_.emplace(text, static_cast<std::uint32_t>(out_.agents.size()));
    if (added) out_.agents.push_back(text);
    return found->second;
  }

  std::uint32_t add_device(std::uint32_t client, bool known) {
    const catalog::Client& kind = catalog::clients()[client];
    const std::uint32_t version = kind.first_version + versions_.draw(random_) % kind.versions;
    const bool mobile = kind.operating_system == "Android" || kind.operating_system.substr(0, 3) == "Ios";
    Device device{"",    "",    with_version(kind.browser, version), client, agent(with_version(kind.agent, version)),
                  false, mobile};
    if (known) {
      device.id = guid(random_);
      device.name = (mobile ? "PH-" : "LT-") + std::to_string(100'000 + out_.devices.size());
      device.compliant = random_.chance(880);
    }
    out_.devices.push_back(std::move(device));
    return static_cast<std::uint32_t>(out_.devices.size() - 1);
  }

  void make_users() {
    std::vector<std::uint64_t> weights;
    for (const catalog::Client& client : catalog::clients()) weights.push_back(client.weight);
    const Choice clients(weights);
    versions_ = Choice::zipf(14, 2);
    const Choice domains = Choice::zipf(catalog::domains().size(), 1);
    std::map<std::string, int> taken;
    for (std::uint32_t i = 0; i < user_count; ++i) {
      User user{};
      user.id = guid(random_);
      const std::string_view given = catalog::given_names()[any(random_, catalog::given_names())];
      const std::string_view family = catalog::family_names()[any(random_, catalog::family_names())];
      user.display_name = std::string(given) + ' ' + std::string(family);
      user.guest = random_.chance(30);
      user.administrator = !user.guest && random_.chance(8);
      user.wrong_saved_password = random_.chance(6);
      const std::string_view domain = user.guest ? catalog::guest_domains()[any(random_, catalog::guest_domains())]
                                                 : catalog::domains()[domains.draw(random_)];
      std::string name = mail_part(given) + '.' + mail_part(family);
      if (const int before = taken[name]++; before > 0) name += std::to_string(before + 1);
      user.principal_name = name + '@' + std::string(domain);
      const std::uint32_t place = homes_.draw(random_);
      user.office_address = place < 34 ? place : random_.below(office_addresses);
      user.home_address = add_address(place);
      user.device_count = 1 + random_.below(3);
      for (std::uint32_t k = 0; k < user.device_count; ++k) {
        const std::uint32_t device = add_device(clients.draw(random_), !user.guest && random_.chance(700));
        if (k == 0) user.first_device = device;
      }
      out_.users.push_back(std::move(user));
    }
  }

  void make_campaigns() {
    const auto places = catalog::places();
    std::vector<std::uint32_t> hosts;
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      if (places[i].users == 0) hosts.push_back(i);
    }
    std::vector<std::uint32_t> tools;
    for (std::uint32_t i = 0; i < catalog::clients().size(); ++i) {
      if (catalog::clients()[i].weight != 0) continue;
      for (int version = 0; version < 3; ++version) tools.push_back(add_device(i, false));
    }
    const auto first = static_cast<std::uint32_t>(out_.addresses.size());
    for (std::uint32_t i = 0; i < attacker_addresses; ++i) add_address(hosts[any(random_, hosts)]);
    for (std::uint32_t i = 0; i < campaign_count; ++i) {
      const std::uint32_t begin = random_.below(985);
      out_.campaigns.push_back({begin, begin + 2 + random_.below(13), first + random_.below(attacker_addresses),
                                tools[any(random_, tools)]});
    }
    std::stable_sort(out_.campaigns.begin(), out_.campaigns.end(),
                     [](const Campaign& a, const Campaign& b) { return a.begin < b.begin; });
  }

  Population& out_;
  Random random_;
  AddressBook book_;
  Choice homes_;
  Choice versions_;
  std::map<std::string, std::uint32_t> agents_;
};

}  // namespace

std::string guid(Random& random) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text(36, '-');
  std::uint64_t words[2] = {random.next(), random.next()};
  int nibble = 0;
  for (std::size_t at = 0; at < 36; ++at) {
    if (at == 8 || at == 13 || at == 18 || at == 23) continue;
    text[at] = digits[(words[nibble / 16] >> (nibble % 16 * 4)) & 15];
    ++nibble;
  }
  text[14] = '4';
  text[19] = digits[8 + (words[1] >> 62)];
  return text;
}

Population::Population(std::uint64_t seed) { Builder(*this, seed).build(); }

}  // namespace kelpie::generate
