import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { type ControlReply, type ControlRequest, parseControlReply } from './control-messages.js';
import type { FaultOptions, FaultOutcome } from './faults.js';
import type { RestartOutcome } from './restart.js';
import type { AgentStatus } from './simulated-agent.js';

/** The demo fleet could not be asked. */
export class NoDemoFleetError extends Error {
  override readonly name = 'NoDemoFleetError';
}

/** Longer than the slowest order: ending a drill, restarting the agent, and its answer. */
const replyDeadlineMs = 20_000;

/** Brings an agent of the fleet behind `socketPath` under `fault`. A fleet that cannot be reached is a refusal too. */
export async function setDemoFault(
  socketPath: string,
  agent: string,
  fault: string,
  options: FaultOptions = {},
): Promise<FaultOutcome> {
  try {
    const reply = await ask(socketPath, { command: 'fault', agent, fault, options });
    if (reply.reply === 'fault') return reply.outcome;
    throw new NoDemoFleetError(`${socketPath} answered something else`);
  } catch (error) {
    if (!(error instanceof NoDemoFleetError)) throw error;
    return { outcome: 'refused', code: 'no-demo', message: error.message };
  }
}

/** Restarts an agent of the fleet behind `socketPath`. A fleet that cannot be reached is a refusal too. */
export async function restartDemoAgent(socketPath: string, agent: string): Promise<RestartOutcome> {
  try {
    const reply = await ask(socketPath, { command: 'restart', agent });
    if (reply.reply === 'restart') return reply.outcome;
    throw new NoDemoFleetError(`${socketPath} answered something else`);
  } catch (error) {
    if (!(error instanceof NoDemoFleetError)) throw error;
    return { outcome: 'refused', code: 'no-demo', message: error.message };
  }
}

/** How the agents of the fleet behind `socketPath` stand. Throws `NoDemoFleetError` where none answers. */
export async function demoStatus(socketPath: string): Promise<readonly AgentStatus[]> {
  const reply = await ask(socketPath, { command: 'status' });
  if (reply.reply === 'status') return reply.agents;
  throw new NoDemoFleetError(`${socketPath} answered something else`);
}

function ask(socketPath: string, request: ControlRequest): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(`${JSON.stringify(request)}\n`));
    const fail = (reason: string, cause?: unknown) => {
      socket.destroy();
      reject(new NoDemoFleetError(`no demo fleet answers at ${socketPath}: ${reason}`, { cause }));
    };
    socket.setTimeout(replyDeadlineMs, () => fail(`silent for ${replyDeadlineMs / 1000} s`));
    socket.once('close', () => fail('it closed the connection'));
    const lines = createInterface({ input: socket });
    lines.once('line', (line) => {
      const reply = parseControlReply(line);
      if (!reply) return fail('its answer cannot be read');
      socket.destroy();
      resolve(reply);
    });
    // readline passes on the errors of its input.
    for (const source of [socket, lines]) source.on('error', (error) => fail(error.message, error));
  });
}
