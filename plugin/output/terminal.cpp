#include "plugin/output/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include <cstdlib>

namespace kelpie::plugin {

namespace {

/// One code point and its bytes; a bad byte is itself.
struct Piece {
  std::int32_t code = 0;
  std::size_t bytes = 1;
};
Piece next_piece(std::string_view text) {
  utf8proc_int32_t code = 0;
  const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (read <= 0) return {-1, 1};
  return {code, static_cast<std::size_t>(read)};
}

std::size_t width_of(std::int32_t code) {
  if (code < 0) return 1;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 1;
  const int width = utf8proc_charwidth(code);
  return width < 0 ? 0 : static_cast<std::size_t>(width);
}

bool drives_terminal(std::int32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0x200e || code == 0x200f || code == 0x2028 || code == 0x2029 || code == 0xfeff;
}

}  // namespace

Terminal terminal_of(int descriptor) {
  Terminal terminal;
  terminal.interactive = isatty(descriptor) == 1;
  const char* term = std::getenv("TERM");
  const char* no_colour = std::getenv("NO_COLOR");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  terminal.colour = terminal.interactive && !dumb && (no_colour == nullptr || *no_colour == '\0');
  winsize size{};
  if (terminal.interactive && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) terminal.width = size.ws_col;
  return terminal;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    width += width_of(piece.code);
    text.remove_prefix(piece.bytes);
  }
  return width;
}

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    if (piece.code == '\n' || piece.code == '\r') out += "⏎";
    else if (piece.code == '\t') out += ' ';
    else if (piece.code < 0) out += "�";
    else if (drives_terminal(piece.code)) out += "·";
    else out.append(text.substr(0, piece.bytes));
    text.remove_prefix(piece.bytes);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (text.size() <= width || display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    if (used + width_of(piece.code) + 1 > width) break;
    used += width_of(piece.code);
    out.append(text.substr(0, piece.bytes));
    text.remove_prefix(piece.bytes);
  }
  return out + "…";
}

std::string coloured(std::string_view text, Colour colour, const Terminal& terminal) {
  if (!terminal.colour || colour == Colour::none) return std::string(text);
  const char* code = "0";
  switch (colour) {
    case Colour::red: code = "31"; break;
    case Colour::yellow: code = "33"; break;
    case Colour::green: code = "32"; break;
    case Colour::blue: code = "36"; break;
    case Colour::dim: code = "2"; break;
    case Colour::bold: code = "1"; break;
    case Colour::none: break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace kelpie::plugin
