# Sourced by the scripts beside it: starts `qosnets serve BUNDLE` on a free port and stops it on exit.
# Sets $url (of the server), $model (of the model) and $pid.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
qosnets=$root/src/QosNets.Cli/bin/Release/net10.0/QosNets.Cli

start_server() { # start_server BUNDLE [OPTIONS...]
    [ -x "$qosnets" ] || { echo "error: $qosnets is missing; build first: dotnet build -c Release"; exit 1; }
    work=$(mktemp -d)
    "$qosnets" serve "$@" --name load --urls http://127.0.0.1:0 --log json >"$work/out" 2>"$work/log" &
    pid=$!
    trap 'kill $pid 2>/dev/null; wait $pid 2>/dev/null; rm -rf "$work"' EXIT
    for _ in $(seq 100); do
        model=$(sed -n 's/^load on \(http[^,]*\),.*/\1/p' "$work/out")
        [ -n "$model" ] && break
        kill -0 $pid 2>/dev/null || { cat "$work/log"; exit 1; }
        sleep 0.1
    done
    url=${model%/v2/*}
}

memory() { awk '/^VmRSS/ { printf "%.0f MiB", $2 / 1024 }' "/proc/$pid/status"; }
gauge() { curl -s "$url/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
