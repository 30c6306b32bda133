import { exporterUrl } from '../../exporterAddress.js';
import { below } from '../../http/get.js';
import { findListenOwner } from '../../system/listenOwner.js';
import { type Check, failed, ok } from '../model.js';
import { machineOf } from './exporters.js';

/** Whether the exporter has its port, or could have it. */
export const port: Check = {
  name: 'port',
  why: 'an exporter whose port is taken does not start, and Prometheus would read whoever has it',
  look: async ({ settings, ask }) => {
    const { machine, procRoot } = settings;
    const { host, port: number } = machine.listen;
    const owner = await findListenOwner(procRoot, host === 'localhost' ? '127.0.0.1' : host, number);
    const address = `${host}:${number}`;
    if (owner === undefined) return [ok(`nobody listens on ${address}: it is free`)];
    const who = typeof owner === 'object' ? `${owner.command} (pid ${owner.pid})` : 'a process that cannot be seen';
    const answer = await ask(below(exporterUrl(machine), 'api/v1/exporter'));
    const speaking = machineOf(answer);
    if (speaking === machine.name) return [ok(`the exporter of ${machine.name} has ${address}: ${who}`)];
    const other = speaking === undefined ? 'no exporter of this fleet' : `the exporter of ${speaking}`;
    return [failed(`${address} is taken by ${who}, ${other}`, 'end it, or choose another port by `listen`')];
  },
};
