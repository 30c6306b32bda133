import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Exporter, serve } from '../../src/serve.js';
import { loadSettings, type Settings, type SettingsResult } from '../../src/settings.js';

/** One line of the log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** A fleet of one machine in a folder of its own, whose agents do not run, and the exporter that watches it. */
export class TempExporter {
  readonly folder: string;
  readonly log: LogLine[] = [];
  #exporter: Exporter | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `agents` are names; `settings` is YAML below the machine's own. */
  static async prepare(agents: readonly string[] = ['Planner', 'Courier'], settings = ''): Promise<TempExporter> {
    const made = new TempExporter(await mkdtemp(join(tmpdir(), 'exporter-')));
    await made.writeFleet(startupFile(agents));
    await made.writeSettings(settings);
    return made;
  }

  get settingsFile(): string {
    return join(this.folder, 'fleetwatch.yaml');
  }

  get startupFile(): string {
    return join(this.folder, 'startup.yaml');
  }

  writeFleet(text: string): Promise<void> {
    return writeFile(this.startupFile, text);
  }

  writeSettings(more: string): Promise<void> {
    const machine = '  - { name: alpha, address: 127.0.0.1, startup_file: startup.yaml }';
    return writeFile(this.settingsFile, `machines:\n${machine}\n${more}`);
  }

  /** The settings as read, with any free port. The settings file itself does not take port 0. */
  async settings(): Promise<Settings> {
    const { settings, findings } = await loadSettings(this.settingsFile);
    if (settings === undefined) throw new Error(JSON.stringify(findings));
    return { ...settings, machine: { ...settings.machine, listen: { host: '127.0.0.1', port: 0 } } };
  }

  get logger(): Logger {
    return pino({ level: 'trace', base: {} }, { write: (line: string) => void this.log.push(JSON.parse(line)) });
  }

  async start(changes: Partial<Settings> = {}, reread?: () => Promise<SettingsResult>): Promise<Exporter> {
    this.#exporter = await serve({ ...(await this.settings()), ...changes }, this.logger, reread);
    return this.#exporter;
  }

  async remove(): Promise<void> {
    await this.#exporter?.stop();
    await rm(this.folder, { recursive: true });
  }
}

/** A start-up file whose agents have ports below 1024, on which nothing is expected to listen. */
export function startupFile(agents: readonly string[]): string {
  const entries = agents.map(
    (name, index) =>
      `    ${JSON.stringify(name)}: { script_path: agents/${index}.py, port: ${700 + 10 * index}, health_check_port: ${705 + 10 * index} }`,
  );
  return `agent_groups:\n  core:\n${entries.join('\n')}\n`;
}
