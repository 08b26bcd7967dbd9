#include "generate/options.hpp"

#include <chrono>
#include <cstdio>
#include <map>
#include <stdexcept>

#include <CLI/CLI.hpp>

namespace kelpie::generate {

Ticks parse_start(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int used = 0;
  const char* whole = text.c_str();
  const bool date_only = std::sscanf(whole, "%4d-%2u-%2u%n", &year, &month, &day, &used) == 3 && whole[used] == '\0';
  const bool complete = date_only || (std::sscanf(whole, "%4d-%2u-%2uT%2u:%2u:%2uZ%n", &year, &month, &day, &hour,
                                                  &minute, &second, &used) == 6 &&
                                      whole[used] == '\0' && text.back() == 'Z');
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!complete || !date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 59) {
    throw std::invalid_argument("'" + text + "' is not a time from 1970 on; write it as 2025-03-03T00:00:00Z");
  }
  const Ticks seconds = hour * 3600 + minute * 60 + second;
  return std::chrono::sys_days{date}.time_since_epoch().count() * 24 * ticks_per_hour + seconds * ticks_per_second;
}

bool read_options(int count, char** arguments, Options& options, int& status) {
  CLI::App app{"Writes invented Entra sign-ins, one JSON object a line. The same options write the same bytes."};
  std::string start = "2025-03-03T00:00:00Z";
  const std::map<std::string, Table> tables{{"SigninLogs", Table::signin_logs},
                                            {"AADNonInteractiveUserSignInLogs", Table::non_interactive}};
  const std::map<std::string, Form> forms{{"row", Form::row}, {"envelope", Form::envelope}};
  app.add_option("--rows", options.rows, "how many events")->capture_default_str();
  app.add_option("--seed", options.seed, "which company and which events")->capture_default_str();
  app.add_option("--table", options.table, "SigninLogs or AADNonInteractiveUserSignInLogs")
      ->transform(CLI::CheckedTransformer(tables));
  app.add_option("--form", options.form, "row: as Log Analytics exports; envelope: as Azure Monitor sends")
      ->transform(CLI::CheckedTransformer(forms));
  app.add_option("--out", options.out, "file to write, - for standard output")->capture_default_str();
  app.add_option("--start", start, "time of the first event")->capture_default_str();
  app.add_option("--days", options.days, "length of the period")->check(CLI::Range(1, 3660))->capture_default_str();
  try {
    app.parse(count, arguments);
    options.start = parse_start(start);
    return true;
  } catch (const CLI::ParseError& error) {
    status = app.exit(error);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "--start: %s\n", error.what());
    status = 2;
  }
  return false;
}

}  // namespace kelpie::generate
