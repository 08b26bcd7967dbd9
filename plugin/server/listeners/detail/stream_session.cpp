#include "plugin/server/listeners/detail/stream_session.hpp"

#include <algorithm>
#include <cstring>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace kelpie::server::listening {

namespace {

constexpr std::size_t first_buffer = std::size_t{16} << 10, usual_buffer = std::size_t{256} << 10;
/// Of events in one batch.
constexpr std::size_t batch_bytes = std::size_t{1} << 20;
/// Answers that a peer does not read; then nothing of it is read.
constexpr std::size_t most_outgoing = std::size_t{1} << 20;
/// Until a connection is closed whose peer does not close it.
constexpr std::chrono::milliseconds linger{1000};

}  // namespace

StreamSession::StreamSession(std::shared_ptr<StreamServer> server, Tcp::socket socket,
                             const std::shared_ptr<asio::ssl::context>& tls)
    : server_(std::move(server)),
      strand_(socket.get_executor()),
      connection_(std::move(socket), tls),
      protocol_(server_->protocol_for(connection_.peer())),
      buffer_(first_buffer),
      outgoing_changed_(strand_),
      watch_timer_(strand_) {}

void StreamSession::begin() {
  window_ = std::make_shared<IntakeWindow>(strand_, server_->host.intake, server_->lives(),
                                           server_->options.window_bytes,
                                           [weak = weak_from_this()](const IntakeWindow::Entry& entry) {
                                             const auto self = weak.lock();
                                             if (self == nullptr) return;
                                             self->server_->counters.stored += entry.messages;
                                             self->outgoing_ += entry.answers;
                                             self->outgoing_changed_.tell();
                                           });
  const auto spawn = [&](asio::awaitable<void> (StreamSession::*what)()) {
    asio::co_spawn(
        strand_,
        [life = Lives::One(server_->lives()), self = shared_from_this(), what]() -> asio::awaitable<void> {
          co_await (self.get()->*what)();
        },
        asio::detached);
  };
  spawn(&StreamSession::run);
  spawn(&StreamSession::watch);
}

void StreamSession::end() {
  asio::post(strand_, [life = Lives::One(server_->lives()), self = shared_from_this()] {
    if (self->ending_ || self->closed_) return;
    self->ending_ = true;
    self->connection_.end_reading();
  });
}

void StreamSession::cut() {
  asio::post(strand_, [life = Lives::One(server_->lives()), self = shared_from_this()] { self->close(); });
}

void StreamSession::close() {
  if (std::exchange(closed_, true)) return;
  window_->end();
  connection_.close();
  outgoing_changed_.tell();
  watch_timer_.cancel();
}

asio::awaitable<void> StreamSession::run() {
  const Error error = co_await connection_.handshake();
  shaken_ = true;
  last_read_ = Clock::now();
  if (error) {
    ++server_->counters.turned_away;
    if (!closed_) server_->tell(server_->kind() + ": TLS with " + connection_.peer() + " failed: " + error.message());
  } else {
    answering_ = true;
    asio::co_spawn(
        strand_,
        [life = Lives::One(server_->lives()), self = shared_from_this()]() -> asio::awaitable<void> {
          co_await self->answer();
        },
        asio::detached);
    co_await read_messages();
    co_await window_->drain();
    if (!closed_) outgoing_ += protocol_->farewell();
  }
  finished_ = true;
  waiting_since_ = Clock::now();
  outgoing_changed_.tell();
  while (answering_ && !closed_) co_await outgoing_changed_.wait();
  if (!closed_ && !error) co_await connection_.end_writing();
  close();
  server_->gone(*this);
}

void StreamSession::make_room() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  // A buffer that was filled is too small; one message always has room.
  const std::size_t most = std::max(usual_buffer, server_->options.message_bytes + 128);
  if (end_ == buffer_.size() && buffer_.size() < most) buffer_.resize(std::min(buffer_.size() * 2, most));
}

asio::awaitable<void> StreamSession::read_messages() {
  while (!ending_ && !closed_) {
    make_room();
    reading_ = true;
    const auto [error, bytes] = co_await connection_.read(buffer_.data() + end_, buffer_.size() - end_);
    reading_ = false;
    if (closed_) co_return;
    end_ += bytes;
    last_read_ = Clock::now();
    if (bytes > 0) {
      const bool filled = end_ == buffer_.size();
      if (!co_await take_what_is_there()) co_return;
      if (filled && buffer_.size() < usual_buffer) buffer_.resize(std::min(buffer_.size() * 4, usual_buffer));
    }
    if (error) {
      StreamProtocol::Taken taken;
      if (!ending_) protocol_->finish({buffer_.data() + begin_, end_ - begin_}, taken);
      co_await hand_over(std::move(taken));
      co_return;
    }
  }
}

asio::awaitable<bool> StreamSession::take_what_is_there() {
  for (;;) {
    StreamProtocol::Taken taken;
    std::string_view bytes(buffer_.data() + begin_, end_ - begin_);
    protocol_->take(bytes, batch_bytes, taken);
    begin_ = end_ - bytes.size();
    const bool more = taken.lines.size() >= batch_bytes && !bytes.empty();
    if (!co_await hand_over(std::move(taken))) co_return false;
    while (outgoing_.size() > most_outgoing && !closed_) co_await outgoing_changed_.wait();
    if (!more) co_return !closed_;
  }
}

asio::awaitable<bool> StreamSession::hand_over(StreamProtocol::Taken taken) {
  StreamCounters& counters = server_->counters;
  counters.messages += taken.messages;
  counters.bytes += taken.bytes;
  counters.cut += taken.cut;
  const std::string from = server_->kind() + " " + connection_.peer();
  bool goes_on = !taken.last && taken.broken.empty();
  const bool taken_any = co_await window_->put_lines(std::move(taken.lines), server_->options.table, from,
                                                     std::move(taken.answers), taken.messages);
  goes_on = goes_on && taken_any;
  if (!taken.broken.empty()) {
    ++counters.broken;
    server_->tell(from + ": the connection is closed: " + taken.broken);
  }
  co_return goes_on;
}

asio::awaitable<void> StreamSession::answer() {
  std::string sent;
  while (!closed_) {
    if (outgoing_.empty()) {
      if (finished_) break;
      co_await outgoing_changed_.wait();
      continue;
    }
    sent.clear();
    sent.swap(outgoing_);
    waiting_since_ = Clock::now();
    if (co_await connection_.write(sent)) {
      close();
      break;
    }
    outgoing_changed_.tell();
  }
  answering_ = false;
  outgoing_changed_.tell();
}

asio::awaitable<void> StreamSession::watch() {
  const auto& options = server_->options;
  const auto watch_pause = std::clamp<std::chrono::milliseconds>(options.stalled / 4, std::chrono::milliseconds(50), linger);
  while (!closed_) {
    watch_timer_.expires_after(watch_pause);
    co_await watch_timer_.async_wait(awaited);
    const auto now = Clock::now();
    const bool waits_for_peer = !shaken_ || reading_;
    const bool within = !shaken_ || protocol_->within_message() || begin_ != end_;
    if (waits_for_peer && within && now - last_read_ > options.stalled) {
      server_->tell(server_->kind() + " " + connection_.peer() + ": the connection is closed: a message began, and nothing more came for " +
                    std::to_string(options.stalled.count()) + " seconds");
      close();
    } else if (reading_ && !within && window_->empty() && options.idle.count() > 0 && now - last_read_ > options.idle) {
      ending_ = true;
      connection_.end_reading();
    } else if (finished_ && now - waiting_since_ > linger) {
      close();
    }
  }
}

}  // namespace kelpie::server::listening
