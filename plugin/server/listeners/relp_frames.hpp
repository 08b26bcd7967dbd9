#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/server/listeners/counted_bytes.hpp"

namespace kelpie::server {

/// Parts a stream into frames of RELP (the specification of "RELP - The Reliable Event Logging Protocol", version
/// 0.0.1): `TXNR SP COMMAND SP DATALEN [SP DATA] LF`.
class RelpFrames {
 public:
  /// Of data that is longer than `most_bytes` only the beginning is kept.
  explicit RelpFrames(std::size_t most_bytes) : data_(most_bytes) {}

  enum class Found { frame, more, broken };
  /// Takes the next frame from the front of `bytes`. More: what is left of them must come again, with more behind it.
  /// Broken: see problem().
  [[nodiscard]] Found next(std::string_view& bytes);

  // Of the last frame; valid until `bytes` change.
  [[nodiscard]] std::uint32_t transaction() const { return transaction_; }
  [[nodiscard]] std::string_view command() const { return command_; }
  [[nodiscard]] std::string_view data() const { return data_.message(); }
  [[nodiscard]] bool cut() const { return data_.cut(); }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  /// A frame's head was taken, and its data are not complete.
  [[nodiscard]] bool within_frame() const { return state_ != State::head; }

 private:
  enum class State { head, data, end };
  [[nodiscard]] Found take_head(std::string_view& bytes);
  [[nodiscard]] Found broken(std::string what);

  CountedBytes data_;
  State state_ = State::head;
  std::uint32_t transaction_ = 0;
  std::string command_, problem_;
};

}  // namespace kelpie::server
