#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int ganzoo_fuzz_choose(const char *name);
int ganzoo_fuzz_parse(const uint8_t *bytes, ptrdiff_t count);
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*feed)(const uint8_t *, size_t));

/// Swift's objects that are made once, such as the defaults of settings, need not be released. C code must free what it takes.
const char *__lsan_default_suppressions(void) { return "leak:swift_slowAlloc\n"; }

static int feed(const uint8_t *bytes, size_t count) { return ganzoo_fuzz_parse(bytes, (ptrdiff_t)count); }

/// libFuzzer with the parser that GANZOO_FUZZ_PARSER names. It is no argument, because libFuzzer starts this program again with arguments of
/// its own, to make an input smaller or to merge corpora.
int main(int count, char **arguments) {
    const char *name = getenv("GANZOO_FUZZ_PARSER");
    int problem = ganzoo_fuzz_choose(name ? name : "");
    return problem ? problem : LLVMFuzzerRunDriver(&count, &arguments, feed);
}
