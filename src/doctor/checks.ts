import { bus } from './checks/bus.js';
import { clocks } from './checks/clocks.js';
import { directories } from './checks/directories.js';
import { exporters } from './checks/exporters.js';
import { hubs } from './checks/hubs.js';
import { port } from './checks/port.js';
import { privileges } from './checks/privileges.js';
import { prometheus } from './checks/prometheus.js';
import { receivers } from './checks/receivers.js';
import { rules } from './checks/rules.js';
import { secretFiles } from './checks/secretFiles.js';
import { startupFiles } from './checks/startupFiles.js';
import { versions } from './checks/versions.js';
import type { Check } from './model.js';

/** All checks, in the order in which a set-up grows. */
export const checks: readonly Check[] = [
  versions,
  startupFiles,
  directories,
  privileges,
  secretFiles,
  port,
  exporters,
  clocks,
  prometheus,
  rules,
  receivers,
  hubs,
  bus,
];
