import type { Registry } from 'prom-client';
import { acknowledgementsFamilies } from './collectors/acknowledgements.js';
import { adoptionFamilies } from './collectors/adoption.js';
import { auditsFamilies } from './collectors/audits.js';
import { busFamilies } from './collectors/bus.js';
import { busReceptionFamilies } from './collectors/busReception.js';
import { changesFamilies } from './collectors/changes.js';
import { discoveryFamilies } from './collectors/discovery.js';
import { driftFamilies } from './collectors/drift.js';
import { filesystemsFamilies } from './collectors/filesystems.js';
import { fleetFamilies } from './collectors/fleet.js';
import { gatesFamilies } from './collectors/gates.js';
import { healthFamilies } from './collectors/health.js';
import { hubsFamilies } from './collectors/hubs.js';
import { leaksFamilies } from './collectors/leaks.js';
import { logsFamilies } from './collectors/logs.js';
import { machineFamilies } from './collectors/machine.js';
import { natsFamilies } from './collectors/nats.js';
import { peersFamilies } from './collectors/peers.js';
import { portsFamilies } from './collectors/ports.js';
import { processDriftFamilies } from './collectors/processDrift.js';
import { processesFamilies } from './collectors/processes.js';
import { readyKeysFamilies } from './collectors/readyKeys.js';
import { risksFamilies } from './collectors/risks.js';
import { socketsFamilies } from './collectors/sockets.js';
import { selfFamilies } from './exposition/self.js';
import { ownMetrics } from './ownMetrics.js';

/** A metric family as a reader of the page sees it. */
export interface CataloguedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Families that come from one place. */
export interface CatalogueSection {
  /** A collector's name, `frame` for what is said about every collector, `program` for fleetwatch itself. */
  readonly from: string;
  readonly families: readonly CataloguedFamily[];
}

/** Every metric family that the exporter can export: the reference for rules, dashboards and people. */
export function metricCatalogue(): readonly CatalogueSection[] {
  return [
    { from: 'fleet', families: fleetFamilies },
    { from: 'health', families: healthFamilies },
    { from: 'processes', families: processesFamilies },
    { from: 'process_drift', families: processDriftFamilies },
    { from: 'ports', families: portsFamilies },
    { from: 'sockets', families: socketsFamilies },
    { from: 'audits', families: auditsFamilies },
    { from: 'drift', families: driftFamilies },
    { from: 'adoption', families: adoptionFamilies },
    { from: 'acknowledgements', families: acknowledgementsFamilies },
    { from: 'machine', families: machineFamilies },
    { from: 'discovery', families: discoveryFamilies },
    { from: 'logs', families: logsFamilies },
    { from: 'leaks', families: leaksFamilies },
    { from: 'filesystems', families: filesystemsFamilies },
    { from: 'ready_keys', families: readyKeysFamilies },
    { from: 'changes', families: changesFamilies },
    { from: 'bus', families: busFamilies },
    { from: 'peers', families: peersFamilies },
    { from: 'gates', families: gatesFamilies },
    { from: 'hubs', families: hubsFamilies },
    { from: 'nats', families: natsFamilies },
    { from: 'bus_reception', families: busReceptionFamilies },
    { from: 'risks', families: risksFamilies },
    { from: 'frame', families: selfFamilies },
    { from: 'program', families: familiesOf(ownMetrics('any', 'any').registry) },
  ];
}

/** Names under which samples appear; a histogram's are three. */
export function sampleNames({ name, type }: CataloguedFamily): readonly string[] {
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name];
}

function familiesOf(registry: Registry): CataloguedFamily[] {
  return registry.getMetricsAsArray().map((metric) => ({
    name: metric.name,
    // prom-client's type declaration is an enum of numbers, its values are these words.
    type: String(metric.type),
    help: metric.help,
    labels: ['machine', ...labelNames(metric)],
  }));
}

/** prom-client keeps the names of labels on its instruments, and does not declare them. */
function labelNames(metric: object): string[] {
  const names = 'labelNames' in metric ? metric.labelNames : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
