import { readAssignment } from './assignment.js';
import {
  beginsWord,
  byteTable,
  hasUserInfo,
  nameBytes,
  runEnd,
  runStart,
  schemeBytes,
  seemsAssigned,
  tokenBytes,
} from './bytes.js';
import { type Compiled, type CompiledRule, compileRules, type Hit } from './compile.js';
import { decodeAround, type EncodedLiteral } from './encoded.js';
import { markStart } from './mark.js';
import type { Form, Leak, Scanner } from './model.js';
import type { LeakRule, Match } from './rule.js';
import { leakRules } from './rules.js';
import { type Candidate, settle } from './settle.js';
import { nameKind } from './value/secretName.js';

export { isLeakRule, leakRules } from './rules.js';

/** Bytes that a credential, with what tells of it, spans at most: a PEM key of 4096 bits has 3,300. */
const window = 4096;
/** Bytes that an expression sees at most, from its anchor on. */
const viewBytes = 600;
/** Bytes of a name before the keyword in it. */
const nameBytesAtMost = 80;
const colon = 0x3a;
/** A number of fewer digits is a count, whatever it is called. */
const digitsOfPassword = 6;
/** Bytes of base64 before and after a literal in it that are decoded. */
const encodedBefore = 128;
const encodedAfter = 800;

export interface ScannerOptions {
  /** Ids of rules that are left out. */
  readonly rulesOff?: readonly string[];
}

/** A scanner with all rules but those that are off. */
export function createScanner({ rulesOff = [] }: ScannerOptions = {}): Scanner {
  const off = new Set(rulesOff);
  const compiled = compileRules(leakRules.filter(({ id }) => !off.has(id)));
  return { window, scan: (bytes, form, from = 0) => new Pass(compiled, bytes, form).leaks(from) };
}

/** One pass over one piece of bytes. */
class Pass {
  private readonly compiled: Compiled;
  private readonly bytes: Uint8Array;
  private readonly text: Buffer;
  private readonly form: Form;
  private readonly found: Candidate[] = [];
  /** Where the name began that an assignment was last read from, by rule: several keywords may be in one name. */
  private readonly namesRead = new Map<LeakRule, number>();

  constructor(compiled: Compiled, bytes: Uint8Array, form: Form) {
    this.compiled = compiled;
    this.bytes = bytes;
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.form = form;
  }

  leaks(from: number): readonly Leak[] {
    const { sieve, hits } = this.compiled;
    sieve.sift(this.bytes, Math.max(0, from - window), (index, start) => {
      const hit = hits[index];
      if (hit === undefined || (!hit.anyCase && !this.isLiteral(hit.literal, start))) return;
      if (hit.encoded !== undefined) this.decode(hit, hit.encoded, start);
      else this.askAll(hit.rules, start, start + hit.literal.length);
    });
    const settled = settle(this.found);
    return from === 0 ? settled : settled.filter(({ start }) => start >= from);
  }

  private askAll(rules: readonly CompiledRule[], start: number, end: number): readonly Candidate[] {
    for (const rule of rules) this.ask(rule, start, end);
    return this.found;
  }

  private isLiteral(literal: Uint8Array, start: number): boolean {
    for (let index = 0; index < literal.length; index++) {
      if (this.bytes[start + index] !== literal[index]) return false;
    }
    return true;
  }

  private ask(compiled: CompiledRule, start: number, end: number): void {
    const { rule } = compiled;
    if (!rule.inWord && !beginsWord(this.bytes, start)) return;
    if (rule.followedBy > 0) {
      const limit = Math.min(this.bytes.length, end + rule.followedBy);
      if (runEnd(tokenBytes, this.bytes, end, limit) < end + rule.followedBy) return;
    }
    const anchor = this.anchor(rule, start, end);
    if (anchor === undefined) return;
    const view = this.text.toString('latin1', anchor, Math.min(this.bytes.length, anchor + viewBytes));
    const match =
      rule.reading.by === 'assignment'
        ? this.assigned(rule.reading.of, view, this.beginsPart(anchor))
        : this.matched(compiled, view);
    if (match === undefined || !rule.accepts(match, this.form)) return;
    this.keep(compiled, anchor + match.offset, anchor + match.offset + match.secret.length);
  }

  /** Where the rule's reading begins, when a look at the bytes says that it may find something. */
  private anchor(rule: LeakRule, start: number, end: number): number | undefined {
    if (rule.anchor === 'keyword') return start;
    if (rule.anchor === 'scheme') {
      return hasUserInfo(this.bytes, end) ? this.runBefore(schemeBytes, start, 40) : undefined;
    }
    if (rule.reading.by === 'assignment') {
      const digits = rule.reading.of === 'password' ? digitsOfPassword : Number.POSITIVE_INFINITY;
      if (!seemsAssigned(this.bytes, end, digits)) return undefined;
    }
    const anchor = this.runBefore(nameBytes, start, nameBytesAtMost);
    if (rule.reading.by === 'assignment' && this.isMark(anchor)) return undefined;
    if (this.namesRead.get(rule) === anchor) return undefined;
    this.namesRead.set(rule, anchor);
    return anchor;
  }

  private isMark(position: number): boolean {
    const start = position - markStart.length;
    return (
      this.bytes[position - 1] === colon && start >= 0 && this.text.toString('latin1', start, position) === markStart
    );
  }

  private runBefore(set: Uint8Array, position: number, atMost: number): number {
    const start = runStart(set, this.bytes, position, Math.max(0, position - atMost));
    return start < position && this.bytes[start - 1] === 0x5c ? start + 1 : start;
  }

  private assigned(
    kind: ReturnType<typeof nameKind>,
    view: string,
    isPart: boolean,
  ): (Match & { offset: number }) | undefined {
    const assignment = readAssignment(view, 0, isPart ? this.form : 'text');
    if (assignment === undefined || nameKind(assignment.name) !== kind) return undefined;
    const { name, start, end } = assignment;
    return { name, secret: view.slice(start, end), offset: start, assignment };
  }

  /** Whether an argument or a variable begins here; what is inside of one is text. */
  private beginsPart(position: number): boolean {
    return position === 0 || this.bytes[position - 1] === 0;
  }

  private matched({ pattern, argumentsPattern }: CompiledRule, view: string): (Match & { offset: number }) | undefined {
    const match = (this.form === 'text' ? null : first(argumentsPattern, view)) ?? first(pattern, view);
    if (match === null) return undefined;
    const { groups = {}, indices } = match;
    const group = secretGroups.find((name) => groups[name] !== undefined);
    const secret = group === undefined ? match[0] : (groups[group] ?? '');
    const offset = group === undefined ? 0 : (indices?.groups?.[group]?.[0] ?? 0);
    return { name: groups.name ?? '', secret, offset };
  }

  private keep({ rule, rank }: CompiledRule, start: number, seen: number): void {
    const end =
      rule.goesOn === undefined
        ? seen
        : runEnd(byteTable(rule.goesOn), this.bytes, seen, Math.min(this.bytes.length, start + window - viewBytes));
    this.found.push({ rule: rule.id, start, end, exact: rule.exact, rank });
  }

  /** Asks the rules about what was decoded. What is encoded in it again is not looked at. */
  private decode({ rules }: Hit, { into, before, plainBytes }: EncodedLiteral, start: number): void {
    const decoded = decodeAround(this.bytes, start - into, encodedBefore, encodedAfter);
    if (decoded === undefined) return;
    const plain = decoded.group + before;
    for (const candidate of new Pass(this.compiled, decoded.bytes, 'text').askAll(rules, plain, plain + plainBytes)) {
      const { start: from, end } = candidate;
      this.found.push({ ...candidate, start: decoded.encodedStart(from), end: decoded.encodedEnd(end) });
    }
  }
}

/** Groups of a pattern that may hold the secret; a name can stand in an expression only once. */
const secretGroups = ['secret', 'bare', 'quoted', 'single'];

function first(pattern: RegExp | undefined, view: string): RegExpExecArray | null {
  if (pattern === undefined) return null;
  pattern.lastIndex = 0;
  return pattern.exec(view);
}
