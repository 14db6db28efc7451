# Read by the other scripts: say what is being done, stop with a sentence, find our way.
# They run from the root of the repository, and need only a POSIX shell and the tools of a bare Debian or macOS.
set -eu
cd "$(dirname "$0")/.."

say() { printf '==> %s\n' "$*"; }

fail() {
	printf 'alias: %s\n' "$*" >&2
	exit 1
}

# checksum of the files named on standard input, by name and content.
checksum() {
	if command -v sha256sum >/dev/null; then sum=sha256sum; else sum='shasum -a 256'; fi
	tr '\n' '\0' | xargs -0 $sum | $sum | cut -d ' ' -f 1
}

# at_least HAVE WANT: is version HAVE as new as WANT?
at_least() {
	[ "$(printf '%s\n%s\n' "$2" "$1" | sort -t . -k 1,1n -k 2,2n | head -n 1)" = "$2" ]
}

# the Go modules of the workspace, one directory a line.
modules() { sed -n 's/^[[:space:]]*\(\.\/[^ ]*\).*$/\1/p' go.work; }
