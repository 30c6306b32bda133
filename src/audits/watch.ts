import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Finding } from '../finding.js';
import type { AuditContext } from './audit.js';
import { graphFindings } from './graph/audit.js';
import { components } from './graph/components.js';
import { dependencyGraph } from './graph/graph.js';
import { type MachineNeeds, machineNeeds } from './graph/view.js';
import { FileSystemHangs, type GuardedCalls } from './guardedCalls.js';
import type { AuditedMachine } from './machine.js';
import { differingAgents } from './names/audit.js';
import { guardedFiles } from './paths/guardedFiles.js';
import { type AuditedScripts, auditScripts } from './paths/scripts.js';
import { portFindings } from './ports/audit.js';

/** A loaded fleet. It is never changed, only replaced by another one. */
export type WatchedFleet = Omit<AuditContext, 'files'>;

/** What the audits say of one machine. */
export interface AuditView {
  /** Without those of other machines, whose own exporters report them. */
  readonly findings: readonly Finding[];
  /** The agents whose script is where it should be, as of the last time that it could be told. */
  readonly scriptsFound: ReadonlySet<string>;
  /** Whether there was a project root to look for them in, and it answered. */
  readonly scriptsLookedFor: boolean;
  /** The same object as long as the fleet is the same. */
  readonly needs: MachineNeeds;
}

/** What follows from a loaded fleet alone. */
interface Standing {
  readonly fleet: WatchedFleet;
  readonly findings: readonly Finding[];
  readonly needs: MachineNeeds;
}

const noScripts: Pick<AuditedScripts, 'found' | 'findings'> = { findings: [] };

/**
 * Audits one machine again and again: scripts are looked for each time, as they may go while agents run; all else
 * follows from the start-up files, and is audited once a load.
 */
export class AuditWatch {
  readonly #machine: string;
  readonly #calls: GuardedCalls;
  #standing: Standing | undefined;
  #scripts = noScripts;

  constructor(machine: string, calls: GuardedCalls) {
    this.#machine = machine;
    this.#calls = calls;
  }

  async look(fleet: WatchedFleet): Promise<AuditView> {
    if (this.#standing?.fleet !== fleet) {
      this.#standing = await this.#audit(fleet);
      this.#scripts = noScripts;
    }
    const { findings, needs } = this.#standing;
    const own = this.#own(fleet.machines);
    const answers = own !== undefined && (await this.#lookForScripts(own, fleet));
    return {
      findings: [...findings, ...this.#scripts.findings],
      scriptsFound: this.#scripts.found ?? new Set(),
      scriptsLookedFor: answers && this.#scripts.found !== undefined,
      needs,
    };
  }

  /** False where the file system hangs; what was found before then stands. */
  async #lookForScripts(machine: AuditedMachine, { settings }: WatchedFleet): Promise<boolean> {
    try {
      // The project roots of the others are on their own machines.
      this.#scripts = await auditScripts(machine, { settings, files: guardedFiles(this.#calls) });
      return true;
    } catch (error) {
      if (error instanceof FileSystemHangs) return false;
      throw error;
    }
  }

  /** In steps: with thousands of agents each of them takes some 10 ms. */
  async #audit(fleet: WatchedFleet): Promise<Standing> {
    const graph = dependencyGraph(fleet.machines.flatMap(({ agents }) => agents));
    await nextTurn();
    const parts = components(graph);
    await nextTurn();
    const findings = graphFindings(graph, parts, fleet);
    await nextTurn();
    findings.push(...differingAgents(graph.agents));
    await nextTurn();
    const own = this.#own(fleet.machines);
    if (own !== undefined) findings.push(...portFindings(own, fleet.settings));
    await nextTurn();
    return {
      fleet,
      findings: findings.filter(({ machine }) => machine === this.#machine),
      needs: await machineNeeds(graph, parts, this.#machine, nextTurn),
    };
  }

  #own(machines: readonly AuditedMachine[]): AuditedMachine | undefined {
    return machines.find(({ name }) => name === this.#machine);
  }
}
