import type { RequestHandler } from 'express';
import type { TokenFile } from '../triggers/tokenFile.js';

/**
 * Lets in who has the bearer token (RFC 6750), and refuses all others: 401, or 403 where no token is set. Nothing of a
 * refused request is read, and the connection is closed.
 */
export function requireToken(token: TokenFile, refused: () => void): RequestHandler {
  return async (request, response, next) => {
    const admission = await token.admits(request.get('authorization'));
    if (admission === 'admitted') {
      next();
      return;
    }
    refused();
    response.set('Connection', 'close').type('text');
    if (admission === 'unset') response.status(403).send('No token is configured (`changes.token_file`).\n');
    else response.status(401).set('WWW-Authenticate', 'Bearer').send('This needs the token.\n');
  };
}
