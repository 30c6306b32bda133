import { didYouMean, nearest } from '../../document/nearest.js';
import type { ParsedDocument, Path } from '../../document/parse.js';
import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import type { Runbook } from '../model.js';
import { cyclesIn } from './cycles.js';
import { problem } from './problem.js';

/** A runbook and the document that it was read from. */
export interface PlacedRunbook {
  readonly runbook: Runbook;
  readonly document: ParsedDocument;
}

/** What is wrong with runbooks beside each other. `ids` are those of all files, also of ones that cannot be used. */
export function relationProblems(placed: readonly PlacedRunbook[], ids: readonly string[]): Finding[] {
  const known = new Set(ids);
  return [
    ...placed.flatMap((one, index) => twice(one, placed.slice(0, index))),
    ...placed.flatMap((one) => unknown(one, known)),
    ...cycles(placed),
  ];
}

function twice({ runbook, document }: PlacedRunbook, earlier: readonly PlacedRunbook[]): Finding[] {
  const same = earlier.find((one) => one.runbook.id === runbook.id);
  if (same !== undefined) {
    return [
      problem('runbook-twice', 'error', document.placeOfValue(['id']), {
        message: `\`${runbook.id}\` is the id of ${same.runbook.file} too`,
        why: 'a change names its runbook by the id',
        remedy: 'give the file and the runbook in it another name',
      }),
    ];
  }
  const whole = earlier.find((one) => one.runbook.kind === 'risk' && one.runbook.risk === runbook.risk);
  if (runbook.kind !== 'risk' || whole === undefined) return [];
  return [
    problem('runbook-twice', 'error', document.placeOfValue(['kind']), {
      message: `\`${whole.runbook.id}\` mends risk ${runbook.risk} as a whole already`,
      why: 'the plan has one procedure for each risk',
      remedy: 'write `kind: procedure` for the one that is a part',
    }),
  ];
}

function unknown({ runbook, document }: PlacedRunbook, known: ReadonlySet<string>): Finding[] {
  return (['dependencies', 'conflicts'] as const).flatMap((key) =>
    runbook[key].flatMap((id, index): Finding[] => {
      if (known.has(id)) return [];
      const near = nearest(id, [...known]);
      const place = document.placeOfValue([key, index] satisfies Path);
      return [
        problem('runbook-unknown', 'error', place, {
          message: `there is no runbook \`${shown(id)}\`${didYouMean(near)}`,
          why: key === 'dependencies' ? 'it could never be finished before' : 'the one that was meant may run beside',
          remedy: 'name a runbook as `fleetwatch runbook list` does',
        }),
      ];
    }),
  );
}

/** At the dependency that closes the cycle. */
function cycles(placed: readonly PlacedRunbook[]): Finding[] {
  return cyclesIn(placed.map(({ runbook }) => runbook)).flatMap((cycle): Finding[] => {
    const closing = placed.find(({ runbook }) => runbook.id === cycle.at(-1));
    const index = closing?.runbook.dependencies.indexOf(cycle[0] ?? '') ?? -1;
    if (closing === undefined) return [];
    return [
      problem('runbook-cycle', 'error', closing.document.placeOfValue(['dependencies', index]), {
        message: `dependencies go in a circle: ${[...cycle, cycle[0]].join(' -> ')}`,
        why: 'none of them could ever begin',
        remedy: 'remove one of these dependencies',
      }),
    ];
  });
}
