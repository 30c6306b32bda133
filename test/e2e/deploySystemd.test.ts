import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tree } from '../deploy/composeFile.js';
import { namespacesMissing } from '../deploy/testMachine.js';

const services = ['fleetwatch', 'prometheus', 'prometheus-alertmanager', 'nats-server', 'victoria-metrics'] as const;
const packaged = services.filter((name) => name !== 'fleetwatch');
const missing =
  process.env.FLEETWATCH_BOOT_SYSTEMD === undefined
    ? 'boots a systemd; FLEETWATCH_BOOT_SYSTEMD=1 has it run'
    : (namespacesMissing() ?? packaged.find((name) => !existsSync(`/lib/systemd/system/${name}.service`)));

/** The units of deploy/systemd under a systemd of their own, on a copy of this machine. */
describe.skipIf(missing !== undefined)(`deploy/systemd${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let folder = '';
  let boot: ChildProcess;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetwatch-systemd-'));
    const log = openSync(`${folder}.log`, 'w');
    const isolated = ['--pid', '--mount', '--uts', '--ipc', '--net', '--cgroup', '--fork', '--kill-child'];
    const script = [`${tree}test/deploy/bootSystemd.sh`, tree.replace(/\/$/, ''), folder];
    boot = spawn('unshare', [...isolated, 'sh', ...script], { stdio: ['ignore', log, log] });
  });

  afterAll(async () => {
    const ended = once(boot, 'exit');
    boot.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.log`, { force: true });
  });

  /** What a command on that machine prints, or how it failed. */
  const onMachine = (script: string): string => {
    try {
      const pid = readFileSync(`/proc/${boot.pid}/task/${boot.pid}/children`, 'utf8').trim();
      const all = ['--target', pid, '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
      return execFileSync('nsenter', [...all, 'sh', '-c', script], { encoding: 'utf8', stdio: 'pipe' }).trim();
    } catch (error) {
      return `${error}`;
    }
  };

  const until = async (script: string, wanted: string) => {
    const deadline = Date.now() + 120_000;
    while (onMachine(script) !== wanted) {
      if (Date.now() > deadline) {
        const journal = onMachine('journalctl --no-pager --output cat --lines 40');
        throw new Error(`${script}\n${onMachine(script)}\n${journal}\n${readFileSync(`${folder}.log`, 'utf8')}`);
      }
      await delay(1000);
    }
  };

  it('starts every service, ready', async () => {
    await until(`systemctl is-active ${services.join(' ')}`, services.map(() => 'active').join('\n'));
    await until('curl -s -o /dev/null -w "%{http_code}" http://10.0.0.1:9877/-/ready', '200');
    await until('curl -s -o /dev/null -w "%{http_code}" http://10.0.0.1:9090/-/ready', '200');
  });

  it('gives the exporter what it needs to see all processes, and no more', async () => {
    const status = onMachine(
      'grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/$(systemctl show -p MainPID --value fleetwatch)/status',
    );
    expect(status).toBe('CapEff:\t0000000000080004\nCapBnd:\t0000000000080004\nNoNewPrivs:\t1');
    const failing = 'curl -s http://10.0.0.1:9877/metrics | grep -E "^fleetwatch_collector_success.* 0$" || echo none';
    await until(failing, 'none');
    expect(onMachine('curl -s http://10.0.0.1:9877/metrics | grep "^fleet_processes_unidentified"')).toMatch(/ 0$/);
  });

  it('gives each service its own copies of its secrets', () => {
    const seen = (service: string) =>
      onMachine(
        `nsenter --target $(systemctl show -p MainPID --value ${service}) --mount sh -c "stat -c '%U %a %n' /run/secrets/*"`,
      );
    expect(seen('fleetwatch')).toBe(
      'fleetwatch 400 /run/secrets/fleetwatch_token\nfleetwatch 400 /run/secrets/nats_password',
    );
    expect(seen('prometheus-alertmanager')).toBe('prometheus 400 /run/secrets/fleetwatch_token');
  });

  it.each(['/', '/tmp/only-outside'])(
    'runs a command from %s with the secrets and capabilities of the service',
    (from) => {
      const doctor = 'fleetwatch doctor --config /etc/fleetwatch/settings/fleetwatch.yaml --machine alpha';
      const seen = onMachine(
        `mkdir -p ${from} && cd ${from} && ${doctor} | grep -E "secret-files|CAP_" | grep -v "do:"`,
      );
      expect(seen.split('\n').map((line) => line.replace(/user \d+/, 'user'))).toEqual([
        'ok       privileges      user has CAP_SYS_PTRACE',
        'ok       privileges      user has CAP_DAC_READ_SEARCH',
        'ok       secret-files    changes.token_file, /run/secrets/fleetwatch_token: private',
        'ok       secret-files    bus.nats, /run/secrets/nats_password: private',
      ]);
    },
  );

  it('reads settings again without a restart', async () => {
    const restarts = 'systemctl show -p MainPID --value fleetwatch prometheus';
    const before = onMachine(restarts);
    expect(onMachine('systemctl reload fleetwatch prometheus && echo done')).toBe('done');
    expect(onMachine(restarts)).toBe(before);
  });

  it('starts an exporter again that was killed', async () => {
    onMachine('systemctl kill --signal=KILL --kill-whom=main fleetwatch');
    await until('systemctl show -p NRestarts --value fleetwatch', '1');
    await until('curl -s -o /dev/null -w "%{http_code}" http://10.0.0.1:9877/-/ready', '200');
  });
});
