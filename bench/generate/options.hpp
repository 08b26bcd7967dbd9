#pragma once

#include <cstdint>
#include <string>

#include "generate/event.hpp"

namespace kelpie::generate {

enum class Form : std::uint8_t { row, envelope };

/// What the command line asks for.
struct Options {
  std::uint64_t rows = 1000;
  std::uint64_t seed = 1;
  Table table = Table::signin_logs;
  Form form = Form::row;
  std::string out = "-";
  Ticks start = 0;
  std::uint32_t days = 7;
};

/// Reads the command line. When it asks for help or is wrong, says so on standard output or error, sets `status` to
/// the process's exit status and returns false.
bool read_options(int count, char** arguments, Options& options, int& status);

/// Reads "2025-03-03" or "2025-03-03T00:00:00Z". Throws std::invalid_argument that quotes the text.
Ticks parse_start(const std::string& text);

}  // namespace kelpie::generate
