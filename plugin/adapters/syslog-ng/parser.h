/* parser.h: reads the options of kelpie(). */
#ifndef KELPIE_ADAPTER_PARSER_H
#define KELPIE_ADAPTER_PARSER_H

#include "cfg-parser.h"
#include "driver.h"

extern CfgParser kelpie_parser;

CFG_PARSER_DECLARE_LEXER_BINDING(kelpie_grammar_, KELPIE_GRAMMAR_, LogDriver**)

#endif
