/* destination.h: the destination kelpie() of syslog-ng. */
#ifndef KELPIE_ADAPTER_DESTINATION_H
#define KELPIE_ADAPTER_DESTINATION_H

#include "driver.h"
#include "template/templates.h"

/* Each setter takes what the configuration says. Strings are copied; the template becomes the driver's. */
LogDriver* kelpie_destination_new(GlobalConfig* cfg);
void kelpie_destination_set_library(LogDriver* driver, const gchar* path);
void kelpie_destination_set_config(LogDriver* driver, const gchar* path);
void kelpie_destination_set_table(LogDriver* driver, const gchar* name);
void kelpie_destination_set_alerts(LogDriver* driver, const gchar* path);
void kelpie_destination_set_template(LogDriver* driver, LogTemplate* form);
void kelpie_destination_set_timeout(LogDriver* driver, gint seconds);
LogTemplateOptions* kelpie_destination_template_options(LogDriver* driver);

#endif
