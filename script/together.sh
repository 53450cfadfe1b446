# Read by the scripts beside it: what they start ends with them, within five seconds, however they are asked to end.

run() {
  # Do a command to its end. Unlike a plain command it leaves the shell free to hear that it shall end.
  "$@" &
  wait "$!"
}

clean() {
  # A script that leaves something behind says here how it goes.
  :
}

descendants() {
  ps -A -o pid=,ppid= | awk -v top=$$ '
    { parent[$1] = $2 }
    END {
      for (each in parent) {
        for (up = each; up != top && up in parent && up > 1; up = parent[up]);
        if (up == top && each != top) print each
      }
    }'
}

end_all() {
  # Ask every process that began here to end, and whatever it begins meanwhile; kill what is left after two seconds.
  local seen=() until=$((SECONDS + 1)) each left
  while [ "$SECONDS" -le "$until" ]; do
    for each in $(descendants); do
      case " ${seen[*]-} " in *" $each "*) ;; *) kill -TERM "$each" 2>/dev/null && seen+=("$each") ;; esac
    done
    left=
    for each in ${seen[@]+"${seen[@]}"}; do kill -0 "$each" 2>/dev/null && left=$each; done
    [ -n "$left" ] || return 0
    sleep 0.2
  done
  kill -KILL "${seen[@]}" 2>/dev/null || true
}

trap 'ended=$?; trap "" INT TERM HUP; end_all; clean; exit $ended' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

attempt() {
  # Let a tool do its work; where it fails, say why in a sentence, and what to do, and end. Needs a file $log.
  local tool=$1 source=$2 ended=0
  shift 2
  run "$@" >"$log" 2>&1 || ended=$?
  [ "$ended" != 0 ] || return 0
  [ "$ended" -lt 128 ] || exit "$ended"  # somebody stopped it, which is no fault of its
  explain "$tool" "$source"
  exit 1
}

explain() {
  # Say why a tool failed, by what it wrote.
  local tool=$1 source=$2 why
  if grep -qiE 'no space left|ENOSPC|disk quota' "$log"; then
    why="the disk is full. Make room"
  elif grep -qiE 'name resolution|name or service|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|connection refused|ECONNRESET|ETIMEDOUT|timed out|unreachable|NewConnectionError|proxy|SSLError|CERT_' "$log"; then
    why="$source could not be reached. Look after the network, or after HTTPS_PROXY where it goes through a proxy,"
  elif grep -qiE 'permission denied|EACCES|EROFS|read-only' "$log"; then
    why="it may not write to $PWD. Let this user write there, or use a copy of the folder that is yours,"
  else
    cat "$log" >&2
    why="what it said is above. Mend that"
  fi
  echo "$tool failed: $why and start again; what is whole already is kept." >&2
}
