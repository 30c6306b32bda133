import { type Check, type Diagnosis, failed, type Observation, type Site, type Standing, standings } from './model.js';

/** Time for one check, in milliseconds; each of its questions has less. */
const checkMilliseconds = 15_000;

/** Makes all checks side by side. One that breaks or does not end fails alone; nothing here rejects. */
export async function examine(checks: readonly Check[], site: Site): Promise<Diagnosis[]> {
  const all = await Promise.all(checks.map((check) => diagnosesOf(check, site)));
  return all.flat();
}

/** The worst that was seen. */
export function worst(diagnoses: readonly Pick<Diagnosis, 'standing'>[]): Standing {
  return standings.find((standing) => diagnoses.some((one) => one.standing === standing)) ?? 'ok';
}

async function diagnosesOf({ name, why, look }: Check, site: Site): Promise<Diagnosis[]> {
  const observations = await Promise.race([look(site).catch(broken), late()]);
  return observations.map((one) => ({
    check: name,
    standing: one.standing,
    seen: one.seen,
    why,
    remedy: 'remedy' in one ? one.remedy : null,
  }));
}

function broken(error: unknown): Observation[] {
  const message = error instanceof Error ? error.message : String(error);
  return [failed(`the check itself broke: ${message}`, 'mend what it says; if it says nothing to you, report it')];
}

function late(): Promise<Observation[]> {
  return new Promise((resolve) => {
    const seen = `no end within ${checkMilliseconds / 1000} s`;
    const remedy = 'look for a file system or a server that hangs';
    setTimeout(() => resolve([failed(seen, remedy)]), checkMilliseconds).unref();
  });
}
