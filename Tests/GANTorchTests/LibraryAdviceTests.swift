import Testing

@testable import GANTorch

/// What to do about a library that cannot be opened, by the loader's words.
@Suite struct LibraryAdviceTests {
    /// PyTorch 2.11's build for CUDA, unpacked without the packages of NVIDIA.
    @Test func aMissingFileBelongsToAnotherPackage() {
        let words = "libcusparse.so.12: cannot open shared object file: No such file or directory"
        #expect(
            TorchLibrary.advice(for: words)
                == "install the Python package torch together with the packages that it needs, as pip does")
    }

    @Test func anUnfitLibraryIsReplaced() {
        #expect(
            TorchLibrary.advice(for: "libc10.so: invalid ELF header") == "install a newer Python package torch")
    }
}
