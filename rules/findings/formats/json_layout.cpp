#include "rules/findings/formats/json_layout.hpp"

namespace kelpie::rules {

std::string laid_out_json(std::string_view compact) {
  std::string out;
  std::size_t level = 0;
  const auto new_line = [&] { out.append(1, '\n').append(2 * level, ' '); };
  for (std::size_t at = 0; at < compact.size(); ++at) {
    const char c = compact[at];
    if (c == '"') {
      const std::size_t begin = at++;
      while (at < compact.size() && compact[at] != '"') at += compact[at] == '\\' ? 2 : 1;
      out += compact.substr(begin, at + 1 - begin);
    } else if (c == '{' || c == '[') {
      out += c;
      if (at + 1 < compact.size() && (compact[at + 1] == '}' || compact[at + 1] == ']')) {
        out += compact[++at];
        continue;
      }
      ++level;
      new_line();
    } else if (c == '}' || c == ']') {
      if (level > 0) --level;
      new_line();
      out += c;
    } else {
      out += c;
      if (c == ',') new_line();
      if (c == ':') out += ' ';
    }
  }
  return out + "\n";
}

}  // namespace kelpie::rules
