import type { Spot } from './lines.js';

export type Decoded = { readonly text: string } | { readonly message: string; readonly spot: Spot };

/** The declaration that may stand in one of the first two lines, as PEP 263 gives it. */
const declaration = /^[ \t\f]*#.*?coding[:=][ \t]*(?<name>[-\w.]+)/;

/** Names under which Python knows UTF-8. */
const utf8 = /^(utf[-_]?8|u8|cp65001)/i;

/**
 * Decodes the source of a Python file as Python does: UTF-8 with or without a byte order mark, or the encoding that it
 * declares. An encoding unknown here is read as Latin-1, in which code in ASCII letters, such as names mostly are,
 * comes out right. A text that Python would refuse comes back as what is wrong and where.
 */
export function decodeSource(bytes: Buffer): Decoded {
  const marked = bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf;
  const content = marked ? bytes.subarray(3) : bytes;
  const zero = content.indexOf(0);
  if (zero >= 0) return { message: 'a null byte, which Python source may not hold', spot: spotOfByte(content, zero) };
  const declared = declaredEncoding(content);
  if (!marked && declared !== undefined && !utf8.test(declared)) return { text: decodeOther(content, declared) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content) };
  } catch {
    return { message: 'bytes that are not UTF-8, and no encoding is declared', spot: firstInvalid(content) };
  }
}

function declaredEncoding(content: Buffer): string | undefined {
  // 1,024 bytes hold two lines of any declaration that somebody would write.
  const [first = '', second = ''] = content
    .subarray(0, 1024)
    .toString('latin1')
    .split(/\r\n|\r|\n/, 2);
  const name = declaration.exec(first)?.groups?.name;
  if (name !== undefined) return name;
  // The second line counts only below a comment or a blank line.
  return /^[ \t\f]*(#|$)/.test(first) ? declaration.exec(second)?.groups?.name : undefined;
}

function decodeOther(content: Buffer, name: string): string {
  const plain = name.toLowerCase().replaceAll('_', '-');
  // For TextDecoder `latin1` is windows-1252 (Encoding Standard, names and labels); for Python it is ISO 8859-1.
  if (/^(latin-?1|l1|iso-?8859-1|ascii|us-ascii)$/.test(plain)) return content.toString('latin1');
  try {
    return new TextDecoder(plain.replace(/^cp(?=125\d$)/, 'windows-')).decode(content);
  } catch {
    return content.toString('latin1');
  }
}

/** The first byte that is in no UTF-8 sequence. */
function firstInvalid(content: Buffer): Spot {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let from = 0;
  for (let line = 1; ; line += 1) {
    const feed = content.indexOf(0x0a, from);
    const end = feed < 0 ? content.length : feed;
    const bytes = content.subarray(from, end);
    try {
      decoder.decode(bytes);
    } catch {
      const valid = bytes.toString('utf8').indexOf('\ufffd');
      return { line, column: Math.max(valid, 0) + 1 };
    }
    if (feed < 0) return { line, column: 1 };
    from = end + 1;
  }
}

function spotOfByte(content: Buffer, offset: number): Spot {
  const before = content
    .subarray(0, offset)
    .toString('utf8')
    .split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
