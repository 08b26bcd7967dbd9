#pragma once

#include <string_view>

namespace kelpie::parser::code {

// Every code of a syntax error. A code never changes its meaning; a new mistake gets the next number.

inline constexpr std::string_view unexpected = "KP001";            // something else was expected here
inline constexpr std::string_view open_string = "KP002";           // a string without its closing quote
inline constexpr std::string_view open_bracket = "KP003";          // a bracket without its partner
inline constexpr std::string_view too_deep = "KP004";              // nesting over ParseOptions::max_depth
inline constexpr std::string_view too_long = "KP005";              // text over ParseOptions::max_bytes
inline constexpr std::string_view not_utf8 = "KP006";              // a byte sequence that is not UTF-8
inline constexpr std::string_view null_byte = "KP007";             // a NUL byte in the text
inline constexpr std::string_view assignment = "KP008";            // = where == is meant
inline constexpr std::string_view symbol_operator = "KP009";       // && || ! of other languages
inline constexpr std::string_view sql = "KP010";                   // a statement in SQL
inline constexpr std::string_view missing_pipe = "KP011";          // an operator without its pipe
inline constexpr std::string_view unknown_operator = "KP012";      // a word after a pipe that is no operator
inline constexpr std::string_view unsupported_operator = "KP013";  // an operator of Kusto that Kelpie does not have
inline constexpr std::string_view bad_escape = "KP014";            // a backslash sequence that does not exist
inline constexpr std::string_view bad_literal = "KP015";           // a literal whose content does not fit its type
inline constexpr std::string_view empty_query = "KP016";           // nothing but blanks and comments
inline constexpr std::string_view management_command = "KP017";    // .show and its kin
inline constexpr std::string_view stray_character =
    "KP018";                                             // a character that begins nothing, such as a typographic quote
inline constexpr std::string_view long_chain = "KP019";  // more operators in a row than a tree may be high
inline constexpr std::string_view unsupported_statement = "KP020";  // a statement of Kusto that Kelpie does not have
inline constexpr std::string_view missing_semicolon = "KP021";      // two statements without a semicolon between them

inline constexpr std::string_view reserved_word = "KP022";          // a keyword where a name is expected

}  // namespace kelpie::parser::code
