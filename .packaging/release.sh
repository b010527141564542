#!/usr/bin/env bash
# Makes a static binary with completions, manual pages, licences and a systemd unit:
# target/dist/dixit-VERSION-TARGET.tar.gz. Linked with musl if its target and compiler are there, else
# statically with glibc, which is as portable here: dixit looks up no names.
set -euo pipefail
cd "$(dirname "$0")/.."

machine=$(uname -m)
if command -v musl-gcc >/dev/null && rustc --print target-libdir --target "$machine-unknown-linux-musl" | xargs test -d; then
    target=$machine-unknown-linux-musl
else
    target=$machine-unknown-linux-gnu
    export RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static"
fi
cargo build --release --locked --target "$target"

target_dir=${CARGO_TARGET_DIR:-target}
binary=$target_dir/$target/release/dixit
version=$("$binary" --version | cut -d' ' -f2)
name=dixit-$version-$target
dist=$target_dir/dist
rm -rf "${dist:?}/$name"
mkdir -p "$dist/$name"/{completions,man}

cp "$binary" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE .packaging/dixit.service "$dist/$name"
"$binary" completions bash >"$dist/$name/completions/dixit.bash"
"$binary" completions zsh >"$dist/$name/completions/_dixit"
"$binary" completions fish >"$dist/$name/completions/dixit.fish"
"$binary" man --dir "$dist/$name/man"

if ldd "$dist/$name/dixit" 2>&1 | grep -q '=>'; then
    echo "the binary is not static:" >&2
    ldd "$dist/$name/dixit" >&2
    exit 1
fi
tar -C "$dist" --owner=0 --group=0 --sort=name -czf "$dist/$name.tar.gz" "$name"
(cd "$dist" && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
