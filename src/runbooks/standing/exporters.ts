import { type Risk, risks } from '../../finding.js';
import { get } from '../../http/get.js';
import { acrossMachines, nobodyLooked, type Standing, type Standings, standings } from './standing.js';

/** Gives the text of a metrics page; nothing where there is none to be had. */
export type ReadPage = (url: string) => Promise<string | undefined>;

const sample =
  /^fleet_risk_(?<family>open_findings|mitigation)\{machine="[^"]*",risk="(?<risk>[A-H])"(?:,state="(?<state>[a-z_]+)")?\} (?<value>\S+)$/gm;

/** What the exporters of all machines say of the risks. One that does not answer leaves its machine unknown. */
export async function exporterStandings(urls: readonly string[], read: ReadPage): Promise<Standings> {
  const pages = await Promise.all(urls.map((url) => read(`${url}/metrics`)));
  return acrossMachines(pages.map((page) => (page === undefined ? nobodyLooked : standingsOf(page))));
}

function standingsOf(page: string): Standings {
  const open = new Map<Risk, number>();
  const mitigated = new Set<Risk>();
  for (const { groups } of page.matchAll(sample)) {
    const risk = risks.find((letter) => letter === groups?.risk);
    if (risk === undefined) continue;
    if (groups?.family === 'open_findings') open.set(risk, Number(groups.value));
    else if (groups?.state === 'mitigated' && groups.value === '1') mitigated.add(risk);
  }
  return standings((risk): Standing => {
    const findings = open.get(risk) ?? 0;
    if (findings > 0) return { kind: 'open', findings };
    return mitigated.has(risk) ? { kind: 'done' } : { kind: 'unknown' };
  });
}

/** A page with all series of 10,000 agents has some 100 MB; whoever plans needs those of a few dozen lines. */
const maximumBytes = 128 * 1024 * 1024;

/** Reads a page over HTTP, with a deadline and a limit. */
export function httpPages(deadlineMilliseconds: number): ReadPage {
  return async (url) => {
    const got = await get(url, { milliseconds: deadlineMilliseconds, bytes: maximumBytes });
    return got.kind === 'answered' && got.status === 200 ? got.text : undefined;
  };
}
