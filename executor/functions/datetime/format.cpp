#include "executor/functions/datetime/format.hpp"

#include <algorithm>
#include <array>

#include "executor/error.hpp"
#include "executor/functions/datetime/calendar.hpp"
#include "executor/functions/datetime/datetime.hpp"
#include "executor/functions/row_kernel.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

constexpr std::string_view delimiters = " /-:,._[]";
constexpr unsigned fraction_digits = 7;

void append_padded(std::uint64_t value, unsigned width, std::string& out) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// The first digits of the fraction of a second; with `trim` without the zeros at their end.
void append_fraction(std::uint64_t ticks, unsigned digits, bool trim, std::string& out) {
  std::array<char, fraction_digits> text;
  std::uint64_t rest = ticks % static_cast<std::uint64_t>(tables::ticks_per_second);
  for (unsigned i = fraction_digits; i-- > 0; rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
  while (trim && digits > 0 && text[digits - 1] == '0') --digits;
  out.append(text.data(), digits);
}

}  // namespace

unsigned TimeFormat::longest(char letter, Of of) {
  switch (letter) {
    case 'd':
      return of == Of::datetime ? 2 : 8;
    case 'h':
    case 'H':
    case 'm':
    case 's':
      return 2;
    case 'f':
    case 'F':
      return fraction_digits;
    case 'M':
    case 't':
      return of == Of::datetime ? 2 : 0;
    case 'y':
      return of == Of::datetime ? 4 : 0;
    default:
      return 0;
  }
}

TimeFormat::TimeFormat(std::string_view format, Of of) : of_(of) {
  const auto refuse = [&](std::size_t at, std::string_view what) {
    throw QueryError("SEM0420",
                     "The format '" + std::string(format) + "' of " +
                         (of == Of::datetime ? "format_datetime" : "format_timespan") + "() has " + std::string(what) +
                         " '" + std::string(format.substr(at, 1)) + "' at position " + std::to_string(at + 1) +
                         "; it may have " +
                         (of == Of::datetime ? "d dd f..fffffff F..FFFFFFF h hh H HH m mm M MM s ss tt yy yyyy"
                                             : "d..dddddddd f..fffffff F..FFFFFFF h hh H HH m mm s ss") +
                         ", the blank and / - : , . _ [ ]");
  };
  if (format.empty()) throw QueryError("SEM0420", "The format of a date or a timespan is empty.");
  for (std::size_t at = 0; at < format.size();) {
    const char letter = format[at];
    if (delimiters.find(letter) != std::string_view::npos) {
      pieces_.push_back({0, 1, letter});
      ++at;
      continue;
    }
    const unsigned most = longest(letter, of);
    if (most == 0) refuse(at, "an unknown character");
    unsigned length = 1;
    while (length < most && at + length < format.size() && format[at + length] == letter) ++length;
    if (letter == 'y' && length == 3) length = 2;
    if ((letter == 'y' || letter == 't') && length == 1) refuse(at, "a lone");
    pieces_.push_back({letter, length, 0});
    at += length;
  }
}

void TimeFormat::append(std::int64_t ticks, std::string& out) const {
  const bool negative = ticks < 0;
  const auto size = negative ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
  if (negative) out += '-';
  for (const Piece& piece : pieces_) {
    switch (piece.letter) {
      case 0:
        out += piece.delimiter;
        break;
      case 'f':
        append_fraction(size, piece.length, false, out);
        break;
      case 'F':
        append_fraction(size, piece.length, true, out);
        break;
      case 's':
        append_padded(size / tables::ticks_per_second % 60, piece.length, out);
        break;
      case 'm':
        append_padded(size / tables::ticks_per_minute % 60, piece.length, out);
        break;
      case 'H':
        append_padded(size / tables::ticks_per_hour % 24, piece.length, out);
        break;
      default:
        if (of_ == Of::datetime)
          append_datetime(piece, ticks, out);
        else if (piece.letter == 'd')
          append_padded(size / tables::ticks_per_day, piece.length, out);
        else
          append_padded(size / tables::ticks_per_hour % 24, piece.length, out);
    }
  }
}

void TimeFormat::append_datetime(const Piece& piece, std::int64_t ticks, std::string& out) const {
  const auto hour = static_cast<std::uint64_t>(ticks / tables::ticks_per_hour % 24);
  if (piece.letter == 'h') return append_padded(hour % 12 == 0 ? 12 : hour % 12, piece.length, out);
  if (piece.letter == 't') {
    out += hour < 12 ? "AM" : "PM";
    return;
  }
  const CalendarDate date = date_of(ticks / tables::ticks_per_day);
  const auto year = static_cast<std::uint64_t>(date.year);
  if (piece.letter == 'd')
    append_padded(date.day, piece.length, out);
  else if (piece.letter == 'M')
    append_padded(date.month, piece.length, out);
  else
    append_padded(piece.length == 2 ? year % 100 : year, piece.length, out);
}

namespace {

auto prepare_format(TimeFormat::Of of) {
  return [of](const CallSite& site) {
    const tables::Value* text = site.constant(1);
    return [format = TimeFormat(text == nullptr ? std::string_view() : text->as_text(), of)](
               tables::TextArena& arena, std::int64_t ticks, std::string_view) {
      std::string out;
      format.append(ticks, out);
      return arena.put(out);
    };
  };
}

}  // namespace

void add_format_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "format_datetime",
                              .category = "datetime",
                              .summary = "Writes a date and time in a format.",
                              .example = "print format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')",
                              .naming = ResultNaming::first_argument,
                              .overloads = {{.signature = "(date:datetime, const format:string) -> string",
                                             .kernel = prepared(prepare_format(TimeFormat::Of::datetime))}}});
  registry.add(ScalarFunction{.name = "format_timespan",
                              .category = "datetime",
                              .summary = "Writes a timespan in a format.",
                              .example = "print format_timespan(1d + 2h + 3m, 'd.hh:mm:ss')",
                              .naming = ResultNaming::first_argument,
                              .overloads = {{.signature = "(timespan:timespan, const format:string) -> string",
                                             .kernel = prepared(prepare_format(TimeFormat::Of::timespan))}}});
}

}  // namespace kelpie::executor
