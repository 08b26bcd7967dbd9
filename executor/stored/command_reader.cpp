#include <algorithm>

#include "executor/stored/detail/header_reader.hpp"

namespace kelpie::executor::detail {

bool HeaderReader::read_properties(std::size_t& at, FunctionSource& source) {
  const std::size_t open = at;
  const std::size_t close = closing(open, text_.size());
  if (close == std::string_view::npos) {
    error("KF003", "The properties have no closing bracket.", open, open + 1);
    return false;
  }
  for (at = skip(open + 1); at < close; at = skip(at)) {
    const std::string_view key = word_at(at);
    const std::size_t begin = at;
    at = skip(at + key.size());
    if (key.empty() || at >= close || text_[at] != '=') {
      error("KF003", "A property is name = value.", begin, begin + std::max<std::size_t>(1, key.size()), "folder, docstring, view and skipvalidation are properties");
      return false;
    }
    at = skip(at + 1);
    std::string value;
    if (const std::size_t past = read_string(at, &value); past > at) {
      at = past;
    } else {
      value = word_at(at);
      at += std::max<std::size_t>(1, value.size());
    }
    if (key == "folder") source.category = value;
    else if (key == "docstring") source.description = value;
    else if (key == "view") source.view = value == "true";
    at = skip(at);
    if (at < close && text_[at] == ',') ++at;
  }
  at = skip(close + 1);
  return true;
}

std::size_t HeaderReader::read_command(std::size_t at) {
  const std::size_t begin = skip(at);
  const std::size_t end = text_.size();
  if (begin >= end) return end;
  const auto fail = [&](std::string message, std::size_t from, std::string hint = {}) {
    error("KF003", std::move(message), from, std::min(end, from + std::max<std::size_t>(1, word_at(from).size())), std::move(hint));
    return end;
  };
  std::size_t next = begin;
  for (const std::string_view command : {".create-or-alter", ".create", ".alter"}) {
    if (text_.substr(begin).starts_with(command) && next == begin) next += command.size();
  }
  next = skip(next);
  if (next == begin || word_at(next) != "function") {
    return fail("A command that makes a function is expected here: `.create-or-alter function Name() { ... }`.", begin, "other commands have no meaning in a file of functions");
  }
  next = skip(next + word_at(next).size());
  FunctionSource source;
  source.file = file_;
  // Commands have no property for an example; a comment before one says it.
  for (std::size_t line = at; line < begin; line = std::min(text_.find('\n', line), begin) + 1) {
    if (const auto comment = comment_at(line); comment && comment->key == "example") take(source, *comment);
  }
  if (word_at(next) == "ifnotexists") {
    source.only_if_absent = true;
    next = skip(next + word_at(next).size());
  }
  if (const std::size_t open = skip(next + 4); word_at(next) == "with" && open < end && text_[open] == '(') {
    next = open;
    if (!read_properties(next, source)) return end;
  }
  const std::size_t name = next;
  if (text_.substr(next).starts_with("['") || text_.substr(next).starts_with("[\"")) {
    next = read_string(next + 1, &source.name) + 1;
  } else {
    next = std::min(text_.find_first_of("({ \t\r\n", next), end);
    source.name = text_.substr(name, next - name);
  }
  source.header = {static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(std::min(next, end))};
  if (!check_name(source)) return end;
  const std::size_t open = skip(next);
  if (open >= end || text_[open] != '(') return fail("The parameters of '" + source.name + "' are expected here, in brackets.", std::min(open, end - 1));
  const std::size_t close = closing(open, end);
  if (close == std::string_view::npos) return fail("The parameters have no closing bracket.", open);
  source.signature = text_.substr(open, close + 1 - open);
  const std::size_t body = skip(close + 1);
  if (body >= end || text_[body] != '{') return fail("The body of '" + source.name + "' is expected here, in braces.", std::min(body, end - 1));
  const std::size_t last = closing(body, end);
  if (last == std::string_view::npos) return fail("The body of '" + source.name + "' has no closing brace.", body);
  // `.alter function N` has room for what a let statement begins with.
  source.offset = static_cast<std::uint32_t>(begin);
  source.literal = "let f=" + std::string(open - begin - 6, ' ') + std::string(text_.substr(open, last + 1 - open));
  content_.functions.push_back(std::move(source));
  next = skip(last + 1);
  return next < end && text_[next] == ';' ? next + 1 : last + 1;
}

}  // namespace kelpie::executor::detail
