#!/bin/sh
# The tables of a new database, when its container starts for the first time. Writes the same ledger as our processes,
# which do this for a database that exists already.
set -eu
run() { psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"; }
folder=${MIGRATIONS:-/migrations}

apply() {
  sum=$(sha256sum "$2" | cut -d' ' -f1)
  run --single-transaction --file "$2" \
    --command "INSERT INTO schema_migrations (name, checksum) VALUES ('$1', '$sum')"
  echo "applied $1"
}

run --command "CREATE TABLE IF NOT EXISTS schema_migrations (
  name TEXT PRIMARY KEY,
  checksum TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
)"
for file in "$folder"/*.sql; do apply "$(basename "$file" .sql)" "$file"; done
if [ -n "$(run -At --command "SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'")" ]; then
  run --command 'CREATE EXTENSION IF NOT EXISTS timescaledb'
  for file in "$folder"/timescale/*.sql; do apply "timescale/$(basename "$file" .sql)" "$file"; done
fi
