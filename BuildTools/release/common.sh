# What the scripts beside this file share. They are run in the project's folder.

# Libraries that every system with a C and a C++ library has.
system='^(linux-vdso|ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil|libgcc_s|libstdc\+\+)\.so'

toolchain=$(dirname "$(dirname "$(realpath "$(command -v swift)")")")

# The time of the commit: two archives of one commit are equal.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

fail() { echo "$(basename "$0"): $1" >&2; exit 1; }

# The libraries that a file needs, with those that these need: name and path.
needed() {
    local missing
    missing=$(ldd "$1" | grep 'not found' || true)
    [ -z "$missing" ] || fail "$1 needs$missing"
    ldd "$1" | awk '$2 == "=>" { print $1, $3 }' | grep -vE "$system"
}

# Of these, those of the Swift toolchain.
swift_libraries() { needed "$1" | awk -v folder="$toolchain/" 'index($2, folder) == 1'; }

# The package of a file. /lib is a link to /usr/lib, and packages may say either.
package() {
    local found
    found=$(dpkg -S "$1" 2>/dev/null || dpkg -S "${1#/usr}" 2>/dev/null) || fail "$1 belongs to no package"
    echo "${found%%:*}"
}

# place_binary PROGRAM PREFIX: the program in bin, which finds its libraries in lib/ganzoo. Without names of functions, which are three quarters of
# its size; plugins find what they need in the dynamic table, which stays.
place_binary() {
    local program
    program=$2/bin/$(basename "$1")
    install -d "$2/bin"
    install -m 755 "$1" "$program"
    strip --strip-all "$program"
    # The older form, which the libraries inherit, and which goes before LD_LIBRARY_PATH.
    patchelf --force-rpath --set-rpath '$ORIGIN/../lib/ganzoo' "$program"
}

# place_program PROGRAM PREFIX: the program in bin, and the libraries of the Swift toolchain in lib/ganzoo.
place_program() {
    place_binary "$1" "$2"
    install -d "$2/lib/ganzoo"
    swift_libraries "$1" | while read -r library path; do
        install -m 644 "$path" "$2/lib/ganzoo/$library"
        strip --strip-unneeded "$2/lib/ganzoo/$library"
    done
}

# place_files PREFIX: recipes, weights of feature networks, and the sources that interfaces are printed from.
place_files() {
    install -d "$1/share/ganzoo"
    cp -R recipes features Sources/GANCore Sources/GANData Sources/GANModule Sources/GANTensor "$1/share/ganzoo/"
}

# place_licenses BUILD FOLDER: those of ganzoo, its font, Swift and the packages in a build folder. Of these, the dashboard alone has FlyingFox.
place_licenses() {
    install -d "$2"
    install -m 644 LICENSE "$2/ganzoo.txt"
    install -m 644 Sources/CGANFont/LICENSE "$2/font.txt"
    install -m 644 Sources/CGANPage/LICENSE "$2/chart.txt"
    install -m 644 "$toolchain/share/swift/LICENSE.txt" "$2/swift.txt"
    for package in "$1"/checkouts/*/; do
        [ "$(basename "$package")" = FlyingFox ] || install -m 644 "$package"LICENSE* "$2/$(basename "$package").txt"
    done
}

# place_dashboard_license BUILD FILE: that of the package which ganzoo has not.
place_dashboard_license() { install -D -m 644 "$1"/checkouts/FlyingFox/LICENSE "$2"; }

# pack FOLDER ARCHIVE: a .tar.xz whose bytes depend on names and contents alone. Addresses in calls become absolute before they are compressed,
# which every xz undoes on x86; for AArch64 unpacking would need xz 5.4.
pack() {
    local branches=
    [ "$(uname -m)" != x86_64 ] || branches=--x86
    tar -C "$(dirname "$1")" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u+w,go-w \
        -c "$(basename "$1")" | xz -T 1 $branches --lzma2=preset=9e >"$2"
}
