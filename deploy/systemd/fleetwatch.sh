#!/bin/sh
# /usr/local/bin/fleetwatch: a command of fleetwatch as fleetwatch.service would run it, with its user, capabilities,
# secrets and files, for whoever is root; for everybody else as themselves.
set -eu
program='/usr/bin/node /opt/fleetwatch/dist/cli/main.js'
[ "$(id -u)" -eq 0 ] || exec $program "$@"

pid=$(systemctl show --property MainPID --value fleetwatch.service)
if [ "$pid" -eq 0 ]; then
  echo "fleetwatch: fleetwatch.service does not run, so that its secrets are nowhere to be read." >&2
  echo "  Look why: journalctl --unit fleetwatch. As root, without its secrets: $program $*" >&2
  exit 2
fi

of() {
  sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status"
}
# The numbers are those of capabilities(7), linux/capability.h.
ambient=$((0x$(of CapAmb)))
held=-all
[ $((ambient >> 2 & 1)) -eq 0 ] || held=$held,+dac_read_search
[ $((ambient >> 19 & 1)) -eq 0 ] || held=$held,+sys_ptrace
umask "$(of Umask)"
# What lies below /tmp is another folder there, PrivateTmp= in systemd.exec(5), or none.
folder=$PWD
[ -d "/proc/$pid/root$folder" ] || folder=/
exec nsenter --target "$pid" --mount --wdns="$folder" \
  setpriv --reuid="$(of Uid | cut -f1)" --regid="$(of Gid | cut -f1)" --groups="$(of Groups | sed 's/ *$//; s/ /,/g')" \
  --inh-caps="$held" --ambient-caps="$held" --bounding-set="$held" --no-new-privs \
  $program "$@"
