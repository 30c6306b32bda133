import type { Express } from 'express';
import { redacted, redactedStrings } from '../redaction/redacted.js';

/** Puts the redactor in front of every text that an application answers with. To be called before its routes are added. */
export function guardAnswers(app: Express): void {
  app.set('json replacer', redactedStrings);
  app.use((_request, response, next) => {
    const send = response.send.bind(response);
    // What is no text yet comes here once more when Express has made one of it.
    response.send = (body: unknown) => send(typeof body === 'string' ? redacted(body) : body);
    next();
  });
}
