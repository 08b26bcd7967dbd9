#pragma once

#include <string>
#include <string_view>

#include "plugin/abi/kelpie.h"

namespace kelpie::plugin {

/// A new error for the caller; where there is no memory for it, one that is always there and error_free() leaves alone.
[[nodiscard]] kelpie_error* make_error(kelpie_code code, std::string_view message) noexcept;
/// The same of the exception that is being handled.
[[nodiscard]] kelpie_error* error_of_current_exception(kelpie_code& code) noexcept;
void free_error(kelpie_error* error) noexcept;

/// A new document. Throws std::bad_alloc.
[[nodiscard]] kelpie_document* make_document(std::string text);
void free_document(kelpie_document* document) noexcept;

/// Runs one function of the interface: nothing is thrown across it.
template <typename Call>
kelpie_code guarded(kelpie_error** error, const Call& call) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    return call();
  } catch (...) {
    kelpie_code code = KELPIE_BUG;
    kelpie_error* made = error_of_current_exception(code);
    if (error != nullptr)
      *error = made;
    else
      free_error(made);
    return code;
  }
}

}  // namespace kelpie::plugin
