#include "tables/ingest/ingest.hpp"

#include <random>

#include "tables/ingest/ingest_sources.hpp"

namespace kelpie::tables {

class Ingest::Run {
 public:
  Run(const SchemaSet& schemas, store::Writer& writer, IngestOptions options)
      : options_(std::move(options)), shared_{schemas, writer, options_, (static_cast<std::uint64_t>(std::random_device{}()) << 32) ^ std::random_device{}(), {}, {}, {}} {}

  IngestReport run(std::span<const LoadSource> sources) {
    std::vector<LoadSource> files;
    for (const LoadSource& source : sources) {
      if (source.path == "-") {
        IngestStream(shared_).run(source.table);
      } else {
        files.push_back(source);
      }
    }
    if (!files.empty()) IngestFiles(shared_).run(files);
    return std::exchange(shared_.report, {});
  }

  IngestOptions options_;
  IngestShared shared_;
};

Ingest::Ingest(const SchemaSet& schemas, store::Writer& writer, IngestOptions options) : run_(std::make_unique<Run>(schemas, writer, std::move(options))) {}
Ingest::~Ingest() = default;

void Ingest::on_stored(std::function<void(const Stored&)> told) { run_->shared_.told = std::move(told); }

IngestReport Ingest::run(std::span<const LoadSource> sources) { return run_->run(sources); }

}  // namespace kelpie::tables
