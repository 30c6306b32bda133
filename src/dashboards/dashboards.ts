import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboardOf } from './board.js';
import { agentBoard } from './boards/agent.js';
import { credentialsBoard } from './boards/credentials.js';
import { cutoverBoard } from './boards/cutover.js';
import { fleetBoard } from './boards/fleet.js';
import { hubsBoard } from './boards/hubs.js';
import { logsBoard } from './boards/logs.js';
import { machineBoard } from './boards/machine.js';
import { portsBoard } from './boards/ports.js';
import { risksBoard } from './boards/risks.js';
import { type Rule, readRules } from './rules.js';

/** All dashboards, by the names of their files; limits are those of the rules, given as the texts of their files. */
export function dashboards(ruleFiles: readonly string[]): ReadonlyMap<string, Dashboard> {
  const rules: readonly Rule[] = ruleFiles.flatMap(readRules);
  const boards = [
    fleetBoard(rules),
    agentBoard(rules),
    machineBoard(rules),
    portsBoard(rules),
    logsBoard(rules),
    credentialsBoard(rules),
    hubsBoard(rules),
    cutoverBoard(rules),
    risksBoard(),
  ];
  return new Map(boards.map((board) => [`${board.name}.json`, dashboardOf(board)]));
}
