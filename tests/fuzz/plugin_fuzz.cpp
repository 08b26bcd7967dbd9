// Any sequence of calls of the C interface, with any bytes as configuration, events, rules and queries: every call
// answers with a code of the interface, an error where it should, and nothing is lost that was acknowledged.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

#include "plugin/abi/kelpie.h"

namespace {

/// What the input says next.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool left() const { return at_ < size_; }
  std::uint8_t byte() { return left() ? data_[at_++] : 0; }
  /// A text up to the next zero byte.
  std::string_view text() {
    const std::size_t begin = at_;
    while (at_ < size_ && data_[at_] != 0) ++at_;
    const std::string_view found(reinterpret_cast<const char*>(data_) + begin, at_ - begin);
    if (at_ < size_) ++at_;
    return found;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

kelpie_text view(std::string_view text) { return {text.data(), text.size()}; }

struct Host {
  std::int64_t now = 1'770'000'000'000'000'000;
  std::uint8_t answers = 0;
  std::uint64_t durable = 0;
  std::uint64_t memory = 0;
};

Host& host_of(void* context) { return *static_cast<Host*>(context); }

/// One life of the plugin's table, its instance and what hangs on it.
class Life {
 public:
  explicit Life(Bytes& bytes)
      : bytes_(bytes),
        folder_(std::filesystem::temp_directory_path() / ("kelpie-plugin-fuzz-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    host_.answers = bytes_.byte();
    services_.struct_size = sizeof services_;
    services_.abi_version = KELPIE_ABI_VERSION;
    services_.context = &host_;
    services_.now = [](void* context) { return host_of(context).now; };
    services_.memory_take = [](void* context, std::uint64_t size) -> std::int32_t {
      __atomic_add_fetch(&host_of(context).memory, size, __ATOMIC_RELAXED);
      return 0;
    };
    services_.memory_give = [](void* context, std::uint64_t size) {
      __atomic_sub_fetch(&host_of(context).memory, size, __ATOMIC_RELAXED);
    };
    services_.deliver = [](void* context, const kelpie_alert* alert, std::int64_t) -> kelpie_delivery {
      if (alert->id.size != 32) std::abort();
      return host_of(context).answers % 4;
    };
    services_.durable = [](void* context, const kelpie_durable* report) {
      if (report->cookie <= host_of(context).durable) std::abort();
      host_of(context).durable = report->cookie;
    };
    plugin_.struct_size = sizeof plugin_;
    if (kelpie_plugin_query(&services_, &plugin_, nullptr, 0) != KELPIE_OK) std::abort();
  }
  ~Life() {
    plugin_.cursor_close(cursor_);
    plugin_.rules_abort(rules_);
    plugin_.close(instance_);
    if (host_.memory != 0) std::abort();
    std::filesystem::remove_all(folder_);
  }

  void step() {
    switch (bytes_.byte() % 20) {
      case 0:
        return check(plugin_.configuration_check(view(bytes_.text()), &error_));
      case 1:
      case 2:
        return init();
      case 3:
        return check(plugin_.start(instance_, &error_));
      case 4:
      case 5:
      case 6:
        return push();
      case 7:
        return check(plugin_.flush(instance_, bytes_.byte(), &error_));
      case 8:
        return write_rule();
      case 9:
        plugin_.rules_abort(rules_);
        return check(plugin_.rules_prepare(instance_, nullptr, 0, &rules_, nullptr, &error_));
      case 10:
        check(plugin_.rules_commit(instance_, rules_, &error_));
        rules_ = nullptr;
        return;
      case 11:
        return open_query();
      case 12: {
        kelpie_rows rows{};
        rows.struct_size = sizeof rows;
        return check(plugin_.cursor_next(cursor_, &rows, &error_));
      }
      case 13:
        plugin_.cursor_cancel(cursor_);
        return;
      case 14: {
        kelpie_document* document = nullptr;
        const kelpie_subject subject = bytes_.byte() % 8;
        check(plugin_.inspect(instance_, subject,
                              subject == KELPIE_PLAN ? view(bytes_.text()) : kelpie_text{nullptr, 0}, &document,
                              &error_));
        plugin_.document_free(document);
        return;
      }
      case 15:
        host_.now += (static_cast<std::int64_t>(bytes_.byte()) - 64) * 60'000'000'000;
        return;
      case 16:
        return check(bytes_.byte() % 2 == 0 ? plugin_.quiesce(instance_, 50, &error_)
                                            : plugin_.resume(instance_, &error_));
      case 17:
        return check(plugin_.drain(instance_, 200, &error_));
      case 18:
        return check(plugin_.stop(instance_, bytes_.byte(), &error_));
      default:
        return close();
    }
  }

 private:
  /// The code is one of the interface, and an error goes with it where the manual says so.
  void check(kelpie_code code) {
    if (code < KELPIE_OK || code >= KELPIE_BUG) std::abort();
    const bool failed = code >= KELPIE_REFUSED;
    if (failed && (error_ == nullptr || error_->code != code || error_->message.size == 0)) std::abort();
    if (code <= KELPIE_BUSY && error_ != nullptr) std::abort();
    plugin_.error_free(error_);
    error_ = nullptr;
  }

  void init() {
    if (instance_ != nullptr) return;
    const std::string own = "{\"store\":\"" + (folder_ / "store").string() + "\",\"rules\":[\"" + folder_.string() +
                            "\"],\"trust_others\":true,\"delay\":\"0s\"," + "\"start\":\"2026-02-01\"" +
                            std::string(bytes_.text()) + "}";
    kelpie_limits limits{};
    limits.struct_size = sizeof limits;
    limits.queue_bytes = bytes_.byte() % 4 == 0 ? 4096 : 0;
    check(plugin_.init(&services_, view(own), &limits, &instance_, &error_));
  }

  void push() {
    kelpie_batch batch{};
    batch.struct_size = sizeof batch;
    const std::uint8_t how = bytes_.byte();
    batch.cookie = how % 16 == 0 ? 1 : ++cookie_;
    if (how % 8 == 1) batch.table = view("SigninLogs");
    const std::string_view text = bytes_.text();
    const kelpie_text events[2] = {view(text), view(text.substr(0, text.size() / 2))};
    if (how % 2 == 0) {
      batch.lines = view(text);
    } else {
      batch.form = KELPIE_EVENTS;
      batch.events = events;
      batch.event_count = 2;
    }
    kelpie_credit credit{};
    credit.struct_size = sizeof credit;
    check(plugin_.push(instance_, &batch, how % 3, &credit, &error_));
  }

  void write_rule() { std::ofstream(folder_ / "rule.yaml", std::ios::binary) << bytes_.text(); }

  void open_query() {
    plugin_.cursor_close(cursor_);
    kelpie_query query{};
    query.struct_size = sizeof query;
    query.deadline_ms = 300;
    query.text = view(bytes_.text());
    check(plugin_.query_open(instance_, &query, &cursor_, &error_));
  }

  void close() {
    plugin_.cursor_close(cursor_);
    plugin_.rules_abort(rules_);
    cursor_ = nullptr;
    rules_ = nullptr;
    plugin_.close(instance_);
    instance_ = nullptr;
    host_.durable = 0;
    cookie_ = 0;
  }

  Bytes& bytes_;
  std::filesystem::path folder_;
  Host host_;
  kelpie_host services_{};
  kelpie_plugin plugin_{};
  kelpie_instance* instance_ = nullptr;
  kelpie_rules* rules_ = nullptr;
  kelpie_cursor* cursor_ = nullptr;
  kelpie_error* error_ = nullptr;
  std::uint64_t cookie_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Life life(bytes);
  for (int steps = 0; bytes.left() && steps < 60; ++steps) life.step();
  return 0;
}
