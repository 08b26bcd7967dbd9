#include "parser.h"

#include "cfg-grammar-internal.h"
#include "grammar.h"

int kelpie_grammar_parse(CfgLexer* lexer, LogDriver** instance, gpointer arg);

static CfgLexerKeyword keywords[] = {{.kw_name = "kelpie", .kw_token = KW_KELPIE},
                                     {.kw_name = "library", .kw_token = KW_LIBRARY},
                                     {.kw_name = "config", .kw_token = KW_CONFIG},
                                     {.kw_name = "table", .kw_token = KW_TABLE},
                                     {.kw_name = "alerts", .kw_token = KW_ALERTS},
                                     {.kw_name = "store_timeout", .kw_token = KW_STORE_TIMEOUT},
                                     {.kw_name = NULL}};

static void cleanup(gpointer driver) { log_pipe_unref(driver); }

CfgParser kelpie_parser = {
    .name = "kelpie",
    .keywords = keywords,
    .parse = (gint(*)(CfgLexer*, gpointer*, gpointer))kelpie_grammar_parse,
    .cleanup = cleanup,
};

CFG_PARSER_IMPLEMENT_LEXER_BINDING(kelpie_grammar_, KELPIE_GRAMMAR_, LogDriver**)
