import { hint } from './nearest.js';

/**
 * Every fault that can be switched on, and who brings it about: the `agent` in its own process, or the `supervisor`,
 * which starts and ends processes.
 */
export const faultTable = {
  refuse: { by: 'agent', effect: 'closes its ports, the process stays' },
  hang: { by: 'agent', effect: 'accepts connections and answers nobody' },
  unhealthy: { by: 'agent', effect: 'says that it is unhealthy' },
  degraded: { by: 'agent', effect: 'says that it is degraded' },
  slow: { by: 'agent', effect: 'answers late, 1.2 s unless said otherwise' },
  garbage: { by: 'agent', effect: 'answers what nobody can read' },
  'adopted-silent': { by: 'agent', effect: 'is on the base class, and its health port no longer speaks its language' },
  'log-flood': { by: 'agent', effect: 'writes 64 MiB into its log' },
  'log-deleted': { by: 'agent', effect: 'holds a deleted file of 64 MiB open' },
  'leak-log': { by: 'agent', effect: 'writes made-up credentials into its log, one a second unless said otherwise' },
  kill: { by: 'supervisor', effect: 'is killed and stays dead' },
  'restart-loop': { by: 'supervisor', effect: 'is killed and started again, every 3 s unless said otherwise' },
  imposter: { by: 'supervisor', effect: 'loses its health ports to a process that answers in perfect health' },
  duplicate: { by: 'supervisor', effect: 'runs twice, the second process without ports' },
  'wrong-script': { by: 'supervisor', effect: 'is run by another script than the configured one' },
  'port-drift': { by: 'supervisor', effect: 'is run with another service port than the configured one' },
  'extra-agent': { by: 'supervisor', effect: 'gets an agent beside it that no configuration holds' },
  'port-steal': { by: 'supervisor', effect: 'loses its service port to a process of nobody; its health stays fine' },
  'port-rogue': { by: 'supervisor', effect: 'gets a process of nobody beside it, on a port of the agents’ range' },
  'accept-queue': {
    by: 'supervisor',
    effect: 'takes no connection to its service port while clients call, every 250 ms unless said otherwise',
  },
  'socket-hang': { by: 'supervisor', effect: 'connects to somebody who never answers: SYN-SENT' },
  'script-missing': { by: 'supervisor', effect: 'runs on while its script is gone' },
  'adoption-syntax': { by: 'supervisor', effect: 'runs on while its script has a syntax error' },
  'file-changed': { by: 'supervisor', effect: 'is changed in the start-up file, which nobody reads again' },
  disagree: { by: 'supervisor', effect: 'is described differently in the copy that another machine has' },
  'leak-cmdline': { by: 'supervisor', effect: 'has a process with a made-up credential among its arguments' },
  'leak-environ': { by: 'supervisor', effect: 'has a process with a made-up credential in its environment' },
  'leak-config': { by: 'supervisor', effect: 'has a YAML file with a made-up credential beside its script' },
  'log-race': { by: 'supervisor', effect: 'shares its log with a process that does not append' },
  'log-rotate': { by: 'supervisor', effect: 'writes on into a log that was put aside' },
} as const satisfies Record<string, { by: 'agent' | 'supervisor'; effect: string }>;

/** A fault of a simulated agent. */
export type Fault = keyof typeof faultTable;

/** The faults that `By` brings about. */
export type FaultBy<By extends 'agent' | 'supervisor'> = {
  [Name in Fault]: (typeof faultTable)[Name]['by'] extends By ? Name : never;
}[Fault];

/** What can be asked of an agent: a fault, or `clear` for none. */
export type FaultOrder = Fault | 'clear';

/** What an agent process understands on its stdin. */
export type AgentOrder = FaultBy<'agent'> | 'yield-health' | 'yield-service' | 'pause-service' | 'call' | 'clear';

/** What an order may be given with. */
export interface OrderDetails {
  /** Milliseconds. */
  readonly ms?: number | undefined;
  /** The port of `call`. */
  readonly port?: number;
}

/** How a fault is to be. */
export interface FaultOptions {
  /** Milliseconds: the delay of `slow`, the period of `restart-loop`, `leak-log` and `accept-queue`. */
  readonly ms?: number;
}

/** What became of an order. The codes of a refusal are stable. */
export type FaultOutcome =
  | { readonly outcome: 'done'; readonly machine: string; readonly agent: string; readonly fault: FaultOrder }
  | Refusal;

export interface Refusal {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
}

export type RefusalCode =
  | 'unknown-agent'
  | 'ambiguous-agent'
  | 'unknown-fault'
  | 'not-possible'
  | 'bad-request'
  | 'no-demo';

/** All orders, in the order in which to list them. */
export const faultOrders: readonly FaultOrder[] = [...faultNames(), 'clear'];

/** The order that `word` names, or a refusal that names the nearest one. */
export function readFaultOrder(word: string): FaultOrder | Refusal {
  const found = faultOrders.find((order) => order === word);
  if (found) return found;
  const message = `unknown fault ${word}${hint(word, faultOrders) || '.'} Known: ${faultOrders.join(', ')}`;
  return { outcome: 'refused', code: 'unknown-fault', message };
}

/** Whether the agent's own process brings `fault` about. */
export function isAgentFault(fault: Fault): fault is FaultBy<'agent'> {
  return faultTable[fault].by === 'agent';
}

function faultNames(): Fault[] {
  const names: Fault[] = [];
  for (const name in faultTable) if (isFault(name)) names.push(name);
  return names;
}

function isFault(name: string): name is Fault {
  return Object.hasOwn(faultTable, name);
}
