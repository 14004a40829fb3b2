import CGANKernels

/// A floating-point type of the CPU backend, with its kernels in C; CGANKernels.h documents them.
protocol CPUScalar: BLASScalar, ConvolutionScalar {
    typealias Input = UnsafePointer<Self>
    typealias Output = UnsafeMutablePointer<Self>

    static var unaryKernel: (gk_unary, Self, Self, Input, Output, Int) -> Void { get }
    static var binaryKernel: (gk_binary, Self, Input, Bool, Input, Bool, Output, Int) -> Void { get }
    static var selectKernel: (Input, Input, Input, Output, Int) -> Void { get }
    static var accumulateKernel: (Input, Output, Int) -> Void { get }
    static var interpolateKernel: (Input, Input, Self, Output, Int) -> Void { get }
    static var fillKernel: (Self, Output, Int) -> Void { get }
    static var biasActivationKernel: (Input, Input, Bool, Self, Self, Self, Output, Int) -> Void { get }
    static var biasActivationAdjointKernel: (Input, Input, Self, Self, Self, Output, Int) -> Void { get }
    static var scaledActivationKernel: (Input, Self, Input?, Self, Self, Self, Self, Output, Int) -> Void { get }
    static var rowDotsKernel: (Input, Input, Int, Int, Output) -> Void { get }
    static var adamKernel: (Self, Self, Self, Self, Self, Input, Input, Output, Output, Output, Int) -> Void { get }
    static var isFiniteKernel: (Input, Int) -> Bool { get }
    static var sumKernel: (Input, Int) -> Double { get }
    static var maximumKernel: (Input, Int) -> Self { get }
    static var raiseKernel: (Input, Output, Int) -> Void { get }
    static var softmaxKernel: (Input, Output, Int) -> Void { get }
    static var logSumExpKernel: (Input, Int) -> Self { get }
    static var resamplePlaneKernel:
        (Input, UnsafePointer<gk_resample_axis>, Input, UnsafePointer<gk_resample_axis>, Input, Output, Output, Output)
            -> Void
    { get }
    static var filterPlaneKernel: (Input, UnsafePointer<gk_filter>, Input, Input, Output, Output, Output) -> Void
    { get }
    static var gridSampleKernel: (Input, Input, Int, Int, Int, Int, Output) -> Void { get }
    static var gridSampleAdjointKernel: (Input, Input, Int, Int, Int, Int, Output) -> Void { get }
    static var sumPoolKernel: (Input, UnsafePointer<gk_pool>, Output) -> Void { get }
    static var sumPoolAdjointKernel: (Input, UnsafePointer<gk_pool>, Output) -> Void { get }
    static var maximumPositionsKernel: (Input, UnsafePointer<gk_pool>, UnsafeMutablePointer<Int32>) -> Void { get }
}

extension Float: CPUScalar {
    static var unaryKernel: (gk_unary, Float, Float, Input, Output, Int) -> Void { unsafe gk_unary_f32 }
    static var binaryKernel: (gk_binary, Float, Input, Bool, Input, Bool, Output, Int) -> Void { unsafe gk_binary_f32 }
    static var selectKernel: (Input, Input, Input, Output, Int) -> Void { unsafe gk_select_f32 }
    static var accumulateKernel: (Input, Output, Int) -> Void { unsafe gk_accumulate_f32 }
    static var interpolateKernel: (Input, Input, Float, Output, Int) -> Void { unsafe gk_interpolate_f32 }
    static var fillKernel: (Float, Output, Int) -> Void { unsafe gk_fill_f32 }
    static var biasActivationKernel: (Input, Input, Bool, Float, Float, Float, Output, Int) -> Void {
        unsafe gk_bias_activation_f32
    }
    static var biasActivationAdjointKernel: (Input, Input, Float, Float, Float, Output, Int) -> Void {
        unsafe gk_bias_activation_adjoint_f32
    }
    static var scaledActivationKernel: (Input, Float, Input?, Float, Float, Float, Float, Output, Int) -> Void {
        unsafe gk_scaled_activation_f32
    }
    static var rowDotsKernel: (Input, Input, Int, Int, Output) -> Void { unsafe gk_row_dots_f32 }
    static var adamKernel: (Float, Float, Float, Float, Float, Input, Input, Output, Output, Output, Int) -> Void {
        unsafe gk_adam_f32
    }
    static var isFiniteKernel: (Input, Int) -> Bool { unsafe gk_is_finite_f32 }
    static var sumKernel: (Input, Int) -> Double { unsafe gk_sum_f32 }
    static var maximumKernel: (Input, Int) -> Float { unsafe gk_maximum_f32 }
    static var raiseKernel: (Input, Output, Int) -> Void { unsafe gk_raise_f32 }
    static var softmaxKernel: (Input, Output, Int) -> Void { unsafe gk_softmax_f32 }
    static var logSumExpKernel: (Input, Int) -> Float { unsafe gk_log_sum_exp_f32 }
    static var resamplePlaneKernel:
        (Input, UnsafePointer<gk_resample_axis>, Input, UnsafePointer<gk_resample_axis>, Input, Output, Output, Output)
            -> Void
    { unsafe gk_resample_plane_f32 }
    static var filterPlaneKernel: (Input, UnsafePointer<gk_filter>, Input, Input, Output, Output, Output) -> Void {
        unsafe gk_filter_plane_f32
    }
    static var gridSampleKernel: (Input, Input, Int, Int, Int, Int, Output) -> Void { unsafe gk_grid_sample_f32 }
    static var gridSampleAdjointKernel: (Input, Input, Int, Int, Int, Int, Output) -> Void {
        unsafe gk_grid_sample_adjoint_f32
    }
    static var sumPoolKernel: (Input, UnsafePointer<gk_pool>, Output) -> Void { unsafe gk_sum_pool_f32 }
    static var sumPoolAdjointKernel: (Input, UnsafePointer<gk_pool>, Output) -> Void { unsafe gk_sum_pool_adjoint_f32 }
    static var maximumPositionsKernel: (Input, UnsafePointer<gk_pool>, UnsafeMutablePointer<Int32>) -> Void {
        unsafe gk_maximum_positions_f32
    }
}

extension Double: CPUScalar {
    static var unaryKernel: (gk_unary, Double, Double, Input, Output, Int) -> Void { unsafe gk_unary_f64 }
    static var binaryKernel: (gk_binary, Double, Input, Bool, Input, Bool, Output, Int) -> Void { unsafe gk_binary_f64 }
    static var selectKernel: (Input, Input, Input, Output, Int) -> Void { unsafe gk_select_f64 }
    static var accumulateKernel: (Input, Output, Int) -> Void { unsafe gk_accumulate_f64 }
    static var interpolateKernel: (Input, Input, Double, Output, Int) -> Void { unsafe gk_interpolate_f64 }
    static var fillKernel: (Double, Output, Int) -> Void { unsafe gk_fill_f64 }
    static var biasActivationKernel: (Input, Input, Bool, Double, Double, Double, Output, Int) -> Void {
        unsafe gk_bias_activation_f64
    }
    static var biasActivationAdjointKernel: (Input, Input, Double, Double, Double, Output, Int) -> Void {
        unsafe gk_bias_activation_adjoint_f64
    }
    static var scaledActivationKernel: (Input, Double, Input?, Double, Double, Double, Double, Output, Int) -> Void {
        unsafe gk_scaled_activation_f64
    }
    static var rowDotsKernel: (Input, Input, Int, Int, Output) -> Void { unsafe gk_row_dots_f64 }
    static var adamKernel: (Double, Double, Double, Double, Double, Input, Input, Output, Output, Output, Int) -> Void {
        unsafe gk_adam_f64
    }
    static var isFiniteKernel: (Input, Int) -> Bool { unsafe gk_is_finite_f64 }
    static var sumKernel: (Input, Int) -> Double { unsafe gk_sum_f64 }
    static var maximumKernel: (Input, Int) -> Double { unsafe gk_maximum_f64 }
    static var raiseKernel: (Input, Output, Int) -> Void { unsafe gk_raise_f64 }
    static var softmaxKernel: (Input, Output, Int) -> Void { unsafe gk_softmax_f64 }
    static var logSumExpKernel: (Input, Int) -> Double { unsafe gk_log_sum_exp_f64 }
    static var resamplePlaneKernel:
        (Input, UnsafePointer<gk_resample_axis>, Input, UnsafePointer<gk_resample_axis>, Input, Output, Output, Output)
            -> Void
    { unsafe gk_resample_plane_f64 }
    static var filterPlaneKernel: (Input, UnsafePointer<gk_filter>, Input, Input, Output, Output, Output) -> Void {
        unsafe gk_filter_plane_f64
    }
    static var gridSampleKernel: (Input, Input, Int, Int, Int, Int, Output) -> Void { unsafe gk_grid_sample_f64 }
    static var gridSampleAdjointKernel: (Input, Input, Int, Int, Int, Int, Output) -> Void {
        unsafe gk_grid_sample_adjoint_f64
    }
    static var sumPoolKernel: (Input, UnsafePointer<gk_pool>, Output) -> Void { unsafe gk_sum_pool_f64 }
    static var sumPoolAdjointKernel: (Input, UnsafePointer<gk_pool>, Output) -> Void { unsafe gk_sum_pool_adjoint_f64 }
    static var maximumPositionsKernel: (Input, UnsafePointer<gk_pool>, UnsafeMutablePointer<Int32>) -> Void {
        unsafe gk_maximum_positions_f64
    }
}
