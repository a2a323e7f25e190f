# shellcheck shell=bash
# Which files there are to check. Wants $root as the current folder. Names hold no spaces.

# Tracked files, and new ones that are not ignored.
project_files() { git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do [[ ! -f $file ]] || echo "$file"; done; }

cxx_files() { project_files '*.cc' '*.h'; }

shell_files() {
  project_files scripts .ci clients deploy tests docs | while read -r file; do
    case $file in
      *.sh) echo "$file" ;;
      *) if head -c 64 "$file" | head -n 1 | grep -qaE '^#!.*\b(ba)?sh\b'; then echo "$file"; fi ;;
    esac
  done
}

# The commit that this work is compared with: where it left origin/main, else the commit before. Nothing in a first commit.
base_commit() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null) || base=
  if [[ -z $base || $base == "$(git rev-parse HEAD)" ]]; then base=$(git rev-parse --verify -q HEAD~1) || base=; fi
  echo "$base"
}
