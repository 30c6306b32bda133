import { randomBytes } from 'node:crypto';

/** Something secret that is nowhere else in the world, as somebody would write it down. */
export interface Canary {
  /** As it stands in a text. */
  readonly text: string;
  /** The secret itself, in pieces that are looked for one by one. */
  readonly secrets: readonly string[];
}

/** Letters and digits, none of which a URL or a shell would change. */
function word(length: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}

/** The forms in which credentials come. Pieces are put together here, so that no scanner takes this file for a leak. */
const forms = {
  token: () => {
    const token = `gh${'p_'}${word(36)}`;
    return { text: token, secrets: [token] };
  },
  assignment: () => {
    const secret = word(20);
    return { text: `DB_PASS${'WORD='}${secret}`, secrets: [secret] };
  },
  url: () => {
    const secret = word(20);
    return { text: `nats://svc:${secret}@127.0.0.1:4222`, secrets: [secret] };
  },
  encoded: () => {
    const token = `gh${'p_'}${word(36)}`;
    return { text: Buffer.from(`x=${token}\n`).toString('base64'), secrets: [token] };
  },
  // As long as an RSA key of 4096 bits (RFC 7468, 10), longer than what the scanner looks at in one piece.
  key: () => {
    const lines = Array.from({ length: 50 }, () => randomBytes(48).toString('base64'));
    const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE ${'KEY'}-----`);
    return { text: [begin, ...lines, end, ''].join('\n'), secrets: lines };
  },
} as const satisfies Record<string, () => Canary>;

export type Form = keyof typeof forms;
export const allForms = Object.keys(forms) as readonly Form[];
/** Those that stand on one line. */
export const oneLine: readonly Form[] = ['token', 'assignment', 'url', 'encoded'];

/** Canaries by where they were put. */
export class Aviary {
  readonly #canaries: { readonly where: string; readonly canary: Canary }[] = [];

  /** A new canary of each form for a place, as text. */
  put(where: string, wanted: readonly Form[] = oneLine): string[] {
    return wanted.map((form) => {
      const canary = forms[form]();
      this.#canaries.push({ where: `${where} (${form})`, canary });
      return canary.text;
    });
  }

  /** A secret that nothing tells to be one, such as the content of a password file. */
  putBare(where: string): string {
    const secret = word(24);
    this.#canaries.push({ where, canary: { text: secret, secrets: [secret] } });
    return secret;
  }

  /** Where the canaries were put that sing in these bytes: whole, by half, or in base64. */
  heardIn(bytes: Buffer): string[] {
    return this.#canaries
      .filter(({ canary }) => canary.secrets.some((secret) => traces(secret).some((trace) => bytes.includes(trace))))
      .map(({ where }) => where);
  }
}

/** All that would help to tell a secret: itself, its halves, and base64 of it, whatever stands before it. */
function traces(secret: string): string[] {
  const middle = Math.floor(secret.length / 2);
  const encoded = [0, 1, 2].map((before) => {
    const text = Buffer.from(`${'.'.repeat(before)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    // What the bytes before and after have a part in is left out.
    return text.slice(before === 0 ? 0 : 4, -4);
  });
  return [secret, secret.slice(0, middle), secret.slice(middle), ...encoded];
}
