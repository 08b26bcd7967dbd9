#include "generate/event.hpp"

#include <span>

namespace kelpie::generate {
namespace {

/// How busy an hour (UTC) is, on a working day; a weekend has a quarter of it.
constexpr std::uint64_t hour_weights[24] = {14, 12, 11, 14, 20, 34, 62, 92, 100, 98, 90, 78,
                                            84, 92, 90, 82, 70, 58, 46, 38, 32,  26, 21, 17};

std::uint32_t result_index(std::uint32_t code) {
  const std::span<const catalog::Result> all = catalog::results();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].code == code) return i;
  }
  return 0;
}

const std::uint32_t result_success = result_index(0);
const std::uint32_t result_wrong_password = result_index(50126);
const std::uint32_t result_locked = result_index(50053);
const std::uint32_t result_strong_required = result_index(50074);
const std::uint32_t result_unknown_user = result_index(50034);

}  // namespace

EventSource::EventSource(const Population& population, Table table, Period period, std::uint64_t seed)
    : population_(population), table_(table), period_(period), random_(seed ^ 0x5157'4e31'0000'0000U) {
  std::vector<std::uint64_t> shares;
  for (const catalog::Result& result : catalog::results()) {
    shares.push_back(table == Table::signin_logs ? result.interactive_share : result.non_interactive_share);
  }
  results_ = Choice(shares);

  // 1970-01-01 was a Thursday: day 2 and 3 of each week from then on are the weekend.
  const Ticks first_day = period.start / ticks_per_hour / 24;
  weight_before_.push_back(0);
  for (std::uint32_t hour = 0; hour < period.days * 24; ++hour) {
    const auto weekday = (first_day + hour / 24) % 7;
    const std::uint64_t weight = hour_weights[hour % 24] * (weekday == 2 || weekday == 3 ? 1 : 4);
    weight_before_.push_back(weight_before_.back() + weight);
  }
}

Ticks EventSource::next_time() {
  const std::uint64_t total = weight_before_.back();
  const auto position = static_cast<Wide>(index_) * total;
  while (static_cast<std::uint64_t>(position / period_.count) >= weight_before_[hour_ + 1]) ++hour_;
  const std::uint64_t weight = weight_before_[hour_ + 1] - weight_before_[hour_];
  const auto within = position - static_cast<Wide>(weight_before_[hour_]) * period_.count;
  const auto offset = static_cast<Ticks>(within * static_cast<std::uint64_t>(ticks_per_hour) / weight / period_.count);
  const auto jitter = static_cast<Ticks>(random_.below(4 * ticks_per_second));
  return period_.start + static_cast<Ticks>(hour_) * ticks_per_hour + offset + jitter;
}

const Campaign* EventSource::running_campaign() {
  const auto now = static_cast<std::uint32_t>(index_ * 1000 / period_.count);
  const auto& campaigns = population_.campaigns;
  while (campaign_ < campaigns.size() && campaigns[campaign_].end <= now) ++campaign_;
  if (campaign_ == campaigns.size() || campaigns[campaign_].begin > now) return nullptr;
  return &campaigns[campaign_];
}

void EventSource::draw_person(Event& event) {
  event.attack = false;
  event.user = population_.active_users.draw(random_);
  const User& user = population_.users[event.user];
  const std::uint32_t pick = random_.below(8);
  event.device = user.first_device + (pick < 5 ? 0 : pick % user.device_count);
  const Device& device = population_.devices[event.device];

  const std::uint32_t whereabouts = random_.below(1000);
  if (whereabouts < 12) {  // on a journey: anybody's home will do
    event.address = population_.users[random_.below(static_cast<std::uint32_t>(population_.users.size()))].home_address;
  } else if (device.mobile && whereabouts < 400) {
    const AddressRun& run = population_.mobile_addresses[population_.addresses[user.home_address].place];
    event.address = run.first + (event.user * 7919 + random_.below(6)) % run.count;
  } else {
    event.address = whereabouts < 620 && !user.guest ? user.office_address : user.home_address;
  }
  // People keep to a few applications of their own beside those that everybody uses.
  const std::uint32_t common = population_.used_applications.draw(random_);
  event.application = random_.chance(750) ? common
                                          : (event.user * 31 + common % 5) %
                                                static_cast<std::uint32_t>(population_.applications.size());
}

void EventSource::draw_attack(Event& event, const Campaign& campaign) {
  event.attack = true;
  event.user = random_.below(static_cast<std::uint32_t>(population_.users.size()));
  event.device = campaign.device;
  event.address = campaign.address;
  event.application = random_.chance(800) ? 6 : 13;
}

void EventSource::draw_result(Event& event) {
  const User& user = population_.users[event.user];
  if (event.attack) {
    const std::uint32_t fate = random_.below(1000);
    event.result = fate < 840   ? result_wrong_password
                   : fate < 930 ? result_locked
                   : fate < 985 ? result_unknown_user
                   : fate < 996 ? result_strong_required
                                : result_success;
    return;
  }
  if (user.wrong_saved_password && event.device == user.first_device && random_.chance(550)) {
    event.result = random_.chance(850) ? result_wrong_password : result_locked;
    return;
  }
  event.result = results_.draw(random_);
}

void EventSource::draw_proof(Event& event) {
  const catalog::Result& result = catalog::results()[event.result];
  const std::uint32_t pick = random_.below(1000);
  event.multi_factor = !event.attack && (event.user + event.application) % 5 < 3;
  if (result.code == 50126 || result.code == 50053) {
    event.proof = Proof::wrong_password;
  } else if (result.code == 500121) {
    event.proof = Proof::denied_phone;
  } else if (result.outcome == catalog::Outcome::success) {
    event.proof = pick < 500 || (table_ == Table::non_interactive && pick < 800) ? Proof::none
                  : table_ == Table::non_interactive || pick < 700               ? Proof::earlier_token
                  : event.multi_factor                                           ? Proof::password_and_phone
                                                                                 : Proof::password;
  } else {
    event.proof = pick < 300 ? Proof::password : Proof::none;
  }
}

void EventSource::draw_policies(Event& event) {
  const User& user = population_.users[event.user];
  const Device& device = population_.devices[event.device];
  const catalog::Result& result = catalog::results()[event.result];
  const auto all = static_cast<std::uint32_t>(population_.policies.size());
  // Which policies a sign-in meets depends on the application and the person, hardly on chance.
  const std::uint32_t extra = (event.application * 3 + (user.administrator ? 5 : 0) + (user.guest ? 3 : 0)) % 16;
  event.policy_count = static_cast<std::uint8_t>(extra < 9 ? 4 : extra < 13 ? 5 : extra < 15 ? 7 : 10);
  const std::uint32_t first = event.application % 3 + (user.guest ? 3 : 0);
  const std::uint64_t luck = random_.next();
  for (std::uint32_t i = 0; i < event.policy_count; ++i) {
    const std::uint32_t policy = (first + i) % all;
    const std::uint32_t die = (luck >> (i * 6)) & 63;
    PolicyResult what = PolicyResult::not_applied;
    if (policy == 11) {
      what = die < 20 ? PolicyResult::report_only_success : PolicyResult::report_only_not_applied;
    } else if (policy == 6) {
      what = PolicyResult::not_enabled;
    } else if (policy == 0) {
      const bool stopped = result.code == 50074 || result.code == 50076 || result.code == 500121;
      what = stopped              ? PolicyResult::failure
             : event.multi_factor ? PolicyResult::success
             : die < 2            ? PolicyResult::unknown
                                  : PolicyResult::not_applied;
    } else if (policy == 2) {
      what = result.code == 53000 ? PolicyResult::failure
             : device.compliant   ? PolicyResult::success
                                  : PolicyResult::not_applied;
    } else if (result.code == 53003 && i + 1 == event.policy_count) {
      what = PolicyResult::failure;
    } else if (die < 9) {
      what = PolicyResult::success;
    }
    event.policy[i] = static_cast<std::uint8_t>(policy);
    event.policy_result[i] = what;
  }
}

void EventSource::next(Event& event) {
  event.time = next_time();
  event.created = event.time - ticks_per_second * 28 - static_cast<Ticks>(random_.below(400 * ticks_per_second));
  const Campaign* campaign = table_ == Table::signin_logs ? running_campaign() : nullptr;
  if (campaign != nullptr && random_.chance(50)) {
    draw_attack(event, *campaign);
  } else {
    draw_person(event);
  }
  draw_result(event);
  draw_proof(event);
  draw_policies(event);
  event.milliseconds = 40 + random_.below(80) * (1 + random_.below(6));
  for (auto* words : {event.id, event.correlation, event.token}) {
    words[0] = random_.next();
    words[1] = random_.next();
  }
  ++index_;
}

}  // namespace kelpie::generate
