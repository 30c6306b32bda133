import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type RawService, readComposeFile, readVariables, servicesOf, tree } from './composeFile.js';

const profiles = ['central', 'edge'] as const;
const variablesOf = (profile: string) => readVariables(`${tree}deploy/site/${profile}.env`);
const { services, secrets } = readComposeFile({});
const table = Object.entries(services);
/** Compose as a program of its own, or as Docker's plugin. */
const compose = [['docker-compose'], ['docker', 'compose']].find(
  ([program = '', ...first]) => spawnSync(program, [...first, 'version']).status === 0,
);

describe('docker-compose.yml', () => {
  it.each(profiles)('has a profile %s', (profile) => {
    const common = ['fleetwatch', 'prometheus', 'alertmanager', 'nats'];
    const names = profile === 'central' ? [...common, 'victoria-metrics', 'grafana'] : common;
    expect(servicesOf(profile, variablesOf(profile)).map(({ name }) => name)).toEqual(names);
  });

  it.skipIf(compose === undefined)(
    `is accepted by Compose, for every profile${compose === undefined ? ' (skipped: Compose is not here)' : ''}`,
    () => {
      for (const profile of profiles) {
        const [program = '', ...first] = compose ?? [];
        const arguments_ = [...first, '--env-file', `deploy/site/${profile}.env`, '--profile', profile, 'config'];
        const read = parse(execFileSync(program, arguments_, { cwd: tree, encoding: 'utf8' }));
        for (const { name, command } of servicesOf(profile, variablesOf(profile)))
          expect(read.services[name].command ?? []).toEqual(command);
      }
    },
    60_000,
  );

  it.each(profiles)('finds every variable in %s.env, and uses all of them', (profile) => {
    const text = readFileSync(`${tree}docker-compose.yml`, 'utf8');
    const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    expect(Object.keys(variablesOf(profile)).sort()).toEqual([...used, 'COMPOSE_PROFILES'].sort());
  });

  it.each(table)('%s has a pinned image', (_name, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+\.\d+(-[a-z]+)?$/);
  });

  it.each(table)('%s can do no more than it must', (name, service) => {
    const observer = name === 'fleetwatch';
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      network_mode: 'host',
      restart: 'unless-stopped',
      user: observer ? '0:0' : '9877:9877',
      security_opt: expect.arrayContaining(['no-new-privileges:true']),
    } satisfies Partial<Record<keyof RawService, unknown>>);
    expect(service.cap_add ?? []).toEqual(observer ? ['SYS_PTRACE', 'DAC_READ_SEARCH'] : []);
    expect(service.pid).toBe(observer ? 'host' : undefined);
    expect(service.privileged).toBeUndefined();
    expect(service.ports).toBeUndefined();
  });

  it.each(table)('%s has limits, and bounded logs', (_name, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.cpus).toBeGreaterThan(0);
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.logging).toEqual({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } });
  });

  it.each(table)('%s writes nothing but its state', (_name, { volumes }) => {
    const writable = volumes.filter((volume) => !volume.endsWith(':ro'));
    expect(writable.length).toBeLessThanOrEqual(1);
    for (const volume of writable) expect(volume).toMatch(/^(\/var\/lib\/fleetwatch\/[a-z-]+):\1$/);
  });

  it.each(table)('%s is asked whether it is well', (_name, { healthcheck }) => {
    expect(healthcheck.test[0]).toBe('CMD');
    expect(healthcheck.test.join(' ')).toMatch(/http:\/\/[^ ]+/);
    expect(healthcheck).toMatchObject({ interval: '30s', timeout: '5s' });
  });

  it('has secrets as files, and no others', () => {
    expect(Object.keys(secrets)).toEqual(['fleetwatch_token', 'nats_password', 'grafana_admin']);
    for (const [name, { file }] of Object.entries(secrets)) expect(file).toBe(`/etc/fleetwatch/secrets/${name}`);
    for (const [, { environment = {} }] of table) {
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|TOKEN/.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
    }
  });

  it('mounts what the tree has', () => {
    const own = table.flatMap(([, { volumes }]) => volumes.filter((volume) => volume.startsWith('./')));
    expect(own.length).toBeGreaterThan(0);
    for (const volume of own) expect(existsSync(`${tree}${volume.split(':')[0]}`), volume).toBe(true);
  });

  it('has what Grafana is provisioned with where Grafana looks for it', () => {
    const grafana = servicesOf('central', {}).find(({ name }) => name === 'grafana');
    const at = (target: string) => grafana?.mounts.find((mount) => mount.target === target)?.source ?? '';
    const provisioning = at(grafana?.environment.GF_PATHS_PROVISIONING ?? '');
    const provider = parse(readFileSync(`${tree}${provisioning}/dashboards/fleetwatch.yml`, 'utf8')).providers[0];
    expect(existsSync(`${tree}${at(provider.options.path)}/fleet.json`)).toBe(true);
    const [source] = parse(readFileSync(`${tree}${provisioning}/datasources/fleetwatch.yml`, 'utf8')).datasources;
    expect(source.url).toBe('http://127.0.0.1:9090');
  });
});

describe('.dockerignore', () => {
  it('lets through exactly what deploy/Dockerfile copies', () => {
    const ignore = readFileSync(`${tree}.dockerignore`, 'utf8').split('\n');
    const through = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const dockerfile = readFileSync(`${tree}deploy/Dockerfile`, 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      sources?.split(' '),
    );
    expect(new Set(through)).toEqual(new Set(copied));
  });
});
