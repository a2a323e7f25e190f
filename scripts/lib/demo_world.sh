# shellcheck shell=bash disable=SC2154
# The demonstration's own directory: its lock, its secrets, its servers and the three services. Wants $root, output.sh and
# private_servers.sh. Sets $directory (kept), $run (sockets, gone when it stops) and $logs.

open_directory() {
  directory=$(realpath -m "$1")
  logs=$directory/logs
  mkdir -p "$directory"
  chmod 700 "$directory"
  exec {lock_fd}>>"$directory/lock"
  flock --nonblock "$lock_fd" ||
    fail "a demonstration runs in $directory already (process $(cat "$directory/pid" 2>/dev/null)); stop it with Ctrl-C, or choose another --directory"
  echo $$ >"$directory/pid"
  mkdir -p "$logs"
  # A Unix socket's path must be short, whatever the directory's is.
  run=$(mktemp -d "${TMPDIR:-/tmp}/shortbreaks-demo.XXXXXX")
}

# Empties the directory of all but the lock.
forget_everything() { find "$directory" -mindepth 1 -maxdepth 1 ! -name lock ! -name pid ! -name logs -exec rm -rf {} +; }

close_directory() {
  stop_processes
  [[ -z ${run:-} ]] || rm -rf "$run"
  rm -f "$directory/pid"
}

# Passwords and keys, made once. Nobody else can read them.
make_secrets() {
  local secrets=$directory/secrets user old_mask
  old_mask=$(umask)
  umask 077
  mkdir -p "$secrets" "$directory/checkpoints"
  for user in migrations availability eligibility bookings auditor; do
    [[ -s $secrets/shortbreaks_$user ]] || openssl rand -hex 24 >"$secrets/shortbreaks_$user"
  done
  [[ -s $secrets/page_token_key ]] || openssl rand -hex 32 >"$secrets/page_token_key"
  cli=$root/build/release/clients/cli/shortbreaks
  [[ -s $secrets/development-keys.json ]] || "$cli" token keys "$secrets" >>"$logs/keys.log" 2>&1 ||
    fail "no keys could be made for tokens; the log is $logs/keys.log"
  [[ -s $secrets/sealing_keys ]] || "${root:?}/deploy/sealing_keys" new demo >"$secrets/sealing_keys"
  if [[ ! -s $directory/audit-public-key.pem ]]; then
    openssl genpkey -algorithm ed25519 -out "$secrets/audit_signing_key.pem"
    openssl pkey -in "$secrets/audit_signing_key.pem" -pubout -out "$directory/audit-public-key.pem"
  fi
  umask "$old_mask"
}

start_servers() {
  start_mariadb "$directory/mysql" "$run/mysql.sock" "$logs/mariadb.log"
  start_redis "$run/redis.sock" "$run" "$logs/redis.log"
}

make_schema() {
  "${root:?}/deploy/mysql/create_users" --passwords "$directory/secrets" -- --no-defaults --user=root --socket="$run/mysql.sock"
  DATABASE_URL="mysql://shortbreaks_migrations:$(<"$directory/secrets/shortbreaks_migrations")@/shortbreaks?socket=$run/mysql.sock" \
    "$root/node_modules/.bin/dbmate" --migrations-dir "$root/deploy/mysql/migrations" --no-dump-schema migrate
}

# sql STATEMENT: one line a row, tabs between columns; as root, beside the services, for checking them.
sql() { mariadb --no-defaults --user=root --socket="$run/mysql.sock" --batch --skip-column-names shortbreaks -e "$1"; }

# start_service NAME PORT [ARGUMENT...]: with the example settings, but for where things are. The port becomes another free
# one where somebody has it. Sets ${name}_port.
start_service() {
  local name=$1 port=$2 ports=$run/$1.ports
  shift 2
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then port=0; fi
  start_process "$name" "$logs/$name.log" "$root/build/release/services/$name/shortbreaks-$name" \
    --config "$root/deploy/config/$name.toml" \
    --listen-address "127.0.0.1:$port" --metrics-address 127.0.0.1:0 --ports-file "$ports" --reflection true \
    --mysql-unix-socket "$run/mysql.sock" --mysql-password-file "$directory/secrets/shortbreaks_$name" \
    --page-token-key-file "$directory/secrets/page_token_key" \
    --development true --token-issuer https://development.invalid --token-lifetime-seconds-max 86400 \
    --token-keys-file "$directory/secrets/development-keys.json" "$@"
  wait_until 40 served_or_ended "$ports" "${last_pid:?}" || fail "the $name service does not serve; the log is $logs/$name.log"
  if ! is_running "$last_pid"; then fail "$(tail -n 1 "$logs/$name.log"); the log is $logs/$name.log"; fi
  printf -v "${name}_port" '%s' "$(jq -r .grpc "$ports")"
  printf -v "${name}_metrics_port" '%s' "$(jq -r .metrics "$ports")"
}

served_or_ended() { [[ -s $1 ]] || ! is_running "$2"; }

start_services() {
  council=E08000031
  start_service availability 50051
  start_service eligibility 50052 --sealing-keys-file "$directory/secrets/sealing_keys" \
    --audit-signing-key-file "$directory/secrets/audit_signing_key.pem" --audit-checkpoint-folder "$directory/checkpoints"
  # Families' calendars are read over HTTP. Here no proxy stands before them: a calendar on this machine can read them.
  calendar_port=$(free_port 50054)
  start_service bookings 50053 --sealing-keys-file "$directory/secrets/sealing_keys" \
    --eligibility-target "127.0.0.1:${eligibility_port:?}" --redis-unix-socket "$run/redis.sock" --redis-user "" \
    --calendar-address "http://127.0.0.1:$calendar_port" --calendar-listen "$calendar_port"
}

# free_port FIRST: the first from there on that nobody has.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# Whoever signs people in would issue these; here the development issuer does, whose tokens no service takes in production.
# Each person has a file of settings for the command line tool: $directory/NAME.toml.
make_tokens() {
  mkdir -p "$directory/tokens"
  as officer officer officer:demo
  as second_officer officer officer:second
}

# as NAME ROLE SUBJECT [FLAG...]: makes NAME's token and settings.
as() {
  local name=$1 role=$2 subject=$3
  shift 3
  (
    umask 077
    "$cli" token mint --key "$directory/secrets/development-key.pem" --audience shortbreaks \
      --role "$role" --council "$council" --subject "$subject" --partner demo --minutes 1440 "$@" >"$directory/tokens/$name"
    cat >"$directory/$name.toml" <<TOML
availability = "127.0.0.1:$availability_port"
eligibility = "127.0.0.1:$eligibility_port"
bookings = "127.0.0.1:$bookings_port"
token-file = "$directory/tokens/$name"
TOML
    [[ $role != officer ]] || echo 'purpose = "enquiry"' >>"$directory/$name.toml"
  ) || fail "no token could be made for $name"
}

# Loads the data on the first day. Its sessions run for 13 weeks: after four of them the weeks to come are added.
import_data() {
  local day_file=$directory/imported-on day part started=$SECONDS
  day=$(TZ=Europe/London date +%F)
  if [[ -s $day_file && $(<"$day_file") > $(TZ=Europe/London date -d '-28 days' +%F) ]]; then
    say "Data: kept from $(<"$day_file")"
    return
  fi
  publish_policy
  for part in timetable caseload; do
    import_part "$part" "$day" || fail "the $part could not be loaded; the log is $logs/import.log"
  done
  echo "$day" >"$day_file"
  say "Data: loaded in $((SECONDS - started)) s"
}

# One officer hands in the council's policy, another makes it live. Where one is live already there is nothing to do.
publish_policy() {
  local name
  if "$cli" --config "$directory/officer.toml" policy live >/dev/null 2>&1; then return; fi
  name=$("$cli" --config "$directory/officer.toml" --json policy propose "$root/deploy/policies/wolverhampton-sample.yaml" 2>>"$logs/import.log" |
    jq -r .policy.name) || fail "the policy could not be handed in; the log is $logs/import.log"
  "$cli" --config "$directory/second_officer.toml" policy publish "$name" >/dev/null 2>>"$logs/import.log" ||
    fail "the policy could not be published; the log is $logs/import.log"
}

# Watched, with the tool's progress bar.
import_part() {
  local import=("$cli" --config "$directory/officer.toml" import "$1" "$root/deploy/demo" --from "$2")
  [[ $1 != caseload ]] || import+=(--decided-elsewhere "By the panel, before the demonstration began")
  if watched; then "${import[@]}"; else "${import[@]}" 2>>"$logs/import.log"; fi
}

show_the_way_in() {
  local here
  here=$(realpath --relative-to="$PWD" "$directory")
  cat <<TEXT

Up until Ctrl-C. Logs and data are in $here.
  availability  127.0.0.1:$availability_port   metrics http://127.0.0.1:$availability_metrics_port/metrics
  eligibility   127.0.0.1:$eligibility_port   metrics http://127.0.0.1:$eligibility_metrics_port/metrics
  bookings      127.0.0.1:$bookings_port   metrics http://127.0.0.1:$bookings_metrics_port/metrics
Try, in another terminal:
  $(realpath --relative-to="$PWD" "$cli") --config $here/parent.toml session search --near WV3 --free 1 --limit 10
TEXT
}

# Until Ctrl-C, or until something that should stay up does not.
wait_for_an_end() {
  local entry
  while sleep 1; do
    for entry in "${started_pids[@]}"; do
      is_running "${entry%%:*}" || fail "${entry#*:} ended by itself; its log is $logs/${entry#*:}.log"
    done
  done
}
