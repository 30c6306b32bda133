import type { CatalogueFault } from './fault.js';

/** Faults that touch a whole machine. */
export const machineFaults: readonly CatalogueFault[] = [
  {
    id: 'start-up file of beta cannot be read',
    machine: 'beta',
    make: {
      by: 'file',
      file: 'fleet/beta/startup_config.yaml',
      edit: (text) => `${text}\nedge_services: [twice\n`,
      reload: ['alpha', 'beta'],
    },
    expect: { alert: 'FleetStartupFileBroken', severity: 'warning', names: 'machine' },
    pageSeconds: 60,
    resolveSeconds: 75,
    quick: false,
  },
  {
    id: 'settings of alpha cannot be read',
    machine: 'alpha',
    make: {
      by: 'file',
      file: 'views/alpha/fleetwatch.yaml',
      edit: (text) => text.replace('{', '{"machnies": [],'),
      reload: ['alpha'],
    },
    expect: { alert: 'FleetSettingsBroken', severity: 'warning', names: 'machine' },
    pageSeconds: 60,
    resolveSeconds: 75,
    quick: false,
  },
  {
    id: 'missing key in the start-up file of alpha',
    machine: 'alpha',
    make: {
      by: 'file',
      file: 'fleet/alpha/startup_config.yaml',
      edit: (text) => text.replace('health_check_port: 8000', 'helth_check_port: 8000'),
      reload: ['alpha', 'beta'],
    },
    expect: { alert: 'FleetStartupFileBroken', severity: 'warning', names: 'machine' },
    pageSeconds: 60,
    resolveSeconds: 75,
    quick: false,
  },
  {
    // A finding that is no error is shown, and sent to nobody.
    id: 'unknown key in the start-up file of alpha',
    machine: 'alpha',
    make: {
      by: 'file',
      file: 'fleet/alpha/startup_config.yaml',
      edit: (text) => text.replace('      required: true', '      required: true\n      colour: red'),
      reload: ['alpha', 'beta'],
    },
    expect: 'nothing',
    pageSeconds: 120,
    resolveSeconds: 0,
    quick: false,
  },
];
