# shellcheck shell=bash
# House rules that a machine can see. Each prints what breaks it. Wants sources.sh and $root as the current folder.

house_rules() {
  local status=0 rule
  for rule in no_vague_names no_long_files portable_sql updates_name_their_index drivers_stay_home services_stay_apart no_unfinished_work partners_know_every_reason operators_know_every_figure operators_know_every_event promised_tests_exist; do
    "$rule" || status=1
  done
  return "$status"
}

# none TITLE: true where standard input is empty, else prints it under the title.
none() {
  local lines
  lines=$(cat)
  [[ -z $lines ]] || { printf '%s:\n%s\n' "$1" "$lines"; return 1; }
}

# Lines, or lines of the files named, that match. None is no failure.
matching() { grep -E "$@" || (($? == 1)); }
lines_with() { xargs -r grep -nHE "$@" || (($? == 123)); }

no_vague_names() {
  project_files | matching '(^|/)(common|utils?|misc|helpers?|shared|stuff)(/|\.[a-z]+$)' |
    none "a name must say what the thing is for"
}

# A long file does more than one thing. Data and locks are not code.
no_long_files() {
  { cxx_files && project_files 'clients/*.ts' 'clients/*.njk' 'clients/*.scss'; } | xargs -r wc -l | awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }' |
    none "over 500 lines: split it by what its parts are for"
}

# What runs on MariaDB 10.11 alone or on MySQL 8 alone.
portable_sql() {
  local status=0
  cxx_files | matching '^services/' | lines_with \
    '"[^"]*\b(RETURNING|FOR SHARE|UUID_TO_BIN|LATERAL|NEXTVAL|max_statement_time|max_execution_time|utf8mb4_0900|uca1400)\b' |
    matching -v '^services/mysql/' | none "SQL that only one of MySQL 8 and MariaDB 10.11 understands" || status=1
  project_files deploy/mysql/migrations | lines_with -i \
    'IF NOT EXISTS .*COLUMN|ADD COLUMN IF NOT|CREATE OR REPLACE PROCEDURE|\bRETURNING\b|\buuid\(|CREATE SEQUENCE|0900|uca1400' |
    none "a migration that only one of MySQL 8 and MariaDB 10.11 understands" || status=1
  return "$status"
}

# On a small table MariaDB may look for one row by any index that begins with the council, and locks what it passes.
updates_name_their_index() {
  cxx_files | matching '^services/' | matching -v '_test\.(cc|h)$|_world\.cc$' | lines_with '"UPDATE [a-z_]+ SET' |
    none "an UPDATE that does not say FORCE INDEX (PRIMARY), or which other index it goes by"
}

# Each driver's headers are included by one folder alone.
drivers_stay_home() {
  local status=0
  includes_outside 'cppconn/|mysql_(connection|driver)\.h' '^services/mysql/' || status=1
  includes_outside 'hiredis/' '^services/redis/' || status=1
  includes_outside '(grpcpp|grpc)/' '^(services/rpc|clients/cpp)/' || status=1
  includes_outside 'prometheus/' '^services/telemetry/' || status=1
  includes_outside 'curl/' '^services/identity/' || status=1
  includes_outside 'civetweb' '^services/calendars/' || status=1
  includes_outside 'zlib' '^services/sealing/' || status=1
  includes_outside 'libical/' '^services/(series|calendars)/' || status=1
  return "$status"
}

includes_outside() {
  cxx_files | matching '^(services|clients)/' | matching -v "$2" | lines_with "#include [<\"]$1" |
    none "included outside $2"
}

# A service calls another by its proto; it never includes the other's headers.
services_stay_apart() {
  local service others status=0
  for service in availability eligibility bookings; do
    others=$(printf '%s\n' availability eligibility bookings | grep -v "$service" | paste -sd'|')
    project_files "services/$service/*.cc" "services/$service/*.h" | lines_with "#include \"($others)/" |
      none "a service includes another's header" || status=1
  done
  return "$status"
}

no_unfinished_work() {
  local status=0
  project_files '*.cc' '*.h' '*.proto' '*.sql' '*.cmake' | lines_with '\b(TODO|FIXME|XXX)\b' |
    none "unfinished work belongs in an issue" || status=1
  project_files '*.md' | lines_with '@[A-Z]+@' | none "a page waits for something to be filled in" || status=1
  return "$status"
}

# Every reason that an error can carry has its row in the partners' table.
partners_know_every_reason() {
  local reason
  sed -nE 's/^ *ERROR_REASON_([A-Z_]+) = [1-9][0-9]*;.*/\1/p' proto/shortbreaks/type/v1/errors.proto |
    while read -r reason; do
      grep -qF "| \`$reason\` |" docs/partners.md || echo "$reason"
    done | none "docs/partners.md has no row for reasons of errors.proto"
}

# Every figure that a service publishes has its row in the operators' table, and alerts are about figures that there are.
operators_know_every_figure() {
  local status=0 published alarmed
  published=$(grep -ohE '"(shortbreaks|process)_[a-z_]+"' services/telemetry/metrics.cc services/telemetry/process_figures.cc |
    tr -d '"' | sort -u)
  alarmed=$(grep -oE '\b(shortbreaks|process)_[a-z_]+' deploy/prometheus/alerts.yaml | sed 's/_bucket$//' | sort -u)
  comm -13 <(printf '%s\n' "$published") <(printf '%s\n' "$alarmed") | none "alerts about figures that nobody publishes" || status=1
  printf '%s\n' "$published" | while read -r figure; do
    grep -qF "\`$figure\`" docs/operating.md || echo "$figure"
  done | none "docs/operating.md does not name figures that are published" || status=1
  return "$status"
}

# Every event that a service logs has its row in the operators' table, and the table has no other.
operators_know_every_event() {
  local status=0 logged named
  logged=$(project_files 'services/*.cc' | matching -v '_test\.cc$' |
    xargs -r grep -ohzP '\b(Log|log|Report)\(\s*([^",;]*,)?\s*"\K[a-z_ ]+(?=")' | tr '\0' '\n' | sort -u)
  # shellcheck disable=SC2016
  named=$(sed -n '/^| event | is |$/,/^$/s/^| \(`[^|]*`\) |.*/\1/p' docs/operating.md | grep -oE '[a-z_]+' | sort -u)
  comm -23 <(printf '%s\n' "$logged") <(printf '%s\n' "$named") | none "docs/operating.md has no row for events" || status=1
  printf '%s\n' "$named" | while read -r event; do
    project_files 'services/*.cc' | xargs -r grep -qF "\"$event\"" || echo "$event"
  done | none "docs/operating.md names events that nobody logs" || status=1
  return "$status"
}

# Promises, faults, threats: the docs name the tests that show each.
promised_tests_exist() {
  local test suite name
  # shellcheck disable=SC2016
  grep -oE '`[A-Z][A-Za-z]+\.[A-Z][A-Za-z0-9]+`' docs/*.md | cut -d: -f2- | tr -d '`' | sort -u | while read -r test; do
    suite=${test%%.*} name=${test#*.}
    cxx_files | xargs -r grep -qE "^ *TYPED_TEST\($suite, *$name\)|^ *TEST(_F|_P)?\($suite, *$name\)" || echo "$test"
  done | none "docs name tests that are not there"
}
