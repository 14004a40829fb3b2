// Both instances of every kernel, for the table in kernels.c.
#pragma once

#include "ConvolutionKernels.h"

#define DECLARE_KERNELS(suffix) \
    void lanesFromChannels##suffix(const void *source, long channelStride, long channels, long count, void *lanes); \
    void channelsFromLanes##suffix(const void *lanes, long channels, long count, void *target, long channelStride, int accumulate); \
    void productOverChannels##suffix(long rows, const void *a, long aRow, const long *offsets, long segments, long depth, const void *b, void *c, long cRow, int accumulate); \
    void productOverPixels##suffix(long rows, const void *left, const void *right, const GANLoop *loops, void *c, long cRow, int accumulate); \
    void winogradInputColumns##suffix(void *strip, long rowLength); \
    void winogradInputRows##suffix(const void *strip, long rowLength, long tiles, void *points, long pointStride); \
    void winogradGradientColumns##suffix(void *strip, long rowLength); \
    void winogradGradientRows##suffix(const void *strip, long rowLength, long tiles, void *points, long pointStride); \
    void winogradOutputRows##suffix(const void *points, long pointStride, long tiles, void *strip, long rowLength); \
    void winogradOutputColumns##suffix(void *strip, long rowLength); \
    void winogradWeight##suffix(const void *taps, long count, int flipped, void *points, long pointStride); \
    void winogradWeightAdjoint##suffix(const void *points, long pointStride, long count, void *taps); \
    void depthwise##suffix(const GANPlane *plane, const void *x, const void *w, void *y); \
    void depthwiseInputAdjoint##suffix(const GANPlane *plane, const void *dy, const void *w, void *dx); \
    void depthwiseWeightAdjoint##suffix(const GANPlane *plane, const void *dy, const void *x, void *dw);

DECLARE_KERNELS(Float)
DECLARE_KERNELS(Double)
