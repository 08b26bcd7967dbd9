/* A library, and no plugin. */
int kelpie_plugin_quarry(void);
int kelpie_plugin_quarry(void) { return 0; }
