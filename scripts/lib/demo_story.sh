# shellcheck shell=bash disable=SC2154
# A booking as a parent makes it, told step by step with the command line tool; then every figure is compared with the
# ledger in the database. Wants demo_world.sh.

# ask NAME ARGUMENT...: the tool as that person, silent; its answer on standard output.
ask() {
  local name=$1
  shift
  "$cli" --config "$directory/$name.toml" "$@" 2>>"$logs/story.log"
}

# show NAME ARGUMENT...: the same for people to see, with the command above it. Anything but success ends the story.
show() {
  local name=$1 answer
  shift
  print_command "$@"
  answer=$(ask "$name" "$@") || fail "shortbreaks $1 ${2:-} failed: $(tail -n 4 "$logs/story.log" | tr '\n' ' '); the log is $logs/story.log"
  printf '%s\n' "$answer" | sed 's/^/    /'
}

# change NAME ARGUMENT...: shows a change, then sends the very same request again, as an app does that lost the answer,
# and keeps that answer in $changed as JSON. It is done once.
change() {
  local name=$1 id
  shift
  id=$(</proc/sys/kernel/random/uuid)
  show "$name" "$@" --request-id "$id"
  changed=$(ask "$name" --json "$@" --request-id "$id") || fail "the same request again was not answered alike; the log is $logs/story.log"
}

print_command() {
  local word line='  $ shortbreaks'
  for word in "$@"; do
    [[ $word != --request-id ]] || break
    if [[ $word == *' '* ]]; then word="\"$word\""; fi
    line+=" $word"
  done
  printf '%s\n' "$line"
}

step() { printf '\n%s\n' "$*"; }

# The text form of an id in the database.
text_of() { printf "LOWER(INSERT(INSERT(INSERT(INSERT(HEX(%s),9,0,'-'),14,0,'-'),19,0,'-'),24,0,'-'))" "$1"; }
bytes_of() { printf "UNHEX(REPLACE('%s','-',''))" "${1##*/}"; }

tell_story() {
  : >"$logs/story.log"
  disagreements=0
  choose_people
  provider_publishes
  parent_finds_and_asks
  parent_books
  other_family_is_refused
  parent_cancels
  if ((disagreements > 0)); then
    say "$disagreements figures do not agree with the ledger; the log is $logs/story.log"
    return 1
  fi
  say "Every figure agrees with the ledger in the database."
}

# A targeted activity, and two families that it suits: as whoever signs people in would know them.
choose_people() {
  local row
  story_day=$(TZ=Europe/London date -d '+16 days' +%F)
  row=$(sql "
    SELECT $(text_of a.provider_id), $(text_of a.activity_id), a.title, p.display_name,
      MIN(CONCAT(c.external_id, ' ', $(text_of y.carer_id), ' ', c.date_of_birth, ' ', c.postcode_district)),
      MAX(CONCAT(c.external_id, ' ', $(text_of y.carer_id)))
    FROM activities a
    JOIN providers p ON p.council_id = a.council_id AND p.provider_id = a.provider_id
    JOIN children c ON c.council_id = a.council_id AND c.needs & ~a.needs_met = 0 AND c.resident = 1
      AND c.ratio_staff * a.ratio_children <= a.ratio_staff * c.ratio_children
      AND TIMESTAMPDIFF(YEAR, c.date_of_birth, '$story_day') BETWEEN a.age_min_years AND a.age_max_years
    JOIN care_authorities y ON y.council_id = c.council_id AND y.child_id = c.child_id AND y.revoke_time IS NULL
    JOIN allocations g ON g.council_id = c.council_id AND g.child_id = c.child_id AND g.unit = 1 AND g.state = 1
      AND g.tier >= a.tier AND '$story_day' BETWEEN g.window_start AND g.window_end AND g.granted - g.committed >= 180
    JOIN evidence e ON e.council_id = c.council_id AND e.child_id = c.child_id AND e.kind IN (3, 5)
      AND e.issue_date <= '$story_day' AND (e.expire_date IS NULL OR e.expire_date >= '$story_day')
    WHERE a.council_id = '$council' AND a.tier = 2
      AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.council_id = c.council_id AND b.child_id = c.child_id
        AND b.live_session_id IS NOT NULL AND DATE(b.start_time) = '$story_day')
    GROUP BY a.provider_id, a.activity_id HAVING COUNT(DISTINCT c.child_id) > 1 AND COUNT(DISTINCT y.carer_id) > 1
    ORDER BY COUNT(DISTINCT c.child_id) DESC, a.activity_id LIMIT 1")
  [[ -n $row ]] || fail "the data has no activity that suits two families on $story_day; try scripts/demo --fresh"
  local first second provider
  IFS=$'\t' read -r provider activity title provider_name first second <<<"$row"
  read -r child carer birth district <<<"$first"
  read -r other_child other_carer <<<"$second"
  as provider provider staff-demo --provider "providers/$provider"
  as parent carer "carers/$carer"
  as other_parent carer "carers/$other_carer"
}

provider_publishes() {
  step "1. $provider_name publishes one more place in \"$title\"."
  change provider session create --activity "activities/$activity" --start "$story_day 13:00" --end "$story_day 16:00" --places 1
  session=$(jq -r .session.name <<<"$changed")
  ask provider session publish "$session" >/dev/null || fail "the session was not published; the log is $logs/story.log"
}

parent_finds_and_asks() {
  step "2. A parent looks for something near home on that day ..."
  show parent session search --near "$district" --radius-km 25 --date-of-birth "$birth" --tier targeted --free 1 \
    --from "$story_day" --until "$story_day"
  ask parent --json session search --near "$district" --radius-km 25 --date-of-birth "$birth" --tier targeted --free 1 \
    --from "$story_day" --until "$story_day" | jq -e --arg name "$session" 'any(.offers[]; .session.name == $name)' >/dev/null ||
    fail "the search did not find $session; the log is $logs/story.log"
  step "   ... and asks whether the child may go, and why."
  show parent decide "$child" "$session"
  decision=$(ask parent --json decide "$child" "$session")
  [[ $(jq -r .decision.result <<<"$decision") == DECISION_RESULT_ELIGIBLE ]] || fail "the family is not eligible; the log is $logs/story.log"
  allocation=$(jq -r .decision.allocation <<<"$decision")
  charge=$(jq -r .decision.charge.amount <<<"$decision")
}

parent_books() {
  step "3. The balance before."
  show parent balance "$child"
  before=$(balance_of parent "$child")
  check_balance "before" "$before"
  step "4. The place is held: nobody else can take it while the family finishes."
  change parent booking hold "$child" "$session"
  booking=$(jq -r .booking.name <<<"$changed")
  check_balance "while held" "$((before - charge))"
  step "5. Confirmed."
  change parent booking confirm "$booking"
  show parent balance "$child"
  check_balance "after" "$((before - charge))"
}

other_family_is_refused() {
  local said
  step "6. Another family wants the same place."
  print_command booking hold "$other_child" "$session"
  if said=$("$cli" --config "$directory/other_parent.toml" booking hold "$other_child" "$session" 2>&1); then
    fail "the last place was given twice"
  fi
  printf '%s\n' "$said" | grep -v '^request id' | sed 's/^/    /'
  grep -q SESSION_FULL <<<"$said" || fail "the other family was refused for another reason than that the session is full"
  agree "bookings of the refused family in the session" 0 \
    "SELECT COUNT(*) FROM bookings b JOIN children c USING (council_id, child_id) WHERE b.session_id = $(bytes_of "$session") AND c.external_id = '$other_child'"
}

parent_cancels() {
  step "7. The plans change. What would cancelling cost?"
  show parent booking cancel "$booking" --dry-run
  step "8. Cancelled in time: every hour comes back."
  change parent booking cancel "$booking"
  show parent balance "$child"
  check_balance "after cancelling" "$before"
  step "9. The ledger of this booking, line by line, in the database:"
  sql "SELECT CONCAT('    ', ELT(kind, 'grant', 'hold', 'release', 'debit', 'refund', 'forfeit'), '\t', amount) FROM ledger
    WHERE booking_id = $(bytes_of "$booking") ORDER BY entry_id"
  agree "sum of the booking's entries" 0 "SELECT SUM(amount) FROM ledger WHERE booking_id = $(bytes_of "$booking")"
  agree "entries of the booking, each request sent twice" 4 "SELECT COUNT(*) FROM ledger WHERE booking_id = $(bytes_of "$booking")"
  agree "minutes refunded" "$(jq -r '.refunded.amount' <<<"$changed")" \
    "SELECT amount FROM ledger WHERE booking_id = $(bytes_of "$booking") AND kind = 5"
  agree "places taken in the session" 0 "SELECT places_taken FROM sessions WHERE session_id = $(bytes_of "$session")"
  agree "allocations of the council whose sums differ from their ledger" 0 \
    "SELECT COUNT(*) FROM allocations a WHERE granted - committed <> (SELECT COALESCE(SUM(amount), 0) FROM ledger l
      WHERE l.council_id = a.council_id AND l.allocation_id = a.allocation_id)"
}

# What the tool says is left of the allocation that pays.
balance_of() { ask "$1" --json balance "$2" | jq -r --arg name "$allocation" '.balances[] | select(.allocation == $name) | .balance'; }

# The balance that the story expects, the tool's and the ledger's are one.
check_balance() {
  local shown
  shown=$(balance_of parent "$child")
  [[ $shown == "$2" ]] || { say "  ✗ balance $1: the tool shows $shown, the story expects $2"; disagreements=$((disagreements + 1)); }
  agree "balance $1, in minutes" "$shown" "SELECT SUM(amount) FROM ledger WHERE allocation_id = $(bytes_of "$allocation")"
}

# agree WHAT VALUE SQL: compares what was shown with what the database says.
agree() {
  local found
  found=$(sql "$3")
  if [[ $found == "$2" ]]; then
    say "  ✓ $1: $2, and so says the database"
  else
    say "  ✗ $1: $2, but the database says $found"
    disagreements=$((disagreements + 1))
  fi
}
