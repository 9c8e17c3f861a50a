#!/usr/bin/env bash
# Builds and lints the infrastructure offline. Warnings are errors. Compares each deployment with its snapshot.
# check.sh --rewrite writes the snapshots; review the difference like code.
set -euo pipefail
cd "$(dirname "$0")"

mode=validate
[[ "${1:-}" == --rewrite ]] && mode=overwrite

dotnet restore tools/bicep.proj --verbosity quiet --nologo
bicep="$(dotnet msbuild tools/bicep.proj -getProperty:BicepPath)"
chmod u+x "$bicep"

errors=0
quiet() {
  # Bicep exits with 0 after warnings, so any output is an error.
  local said
  if ! said="$("$@" 2>&1 >/dev/null)" || [[ -n "$said" ]]; then
    echo "infra: output of $*:" >&2
    echo "$said" >&2
    errors=1
  fi
}

quiet "$bicep" build main.bicep --stdout
for parameters in dev production; do
  quiet "$bicep" build-params "$parameters.bicepparam" --stdout
  if ! "$bicep" snapshot "$parameters.bicepparam" --mode "$mode" --deployment-name surveys --location westeurope \
    --subscription-id 00000000-0000-0000-0000-000000000000 --tenant-id 00000000-0000-0000-0000-000000000000; then
    echo "infra: $parameters differs from its snapshot. To accept the change: infra/check.sh --rewrite" >&2
    errors=1
  fi
done

export AZURE_ENV_NAME=surveys-check AZURE_LOCATION=westeurope
export SURVEYS_PUBLIC_URL=https://surveys.gov.example SURVEYS_ALERT_EMAIL=a@gov.example SURVEYS_BUDGET_START=2026-12-01
export SURVEYS_TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000
quiet "$bicep" build-params main.bicepparam --stdout

if ((errors)); then
  exit 1
fi

echo "infra: builds, lints and matches its snapshots"
