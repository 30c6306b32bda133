import { type Finding, type Risk, risks } from '../../finding.js';
import { toldByChanges } from './telling.js';

/** How a risk stands today. That nobody has looked is not that nothing was found. */
export type Standing =
  | { readonly kind: 'open'; readonly findings: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown' };

export type Standings = Readonly<Record<Risk, Standing>>;

/** Findings that are to be mended before a risk counts as mended: `info` is worth knowing, no more. */
export function openFindings(findings: readonly Finding[], risk: Risk): number {
  return findings.filter((finding) => finding.risk === risk && finding.severity !== 'info').length;
}

/** The standing of each risk by the findings of somebody who looks at `looked` risks, and at no others. */
export function standingsBy(findings: readonly Finding[], looked: ReadonlySet<Risk>): Standings {
  return standings((risk) => {
    const open = openFindings(findings, risk);
    if (open > 0) return { kind: 'open', findings: open };
    return looked.has(risk) ? { kind: 'done' } : { kind: 'unknown' };
  });
}

/**
 * What several machines say together: done only if all say so. Of a risk that a change tells of, the machine tells that
 * keeps the change.
 */
export function acrossMachines(all: readonly Standings[]): Standings {
  return standings((risk) => {
    const each = all.map((one) => one[risk]);
    const open = each.reduce((sum, one) => sum + (one.kind === 'open' ? one.findings : 0), 0);
    if (open > 0) return { kind: 'open', findings: open };
    const done = each.filter(({ kind }) => kind === 'done').length;
    const needed = toldByChanges.has(risk) ? 1 : all.length;
    return done > 0 && done >= needed ? { kind: 'done' } : { kind: 'unknown' };
  });
}

/** What two observers of the same fleet say: open if one of them says so, done if one of them can tell. */
export function together(one: Standings, other: Standings): Standings {
  return standings((risk) => {
    const both = [one[risk], other[risk]];
    const open = Math.max(...both.map((each) => (each.kind === 'open' ? each.findings : 0)));
    if (open > 0) return { kind: 'open', findings: open };
    return both.find(({ kind }) => kind === 'done') ?? { kind: 'unknown' };
  });
}

export const nobodyLooked: Standings = standings(() => ({ kind: 'unknown' }));

/** A standing for each of the eight risks. */
export function standings(of: (risk: Risk) => Standing): Standings {
  const [A, B, C, D, E, F, G, H] = risks;
  return { A: of(A), B: of(B), C: of(C), D: of(D), E: of(E), F: of(F), G: of(G), H: of(H) };
}
