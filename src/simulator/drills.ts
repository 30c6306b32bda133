import type { Drill } from './drill.js';
import type { FaultBy } from './faults.js';
import { fileDrills } from './file-drills.js';
import { leakDrills } from './leak-drills.js';
import { portDrills } from './port-drills.js';
import { processDrills } from './process-drills.js';

/** How each fault of the supervisor is brought about. */
export const drills: Readonly<Record<FaultBy<'supervisor'>, Drill>> = {
  ...processDrills,
  ...portDrills,
  ...fileDrills,
  ...leakDrills,
};
