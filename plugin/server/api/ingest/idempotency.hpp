#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "plugin/server/intake/event_pieces.hpp"
#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server {

/// The requests with an Idempotency-Key that are under way. Thread-safe.
class KeysUnderWay {
 public:
  /// What holds the key until it goes; null: another one does.
  [[nodiscard]] static std::shared_ptr<void> claim(const std::shared_ptr<KeysUnderWay>& keys, const std::string& key);

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> keys_;
};

/// One request of a client that numbers its requests: "NAME/NUMBER" in its Idempotency-Key. What of a number is stored
/// is kept in the store, in the transactions of the rows: a source a name and caller, in which each number has so many
/// places and a request's bytes are its first ones.
class NumberedRequest {
 public:
  /// Throws RequestRefused: 400 for a key of another form, 409 when one with the same key is under way, 503 when the
  /// store does not say what it has.
  NumberedRequest(std::string_view key, std::string_view caller, IntakeService& intake,
                  const std::shared_ptr<KeysUnderWay>& under_way);

  /// All of it is stored.
  [[nodiscard]] bool complete() const { return is_done(0, places); }
  [[nodiscard]] bool is_done(std::uint64_t begin, std::uint64_t end) const;
  /// What stands for bytes of the request.
  [[nodiscard]] tables::store::SourceRange range(std::uint64_t begin, std::uint64_t end) const;
  /// What stands for its end, when it has so many bytes.
  [[nodiscard]] tables::store::SourceRange rest(std::uint64_t bytes) const { return range(bytes, places); }

  /// Bytes of a request at most.
  static constexpr std::uint64_t places = std::uint64_t{1} << 36;

 private:
  std::string source_;
  std::uint64_t number_ = 0;
  std::shared_ptr<void> claim_;  // that no other request with this key is under way
  tables::store::SourceProgress progress_;
};

}  // namespace kelpie::server
