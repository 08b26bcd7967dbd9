#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kelpie::server {

/// Lines of JSON, as the intake takes them.
struct SyslogLines {
  std::string events;  // what senders wrote
  std::string rows;    // of the table Syslog

  [[nodiscard]] std::size_t size() const { return events.size() + rows.size(); }
};

/// Makes lines of syslog messages: the JSON in MSG as it is, and a row of the table Syslog of any other text. JSON may stand behind a
/// byte order mark, the tag `kelpie:` and the cookie `@cee:`. For one thread at a time.
class SyslogEvents {
 public:
  /// `peer`: the sender's address. `collector`: the name of this machine.
  SyslogEvents(std::string peer, std::string collector);
  ~SyslogEvents();
  SyslogEvents(const SyslogEvents&) = delete;
  SyslogEvents& operator=(const SyslogEvents&) = delete;

  /// Who sends what is appended next.
  void set_peer(std::string_view peer) { peer_ = peer; }
  /// Appends a line, to one of both. `cut`: the message is the beginning of a longer one. `now` in ticks.
  void append(std::string_view message, bool cut, std::int64_t now, SyslogLines& lines);

 private:
  [[nodiscard]] bool is_json(std::string_view text);

  std::string peer_, collector_, clean_;
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

/// "[id name="value"]" as {"id":{"name":"value"}}; what structured_data_size() accepts.
void append_structured_data(std::string_view data, std::string& json);

}  // namespace kelpie::server
