#!/bin/sh
# Boots a real systemd on a copy of this machine that is thrown away, with the units of deploy/systemd for the central machine.
# To be run in namespaces of its own: unshare --pid --mount --uts --ipc --net --cgroup --fork --kill-child sh bootSystemd.sh TREE FOLDER
# FOLDER is an empty one; nothing outside of it is written.
set -eu
tree=$1
folder=$2
root=$folder/root

mount --make-rprivate /
mount -t tmpfs none "$folder"
mkdir "$folder/changed" "$folder/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/changed,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs none "$root/run"
mount -t tmpfs none "$root/tmp"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs none "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mkdir -p "$root/opt/fleetwatch" "$root/oldroot"
mount --bind "$tree" "$root/opt/fleetwatch"
mount --bind "$(readlink -f "$tree/node_modules")" "$root/opt/fleetwatch/node_modules"
# Not chroot: in one, no process may have a user namespace of its own (user_namespaces(7)), as Debian's Prometheus has.
cd "$root"
pivot_root . oldroot
cd /
umount --lazy /oldroot
# systemd leaves that to whoever starts it in a container, and secrets reach services by it.
mount --make-rshared /

ip link set lo up
ip link add lan type veth peer name cable
ip address add 10.0.0.1/24 dev lan
ip link set lan up
ip link set cable up

for machine in alpha beta; do
  mkdir -p "/opt/fleet/$machine/agents" "/opt/fleet/$machine/logs"
  echo 'print("lonely")' >"/opt/fleet/$machine/agents/lonely.py"
  cat >"/opt/fleet/$machine/startup_config.yaml" <<END
agent_groups:
  only:
    ${machine}Agent: { script_path: agents/lonely.py, port: 7201, health_check_port: 8201 }
END
done

# As docs/deploy.md has it.
cd /opt/fleetwatch
install -D -m 0644 deploy/systemd/fleetwatch.sysusers.conf /etc/sysusers.d/fleetwatch.conf
systemd-sysusers
install -m 0644 deploy/systemd/fleetwatch.service /etc/systemd/system/
install -m 0755 deploy/systemd/fleetwatch.sh /usr/local/bin/fleetwatch
cp -r deploy/systemd/prometheus.service.d deploy/systemd/prometheus-alertmanager.service.d \
  deploy/systemd/nats-server.service.d deploy/systemd/victoria-metrics.service.d /etc/systemd/system/
sh deploy/prepare.sh systemd central
node dist/cli/main.js alertmanager render --config /etc/fleetwatch/settings/fleetwatch.yaml \
  --output /etc/fleetwatch/alertmanager/alertmanager.yml

# Nothing of the machine that was copied, but the services of the fleet.
rm -rf /etc/systemd/system/*.wants
mkdir /etc/systemd/system/multi-user.target.wants
for unit in fleetwatch prometheus prometheus-alertmanager nats-server victoria-metrics; do
  file=/lib/systemd/system/$unit.service
  [ -e "$file" ] || file=/etc/systemd/system/$unit.service
  ln -s "$file" "/etc/systemd/system/multi-user.target.wants/$unit.service"
done
ln -sf /lib/systemd/system/multi-user.target /etc/systemd/system/default.target
for unit in getty.target systemd-udevd.service systemd-timesyncd.service systemd-logind.service; do
  ln -sf /dev/null "/etc/systemd/system/$unit"
done
container=docker exec /lib/systemd/systemd --system --show-status=0
