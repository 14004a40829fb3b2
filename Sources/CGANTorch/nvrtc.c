#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "FusedKernels.h"
#include "problem.h"

typedef void *program;
typedef int outcome;  // 0: success

#define FUNCTIONS(X)                                                                                             \
    X(nvrtcVersion, (int *, int *))                                                                              \
    X(nvrtcCreateProgram, (program *, const char *, const char *, int, const char *const *, const char *const *)) \
    X(nvrtcCompileProgram, (program, int, const char *const *))                                                  \
    X(nvrtcGetProgramLogSize, (program, size_t *))                                                               \
    X(nvrtcGetProgramLog, (program, char *))                                                                     \
    X(nvrtcGetCUBINSize, (program, size_t *))                                                                    \
    X(nvrtcGetCUBIN, (program, char *))                                                                          \
    X(nvrtcDestroyProgram, (program *))

#define DECLARE(name, arguments) static outcome(*name) arguments;
FUNCTIONS(DECLARE)

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static bool is_open;

static bool open_once(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) return gt_fail("%s", dlerror());
#define RESOLVE(name, arguments) \
    if (!(*(void **)&name = dlsym(library, #name))) return gt_fail("%s has no function %s", path, #name);
    FUNCTIONS(RESOLVE)
    return true;
}

bool gt_nvrtc_open(const char *path) {
    pthread_mutex_lock(&opening);
    if (!is_open) is_open = open_once(path);
    bool result = is_open;
    pthread_mutex_unlock(&opening);
    return result;
}

uint32_t gt_nvrtc_version(void) {
    int major = 0, minor = 0;
    return nvrtcVersion(&major, &minor) ? 0 : (uint32_t)(major << 8 | minor);
}

#define LANGUAGE "--std=c++17"
#define ROUNDING "--fmad=false"

const char *gt_nvrtc_options(void) { return LANGUAGE " " ROUNDING; }

static void fail_with_log(program made, int capability) {
    size_t size = 0;
    char *log = NULL;
    if (!nvrtcGetProgramLogSize(made, &size) && size > 0) log = calloc(size + 1, 1);
    if (log && nvrtcGetProgramLog(made, log)) log[0] = 0;
    gt_fail("NVRTC did not compile it for sm_%d: %s", capability, log && log[0] ? log : "it gave no reason");
    free(log);
}

static void *cubin(program made, size_t *count) {
    void *bytes = nvrtcGetCUBINSize(made, count) || *count == 0 ? NULL : malloc(*count);
    if (bytes && !nvrtcGetCUBIN(made, bytes)) return bytes;
    gt_fail("NVRTC gave no binary");
    free(bytes);
    return NULL;
}

void *gt_nvrtc_compile(const char *text, const char *name, int capability, size_t *count) {
    program made;
    if (nvrtcCreateProgram(&made, text, name, 0, NULL, NULL)) {
        gt_fail("NVRTC made no program");
        return NULL;
    }
    char architecture[40];
    snprintf(architecture, sizeof architecture, "--gpu-architecture=sm_%d", capability);
    const char *options[] = {architecture, LANGUAGE, ROUNDING};
    void *bytes = NULL;
    if (nvrtcCompileProgram(made, 3, options)) fail_with_log(made, capability);
    else bytes = cubin(made, count);
    nvrtcDestroyProgram(&made);
    return bytes;
}
