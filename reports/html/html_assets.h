/* SPDX-License-Identifier: Apache-2.0 */
/* The page's style and script, made from reports/html/ by the Makefile. */
#ifndef HM_REPORTS_HTML_ASSETS_H
#define HM_REPORTS_HTML_ASSETS_H

extern const char hm_html_style[];
extern const char hm_html_script[];

#endif
