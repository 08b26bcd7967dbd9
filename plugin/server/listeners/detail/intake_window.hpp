#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "plugin/server/listeners/detail/awaited.hpp"
#include "plugin/server/listeners/detail/lives.hpp"
#include "plugin/server/listeners/syslog_events.hpp"
#include "plugin/server/service/intake_service.hpp"

namespace kelpie::server::listening {

/// The batches of one sender on their way to the disk: bounded in bytes, offered again where the intake could not take them or the disk failed, told of in the order in which they
/// came. For one strand.
class IntakeWindow : public std::enable_shared_from_this<IntakeWindow> {
 public:
  /// A batch with what is told when it is durable.
  struct Entry {
    IntakeBatch batch;
    std::string answers;
    std::uint64_t messages = 0;
    bool stored = false;
  };
  /// `stored` is called on the strand, for each batch when all before it are durable as well.
  IntakeWindow(asio::any_io_executor strand, IntakeService& intake, std::shared_ptr<Lives> lives, std::size_t most_bytes,
               std::function<void(const Entry&)> stored);

  /// Waits until there is room for it here and with the intake. False: the window has ended.
  asio::awaitable<bool> put(Entry entry);
  /// The same for lines of a sender. What is told is told when all of them are durable. `table` is that of events that do not say theirs.
  asio::awaitable<bool> put_lines(SyslogLines lines, std::string table, std::string from, std::string answers,
                                  std::uint64_t messages);
  /// Waits until all are durable. False: the window has ended.
  asio::awaitable<bool> drain();
  /// Gives up: what is not durable is not going to be told of.
  void end();
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  [[nodiscard]] bool offer(const std::shared_ptr<Entry>& entry);
  asio::awaitable<bool> offer_until_taken(std::shared_ptr<Entry> entry);
  void answered(const std::shared_ptr<Entry>& entry, IntakeAnswer::Outcome outcome);

  const asio::any_io_executor strand_;
  IntakeService& intake_;
  std::shared_ptr<Lives> lives_;
  const std::size_t most_bytes_;
  std::function<void(const Entry&)> stored_;
  std::deque<std::shared_ptr<Entry>> entries_;
  std::size_t bytes_ = 0;
  bool ended_ = false;
  Change changed_;
};

}  // namespace kelpie::server::listening
