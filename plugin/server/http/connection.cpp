#include "plugin/server/http/connection.hpp"

#include <array>
#include <memory>
#include <optional>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "plugin/server/http/protocol_errors.hpp"
#include "plugin/server/http/request_body.hpp"
#include "plugin/server/http/request_head.hpp"
#include "plugin/server/http/response_head.hpp"

namespace kelpie::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;
using Parser = http::request_parser<http::buffer_body>;

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10;
constexpr std::size_t most_joined = std::size_t{16} << 10;  // a TLS record
constexpr std::size_t write_slice = std::size_t{1} << 20;
constexpr std::size_t least_compressed = 1024;
constexpr std::chrono::milliseconds between_later_pieces{250};
/// How long a client is listened to whose connection ends.
constexpr std::chrono::milliseconds last_words{2000}, last_words_of_a_stop{200};

template <typename Stream>
class Connection final : public Closable, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <typename... Arguments>
  Connection(std::shared_ptr<Connections> server, std::shared_ptr<asio::ssl::context> tls, Arguments&&... arguments);
  ~Connection() override;

  static asio::awaitable<void> serve(std::shared_ptr<Connection> self);
  std::shared_ptr<Closable> held() override { return this->weak_from_this().lock(); }
  void close(bool at_once) override;

 private:
  /// What is left of a request when its head is there.
  struct Turn {
    std::optional<Parser> parser;
    Request request;
    const Route* route = nullptr;
    ProblemWriter problem = plain_problem;
    Response response;
    bool answered = false;    // `response` is there before the handler was asked
    bool close = false;       // after the answer: what follows may mean anything
    bool body_read = false;   // nothing of the body is left in the connection
    bool compress = false;
    std::optional<RequestBody> body;
    Exchange exchange;
  };

  asio::awaitable<bool> handshake();
  asio::awaitable<bool> read_head(Turn& turn, bool first);
  void admit(Turn& turn);
  asio::awaitable<void> read_body(Turn& turn);
  asio::awaitable<bool> read_piece(Turn& turn, std::string& piece, std::uint64_t received, Clock::time_point began);
  asio::awaitable<bool> take_piece(Turn& turn, std::string_view piece);
  asio::awaitable<void> answer(Turn& turn);
  asio::awaitable<bool> send(Turn& turn, bool keep_alive);
  asio::awaitable<bool> send_rest(Turn& turn, Framing framing);
  asio::awaitable<bool> write(std::string_view bytes);
  asio::awaitable<bool> write(std::string head, std::string_view body);
  asio::awaitable<void> linger();
  template <typename F>
  asio::awaitable<bool> on_pool(const Turn& turn, F task);
  template <typename F>
  void guarded(Turn& turn, F&& task);
  void refuse(Turn& turn, Problem problem);

  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
  [[nodiscard]] int native_socket() { return lowest().socket().native_handle(); }
  std::string certificate_name();

  std::shared_ptr<Connections> server_;
  std::shared_ptr<asio::ssl::context> tls_;
  Stream stream_;
  std::string address_;
  beast::flat_buffer buffer_;
  std::atomic<bool> gone_{false};
  bool idle_ = true;  // on the strand
};

template <typename Stream>
template <typename... Arguments>
Connection<Stream>::Connection(std::shared_ptr<Connections> server, std::shared_ptr<asio::ssl::context> tls, Arguments&&... arguments)
    : server_(std::move(server)), tls_(std::move(tls)), stream_(std::forward<Arguments>(arguments)...), buffer_(server_->limits.header_bytes + piece_bytes) {
  ErrorCode ignored;
  const auto peer = lowest().socket().remote_endpoint(ignored);
  if (!ignored) address_ = peer.address().to_string(ignored);
  server_->enter(*this);
}

template <typename Stream>
Connection<Stream>::~Connection() {
  server_->leave(*this);
}

template <typename Stream>
void Connection<Stream>::close(bool at_once) {
  asio::post(stream_.get_executor(), [self = this->shared_from_this(), at_once] {
    if (at_once || self->idle_) {
      ErrorCode ignored;
      self->lowest().socket().close(ignored);
      self->lowest().cancel();
    }
  });
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::handshake() {
  if constexpr (std::is_same_v<Stream, Secure>) {
    ErrorCode error;
    lowest().expires_after(server_->limits.header_time);
    co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }
  co_return true;
}

template <typename Stream>
std::string Connection<Stream>::certificate_name() {
  if constexpr (std::is_same_v<Stream, Secure>) return client_certificate_name(stream_.native_handle());
  return {};
}

template <typename Stream>
asio::awaitable<void> Connection<Stream>::serve(std::shared_ptr<Connection> self) {
  if (!co_await self->handshake()) co_return;
  for (bool first = true;; first = false) {
    Turn turn;
    if (!co_await self->read_head(turn, first)) co_return;
    const auto began = Clock::now();
    if (!turn.answered) self->admit(turn);
    co_await self->read_body(turn);
    if (self->gone_) co_return;
    co_await self->answer(turn);
    const bool keep_alive = turn.parser && turn.parser->get().keep_alive() && turn.body_read && !turn.close && !self->server_->stopping;
    const bool sent = co_await self->send(turn, keep_alive);
    turn.exchange.request = &turn.request;
    turn.exchange.route = turn.route;
    turn.exchange.status = turn.response.status;
    turn.exchange.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
    if (self->server_->observe) self->server_->observe(turn.exchange);
    if (!sent) co_return;
    if (!keep_alive) {
      co_await self->linger();
      co_return;
    }
  }
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::read_head(Turn& turn, bool first) {
  const HttpLimits& limits = server_->limits;
  ErrorCode error;
  if (buffer_.size() == 0) {
    buffer_.shrink_to_fit();
    idle_ = true;
    if (server_->stopping) co_return false;
    lowest().expires_after(first ? limits.header_time : limits.idle_time);
    const std::size_t got = co_await stream_.async_read_some(buffer_.prepare(4096), asio::redirect_error(asio::use_awaitable, error));
    idle_ = false;
    if (error) co_return false;
    buffer_.commit(got);
  }
  turn.parser.emplace();
  turn.parser->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  turn.parser->body_limit(boost::none);
  lowest().expires_after(limits.header_time);
  co_await http::async_read_header(stream_, buffer_, *turn.parser, asio::redirect_error(asio::use_awaitable, error));
  Request& request = turn.request;
  request.gone = &gone_;
  request.caller.address = address_;
  request.scheme = std::is_same_v<Stream, Secure> ? "https" : "http";
  if (error) {
    auto problem = problem_of_head(error, limits.header_bytes);
    if (!problem) co_return false;
    refuse(turn, std::move(*problem));
    turn.parser.reset();
    co_return true;
  }
  auto& message = turn.parser->get();
  request.method = message.method_string();
  request.target = message.target();
  for (const auto& field : message) request.headers.emplace_back(field.name_string(), field.value());
  if (auto problem = complete_head(request, message.version())) {
    refuse(turn, std::move(*problem));
    turn.close = true;
  } else if (message.find(http::field::transfer_encoding) != message.end() && !turn.parser->chunked()) {
    refuse(turn, {501, "NotImplemented", "the only Transfer-Encoding that is understood is chunked", {}});
    turn.close = true;
  }
  co_return true;
}

template <typename Stream>
void Connection<Stream>::refuse(Turn& turn, Problem problem) {
  turn.response = turn.problem(problem, turn.request);
  if (problem.retry_after) turn.response.with("Retry-After", std::to_string(problem.retry_after->count()));
  if (turn.response.status == 401 && !find_header(turn.response.headers, "WWW-Authenticate")) turn.response.with("WWW-Authenticate", "Bearer realm=\"kelpie\"");
  turn.answered = true;
  turn.body.reset();
}

/// Whatever a handler throws becomes an answer.
template <typename Stream>
template <typename F>
void Connection<Stream>::guarded(Turn& turn, F&& task) {
  try {
    task();
  } catch (const RequestRefused& refused) {
    refuse(turn, refused.problem());
  } catch (const std::bad_alloc&) {
    refuse(turn, {503, "OutOfMemory", "there is not enough memory for this just now", std::chrono::seconds(5)});
  } catch (const std::exception& failure) {
    refuse(turn, {500, "InternalError", std::string("this is a fault of the server's own; please report it with the request's id: ") + failure.what(), {}});
  }
}

template <typename Stream>
void Connection<Stream>::admit(Turn& turn) {
  Request& request = turn.request;
  Router::Found found = server_->routes.find(request.method, request.path);
  turn.problem = found.problem;
  turn.route = found.route;
  if (found.route == nullptr) {
    if (found.allowed.empty()) return refuse(turn, {404, "NotFound", "there is nothing at " + request.path.substr(0, 200), {}});
    refuse(turn, {405, "MethodNotAllowed", "the method " + request.method.substr(0, 40) + " is not for " + request.path.substr(0, 200) + "; allowed: " + found.allowed, {}});
    turn.response.with("Allow", found.allowed);
    return;
  }
  request.parameters = std::move(found.parameters);
  request.rest = std::move(found.rest);
  auto admitted = server_->admission.admit(request, *found.route, certificate_name());
  if (auto* problem = std::get_if<Problem>(&admitted)) return refuse(turn, std::move(*problem));
  request.caller = std::get<Caller>(std::move(admitted));
  const auto accepted = request.header("Accept-Encoding");
  turn.compress = accepted && accepts_gzip(*accepted);
}

template <typename Stream>
template <typename F>
asio::awaitable<bool> Connection<Stream>::on_pool(const Turn& turn, F task) {
  WorkerPools& workers = server_->workers;
  const Work work = turn.route->work;
  const std::string& name = turn.request.caller.name;
  const std::string& caller = name == anonymous ? address_ : name;
  co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(bool)>(
      [&workers, work, &caller, &task](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        const auto executor = asio::get_associated_executor(*shared);
        const auto resume = [shared, executor](bool ran) { asio::post(executor, [shared, ran] { std::move (*shared)(ran); }); };
        if (!workers.run(work, caller, [&task, resume] {
              task();
              resume(true);
            }))
          resume(false);
      },
      asio::use_awaitable);
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::read_piece(Turn& turn, std::string& piece, std::uint64_t received, Clock::time_point began) {
  const HttpLimits& limits = server_->limits;
  lowest().expires_at(began + limits.body_grace + std::chrono::seconds(received / limits.body_rate));
  piece.resize(piece_bytes);
  auto& body = turn.parser->get().body();
  body.data = piece.data();
  body.size = piece.size();
  ErrorCode error;
  co_await http::async_read_some(stream_, buffer_, *turn.parser, asio::redirect_error(asio::use_awaitable, error));
  piece.resize(piece.size() - body.size);
  if (error == http::error::need_buffer) error = {};
  if (!error) co_return true;
  if (auto problem = problem_of_body(error))
    refuse(turn, std::move(*problem));
  else
    gone_ = true;
  co_return false;
}

/// False: the body is refused.
template <typename Stream>
asio::awaitable<bool> Connection<Stream>::take_piece(Turn& turn, std::string_view piece) {
  const auto take = [&] { guarded(turn, [&] { turn.body->take(piece); }); };
  if (!turn.body->works())
    take();
  else if (!co_await on_pool(turn, take))
    refuse(turn, {503, "Busy", "too much waits already; try again", std::chrono::seconds(1)});
  co_return !turn.answered;
}

template <typename Stream>
asio::awaitable<void> Connection<Stream>::read_body(Turn& turn) {
  if (!turn.parser) co_return;
  Parser& parser = *turn.parser;
  turn.body_read = parser.is_done();
  if (turn.answered) co_return;
  guarded(turn, [&] {
    const auto length = parser.content_length();
    turn.body.emplace(*turn.route, turn.request, length ? std::optional<std::uint64_t>(*length) : std::nullopt);
  });
  if (turn.answered || parser.is_done()) co_return;
  if (turn.request.header("Expect") && buffer_.size() == 0 && !co_await write("HTTP/1.1 100 Continue\r\n\r\n")) {
    gone_ = true;
    co_return;
  }
  const auto began = Clock::now();
  std::uint64_t received = 0;
  std::string piece;
  while (!parser.is_done()) {
    if (!co_await read_piece(turn, piece, received, began)) co_return;
    received += piece.size();
    if (!piece.empty() && !co_await take_piece(turn, piece)) co_return;
  }
  turn.body_read = true;
  turn.exchange.bytes_in = turn.body->bytes();
  guarded(turn, [&] { turn.body->finish(); });
}

template <typename Stream>
asio::awaitable<void> Connection<Stream>::answer(Turn& turn) {
  if (turn.answered) co_return;
  const auto place = server_->hang_ups.add(native_socket(), gone_);
  const bool ran = co_await on_pool(turn, [&] {
    guarded(turn, [&] {
      turn.response = turn.body->answer();
      Response& response = turn.response;
      if (!turn.compress || response.more || response.body.size() < least_compressed || !is_text_like(response)) return;
      if (find_header(response.headers, "Content-Encoding")) return;
      response.body = BodyEncoder().take(response.body, BodyEncoder::Until::end);
      response.with("Content-Encoding", "gzip").with("Vary", "Accept-Encoding");
    });
  });
  server_->hang_ups.remove(place);
  if (!ran) refuse(turn, {503, "Busy", "too many requests wait already; try again", std::chrono::seconds(1)});
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view slice = bytes.substr(0, write_slice);
    ErrorCode error;
    lowest().expires_after(server_->limits.body_grace);
    co_await asio::async_write(stream_, asio::buffer(slice.data(), slice.size()), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    bytes.remove_prefix(slice.size());
  }
  co_return true;
}

/// Never two buffers at a time: TLS takes an empty one for the end, or sends the first alone and takes both for sent.
template <typename Stream>
asio::awaitable<bool> Connection<Stream>::write(std::string head, std::string_view body) {
  if (head.size() + body.size() <= most_joined) co_return co_await write(head.append(body));
  co_return co_await write(head) && co_await write(body);
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::send(Turn& turn, bool keep_alive) {
  Response& response = turn.response;
  const bool bodyless = turn.request.method == "HEAD" || has_no_body(response.status);
  if (!response.more) {
    const std::string head = response_head(response, Framing::length, response.body.size(), keep_alive);
    turn.exchange.bytes_out = response.body.size();
    co_return co_await write(head, bodyless ? std::string_view() : std::string_view(response.body));
  }
  const bool chunked = turn.parser && turn.parser->get().version() >= 11;
  const Framing framing = chunked ? Framing::chunked : Framing::until_close;
  turn.compress = turn.compress && is_text_like(response) && !find_header(response.headers, "Content-Encoding");
  if (turn.compress) response.with("Content-Encoding", "gzip").with("Vary", "Accept-Encoding");
  if (!co_await write(response_head(response, framing, 0, keep_alive && chunked))) co_return false;
  if (bodyless) co_return true;
  co_return co_await send_rest(turn, framing) && chunked;
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::send_rest(Turn& turn, Framing framing) {
  Response& response = turn.response;
  const auto place = server_->hang_ups.add(native_socket(), gone_);
  std::optional<BodyEncoder> encoder;
  if (turn.compress) encoder.emplace();
  BodyPiece piece{BodyPiece::State::more, std::move(response.body)};
  bool sound = true;
  for (bool first = true; sound; first = false) {
    if (!first || piece.bytes.empty()) {
      std::exception_ptr failure;
      const bool ran = co_await on_pool(turn, [&] {
        try {
          piece = response.more();
        } catch (...) {
          failure = std::current_exception();
        }
      });
      // The answer has begun: ending without its end is all that can be said.
      if (!ran || failure) sound = false;
    }
    if (!sound) break;
    const BodyPiece::State state = piece.state;
    std::string bytes = std::move(piece.bytes);
    if (encoder) {
      bytes = encoder->take(bytes, state == BodyPiece::State::end     ? BodyEncoder::Until::end
                                   : state == BodyPiece::State::later ? BodyEncoder::Until::flush
                                                                      : BodyEncoder::Until::enough);
    }
    turn.exchange.bytes_out += bytes.size();
    if (!bytes.empty()) {
      std::string head;
      if (framing == Framing::chunked) {
        std::array<char, 24> size{};
        head.assign(size.data(), static_cast<std::size_t>(std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size())));
        bytes += "\r\n";
      }
      sound = co_await write(head, bytes);
    }
    piece = {};
    if (state == BodyPiece::State::end) break;
    if (sound && state == BodyPiece::State::later) {
      if (server_->stopping || gone_) {
        sound = false;
        break;
      }
      asio::steady_timer pause(co_await asio::this_coro::executor, between_later_pieces);
      ErrorCode ignored;
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (gone_) sound = false;
  }
  server_->hang_ups.remove(place);
  response.more = nullptr;
  if (sound && framing == Framing::chunked) sound = co_await write("0\r\n\r\n");
  co_return sound;
}

/// Says that no more comes and reads what the client still sends for a moment: else the answer could be lost with a reset.
template <typename Stream>
asio::awaitable<void> Connection<Stream>::linger() {
  ErrorCode error;
  lowest().expires_after(server_->stopping ? last_words_of_a_stop : last_words);
  if constexpr (std::is_same_v<Stream, Secure>) {
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
    co_return;
  }
  lowest().socket().shutdown(Tcp::socket::shutdown_send, error);
  for (std::size_t read = 0; !error && read < (std::size_t{1} << 20);) {
    buffer_.clear();
    read += co_await stream_.async_read_some(buffer_.prepare(16384), asio::redirect_error(asio::use_awaitable, error));
  }
}

}  // namespace

void begin_connection(std::shared_ptr<Connections> connections, int socket, bool version_6, std::shared_ptr<asio::ssl::context> tls) {
  const auto strand = asio::make_strand(connections->context);
  Tcp::socket taken(strand, version_6 ? Tcp::v6() : Tcp::v4(), socket);
  const auto begin = [&](auto connection) {
    using Made = typename decltype(connection)::element_type;
    asio::co_spawn(strand, Made::serve(connection), asio::detached);
  };
  if (tls != nullptr)
    begin(std::make_shared<Connection<Secure>>(std::move(connections), tls, std::move(taken), *tls));
  else
    begin(std::make_shared<Connection<Plain>>(std::move(connections), nullptr, std::move(taken)));
}

}  // namespace kelpie::server
