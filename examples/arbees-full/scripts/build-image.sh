#!/usr/bin/env bash
# Builds the image of the containers and plays a whole day in it: `pnpm arbees-full:image`. With an engine (docker, podman) that
# is `docker build` and `docker run`. Without one, buildah builds the same Dockerfile, on a stand-in for the base image, which
# no registry is asked for: Debian bookworm by debootstrap, the Node that this repository pins, npm. Every step is said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

image=arbees:local
base=docker.io/library/node:24-bookworm-slim
dockerfile=examples/arbees-full/Dockerfile
day=(node src/cli/main.ts start --once --json --data-dir /data/day)

say() { printf '== %s (%ss)\n' "$*" "$SECONDS"; }
fail() { printf 'build-image: %s\n' "$*" >&2; exit 1; }

# Reads the summary of a day and fails unless orders were filled and every check holds.
judge() {
  node -e '
    const text = require("node:fs").readFileSync(0, "utf8").trim().split("\n").at(-1)
    const day = JSON.parse(text)
    const wrong = day.checks.filter(({ holds }) => !holds).map(({ name, found }) => `${name}: found ${found}`)
    if (!(day.checks.length > 0 && day.ordersFilled > 0)) wrong.push("expected checks and filled orders, found none")
    if (wrong.length > 0) throw new Error(wrong.join("; "))
    const { gamesEnded, ordersFilled, pnl, bankroll, checks } = day
    console.log(JSON.stringify({ gamesEnded, ordersFilled, pnl, bankroll, checksThatHold: checks.length }))'
}

for engine in docker podman; do
  if "$engine" info >/dev/null 2>&1; then
    say "$engine answers: it builds on $base itself"
    "$engine" build -f "$dockerfile" -t "$image" .
    say "a day in the image"
    "$engine" run --rm --read-only --tmpfs /tmp --tmpfs /data:uid=1000 --cap-drop ALL "$image" "${day[@]}" | judge
    say "built $image"
    exit 0
  fi
done

command -v buildah >/dev/null && command -v debootstrap >/dev/null ||
  fail 'no engine answers, and there is no buildah with debootstrap: apt-get install -y --no-install-recommends buildah debootstrap'
[ "$(id -u)" = 0 ] || fail 'expected to run as root, which debootstrap needs'
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
export BUILDAH_FORMAT=docker

if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  say "no engine answers; making a stand-in for $base: Debian bookworm, the pinned Node, npm"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  root=$scratch/root
  debootstrap --variant=minbase --include=ca-certificates bookworm "$root" http://deb.debian.org/debian >"$scratch/log" 2>&1 ||
    fail "debootstrap failed: $(tail -n 1 "$scratch/log")"
  install -m 755 node_modules/node-linux-*/bin/node "$root/usr/local/bin/node"
  (cd "$scratch" && npm pack --silent npm@11 >/dev/null && mkdir npm && tar -xzf npm-11*.tgz -C npm --strip-components 1)
  mkdir -p "$root/usr/local/lib/node_modules"
  mv "$scratch/npm" "$root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
  chroot "$root" useradd --uid 1000 --create-home --shell /bin/bash node
  # What the host trusts beyond the usual, the stand-in trusts too: some networks sign what passes through them.
  trusted=()
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    install -m 644 "$NODE_EXTRA_CA_CERTS" "$root/etc/ssl/certs/of-the-host.crt"
    trusted=(--env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/of-the-host.crt)
  fi
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" / >/dev/null
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ${trusted[@]+"${trusted[@]}"} --cmd node "$container"
  buildah commit --quiet --rm "$container" "$base" >/dev/null
fi

say "buildah builds $dockerfile on the stand-in"
buildah build --pull-never -f "$dockerfile" -t "$image" .
say "a day in the image"
container=$(buildah from --pull-never "$image")
trap 'buildah rm "$container" >/dev/null; rm -rf "${scratch:-}"' EXIT
buildah run "$container" -- sh -c 'id -un && ! touch /app/changed 2>/dev/null && test -f scripts/check-health.sh' |
  grep -qx node || fail 'expected the user node, who cannot change /app, and scripts/check-health.sh in it'
buildah run "$container" -- "${day[@]}" | judge
say "built $image: $(buildah images --format '{{.Size}}' "$image") with the base; the program alone $(buildah run "$container" -- du -sh /app | cut -f 1)"
