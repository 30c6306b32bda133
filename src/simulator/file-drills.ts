import { rename } from 'node:fs/promises';
import type { Drill } from './drill.js';
import { withOtherNeed } from './startup-edit.js';

/** No Python reads it, whatever the version. */
const syntaxError = '\n\ndef broken(:\n';

/** Faults of files: scripts, start-up files, logs. */
export const fileDrills = {
  'script-missing': ({ files, configured }) => files.hide(configured.script),
  'adoption-syntax': ({ files, configured }) => files.change(configured.script, (text) => text + syntaxError),
  'file-changed': ({ files, configured, startupFile }) =>
    files.change(startupFile, (text) => withOtherNeed(text, configured)),
  disagree: ({ files, configured, foreignCopies }) => {
    const [copy] = foreignCopies;
    if (copy === undefined) throw new Error('all machines read one start-up file');
    return files.change(copy, (text) => withOtherNeed(text, configured));
  },
  'log-race': (target) =>
    target.startExtra({ script: target.drillScript('log_scribbler'), variables: { LOG_FILE: target.logFile } }),
  'log-rotate': async ({ logFile }) => {
    const aside = `${logFile}.1`;
    await rename(logFile, aside);
    return () => rename(aside, logFile);
  },
} as const satisfies Record<string, Drill>;
