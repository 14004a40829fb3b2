#ifndef CGANTORCH_PROBLEM_H
#define CGANTORCH_PROBLEM_H

/// Records why a call of this thread failed, for `gt_problem`; always returns false.
_Bool gt_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
