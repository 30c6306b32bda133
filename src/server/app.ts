import express, { type ErrorRequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { redacted } from '../redaction/redacted.js';
import { guardAnswers } from './guard.js';

/** One application out of routes: strict headers, plain errors, nothing of the inside in an answer. */
export function application(routes: readonly Router[], onError: (error: unknown) => void): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      // Whether the site is served over TLS is for whoever puts it behind TLS to say.
      strictTransportSecurity: false,
      // Browsers heed these of loopback and TLS alone, and then begin a process anew for the page: up to 60 ms before its first
      // paint. Nobody is logged in here, no page of ours opens a window, and none has subdomains to be kept apart from.
      originAgentCluster: false,
      crossOriginOpenerPolicy: false,
    }),
  );
  guardAnswers(app);
  for (const route of routes) app.use(route);
  app.use((request, response) => {
    response
      .status(404)
      .type('text')
      .send(`There is ${nothingAt(request.path)} here; / lists what is.\n`);
  });
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    // Express gives what is the client's fault, a malformed %-escape say, a status of its own.
    if (error instanceof Error && 'status' in error && error.status === 400) {
      response.status(400).type('text').send('This request cannot be understood.\n');
      return;
    }
    onError(error);
    if (response.headersSent) response.destroy();
    else response.status(500).type('text').send('fleetwatch failed to answer; its log says why.\n');
  };
  app.use(failed);
  return app;
}

/** The path, unless it holds a credential: also one that is seen only behind its escapes (RFC 3986, 2.1). */
function nothingAt(path: string): string {
  try {
    const plain = decodeURIComponent(path);
    return redacted(plain) === plain ? `no ${path}` : 'nothing';
  } catch {
    return 'nothing';
  }
}
