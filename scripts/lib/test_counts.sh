# shellcheck shell=bash
# Counts test cases over all the programs of a ctest run.

# count_tests RESULTS: from ctest.junit and each program's GoogleTest report `<program>.xml`. A program without a report
# counts as one test; one that failed with no failed case in its report (it crashed, or ran out of time) as one failure.
# Prints `N passed, N failed[, N skipped]`; false where anything failed or nothing ran.
count_tests() {
  local results=$1 passed=0 failed=0 skipped=0 name state ran bad left
  while read -r state name; do
    ran=0 bad=0 left=0
    if [[ -s $results/$name.xml ]]; then
      read -r ran bad left < <(count_cases "$results/$name.xml")
    elif [[ $state == run ]]; then
      ran=1
    fi
    if [[ $state == fail ]] && ((bad == 0)); then bad=1 ran=$((ran > 0 ? ran : 1)); fi
    if [[ $state != run && $state != fail ]]; then left=$((left + 1)); fi
    passed=$((passed + ran - bad)) failed=$((failed + bad)) skipped=$((skipped + left))
  done < <(sed -n 's/.*<testcase name="\([^"]*\)".* status="\([^"]*\)".*/\2 \1/p' "$results/ctest.junit")
  printf '%d passed, %d failed' "$passed" "$failed"
  ((skipped == 0)) || printf ', %d skipped' "$skipped"
  printf '\n'
  ((failed == 0 && passed > 0))
}

# The cases of one GoogleTest report: run to their end, failed, skipped or disabled.
count_cases() {
  awk '
    /^ *<testcase name="/ {
      if ($0 ~ /status="notrun"/ || $0 ~ /result="skipped"/) { skipped++; next }
      ran++
      in_case = ($0 !~ /\/>[[:space:]]*$/); counted = 0
    }
    /^ *<failure message=/ && in_case && !counted { failed++; counted = 1 }
    END { print ran + 0, failed + 0, skipped + 0 }' "$1"
}
