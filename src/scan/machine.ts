import type { Finding } from '../finding.js';
import { isLeakRule } from '../leaks/scanner.js';
import type { PlacedAcceptance } from '../leakWatch/acceptance/entry.js';
import { AcceptanceFile } from '../leakWatch/acceptance/file.js';
import type { Fingerprint } from '../leakWatch/fingerprint.js';
import { Reader } from '../leakWatch/reading/reader.js';
import { loadSettings, type Settings } from '../settings.js';
import { machineFingerprint } from './key.js';
import { keyFileOf } from './subject.js';

/** What the settings of a machine say about its leaks. */
export interface ScannedMachine {
  readonly settings: Settings;
  /** As its exporter has them; nothing where this user cannot read its key. */
  readonly fingerprint: Fingerprint | undefined;
  readonly acceptances: readonly PlacedAcceptance[];
}

/** Reads the settings of a machine and what they accept; the findings are why they cannot be used. */
export async function loadMachine(
  config: string,
  name: string | undefined,
): Promise<ScannedMachine | { readonly findings: readonly Finding[] }> {
  const { settings, findings } = await loadSettings(config, name);
  if (settings === undefined) return { findings };
  const accepted = await acceptancesOf(settings.leaks.acceptedFile);
  if (accepted.findings.length > 0) return { findings: accepted.findings };
  return {
    settings,
    fingerprint: await machineFingerprint(keyFileOf(settings)),
    acceptances: accepted.entries,
  };
}

async function acceptancesOf(file: string | undefined) {
  if (file === undefined) return { entries: [], findings: [] };
  const reader = new Reader();
  try {
    return await new AcceptanceFile({ file, reader, isRule: isLeakRule }).read();
  } finally {
    await reader.stop();
  }
}
