import { describe, expect, it } from 'vitest';
import type { BusByNATS, BusSettings } from '../src/settings.generated.js';
import { busSettings } from '../src/settingsBus.js';

const http = { url: 'http://127.0.0.1:9000/events' };
const nats: BusByNATS = { servers: ['nats://127.0.0.1:4222'] };

describe('the mode of the bus', () => {
  it.each<{ block: BusSettings; mode: string }>([
    { block: {}, mode: 'off' },
    { block: { http }, mode: 'http' },
    { block: { nats }, mode: 'nats' },
    { block: { http, nats }, mode: 'hybrid' },
    { block: { http, nats, mode: 'nats' }, mode: 'nats' },
  ])('is by default all that is named: $mode', ({ block, mode }) => {
    expect(busSettings(block, '/etc/fleet')?.mode).toBe(mode);
  });
});

describe('credentials', () => {
  it.each<{ block: Partial<BusByNATS>; credentials: object }>([
    { block: {}, credentials: { kind: 'none' } },
    {
      block: { username: 'ada', password_file: 'p' },
      credentials: { kind: 'password', username: 'ada', passwordFile: '/etc/fleet/p' },
    },
    { block: { token_file: 't' }, credentials: { kind: 'token', tokenFile: '/etc/fleet/t' } },
    { block: { nkey_seed_file: '/run/seed' }, credentials: { kind: 'nkey', seedFile: '/run/seed' } },
    { block: { credentials_file: 'c' }, credentials: { kind: 'credentials', file: '/etc/fleet/c' } },
  ])('of NATS are in files: $credentials.kind', ({ block, credentials }) => {
    expect(busSettings({ nats: { ...nats, ...block } }, '/etc/fleet')?.nats?.credentials).toEqual(credentials);
  });

  it.each([
    { block: {}, credentials: { kind: 'none' } },
    { block: { bearer_token_file: 't' }, credentials: { kind: 'bearer', tokenFile: '/etc/fleet/t' } },
    {
      block: { username: 'ada', password_file: 'p' },
      credentials: { kind: 'basic', username: 'ada', passwordFile: '/etc/fleet/p' },
    },
  ])('of HTTP are in files: $credentials.kind', ({ block, credentials }) => {
    expect(busSettings({ http: { ...http, ...block } }, '/etc/fleet')?.http?.credentials).toEqual(credentials);
  });
});

it('has no bus where the settings name none', () => {
  expect(busSettings(undefined, '/etc/fleet')).toBeUndefined();
});
