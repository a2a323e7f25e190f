# shellcheck shell=bash
# A MariaDB and a Redis of one's own: configured by the examples under deploy/, reached by Unix sockets in a folder that
# nobody else can enter, and stopped with the script that started them. Wants $root and output.sh.

started_pids=()

# start_process NAME LOG COMMAND...: in a session of its own, so that Ctrl-C reaches this script alone; told to stop by the
# kernel where this script is killed. Its pid becomes $last_pid.
start_process() {
  local name=$1 log=$2
  shift 2
  setsid setpriv --pdeathsig TERM "$@" >>"$log" 2>&1 </dev/null &
  last_pid=$!
  started_pids+=("$last_pid:$name")
}

is_running() { kill -0 "$1" 2>/dev/null; }

# stop_processes: those of this project together, so that they drain side by side, then the servers that they use.
stop_processes() {
  stop_those '!' && stop_those ''
  started_pids=()
}

# stop_those NOT: the servers, or with `!` the others; asked to stop and given 25 s, which is more than a drain takes.
stop_those() {
  local entry pid chosen=()
  for entry in "${started_pids[@]}"; do
    if [[ $entry == *:mariadb || $entry == *:redis ]]; then
      [[ -n $1 ]] || chosen+=("${entry%%:*}")
    elif [[ -n $1 ]]; then
      chosen+=("${entry%%:*}")
    fi
  done
  for pid in "${chosen[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${chosen[@]}"; do
    wait_until 25 not is_running "$pid" || kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

not() { ! "$@"; }

# start_mariadb DATA SOCKET LOG: makes the data directory where there is none yet.
start_mariadb() {
  local data=$1 socket=$2 log=$3 temporary=$1.tmp
  # A folder of its own: a server that starts removes the temporary tables in it, whosesoever they are.
  mkdir -p "$temporary"
  if [[ ! -d $data/mysql ]]; then
    rm -rf "$data.new"
    mariadb-install-db --no-defaults --user="$(id -un)" --auth-root-authentication-method=normal \
      --skip-test-db --skip-name-resolve --tmpdir="$temporary" --datadir="$data.new" >>"$log" 2>&1 || fail "MariaDB could not make its data directory; the log is $log"
    mv "$data.new" "$data"
  fi
  start_process mariadb "$log" mariadbd --defaults-file="${root:?}/deploy/mysql/server.cnf" --user="$(id -un)" \
    --datadir="$data" --socket="$socket" --pid-file="$socket.pid" --tmpdir="$temporary" --skip-networking \
    --performance-schema=OFF --innodb-buffer-pool-size=128M --max-connections=100
  wait_until 60 mariadb_answers "$socket" "$last_pid" || fail "MariaDB did not start; the log is $log"
  is_running "$last_pid" || fail "MariaDB did not start; the log is $log"
}

# True once it answers, or once waiting has no more point.
mariadb_answers() { ! is_running "$2" || mariadb --no-defaults --user=root --socket="$1" -e 'SELECT 1'; }

# start_redis SOCKET DIRECTORY LOG
start_redis() {
  local socket=$1 directory=$2 log=$3
  start_process redis "$log" redis-server "$root/deploy/redis/redis.conf" --port 0 --unixsocket "$socket" \
    --unixsocketperm 700 --dir "$directory" --daemonize no --maxmemory 64mb --aclfile ""
  wait_until 20 redis_answers "$socket" "$last_pid" || fail "Redis did not start; the log is $log"
  is_running "$last_pid" || fail "Redis did not start; the log is $log"
}

redis_answers() { ! is_running "$2" || [[ $(redis-cli -s "$1" ping) == PONG ]]; }
