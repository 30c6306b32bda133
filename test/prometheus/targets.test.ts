import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Job {
  readonly job_name: string;
  readonly file_sd_configs?: readonly { readonly files: readonly string[] }[];
}

interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const folder = 'prometheus';
const { scrape_configs: jobs }: { scrape_configs: readonly Job[] } = parse(
  readFileSync(join(folder, 'prometheus.yml'), 'utf8'),
);
const kinds = readdirSync(join(folder, 'targets'));

function groupsOf(kind: string): TargetGroup[] {
  const files = readdirSync(join(folder, 'targets', kind));
  return files.flatMap((file): TargetGroup[] => parse(readFileSync(join(folder, 'targets', kind, file), 'utf8')));
}

describe('targets', () => {
  it('are those of a job each, which reads every file of its folder', () => {
    expect(kinds.toSorted()).toStrictEqual(['alertmanager', 'fleetwatch', 'prometheus']);
    for (const kind of kinds) {
      const job = jobs.find(({ job_name }) => job_name === kind);
      expect(job?.file_sd_configs?.map(({ files }) => files)).toStrictEqual([[`targets/${kind}/*.yml`]]);
    }
  });

  // What is wrong with the servers of a machine that is gone is part of that one fault: the rules tell by this label.
  it.each(kinds)('of %s say on which machine they are, which is one that is watched', (kind) => {
    const watched = groupsOf('fleetwatch').map(({ labels }) => labels?.machine);
    const machines = groupsOf(kind).map(({ labels }) => labels?.machine);
    expect(machines).not.toHaveLength(0);
    expect(machines.filter((machine) => machine === undefined || !watched.includes(machine))).toStrictEqual([]);
  });
});
