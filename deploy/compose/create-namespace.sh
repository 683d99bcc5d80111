#!/bin/sh
# Creates the namespace that TEMPORAL_NAMESPACE names, unless it is there. The server needs a moment after its port opens.
set -eu

until temporal operator cluster health; do
  sleep 1
done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 7d
