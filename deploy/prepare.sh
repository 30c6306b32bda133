#!/bin/sh
# Lays out /etc/fleetwatch and /var/lib/fleetwatch of one machine: docs/deploy.md. To be run as root, from anywhere, as often
# as you like: files that are there are kept, but for nats/nats.conf and nats/local.conf, which follow from the others.
#
#   sh deploy/prepare.sh docker|systemd central|edge
#
# ROOT is put in front of every path; for trying it out.
set -eu

usage() {
  echo "usage: sh deploy/prepare.sh docker|systemd central|edge" >&2
  exit 2
}
[ $# -eq 2 ] || usage
way=$1
role=$2
case $role in central | edge) ;; *) usage ;; esac

# Whose files they are: in containers user 9877 (docker-compose.yml), else the users of Debian's packages.
case $way in
  docker) nats=9877:9877 secrets=9877 ;;
  # What lies below /var/lib is made by systemd itself, as is the copy of a secret that a service gets.
  systemd)
    id nats >/dev/null 2>&1 || {
      echo "there is no user nats: install nats-server first (docs/deploy.md, step 1)" >&2
      exit 2
    }
    nats=nats:nats secrets=root
    ;;
  *) usage ;;
esac

tree=$(cd "$(dirname "$0")/.." && pwd)
site=$tree/deploy/site
root=${ROOT:-}
[ "$(id -u)" -eq 0 ] || { echo "sh deploy/prepare.sh gives files to their readers: run it as root" >&2; exit 2; }
etc=$root/etc/fleetwatch
state=$root/var/lib/fleetwatch

umask 022
mkdir -p "$etc/settings" "$etc/prometheus/targets" "$etc/alertmanager" "$etc/nats" "$state"
mkdir -p "$etc/secrets"
chmod 0700 "$etc/secrets"

keep() {
  [ -e "$2" ] || cp "$1" "$2"
}
keep "$site/$role.env" "$etc/machine.env"
keep "$site/settings/fleetwatch.yaml" "$etc/settings/fleetwatch.yaml"
keep "$site/prometheus/prometheus.yml" "$etc/prometheus/prometheus.yml"
for job in fleetwatch prometheus alertmanager; do
  mkdir -p "$etc/prometheus/targets/$job"
  keep "$site/prometheus/targets/$job/fleet.yml" "$etc/prometheus/targets/$job/fleet.yml"
done
rm -rf "$etc/alertmanager/templates"
cp -R "$tree/alertmanager/templates" "$etc/alertmanager/templates"

# 256 random bits each. Those of a machine that is there already are to be copied here before: docs/deploy.md.
secret() {
  [ -e "$etc/secrets/$1" ] || (umask 077 && head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$etc/secrets/$1")
  chown "$2" "$etc/secrets/$1"
  chmod 0400 "$etc/secrets/$1"
}
secret fleetwatch_token "$secrets"
secret grafana_admin "$secrets"
secret nats_password root
secret nats_streams root
secret nats_leaf root

variable() {
  sed -n "s/^$1=//p" "$etc/machine.env"
}
machine=$(variable FLEETWATCH_MACHINE)
[ -n "$machine" ] || { echo "$etc/machine.env does not say FLEETWATCH_MACHINE" >&2; exit 2; }
# The other role would have NATS look for its partner in itself, or nowhere.
is=edge
[ "$(variable FLEETWATCH_ADDRESS)" != "$(variable FLEETWATCH_CENTRAL)" ] || is=central
[ $role = $is ] || {
  echo "$etc/machine.env is that of machine $machine, $is by FLEETWATCH_ADDRESS and FLEETWATCH_CENTRAL, not $role" >&2
  echo "run: sh deploy/prepare.sh $way $is, or correct that file" >&2
  exit 2
}
leaf=$(cat "$etc/secrets/nats_leaf")
rm -f "$etc/nats/local.conf"
(
  umask 077
  {
    echo "# Written by deploy/prepare.sh from machine.env and secrets/."
    echo "MACHINE: \"$machine\""
    echo 'CLIENTS: "127.0.0.1:4222"'
    echo 'MONITORING: "127.0.0.1:9222"'
    echo 'STORE: "/var/lib/fleetwatch/nats"'
    echo 'STORE_LIMIT: 2GB'
    echo "FLEETWATCH_PASSWORD: \"$(cat "$etc/secrets/nats_password")\""
    echo "STREAMS_PASSWORD: \"$(cat "$etc/secrets/nats_streams")\""
    if [ "$role" = central ]; then
      echo "LEAF_LINKS: \"$(variable FLEETWATCH_ADDRESS):4223\""
      echo "LEAF_PASSWORD: \"$leaf\""
    else
      echo "CENTRAL: \"nats-leaf://leaf:$leaf@$(variable FLEETWATCH_CENTRAL):4223\""
    fi
  } >"$etc/nats/local.conf"
)
cp "$tree/nats/$role.conf" "$etc/nats/nats.conf"
chown "$nats" "$etc/nats/local.conf"

if [ "$way" = docker ]; then
  folders="prometheus alertmanager nats"
  [ "$role" = edge ] || folders="$folders victoria-metrics grafana"
  for folder in exporter $folders; do
    mkdir -p "$state/$folder"
    chown 9877:9877 "$state/$folder"
    chmod 0750 "$state/$folder"
  done
  # fleetwatch is root there, without the capability to write what is not root's.
  chown 0:0 "$state/exporter"
fi
echo "prepared $machine ($role) below ${root:-/}"
