#include <algorithm>
#include <string>
#include <vector>

#include "executor/functions/ip/address.hpp"
#include "executor/functions/ip/ip_functions.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string_operators/list_elements.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/find.hpp"

namespace kelpie::executor {

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_word(char byte) { return is_ascii_letter_or_digit(static_cast<unsigned char>(byte)); }

/// Whether an address may end here: no letter or digit follows.
bool ends_at(std::string_view text, std::size_t at) { return at >= text.size() || !is_word(text[at]); }

/// Whether a whole address may begin here. Digits before it belong to it when they make an octet with its first one; a
/// longer run of digits, such as a clock time that runs into the address, does not.
bool whole_begins_at(std::string_view text, std::size_t at) {
  if (at == 0 || !is_word(text[at - 1])) return true;
  if (!is_digit(text[at - 1])) return false;
  std::size_t begin = at;
  while (begin > 0 && is_digit(text[begin - 1]) && at - begin < 3) --begin;
  std::size_t end = at;
  unsigned value = 0;
  while (end < text.size() && is_digit(text[end]) && end - begin < 4) ++end;
  for (std::size_t i = begin; i < end; ++i) value = value * 10 + static_cast<unsigned>(text[i] - '0');
  return end - begin > 3 || value > 255;
}

bool has_address(std::string_view text, std::string_view ip) {
  for (std::size_t at = find_text(text, ip); at != std::string_view::npos; at = find_text(text, ip, at + 1)) {
    if (whole_begins_at(text, at) && ends_at(text, at + ip.size())) return true;
  }
  return false;
}

/// The text holds a valid address that begins with the prefix and stands by itself.
bool has_address_with(std::string_view text, std::string_view prefix) {
  for (std::size_t at = find_text(text, prefix); at != std::string_view::npos; at = find_text(text, prefix, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    std::string_view rest = text.substr(at);
    if (take_ipv4(rest) && ends_at(text, text.size() - rest.size())) return true;
  }
  return false;
}

bool is_address(std::string_view text) { return take_ipv4(text) && text.empty(); }

/// A whole address, or one to three octets with a dot behind each.
bool is_address_prefix(std::string_view text) {
  if (is_address(text)) return true;
  if (!text.ends_with('.')) return false;
  std::string completed(text);
  for (auto dots = std::count(text.begin(), text.end(), '.'); dots < 3; ++dots) completed += "0.";
  return is_address(completed + "0");
}

/// Whether the text holds the address or prefix, which must be valid.
bool has_valid(std::string_view text, std::string_view prefix) {
  return prefix.ends_with('.') ? has_address_with(text, prefix) : has_address(text, prefix);
}

using IsValid = bool (*)(std::string_view);

/// The text holds one of the addresses or prefixes; what is none is in no text.
class HasAnyAddress final : public ListMatcher {
 public:
  HasAnyAddress(std::vector<std::string> elements, IsValid valid) : elements_(std::move(elements)) {
    std::erase_if(elements_, [&](const std::string& element) { return !valid(element); });
  }
  [[nodiscard]] bool matches(std::string_view text, std::string&) const override {
    if (text.find('.') == std::string_view::npos) return false;
    return std::any_of(elements_.begin(), elements_.end(),
                       [&](const std::string& element) { return has_valid(text, element); });
  }

 private:
  std::vector<std::string> elements_;
};

KernelFactory any_address(IsValid valid) {
  return list_operator(
      [valid](std::vector<std::string> elements) {
        return std::make_shared<const HasAnyAddress>(std::move(elements), valid);
      },
      false);
}

KernelFactory one_address(IsValid valid) {
  return rows([valid](std::string_view text, std::string_view ip) { return valid(ip) && has_valid(text, ip); });
}

}  // namespace

void add_ipv4_text_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "has_ipv4",
      .category = "ip",
      .summary = "Tells whether an IPv4 address stands in a text.",
      .example = "print has_ipv4('from 10.1.2.3: denied', '10.1.2.3')",
      .overloads = {{.signature = "(source:string, ip:string) -> bool", .kernel = one_address(is_address)}}});
  registry.add(
      ScalarFunction{.name = "has_ipv4_prefix",
                     .category = "ip",
                     .summary = "Tells whether an IPv4 address that begins with the given octets stands in a text.",
                     .example = "print has_ipv4_prefix('from 10.1.2.3: denied', '10.1.')",
                     .overloads = {{.signature = "(source:string, ip_prefix:string) -> bool",
                                    .kernel = one_address(is_address_prefix)}}});
  registry.add(ScalarFunction{.name = "has_any_ipv4",
                              .category = "ip",
                              .summary = "Tells whether one of several IPv4 addresses stands in a text.",
                              .example = "print has_any_ipv4('from 10.1.2.3: denied', '10.1.2.3', '10.1.2.4')",
                              .overloads = {{.signature = "(source:string, ips...:string|dynamic) -> bool",
                                             .kernel = any_address(is_address)}}});
  registry.add(ScalarFunction{
      .name = "has_any_ipv4_prefix",
      .category = "ip",
      .summary = "Tells whether an IPv4 address that begins with one of several runs of octets stands in a text.",
      .example = "print has_any_ipv4_prefix('from 10.1.2.3: denied', dynamic(['192.168.', '10.']))",
      .overloads = {{.signature = "(source:string, ip_prefixes...:string|dynamic) -> bool",
                     .kernel = any_address(is_address_prefix)}}});
}

}  // namespace kelpie::executor
