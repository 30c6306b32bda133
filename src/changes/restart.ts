import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { fleetwatchWord } from '../runbooks/model.js';

/** How an agent stands, as its machine's exporter says. Times are Unix times in seconds. */
export interface AgentStanding {
  readonly up: boolean;
  /** Start of its process; absent where it does not run. */
  readonly startedAt: number | undefined;
  /** Last answer that found it up, 0 if none. */
  readonly lastUpAt: number;
}

/** One agent to restart, and the means. */
export interface Restart {
  readonly machine: string;
  readonly agent: string;
  /** Program and arguments; `{agent}` and `{machine}` stand for the names, `fleetwatch` for this program. */
  readonly command: readonly [string, ...string[]];
  /** Where the command runs. */
  readonly directory: string;
  /** For the command, and again for the agent to be up. */
  readonly deadlineSeconds: number;
  /** Asks the exporter; `undefined` where it does not answer. */
  readonly ask: () => Promise<AgentStanding | undefined>;
  /** Waits between two questions. */
  readonly pause: () => Promise<void>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** `down`: it was restarted and did not come back in time. `not-restarted`: nothing came of the order. */
export type RestartResult =
  | { readonly kind: 'up'; readonly seconds: number }
  | { readonly kind: 'down'; readonly why: string }
  | { readonly kind: 'not-restarted'; readonly why: string };

const program = fileURLToPath(new URL('../cli/main.js', import.meta.url));
/** What a command that restarts an agent may need of the environment: systemctl --user wants the runtime directory. */
const passedOn = ['PATH', 'HOME', 'USER', 'LANG', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];
/** Characters of what a failed command has printed. */
const shownCharacters = 2000;

/**
 * Restarts one agent and waits until the exporter has found it up with a later process. An exporter that is silent before
 * is a reason not to begin: nobody could say whether the agent came back.
 */
export async function restartAgent(restart: Restart): Promise<RestartResult> {
  const before = await restart.ask();
  if (before === undefined) return { kind: 'not-restarted', why: 'its exporter does not answer' };
  const begun = restart.now();
  const failure = await run(restart);
  if (failure !== undefined) return { kind: 'not-restarted', why: failure };
  for (;;) {
    const standing = await restart.ask();
    if (standing !== undefined && isBack(before, standing)) {
      return { kind: 'up', seconds: (restart.now() - begun) / 1000 };
    }
    if (restart.now() - begun > restart.deadlineSeconds * 1000) return { kind: 'down', why: whyNot(before, standing) };
    await restart.pause();
  }
}

/** Whether the agent is up with a process that was started after `time`, Unix time in seconds. */
export function runsSince(standing: AgentStanding, time: number): boolean {
  const { up, startedAt, lastUpAt } = standing;
  // An answer of the former process says nothing about the present one.
  return up && startedAt !== undefined && startedAt > time && lastUpAt > startedAt;
}

/** The arguments as they are started. */
export function restartArguments(command: Restart['command'], { machine, agent }: Named): [string, ...string[]] {
  const [file, ...rest] = command.map((word) => word.replaceAll('{agent}', agent).replaceAll('{machine}', machine));
  return file === undefined || file === fleetwatchWord ? [process.execPath, program, ...rest] : [file, ...rest];
}

type Named = Pick<Restart, 'machine' | 'agent'>;

function isBack(before: AgentStanding, now: AgentStanding): boolean {
  return runsSince(now, before.startedAt ?? 0);
}

function whyNot(before: AgentStanding, now: AgentStanding | undefined): string {
  if (now === undefined) return 'its exporter answers no more';
  if (now.startedAt === undefined) return 'it does not run';
  if (now.startedAt === before.startedAt) return 'its process is still the former one';
  return 'it runs, but does not say that it works';
}

/** Why the command failed, if it did. */
async function run(restart: Restart): Promise<string | undefined> {
  const [file, ...rest] = restartArguments(restart.command, restart);
  const env = Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const result = await execa(file, rest, {
    cwd: restart.directory,
    env,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    timeout: restart.deadlineSeconds * 1000,
    forceKillAfterDelay: 2000,
    maxBuffer: 64 * 1024,
    reject: false,
  });
  if (!result.failed) return undefined;
  const said = `${result.all ?? ''}`.trim().slice(-shownCharacters);
  return `${result.shortMessage}${said === '' ? '' : `\n${said}`}`;
}
