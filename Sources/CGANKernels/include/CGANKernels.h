#ifndef CGANKERNELS_H
#define CGANKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ConvolutionKernels.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// Inner loops for data that stay in cache, each for float (_f32) and double (_f64). They run on one thread; the Swift code decides
// which elements a call covers. The pointers of a call do not overlap unless documented.

typedef enum {
    GK_NEGATE, GK_ABSOLUTE, GK_SIGN, GK_RECIPROCAL, GK_SQUARE, GK_SQUARE_ROOT, GK_RECIPROCAL_SQUARE_ROOT,
    GK_EXPONENTIAL, GK_LOGARITHM, GK_HYPERBOLIC_TANGENT, GK_ERROR_FUNCTION, GK_SIGMOID, GK_SOFTPLUS, GK_SINE,
    GK_COSINE, GK_FLOOR, GK_ROUND_TO_EVEN,
    GK_ADD,          // x + p
    GK_SCALE,        // x · p
    GK_POWER,        // x to the power of p
    GK_CLAMP,        // into [p, q]
    GK_LEAKY_RELU,   // slope p
    GK_IS_WITHIN,    // 1 in [p, q], else 0
} gk_unary;

typedef enum {
    GK_PLUS, GK_MINUS, GK_TIMES, GK_OVER, GK_MINIMUM, GK_MAXIMUM, GK_EQUAL, GK_LESS, GK_LESS_OR_EQUAL,
    GK_LEAKY_RELU_ALONG,  // a where b > 0, else p · a
} gk_binary;

/// One plane's windows; padding is virtual and never selected as maximum.
typedef struct {
    ptrdiff_t in_height, in_width, out_height, out_width, window_height, window_width, stride_y, stride_x, pad_y, pad_x;
} gk_pool;

/// Upsampling, filtering and downsampling along one axis. Outputs with the same remainder by `period`, a phase, use the same
/// taps, at inputs that advance by `advance`. A phase's terms are starts[phase] ..< starts[phase + 1]; their offsets count from
/// `before` zeros in front of the first input.
typedef struct {
    ptrdiff_t size, out_size, period, advance, before, padded_size;
    const int32_t *starts, *offsets;
} gk_resample_axis;

/// Filtering a plane at the same rate: zeros around it, `width_padded` long rows with those at the sides, and the taps in the
/// order of their application to the samples.
typedef struct {
    ptrdiff_t height, width, top, left, width_padded, out_height, out_width, taps_across, taps_down;
} gk_filter;

/// A product y[rows, columns] of left[rows, inner] and right, with the given row strides.
typedef struct {
    size_t rows, inner, columns, left_row, left_column, right_row, out_row;
} gk_thin;

/// The position of a draw in a Philox stream.
typedef struct {
    uint64_t key, step;
    uint32_t call;
} gk_draw;

#define GK_DECLARE(REAL, SUFFIX)                                                                                       \
    void gk_unary##SUFFIX(gk_unary kernel, REAL p, REAL q, const REAL *x, REAL *y, size_t count);                      \
    void gk_binary##SUFFIX(gk_binary kernel, REAL p, const REAL *a, bool a_stride, const REAL *b, bool b_stride,       \
                           REAL *y, size_t count);                                                                     \
    void gk_select##SUFFIX(const REAL *mask, const REAL *a, const REAL *b, REAL *y, size_t count);                     \
    void gk_accumulate##SUFFIX(const REAL *x, REAL *y, size_t count);                                                  \
    void gk_interpolate##SUFFIX(const REAL *a, const REAL *b, REAL weight, REAL *y, size_t count);                     \
    void gk_fill##SUFFIX(REAL value, REAL *y, size_t count);                                                           \
    void gk_bias_activation##SUFFIX(const REAL *x, const REAL *bias, bool bias_stride, REAL slope, REAL gain,          \
                                    REAL clamp, REAL *y, size_t count);                                                                     \
    void gk_bias_activation_adjoint##SUFFIX(const REAL *dy, const REAL *y, REAL slope, REAL gain, REAL clamp,          \
                                            REAL *dx, size_t count);                                                   \
    void gk_adam##SUFFIX(REAL beta1, REAL beta2, REAL step_size, REAL root_correction, REAL epsilon,                   \
                         const REAL *parameter, const REAL *gradient, REAL *first, REAL *second, REAL *y,              \
                         size_t count);                                                                                \
    bool gk_is_finite##SUFFIX(const REAL *x, size_t count);                                                            \
    double gk_sum##SUFFIX(const REAL *x, size_t count);                                                                \
    REAL gk_maximum##SUFFIX(const REAL *x, size_t count);                                                              \
    /* y = max(x, y). */                                                                                               \
    void gk_raise##SUFFIX(const REAL *x, REAL *y, size_t count);                                                       \
    void gk_softmax##SUFFIX(const REAL *x, REAL *y, size_t columns);                                                   \
    REAL gk_log_sum_exp##SUFFIX(const REAL *x, size_t columns);                                                        \
    /* One plane. `padded` has room for padded_size numbers, `filtered` for the plane's height by the output's width. */\
    void gk_resample_plane##SUFFIX(const REAL *x, const gk_resample_axis *across, const REAL *across_weights,          \
                                   const gk_resample_axis *down, const REAL *down_weights, REAL *padded,               \
                                   REAL *filtered, REAL *y);                                                           \
    /* One plane. `padded` has room for its rows with `taps_across` numbers more, all zeros at first; `filtered` for the      \
       output's rows and taps_down - 1 more, zeros where the padding above and below lies. */                           \
    void gk_filter_plane##SUFFIX(const REAL *x, const gk_filter *filter, const REAL *across, const REAL *down,         \
                                 REAL *padded, REAL *filtered, REAL *y);                                               \
    /* y = left · right with right[inner, columns], for few rows or a short inner axis. */                             \
    void gk_combine_rows##SUFFIX(const gk_thin *thin, const REAL *left, const REAL *right, REAL *y);                   \
    /* y = left · rightᵀ with right[columns, inner], for few rows or columns; left_column is 1. */                     \
    void gk_dot_rows##SUFFIX(const gk_thin *thin, const REAL *left, const REAL *right, REAL *y);                       \
    /* y[r] = Σ a[r, :] · b[r, :]. */                                                                                  \
    void gk_row_dots##SUFFIX(const REAL *a, const REAL *b, size_t rows, size_t length, REAL *y);                       \
    /* One row: clamp(gain · act(x · factor + noise + bias)). */                                                       \
    void gk_scaled_activation##SUFFIX(const REAL *x, REAL factor, const REAL *_Nullable noise, REAL bias, REAL slope,  \
                                      REAL gain, REAL clamp, REAL *y, size_t count);                                   \
    /* One sample: images [channels, height, width], places (x, y). */                                                 \
    void gk_grid_sample##SUFFIX(const REAL *x, const REAL *grid, size_t channels, size_t height, size_t width,         \
                                size_t places, REAL *y);                                                               \
    void gk_grid_sample_adjoint##SUFFIX(const REAL *dy, const REAL *grid, size_t channels, size_t height,              \
                                        size_t width, size_t places, REAL *dx);                                        \
    /* One plane each. */                                                                                              \
    void gk_sum_pool##SUFFIX(const REAL *x, const gk_pool *pool, REAL *y);                                             \
    void gk_sum_pool_adjoint##SUFFIX(const REAL *dy, const gk_pool *pool, REAL *dx);                                   \
    void gk_maximum_positions##SUFFIX(const REAL *x, const gk_pool *pool, int32_t *y);

GK_DECLARE(float, _f32)
GK_DECLARE(double, _f64)
#undef GK_DECLARE

/// One block of Philox4x32-10: counter [4], key [2], words [4].
void gk_philox(const uint32_t *counter, const uint32_t *key, uint32_t *words);

// Elements first ..< first + count of a draw.
void gk_draw_bits(const gk_draw *draw, uint64_t first, int32_t *y, size_t count);
void gk_draw_integers(const gk_draw *draw, int32_t bound, uint64_t first, int32_t *y, size_t count);
void gk_draw_uniform(const gk_draw *draw, uint64_t first, float *y, size_t count);
void gk_draw_normal(const gk_draw *draw, uint64_t first, float *y, size_t count);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
