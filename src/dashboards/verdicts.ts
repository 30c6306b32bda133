import { isFailure, isUp, type Verdict, verdicts } from '../health/verdict.js';
import { bad, good, notice, type State, states, unsaid, warning } from './colours.js';

/** Colours of verdicts, wherever they are shown. */
export const verdictColours = Object.fromEntries(verdicts.map((verdict) => [verdict, colourOf(verdict)]));

function colourOf(verdict: Verdict): string {
  if (isFailure(verdict)) return verdict === 'imposter' ? 'purple' : bad;
  if (isUp(verdict)) return verdict === 'healthy' ? good : warning;
  return verdict === 'unverified' ? notice : unsaid;
}

/** Verdicts as the numbers that {@link verdictNumber} makes of them. */
export const verdictStates = states(
  Object.fromEntries(
    verdicts.map((verdict, code): [number, State] => [code, { text: verdict, color: colourOf(verdict) }]),
  ),
);

/** One number for the verdict on each agent: where it stands among all verdicts. */
export function verdictNumber(selector: string): string {
  const terms = verdicts.map((verdict, code) => `fleet_agent_verdict{${selector},verdict="${verdict}"} * ${code}`);
  return `sum by (machine, agent) (${terms.join(' or ')})`;
}
