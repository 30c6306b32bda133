import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { applyChange } from '../../src/changes/apply.js';
import { type BeginRequest, beginChange } from '../../src/changes/begin.js';
import { ChangeBook } from '../../src/changes/book.js';
import { runCommand } from '../../src/changes/command/run.js';
import type { Attendance, Site } from '../../src/changes/site.js';
import type { Command, Runbook, Step } from '../../src/runbooks/model.js';

/** 2026-11-22T10:00:00Z in milliseconds. */
export const tenOClock = 1_795_341_600_000;

export function command(...argv: [string, ...string[]]): Command {
  return { argv, directory: '{change_directory}', deadlineSeconds: 20 };
}

/** A command of sh(1). */
export function script(text: string): Command {
  return command('/bin/sh', '-c', text);
}

/** A step that makes a file of its name in the folder of the change, and is taken back by another file. */
export function step(id: string, changes: Partial<Step> = {}): Step {
  return {
    id,
    title: `make ${id}`,
    machine: 'here',
    action: { kind: 'command', command: script(`echo made >> ${id}`) },
    when: undefined,
    verify: command('/usr/bin/test', '-s', id),
    undo: {
      action: { kind: 'command', command: script(`echo taken >> ${id}.undone`) },
      verify: command('/usr/bin/test', '-s', `${id}.undone`),
    },
    ...changes,
  };
}

export function runbook(changes: Partial<Runbook> = {}): Runbook {
  return {
    id: 'risk-a-script-paths',
    title: 'Script paths from the right root',
    risk: 'A',
    kind: 'risk',
    issue: '',
    solution: '',
    impact: 8,
    complexity: 2,
    effortHours: 4,
    downtime: 'none',
    machines: 'each',
    dependencies: [],
    conflicts: [],
    parameters: [],
    steps: [step('one'), step('two'), step('three')],
    tests: [],
    rollback: [],
    risks: [],
    success: [],
    abort: [],
    bakeSeconds: 1800,
    file: 'risk-a-script-paths.yaml',
    digest: 'd1',
    ...changes,
  };
}

/** A folder of changes of machine `alpha`, made anew for each test. */
export class Bench {
  folder = '';
  book: ChangeBook = this.openBook();
  now = tenOClock;
  readonly told: string[] = [];

  constructor() {
    beforeEach(async () => {
      this.folder = await realpath(await mkdtemp(join(tmpdir(), 'changes-')));
      this.now = tenOClock;
      this.told.length = 0;
      this.book = this.openBook();
    });
    afterEach(() => rm(this.folder, { recursive: true, force: true }));
  }

  get directory(): string {
    return join(this.folder, 'changes');
  }

  /** Another reader and writer of the same folder: what a restart, or another process, sees. */
  openBook(): ChangeBook {
    const { directory } = this;
    const killSwitchFile = join(directory, 'no-rollback');
    return new ChangeBook({ directory, machine: 'alpha', now: () => this.now, killSwitchFile });
  }

  get site(): Site {
    return {
      book: this.book,
      program: [process.execPath, '-e'],
      run: runCommand,
      deputy: () => async () => ({ outcome: 'failed', reason: 'there is no other machine here' }),
      now: () => this.now,
    };
  }

  /** Nobody does what instructions say; what begins and ends is told. */
  get attendance(): Attendance {
    return {
      person: { instruct: async () => false },
      progress: {
        begins: () => undefined,
        ended: ({ phase, step }, { outcome }) => this.told.push(`${phase} ${step} ${outcome}`),
      },
    };
  }

  /** Begins a change that touches agent `planner`, and gives its id. */
  async begin(changes: Partial<BeginRequest> = {}): Promise<string> {
    const { id } = await beginChange(
      this.book,
      {
        runbook: runbook(),
        mode: 'auto',
        touches: [{ machine: 'alpha', agent: 'planner' }],
        parameters: {},
        values: { machine: 'alpha', project_root: this.folder },
        machines: ['alpha', 'beta'],
        fleetAgents: 10,
        by: 'Ada',
        longestSeconds: 3600,
        measure: async () => ({ measuredAt: this.now }),
        ...changes,
      },
      () => this.now,
    );
    return id;
  }

  apply(id: string) {
    return applyChange(this.site, id, this.attendance, new AbortController().signal);
  }

  fileOf(id: string, name: string): string {
    return join(this.book.folderOf(id), name);
  }
}
