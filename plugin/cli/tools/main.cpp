#include "plugin/cli/command.hpp"

extern "C" {
/// What jemalloc reads before anything runs (its manual, TUNING). Large pages: what is kept of many events is some hundred faults instead of hundred
/// thousands, and hash tables miss the address cache less. Nothing is given back: queries take and free the same memory all the time, and a large
/// page that is given back in part is one no more. Where another allocator is linked, nobody looks at it.
extern const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:always,dirty_decay_ms:-1,muzzy_decay_ms:-1";
}

int main(int argc, char** argv) { return kelpie::plugin::run_command(argc, argv); }
