#!/bin/sh
# Creates Temporal's two databases, or brings them to the version of this image.
set -eu

schema() {
  database=$1
  versions=$2
  sql() { temporal-sql-tool --plugin postgres12 --ep temporal-database -p 5432 -u temporal --db "$database" "$@"; }
  sql create
  sql setup-schema -v 0.0
  sql update-schema -d "/etc/temporal/schema/postgresql/v12/$versions/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
