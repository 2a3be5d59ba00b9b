#!/usr/bin/env bash
# slurm.sh: submits a tiny sweep to a real Slurm of this machine alone (Debian's slurm-wlm, started here as root), loses a part
# of what it did and submits that again. Exit code 77: no root, or no Slurm.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$root/src/QosNets.Cli/bin/Release/net10.0/QosNets.Cli.dll
[ -f "$program" ] || { echo "error: $program is missing; run: dotnet build -c Release"; exit 1; }
[ "$(id -u)" -eq 0 ] || { echo "skipped: slurmd wants root"; exit 77; }
command -v slurmctld >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge >/dev/null 2>&1 ||
    { echo "skipped: slurm-wlm cannot be installed"; exit 77; }

work=$(mktemp -d)
stop() {
    [ -z "${slurmd:-}" ] || kill "$slurmd" 2>/dev/null || true
    [ -z "${slurmctld:-}" ] || kill "$slurmctld" 2>/dev/null || true
    [ -z "${munged:-}" ] || kill "$munged" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap stop EXIT

# A key, a socket and a configuration of its own: nothing of the system is touched.
chmod 711 "$work"
mkdir -m 755 "$work/run"
mkdir -m 700 "$work/key" "$work/log" "$work/state" "$work/spool"
dd if=/dev/urandom of="$work/key/munge.key" bs=1024 count=1 2>/dev/null
chmod 600 "$work/key/munge.key"
munged --force --foreground --key-file="$work/key/munge.key" --socket="$work/run/munge.socket" --pid-file="$work/run/munged.pid" \
    --seed-file="$work/key/seed" --log-file="$work/log/munged.log" >"$work/log/munged.out" 2>&1 & munged=$!
host=$(hostname -s)
cat >"$work/slurm.conf" <<CONF
ClusterName=alone
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/run/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd.log
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
for _ in $(seq 50); do [ -S "$work/run/munge.socket" ] && break; sleep 0.1; done
slurmctld -D -i >"$work/log/slurmctld.out" 2>&1 & slurmctld=$!
slurmd -D -N "$host" >"$work/log/slurmd.out" 2>&1 & slurmd=$!
for _ in $(seq 100); do sinfo --noheader --format=%t 2>/dev/null | grep -q idle && break; sleep 0.2; done
sinfo --noheader --format=%t | grep -q idle || { echo "error: the node does not come up"; tail -5 "$work"/log/*; exit 1; }
echo "slurm $(slurmctld -V | cut -d' ' -f2), $(nproc) processors"

wait_for_jobs() {
    for _ in $(seq 1500); do
        [ -n "$(squeue --noheader)" ] || return 0
        sleep 0.2
    done
    echo "error: jobs do not end"; squeue; exit 1
}
sed "s|\.\./\.\./experiments|$root/experiments|" "$root/tests/sweep/slurm.toml" >"$work/slurm.toml"
submit() { dotnet "$program" sweep "$work/slurm.toml" --out "$work/sweep" --slurm; }

begin=$(date +%s)
submit
submit && { echo "error: a sweep with open jobs was submitted twice"; exit 1; }
wait_for_jobs
dotnet "$program" sweep "$work/slurm.toml" --out "$work/sweep" --collect | tail -n +2
[ "$(ls "$work"/sweep/runs/*/results.json | wc -l)" -eq 2 ] || { echo "error: not all runs have results"; tail -n 3 "$work"/sweep/logs/*; exit 1; }

echo "one run is lost with one of its stages, and submitted again"
rm -r "$work/sweep/runs/n1/results.json" "$work"/sweep/stages/retraining-*
submit
wait_for_jobs
[ "$(ls "$work"/sweep/runs/*/results.json | wc -l)" -eq 2 ] || { echo "error: the second submission left runs out"; tail -n 3 "$work"/sweep/logs/*; exit 1; }
submit | tail -n 4
echo "done in $(($(date +%s) - begin)) s"
