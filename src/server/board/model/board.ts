import type { BoardSource } from '../source.js';
import { type ChangePart, changePart, type JournalPart, journalPart } from './changes.js';
import { type ExporterPart, exporterPart } from './exporter.js';
import { type FleetPart, fleetPart } from './fleet.js';
import { type LeakPart, leakPart } from './leaks.js';
import { type LogPart, logPart } from './logs.js';
import { type PortPart, portPart } from './ports.js';
import { type RiskRow, riskPart } from './risks.js';

/** All that the board shows. Times are Unix seconds. */
export interface Board {
  readonly machine: string;
  readonly at: number;
  readonly fleet: FleetPart;
  readonly ports: PortPart;
  readonly logs: LogPart;
  readonly leaks: LeakPart;
  readonly risks: readonly RiskRow[];
  readonly changes: ChangePart;
  readonly journal: JournalPart;
  readonly exporter: ExporterPart;
}

export function boardOf(source: BoardSource): Board {
  return {
    machine: source.machine,
    at: source.now() / 1000,
    fleet: fleetPart(source),
    ports: portPart(source),
    logs: logPart(source),
    leaks: leakPart(source),
    risks: riskPart(source),
    changes: changePart(source),
    journal: journalPart(source),
    exporter: exporterPart(source),
  };
}
