#include "CGANSupport.h"

// The linker defines these around the section; weak, for a program without any component.
typedef void (*component_record)(void);
extern const component_record __start_ganzoo_components[] __attribute__((weak, visibility("hidden")));
extern const component_record __stop_ganzoo_components[] __attribute__((weak, visibility("hidden")));

void ganzoo_call_component_records(void) {
    ganzoo_call_records(__start_ganzoo_components, __stop_ganzoo_components);
}

void ganzoo_call_records(const void *start, const void *stop) {
    for (const component_record *record = start; record < (const component_record *)stop; record++) {
        if (*record) (*record)();
    }
}
