import type { Descriptor } from './descriptors.js';
import type { FileCaller } from './fileCaller.js';
import { placeOf } from './fileSystems.js';
import { isInMemory, type Mount } from './mounts.js';
import type { DeletedFile } from './view.js';

/** A descriptor, and the agent whose process has it. */
export interface AgentDescriptor extends Descriptor {
  readonly agent: string;
}

/** Those descriptors that belong to processes of agents. */
export async function ofAgents(
  descriptors: readonly Descriptor[],
  agentOf: (pid: number) => Promise<string | undefined>,
): Promise<AgentDescriptor[]> {
  const agents = new Map<number, string | undefined>();
  for (const { pid } of descriptors) if (!agents.has(pid)) agents.set(pid, await agentOf(pid));
  return descriptors.flatMap((descriptor) => {
    const agent = agents.get(descriptor.pid);
    return agent === undefined ? [] : [{ ...descriptor, agent }];
  });
}

/**
 * Deleted files that agents hold open, each once an agent, with the space they take. What lives in memory and what has
 * another name left takes no disk because of the agent, and is left out.
 */
export async function deletedFiles(
  procRoot: string,
  descriptors: readonly AgentDescriptor[],
  mounts: readonly Mount[],
  caller: FileCaller,
): Promise<Map<string, DeletedFile[]>> {
  const memory = new Set(mounts.filter(isInMemory).map(({ id }) => id));
  const byMount = new Map<number, AgentDescriptor[]>();
  for (const descriptor of descriptors) {
    const { mountId } = descriptor.state;
    if (!descriptor.deleted || mountId === undefined || memory.has(mountId)) continue;
    byMount.set(mountId, [...(byMount.get(mountId) ?? []), descriptor]);
  }
  const byAgent = new Map<string, DeletedFile[]>();
  const seen = new Set<string>();
  for (const [mountId, held] of byMount) {
    const paths = held.map(({ pid, fd }) => `${procRoot}/${pid}/fd/${fd}`);
    const weights = await caller.ask(placeOf({ id: mountId }), 'weigh', { paths });
    for (const [index, { agent, pid, path }] of held.entries()) {
      const weight = weights === 'stuck' ? undefined : weights[index];
      if (weights !== 'stuck' && weight?.links !== 0) continue;
      const key = `${agent} ${mountId} ${weight === undefined ? path : weight.inode}`;
      if (seen.has(key)) continue;
      seen.add(key);
      byAgent.set(agent, [...(byAgent.get(agent) ?? []), { pid, path, diskBytes: weight?.diskBytes }]);
    }
  }
  return byAgent;
}

/** What deleted files come to. */
export interface DeletedSum {
  readonly files: number;
  /** Without files whose file system does not answer. */
  readonly diskBytes: number;
  readonly first: DeletedFile | undefined;
}

/** Sums up deleted files, the largest first. */
export function sumDeleted(deleted: readonly DeletedFile[]): DeletedSum {
  const bySize = deleted.toSorted((a, b) => (b.diskBytes ?? 0) - (a.diskBytes ?? 0));
  return {
    files: deleted.length,
    diskBytes: deleted.reduce((sum, { diskBytes }) => sum + (diskBytes ?? 0), 0),
    first: bySize[0],
  };
}
