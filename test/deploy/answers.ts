import type { TestMachine } from './testMachine.js';

/** `/api/v1/rules` of Prometheus. */
export interface RuleAnswer {
  readonly groups: readonly {
    readonly name: string;
    /** Seconds. */
    readonly interval: number;
    readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
  }[];
}

/** `/api/v1/query` of Prometheus and of the store. */
export interface VectorAnswer {
  readonly result: readonly { readonly metric: object; readonly value: readonly [number, string] }[];
}

/** `/api/v1/alertmanagers` of Prometheus. */
export interface AlertmanagerAnswer {
  readonly activeAlertmanagers: readonly { readonly url: string }[];
}

/** `/jsz?streams=true` of NATS. */
export interface StreamAnswer {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly state: { readonly messages: number } }[];
  }[];
}

/** `/hub_health` of fleetwatch. */
export interface HubAnswer {
  readonly checks?: readonly { readonly check: string; readonly ok: boolean }[];
}

/** `/api/v1/targets` of Prometheus. */
export interface TargetAnswer {
  readonly activeTargets: readonly { readonly health: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** Each target of a machine's Prometheus: job, machine, health. */
export function targetsOf(machine: TestMachine): string[] {
  const { activeTargets } = read<TargetAnswer>(machine, 'http://127.0.0.1:9090/api/v1/targets?state=active');
  return activeTargets.map(({ health, labels }) => `${labels.job} ${labels.machine} ${health}`);
}

/** `data` of an answer of Prometheus' API. */
export function read<Data>(machine: TestMachine, url: string): Data {
  const answer = machine.get(url);
  if (answer?.status !== 200) throw new Error(`${url}: ${answer?.status ?? 'no answer'}`);
  return JSON.parse(answer.body).data;
}
