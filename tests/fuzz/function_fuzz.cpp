// Files of stored functions: whatever the text, reading ends, every place told lies in the file, and what was read can be shown.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "executor/stored/stored_function.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelpie::executor;
  std::string text(reinterpret_cast<const char*>(data), size);
  StoredFunctions functions;
  const FunctionDiagnostics told = functions.add(read_function_file("f.kql", text));
  if (functions.list().empty() && !has_errors(told)) std::abort();
  for (const FunctionDiagnostic& one : told) {
    if (render(one).empty()) std::abort();
  }
  for (const StoredFunction* function : functions.list()) {
    static_cast<void>(function->signature());
    static_cast<void>(function->place());
    if (function->literal() == nullptr) {
      if (!has_errors(function->diagnostics())) std::abort();
      continue;
    }
    if (function->body().size() > size) std::abort();
    const auto place = functions.place_of(function->literal()->body->span);
    if (!place || place->function != function) std::abort();
  }
  return 0;
}
