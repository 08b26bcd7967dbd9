#include "plugin/server/listeners/relp_frames.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t most_digits = 9, most_letters = 32;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'); }

struct Part {
  std::string_view text;
  bool open = false;  // there may be more of it
};

template <typename Accepts>
Part part_of(std::string_view bytes, std::size_t at, std::size_t most, const Accepts& accepts) {
  std::size_t end = at;
  while (end < bytes.size() && end - at <= most && accepts(bytes[end])) ++end;
  return {bytes.substr(at, end - at), end == bytes.size()};
}

std::uint32_t number_of(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  return value;
}

}  // namespace

RelpFrames::Found RelpFrames::broken(std::string what) {
  problem_ = std::move(what);
  return Found::broken;
}

RelpFrames::Found RelpFrames::take_head(std::string_view& bytes) {
  std::size_t at = 0;
  const Part transaction = part_of(bytes, at, most_digits, is_digit);
  if (transaction.text.size() > most_digits || (transaction.text.empty() && !transaction.open))
    return broken("a RELP frame begins with a transaction number of at most nine digits");
  if (transaction.open) return Found::more;
  at += transaction.text.size();
  if (bytes[at] != ' ') return broken("a blank is expected behind a RELP frame's transaction number");

  const Part command = part_of(bytes, ++at, most_letters, is_letter);
  if (command.text.size() > most_letters || (command.text.empty() && !command.open))
    return broken("a RELP frame's command is a word of at most 32 letters");
  if (command.open) return Found::more;
  at += command.text.size();
  if (bytes[at] != ' ') return broken("a blank is expected behind a RELP frame's command");

  const Part length = part_of(bytes, ++at, most_digits, is_digit);
  if (length.text.size() > most_digits || (length.text.empty() && !length.open))
    return broken("the length of a RELP frame's data is a number of at most nine digits");
  if (length.open) return Found::more;
  at += length.text.size();

  const std::uint32_t size = number_of(length.text);
  // Without data the blank is left out; some senders write it.
  if (bytes[at] == ' ') {
    ++at;
  } else if (size > 0 || bytes[at] != '\n') {
    return broken("a blank is expected behind the length of a RELP frame's data");
  }
  transaction_ = number_of(transaction.text);
  command_ = command.text;
  data_.begin(size);
  bytes.remove_prefix(at);
  state_ = State::data;
  return Found::frame;
}

RelpFrames::Found RelpFrames::next(std::string_view& bytes) {
  // Only a head and data that are too long are kept from call to call: what else is not complete comes again.
  const std::string_view before = bytes;
  if (state_ == State::head) {
    if (const Found found = take_head(bytes); found != Found::frame) return found;
  }
  if (state_ == State::data) {
    if (!data_.take(bytes)) {
      if (data_.cut()) return Found::more;
      bytes = before;
      state_ = State::head;
      return Found::more;
    }
    state_ = State::end;
  }
  if (bytes.empty()) {
    if (data_.cut()) return Found::more;
    bytes = before;
    state_ = State::head;
    return Found::more;
  }
  if (bytes.front() != '\n')
    return broken("a newline is expected behind the " + std::to_string(data_.message().size()) +
                  " bytes of a RELP frame's data");
  bytes.remove_prefix(1);
  state_ = State::head;
  return Found::frame;
}

}  // namespace kelpie::server
