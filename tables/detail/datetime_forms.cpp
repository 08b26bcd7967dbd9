#include "tables/detail/datetime_forms.hpp"

#include <algorithm>
#include <array>

#include "tables/number_text.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};

/// The zones of RFC 822, hours from UTC.
struct Zone {
  std::string_view name;
  int hours;
};
constexpr std::array<Zone, 12> zones = {{{"z", 0},
                                         {"gmt", 0},
                                         {"utc", 0},
                                         {"ut", 0},
                                         {"est", -5},
                                         {"edt", -4},
                                         {"cst", -6},
                                         {"cdt", -5},
                                         {"mst", -7},
                                         {"mdt", -6},
                                         {"pst", -8},
                                         {"pdt", -7}}};

constexpr std::size_t longest_word = 9;

/// A word in lower case; no longer than any that is known.
struct Word {
  std::array<char, longest_word + 1> letters{};
  std::size_t size = 0;
  [[nodiscard]] std::string_view text() const { return {letters.data(), size}; }
};

/// Position of the name that the word is, in full or as its first three letters; -1 when it is none.
template <std::size_t Count>
int find_name(const std::array<std::string_view, Count>& names, std::string_view word) {
  if (word.size() < 3) return -1;
  for (std::size_t i = 0; i < Count; ++i) {
    if (names[i] == word || (word.size() == 3 && names[i].starts_with(word))) return static_cast<int>(i);
  }
  return -1;
}

class DatetimeReader {
 public:
  explicit DatetimeReader(std::string_view text) : text_(text) {}

  std::optional<std::int64_t> read_time_only() {
    if (!read_time()) return std::nullopt;
    skip_blanks();
    return at_end() ? ticks_of(time_) : std::nullopt;
  }

  std::optional<std::int64_t> read() {
    skip_weekday();
    if (!read_date()) return std::nullopt;
    if (!at_end() && !(read_separator() && read_time())) return std::nullopt;
    skip_blanks();
    if (!at_end() && !read_zone()) return std::nullopt;
    if (!at_end()) return std::nullopt;
    const auto ticks = ticks_of(time_);
    if (!ticks) return std::nullopt;
    const std::int64_t utc = *ticks - offset_minutes_ * ticks_per_minute;
    return utc < 0 || utc > max_datetime ? std::nullopt : std::optional(utc);
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (!at_end() && is_blank(text_[at_])) ++at_;
  }
  /// Reads digits; how many is left in digits_. At most eight.
  bool read_number(int& value) {
    value = 0;
    for (digits_ = 0; !at_end() && is_digit(text_[at_]); ++digits_, ++at_) {
      if (digits_ == 8) return false;
      value = value * 10 + (text_[at_] - '0');
    }
    return digits_ > 0;
  }
  Word read_word() {
    Word word;
    while (!at_end()) {
      const char lower = static_cast<char>(text_[at_] | 0x20);
      if (lower < 'a' || lower > 'z' || word.size > longest_word) break;
      word.letters[std::min(word.size, longest_word)] = lower;
      ++word.size;
      ++at_;
    }
    word.size = std::min(word.size, longest_word + 1);
    return word;
  }

  void skip_weekday() {
    const std::size_t start = at_;
    if (find_name(weekdays, read_word().text()) < 0) {
      at_ = start;
      return;
    }
    take(',');
    skip_blanks();
  }

  /// A year of two digits, as .NET and RFC 850 readers take it.
  void set_year(int year) { time_.year = digits_ <= 2 ? (year < 50 ? 2000 + year : 1900 + year) : year; }

  bool read_date() {
    if (!is_digit(peek())) return read_month_name() && read_day_after_month();
    int first = 0;
    if (!read_number(first)) return false;
    if (digits_ == 8) {
      time_.year = first / 10'000;
      time_.month = first / 100 % 100;
      time_.day = first % 100;
      return true;
    }
    if (digits_ == 4) return read_year_first(first);
    if (digits_ > 2) return false;
    const char mark = peek();
    if ((mark == '-' || mark == '/' || mark == '.') && is_digit(at_ + 1 < text_.size() ? text_[at_ + 1] : '\0')) {
      ++at_;
      return read_month_first(first, mark);
    }
    time_.day = first;
    return read_year_after_month_name();
  }

  /// The mark between the parts of a date; `2017 - 08 - 01` is read too.
  bool take_mark(char mark) {
    const std::size_t start = at_;
    skip_blanks();
    if (take(mark)) {
      skip_blanks();
      return true;
    }
    at_ = start;
    return false;
  }

  /// YYYY, YYYY-MM, YYYY-MM-DD; the parts may be kept apart by / . and commas too.
  bool read_year_first(int year) {
    time_.year = year;
    const char mark = peek() == '/' || peek() == '.' || peek() == ',' ? peek() : '-';
    if (!take_mark(mark)) return true;
    if (!read_number(time_.month) || digits_ > 2) return false;
    if (!take_mark(mark)) return mark == '-';
    return read_number(time_.day) && digits_ <= 2;
  }

  /// MM/DD/YYYY
  bool read_month_first(int month, char mark) {
    time_.month = month;
    if (!read_number(time_.day) || digits_ > 2 || !take(mark)) return false;
    return read_number(time_.year) && digits_ == 4;
  }

  /// 2 Dec 2022, 02-Dec-22; the day is read.
  bool read_year_after_month_name() {
    const bool hyphen = take('-');
    if (!hyphen) skip_blanks();
    if (!read_month_name()) return false;
    if (hyphen ? !take('-') : !skip_comma_and_blanks()) return false;
    int year = 0;
    if (!read_number(year) || (digits_ != 2 && digits_ != 4)) return false;
    set_year(year);
    return true;
  }

  /// Dec 2, 2022; the month is read.
  bool read_day_after_month() {
    if (!skip_comma_and_blanks() || !read_number(time_.day) || digits_ > 2) return false;
    return skip_comma_and_blanks() && read_number(time_.year) && digits_ == 4;
  }

  bool read_month_name() {
    const int month = find_name(months, read_word().text());
    time_.month = month + 1;
    return month >= 0;
  }

  /// True when there was one of them.
  bool skip_comma_and_blanks() {
    const std::size_t start = at_;
    take(',');
    skip_blanks();
    return at_ != start;
  }

  /// Between date and time: T, blanks, a comma.
  bool read_separator() {
    if (take('T') || take('t')) return true;
    return skip_comma_and_blanks();
  }

  /// hh:mm[:ss[.f]] [AM|PM]
  bool read_time() {
    if (!read_number(time_.hour) || digits_ > 2 || !take(':')) return false;
    if (!read_number(time_.minute) || digits_ > 2) return false;
    if (take(':') && (!read_number(time_.second) || digits_ > 2 || !read_fraction())) return false;
    skip_blanks();
    const char half = static_cast<char>(peek() | 0x20);
    if ((half != 'a' && half != 'p') || at_ + 1 >= text_.size() || (text_[at_ + 1] | 0x20) != 'm') return true;
    at_ += 2;
    if (time_.hour < 1 || time_.hour > 12) return false;
    time_.hour = time_.hour % 12 + (half == 'p' ? 12 : 0);
    return true;
  }

  bool read_fraction() {
    if (!take('.')) return true;
    int place = 1'000'000;
    const std::size_t start = at_;
    for (; !at_end() && is_digit(text_[at_]); ++at_, place /= 10) time_.fraction += (text_[at_] - '0') * place;
    return at_ != start;
  }

  /// A name, or +hh:mm, +hhmm, +hh.
  bool read_zone() {
    if (peek() != '+' && peek() != '-') {
      const Word word = read_word();
      const auto zone =
          std::find_if(zones.begin(), zones.end(), [&](const Zone& known) { return known.name == word.text(); });
      if (zone == zones.end()) return false;
      offset_minutes_ = zone->hours * 60;
      return true;
    }
    const bool west = text_[at_++] == '-';
    int hours = 0;
    int minutes = 0;
    if (!read_number(hours)) return false;
    if (digits_ == 4) {
      minutes = hours % 100;
      hours /= 100;
    } else if (digits_ > 2 || (take(':') && (!read_number(minutes) || digits_ != 2))) {
      return false;
    }
    if (hours > 14 || minutes > 59) return false;
    offset_minutes_ = (west ? -1 : 1) * (hours * 60 + minutes);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int digits_ = 0;
  CivilTime time_;
  std::int64_t offset_minutes_ = 0;
};

}  // namespace

std::optional<std::int64_t> parse_datetime_forms(std::string_view text) {
  return DatetimeReader(without_blanks(text)).read();
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
  return DatetimeReader(without_blanks(text)).read_time_only();
}

}  // namespace kelpie::tables
