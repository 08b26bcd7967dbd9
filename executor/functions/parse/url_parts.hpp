#pragma once

#include <string>
#include <string_view>

namespace kelpie::executor {

/// The parts of a URL (RFC 3986, appendix B), views into it; an absent part is empty.
struct UrlParts {
  std::string_view scheme, user, password, host, port, path, query, fragment;
};
[[nodiscard]] UrlParts split_url(std::string_view url);

/// Percent-encodes all but letters, digits and -_.!*() with lower-case digits; a blank is `blank`.
[[nodiscard]] std::string url_encode(std::string_view text, std::string_view blank);
/// Undoes it; + is a blank. What is no UTF-8 afterwards becomes U+FFFD.
[[nodiscard]] std::string url_decode(std::string_view text);

}  // namespace kelpie::executor
