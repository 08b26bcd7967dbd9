#include "plugin/server/api/kusto/commands/command_text.hpp"

#include <algorithm>

#include "plugin/server/api/kusto/problems.hpp"
#include "plugin/server/http/any_case.hpp"

namespace kelpie::server::kusto {

namespace {

bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; }

std::size_t past_blanks(std::string_view text, std::size_t at) {
  for (;;) {
    while (at < text.size() && is_blank(text[at])) ++at;
    if (text.substr(at, 2) != "//") return at;
    at = std::min(text.find('\n', at), text.size());
  }
}

class CommandReader {
 public:
  CommandReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  CommandText read() {
    CommandText command;
    for (at_ = past_blanks(text_, at_); at_ < text_.size(); at_ = past_blanks(text_, at_)) {
      if (text_[at_] == '|') {
        command.piped = at_;
        break;
      }
      if (text_[at_] == ';') {
        ++at_;
        continue;
      }
      CommandWord word = next();
      const bool option = word.kind == CommandWord::Kind::word && (word.text == "with" || word.text == "if_later_than");
      if (!option) {
        command.words.push_back(std::move(word));
        continue;
      }
      at_ = past_blanks(text_, at_);
      if (at_ < text_.size() && text_[at_] == '(')
        skip_parentheses();
      else if (at_ < text_.size() && word.text == "if_later_than")
        next();
    }
    return command;
  }

 private:
  CommandWord next() {
    CommandWord word;
    const char letter = text_[at_];
    if (letter == '"' || letter == '\'') {
      word.kind = CommandWord::Kind::text;
      word.text = quoted();
    } else if (letter == '[') {
      word.kind = CommandWord::Kind::name;
      word.text = bracketed();
    } else if (letter == '(') {
      word.kind = CommandWord::Kind::list;
      word.names = list();
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && !is_blank(text_[at_]) &&
             std::string_view("|;()[]\"',").find(text_[at_]) == std::string_view::npos)
        ++at_;
      if (at_ == begin) ++at_;  // a stray sign is a word of its own
      word.text = std::string(text_.substr(begin, at_ - begin));
    }
    return word;
  }

  [[noreturn]] static void unclosed(std::string_view what) {
    throw bad_request("The command has " + std::string(what) + " that is not closed.");
  }

  std::string quoted() {
    const char quote = text_[at_++];
    std::string out;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    if (at_ >= text_.size()) unclosed("a quote");
    ++at_;
    return out;
  }

  std::string bracketed() {
    at_ = past_blanks(text_, at_ + 1);
    std::string out;
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      out = quoted();
      at_ = past_blanks(text_, at_);
    } else {
      const std::size_t end = std::min(text_.find(']', at_), text_.size());
      out = std::string(text_.substr(at_, end - at_));
      at_ = end;
    }
    if (at_ >= text_.size() || text_[at_] != ']') unclosed("a bracket");
    ++at_;
    return out;
  }

  std::vector<std::string> list() {
    std::vector<std::string> names;
    for (at_ = past_blanks(text_, at_ + 1); at_ < text_.size() && text_[at_] != ')'; at_ = past_blanks(text_, at_)) {
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (text_[at_] == '(') throw bad_request("The command has a parenthesis in a list of names.");
      CommandWord word = next();
      names.push_back(std::move(word.text));
    }
    if (at_ >= text_.size()) unclosed("a parenthesis");
    ++at_;
    return names;
  }

  void skip_parentheses() {
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      if (letter == '"' || letter == '\'') {
        static_cast<void>(quoted());
        continue;
      }
      ++at_;
      if (letter == '(') ++depth;
      if (letter == ')' && --depth == 0) return;
    }
    unclosed("a parenthesis");
  }

  std::string_view text_;
  std::size_t at_;
};

}  // namespace

std::optional<std::size_t> find_command(std::string_view text) {
  const std::size_t at = past_blanks(text, 0);
  return at < text.size() && text[at] == '.' ? std::optional(at) : std::nullopt;
}

CommandText read_command(std::string_view text, std::size_t point) {
  CommandText command = CommandReader(text, point + 1).read();
  const std::size_t end = std::min(command.piped, text.size());
  std::string_view shown = text.substr(point, std::min<std::size_t>(end - point, 120));
  while (!shown.empty() && is_blank(shown.back())) shown.remove_suffix(1);
  command.shown = std::string(shown);
  return command;
}

bool has_form(const std::vector<CommandWord>& words, std::string_view pattern, std::vector<std::string>& values) {
  values.clear();
  for (const CommandWord& word : words) {
    const std::size_t end = std::min(pattern.find(' '), pattern.size());
    const std::string_view wanted = pattern.substr(0, end);
    if (wanted.empty()) return false;
    using Kind = CommandWord::Kind;
    if (wanted == "{name}") {
      if (word.kind == Kind::list) return false;
      values.push_back(word.text);
    } else if (wanted == "{text}") {
      if (word.kind != Kind::text && word.kind != Kind::word) return false;
      values.push_back(word.text);
    } else if (wanted == "{list}") {
      if (word.kind != Kind::list) return false;
      values.insert(values.end(), word.names.begin(), word.names.end());
    } else if (word.kind != Kind::word || !same_but_for_case(word.text, wanted)) {
      return false;
    }
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return pattern.empty();
}

}  // namespace kelpie::server::kusto
