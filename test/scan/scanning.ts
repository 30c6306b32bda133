import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scanCommand } from '../../src/cli/scan.js';
import type { ScanRequest } from '../../src/scan/request.js';

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly problems: readonly string[];
}

const nothing: ScanRequest = {
  paths: [],
  stdin: false,
  include: [],
  exclude: [],
  rulesOff: [],
  format: 'text',
  writeBaseline: false,
  audit: false,
};

/** A folder with files in it, and the command that looks through them. */
export class Place {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(files: Readonly<Record<string, string | Buffer>> = {}): Promise<Place> {
    const place = new Place(await mkdtemp(join(tmpdir(), 'scan-')));
    for (const [name, content] of Object.entries(files)) await place.write(name, content);
    return place;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), content);
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  /** Runs `fleetwatch scan secrets`, on the whole folder unless told otherwise. Paths are below the folder. */
  async scan(request: Partial<ScanRequest> = {}, today = '2026-11-22', piped = ''): Promise<Ran> {
    const problems: string[] = [];
    let output = '';
    let rest = Buffer.from(piped);
    const isAboutMore = request.config !== undefined || request.stdin === true;
    const code = await scanCommand(
      { ...nothing, paths: isAboutMore ? [] : [this.folder], ...request },
      {
        stdin: (into) => {
          const count = rest.copy(into);
          rest = rest.subarray(count);
          return count;
        },
        write: (text) => {
          output += text;
        },
        problem: (line) => problems.push(line),
        now: () => Date.parse(`${today}T12:00:00Z`),
      },
    );
    return { code, output, problems };
  }

  /** Where leaks were found and by which rule, as `file:line:column rule`, below the folder. */
  async leaks(request: Partial<ScanRequest> = {}): Promise<string[]> {
    const { output } = await this.scan({ ...request, format: 'json' });
    const findings: { file: string; line: number; column: number; rule?: string }[] = JSON.parse(output).findings;
    return findings.flatMap(({ file, line, column, rule }) =>
      rule === undefined ? [] : [`${file.replace(`${this.folder}/`, '')}:${line}:${column} ${rule}`],
    );
  }

  async remove(): Promise<void> {
    await chmod(this.folder, 0o700);
    await rm(this.folder, { recursive: true });
  }
}
