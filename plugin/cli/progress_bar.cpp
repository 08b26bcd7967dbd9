#include "plugin/cli/progress_bar.hpp"

#include <algorithm>
#include <iostream>
#include <string>

namespace kelpie::plugin {

void ProgressBar::show(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_.interactive || total == 0 || now - start_ < std::chrono::seconds(1) || now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  drawn_ = true;
  constexpr std::size_t width = 30;
  const std::size_t filled = static_cast<std::size_t>(static_cast<double>(done) / static_cast<double>(total) * width);
  std::cerr << "\rreading events [" << std::string(filled, '#') << std::string(width - std::min(width, filled), ' ') << "] " << done * 100 / total
            << " %, " << (done >> 20) << " MB" << std::flush;
}

void ProgressBar::clear() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace kelpie::plugin
