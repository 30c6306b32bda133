import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprinter, machineKey } from '../../src/leakWatch/fingerprint.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetwatch-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('fingerprints', () => {
  it('are equal for equal values and keys, and for nothing else', () => {
    const one = fingerprinter(Buffer.alloc(32, 1));
    const other = fingerprinter(Buffer.alloc(32, 2));
    const value = Buffer.from('a value');
    expect(one(value)).toMatch(/^[0-9a-f]{16}$/);
    expect(one(Buffer.from('x a value').subarray(2))).toBe(one(value));
    expect(one(Buffer.from('another'))).not.toBe(one(value));
    expect(other(value)).not.toBe(one(value));
  });
});

describe('the key of a machine', () => {
  it('is random, private, and the same ever after', async () => {
    const file = join(folder, 'state', 'leak.key');
    const key = await machineKey(file);
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await machineKey(file)).toStrictEqual(key);
    expect(await machineKey(join(folder, 'other.key'))).not.toStrictEqual(key);
    expect(readdirSync(join(folder, 'state'))).toStrictEqual(['leak.key']);
  });

  it('is one, however many make it at the same time', async () => {
    const file = join(folder, 'leak.key');
    const keys = await Promise.all(Array.from({ length: 8 }, () => machineKey(file)));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex')))).toHaveLength(1);
  });

  it.each([
    { what: 'torn', bytes: 31 },
    { what: 'empty', bytes: 0 },
    { what: 'no key', bytes: 33 },
  ])('is never replaced without a word where its file is $what', async ({ bytes }) => {
    const file = join(folder, 'leak.key');
    writeFileSync(file, Buffer.alloc(bytes, 7));
    await expect(machineKey(file)).rejects.toThrow(/damaged.*leak\.key/);
    expect(readFileSync(file)).toHaveLength(bytes);
  });

  it('cannot be where nothing can be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(machineKey(join(folder, 'file', 'leak.key'))).rejects.toThrow(
      'the key for fingerprints cannot be read',
    );
  });
});
