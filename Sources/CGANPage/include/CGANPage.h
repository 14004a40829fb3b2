#ifndef CGANPAGE_H
#define CGANPAGE_H

/// Texts that pages contain, in UTF-8, ended by a zero byte. They live as long as the program.

/// Chart.js, which draws the curves.
const char *ganzoo_chart_script(void);

/// The license of Chart.js, which goes with every copy of it.
const char *ganzoo_chart_license(void);

/// The script of pages: it draws curves with Chart.js, and shows the sheet that the slider chooses.
const char *ganzoo_page_script(void);

/// The script of pages that a server shows: it fetches the page again, and puts what changed into the page that is shown.
const char *ganzoo_refreshing_script(void);

/// The style sheet of pages.
const char *ganzoo_page_style(void);

#endif
