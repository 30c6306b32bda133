import type { Finding } from '../finding.js';
import { redacted } from './redacted.js';

/** A finding that may quote a file, without the credentials that it quotes. */
export function redactedFinding(finding: Finding): Finding {
  const { place } = finding;
  return {
    ...finding,
    place: place.kind === 'file' ? { ...place, file: redacted(place.file) } : place,
    message: redacted(finding.message),
    why: redacted(finding.why),
    remedy: redacted(finding.remedy),
  };
}
