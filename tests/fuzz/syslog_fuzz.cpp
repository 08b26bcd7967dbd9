// Streams of RELP and syslog in pieces, as a session feeds them: whatever comes, what is made of it are lines of JSON, pieces make no difference, and memory stays bounded.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "plugin/server/listeners/stream_protocols.hpp"
#include "plugin/server/listeners/syslog_message.hpp"
#include "tables/dynamic.hpp"

using namespace kelpie;
using namespace kelpie::server;

namespace {

constexpr std::size_t message_bytes = 2000, most_lines = 1000;
constexpr std::int64_t now = 638'000'000'000'000'000;

void check(bool holds) {
  if (!holds) std::abort();
}

StreamProtocol::Taken all_of(StreamProtocol& protocol, std::string_view stream, std::size_t piece) {
  StreamProtocol::Taken all;
  std::string buffer;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    buffer += stream.substr(at, piece);
    std::string_view bytes = buffer;
    for (;;) {
      StreamProtocol::Taken taken;
      protocol.take(bytes, most_lines, taken);
      const bool more = taken.lines.size() >= most_lines;
      all.lines.events += taken.lines.events;
      all.lines.rows += taken.lines.rows;
      all.answers += taken.answers;
      all.messages += taken.messages;
      all.broken = taken.broken;
      all.last = taken.last;
      if (taken.last || !taken.broken.empty()) return all;
      if (!more) break;
    }
    // What has to come again is at most one message and its head.
    check(bytes.size() <= message_bytes + 128);
    buffer = std::string(bytes);
  }
  protocol.finish(buffer, all);
  return all;
}

void check_lines(std::string_view lines) {
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    check(end != std::string_view::npos);
    check(tables::parse_json(lines.substr(0, end)).has_value() || lines.substr(0, end).find_first_of("{[") == 0);
    lines.remove_prefix(end + 1);
  }
}

void run(std::unique_ptr<StreamProtocol> (*make)(StreamPeer), std::string_view stream, std::size_t piece) {
  const auto fresh = [&] { return make({"192.0.2.1", "collector", [] { return now; }, message_bytes}); };
  const auto in_pieces = all_of(*fresh(), stream, piece);
  const auto at_once = all_of(*fresh(), stream, stream.size() + 1);
  check_lines(in_pieces.lines.events);
  check_lines(in_pieces.lines.rows);
  check(in_pieces.lines.events == at_once.lines.events);
  check(in_pieces.lines.rows == at_once.lines.rows);
  check(in_pieces.answers == at_once.answers);
  check(in_pieces.broken.empty() == at_once.broken.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = 1 + data[1] % 64;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  switch (data[0] % 4) {
    case 0:
      run(make_relp_protocol, text, piece);
      break;
    case 1:
      run(make_relp_protocol, "1 open 14 relp_version=0\n" + std::string(text), piece);
      break;
    case 2:
      run(make_syslog_protocol, text, piece);
      break;
    default: {
      const SyslogMessage message = parse_syslog(text, now);
      for (const std::string_view part : {message.host, message.process, message.process_id, message.message_id, message.structured_data, message.text})
        check(part.empty() || (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size()));
      check(structured_data_size(text) <= text.size());
    }
  }
  return 0;
}
