#include "plugin/server/listeners/relp_frames.hpp"
#include "plugin/server/listeners/stream_protocols.hpp"
#include "plugin/server/listeners/syslog_events.hpp"

namespace kelpie::server {

namespace {

constexpr std::string_view server_close = "0 serverclose 0\n";

class RelpProtocol final : public StreamProtocol {
 public:
  explicit RelpProtocol(StreamPeer peer)
      : frames_(peer.message_bytes), events_(peer.address, peer.collector), now_(std::move(peer.now)) {}

  void take(std::string_view& bytes, std::size_t most_bytes, Taken& taken) override {
    const std::int64_t now = now_();
    while (taken.lines.size() < most_bytes && !taken.last) {
      const RelpFrames::Found found = frames_.next(bytes);
      if (found == RelpFrames::Found::more) return;
      if (found == RelpFrames::Found::broken) {
        taken.broken = frames_.problem();
      } else {
        take_frame(now, taken);
      }
      if (!taken.broken.empty()) return;
    }
  }
  void finish(std::string_view, Taken&) override {}  // what has no end was not answered, and comes again
  [[nodiscard]] bool within_message() const override { return frames_.within_frame(); }
  [[nodiscard]] std::string_view farewell() const override { return opened_ ? server_close : std::string_view{}; }

 private:
  void take_frame(std::int64_t now, Taken& taken) {
    // Transaction 0 is a hint, which has no answer.
    if (frames_.transaction() == 0) return;
    const std::string_view command = frames_.command();
    if (command == "syslog") {
      if (!opened_) {
        taken.broken = "a RELP session begins with the command open";
        return;
      }
      events_.append(frames_.data(), frames_.cut(), now, taken.lines);
      ++taken.messages;
      taken.bytes += frames_.data().size();
      taken.cut += frames_.cut() ? 1 : 0;
      answer("200 OK", taken);
    } else if (command == "open") {
      if (opened_) {
        taken.broken = "the RELP session is open already";
        return;
      }
      opened_ = true;
      answer("200 OK\nrelp_version=0\nrelp_software=kelpie\ncommands=syslog\n", taken);
    } else if (command == "close") {
      answer({}, taken);
      taken.last = true;
    } else {
      answer("500 the command is not known", taken);
    }
  }
  void answer(std::string_view text, Taken& taken) const {
    taken.answers += std::to_string(frames_.transaction());
    taken.answers += " rsp ";
    taken.answers += std::to_string(text.size());
    if (!text.empty()) taken.answers += ' ';
    taken.answers += text;
    taken.answers += '\n';
  }

  RelpFrames frames_;
  SyslogEvents events_;
  std::function<std::int64_t()> now_;
  bool opened_ = false;
};

}  // namespace

std::unique_ptr<StreamProtocol> make_relp_protocol(StreamPeer peer) {
  return std::make_unique<RelpProtocol>(std::move(peer));
}

}  // namespace kelpie::server
