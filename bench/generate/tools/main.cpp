#include <cstdio>
#include <exception>

#include "generate/options.hpp"
#include "generate/writers.hpp"

namespace {

using namespace kelpie::generate;

template <typename Writer>
void write_all(const Options& options) {
  const Population population(options.seed);
  const Writer writer(population, options.table);
  EventSource source(population, options.table, {options.start, options.days, options.rows}, options.seed);
  Output output(options.out);
  Event event;
  for (std::uint64_t i = 0; i < options.rows; ++i) {
    source.next(event);
    output.room();
    writer.write(output, event);
  }
  output.close();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  int status = 0;
  if (!read_options(argc, argv, options, status)) return status;
  try {
    if (options.form == Form::row) {
      write_all<RowWriter>(options);
    } else {
      write_all<EnvelopeWriter>(options);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kelpie_generate: %s\n", error.what());
    return 1;
  }
  return 0;
}
