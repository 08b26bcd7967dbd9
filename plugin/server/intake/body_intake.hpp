#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "plugin/server/http/router.hpp"
#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server {

/// How long a request waits for room before it is told to come back.
inline constexpr std::chrono::seconds room_patience{10};

/// Throws RequestRefused (503 with Retry-After) unless the batch is stored: what a client must send again.
void require_stored(const IntakeAnswer& answer);

/// The batches of one request: some are on their way while the next one comes. For one thread.
class BodyIntake {
 public:
  /// `most_problems`: that the answer describes; of each batch they are the first hundred.
  explicit BodyIntake(IntakeService& intake, std::size_t most_problems = 100);
  /// Waits for room, and as long as too much of the request is on its way. Throws RequestRefused when one of the
  /// request's batches was not stored, or there is no room.
  void add(IntakeBatch batch);
  /// Waits for the rest. Throws the same. The answers of all as one, with problems in their order.
  [[nodiscard]] IntakeAnswer finish();

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t bytes = 0;  // on their way
    IntakeAnswer total;
    std::size_t most_problems = 0;
    void add(IntakeAnswer answer, std::uint64_t bytes);
  };
  IntakeService& intake_;
  std::shared_ptr<State> state_ = std::make_shared<State>();  // outlives a request that is given up
};

}  // namespace kelpie::server
