#include "CGANPage.h"

// The compiler of Swift has #embed in C11, too.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char chart_script[] = {
#embed "chart.min.js" suffix(, 0)
};

static const char chart_license[] = {
#embed "LICENSE" suffix(, 0)
};

static const char page_script[] = {
#embed "page.js" suffix(, 0)
};

static const char refreshing_script[] = {
#embed "refresh.js" suffix(, 0)
};

static const char page_style[] = {
#embed "page.css" suffix(, 0)
};

const char *ganzoo_chart_script(void) { return chart_script; }

const char *ganzoo_chart_license(void) { return chart_license; }

const char *ganzoo_page_script(void) { return page_script; }

const char *ganzoo_refreshing_script(void) { return refreshing_script; }

const char *ganzoo_page_style(void) { return page_style; }
