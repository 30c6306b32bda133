import type { Fault } from '../../../src/simulator/faults.js';
import type { MachineName } from '../stackView.js';
import type { ServiceName } from '../tendedStack.js';
import type { Place } from './demoAgents.js';
import type { Extent } from './extent.js';

/** One thing that is done to the fleet or to those who watch it. */
export type Act =
  /** Agents are brought under a fault, one after the other; `ms` is the delay of `slow`. */
  | { readonly fault: Fault | 'clear'; readonly on: readonly Place[]; readonly ms?: number }
  | { readonly pause: ServiceName }
  | { readonly resume: ServiceName }
  /** Killed, as by the kernel. */
  | { readonly kill: ServiceName }
  | { readonly run: ServiceName }
  /** Ended and started again, as by a service manager. */
  | { readonly restart: ServiceName }
  /** Part of the fault: how long a gap is. */
  | { readonly lasts: number }
  /** Files of the run directory are written anew; then exporters read them. */
  | {
      readonly write: readonly string[];
      readonly edit: (text: string) => string;
      readonly reload: readonly MachineName[];
    };

/** `status severity AlertName place`, the place as far as the alert names one: `firing critical FleetAgentDown alpha/TrainTracker`. */
export type Notice = `${'firing' | 'resolved'} ${'critical' | 'warning'} ${string}`;

/** What is done, and all notifications that follow from it. */
export interface Phase {
  readonly what: string;
  readonly acts: readonly Act[];
  /** Each comes once, and no other comes. */
  readonly brings: readonly Notice[];
  /** From the last act to the last of these, in seconds: the patience of the rules, and a minute. */
  readonly seconds: number;
}

/** Several faults that have to do with each other, or with those who watch. */
export interface Combination {
  /** Unique. */
  readonly id: string;
  /** The last one leaves the fleet well. */
  readonly phases: readonly Phase[];
  /** Whether it is part of the short catalogue. */
  readonly quick: boolean;
  /** Whether nothing else may be played meanwhile, although it touches agents alone. */
  readonly alone?: boolean;
  /** Agents whose faults it would disturb although it does not touch them. */
  readonly also?: readonly Place[];
}

/** What it touches: its agents, the machine of an exporter, and with the servers of the fleet everything. */
export function extentOfCombination({ phases, alone, also = [] }: Combination): Extent {
  if (alone === true) return { agents: [], machines: ['alpha', 'beta'], fails: true };
  const acts = phases.flatMap((phase) => phase.acts);
  return {
    agents: [...new Set([...acts.flatMap((act) => ('on' in act ? act.on : [])), ...also])],
    machines: [...new Set(acts.flatMap((act) => machinesOf(serviceOf(act))))],
    fails: true,
  };
}

/** How many agents fail at once. */
export function failingIn({ phases }: Combination): number {
  const acts = phases.flatMap((phase) => phase.acts);
  return new Set(acts.flatMap((act) => ('on' in act ? act.on : []))).size;
}

function serviceOf(act: Act): ServiceName | undefined {
  if ('pause' in act) return act.pause;
  if ('resume' in act) return act.resume;
  if ('kill' in act) return act.kill;
  if ('run' in act) return act.run;
  return 'restart' in act ? act.restart : undefined;
}

function machinesOf(service: ServiceName | undefined): readonly MachineName[] {
  if (service === undefined) return [];
  if (service === 'fleetwatch-alpha') return ['alpha'];
  return service === 'fleetwatch-beta' ? ['beta'] : ['alpha', 'beta'];
}

/** What came of a phase, of the notices that came in it: those that were expected and did not come, and those too many. */
export function judge(
  { brings }: Pick<Phase, 'brings'>,
  came: readonly string[],
): { missing: string[]; wrong: string[] } {
  const missing: string[] = [...brings];
  const wrong: string[] = [];
  for (const notice of came) {
    const at = missing.indexOf(notice);
    if (at < 0) wrong.push(notice);
    else missing.splice(at, 1);
  }
  return { missing, wrong };
}
