#pragma once

#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace kelpie::server::listening {

namespace asio = boost::asio;

/// Asynchronous operations give their error back, and throw nothing.
inline constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

/// Wakes the coroutines that wait for something to change. All on one strand; conditions are looked at anew after each
/// wait.
class Change {
 public:
  explicit Change(const asio::any_io_executor& strand) : timer_(strand, asio::steady_timer::time_point::max()) {}
  void tell() { timer_.cancel(); }
  asio::awaitable<void> wait() { co_await timer_.async_wait(awaited); }

 private:
  asio::steady_timer timer_;
};

inline asio::awaitable<void> pause(const asio::any_io_executor& strand, std::chrono::milliseconds time) {
  asio::steady_timer timer(strand, time);
  co_await timer.async_wait(awaited);
}

}  // namespace kelpie::server::listening
