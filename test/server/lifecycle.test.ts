import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/settings.js';
import { sampleOf } from '../exposition/parseText.js';
import { gate } from '../exposition/stagedCollector.js';
import { startupFile, TempExporter } from './tempExporter.js';

const exporters: TempExporter[] = [];

async function started(agents?: readonly string[], settings?: string): Promise<{ made: TempExporter; url: string }> {
  const made = await TempExporter.prepare(agents, settings);
  exporters.push(made);
  const { url } = await made.start();
  return { made, url };
}

afterEach(async () => {
  await Promise.all(exporters.splice(0).map((made) => made.remove()));
});

async function get(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

async function reload(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/-/reload`, { method: 'POST' });
  return { status: response.status, text: await response.text() };
}

/** Scrapes until no run is shared with one from before the reload. */
async function scrapeAgents(url: string): Promise<number | undefined> {
  return sampleOf((await get(`${url}/metrics`)).text, 'fleet_machine_agents');
}

describe('health of the program', () => {
  it('is healthy at once, and ready when every collector has run', async () => {
    const { url } = await started();
    expect(await get(`${url}/-/healthy`)).toMatchObject({ status: 200 });
    const first = await get(`${url}/-/ready`);
    expect([200, 503]).toContain(first.status);
    await expect.poll(async () => (await get(`${url}/-/ready`)).status, { timeout: 15_000 }).toBe(200);
    const { text } = await get(`${url}/metrics`);
    expect(
      sampleOf(text, 'fleetwatch_collector_last_success_timestamp_seconds', { collector: 'machine' }),
    ).toBeGreaterThan(0);
  });
});

describe('POST /-/reload', () => {
  it('takes over a fleet that has changed', async () => {
    const { made, url } = await started(['Planner']);
    expect(await scrapeAgents(url)).toBe(1);
    await made.writeFleet(startupFile(['Planner', 'Courier', 'Scribe']));
    expect(await reload(url)).toStrictEqual({ status: 200, text: 'reloaded\n' });
    await expect.poll(() => scrapeAgents(url), { timeout: 5000 }).toBe(3);
    const { text } = await get(`${url}/metrics`);
    expect(sampleOf(text, 'fleetwatch_reloads_total', { result: 'success' })).toBe(1);
  });

  it('keeps the last good fleet while its file is broken, and says so until it is mended', async () => {
    const { made, url } = await started(['Planner']);
    await made.writeFleet(startupFile(['Planner']).replace('port: 700', 'port: 70000'));
    const refused = await reload(url);
    expect(refused.status).toBe(500);
    expect(refused.text).toContain('not reloaded, the last good state stays:\n');
    expect(refused.text).toMatch(/startup\.yaml:3:\d+: error: .*70000/);
    const broken = (await get(`${url}/metrics`)).text;
    expect(sampleOf(broken, 'fleet_machine_agents')).toBe(1);
    expect(sampleOf(broken, 'fleetwatch_fleet_load_success', { startup_of: 'alpha' })).toBe(0);
    expect(sampleOf(broken, 'fleetwatch_settings_load_success')).toBe(1);
    expect(sampleOf(broken, 'fleetwatch_reloads_total', { result: 'failure' })).toBe(1);

    await made.writeFleet(startupFile(['Planner', 'Courier']));
    expect((await reload(url)).status).toBe(200);
    const mended = (await get(`${url}/metrics`)).text;
    expect(sampleOf(mended, 'fleetwatch_fleet_load_success', { startup_of: 'alpha' })).toBe(1);
  });

  it('keeps the settings while their file is broken, and reads the fleet all the same', async () => {
    const { made, url } = await started(['Planner']);
    const before = sampleOf(
      (await get(`${url}/metrics`)).text,
      'fleetwatch_settings_last_load_success_timestamp_seconds',
    );
    await made.writeSettings('health: { interval_seconds: often }\n');
    await made.writeFleet(startupFile(['Planner', 'Courier']));
    const refused = await reload(url);
    expect(refused.status).toBe(500);
    expect(refused.text).toMatch(/fleetwatch\.yaml:3:\d+: error: .*interval_seconds/);
    await expect.poll(() => scrapeAgents(url), { timeout: 5000 }).toBe(2);
    const { text } = await get(`${url}/metrics`);
    expect(sampleOf(text, 'fleetwatch_settings_load_success')).toBe(0);
    expect(sampleOf(text, 'fleetwatch_settings_last_load_success_timestamp_seconds')).toBe(before);
  });

  it('takes over settings, and names those that need a restart', async () => {
    const { made, url } = await started(['Planner']);
    await made.writeSettings(
      'health: { interval_seconds: 7, concurrency: 3 }\nstate_directory: elsewhere\nlog_level: warn\n',
    );
    expect((await reload(url)).status).toBe(200);
    const restart = made.log.filter(({ msg }) => msg === 'a changed setting takes effect with the next start');
    // The exporter under test listens on a free port, the file says the default one.
    expect(restart.map(({ setting }) => setting)).toStrictEqual(['listen', 'state_directory', 'health.concurrency']);
    const interval = async () => sampleOf((await get(`${url}/metrics`)).text, 'fleet_health_check_interval_seconds');
    await expect.poll(interval, { timeout: 5000 }).toBe(7);
    expect(made.log.some(({ msg }) => msg === 'reloaded')).toBe(false);
  });

  it('runs one at a time', async () => {
    const made = await TempExporter.prepare(['Planner']);
    exporters.push(made);
    const reading = gate();
    let begun = 0;
    const { url } = await made.start({}, async () => {
      begun++;
      await reading.opened;
      return loadSettings(made.settingsFile);
    });
    const answers = [reload(url), reload(url), reload(url)];
    await expect.poll(() => begun).toBe(1);
    await get(`${url}/-/healthy`);
    expect(begun).toBe(1);
    await made.writeFleet(startupFile(['Planner', 'Courier']));
    reading.open();
    expect((await Promise.all(answers)).map(({ status }) => status)).toStrictEqual([200, 200, 200]);
    expect(begun).toBe(3);
    await expect.poll(() => scrapeAgents(url), { timeout: 5000 }).toBe(2);
  });

  it('goes on after one that went wrong altogether', async () => {
    const made = await TempExporter.prepare(['Planner']);
    exporters.push(made);
    let first = true;
    const { url } = await made.start({}, async () => {
      if (first) {
        first = false;
        throw new Error('the inside');
      }
      return loadSettings(made.settingsFile);
    });
    expect(await reload(url)).toStrictEqual({ status: 500, text: 'fleetwatch failed to answer; its log says why.\n' });
    expect((await reload(url)).status).toBe(200);
  });

  it('quotes no credential of a file that is broken', async () => {
    const { made, url } = await started(['Planner']);
    await made.writeFleet(`${startupFile(['Planner'])}password: [hunter2\n`);
    expect((await reload(url)).text).not.toContain('hunter2');
    expect(JSON.stringify(made.log)).not.toContain('hunter2');
  });

  it.each(['GET', 'PUT', 'DELETE'])('is not for %s', async (method) => {
    const { url } = await started();
    const response = await fetch(`${url}/-/reload`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('the start', () => {
  it('is refused with the findings where the start-up file is broken', async () => {
    const made = await TempExporter.prepare();
    exporters.push(made);
    await made.writeFleet('agent_groups: {');
    await expect(made.start()).rejects.toMatchObject({ name: 'StartRefused', findings: [{ severity: 'error' }] });
  });

  it('names who has the port', async () => {
    const { url } = await started();
    const made = await TempExporter.prepare();
    exporters.push(made);
    const port = Number(new URL(url).port);
    const { machine } = await made.settings();
    const start = made.start({ machine: { ...machine, listen: { host: '127.0.0.1', port } } });
    await expect(start).rejects.toThrow(
      new RegExp(`^port ${port} on 127\\.0\\.0\\.1 is taken by .+ \\(pid ${process.pid}\\)$`),
    );
    expect(made.log).toStrictEqual([]);
  });

  it('fails where the password of Redis cannot be read', async () => {
    const made = await TempExporter.prepare(
      ['Planner'],
      'health: { redis: { url: "redis://127.0.0.1:1", password_file: missing } }\n',
    );
    exporters.push(made);
    await expect(made.start()).rejects.toThrow(join(made.folder, 'missing'));
  });
});

describe('the stop', () => {
  it('keeps what has to outlive it, and answers nobody any more', async () => {
    const made = await TempExporter.prepare();
    const { url, stop } = await made.start();
    await get(`${url}/metrics`);
    await stop();
    await expect(fetch(url)).rejects.toThrow();
    expect(made.log.at(-1)?.msg).toBe('stopped');
    await made.remove();
  });
});
