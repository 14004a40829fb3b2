#ifndef GANZOO_COMPONENT_RECORDS_H
#define GANZOO_COMPONENT_RECORDS_H

// The linker defines these around the section `ganzoo_components`, separately in the program and in each plugin. They are weak, because a
// binary may have no component.
typedef void (*ganzoo_component_record)(void);
extern const ganzoo_component_record __start_ganzoo_components[] __attribute__((weak, visibility("hidden")));
extern const ganzoo_component_record __stop_ganzoo_components[] __attribute__((weak, visibility("hidden")));

/// Calls every function in that section of the program or library that contains this call, in link order.
static inline void ganzoo_call_component_records(void) {
    for (const ganzoo_component_record *record = __start_ganzoo_components; record < __stop_ganzoo_components; record++) {
        if (*record) (*record)();
    }
}

#endif
