#pragma once

#include <cstdint>
#include <vector>

#include "generate/population.hpp"
#include "generate/random.hpp"

namespace kelpie::generate {

/// 100 ns steps since 1970-01-01T00:00:00Z.
using Ticks = std::int64_t;
constexpr Ticks ticks_per_second = 10'000'000;
constexpr Ticks ticks_per_hour = 3600 * ticks_per_second;

enum class Table : std::uint8_t { signin_logs, non_interactive };

/// What became of one Conditional Access policy in one sign-in.
enum class PolicyResult : std::uint8_t {
  success,
  failure,
  not_applied,
  not_enabled,
  report_only_success,
  report_only_not_applied,
  unknown
};
constexpr int policy_result_count = 7;

/// How the user proved who they are.
enum class Proof : std::uint8_t { none, password, wrong_password, password_and_phone, denied_phone, earlier_token };
constexpr int proof_count = 6;

/// One sign-in, in indices into the population; every form is written from it.
struct Event {
  static constexpr int most_policies = 10;

  Ticks time;     ///< when the log had it
  Ticks created;  ///< when it happened
  std::uint32_t user;
  std::uint32_t device;
  std::uint32_t address;
  std::uint32_t application;
  std::uint32_t result;  ///< index into catalog::results()
  Proof proof;
  bool multi_factor;
  bool attack;
  std::uint8_t policy_count;
  std::uint8_t policy[most_policies];
  PolicyResult policy_result[most_policies];
  std::uint32_t milliseconds;
  std::uint64_t id[2];
  std::uint64_t correlation[2];
  std::uint64_t token[2];
};

/// Draws the events of a period one after the other, almost in the order of their time. Not thread-safe.
class EventSource {
 public:
  struct Period {
    Ticks start;
    std::uint32_t days;   ///< at least 1
    std::uint64_t count;  ///< events over the whole period
  };

  /// `population` must outlive the source.
  EventSource(const Population& population, Table table, Period period, std::uint64_t seed);

  /// The next event; calling it more than `period.count` times is a bug of the caller.
  void next(Event& event);

 private:
  Ticks next_time();
  const Campaign* running_campaign();
  void draw_person(Event& event);
  void draw_attack(Event& event, const Campaign& campaign);
  void draw_result(Event& event);
  void draw_proof(Event& event);
  void draw_policies(Event& event);

  const Population& population_;
  Table table_;
  Period period_;
  Random random_;
  Choice results_;
  std::vector<std::uint64_t> weight_before_;  ///< by hour of the period: sum of the weights of the hours before it
  std::uint64_t index_ = 0;
  std::size_t hour_ = 0;
  std::size_t campaign_ = 0;
};

}  // namespace kelpie::generate
