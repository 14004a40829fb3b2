#include "FusedKernels.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// The texts of the kernels, in the program.

static const char cuda[] = {
#embed "kernels/cuda.h"
    , 0};
static const char arguments[] = {
#embed "include/FusedArguments.h"
    , 0};
static const char types_32[] = {
#embed "kernels/types_32.h"
    , 0};
static const char types_64[] = {
#embed "kernels/types_64.h"
    , 0};
static const char activation[] = {
#embed "kernels/activation.cu"
    , 0};
static const char movement[] = {
#embed "kernels/movement.cu"
    , 0};
static const char optimization[] = {
#embed "kernels/optimization.cu"
    , 0};
static const char randomness[] = {
#embed "kernels/random.cu"
    , 0};
static const char resampling[] = {
#embed "kernels/resampling.cu"
    , 0};
static const char sampling[] = {
#embed "kernels/sampling.cu"
    , 0};
static const char scatter[] = {
#embed "kernels/scatter.cu"
    , 0};

const char *gt_kernel_text(enum gt_kernel_text text) {
    switch (text) {
    case GT_TEXT_CUDA: return cuda;
    case GT_TEXT_ARGUMENTS: return arguments;
    case GT_TEXT_TYPES_32: return types_32;
    case GT_TEXT_TYPES_64: return types_64;
    case GT_TEXT_ACTIVATION: return activation;
    case GT_TEXT_MOVEMENT: return movement;
    case GT_TEXT_OPTIMIZATION: return optimization;
    case GT_TEXT_RANDOM: return randomness;
    case GT_TEXT_RESAMPLING: return resampling;
    case GT_TEXT_SAMPLING: return sampling;
    case GT_TEXT_SCATTER: return scatter;
    }
    return "";
}
