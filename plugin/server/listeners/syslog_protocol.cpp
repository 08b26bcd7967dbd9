#include "plugin/server/listeners/stream_protocols.hpp"
#include "plugin/server/listeners/syslog_events.hpp"
#include "plugin/server/listeners/syslog_frames.hpp"

namespace kelpie::server {

namespace {

class SyslogProtocol final : public StreamProtocol {
 public:
  explicit SyslogProtocol(StreamPeer peer)
      : frames_(peer.message_bytes), events_(peer.address, peer.collector), now_(std::move(peer.now)) {}

  void take(std::string_view& bytes, std::size_t most_bytes, Taken& taken) override {
    const std::int64_t now = now_();
    while (taken.lines.size() < most_bytes) {
      const SyslogFrames::Found found = frames_.next(bytes);
      if (found == SyslogFrames::Found::broken) taken.broken = frames_.problem();
      if (found != SyslogFrames::Found::message) return;
      append(now, taken);
    }
  }
  void finish(std::string_view bytes, Taken& taken) override {
    if (frames_.last(bytes) == SyslogFrames::Found::message) append(now_(), taken);
  }
  [[nodiscard]] bool within_message() const override { return frames_.within_message(); }

 private:
  void append(std::int64_t now, Taken& taken) {
    events_.append(frames_.message(), frames_.cut(), now, taken.lines);
    ++taken.messages;
    taken.bytes += frames_.message().size();
    taken.cut += frames_.cut() ? 1 : 0;
  }

  SyslogFrames frames_;
  SyslogEvents events_;
  std::function<std::int64_t()> now_;
};

}  // namespace

std::unique_ptr<StreamProtocol> make_syslog_protocol(StreamPeer peer) {
  return std::make_unique<SyslogProtocol>(std::move(peer));
}

}  // namespace kelpie::server
