import express, { Router } from 'express';
import { parseOrder, type StepAnswer, type StepOrder, stepsPath } from '../changes/remote/order.js';
import type { Admission } from '../triggers/tokenFile.js';
import { postOnly, unreadBody } from './refusals.js';

/** Largest order that is read, in bytes. */
const bodyLimit = 64 * 1024;

/** What became of a request, for the counter. */
export const stepRequestResults = ['taken', 'unauthorized', 'malformed', 'refused'] as const;
export type StepRequestResult = (typeof stepRequestResults)[number];

export interface RemoteStepsSource {
  take(order: StepOrder): Promise<StepAnswer>;
  /** Knows the other machines by their token; `authorization` is the header of that name. */
  admits(authorization: string | undefined): Promise<Admission>;
  count(result: StepRequestResult): void;
}

/**
 * `POST /changes/steps`: another machine orders a step, or asks how it stands: both are the same question, as what was
 * ordered once is not begun again. The answer does not wait for the end of the step, so that a lost connection loses
 * nothing.
 */
export function remoteStepsRoute({ take, admits, count }: RemoteStepsSource): Router {
  const router = Router();
  // The token first: nothing of a stranger is read.
  router.post(stepsPath, async (request, response, next) => {
    const admission = await admits(request.headers.authorization);
    if (admission === 'admitted') {
      next();
      return;
    }
    count('unauthorized');
    const why = admission === 'unset' ? 'changes.token_file is not set here' : 'the token is not known here';
    response.status(401).set('WWW-Authenticate', 'Bearer').type('text').send(`No orders are taken: ${why}.\n`);
  });
  router.post(stepsPath, express.json({ limit: bodyLimit }), async (request, response) => {
    const order = parseOrder(request.body);
    if (order === undefined) {
      count('malformed');
      response.status(400).type('text').send('This is no order for a step.\n');
      return;
    }
    const answer = await take(order);
    count(answer.standing === 'refused' ? 'refused' : 'taken');
    response.set('Cache-Control', 'no-store').json(answer);
  });
  router.all(stepsPath, postOnly);
  router.use(
    stepsPath,
    unreadBody(() => count('malformed')),
  );
  return router;
}
