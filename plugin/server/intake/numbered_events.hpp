#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/intake/body_intake.hpp"

namespace kelpie::server {

/// Events of one request, each with a number from 0 and perhaps a table of its own, of which all that are refused are
/// told by their numbers.
class NumberedEvents {
 public:
  NumberedEvents(IntakeService& intake, std::string from);

  /// The next one, a JSON object in any layout. Throws RequestRefused as BodyIntake::add() does.
  void add(std::string_view event, std::string_view table);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// Returns when all are durable: those that were refused, in the order of their numbers (`line`). Throws
  /// RequestRefused.
  [[nodiscard]] std::vector<RecordProblem> finish();

 private:
  void send();

  BodyIntake batches_;
  const std::string from_;
  IntakeBatch batch_;
  std::uint64_t in_batch_ = 0, count_ = 0;
};

}  // namespace kelpie::server
