#include <string>
#include <vector>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

namespace kelpie::executor::test {

namespace {

const FunctionCaller functions{add_string_operators};

bool holds(std::string_view left, std::string_view operation, std::string_view right) {
  return functions.call(operation, {text(left), text(right)}).as_bool();
}

bool in_list(std::string_view left, std::string_view operation, const std::vector<std::string>& elements) {
  std::vector<Value> arguments{text(left)};
  for (const std::string& element : elements) arguments.push_back(text(element));
  return functions.call(operation, std::move(arguments)).as_bool();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(string_operators)

BOOST_AUTO_TEST_CASE(contains_finds_at_every_place_of_texts_of_every_length) {
  for (std::size_t length = 0; length < 70; ++length) {
    for (const std::string needle : {"Q", "qZ", "aQz", "quartz7-", "Quartz and zinc, q"}) {
      const std::string absent(length, 'q');
      BOOST_TEST(holds(absent, "contains", needle) == (needle == "Q" && length > 0));
      for (std::size_t at = 0; at + needle.size() <= length; ++at) {
        std::string present(length, '.');
        present.replace(at, needle.size(), needle);
        BOOST_TEST(holds(present, "contains", needle));
        BOOST_TEST(holds(present, "contains_cs", needle));
        for (char& byte : present) byte = byte == 'Q' ? 'q' : byte;
        BOOST_TEST(holds(present, "contains", needle));
        BOOST_TEST(holds(present, "contains_cs", needle) == (needle.find('Q') == std::string::npos));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(case_folding_touches_letters_alone) {
  BOOST_TEST(!holds("a`b", "contains", "@"));
  BOOST_TEST(!holds("a[b", "contains", "{"));
  BOOST_TEST(!holds("a\x01", "contains", "!"));
  BOOST_TEST(!holds("\xC3\x81", "contains", "\xC3\xA3"));
}

BOOST_AUTO_TEST_CASE(has_wants_whole_terms) {
  BOOST_TEST(holds("The seal swims", "has", "SEAL"));
  BOOST_TEST(!holds("sealed", "has", "seal"));
  BOOST_TEST(!holds("unseal", "has", "seal"));
  BOOST_TEST(holds("sealed seal", "has", "seal"));
  BOOST_TEST(holds("seal7 seal-7", "has", "seal"));
  BOOST_TEST(!holds("seal7", "has", "seal"));
  BOOST_TEST(!holds("The seal", "has_cs", "Seal"));
  BOOST_TEST(holds("The seal", "has_cs", "seal"));
  BOOST_TEST(holds("The sealed", "!has", "seal"));
}

BOOST_AUTO_TEST_CASE(an_underscore_delimits_terms_and_a_letter_of_any_script_does_not) {
  BOOST_TEST(holds("a_b", "has", "a"));
  BOOST_TEST(!holds("éa", "has", "a"));
  BOOST_TEST(!holds("aé", "has", "a"));
  BOOST_TEST(!holds("日本a", "has", "a"));
  BOOST_TEST(holds("—a—", "has", "a"));
  BOOST_TEST(!holds("a٣", "has", "a"));
}

BOOST_AUTO_TEST_CASE(a_boundary_is_wanted_only_where_the_needle_has_a_term_character_at_its_edge) {
  BOOST_TEST(!holds("xa b", "has", "a "));
  BOOST_TEST(holds("x a b", "has", "a "));
  BOOST_TEST(holds("x ab y", "hasprefix", " a"));
  BOOST_TEST(holds("x::y", "has", "::"));
  BOOST_TEST(holds("x::::y", "has", "::"));
}

BOOST_AUTO_TEST_CASE(an_empty_needle_is_in_every_text) {
  for (const char* operation : {"has", "has_cs", "hasprefix", "hassuffix", "contains", "startswith", "endswith"}) {
    BOOST_TEST(holds("kelp", operation, ""));
    BOOST_TEST(holds("", operation, ""));
    BOOST_TEST(!holds("", operation, "kelp"));
    if (std::string_view(operation) != "has_cs") BOOST_TEST(!holds("kelp", std::string("!") + operation, ""));
  }
  BOOST_TEST(holds("", "=~", ""));
  BOOST_TEST(!holds("kelp", "=~", ""));
}

BOOST_AUTO_TEST_CASE(hasprefix_and_hassuffix_look_at_the_terms_not_at_the_ends) {
  BOOST_TEST(holds("the kelp forest", "hasprefix", "FOR"));
  BOOST_TEST(!holds("the kelp forest", "hasprefix", "est"));
  BOOST_TEST(holds("the kelp forest", "hassuffix", "ELP"));
  BOOST_TEST(!holds("the kelp forest", "hassuffix", "for"));
  BOOST_TEST(!holds("the kelp forest", "hassuffix_cs", "ELP"));
  BOOST_TEST(holds("the kelp forest", "!hasprefix_cs", "FOR"));
}

BOOST_AUTO_TEST_CASE(startswith_and_endswith_look_at_the_ends) {
  BOOST_TEST(holds("Kelp forest", "startswith", "kelp f"));
  BOOST_TEST(!holds("Kelp forest", "startswith_cs", "kelp f"));
  BOOST_TEST(holds("Kelp forest", "endswith", "Forest"));
  BOOST_TEST(!holds("Kelp forest", "endswith_cs", "Forest"));
  BOOST_TEST(!holds("elp", "startswith", "kelp"));
  BOOST_TEST(!holds("kel", "endswith", "kelp"));
}

BOOST_AUTO_TEST_CASE(case_is_ignored_beyond_ascii_one_character_for_one) {
  BOOST_TEST(holds("CAFÉ", "=~", "café"));
  BOOST_TEST(holds("МИР привет", "has", "Привет"));
  BOOST_TEST(!holds("МИР привета", "has", "Привет"));
  BOOST_TEST(holds("Straße", "=~", "straße"));
  BOOST_TEST(!holds("STRASSE", "=~", "straße"));
  BOOST_TEST(!holds("cafe", "contains", "é"));
  BOOST_TEST(holds("ȺB", "startswith", "ⱥb"));  // two bytes and three
}

BOOST_AUTO_TEST_CASE(nothing_beyond_ascii_equals_an_ascii_letter) {
  BOOST_TEST(!holds("\xE2\x84\xAA", "=~", "k"));  // Kelvin sign
  BOOST_TEST(!holds("ſ", "=~", "s"));
  BOOST_TEST(!holds("ı", "=~", "i"));
}

BOOST_AUTO_TEST_CASE(broken_utf8_is_compared_byte_by_byte) {
  BOOST_TEST(holds("a\xFFz", "contains", "\xFF"));
  BOOST_TEST(holds("a\xFFz", "has", "a"));
  BOOST_TEST(!holds("a\xFEz", "contains", "\xFF"));
}

BOOST_AUTO_TEST_CASE(texts_that_lie_one_behind_the_other_do_not_match_across_their_ends) {
  const std::string memory = "the sealseal a sealed ealunseal";
  const auto part = [&](std::size_t at, std::size_t size) { return std::string_view(memory).substr(at, size); };
  const std::vector<std::string_view> texts{part(0, 8),  {},          part(8, 6), part(14, 1),
                                            part(15, 6), part(21, 4), part(25, 6)};
  const auto values = Vector::flat<std::string_view>(Type::string, texts.size(), texts.data(), nullptr, nullptr);
  const Overload& has = functions.registry().find_scalar("has")->overloads.at(0);
  const std::vector<std::optional<Value>> constants{std::nullopt, text("seal")};
  const std::vector<Type> types{Type::string, Type::string};
  const std::vector<Vector> arguments{values, Vector::constant(text("seal"), texts.size())};
  const auto kernel =
      has.kernel(CallSite{.argument_types = types, .constants = constants, .result_type = Type::boolean});
  const Vector answer = kernel->evaluate(arguments, texts.size());
  std::string bits;
  for (std::size_t row = 0; row < texts.size(); ++row) bits += answer.value_at(row).as_bool() ? '1' : '0';
  BOOST_TEST(bits == "1010000");
}

BOOST_AUTO_TEST_CASE(a_needle_made_to_be_slow_is_still_found) {
  const std::string text_of_a(300'000, 'a');
  const std::string needle = std::string(20'000, 'a') + "b" + std::string(20'000, 'a');
  BOOST_TEST(!holds(text_of_a, "contains", needle));
  BOOST_TEST(holds(text_of_a + "B" + text_of_a, "contains", needle));
  BOOST_TEST(!holds(text_of_a + "B" + text_of_a, "contains_cs", needle));
}

BOOST_AUTO_TEST_CASE(in_ignoring_case) {
  BOOST_TEST(in_list("SEAL", "in~", {"kelp", "seal"}));
  BOOST_TEST(!in_list("seals", "in~", {"kelp", "seal"}));
  BOOST_TEST(in_list("MÜLLER", "in~", {"müller", "mueller"}));
  BOOST_TEST(!in_list("muller", "in~", {"müller", "mueller"}));
  BOOST_TEST(!in_list("seal", "!in~", {"Seal"}));
  BOOST_TEST(in_list("", "!in~", {"Seal"}));
  BOOST_TEST(functions.call("in~", {text("Seal"), json(R"(["kelp", "seal"])")}).as_bool());
  BOOST_TEST(!functions.call("in~", {text("Seal"), json("[]")}).as_bool());
  BOOST_TEST(functions.call("in~", {text("7"), json("[7]")}).as_bool());
}

BOOST_AUTO_TEST_CASE(has_any_and_has_all_take_scalars_and_arrays) {
  BOOST_TEST(in_list("a kelp forest", "has_any", {"seal", "KELP"}));
  BOOST_TEST(!in_list("a kelp forest", "has_any", {"seal", "kel"}));
  BOOST_TEST(in_list("a kelp forest", "has_all", {"forest", "KELP"}));
  BOOST_TEST(!in_list("a kelp forest", "has_all", {"forest", "seal"}));
  BOOST_TEST(functions.call("has_any", {text("number 2"), json("[1, 2, 3]")}).as_bool());
  BOOST_TEST(!functions.call("has_any", {text("number 2"), json("[]")}).as_bool());
  BOOST_TEST(functions.call("has_all", {text("number 2"), json(R"(["number"])"), number(2)}).as_bool());
}

BOOST_AUTO_TEST_CASE(has_any_of_many_elements_finds_terms_and_phrases) {
  const std::vector<std::string> many{"alpha", "beta", "gamma", "delta", "kelp forest", "été", "-7-"};
  BOOST_TEST(in_list("one DELTA", "has_any", many));
  BOOST_TEST(!in_list("one deltas", "has_any", many));
  BOOST_TEST(in_list("a Kelp Forest", "has_any", many));
  BOOST_TEST(!in_list("a Kelp Forests", "has_any", many));
  BOOST_TEST(in_list("ÉTÉ, winter", "has_any", many));
  BOOST_TEST(!in_list("ÉTÉs", "has_any", many));
  BOOST_TEST(in_list("1-7-1", "has_any", many));
  BOOST_TEST(!in_list("", "has_any", many));
}

BOOST_AUTO_TEST_CASE(too_many_elements_are_an_error) {
  BOOST_CHECK_THROW((void)in_list("x", "has_all", std::vector<std::string>(257, "x")), QueryError);
  BOOST_CHECK_THROW((void)in_list("x", "has_any", std::vector<std::string>(10'001, "x")), QueryError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
