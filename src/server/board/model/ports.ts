import { holderText, type PortState } from '../../../sockets/portView.js';
import type { BoardSource } from '../source.js';
import { type News, newsOf } from './news.js';

export interface PortRow {
  readonly agent: string;
  readonly role: string;
  readonly port: number;
  readonly state: PortState;
  /** Who has it where it is taken. */
  readonly holder: string | null;
}

export interface PortPart {
  readonly news: News;
  /** Where agents' ports should be. */
  readonly range: {
    readonly first: number;
    readonly last: number;
    readonly used: number;
    readonly largestFree: number;
  } | null;
  readonly byState: Readonly<Record<PortState, number>>;
  readonly rows: readonly PortRow[];
  /** Ports on which somebody listens and that nothing assigns. */
  readonly rogue: readonly { readonly port: number; readonly holder: string }[];
  readonly unseen: number;
}

/** Who listens where, as last looked at. */
export function portPart(source: Pick<BoardSource, 'ports' | 'portRange' | 'collectors' | 'now'>): PortPart {
  const view = source.ports();
  const range = source.portRange();
  const byState: Record<PortState, number> = { listening: 0, silent: 0, taken: 0, unseen: 0, unused: 0 };
  for (const { state } of view?.roles ?? []) byState[state]++;
  return {
    news: newsOf(source, 'ports'),
    range: view === undefined ? null : { ...range, used: view.range.used, largestFree: view.range.largestFree },
    byState,
    rows: (view?.roles ?? []).map(({ agent, role, port, state, holder }) => {
      return { agent: agent.name, role, port, state, holder: holder === undefined ? null : holderText(holder) };
    }),
    rogue: (view?.rogue ?? []).map(({ port, holder }) => ({ port, holder: holderText(holder) })),
    unseen: view?.unseen ?? 0,
  };
}
