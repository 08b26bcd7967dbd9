#include "plugin/abi/guard.hpp"

#include <memory>
#include <new>
#include <system_error>

#include "plugin/instance/host_services.hpp"
#include "plugin/instance/plugin_error.hpp"
#include "rules/runtime/runtime.hpp"
#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::plugin {

namespace {

/// An error with the texts that its views show.
struct OwnedError {
  kelpie_error shown{};
  std::string message, file, detail;
};

struct OwnedDocument {
  kelpie_document shown{};
  std::string text;
};

constexpr std::string_view no_memory = "there is not enough memory for this";

/// For when there is no memory to make one. Written once, before main() or dlopen() returns, and only read then.
kelpie_error out_of_memory = {
    sizeof(kelpie_error), KELPIE_OUT_OF_MEMORY, {no_memory.data(), no_memory.size()}, {nullptr, 0}, 0, 0, {nullptr, 0}};

kelpie_error* make(kelpie_code code, std::string_view message, const PluginError::Place& place,
                   std::string_view detail) noexcept {
  try {
    auto made = std::make_unique<OwnedError>();
    made->message = message;
    made->file = place.file;
    made->detail = detail;
    made->shown = {sizeof(kelpie_error), code,         text_of(made->message), text_of(made->file),
                   place.line,           place.column, text_of(made->detail)};
    return &made.release()->shown;
  } catch (const std::bad_alloc&) {
    return &out_of_memory;
  }
}

}  // namespace

kelpie_error* make_error(kelpie_code code, std::string_view message) noexcept { return make(code, message, {}, {}); }

kelpie_error* error_of_current_exception(kelpie_code& code) noexcept {
  try {
    throw;
  } catch (const PluginError& wrong) {
    code = wrong.code();
    return make(code, wrong.what(), wrong.place(), wrong.detail());
  } catch (const std::bad_alloc&) {
    code = KELPIE_OUT_OF_MEMORY;
    return &out_of_memory;
  } catch (const tables::store::StoreError& wrong) {
    code = KELPIE_UNAVAILABLE;
    return make_error(code, wrong.what());
  } catch (const tables::DamagedData& wrong) {
    code = KELPIE_UNAVAILABLE;
    return make_error(code, wrong.what());
  } catch (const rules::RuntimeStateError& wrong) {
    code = KELPIE_UNAVAILABLE;
    return make_error(code, wrong.what());
  } catch (const std::system_error& wrong) {  // a thread, a file
    code = KELPIE_UNAVAILABLE;
    return make_error(code, wrong.what());
  } catch (const std::exception& wrong) {
    code = KELPIE_BUG;
    return make_error(code, wrong.what());
  } catch (...) {
    code = KELPIE_BUG;
    return make_error(code, "an exception of an unknown kind");
  }
}

void free_error(kelpie_error* error) noexcept {
  if (error == nullptr || error == &out_of_memory) return;
  delete reinterpret_cast<OwnedError*>(error);
}

kelpie_document* make_document(std::string text) {
  auto made = std::make_unique<OwnedDocument>();
  made->text = std::move(text);
  made->shown = {sizeof(kelpie_document), 0, text_of(made->text)};
  return &made.release()->shown;
}

void free_document(kelpie_document* document) noexcept { delete reinterpret_cast<OwnedDocument*>(document); }

}  // namespace kelpie::plugin
