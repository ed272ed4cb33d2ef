#!/bin/sh
# A dump of the database now and every BACKUP_SECONDS; the newest BACKUP_KEEP stay. `backup.sh once` makes one and ends.
# Where the server is and who asks come from PGHOST, PGUSER, PGPASSWORD and PGDATABASE.
set -u
folder=${BACKUP_FOLDER:-/backups}

dump() {
  path=$folder/arbees-$(date -u +%Y%m%dT%H%M%SZ).dump
  # Under another name until it is whole.
  if pg_dump --format=custom --file="$path.part"; then
    mv "$path.part" "$path"
    echo "backup written: $path"
  else
    rm -f "$path.part"
    echo "backup failed" >&2
    return 1
  fi
  ls -1 "$folder"/arbees-*.dump | sort -r | tail -n "+$((${BACKUP_KEEP:-14} + 1))" | xargs -r rm --
}

if [ "${1:-}" = once ]; then
  dump
  exit
fi
while true; do
  dump || true
  # In the background, so that a signal ends the waiting.
  sleep "${BACKUP_SECONDS:-86400}" &
  wait $!
done
