#include <dlfcn.h>
#include <pthread.h>

#include "FusedKernels.h"
#include "problem.h"

typedef void *handle;
typedef int outcome;  // 0: success

#define FUNCTIONS(X)                                                                \
    X(cuInit, (unsigned))                                                           \
    X(cuGetErrorString, (outcome, const char **))                                   \
    X(cuDeviceGet, (int *, int))                                                    \
    X(cuDeviceGetAttribute, (int *, int, int))                                      \
    X(cuDeviceTotalMem_v2, (size_t *, int))                                         \
    X(cuDevicePrimaryCtxRetain, (handle *, int))                                    \
    X(cuCtxSetCurrent, (handle))                                                    \
    X(cuModuleLoadData, (handle *, const void *))                                   \
    X(cuModuleGetFunction, (handle *, handle, const char *))                        \
    X(cuLaunchKernel,                                                               \
      (handle, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, handle, void **, void **))

#define DECLARE(name, arguments) static outcome(*name) arguments;
FUNCTIONS(DECLARE)

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static void *in_library(const char *name) {
    static void *library;
    if (!library) library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    return library ? dlsym(library, name) : NULL;
}

static bool succeeded(outcome code, const char *what) {
    if (!code) return true;
    const char *why = NULL;
    if (cuGetErrorString(code, &why) || !why) why = "the driver gave no reason";
    return gt_fail("%s: %s (error %d)", what, why, code);
}

static bool resolve(gt_finder finder) {
#define RESOLVE(name, arguments) \
    if (!(*(void **)&name = finder(#name))) return gt_fail("the driver of CUDA (libcuda.so.1) has no function %s", #name);
    FUNCTIONS(RESOLVE)
    return succeeded(cuInit(0), "cuInit");
}

bool gt_driver_open(gt_finder finder) {
    pthread_mutex_lock(&opening);
    bool isOpen = !finder && !in_library("cuInit") ? gt_fail("the driver of CUDA (libcuda.so.1) was not found")
                                                   : resolve(finder ? finder : in_library);
    pthread_mutex_unlock(&opening);
    return isOpen;
}

static handle pointer(uint64_t number) { return (handle)(uintptr_t)number; }
static uint64_t number(handle pointer) { return (uint64_t)(uintptr_t)pointer; }

uint64_t gt_driver_context(int device) {
    int id;
    handle context;
    bool isThere = succeeded(cuDeviceGet(&id, device), "cuDeviceGet") &&
                   succeeded(cuDevicePrimaryCtxRetain(&context, id), "cuDevicePrimaryCtxRetain");
    return isThere ? number(context) : 0;
}

bool gt_driver_use(uint64_t context) { return succeeded(cuCtxSetCurrent(pointer(context)), "cuCtxSetCurrent"); }

int gt_driver_capability(int device) {
    enum { capability_major = 75, capability_minor = 76 };
    int id, major, minor;
    bool isKnown = succeeded(cuDeviceGet(&id, device), "cuDeviceGet") &&
                   succeeded(cuDeviceGetAttribute(&major, capability_major, id), "cuDeviceGetAttribute") &&
                   succeeded(cuDeviceGetAttribute(&minor, capability_minor, id), "cuDeviceGetAttribute");
    return isKnown ? major * 10 + minor : 0;
}

uint64_t gt_driver_memory(int device) {
    int id;
    size_t bytes;
    bool isKnown = succeeded(cuDeviceGet(&id, device), "cuDeviceGet") &&
                   succeeded(cuDeviceTotalMem_v2(&bytes, id), "cuDeviceTotalMem");
    return isKnown ? bytes : 0;
}

uint64_t gt_driver_load(uint64_t context, const void *cubin) {
    handle module;
    bool isLoaded = gt_driver_use(context) &&
                    succeeded(cuModuleLoadData(&module, cubin), "cuModuleLoadData");
    return isLoaded ? number(module) : 0;
}

uint64_t gt_driver_function(uint64_t module, const char *name) {
    handle function;
    return succeeded(cuModuleGetFunction(&function, pointer(module), name), name) ? number(function) : 0;
}

bool gt_driver_launch(
    uint64_t context, uint64_t function, uint32_t blocks, uint32_t threads, uint64_t stream, const void *arguments) {
    void *parameters[] = {(void *)arguments};
    // Threads of Swift's pool may not have called CUDA before.
    return gt_driver_use(context) &&
           succeeded(
               cuLaunchKernel(pointer(function), blocks, 1, 1, threads, 1, 1, 0, pointer(stream), parameters, NULL),
               "cuLaunchKernel");
}
