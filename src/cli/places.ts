/** Where a local stack keeps its logs, pages and data. */
export const runDirectory = '.fleetwatch/run';

/** Where the servers that it needs are unpacked. */
export const toolsDirectory = '.fleetwatch/tools';
