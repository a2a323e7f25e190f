# shellcheck shell=bash
# Configuring and building with the presets of CMakePresets.json. Wants $root and output.sh.

configure() {
  local preset=$1 launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  run_step "Configuring $preset" "${root:?}/build/logs/configure-$preset.log" \
    cmake -S "$root" --preset "$preset" "${launcher[@]}"
}

# build PRESET [TARGET...]: watched, ninja draws its own progress; else a line for each tenth, and what failed.
build() {
  local preset=$1 started=$SECONDS
  shift
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 NINJA_STATUS='[%f/%t] '
  if watched; then
    ninja -C "$root/build/$preset" "$@" || fail "the build failed"
  else
    ninja -C "$root/build/$preset" "$@" 2>&1 | tee "$root/build/logs/build-$preset.log" | tenths_and_failures ||
      fail "the build failed; the whole log is $root/build/logs/build-$preset.log"
  fi
  say "Building $preset: done in $((SECONDS - started)) s"
}

tenths_and_failures() {
  awk '
    /^FAILED: / { failed = 1 }
    failed { print; fflush(); next }
    match($0, /^\[[0-9]+\/[0-9]+\]/) {
      split(substr($0, 2, RLENGTH - 2), n, "/")
      tenth = int(10 * n[1] / n[2])
      if (tenth > said) { said = tenth; printf "  %d of %d\n", n[1], n[2]; fflush() }
    }'
}
