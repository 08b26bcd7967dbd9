#include "plugin/sinks/net/http.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "rules/payloads/product.hpp"

namespace kelpie::plugin::net {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint32_t most_header_bytes = 16 * 1024;
constexpr std::size_t most_body_bytes = 64 * 1024;

/// Our stream as Beast's functions want one: synchronous reads and writes. Errors stay ConnectionError.
class BeastStream {
 public:
  BeastStream(Stream& stream, Deadline deadline) : stream_(stream), deadline_(deadline) {}

  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers) {
    std::size_t written = 0;
    for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at) {
      const asio::const_buffer buffer(*at);
      stream_.write({static_cast<const char*>(buffer.data()), buffer.size()}, deadline_);
      written += buffer.size();
    }
    return written;
  }
  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers, error_code& error) {
    error = {};
    return write_some(buffers);
  }
  template <typename Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& error) {
    error = {};
    const asio::mutable_buffer buffer(*asio::buffer_sequence_begin(buffers));
    const std::size_t got = stream_.read(static_cast<char*>(buffer.data()), buffer.size(), deadline_);
    if (got == 0 && buffer.size() > 0) error = asio::error::eof;
    return got;
  }
  template <typename Buffers>
  std::size_t read_some(const Buffers& buffers) {
    error_code error;
    const std::size_t got = read_some(buffers, error);
    if (error) throw ConnectionError(error.message());
    return got;
  }

 private:
  Stream& stream_;
  Deadline deadline_;
};

/// Reads what is left of the body, as far as it is small; false: the connection is of no more use.
template <typename Parser>
bool read_body(BeastStream& stream, boost::beast::flat_buffer& buffer, Parser& parser) {
  try {
    error_code error;
    while (!parser.is_done() && parser.get().body().size() < most_body_bytes) {
      http::read_some(stream, buffer, parser, error);
      if (error) return false;
    }
    return parser.is_done();
  } catch (const ConnectionError&) {
    return false;  // the status is known
  }
}

}  // namespace

HttpAnswer post(Stream& stream, const HttpRequest& request, Deadline deadline) {
  http::request<http::string_body> message{http::verb::post, request.target, 11};
  message.set(http::field::host, request.host);
  message.set(http::field::user_agent, "kelpie/" + std::string(rules::product_version));
  message.set(http::field::content_type, request.content_type);
  message.set(http::field::accept, "*/*");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  BeastStream beast(stream, deadline);
  std::optional<ConnectionError> broken;
  try {
    error_code ignored;
    http::write(beast, message, ignored);
  } catch (const ConnectionError& error) {
    // A receiver that refuses early, such as for the length, answers and closes before it has read everything.
    broken = error;
  }
  boost::beast::flat_buffer buffer(most_header_bytes + most_body_bytes);
  std::optional<http::response_parser<http::string_body>> parser;
  error_code error;
  try {
    for (int answers = 0; answers < 10; ++answers) {
      parser.emplace();
      parser->header_limit(most_header_bytes);
      parser->body_limit(boost::none);
      http::read_header(beast, buffer, *parser, error);
      if (error || parser->get().result_int() >= 200) break;  // 100 Continue and its kind come before the answer
    }
  } catch (const ConnectionError&) {
    if (broken) throw *broken;
    throw;
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message || error == asio::error::eof) {
    if (broken) throw *broken;
    throw ConnectionError("the receiver closed the connection without an answer");
  }
  if (error) throw HttpError("the receiver's answer is no HTTP that is understood: " + error.message());
  HttpAnswer answer;
  answer.status = static_cast<int>(parser->get().result_int());
  if (const auto field = parser->get().find(http::field::retry_after); field != parser->get().end())
    answer.retry_after = std::string(field->value());
  // What stands in the body is of interest only to people: it is not waited for long.
  BeastStream body(stream, std::min(deadline, std::chrono::steady_clock::now() + std::chrono::seconds(2)));
  const bool whole = read_body(body, buffer, *parser);
  answer.keep_open = whole && !broken && parser->get().keep_alive();
  answer.text = parser->get().body().substr(0, 1024);
  return answer;
}

bool is_header_name(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && text.size() <= 256 && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return text.size() <= 8192 &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

}  // namespace kelpie::plugin::net
