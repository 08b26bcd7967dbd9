#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "plugin/abi/kelpie_load.h"
#include "tests/plugin/abi/scratch_folder.hpp"

namespace {

using kelpie::plugin::test::ScratchFolder;

kelpie_host host() {
  kelpie_host made{};
  made.struct_size = sizeof made;
  made.abi_version = KELPIE_ABI_VERSION;
  return made;
}

/// What kelpie_load() answers: "CODE message". Looks that nothing is left of what was refused.
std::string load(const std::string& path, std::uint32_t flags = 0, std::uint32_t needed = KELPIE_ABI_VERSION) {
  const kelpie_host services = host();
  std::array<char, 4096> message;
  message.fill('x');
  kelpie_loaded loaded;
  std::memset(&loaded, 0xa5, sizeof loaded);
  const kelpie_code code = kelpie_load(path.c_str(), &services, needed, flags, &loaded, message.data(), message.size());
  if (code != KELPIE_OK) {
    const kelpie_loaded nothing{};
    BOOST_TEST(std::memcmp(&loaded, &nothing, sizeof loaded) == 0);
  }
  kelpie_unload(&loaded);
  BOOST_TEST(loaded.library == nullptr);
  kelpie_unload(&loaded);
  return std::to_string(code) + " " + message.data();
}

bool says(const std::string& said, std::string_view what) {
  BOOST_TEST_INFO(said);
  return said.find(what) != std::string::npos;
}

/// A broken plugin in a folder of its own, whatever the folder of the build looks like.
struct Copies : ScratchFolder {
  [[nodiscard]] std::string of(const std::string& name, unsigned mode = 0755) const {
    const std::string to = *this / (name + ".so");
    std::filesystem::copy_file(std::filesystem::path(KELPIE_BROKEN_PLUGINS) / (name + ".so"), to,
                               std::filesystem::copy_options::overwrite_existing);
    chmod(to.c_str(), mode);
    return to;
  }
};

struct Broken {
  const char* name;
  const char* said;
};

constexpr std::array brokens = {
    Broken{"no_entry", "4 '@' is no Kelpie plugin: it has no kelpie_plugin_query()"},
    Broken{"other_major",
           "11 '@' speaks version 2.3 of the plugin interface, and this program needs 1.0: install two that fit each "
           "other"},
    Broken{"refuses_version", "11 '@': the plugin speaks version 2.3 of the interface, and the host 1.0"},
    Broken{"old_table", "12 '@' changed struct_size, which is the host's, from "},
    Broken{"short_table", "12 '@' has no function start(), which every plugin has"},
    Broken{"missing_function", "12 '@' has no function resume(), which every plugin has"},
    Broken{"half_capability", "12 '@' has half of KELPIE_CAN_STORE: the function flush() is missing"},
    Broken{"unclaimed_function", "12 '@' does not claim KELPIE_CAN_STORE, but has its function push()"},
    Broken{"refuses", "8 '@': the licence ended yesterday"},
    Broken{"refuses_silently", "4 '@' refused this program with code 4, and gave no reason"},
    Broken{"refuses_with_nonsense", "12 '@': ????????"},
    Broken{"writes_beyond", "12 '@' wrote beyond the "},
    Broken{"larger_size", "12 '@' changed struct_size, which is the host's, from "},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(loading)

BOOST_AUTO_TEST_CASE(a_whole_plugin_is_loaded) {
  const Copies copies;
  BOOST_TEST(load(copies.of("whole")) == "0 ");
}

BOOST_AUTO_TEST_CASE(each_broken_plugin_is_refused_for_its_fault) {
  const Copies copies;
  for (const Broken& broken : brokens) {
    const std::string path = copies.of(broken.name);
    std::string expected = broken.said;
    expected.replace(expected.find('@'), 1, path);
    BOOST_TEST(load(path).substr(0, expected.size()) == expected);
  }
}

BOOST_AUTO_TEST_CASE(every_broken_plugin_is_looked_at) {
  std::size_t found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KELPIE_BROKEN_PLUGINS))
    found += entry.path().extension() == ".so" ? 1 : 0;
  BOOST_TEST(found == brokens.size() + 1);
}

BOOST_AUTO_TEST_CASE(a_lower_minor_version_than_needed) {
  const Copies copies;
  BOOST_TEST(
      says(load(copies.of("whole"), 0, KELPIE_ABI_VERSION + 2),
           "11 '" + copies / "whole.so" +
               "' speaks version 1.0 of the plugin interface, and this program needs 1.2 or a later minor number"));
  BOOST_TEST(says(load(copies.of("whole"), 0, 3 * 65536),
                  "10 kelpie_load() was compiled with version 1.0 of the plugin interface and cannot ask for 3.0"));
}

BOOST_AUTO_TEST_CASE(what_is_no_library) {
  const Copies copies;
  BOOST_TEST(says(load(copies.write("text.so", "This is a text, and no library, however long it may be.\n")),
                  "4 '" + copies / "text.so" + "' is no library for this machine"));
  BOOST_TEST(says(load(copies.write("empty.so", "")), "is no library for this machine"));
  BOOST_TEST(says(load(copies.path()), "4 '" + copies.path() + "' is no regular file"));
  BOOST_REQUIRE(mkfifo((copies / "pipe.so").c_str(), 0600) == 0);
  BOOST_TEST(says(load(copies / "pipe.so"), "is no regular file"));
  BOOST_TEST(says(load("/dev/null", KELPIE_LOAD_TRUST_OTHERS), "is no regular file"));
  BOOST_TEST(says(load(copies / "absent.so"), "8 '" + copies / "absent.so" + "': No such file"));
}

BOOST_AUTO_TEST_CASE(a_library_that_is_still_being_copied) {
  const Copies copies;
  const auto whole = std::filesystem::file_size(copies.of("whole"));
  for (std::uintmax_t length = 0; length < whole; length += 512) {
    std::filesystem::resize_file(copies.of("whole"), length);
    const std::string said = load(copies / "whole.so");
    if (said == "0 ") break;  // what is missing is not needed to run it
    BOOST_TEST((says(said, "is not whole: its end is missing") || says(said, "is no library for this machine")));
  }
}

BOOST_AUTO_TEST_CASE(a_name_is_not_searched_for) {
  BOOST_TEST(says(
      load("libkelpie.so"),
      "10 'libkelpie.so' is a name without a folder, and libraries are not searched for: say /usr/lib/libkelpie.so"));
  BOOST_TEST(says(load(""), "10 "));
}

BOOST_AUTO_TEST_CASE(a_dollar_in_a_path_would_be_replaced) {
  const Copies copies;
  std::filesystem::create_directory(copies / "$ORIGIN");
  std::filesystem::copy_file(copies.of("whole"), copies / "$ORIGIN/whole.so");
  BOOST_TEST(says(load(copies / "$ORIGIN/whole.so"), "has a '$'"));
}

BOOST_AUTO_TEST_CASE(what_others_may_write_is_loaded_on_request_only) {
  const Copies copies;
  const std::string path = copies.of("whole", 0757);
  BOOST_TEST(says(load(path), "4 '" + path + "' (mode 0757"));
  BOOST_TEST(load(path, KELPIE_LOAD_TRUST_OTHERS) == "0 ");
  chmod(path.c_str(), 0755);
  chmod(copies.path().c_str(), 0777);
  BOOST_TEST(says(load(path), "4 '" + copies.path() + "' (mode 0777"));
  BOOST_TEST(load(path, KELPIE_LOAD_TRUST_OTHERS) == "0 ");
  BOOST_TEST(says(load(path, 2), "10 kelpie_load() knows no flags 0x2"));
}

BOOST_AUTO_TEST_CASE(a_link_is_loaded_as_what_it_names) {
  const Copies copies;
  std::filesystem::create_symlink(copies.of("whole"), copies / "link.so");
  BOOST_TEST(load(copies / "link.so") == "0 ");
}

BOOST_AUTO_TEST_CASE(nothing_is_given) {
  const kelpie_host services = host();
  kelpie_loaded loaded{};
  BOOST_TEST(kelpie_load(nullptr, &services, KELPIE_ABI_VERSION, 0, &loaded, nullptr, 0) == KELPIE_WRONG_USE);
  BOOST_TEST(kelpie_load("/x", nullptr, KELPIE_ABI_VERSION, 0, &loaded, nullptr, 0) == KELPIE_WRONG_USE);
  BOOST_TEST(kelpie_load("/x", &services, KELPIE_ABI_VERSION, 0, nullptr, nullptr, 0) == KELPIE_WRONG_USE);
  kelpie_unload(nullptr);
}

BOOST_AUTO_TEST_CASE(a_reason_is_cut_and_ended) {
  const kelpie_host services = host();
  kelpie_loaded loaded;
  std::array<char, 9> message;
  message.fill('x');
  BOOST_TEST(kelpie_load("name", &services, KELPIE_ABI_VERSION, 0, &loaded, message.data(), 8) == KELPIE_WRONG_USE);
  BOOST_TEST(std::string_view(message.data(), 9) == std::string_view("'name' \0x", 9));
  BOOST_TEST(kelpie_load("name", &services, KELPIE_ABI_VERSION, 0, &loaded, message.data(), 1) == KELPIE_WRONG_USE);
  BOOST_TEST(message[0] == '\0');
  message[0] = 'x';
  BOOST_TEST(kelpie_load("name", &services, KELPIE_ABI_VERSION, 0, &loaded, message.data(), 0) == KELPIE_WRONG_USE);
  BOOST_TEST(message[0] == 'x');
}

BOOST_AUTO_TEST_CASE(two_are_loaded_at_a_time) {
  const Copies copies;
  const kelpie_host services = host();
  const std::string path = copies.of("whole");
  std::vector<kelpie_loaded> loaded(2);
  for (kelpie_loaded& one : loaded) {
    BOOST_TEST(kelpie_load(path.c_str(), &services, KELPIE_ABI_VERSION, 0, &one, nullptr, 0) == KELPIE_OK);
  }
  kelpie_unload(&loaded[0]);
  BOOST_TEST(loaded[1].plugin.resume(nullptr, nullptr) == KELPIE_BUG);
  kelpie_unload(&loaded[1]);
}

BOOST_AUTO_TEST_SUITE_END()
