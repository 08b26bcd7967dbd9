// Compares the engine with a naive interpreter of its plans, and with itself, on queries and data that a seed makes up.
//   kelpie_differential [--seed S] [--queries N | --minutes M] [--query TEXT] [--keep-going] [--coverage] [--show]
// --query checks a query of one's own over the tables of the seed.
// Exit status 0: all answers are alike. Otherwise the first failure is printed, made small, with the command that
// repeats it.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "compare/answers.hpp"
#include "compare/relations.hpp"

using namespace kelpie;
using namespace kelpie::differential;

namespace {

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t queries = 2'000;
  double minutes = 0;
  std::string query;
  bool keep_going = false;
  bool coverage = false;
  bool show = false;
};

struct Counts {
  std::uint64_t compared = 0, relations = 0, set_aside = 0, failed = 0, ways = 0;
};

/// Seeds share their tables in runs of so many.
constexpr std::uint64_t seeds_per_world = 16;
/// One world of so many has a store on the disk, too.
constexpr std::uint64_t worlds_per_store = 8;

std::string text_of(const Outcome& outcome) {
  return outcome.rows ? to_text(*outcome.rows) : "  " + outcome.failure + "\n";
}

void print(const Failure& failure, World& world) {
  for (const GeneratedTable& table : world.tables()) std::printf("%s", as_datatable(table).c_str());
  std::printf("%s\n\n", failure.query.text().c_str());
  if (!failure.other.empty()) std::printf("must give the same as\n%s\n\n", failure.other.c_str());
  std::printf("Run with %s.\n%s\n", failure.way.text().c_str(), failure.what.c_str());
  std::printf("Expected:\n%sFound:\n%s", text_of(failure.expected).c_str(), text_of(failure.actual).c_str());
  std::printf("Plan:\n%s\n", world.plan(failure.query.text(), failure.way).c_str());
}

class Run {
 public:
  explicit Run(const Options& options) : options_(options), functions_(executor::make_builtin_registry()) {}

  int all() {
    const auto start = std::chrono::steady_clock::now();
    const auto end = start + std::chrono::duration<double>(options_.minutes * 60);
    for (std::uint64_t i = 0; options_.minutes > 0 ? std::chrono::steady_clock::now() < end : i < options_.queries;
         ++i) {
      one(options_.seed + i);
      if (counts_.failed > 0 && !options_.keep_going) break;
    }
    std::printf(
        "%llu queries compared in %llu ways (%zu rows expected; %zu answers empty, %zu errors), %llu relations between "
        "queries, %llu set aside, %llu failed\n",
        number(counts_.compared), number(counts_.ways), coverage_.rows, coverage_.empty_answers,
        coverage_.failed_answers, number(counts_.relations), number(counts_.set_aside), number(counts_.failed));
    if (options_.coverage) print_coverage();
    return counts_.failed == 0 ? 0 : 1;
  }

 private:
  static unsigned long long number(std::uint64_t value) { return value; }

  void one(std::uint64_t seed) {
    const std::uint64_t block = seed / seeds_per_world;
    if (!world_ || block != block_) {
      Random random(block * 2 + 1);
      world_ = std::make_unique<World>(generate_tables(random), functions_);
      block_ = block;
    }
    Random random(seed * 2);
    const auto is_empty = [this](const std::string& text) {
      try {
        const Outcome outcome = world_->engine(text, {Storage::flat, false, 1, 4096});
        return outcome.rows && outcome.rows->rows.empty();
      } catch (const NotForReference&) {
        return true;  // no more use than an empty one
      }
    };
    QueryWriter writer(
        random, world_->tables(), [this](const std::string& text) { return world_->columns_of(text); }, is_empty);
    std::optional<Failure> failure;
    try {
      if (!options_.query.empty()) {
        failure = check_against_reference(*world_, Query{{}, {options_.query}, RowOrder::loose, false},
                                          choose_ways(random, {}, true), coverage_);
      } else if (random.percent(20)) {
        if (options_.show) std::printf("-- seed %llu: a relation between queries\n", number(seed)), std::fflush(stdout);
        failure = check_relation(*world_, random, writer);
        ++counts_.relations;
      } else {
        const Query query = writer.write();
        if (options_.show) std::printf("-- seed %llu\n%s\n", number(seed), query.text().c_str()), std::fflush(stdout);
        const std::vector<Way> ways = choose_ways(random, query, block % worlds_per_store == 0);
        failure = check_against_reference(*world_, query, ways, coverage_);
        ++counts_.compared;
        counts_.ways += ways.size();
      }
    } catch (const NotForReference&) {
      ++counts_.set_aside;
    }
    if (!failure) return;
    ++counts_.failed;
    std::printf("==== seed %llu\n", number(seed));
    print(*failure, *world_);
    std::printf("---- smaller\n");
    std::fflush(stdout);
    const Failure small = shrink(world_, std::move(*failure));
    print(small, *world_);
    std::printf("Repeat with: kelpie_differential --seed %llu --queries 1\n\n", number(seed));
    std::fflush(stdout);
    world_.reset();  // it has lost rows
  }

  void print_coverage() const {
    const auto list = [](const char* what, const std::map<std::string, std::size_t>& met) {
      std::printf("%s (%zu):", what, met.size());
      for (const auto& [name, count] : met) std::printf(" %s %zu,", name.c_str(), count);
      std::printf("\n");
    };
    list("operators", coverage_.operators);
    list("functions of the interpreter's own", coverage_.own_functions);
    list("functions by their kernels", coverage_.kernel_functions);
    list("aggregates of the interpreter's own", coverage_.own_aggregates);
    list("aggregates row by row", coverage_.engine_aggregates);
  }

  Options options_;
  std::shared_ptr<const executor::FunctionRegistry> functions_;
  std::unique_ptr<World> world_;
  std::uint64_t block_ = 0;
  Counts counts_;
  Coverage coverage_;
};

[[noreturn]] void usage() {
  std::fprintf(stderr,
               "usage: kelpie_differential [--seed S] [--queries N | --minutes M] [--query TEXT] [--keep-going] "
               "[--coverage] [--show]\n");
  std::exit(2);
}

Options read_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    const auto value = [&] {
      if (++i >= count) usage();
      char* end = nullptr;
      const double number = std::strtod(arguments[i], &end);
      if (end == arguments[i] || *end != 0 || number < 0) usage();
      return number;
    };
    if (name == "--seed")
      options.seed = static_cast<std::uint64_t>(value());
    else if (name == "--queries")
      options.queries = static_cast<std::uint64_t>(value());
    else if (name == "--minutes")
      options.minutes = value();
    else if (name == "--query" && i + 1 < count)
      options.query = arguments[++i], options.queries = 1;
    else if (name == "--keep-going")
      options.keep_going = true;
    else if (name == "--coverage")
      options.coverage = true;
    else if (name == "--show")
      options.show = true;
    else
      usage();
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) { return Run(read_options(count, arguments)).all(); }
