import { describe, expect, it } from 'vitest';
import { exporterUrl, ownExporterUrl } from '../src/exporterAddress.js';

describe('where an exporter is reached', () => {
  it.each([
    ['192.0.2.1', 'http://192.0.2.1:9877', 'http://192.0.2.1:9877'],
    ['0.0.0.0', 'http://192.0.2.7:9877', 'http://127.0.0.1:9877'],
    ['::', 'http://192.0.2.7:9877', 'http://[::1]:9877'],
    ['fe80::1', 'http://[fe80::1]:9877', 'http://[fe80::1]:9877'],
  ])('one that listens on %s: %s from elsewhere, %s on its machine', (host, elsewhere, own) => {
    const machine = { address: '192.0.2.7', listen: { host, port: 9877 } };
    expect(exporterUrl(machine)).toBe(elsewhere);
    expect(ownExporterUrl(machine)).toBe(own);
  });

  it('an address of version 6 stands in brackets', () => {
    expect(exporterUrl({ address: '2001:db8::7', listen: { host: '::', port: 9877 } })).toBe(
      'http://[2001:db8::7]:9877',
    );
  });
});
