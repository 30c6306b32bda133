import type { FilePlace, Finding } from '../finding.js';
import type { Agent } from '../fleet/model.js';
import { legacy, noClass, otherBase, type Subject, unresolved } from './findings.js';
import type { AdoptionState, AgentAdoption, ClassPlace } from './model.js';
import { type BaseClass, endOf } from './project/baseClass.js';
import { classKey } from './project/inheritance.js';
import type { ScriptReading } from './project/script.js';
import type { ClassRef, Miss } from './project/targets.js';
import type { Outline } from './python/outline.js';

/** What an agent is measured by. */
export interface Measure {
  readonly base: BaseClass;
  /** How a file of the project is called in findings. */
  readonly shownFile: (file: string) => string;
  /** What is known of a file that was read. */
  readonly outlineOf: (file: string) => Outline | undefined;
}

export interface Conclusion {
  readonly adoption: AgentAdoption;
  readonly findings: readonly Finding[];
}

interface Told {
  readonly state: AdoptionState;
  readonly reason: string;
  readonly findings?: readonly Finding[];
}

/** What a reading of a script means for its agent, now that the base class is known. */
export function conclude(agent: Agent, reading: ScriptReading, measure: Measure): Conclusion {
  const { machine, name, scriptPath } = agent;
  const told = judge({ machine, agent: name }, reading, measure);
  const picked = reading.kind === 'read' ? reading.picked : undefined;
  const runs = picked?.running;
  const place = (ref: ClassRef): ClassPlace => ({
    name: ref.definition.name,
    file: measure.shownFile(ref.file),
    line: ref.definition.spot.line,
  });
  return {
    adoption: {
      machine,
      agent: name,
      script: scriptPath,
      state: told.state,
      class: runs === undefined ? undefined : { ...place(runs.class), certainty: runs.certainty },
      chain: picked?.descent.chain.map(place) ?? [],
      reason: told.reason,
    },
    findings: told.findings ?? [],
  };
}

function judge(subject: Subject, reading: ScriptReading, measure: Measure): Told {
  if (reading.kind === 'missing') return { state: 'unknown', reason: 'its script cannot be found in the project root' };
  const { file, picked } = reading;
  const broken = [file, ...(picked?.descent.chain.map((ref) => ref.file) ?? [])].find(
    (read) => measure.outlineOf(read)?.problem !== undefined,
  );
  if (broken !== undefined)
    return { state: 'unknown', reason: `${measure.shownFile(broken)} cannot be read as Python` };
  if (picked === undefined) return judgeClassless(subject, reading, measure);
  const { base } = measure;
  const { descent } = picked;
  if (descent.ends === 'base') return judgeBased(subject, reading, descent.chain, measure);
  if (descent.ends === 'doubt') {
    const { name, from, spot } = descent.doubt;
    const place: FilePlace = { kind: 'file', file: measure.shownFile(descent.doubt.file), ...spot };
    const findings = [unresolved(subject, place, name, from)];
    return { state: 'unknown', reason: `what ${name} stands for cannot be told`, findings };
  }
  return {
    state: 'legacy',
    reason: `inherits no ${base.name}`,
    findings: [legacyClass(subject, picked.running.class, measure)],
  };
}

type Read = ScriptReading & { readonly kind: 'read' };

/** A script without classes runs none, unless it hands over to something that could not be read. */
function judgeClassless(subject: Subject, { file, misses }: Read, { base, shownFile }: Measure): Told {
  const place: FilePlace = { kind: 'file', file: shownFile(file), line: 1, column: 1 };
  const handedOver = misses.find((miss) => mayBeAgent(miss, base.name));
  if (handedOver !== undefined) {
    const { name, module } = handedOver;
    const from = module === undefined ? 'no import' : `module ${module}`;
    const findings = [unresolved(subject, place, name, from)];
    return { state: 'unknown', reason: `what ${name} stands for cannot be told`, findings };
  }
  return { state: 'legacy', reason: 'runs no class', findings: [noClass(subject, place, base.name)] };
}

/** Names of the project that are missing from it, and classes from elsewhere that are called like agents. */
function mayBeAgent({ kind, name, module }: Miss, base: string): boolean {
  return kind === 'missing' || (module !== undefined && (name === base || /^[A-Z]\w*(Agent|Service)$/.test(name)));
}

function judgeBased(subject: Subject, reading: Read, chain: readonly ClassRef[], measure: Measure): Told {
  const { base, shownFile } = measure;
  const isBased = chain.some((ref) => base.keys.has(classKey(ref)));
  if (isBased) return { state: 'adopted', reason: `inherits ${base.name}` };
  const end = endOf(reading);
  if (end === undefined) return { state: 'unknown', reason: 'its classes lead nowhere' };
  const isPrivate = end.file === reading.file;
  const place = placeOf(end, measure);
  if (!isPrivate || base.isConfigured) {
    const known = base.main && `${shownFile(base.main.file)}:${base.main.definition.spot.line}`;
    const state = base.isConfigured ? 'legacy' : 'unknown';
    return { state, reason: `inherits another ${base.name}`, findings: [otherBase(subject, place, base.name, known)] };
  }
  const own = chain[0] ?? end;
  const findings = [legacyClass(subject, own, measure)];
  return { state: 'legacy', reason: `its ${base.name} is its own, shared with no other agent`, findings };
}

function legacyClass(subject: Subject, ref: ClassRef, measure: Measure): Finding {
  return legacy(subject, placeOf(ref, measure), ref.definition.name, measure.base.name);
}

function placeOf({ file, definition }: ClassRef, { shownFile }: Measure): FilePlace {
  return { kind: 'file', file: shownFile(file), ...definition.spot };
}
