import type { Fault } from '../../../src/simulator/faults.js';
import type { KeptPage, MachineName } from '../stackView.js';
import type { Extent } from './extent.js';

/** How a fault is made on a running stack. */
export type Make =
  /** Of the simulator, on the agent; then exporters read their files, where the fault is one of files. */
  | {
      readonly by: 'simulator';
      readonly fault: Fault;
      readonly ms?: number;
      readonly reload?: readonly MachineName[];
    }
  /** A file of the run directory is written anew, and exporters read it. */
  | {
      readonly by: 'file';
      readonly file: string;
      readonly edit: (text: string) => string;
      readonly reload: readonly MachineName[];
    };

/** The one notification that is to come. */
export interface Expected {
  readonly alert: string;
  readonly severity: 'critical' | 'warning';
  /** Whether it names the agent of the fault; some alerts are about the machine. */
  readonly names: 'agent' | 'machine';
}

/** One fault of the catalogue. */
export interface CatalogueFault {
  /** Unique. */
  readonly id: string;
  readonly machine: MachineName;
  /** The agent it is made on; without one it touches the whole machine. */
  readonly agent?: string;
  readonly make: Make;
  /** `nothing` where nobody is to be called. */
  readonly expect: Expected | 'nothing';
  /** From its making to the page, in seconds: the patience of the rule, and a minute. For `nothing` how long to listen. */
  readonly pageSeconds: number;
  /** From its clearing to the resolve, in seconds. */
  readonly resolveSeconds: number;
  /** Whether it is part of the short catalogue. */
  readonly quick: boolean;
  /** Whether it changes what is known of all agents of the machine, so that no other may be played there meanwhile. */
  readonly alone?: boolean;
}

/** What it touches. */
export function extentOf(fault: CatalogueFault): Extent {
  const { machine, agent, alone } = fault;
  return {
    fails: failsIn(fault) > 0,
    agents: agent === undefined ? [] : [`${machine}/${agent}`],
    machines: agent === undefined || alone === true ? [machine] : [],
  };
}

/** Whether it is the page that the fault is to bring. */
export function isExpected({ labels }: KeptPage, { machine, agent, expect }: CatalogueFault): boolean {
  if (expect === 'nothing') return false;
  return (
    labels.alertname === expect.alert &&
    labels.severity === expect.severity &&
    labels.machine === machine &&
    (expect.names === 'machine' || labels.agent === agent)
  );
}

/**
 * Whether it is what the exporter of the other machine says of the same process. Both machines of the demo have one process
 * table: a credential in a process is seen from both, and from the other one in a process that is no agent's.
 */
export function isEchoOf({ labels }: KeptPage, { machine, expect, make }: CatalogueFault): boolean {
  if (expect === 'nothing' || make.by !== 'simulator' || !inProcesses.has(make.fault)) return false;
  return labels.alertname === expect.alert && labels.machine !== machine && labels.agent === undefined;
}

const inProcesses: ReadonlySet<Fault> = new Set<Fault>(['leak-cmdline', 'leak-environ']);

/** Faults that make an agent unwell, if only for a moment: many at once are taken for one cause. */
const unwell: ReadonlySet<Fault> = new Set<Fault>([
  'kill',
  'refuse',
  'hang',
  'unhealthy',
  'garbage',
  'imposter',
  'degraded',
  'port-drift',
  'wrong-script',
  'restart-loop',
]);

/** How many agents fail by it. */
export function failsIn({ make }: CatalogueFault): number {
  return make.by === 'simulator' && unwell.has(make.fault) ? 1 : 0;
}
