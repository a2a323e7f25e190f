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

# The two families and the activity of deploy/demo/story.yaml. Whoever signs people in knows which carer a person is; here
# the database is asked.
choose_people() {
  local record
  child=$(of_story first_family child) other_child=$(of_story second_family child)
  activity=$(of_story last_place activity)
  as parent carer "carers/$(carer_of "$(of_story first_family carer)")"
  record=$(ask parent --json child show "$child")
  district=$(jq -r '.child.postcodeDistrict' <<<"$record")
  birth=$(jq -r '.child.dateOfBirth | [.year, .month, .day] | map(tostring | if length < 2 then "0" + . else . end) | join("-")' <<<"$record")
  as other_parent carer "carers/$(carer_of "$(of_story second_family carer)")"
}

# of_story PART KEY: a value of story.yaml.
of_story() {
  awk -v part="$1:" -v key="$2:" '/^[a-z]/ { inside = ($1 == part) } inside && $1 == key { print $2; exit }' "$root/deploy/demo/story.yaml"
}

carer_of() { sql "SELECT $(text_of carer_id) FROM carers WHERE council_id = '$council' AND external_id = '$1'"; }

parent_finds_and_asks() {
  # Beyond the notice that the activity asks for, so that cancelling costs nothing.
  local search=(session search --activity "$activity" --near "$district" --date-of-birth "$birth" --free 1
    --from "$(TZ=Europe/London date -d '+8 days' +%F)" --limit 3)
  step "1. A parent finds something near home for the child's age, with a place left."
  show parent "${search[@]}"
  session=$(ask parent --json "${search[@]}" | jq -r '.offers[0].session.name // empty')
  [[ -n $session ]] || fail "the search found nothing; the log is $logs/story.log"
  step "2. May the child go, and why?"
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
  sql "SELECT CONCAT('    ', RPAD(ELT(kind, 'grant', 'hold', 'release', 'debit', 'refund', 'forfeit'), 10, ' '), LPAD(amount, 5, ' '), ' minutes') FROM ledger
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
