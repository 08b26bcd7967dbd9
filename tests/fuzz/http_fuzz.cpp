// The server's whole surface of HTTP with its real APIs over a small store. Made-up requests go through heads, routes,
// tokens, bodies and handlers; raw bytes go through a socket. Whatever comes: an answer with a status of HTTP that is
// no fault of the server's own, JSON that can be read, and no token in it.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <variant>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/fuzz_bytes.hpp"
#include "http/fuzzed_request.hpp"
#include "http/fuzzed_server.hpp"
#include "plugin/server/http/request_body.hpp"
#include "plugin/server/http/request_head.hpp"
#include "plugin/server/http/response_head.hpp"
#include "tables/dynamic.hpp"

using namespace kelpie;
using namespace kelpie::fuzz;
using server::Request;
using server::Response;

namespace {

constexpr int most_pieces = 200, most_requests = 4, inputs_of_a_server = 3000;

[[noreturn]] void fail(std::string_view why, const Request& request, std::string_view answer) {
  std::cerr << why << ": " << request.method << ' ' << request.target << '\n';
  for (const auto& [name, value] : request.headers) std::cerr << name << ": " << value << '\n';
  std::cerr << '\n' << request.body.substr(0, 2000) << "\n--\n" << answer.substr(0, 2000) << '\n';
  std::abort();
}

bool holds_token(std::string_view text) {
  return text.find(all_roles_token) != std::string_view::npos || text.find(ingest_token) != std::string_view::npos;
}

Response refusal(const server::Problem& problem, server::ProblemWriter writer, const Request& request) {
  if (problem.message.empty() || problem.code.empty()) fail("a problem without words", request, {});
  return writer(problem, request);
}

/// What a connection does with a request, without the connection.
Response answer_of(FuzzedServer& served, FuzzedRequest& made) {
  Request& request = made.head;
  request.scheme = "http";
  request.caller.address = "192.0.2.9";
  if (const auto problem = server::complete_head(request, 11)) return refusal(*problem, server::plain_problem, request);
  auto found = served.router.find(request.method, request.path);
  if (found.route == nullptr) return refusal({404, "NotFound", "nothing", {}}, found.problem, request);
  request.parameters = std::move(found.parameters);
  request.rest = std::move(found.rest);
  auto admitted = served.gate.admit(request, *found.route, {});
  if (const auto* problem = std::get_if<server::Problem>(&admitted)) return refusal(*problem, found.problem, request);
  request.caller = std::get<server::Caller>(std::move(admitted));
  try {
    server::RequestBody body(*found.route, request, made.body.size());
    for (std::size_t at = 0; at < made.body.size(); at += made.piece)
      body.take(std::string_view(made.body).substr(at, made.piece));
    body.finish();
    return body.answer();
  } catch (const server::RequestRefused& refused) {
    return refusal(refused.problem(), found.problem, request);
  } catch (const std::bad_alloc&) {
    return refusal({503, "OutOfMemory", "memory", {}}, found.problem, request);
  }
  // Anything else is a fault, and ends the target.
}

/// The rest of a body that is sent as it is made. False: it has no end by itself.
bool drain(Response& response) {
  if (!response.more) return true;
  for (int pieces = 0; pieces < most_pieces; ++pieces) {
    const server::BodyPiece piece = response.more();
    response.body += piece.bytes;
    if (piece.state == server::BodyPiece::State::end) return true;
    if (piece.state == server::BodyPiece::State::later) return false;
  }
  return false;
}

void check(const Request& request, Response response) {
  if (response.status < 200 || response.status > 599 || response.status == 500)
    fail("status " + std::to_string(response.status), request, response.body);
  const bool whole = drain(response);
  const std::string head = server::response_head(response, server::Framing::length, response.body.size(), true);
  if (head.find("\r\n\r\n") + 4 != head.size()) fail("a head that ends early", request, head);
  if (holds_token(head) || holds_token(response.body)) fail("a token", request, response.body);
  const auto type = server::find_header(response.headers, "Content-Type").value_or("");
  const bool json = type.starts_with("application/json") || type.find("+json") != std::string_view::npos;
  if (json && whole && !response.body.empty() && !tables::parse_json(response.body))
    fail("no JSON", request, response.body);
}

void ask(FuzzedServer& served, FuzzBytes& bytes) {
  FuzzedRequest made = fuzzed_request(bytes, served.router);
  const std::atomic<bool> gone{false};
  made.head.gone = &gone;
  Response response = answer_of(served, made);
  check(made.head, std::move(response));
}

class Socket {
 public:
  explicit Socket(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const linger at_once{1, 0};
    const timeval patience{20, 0};
    if (::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) != 0 ||
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      std::perror("no connection to the server");
      std::abort();
    }
  }
  ~Socket() { ::close(socket_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void send(std::string_view bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  void end() const { static_cast<void>(::shutdown(socket_, SHUT_WR)); }
  /// All that comes until the end.
  [[nodiscard]] std::string rest() const {
    std::string all(std::size_t{1} << 16, '\0');
    std::size_t size = 0;
    for (;;) {
      if (size == all.size()) all.resize(2 * all.size());
      const ssize_t got = ::recv(socket_, all.data() + size, all.size() - size, 0);
      if (got < 0 && errno == EAGAIN) std::abort();  // it hangs
      if (got <= 0) break;
      size += static_cast<std::size_t>(got);
    }
    all.resize(size);
    return all;
  }

 private:
  int socket_;
};

/// Raw bytes, with a token where a request has it in its place; in two pieces.
void send_raw(FuzzedServer& served, FuzzBytes& bytes) {
  const std::uint8_t how = bytes.byte();
  const std::size_t cut = bytes.byte() * std::size_t{4};
  std::string text;
  if (how % 4 == 1) text = "GET /v1/rules HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + all_roles_token + "\r\n\r\n";
  if (how % 4 == 2)
    text = "POST /v1/ingest/SigninLogs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + all_roles_token + "\r\n";
  if (how % 4 == 3)
    text = "POST /v2/rest/query HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + all_roles_token +
           "\r\nTransfer-Encoding: chunked\r\n\r\n";
  text += bytes.rest();
  const Socket socket(served.port);
  socket.send(std::string_view(text).substr(0, cut));
  if (cut < text.size()) socket.send(std::string_view(text).substr(cut));
  socket.end();
  const std::string answer = socket.rest();
  if (holds_token(answer) || (!answer.empty() && !answer.starts_with("HTTP/1.1 "))) {
    std::cerr << answer.substr(0, 2000) << '\n';
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::unique_ptr<FuzzedServer> served;
  static int inputs = 0;
  if (inputs++ % inputs_of_a_server == 0) {
    served.reset();
    served = std::make_unique<FuzzedServer>();
  }
  // An answer may repeat what a request says.
  if (size == 0 || holds_token({reinterpret_cast<const char*>(data), size})) return 0;
  FuzzBytes bytes(data, size);
  if (bytes.byte() % 8 == 0) {
    send_raw(*served, bytes);
  } else {
    for (int requests = 0; bytes.left() && requests < most_requests; ++requests) ask(*served, bytes);
  }
  return 0;
}
