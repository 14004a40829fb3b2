#ifndef FUSEDARGUMENTS_H
#define FUSEDARGUMENTS_H

// The arguments of the fused kernels. Swift fills them, C compiles the kernels for tests with them, and NVRTC reads this text, so it
// includes nothing. Every kernel has one argument, a structure, of at most the 4 KB that CUDA allows.
//
// Counts and places in a tensor are below 2^31.

/// Where the first element of a tensor lies on its device; 0: there is no such tensor.
typedef unsigned long long gt_address;

/// clamp(gain · act(x + bias)) over [outer, channels, inner]. Also x · factor + noise + bias, and the adjoint, where `x` is the gradient
/// of the output and `output` the output.
struct gt_activation {
    gt_address x, bias, factors, noise, output, y;
    int count, channels, inner;
    /// Elements from one sample's noise to the next one's: `inner`, or 0 if all samples have the same.
    int noise_step;
    /// `clamp` is infinite if nothing is clamped.
    double slope, gain, clamp;
};

enum { GT_MOST_RUNS = 48 };

/// An Adam update of the elements before `end` and after the run before.
struct gt_adam_run {
    int end;
    /// 0: the run keeps its parameters and moments.
    int is_updated;
    double beta1, beta2, step_size, root_correction, epsilon;
};

/// `y`, `new_first` and `new_second` do not overlap with the tensors that are read.
struct gt_adam {
    gt_address parameters, gradient, first, second, y, new_first, new_second;
    /// Elements `start` ..< `start` + `count`, which the runs cover.
    int start, count, runs;
    struct gt_adam_run run[GT_MOST_RUNS];
};

/// Elements `first` ..< `first` + `count` of a draw of a Philox stream.
struct gt_philox_draw {
    gt_address y;
    unsigned long long key, step, first;
    unsigned int call;
    int count;
    /// Of integers: 0 ..< bound.
    int bound;
};

enum { GT_MOST_AXES = 8 };

/// A walk over strided elements in the order of contiguous ones.
struct gt_walk {
    gt_address x, y;
    int count, axes;
    /// Of the first contiguous element, among the strided ones.
    int offset;
    int size[GT_MOST_AXES], stride[GT_MOST_AXES];
};

/// y[p, indices[p, i]] += x[p, i]. A plane is shared by `lanes` threads, a power of 2.
struct gt_scatter {
    gt_address x, indices, y;
    int planes, x_plane, y_plane, lanes;
};

enum { GT_MOST_TAPS = 32 };

/// One axis of an upfirdn2d operation. The taps are in the order in which they meet the samples.
struct gt_resample_side {
    int size, out_size, up, down;
    /// Zeros in front after upsampling; cropped places if negative.
    int margin;
    int taps;
    double tap[GT_MOST_TAPS];
};

struct gt_resample {
    gt_address x, y;
    int count;
    struct gt_resample_side rows, columns;
};

enum { GT_TILE = 16 };

/// Images [batch, channels, height, width] and places [batch, out_height, out_width, (x, y)]. For the adjoint, `images` is the gradient
/// that is computed and `samples` that of the output.
struct gt_grid {
    gt_address images, grid, samples;
    /// int32 [batch, tiles_down, tiles_across, 4]: the least and greatest left column and top row that the places of a tile of GT_TILE
    /// by GT_TILE touch.
    gt_address bounds;
    int batch, channels, height, width, out_height, out_width, tiles_down, tiles_across;
};

#endif
