import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSettings } from '../../src/settings.js';
import { readVariables, tree } from './composeFile.js';

const isRoot = process.getuid?.() === 0;

describe('deploy/prepare.sh', () => {
  const roots: string[] = [];
  afterAll(() => {
    for (const root of roots) rmSync(root, { recursive: true, force: true });
  });

  const freshRoot = () => {
    roots.push(mkdtempSync(join(tmpdir(), 'fleetwatch-root-')));
    return roots.at(-1) ?? '';
  };
  const prepare = (root: string, ...commandLine: readonly string[]) =>
    spawnSync('sh', [`${tree}deploy/prepare.sh`, ...commandLine], {
      encoding: 'utf8',
      env: { ...process.env, ROOT: root },
    });

  it.each([[[]], [['docker']], [['docker', 'both']], [['podman', 'edge']], [['docker', 'edge', 'now']]])(
    'refuses %j',
    (given) => {
      const { status, stderr } = prepare(freshRoot(), ...given);
      expect([status, stderr]).toEqual([2, 'usage: sh deploy/prepare.sh docker|systemd central|edge\n']);
    },
  );

  describe.skipIf(!isRoot)(`as root${isRoot ? '' : ' (skipped: this is not root, who alone gives files away)'}`, () => {
    it('makes secrets for their reader alone, and keeps those that are there', () => {
      const root = freshRoot();
      const secret = (name: string) => join(root, 'etc/fleetwatch/secrets', name);
      expect(prepare(root, 'docker', 'central')).toMatchObject({
        status: 0,
        stdout: `prepared alpha (central) below ${root}\n`,
      });
      const first = readFileSync(secret('fleetwatch_token'), 'utf8');
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(readFileSync(secret('nats_password'), 'utf8')).not.toBe(first);
      for (const [name, owner] of [
        ['fleetwatch_token', 9877],
        ['grafana_admin', 9877],
        ['nats_password', 0],
      ] as const)
        expect([statSync(secret(name)).mode & 0o777, statSync(secret(name)).uid]).toEqual([0o400, owner]);
      expect(statSync(join(root, 'etc/fleetwatch/secrets')).mode & 0o777).toBe(0o700);
      expect(statSync(join(root, 'etc/fleetwatch/nats/local.conf')).mode & 0o777).toBe(0o600);
      prepare(root, 'docker', 'central');
      expect(readFileSync(secret('fleetwatch_token'), 'utf8')).toBe(first);
    });

    it('keeps what a person wrote, and has NATS follow it', () => {
      const root = freshRoot();
      const file = (name: string) => join(root, 'etc/fleetwatch', name);
      prepare(root, 'docker', 'edge');
      writeFileSync(file('machine.env'), readFileSync(file('machine.env'), 'utf8').replace('=beta', '=gamma'));
      writeFileSync(file('settings/fleetwatch.yaml'), '# mine\n');
      expect(prepare(root, 'docker', 'edge').stdout).toBe(`prepared gamma (edge) below ${root}\n`);
      expect(readVariables(file('machine.env')).FLEETWATCH_MACHINE).toBe('gamma');
      expect(readFileSync(file('settings/fleetwatch.yaml'), 'utf8')).toBe('# mine\n');
      expect(readFileSync(file('nats/local.conf'), 'utf8')).toContain('MACHINE: "gamma"\n');
    });

    it.each([
      ['central', 'edge', 'alpha'],
      ['edge', 'central', 'beta'],
    ])('refuses to make what is %s %s, and leaves NATS as it is', (role, other, machine) => {
      const root = freshRoot();
      const etc = join(root, 'etc/fleetwatch');
      const natsFiles = () => ['nats.conf', 'local.conf'].map((name) => readFileSync(join(etc, 'nats', name), 'utf8'));
      prepare(root, 'docker', role);
      const before = natsFiles();
      expect(prepare(root, 'docker', other)).toMatchObject({
        status: 2,
        stderr:
          `${etc}/machine.env is that of machine ${machine}, ${role} by FLEETWATCH_ADDRESS and FLEETWATCH_CENTRAL, not ${other}\n` +
          `run: sh deploy/prepare.sh docker ${role}, or correct that file\n`,
      });
      expect(natsFiles()).toEqual(before);
    });

    it('is followed by the renaming that docs/deploy.md tells, which gives a fleet without findings', async () => {
      const root = freshRoot();
      prepare(root, 'docker', 'central');
      const guide = readFileSync(`${tree}docs/deploy.md`, 'utf8');
      const block = /```sh\ncd (\/etc\/fleetwatch)\n(sed [^`]+)```/.exec(guide);
      const etc = root + (block?.[1] ?? '');
      execFileSync('sh', ['-euc', block?.[2] ?? 'exit 1'], { cwd: etc });
      const { settings, findings } = await loadSettings(join(etc, 'settings/fleetwatch.yaml'), 'mainpc');
      expect(findings).toEqual([]);
      expect(settings?.machines.map(({ name, address }) => [name, address])).toEqual([
        ['mainpc', '192.168.100.16'],
        ['pc2', '192.168.100.17'],
      ]);
      expect(readVariables(join(etc, 'machine.env'))).toMatchObject({
        FLEETWATCH_MACHINE: 'mainpc',
        FLEETWATCH_ADDRESS: '192.168.100.16',
        FLEETWATCH_EDGE: '192.168.100.17',
      });
      expect(parse(readFileSync(join(etc, 'prometheus/targets/alertmanager/fleet.yml'), 'utf8'))).toEqual([
        { targets: ['192.168.100.16:9093'], labels: { machine: 'mainpc' } },
        { targets: ['192.168.100.17:9093'], labels: { machine: 'pc2' } },
      ]);
      expect(readFileSync(join(etc, 'prometheus/prometheus.yml'), 'utf8')).not.toMatch(/10\.0\.0\.|alpha|beta/);
    });
  });
});
