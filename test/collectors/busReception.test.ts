import { expect, it } from 'vitest';
import { nothingYet } from '../../src/bus/reception/pathCount.js';
import type { ReceptionView } from '../../src/bus/reception/reception.js';
import { busReceptionCollector } from '../../src/collectors/busReception.js';
import { collect } from './collect.js';

const view: ReceptionView = {
  sources: new Map([
    [
      'beta',
      {
        paths: {
          http: { ...nothingYet, received: 9, lost: 1, lastAt: 1_795_341_600_500 },
          nats: { ...nothingYet, received: 12, late: 1, doubled: 2, lastAt: 1_795_341_601_000 },
        },
        expected: ['http', 'nats'],
        parity: 0.9,
      },
    ],
    ['gamma', { paths: { http: nothingYet, nats: nothingYet }, expected: [], parity: undefined }],
  ]),
  unreadable: { http: 3, nats: 0 },
};

const silent = (source: string, path: string) => ({
  [`fleet_bus_received_total source=${source} path=${path}`]: 0,
  [`fleet_bus_lost_total source=${source} path=${path}`]: 0,
  [`fleet_bus_late_total source=${source} path=${path}`]: 0,
  [`fleet_bus_doubled_total source=${source} path=${path}`]: 0,
  [`fleet_bus_last_received_timestamp_seconds source=${source} path=${path}`]: 0,
  [`fleet_bus_path_expected source=${source} path=${path}`]: 0,
});

it('shows each machine and way from the first run on, and parity where something was compared', async () => {
  const collector = busReceptionCollector({ machine: 'alpha', paths: ['http', 'nats'], look: () => view });
  expect((await collect(collector)).samples).toStrictEqual({
    'fleet_bus_received_total source=beta path=http': 9,
    'fleet_bus_lost_total source=beta path=http': 1,
    'fleet_bus_late_total source=beta path=http': 0,
    'fleet_bus_doubled_total source=beta path=http': 0,
    'fleet_bus_last_received_timestamp_seconds source=beta path=http': 1_795_341_600.5,
    'fleet_bus_path_expected source=beta path=http': 1,
    'fleet_bus_received_total source=beta path=nats': 12,
    'fleet_bus_lost_total source=beta path=nats': 0,
    'fleet_bus_late_total source=beta path=nats': 1,
    'fleet_bus_doubled_total source=beta path=nats': 2,
    'fleet_bus_last_received_timestamp_seconds source=beta path=nats': 1_795_341_601,
    'fleet_bus_path_expected source=beta path=nats': 1,
    ...silent('gamma', 'http'),
    ...silent('gamma', 'nats'),
    'fleet_bus_parity_ratio source=beta': 0.9,
    'fleet_bus_unreadable_total path=http': 3,
    'fleet_bus_unreadable_total path=nats': 0,
  });
});

it('is silent on ways that are not received here', async () => {
  const collector = busReceptionCollector({ machine: 'alpha', paths: ['nats'], look: () => view });
  const names = Object.keys((await collect(collector)).samples);
  expect(names.filter((name) => name.includes('path=http') || name.includes('parity'))).toEqual([]);
});
