import { describe, expect, it } from 'vitest';
import { decodeSource } from '../../../src/adoption/python/encoding.js';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf8 = (text: string): Buffer => Buffer.from(text);

describe('decoding a source file', () => {
  it.each<readonly [string, Buffer, string]>([
    ['UTF-8', utf8('x = "ü"'), 'x = "ü"'],
    ['a byte order mark', utf8('\ufeffx = "ü"'), 'x = "ü"'],
    ['a byte order mark and a declaration', utf8('\ufeff# coding: utf-8\n"ü"'), '# coding: utf-8\n"ü"'],
    ['declared UTF-8', utf8('# -*- coding: utf8 -*-\n"ü"'), '# -*- coding: utf8 -*-\n"ü"'],
    ['declared Latin-1', latin('# -*- coding: latin-1 -*-\n"ü\x80"'), '# -*- coding: latin-1 -*-\n"ü\x80"'],
    [
      'a declaration in the second line',
      latin('#!/usr/bin/python\n# coding=iso-8859-1\n"ü"'),
      '#!/usr/bin/python\n# coding=iso-8859-1\n"ü"',
    ],
    [
      'a declaration of an editor',
      latin('# vim: set fileencoding=cp1252 :\n"ü"'),
      '# vim: set fileencoding=cp1252 :\n"ü"',
    ],
    ['an unknown encoding', latin('# coding: klingon\n"ü"'), '# coding: klingon\n"ü"'],
    ['nothing', utf8(''), ''],
  ])('reads %s', (_, bytes, text) => {
    expect(decodeSource(bytes)).toEqual({ text });
  });

  it.each<readonly [string, Buffer, number, number]>([
    ['Latin-1 that nobody declared', latin('x = 1\ny = "aü"\n'), 2, 7],
    ['a declaration in the third line', latin('\n\n# coding: latin-1\n"ü"'), 4, 2],
    ['a declaration below code', latin('x = 1\n# coding: latin-1\n"ü"'), 3, 2],
    ['UTF-16', Buffer.from('\ufeffx = 1', 'utf16le'), 1, 4],
    ['a null byte', utf8('x = 1\ny = "ü\0"\n'), 2, 7],
    ['half a character at the end', Buffer.from([0x23, 0xc3]), 1, 2],
  ])('refuses %s', (_, bytes, line, column) => {
    expect(decodeSource(bytes)).toMatchObject({ spot: { line, column } });
  });
});
