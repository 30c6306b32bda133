const lineFeed = 0x0a;

/**
 * Counts lines and columns along a UTF-8 text that comes in pieces. Both count from 1; columns count UTF-16 code units, as
 * those of a finding do.
 */
export class Position {
  line = 1;
  column = 1;

  /** Goes on over these bytes. */
  pass(bytes: Uint8Array): void {
    // Not `for of`: an iterator takes several times as long.
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === lineFeed) {
        this.line += 1;
        this.column = 1;
      } else if (byte >= 0xf0) {
        // Four bytes of UTF-8 are two units of UTF-16 (RFC 3629, RFC 2781).
        this.column += 2;
      } else if (byte < 0x80 || byte >= 0xc0) {
        this.column += 1;
      }
    }
  }
}
