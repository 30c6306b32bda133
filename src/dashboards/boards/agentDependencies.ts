import type { Row } from '../board.js';
import { words } from '../colours.js';
import { agentColumn, machineColumn } from '../columns.js';
import { type Column, table } from '../panels/table.js';
import { chosenAgent } from '../selectors.js';
import { verdictColours } from '../verdicts.js';

/** Whom an agent needs, who needs it, and how they are. */
export function agentDependencies(): Row {
  const columns: readonly Column[] = [
    machineColumn,
    agentColumn,
    { name: 'verdict', mappings: [words(verdictColours)] },
  ];
  return {
    title: 'Who needs whom',
    panels: [
      table({
        title: 'It needs',
        about: 'Agents that it depends on directly, of whatever machine, and the verdict on each.',
        queries: [
          {
            expr: `label_join(label_join(agent:fleet_agent_verdict:known, "depends_on_machine", "", "machine"), "depends_on", "", "agent")
              and on (depends_on_machine, depends_on) last_over_time(fleet_agent_dependency{${chosenAgent}}[2m])`,
          },
        ],
        values: [undefined],
        columns,
        none: 'It depends on nobody, or is in a cycle of dependencies.',
        width: 12,
      }),
      table({
        title: 'Who needs it',
        about: 'Agents that depend on it directly, of whatever machine, and the verdict on each.',
        queries: [
          {
            expr: `agent:fleet_agent_verdict:known
              and on (machine, agent) last_over_time(fleet_agent_dependency{depends_on_machine="$machine",depends_on="$agent"}[2m])`,
          },
        ],
        values: [undefined],
        columns,
        none: 'Nobody depends on it.',
        width: 12,
      }),
    ],
  };
}
