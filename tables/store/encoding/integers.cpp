#include "tables/store/encoding/integers.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "tables/store/encoding/bit_packing.hpp"
#include "tables/store/encoding/validity.hpp"
#include "tables/store/encoding/value_check.hpp"
#include "tables/store/encoding/vector_code.hpp"

namespace kelpie::tables::store {

namespace {

/// How a run is packed: value = base + scale * packed; or, with differences, value = value before + step + scale *
/// packed, the first being base. All arithmetic is modulo 2^64.
struct Run {
  std::uint64_t base = 0;
  std::uint64_t step = 0;
  std::uint32_t scale = 1;
  std::uint8_t width = 0;
  std::uint8_t differences = 0;
};

constexpr std::size_t run_bytes = 22;
// Ticks of a second, a millisecond, a microsecond.
constexpr std::uint32_t scales[] = {10'000'000, 10'000, 10};

struct Extremes {
  std::int64_t min;
  std::int64_t max;
};

KELPIE_VECTOR_CODE Extremes extremes_of(const std::int64_t* values, std::size_t count) {
  Extremes found{values[0], values[0]};
  for (std::size_t i = 0; i < count; ++i) {
    found.min = std::min(found.min, values[i]);
    found.max = std::max(found.max, values[i]);
  }
  return found;
}

KELPIE_VECTOR_CODE Extremes extremes_of_differences(const std::int64_t* values, std::size_t count) {
  Extremes found{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  for (std::size_t i = 1; i < count; ++i) {
    const auto difference =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(values[i - 1]));
    found.min = std::min(found.min, difference);
    found.max = std::max(found.max, difference);
  }
  return found;
}

template <std::uint32_t Scale>
bool all_divisible(const std::int64_t* values, std::size_t count, std::uint64_t base) {
  for (std::size_t i = 0; i < count; ++i) {
    if ((static_cast<std::uint64_t>(values[i]) - base) % Scale != 0) return false;
  }
  return true;
}

std::uint32_t scale_of(const std::int64_t* values, std::size_t count, Extremes range) {
  const auto base = static_cast<std::uint64_t>(range.min);
  const std::uint64_t spread = static_cast<std::uint64_t>(range.max) - base;
  // Differences of neighbours must not wrap around: modulo 2^64 they would not be multiples any more.
  if (spread >= std::uint64_t{1} << 62) return 1;
  if (spread >= scales[0] && all_divisible<scales[0]>(values, count, base)) return scales[0];
  if (spread >= scales[1] && all_divisible<scales[1]>(values, count, base)) return scales[1];
  if (spread >= scales[2] && all_divisible<scales[2]>(values, count, base)) return scales[2];
  return 1;
}

template <std::uint32_t Scale>
void divide(std::uint64_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] /= Scale;
}

void divide_by(std::uint32_t scale, std::uint64_t* values, std::size_t count) {
  if (scale == scales[0]) divide<scales[0]>(values, count);
  if (scale == scales[1]) divide<scales[1]>(values, count);
  if (scale == scales[2]) divide<scales[2]>(values, count);
}

void append_run(std::string& directory, std::string& packed, const std::int64_t* values, std::size_t count) {
  const Extremes range = extremes_of(values, count);
  Run run;
  run.scale = scale_of(values, count, range);
  run.base = static_cast<std::uint64_t>(range.min);
  run.width = static_cast<std::uint8_t>(width_of((static_cast<std::uint64_t>(range.max) - run.base) / run.scale));
  if (count > 2) {
    const Extremes steps = extremes_of_differences(values, count);
    const std::uint64_t spread = static_cast<std::uint64_t>(steps.max) - static_cast<std::uint64_t>(steps.min);
    // Differences that are all multiples of the scale have a spread that is one. Reading differences costs more: they
    // must save something.
    const unsigned width = width_of(spread / run.scale);
    if (width + 1 < run.width) {
      run.differences = 1;
      run.width = static_cast<std::uint8_t>(width);
      run.base = static_cast<std::uint64_t>(values[0]);
      run.step = static_cast<std::uint64_t>(steps.min);
    }
  }
  std::uint64_t scaled[packed_run];
  if (run.differences == 0) {
    for (std::size_t i = 0; i < count; ++i) scaled[i] = static_cast<std::uint64_t>(values[i]) - run.base;
  } else {
    scaled[0] = 0;
    for (std::size_t i = 1; i < count; ++i) {
      scaled[i] = static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(values[i - 1]) - run.step;
    }
  }
  divide_by(run.scale, scaled, count);
  append_value(directory, run.base);
  append_value(directory, run.step);
  append_value(directory, run.scale);
  append_value(directory, run.width);
  append_value(directory, run.differences);
  append_packed(packed, scaled, count, run.width);
}

KELPIE_VECTOR_CODE void add_base(const std::uint64_t* packed, std::size_t count, std::uint64_t base,
                                 std::uint64_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = base + packed[i];
}

KELPIE_VECTOR_CODE void scale_and_add_base(const std::uint64_t* packed, std::size_t count, std::uint64_t base,
                                           std::uint32_t scale, std::uint64_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = base + scale * packed[i];
}

void add_up(const std::uint64_t* packed, std::size_t count, const Run& run, std::uint64_t* out) {
  std::uint64_t value = run.base;
  out[0] = value;
  if (run.scale == 1) {
    for (std::size_t i = 1; i < count; ++i) out[i] = value += run.step + packed[i];
  } else {
    for (std::size_t i = 1; i < count; ++i) out[i] = value += run.step + run.scale * packed[i];
  }
}

struct IntegerCells {
  std::unique_ptr<std::int64_t[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
};

/// Block summaries, nulls, a directory of the runs, the runs.
class IntegerColumn final : public ColumnBase {
 public:
  explicit IntegerColumn(Source source) : ColumnBase(std::move(source)) {
    ByteCursor cursor(source_.bytes);
    blocks_ = take_summaries(cursor, source_.rows);
    validity_ = Validity(cursor, source_.rows, blocks_);
    const std::size_t count = (source_.rows + packed_run - 1) / packed_run;
    ByteCursor directory(cursor.take_bytes(count * run_bytes, "directory of integers"));
    runs_.resize(count);
    places_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      Run& run = runs_[i];
      run.base = directory.take<std::uint64_t>("base of integers");
      run.step = directory.take<std::uint64_t>("step of integers");
      run.scale = directory.take<std::uint32_t>("scale of integers");
      run.width = directory.take<std::uint8_t>("width of integers");
      run.differences = directory.take<std::uint8_t>("form of integers");
      if (run.width > 64) throw_damaged("width of integers", run.width, "at most 64 bits");
      if (run.differences > 1) throw_damaged("form of integers", run.differences, "0 or 1");
      places_[i] = cursor.take_bytes(packed_size(rows_in(i), run.width), "packed integers").data();
    }
    cursor.expect_end("packed integers");
  }

  std::string_view encoding_name() const override {
    const auto differences =
        std::count_if(runs_.begin(), runs_.end(), [](const Run& run) { return run.differences != 0; });
    return static_cast<std::size_t>(differences) * 2 > runs_.size() ? "differences" : "integers";
  }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    auto cells = std::make_shared<IntegerCells>();
    cells->values = std::make_unique_for_overwrite<std::int64_t[]>(count);
    cells->validity = validity_.read(offset, count);
    for (std::size_t done = 0; done < count;) {
      const std::size_t run = (offset + done) / packed_run;
      const std::size_t within = (offset + done) % packed_run;
      const std::size_t taken = std::min(rows_in(run) - within, count - done);
      read_run(run, within, taken, reinterpret_cast<std::uint64_t*>(cells->values.get()) + done);
      done += taken;
    }
    const std::int64_t* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    require_values(source_.type, values, count);
    Vector result = Vector::flat(source_.type, count, values, validity, std::move(cells));
    result.set_range(range_of(offset, count));
    return result;
  }

 private:
  std::size_t rows_in(std::size_t run) const { return std::min(packed_run, source_.rows - run * packed_run); }

  void read_run(std::size_t number, std::size_t within, std::size_t count, std::uint64_t* out) const {
    alignas(64) std::uint64_t packed[packed_run];
    const Run& run = runs_[number];
    unpack(places_[number], packed, rows_in(number), run.width);
    if (run.differences == 0) {
      if (run.scale == 1) return add_base(packed + within, count, run.base, out);
      return scale_and_add_base(packed + within, count, run.base, run.scale, out);
    }
    if (within == 0) return add_up(packed, count, run, out);
    add_up(packed, within + count, run, packed);
    std::copy_n(packed + within, count, out);
  }

  Validity validity_;
  std::vector<Run> runs_;
  std::vector<const char*> places_;
};

/// The rows with every null replaced by the value before it, so that it takes no room.
std::unique_ptr<std::int64_t[]> without_nulls(const std::int64_t* values, const std::uint8_t* validity,
                                              std::size_t rows) {
  auto result = std::make_unique_for_overwrite<std::int64_t[]>(rows);
  const auto first = static_cast<std::size_t>(
      std::find_if(validity, validity + rows, [](std::uint8_t valid) { return valid != 0; }) - validity);
  std::int64_t last = first < rows ? values[first] : 0;
  for (std::size_t i = 0; i < rows; ++i) result[i] = last = validity[i] != 0 ? values[i] : last;
  return result;
}

}  // namespace

void append_integers(std::string& out, const std::int64_t* values, const std::uint8_t* validity, std::size_t rows) {
  append_value(out, EncodingKind::integers);
  const std::vector<std::uint32_t> nulls = count_nulls(validity, rows);
  std::unique_ptr<std::int64_t[]> filled;
  if (validity != nullptr) {
    filled = without_nulls(values, validity, rows);
    values = filled.get();
  }
  std::vector<BlockSummary> blocks;
  for (std::size_t block = 0; block < nulls.size(); ++block) {
    const std::size_t in_block = rows_of_block(rows, block);
    const std::size_t begin = block * block_rows;
    // What fills a null is a value of the block, but for nulls at its beginning.
    std::size_t skipped = 0;
    while (validity != nullptr && skipped < in_block && validity[begin + skipped] == 0) ++skipped;
    if (skipped == in_block) {
      blocks.push_back(empty_block(nulls[block]));
      continue;
    }
    const Extremes range = extremes_of(values + begin + skipped, in_block - skipped);
    blocks.push_back({range.min, range.max, nulls[block]});
  }
  append_summaries(out, blocks);
  append_validity(out, validity, rows);
  std::string directory, packed;
  for (std::size_t at = 0; at < rows; at += packed_run)
    append_run(directory, packed, values + at, std::min(packed_run, rows - at));
  out += directory;
  out += packed;
}

std::unique_ptr<EncodedColumn> open_integers(Source source) {
  return std::make_unique<IntegerColumn>(std::move(source));
}

}  // namespace kelpie::tables::store
