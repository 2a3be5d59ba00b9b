#!/usr/bin/env bash
# The tool, packed, installed and run in an empty folder away from the repository, with nothing but its own data.
set -euo pipefail
source "$(dirname "$0")/../kill/tiny.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet pack "$root/src/QosNets.Cli" -c Release --no-build -o "$work/packages" -v quiet --nologo
ls -l "$work/packages"
mkdir "$work/empty"
cd "$work/empty"
cat >nuget.config <<'CONFIG'
<configuration><packageSources><clear /><add key="packed" value="../packages" /></packageSources></configuration>
CONFIG
export NUGET_PACKAGES=$work/cache
dotnet tool install --tool-path "$work/tool" --configfile nuget.config QosNets.Tool
rm nuget.config
"$work/tool/qosnets" data check | grep -v " ok " | head -3
"$work/tool/qosnets" "${tiny[@]/$root\//}" --out run >log || { cat log; exit 1; }
"$work/tool/qosnets" evaluate run/tiny.qosnet --limit 1000
[ -f run/report.html ] && [ -f run/results.json ] || { echo "error: the run left no report"; exit 1; }
echo "tool: as it should be"
