import { type Ask, type Discovery, discover } from './discover.js';
import type { Judgement } from './judge.js';
import { type Askable, isBeside, type Route } from './route.js';

/**
 * Asks an agent that is known to speak over `route`. With `rediscover`, a route that does not work is looked for anew.
 *
 * An agent that once spoke is never again taken at a mere connect, nor at the word of another. Where the HTTP thread
 * beside its main loop is all that was found, its health port is asked first each time: the agent may not have bound it
 * yet, and once it has, that port alone tells whether the main loop is stuck.
 */
export async function askAgain(agent: Askable, route: Route, rediscover: boolean, ask: Ask): Promise<Discovery> {
  if (isBeside(route, agent)) {
    const found = await discover(agent, ask);
    return isWorse(found) ? { judgement: withoutExcuse(found.judgement), route } : found;
  }
  const judgement = await ask(route);
  if (!rediscover || works(judgement)) return { judgement, route };
  const found = await discover(agent, ask);
  return isWorse(found) ? { judgement, route } : found;
}

function works({ verdict }: Judgement): boolean {
  switch (verdict) {
    case 'refused':
    case 'invalid':
    case 'imposter':
    case 'hung':
    case 'unverified':
      return false;
    default:
      return true;
  }
}

function isWorse({ route }: Discovery): boolean {
  return route === undefined || route.protocol === 'tcp';
}

/** "Never spoke" is no answer for an agent that did: its silence is a hung agent. */
function withoutExcuse(judgement: Judgement): Judgement {
  return judgement.verdict === 'unverified'
    ? { verdict: 'hung', identity: 'unclaimed', reason: 'accepts connections, no longer answers' }
    : judgement;
}
