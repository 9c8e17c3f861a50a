#!/usr/bin/env bash
# Builds and lints the infrastructure offline, any warning failing, and compares what it would deploy with the snapshots beside the parameter files.
# check.sh --rewrite writes the snapshots anew, to be reviewed like code.
set -euo pipefail
cd "$(dirname "$0")"

mode=validate
[[ "${1:-}" == --rewrite ]] && mode=overwrite

dotnet restore tools/bicep.proj --verbosity quiet --nologo
bicep="$(dotnet msbuild tools/bicep.proj -getProperty:BicepPath)"
chmod u+x "$bicep"

faults=0
quiet() {
  # Bicep's warnings leave its exit code at 0: nothing at all may be said.
  local said
  if ! said="$("$@" 2>&1 >/dev/null)" || [[ -n "$said" ]]; then
    echo "infra: $* says:" >&2
    echo "$said" >&2
    faults=1
  fi
}

quiet "$bicep" build main.bicep --stdout
for parameters in dev production; do
  quiet "$bicep" build-params "$parameters.bicepparam" --stdout
  if ! "$bicep" snapshot "$parameters.bicepparam" --mode "$mode" --deployment-name surveys --location westeurope \
    --subscription-id 00000000-0000-0000-0000-000000000000 --tenant-id 00000000-0000-0000-0000-000000000000; then
    echo "infra: $parameters would deploy something else than its snapshot has. If that is meant: infra/check.sh --rewrite" >&2
    faults=1
  fi
done

AZURE_ENV_NAME=surveys-check AZURE_LOCATION=westeurope SURVEYS_PUBLIC_URL=https://surveys.gov.example SURVEYS_ALERT_EMAIL=a@gov.example \
  SURVEYS_TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000 SURVEYS_BUDGET_START=2026-12-01 quiet "$bicep" build-params main.bicepparam --stdout

if ((faults)); then
  exit 1
fi

echo "infra: builds, lints and matches its snapshots"
