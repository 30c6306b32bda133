import type { CheckReport } from '../report.js';
import { githubReport } from './github.js';
import { jsonReport } from './json.js';
import { type Printed, printedCheck, redactedPrinted } from './printed.js';
import { sarifReport } from './sarif.js';
import { textReport } from './text.js';

export const formats = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formats)[number];

const renderers: Record<Format, (printed: Printed) => string> = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
};

/** What is printed, final line end included. */
export function rendered(format: Format, printed: Printed): string {
  return renderers[format](redactedPrinted(printed));
}

/** Turns the report of a check into what is printed. */
export const reporters: Record<Format, (report: CheckReport) => string> = {
  text: (report) => rendered('text', printedCheck(report)),
  json: (report) => rendered('json', printedCheck(report)),
  sarif: (report) => rendered('sarif', printedCheck(report)),
  github: (report) => rendered('github', printedCheck(report)),
};
