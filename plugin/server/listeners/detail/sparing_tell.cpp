#include "plugin/server/listeners/detail/sparing_tell.hpp"

namespace kelpie::server::listening {

void SparingTell::operator()(const std::string& line) {
  std::string left_out;
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - begin_ > span) {
      if (left_out_ > 0) left_out = "(" + std::to_string(left_out_) + " lines like those before were left out)";
      begin_ = now;
      lines_ = 0;
      left_out_ = 0;
    }
    if (++lines_ > most_lines) {
      ++left_out_;
      return;
    }
  }
  if (!left_out.empty()) tell_(left_out);
  tell_(line);
}

}  // namespace kelpie::server::listening
