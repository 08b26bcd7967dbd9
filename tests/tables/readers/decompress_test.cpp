// Compressed bytes: everything in them is read, and where they are damaged, what came before is.

#include "tables/readers/decompress.hpp"

#include <memory>
#include <random>

#include <boost/test/unit_test.hpp>

#include "compressed.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::readers;

namespace {

struct Read {
  std::string text;
  std::string error;
};

/// Reads all of it in steps of that size.
Read read_all(std::string_view compressed, std::size_t step) {
  const auto input = decompress(std::make_unique<MemoryInput>(compressed), compression_of(compressed));
  Read result;
  std::string block(step, '\0');
  for (;;) {
    const std::size_t got = input->read(result.text.size(), block.data(), step, result.error);
    result.text.append(block, 0, got);
    if (got < step) return result;
  }
}

/// Text that shrinks to some extent only.
std::string some_text(std::size_t size) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < size) text += "event " + std::to_string(random() % 100000) + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decompressing)

BOOST_AUTO_TEST_CASE(one_member_or_frame_gives_its_text_whatever_the_step) {
  const std::string text = some_text(3'000'000);
  for (const std::string& compressed : {gzip(text), zstd(text)}) {
    for (const std::size_t step : {std::size_t{7001}, std::size_t{1} << 20, std::size_t{4'000'000}}) {
      const Read read = read_all(compressed, step);
      BOOST_TEST((read.text == text), step);
      BOOST_TEST(read.error == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(members_and_frames_follow_one_another) {
  BOOST_TEST(read_all(gzip("a\n") + gzip("") + gzip("b\n"), 100).text == "a\nb\n");
  BOOST_TEST(read_all(zstd("a\n") + zstd("") + zstd("b\n"), 100).text == "a\nb\n");
  using namespace std::string_view_literals;
  BOOST_TEST(read_all(std::string("\x50\x2a\x4d\x18\x03\x00\x00\x00zzz"sv) + zstd("c"), 100).text == "c");
}

BOOST_AUTO_TEST_CASE(zeros_behind_gzip_are_padding_and_other_bytes_an_error) {
  const Read padded = read_all(gzip("a\n") + std::string(512, '\0'), 100);
  BOOST_TEST(padded.text == "a\n");
  BOOST_TEST(padded.error == "");
  const Read followed = read_all(gzip("a\n") + "rest", 100);
  BOOST_TEST(followed.text == "a\n");
  BOOST_TEST(followed.error.find("other bytes") != std::string::npos);
  BOOST_TEST(!read_all(zstd("a\n") + "rest", 100).error.empty());
}

BOOST_AUTO_TEST_CASE(data_that_is_cut_off_gives_what_is_there_and_an_error) {
  const std::string text = some_text(3'000'000);
  for (const std::string& compressed : {gzip(text), zstd(text)}) {
    for (const std::size_t kept : {compressed.size() - 1, compressed.size() / 2, std::size_t{12}, std::size_t{5}}) {
      const Read read = read_all(std::string_view(compressed).substr(0, kept), 100'000);
      BOOST_TEST(text.starts_with(read.text));
      BOOST_TEST(read.error.find("cut off") != std::string::npos, kept);
      if (kept == compressed.size() / 2) BOOST_TEST(read.text.size() > 500'000u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_byte_is_an_error_and_never_wrong_text_without_one) {
  const std::string text = some_text(200'000);
  for (std::string compressed : {gzip(text), zstd(text)}) {
    compressed[compressed.size() / 2] = static_cast<char>(compressed[compressed.size() / 2] ^ 0x55);
    const Read read = read_all(compressed, 10'000);
    BOOST_TEST(!read.error.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_window_above_128_mb_is_refused) {
  const std::string text = some_text(1'000'000);
  BOOST_TEST((read_all(zstd(text, 27), 100'000).text == text));
  const Read read = read_all(zstd(text, 28), 100'000);
  BOOST_TEST(read.text == "");
  BOOST_TEST(read.error.find("128 MB") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_beginning_may_be_read_again_until_something_behind_it_is) {
  const std::string text = some_text(3'000'000);
  const std::string compressed = gzip(text);
  const auto sequential = decompress(std::make_unique<MemoryInput>(compressed), Compression::gzip);
  BOOST_TEST(!sequential->seekable());
  BOOST_TEST(!sequential->size().has_value());
  std::string error;
  std::string block(2'000'000, '\0');
  for (const std::size_t offset : {0u, 0u, 3u}) {
    BOOST_TEST(sequential->read(offset, block.data(), 1000, error) == 1000u);
    BOOST_TEST((text.compare(offset, 1000, block, 0, 1000) == 0));
  }
  BOOST_TEST(sequential->read(1003, block.data(), 1'500'000, error) == 1'500'000u);
  BOOST_TEST((text.compare(1003, 1'500'000, block, 0, 1'500'000) == 0));
  BOOST_CHECK_THROW(sequential->read(0, block.data(), 10, error), std::logic_error);
  BOOST_TEST(error == "");
}

BOOST_AUTO_TEST_CASE(names_say_nothing_of_how_they_are_compressed_once_that_is_taken_off) {
  BOOST_TEST(without_compression("a/b.json.gz") == "a/b.json");
  BOOST_TEST(without_compression("b.csv.zst") == "b.csv");
  BOOST_TEST(without_compression("b.csv") == "b.csv");
}

BOOST_AUTO_TEST_SUITE_END()
