#include <math.h>
#include <stddef.h>
#include <string.h>

// As NVRTC is told: every operation is rounded.
#pragma STDC FP_CONTRACT OFF

#include "../../Sources/CGANTorch/include/FusedArguments.h"
#include "CGANFusedEmulation.h"
#include "processor.h"

#include "../../Sources/CGANTorch/kernels/types_32.h"
#include "kernels.inc"

#include "../../Sources/CGANTorch/kernels/types_64.h"
#include "kernels.inc"

#define KERNELS_OF_BOTH(X)                    \
    X(bias_activation, gt_activation)         \
    X(scaled_activation, gt_activation)       \
    X(bias_activation_adjoint, gt_activation) \
    X(adam, gt_adam)                          \
    X(gather, gt_walk)                        \
    X(embed, gt_walk)                         \
    X(scatter_in_planes, gt_scatter)          \
    X(resample, gt_resample)                  \
    X(grid_sample, gt_grid)                   \
    X(grid_bounds, gt_grid)                   \
    X(grid_sample_adjoint, gt_grid)

#define BOTH(kernel, arguments) ONE(kernel##_32, arguments) ONE(kernel##_64, arguments)
#define ALL                              \
    KERNELS_OF_BOTH(BOTH)                \
    ONE(draw_uniform_32, gt_philox_draw) \
    ONE(draw_integers_32, gt_philox_draw) \
    ONE(draw_normal_32, gt_philox_draw)

#define ONE(kernel, arguments) \
    static void run_##kernel(const void *values) { kernel(*(const struct arguments *)values); }
ALL
#undef ONE

typedef void (*thread_body)(const void *arguments);

static thread_body named(const char *name) {
#define ONE(kernel, arguments) \
    if (!strcmp(name, #kernel)) return run_##kernel;
    ALL
#undef ONE
    return NULL;
}

static void run(thread_body body, unsigned blocks, unsigned threads, const void *arguments, bool isReversed) {
    blockDim.x = threads;
    for (unsigned block = 0; block < blocks; block++) {
        blockIdx.x = isReversed ? blocks - 1 - block : block;
        for (unsigned thread = 0; thread < threads; thread++) {
            threadIdx.x = isReversed ? threads - 1 - thread : thread;
            body(arguments);
        }
    }
}

bool ge_launch(const char *name, unsigned blocks, unsigned threads, const void *arguments, bool isReversed) {
    thread_body body = named(name);
    if (body) run(body, blocks, threads, arguments, isReversed);
    return body != NULL;
}

// MARK: A driver of CUDA

typedef void *handle;

static int fake_context;

static int init(unsigned flags) { return flags == 0 ? 0 : 1; }

static int error_string(int code, const char **text) {
    *text = code == 500 ? "named symbol not found" : "invalid value";
    return 0;
}

static int device_get(int *device, int number) {
    *device = number;
    return number == 0 ? 0 : 101;
}

static int attribute(int *value, int which, int device) {
    *value = which == 75 ? 9 : 0;
    return device == 0 && (which == 75 || which == 76) ? 0 : 1;
}

static int total_memory(size_t *bytes, int device) {
    *bytes = (size_t)8 << 30;
    return device == 0 ? 0 : 101;
}

static int retain(handle *context, int device) {
    *context = &fake_context;
    return device == 0 ? 0 : 101;
}

static int set_current(handle context) { return context == &fake_context ? 0 : 201; }

static int load(handle *module, const void *cubin) {
    *module = (handle)cubin;
    return memcmp(cubin, "\177ELF", 4) ? 200 : 0;
}

static int get_function(handle *function, handle module, const char *name) {
    *(thread_body *)function = named(name);
    return module && *function ? 0 : 500;
}

static int launch(
    handle function, unsigned blocks, unsigned blocks_y, unsigned blocks_z, unsigned threads, unsigned threads_y,
    unsigned threads_z, unsigned shared, handle stream, void **parameters, void **extra) {
    if (blocks == 0 || blocks_y != 1 || blocks_z != 1 || threads_y != 1 || threads_z != 1 || shared || stream || extra) return 1;
    run(*(thread_body *)&function, blocks, threads, parameters[0], false);
    return 0;
}

void *ge_driver(const char *name) {
    static const struct {
        const char *name;
        void *function;
    } functions[] = {
        {"cuInit", init}, {"cuGetErrorString", error_string}, {"cuDeviceGet", device_get}, {"cuDeviceGetAttribute", attribute},
        {"cuDeviceTotalMem_v2", total_memory},
        {"cuDevicePrimaryCtxRetain", retain}, {"cuCtxSetCurrent", set_current}, {"cuModuleLoadData", load},
        {"cuModuleGetFunction", get_function}, {"cuLaunchKernel", launch},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (!strcmp(name, functions[i].name)) return functions[i].function;
    return NULL;
}
