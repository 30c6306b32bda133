import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVariables, servicesOf, tree } from './composeFile.js';
import { entrypoint } from './image.js';
import { commandLineOf, unitValues } from './systemdUnit.js';

/** Which file of deploy/systemd stands for which service of docker-compose.yml. */
const units = {
  fleetwatch: 'fleetwatch.service',
  prometheus: 'prometheus.service.d/fleetwatch.conf',
  alertmanager: 'prometheus-alertmanager.service.d/fleetwatch.conf',
  nats: 'nats-server.service.d/fleetwatch.conf',
  'victoria-metrics': 'victoria-metrics.service.d/fleetwatch.conf',
} as const;

const central = readVariables(`${tree}deploy/site/central.env`);
const services = new Map(servicesOf('central', central).map((service) => [service.name, service]));
const grafana = 'grafana-server.service.d/fleetwatch.conf';

describe('deploy/systemd', () => {
  it('has a unit for every service', () => {
    expect(Object.keys(units).concat('grafana').sort()).toEqual([...services.keys()].sort());
  });

  it.each(Object.entries(units))('starts %s with the arguments of docker-compose.yml', (name, file) => {
    const [program = '', ...given] = commandLineOf(file, central);
    const before = name === 'fleetwatch' ? entrypoint.slice(1) : [];
    expect(given).toEqual([...before, ...(services.get(name)?.command ?? [])]);
    expect(program).toMatch(/^\/usr\/s?bin\//);
  });

  it('gives Grafana the variables of docker-compose.yml', () => {
    const given = Object.fromEntries(unitValues(grafana, 'Environment').map((entry) => entry.split('=')));
    expect(given).toEqual(services.get('grafana')?.environment);
  });

  it.each(Object.entries({ ...units, grafana }))(
    'keeps the state of %s where docker-compose.yml has it',
    (name, file) => {
      const state = services.get(name)?.mounts.find(({ readOnly }) => !readOnly)?.target;
      expect(unitValues(file, 'StateDirectory').map((folder) => `/var/lib/${folder}`)).toEqual([state]);
    },
  );

  it.each(Object.entries({ ...units, grafana }))(
    'gives %s its secrets, and no others, at the same path',
    (name, file) => {
      const targets = services.get(name)?.mounts.filter(({ target }) => target.startsWith('/run/secrets/')) ?? [];
      const wanted = targets.map(({ source, target }) => `${basename(target)}:${source}`);
      expect(unitValues(file, 'LoadCredential')).toEqual(wanted);
      const unit = file.split('/')[0]?.replace('.service.d', '.service');
      const bound = wanted.length === 0 ? [] : [`/run/credentials/${unit}:/run/secrets`];
      expect(unitValues(file, 'BindReadOnlyPaths')).toEqual(bound);
    },
  );
});

const analyse = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.skipIf(!analyse)(`systemd-analyze${analyse ? '' : ' (skipped: it is not here)'}`, () => {
  let folder = '';
  // Units that are there: Debian's, where their packages are installed as such.
  const packaged = (unit: string) => join('/lib/systemd/system', unit);
  const names = Object.values(units).map((file) => file.split('/')[0]?.replace('.service.d', '.service') ?? file);
  const present = names.filter((unit) => unit === 'fleetwatch.service' || existsSync(packaged(unit)));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetwatch-units-'));
    cpSync(`${tree}deploy/systemd`, folder, { recursive: true });
    for (const unit of present) if (unit !== 'fleetwatch.service') cpSync(packaged(unit), join(folder, unit));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const systemd = (...commandLine: string[]) =>
    spawnSync('systemd-analyze', commandLine, {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:/lib/systemd/system` },
    });

  it.each(present)('has nothing to say against %s', (unit) => {
    const { stderr } = systemd('verify', '--man=no', '--recursive-errors=no', unit);
    // Programs that this machine has elsewhere, or not at all, are no fault of the unit.
    expect(stderr.split('\n').filter((line) => line !== '' && !/is not executable/.test(line))).toEqual([]);
  });

  it.each(present)('calls the exposure of %s low', (unit) => {
    const { stdout } = systemd('security', '--offline=true', '--no-pager', unit);
    const level = Number(/Overall exposure level for \S+: (\d+\.\d)/.exec(stdout)?.[1]);
    expect(level).toBeLessThanOrEqual(unit === 'fleetwatch.service' ? 3 : 2);
  });
});
