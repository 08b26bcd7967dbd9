#include "executor/stored/detail/header_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "executor/binder/nearest_name.hpp"

namespace kelpie::executor::detail {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) { return is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

void HeaderReader::error(std::string code, std::string message, std::size_t begin, std::size_t end, std::string hint) {
  content_.diagnostics.push_back({file_,
                                  {parser::Severity::error,
                                   std::move(code),
                                   std::move(message),
                                   {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                                   std::move(hint)}});
}

std::size_t HeaderReader::skip(std::size_t at) const {
  while (at < text_.size()) {
    if (is_blank(text_[at])) ++at;
    else if (text_.substr(at).starts_with("\xEF\xBB\xBF")) at += 3;
    else if (text_.substr(at).starts_with("//")) at = std::min(text_.find('\n', at), text_.size());
    else break;
  }
  return at;
}

std::string_view HeaderReader::word_at(std::size_t at) const {
  std::size_t end = at;
  while (end < text_.size() && continues_name(text_[end])) ++end;
  return text_.substr(at, end - at);
}

std::size_t HeaderReader::read_string(std::size_t at, std::string* value) const {
  std::size_t open = at;
  const auto in = [&](std::size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  if (in(open) == 'h' || in(open) == 'H') ++open;
  const bool verbatim = in(open) == '@';
  if (verbatim) ++open;
  for (const std::string_view fence : {"```", "~~~"}) {
    if (verbatim || !text_.substr(std::min(open, text_.size())).starts_with(fence)) continue;
    const std::size_t close = text_.find(fence, open + 3);
    if (value != nullptr && close != npos) *value = text_.substr(open + 3, close - open - 3);
    return close == npos ? text_.size() : close + 3;
  }
  const char quote = in(open);
  if (quote != '"' && quote != '\'') return at;
  for (std::size_t i = open + 1; i < text_.size(); ++i) {
    if (text_[i] == quote) {
      if (verbatim && in(i + 1) == quote) ++i;
      else return i + 1;
    } else if (text_[i] == '\n') {
      return i;  // the parser tells
    } else if (!verbatim && text_[i] == '\\' && i + 1 < text_.size()) {
      ++i;
    }
    if (value != nullptr) *value += text_[i];
  }
  return text_.size();
}

std::size_t HeaderReader::closing(std::size_t open, std::size_t end) const {
  std::size_t depth = 0;
  for (std::size_t at = open; at < end;) {
    const char c = text_[at];
    if (text_.substr(at).starts_with("//")) {
      at = std::min(text_.find('\n', at), text_.size());
      continue;
    }
    // A letter before a quote belongs to it only where no name ends there.
    if (at == open || !continues_name(text_[at - 1])) {
      if (const std::size_t past = read_string(at, nullptr); past > at) {
        at = past;
        continue;
      }
    } else if (c == '"' || c == '\'' || c == '@') {
      if (const std::size_t past = read_string(at, nullptr); past > at) {
        at = past;
        continue;
      }
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && --depth == 0) return at;
    ++at;
  }
  return npos;
}

bool HeaderReader::check_name(const FunctionSource& source) {
  const std::string& name = source.name;
  const bool sound = !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), continues_name) && name.size() <= 256;
  if (sound) return true;
  error(name.empty() ? "KF003" : "KF004", name.empty() ? "The function has no name." : "'" + name + "' is no name for a function.", source.header.begin,
        source.header.end, "a name is letters, digits and _, and no digit first");
  return false;
}

void HeaderReader::read() {
  for (std::size_t at = 0; at < text_.size(); at = std::min(text_.find('\n', at), text_.size() - 1) + 1) {
    const auto line = comment_at(at);
    if (line) {
      if (line->key == "function") return read_commented(*line);
      continue;
    }
    const std::size_t next = skip(at);
    if (next >= text_.size()) return;
    if (text_[next] == '.') {
      for (std::size_t command = 0; command < text_.size();) command = read_command(command);
      return;
    }
    if (next > text_.find('\n', at)) continue;  // a blank line
    return error("KF002", "A query begins here; a function begins with a header.", next, next + 1,
                 "put a line `// function: Name(parameter: type = default)` before it");
  }
}

std::optional<HeaderReader::CommentLine> HeaderReader::comment_at(std::size_t at) const {
  CommentLine line;
  line.begin = at;
  line.end = std::min(text_.find('\n', at), text_.size());
  if (line.end > at && text_[line.end - 1] == '\r') --line.end;
  if (text_.substr(at).starts_with("\xEF\xBB\xBF")) at += 3;
  while (at < line.end && is_blank(text_[at])) ++at;
  if (!text_.substr(at, line.end - at).starts_with("//")) return std::nullopt;
  at += 2;
  while (at < line.end && is_blank(text_[at])) ++at;
  const std::string_view key = word_at(at);
  std::size_t colon = at + key.size();
  while (colon < line.end && is_blank(text_[colon])) ++colon;
  line.value = at;
  if (colon >= line.end || text_[colon] != ':') return line;
  line.key = key;
  line.value = colon + 1;
  while (line.value < line.end && is_blank(text_[line.value])) ++line.value;
  return line;
}

void HeaderReader::take(FunctionSource& source, const CommentLine& line) {
  static constexpr std::array<std::string_view, 5> keys{"function", "category", "description", "example", "view"};
  const std::string value(trimmed(text_.substr(line.value, line.end - line.value)));
  if (line.key == "category") {
    source.category = value;
  } else if (line.key == "description") {
    source.description = value;
  } else if (line.key == "example") {
    source.example += (source.example.empty() ? "" : "\n") + value;
  } else if (line.key == "view") {
    if (value != "true" && value != "false") error("KF003", "'" + value + "' says neither true nor false.", line.value, line.end);
    source.view = value == "true";
  } else if (line.key == "function") {
    error("KF003", "A file has one function where comments are its header; this is the second.", line.value, line.end, "give it a file of its own");
  } else if (const auto near = nearest_names(line.key, {keys.begin(), keys.end()}); !near.empty()) {
    content_.diagnostics.push_back({file_,
                                    {parser::Severity::warning, "KF003", "A header has no key '" + std::string(line.key) + "'; it is a comment.",
                                     {static_cast<std::uint32_t>(line.begin), static_cast<std::uint32_t>(line.end)}, "did you mean '" + near.front() + "'?"}});
  }
}

void HeaderReader::read_commented(const CommentLine& header) {
  FunctionSource source;
  source.file = file_;
  source.literal = std::string(text_);
  const std::size_t name_end = std::min(text_.find('(', header.value), header.end);
  source.name = trimmed(text_.substr(header.value, name_end - header.value));
  source.header = {static_cast<std::uint32_t>(header.value), static_cast<std::uint32_t>(header.value + source.name.size())};
  if (source.name.starts_with("['") && source.name.ends_with("']") && source.name.size() > 4) source.name = source.name.substr(2, source.name.size() - 4);
  // Later lines of the parameters are comments too: their slashes become blanks, so that the parser reads what is behind them.
  std::size_t last = header.end;  // of the header's lines
  std::size_t close = name_end == header.end ? npos : name_end;
  if (close != npos) {
    std::size_t depth = 0;
    for (std::size_t at = name_end; at <= last && at < text_.size(); ++at) {
      const char c = source.literal[at];
      if (const std::size_t past = at < last ? read_string(at, nullptr) : at; past > at && past <= last) {
        at = past - 1;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        close = at;
        break;
      } else if (at == last) {
        const std::size_t line = std::min(text_.find('\n', at), text_.size() - 1) + 1;
        const auto comment = line < text_.size() ? comment_at(line) : std::nullopt;
        if (!comment) break;
        last = comment->end;
        const std::size_t slashes = source.literal.find("//", line);
        source.literal[slashes] = source.literal[slashes + 1] = ' ';
        at = slashes + 1;
      }
    }
    if (close == name_end) return error("KF003", "The header's parameters have no closing bracket.", name_end, name_end + 1);
    source.signature = trimmed(std::string_view(source.literal).substr(name_end, close + 1 - name_end));
    if (const std::string_view rest = trimmed(text_.substr(close + 1, last - close - 1)); !rest.empty()) {
      return error("KF003", "The header ends with its parameters; there is more behind them.", close + 1, last, "the body follows on lines of its own");
    }
  }
  for (std::size_t at = 0; at < text_.size(); at = std::min(text_.find('\n', at), text_.size() - 1) + 1) {
    const auto line = comment_at(at);
    if (!line && at > last) break;
    if (line && !line->key.empty() && (line->begin < header.begin || line->begin > last)) take(source, *line);
  }
  if (!check_name(source)) return;
  // `// function: Name` has room for what a let statement begins with.
  for (std::size_t at = 0; at < (close == npos ? last : name_end); ++at) {
    if (source.literal[at] != '\n') source.literal[at] = ' ';
  }
  const std::size_t from = text_.substr(0, header.value).rfind("//");
  source.literal.replace(from, 6, "let f=");
  if (close == npos) source.literal.replace(from + 6, 2, "()");
  if (last < source.literal.size()) source.literal[last] = '{';
  else source.literal += '{';
  source.literal += "\n}";
  content_.functions.push_back(std::move(source));
}

}  // namespace kelpie::executor::detail
