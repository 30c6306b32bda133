import { isPython, scriptOf } from '../../processes/pythonCommand.js';
import { type Capability, readEffectiveCapabilities } from '../../system/capabilities.js';
import { readCommandLine } from '../../system/commandLine.js';
import { readEnvironment } from '../../system/environment.js';
import { listPids } from '../../system/pids.js';
import { type Check, failed, type Observation, ok, type Site, warning } from '../model.js';

/** What cannot be seen of other users' processes without a capability (proc(5), capabilities(7)). */
const without: Readonly<Record<Capability, string>> = {
  CAP_SYS_PTRACE:
    'owners of ports, open log files and environments of other users’ processes: ports, sockets, log races, credentials in environments, process drift',
  CAP_DAC_READ_SEARCH: 'files that only their owner may read: credentials in files and logs, sizes of private logs',
};

/** Whether this user may look at what is to be watched. */
export const privileges: Check = {
  name: 'privileges',
  why: 'what fleetwatch may not see it cannot check; it counts that gap in `fleet_processes_unidentified`, and finds nothing there',
  look: async (site) => [...capabilities(site), await environments(site)],
};

function capabilities({ settings, user }: Site): Observation[] {
  const held = readEffectiveCapabilities(settings.procRoot, 'self');
  if (held === undefined || held === 'denied') {
    return [warning(`${settings.procRoot}/self/status does not say which capabilities this user has`, 'mount procfs')];
  }
  const names: readonly Capability[] = ['CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'];
  return names.map((name) => {
    if (held.has(name)) return ok(`user ${user} has ${name}`);
    return warning(
      `user ${user} lacks ${name}; not looked at are ${without[name]}`,
      `run it as the user of the agents, or give it the capability (systemd: AmbientCapabilities=${name})`,
    );
  });
}

/** The environments of processes are the strictest gate: who may read them may read all the rest of a process, too. */
async function environments({ settings }: Site): Promise<Observation> {
  const { procRoot, machine } = settings;
  const seen = { agents: 0, ofAgents: 0, others: 0, ofOthers: 0 };
  for (const pid of listPids(procRoot)) {
    const argv = await readCommandLine(procRoot, pid);
    // Kernel threads and zombies have no command line, and no environment.
    if (typeof argv !== 'object' || argv.length === 0) continue;
    const environment = await readEnvironment(procRoot, pid, ['AGENT_NAME']);
    if (environment === undefined) continue;
    const isAgent = isPython(argv) && (scriptOf(argv) ?? '').startsWith(`${machine.projectRoot}/`);
    const readable = environment !== 'denied' && environment !== 'stuck' ? 1 : 0;
    seen[isAgent ? 'agents' : 'others']++;
    seen[isAgent ? 'ofAgents' : 'ofOthers'] += readable;
  }
  const what =
    `environments can be read of ${seen.ofAgents} of ${seen.agents} processes of agents, ` +
    `and of ${seen.ofOthers} of ${seen.others} others`;
  const remedy = 'run it as the user of the agents, or give it CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH';
  if (seen.ofAgents < seen.agents) return failed(what, remedy);
  return seen.ofOthers < seen.others ? warning(what, remedy) : ok(what);
}
