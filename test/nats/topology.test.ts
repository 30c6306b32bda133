import { describe, expect, it } from 'vitest';
import { differences, streamOf, streamsFor, type Topology } from '../../src/nats/topology.js';

const fleet: Topology = {
  machine: 'alpha',
  machines: ['alpha', 'beta', 'rack.2'],
  subjectPrefix: 'fleet.events',
  ownStream: undefined,
  maxBytes: 1000,
  maxAgeSeconds: 3600,
};

describe('streams of a server', () => {
  it('are its own, which takes events, and a copy of each other machine’s, which takes none', () => {
    expect(streamsFor(fleet).map(({ name, subjects, sources }) => ({ name, subjects, sources }))).toEqual([
      { name: 'FLEET_alpha', subjects: ['fleet.events.alpha.>'], sources: undefined },
      { name: 'FLEET_beta', subjects: [], sources: [source('FLEET_beta', '$JS.beta.API')] },
      { name: 'FLEET_rack_2', subjects: [], sources: [source('FLEET_rack_2', '$JS.rack_2.API')] },
    ]);
  });

  it('are the same three on each machine, each the source of the others', () => {
    const names = fleet.machines.map((machine) =>
      streamsFor({ ...fleet, machine })
        .map(({ name }) => name)
        .sort(),
    );
    expect(names).toEqual(Array(3).fill(fleet.machines.map(streamOf).sort()));
  });

  it('know doubles for no longer than they keep events', () => {
    const windows = [3600, 60].map((maxAgeSeconds) => streamsFor({ ...fleet, maxAgeSeconds })[0]?.duplicate_window);
    expect(windows).toEqual([120e9, 60e9]);
  });

  it('may be called otherwise by the settings', () => {
    expect(streamsFor({ ...fleet, ownStream: 'EVENTS' })[0]?.name).toBe('EVENTS');
  });
});

describe('a stream that is there', () => {
  const [own, copy] = streamsFor(fleet);

  it('is as it should be, whatever else the server says of it', () => {
    expect(own && differences(own, { ...own, num_replicas: 1, allow_direct: false })).toEqual([]);
    // The server leaves empty lists out.
    const { subjects: _none, ...told } = copy ?? {};
    expect(copy && differences(copy, told)).toEqual([]);
  });

  it('differs in what is named', () => {
    const other = {
      ...copy,
      max_bytes: -1,
      storage: 'memory',
      sources: [source('FLEET_beta', '$JS.gamma.API')],
    } as const;
    expect(copy && differences(copy, { ...other, sources: [...other.sources] })).toEqual([
      { setting: 'storage', is: 'memory', shouldBe: 'file' },
      { setting: 'largest size', is: '-1 bytes', shouldBe: '1000 bytes' },
      { setting: 'sources', is: 'FLEET_beta of $JS.gamma.API', shouldBe: 'FLEET_beta of $JS.beta.API' },
    ]);
  });
});

function source(name: string, api: string) {
  return { name, external: { api, deliver: '' } };
}
