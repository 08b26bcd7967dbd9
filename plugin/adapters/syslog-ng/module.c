/* What syslog-ng finds in libkelpie-syslog-ng.so. */
#include "cfg.h"
#include "parser.h"
#include "plugin-types.h"
#include "plugin.h"

#define EXPORTED __attribute__((visibility("default")))

static Plugin plugins[] = {{.type = LL_CONTEXT_DESTINATION, .name = "kelpie", .parser = &kelpie_parser}};

EXPORTED gboolean kelpie_syslog_ng_module_init(PluginContext* context, CfgArgs* args) {
  (void)args;
  plugin_register(context, plugins, G_N_ELEMENTS(plugins));
  return TRUE;
}

EXPORTED const ModuleInfo module_info = {
    .canonical_name = "kelpie-syslog-ng",
    .version = SYSLOG_NG_VERSION,
    .description =
        "The destination kelpie(): stores events, runs Sentinel's detection rules over them, and writes alerts.",
    .core_revision = SYSLOG_NG_SOURCE_REVISION,
    .plugins = plugins,
    .plugins_len = G_N_ELEMENTS(plugins),
};
