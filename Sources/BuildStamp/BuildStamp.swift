/// The commit that the program was built from; `ganzoo_commit` finds it where a program links this target.
@c(ganzoo_build_commit) public func ganzooBuildCommit() -> UnsafePointer<UInt8> {
    unsafe compiledCommit.utf8Start
}
