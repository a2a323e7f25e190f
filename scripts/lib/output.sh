# shellcheck shell=bash
# What the scripts print: one line a step, with the time it took, and on failure one line with where the log is.

# True where a person is watching, so that progress may be redrawn in place.
watched() { [[ -t 1 && "${TERM:-dumb}" != dumb && -z "${CI:-}" ]]; }

say() { printf '%s\n' "$*"; }

# Ends the script: what is wrong, then what to do about it, on one line.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# run_step TITLE LOG COMMAND...: runs the command with its output in LOG. Watched, shows the log's last line as it grows.
run_step() {
  local title=$1 log=$2 started=$SECONDS status=0 pid
  shift 2
  mkdir -p "$(dirname "$log")"
  if watched; then
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r\033[K%s … %d s  %s' "$title" $((SECONDS - started)) "$(last_line "$log" 60)"
      sleep 0.3
    done
    wait "$pid" || status=$?
    printf '\r\033[K'
  else
    "$@" >"$log" 2>&1 </dev/null || status=$?
  fi
  if ((status != 0)); then
    say "$title: failed"
    tail -n 15 "$log" | sed 's/^/    /'
    fail "$title failed; the whole log is $log"
  fi
  say "$title: done in $((SECONDS - started)) s"
}

last_line() {
  tail -n 1 "$1" 2>/dev/null | tr -d '\r\033' | cut -c "1-$2"
}

# wait_until SECONDS COMMAND...: true once the command succeeds, false where it has not by then.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}
