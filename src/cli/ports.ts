import { loadFleet } from '../audits/load.js';
import { overviewJson } from '../check/ports/json.js';
import type { Paint } from '../check/ports/map.js';
import { portOverview } from '../check/ports/overview.js';
import { overviewText } from '../check/ports/text.js';
import { type Surroundings, sourcesOf, type Target, WrongTarget } from '../check/sources.js';
import { formatFindings } from '../document/report.js';
import type { Finding } from '../finding.js';
import { exitCodes } from './exit.js';

export interface PortsArguments extends Target {
  /** Ports for how many agents more are proposed. */
  readonly free: number;
  readonly fixPlan: boolean;
  readonly json: boolean;
}

/** What the command needs of the terminal it runs in. */
export interface PortsSurroundings extends Surroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Columns of the terminal. */
  readonly width: number;
  readonly colours: boolean;
}

/** `fleetwatch ports`: the port range of each machine as a map, free ports, and a plan that removes all collisions. */
export async function portsCommand(given: PortsArguments, around: PortsSurroundings): Promise<number> {
  const refuse = (reason: string) => {
    around.problem(reason);
    return exitCodes.couldNotRun;
  };
  try {
    const found = await sourcesOf(given, around);
    if ('findings' in found) return refuse(`cannot use the settings\n${formatFindings(found.findings)}`);
    const { sources, variables, strict, settings, subjects } = found.sources;
    const wanted = sources.filter(({ name }) => subjects.has(name));
    const { machines, unread } = await loadFleet(wanted, { variables, strict });
    if (unread.length > 0) return refuse(`cannot use the start-up files\n${errorsOf(unread)}`);
    const overviews = machines.map((machine) => portOverview(machine, settings, given));
    const paint = around.colours ? coloured : plain;
    around.write(
      given.json
        ? overviewJson(overviews, settings)
        : `${overviews.map((overview) => overviewText(overview, settings, around.width, paint)).join('\n\n')}\n`,
    );
    return overviews.some(({ collisions }) => collisions.length > 0) ? exitCodes.found : exitCodes.clean;
  } catch (error) {
    if (error instanceof WrongTarget) return refuse(error.message);
    throw error;
  }
}

function errorsOf(unread: readonly { readonly findings: readonly Finding[] }[]): string {
  return formatFindings(unread.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'error')));
}

const plain: Paint = (mark) => mark;

/** Green for free, red for collisions (ECMA-48 SGR); the marks alone say it too. */
const coloured: Paint = (mark, stretch) => {
  if (stretch === 'free') return `\u001b[32m${mark}\u001b[39m`;
  return stretch === 'collision' ? `\u001b[31m${mark}\u001b[39m` : mark;
};
