// Leaf kernels of the convolutions: loops over data in the cache, compiled for AVX-512, AVX2 and the
// baseline, and selected when the program starts. The Swift code decides the order and the thread of all computations.
//
// Lanes. All kernels but the depthwise ones work on channels in groups ("panels") of `lanes` channels, one 64-byte
// vector: 16 floats or 8 doubles. A panel of P pixels is [P][lanes]. Such data must be 64-byte aligned.
//
// Every kernel exists for float and double behind one table of functions; strides and counts are in elements.
#pragma once

/// Geometry of one plane of a depthwise convolution.
typedef struct {
    long inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth;
    long strideY, strideX, padY, padX, dilationY, dilationX;
} GANPlane;

/// One loop of a sum over pixels: its count, and the steps of both operands.
typedef struct {
    long count, leftStride, rightStride;
} GANLoop;

typedef struct {
    /// Channels in one panel.
    long lanes;

    /// lanes[count][lanes] from `channels` (at most `lanes`) rows of `count` values; missing channels become 0.
    void (*_Nonnull lanesFromChannels)(
        const void *_Nonnull source, long channelStride, long channels, long count, void *_Nonnull lanes);
    /// The reverse: writes, or with `accumulate` adds to, `channels` rows of `count` values.
    void (*_Nonnull channelsFromLanes)(
        const void *_Nonnull lanes, long channels, long count, void *_Nonnull target, long channelStride,
        int accumulate);

    /// c[r][lanes] (+)= sum over s < segments, k < depth of a[r * aRow + offsets[s] + k] * b[s * depth + k][lanes].
    void (*_Nonnull productOverChannels)(
        long rows, const void *_Nonnull a, long aRow, const long *_Nonnull offsets, long segments, long depth,
        const void *_Nonnull b, void *_Nonnull c, long cRow, int accumulate);
    /// c[r][lanes] (+)= sum over four nested loops (outermost first) of left[r] * right[lanes]. Between rounds of the
    /// first loop the sums go back to memory, so one round should fit into the L1 cache and be long.
    void (*_Nonnull productOverPixels)(
        long rows, const void *_Nonnull left, const void *_Nonnull right, const GANLoop *_Nonnull loops,
        void *_Nonnull c, long cRow, int accumulate);

    /// Winograd F(4x4, 3x3). Its 36 points have the stride `pointStride`; a strip is [rows][rowLength], rowLength in
    /// elements (pixels * lanes). Column passes work in place on a strip of six rows.
    void (*_Nonnull winogradInputColumns)(void *_Nonnull strip, long rowLength);
    void (*_Nonnull winogradInputRows)(
        const void *_Nonnull strip, long rowLength, long tiles, void *_Nonnull points, long pointStride);
    /// The gradient of the output, 4 rows in, 6 out (the transpose of the output transform).
    void (*_Nonnull winogradGradientColumns)(void *_Nonnull strip, long rowLength);
    void (*_Nonnull winogradGradientRows)(
        const void *_Nonnull strip, long rowLength, long tiles, void *_Nonnull points, long pointStride);
    void (*_Nonnull winogradOutputRows)(
        const void *_Nonnull points, long pointStride, long tiles, void *_Nonnull strip, long rowLength);
    void (*_Nonnull winogradOutputColumns)(void *_Nonnull strip, long rowLength);
    /// points[36][count][lanes] from taps[count][9][lanes]; `flipped` turns the kernel by 180 degrees.
    void (*_Nonnull winogradWeight)(
        const void *_Nonnull taps, long count, int flipped, void *_Nonnull points, long pointStride);
    /// taps[count][9][lanes] from the gradient of the points [36][count][lanes].
    void (*_Nonnull winogradWeightAdjoint)(
        const void *_Nonnull points, long pointStride, long count, void *_Nonnull taps);

    /// y[H', W'] = correlation of x[H, W] with w[kh, kw].
    void (*_Nonnull depthwise)(
        const GANPlane *_Nonnull plane, const void *_Nonnull x, const void *_Nonnull w, void *_Nonnull y);
    /// dx += its adjoint in x.
    void (*_Nonnull depthwiseInputAdjoint)(
        const GANPlane *_Nonnull plane, const void *_Nonnull dy, const void *_Nonnull w, void *_Nonnull dx);
    /// dw += its adjoint in w.
    void (*_Nonnull depthwiseWeightAdjoint)(
        const GANPlane *_Nonnull plane, const void *_Nonnull dy, const void *_Nonnull x, void *_Nonnull dw);
} GANConvolutionKernels;

extern const GANConvolutionKernels ganConvolutionKernelsFloat;
extern const GANConvolutionKernels ganConvolutionKernelsDouble;
