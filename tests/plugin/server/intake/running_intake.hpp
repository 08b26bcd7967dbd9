#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "../../../tables/store/store_folder.hpp"
#include "plugin/server/intake/store_intake_service.hpp"
#include "tables/entra_schemas.hpp"

namespace kelpie::tests {

/// A raw sign-in, a line.
inline std::string sign_in(int number) {
  return R"({"category":"SignInLogs","time":"2026-03-01T08:00:00Z","properties":{"id":"id-)" + std::to_string(number) +
         "\"}}\n";
}

/// The intake over a store in a folder of its own.
struct RunningIntake {
  StoreFolder folder;
  plugin::HostServices host{kelpie_host{}};
  std::atomic<bool> disk_fails{false};
  tables::store::Operation failing = tables::store::Operation::write;
  plugin::EventStore store{options(), std::make_shared<const tables::SchemaSet>(tables::entra_schemas())};
  std::atomic<int> told{0};
  server::StoreIntakeService intake;

  explicit RunningIntake(std::uint64_t most_bytes = std::uint64_t{64} << 20)
      : intake(store, host, {most_bytes, 0, [this] { ++told; }, std::chrono::milliseconds(10)}) {}

  plugin::EventStore::Options options() {
    plugin::EventStore::Options options;
    options.folder = folder.store();
    options.holder = "a test";
    options.event_bytes = std::size_t{1} << 20;
    options.dead_letters = folder.store() + ".refused";
    options.now = [] { return first_day; };
    options.faults = [this](tables::store::Operation operation, const std::string&) {
      return disk_fails && operation == failing ? tables::store::Fault::fail : tables::store::Fault::none;
    };
    return options;
  }
  [[nodiscard]] std::uint64_t rows(const std::string& table) {
    const auto found = store.snapshot()->find(table);
    std::uint64_t rows = 0;
    if (found != nullptr)
      for (const auto& segment : found->segments()) rows += segment->size();
    return rows;
  }
  server::IntakeAnswer put(std::string events, std::string table = {}) {
    server::IntakeBatch batch;
    batch.table = std::move(table);
    batch.events = std::move(events);
    batch.from = "a test";
    return intake.put(std::move(batch), std::chrono::steady_clock::now() + std::chrono::seconds(10));
  }
};

}  // namespace kelpie::tests
