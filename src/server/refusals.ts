import type { ErrorRequestHandler, RequestHandler } from 'express';

/** Answers every method that got this far: 405 with the one that is taken (RFC 9110, 15.5.6). */
export const postOnly: RequestHandler = (_request, response) => {
  response.status(405).set('Allow', 'POST').type('text').send('This address takes POST.\n');
};

/**
 * Answers for a body that could not be read. In our own words: the message of a JSON error quotes the body. body-parser's
 * errors carry the status that they mean: 413 too large, 415 an encoding or character set.
 */
export function unreadBody(refused: () => void = () => undefined): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status = error instanceof Error && 'status' in error ? error.status : undefined;
    if (typeof status !== 'number' || status < 400 || status > 499) {
      next(error);
      return;
    }
    refused();
    response.status(status).type('text').send('This body cannot be read.\n');
  };
}
