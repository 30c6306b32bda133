/** Whether JSON has more levels of lists and objects than that. Of text that is no JSON, any answer may be had. */
export function isDeeperThan(levels: number, json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    // Brackets in strings do not count, and quotes after a backslash end none (RFC 8259, 7).
    if (inString && char === '\\') at++;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if (depth > levels) return true;
  }
  return false;
}
