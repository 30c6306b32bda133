import { describe, expect, it } from 'vitest';
import { preferredFormat } from '../../src/server/accept.js';
import { scrapeBudget } from '../../src/server/metrics.js';

describe('preferredFormat', () => {
  it.each([
    ['nothing', undefined, 'text'],
    ['an empty header', '', 'text'],
    ['curl', '*/*', 'text'],
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text'],
    [
      'Prometheus 2',
      'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
    [
      'Prometheus 3',
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'Prometheus told to prefer text',
      'text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.2',
      'text',
    ],
    ['OpenMetrics of any version', 'application/openmetrics-text', 'openmetrics'],
    ['a quoted version', 'application/openmetrics-text; version="1.0.0"', 'openmetrics'],
    ['upper case', 'Application/OpenMetrics-Text; Version=1.0.0', 'openmetrics'],
    ['only an older OpenMetrics', 'application/openmetrics-text;version=0.0.1', 'text'],
    ['OpenMetrics refused', 'application/openmetrics-text;q=0, */*', 'text'],
    ['equals, text first', 'text/plain, application/openmetrics-text', 'text'],
    ['equals, OpenMetrics first', 'application/openmetrics-text, text/plain', 'openmetrics'],
    ['something else alone', 'application/json', 'text'],
    ['nonsense', ';;,q=,/;q=x', 'text'],
  ])('%s', (_who, header, format) => {
    expect(preferredFormat(header)).toBe(format);
  });
});

describe('scrapeBudget', () => {
  it.each([
    [undefined, 9.5],
    ['10', 9.5],
    ['4.000000', 3.5],
    // Half of it is left where half a second is more than that.
    ['0.6', 0.3],
    ['0', 9.5],
    ['-3', 9.5],
    ['soon', 9.5],
    ['Infinity', 9.5],
    ['1e12', 3599.5],
  ])('of %s s is %d s', (header, seconds) => {
    expect(scrapeBudget(header)).toBe(seconds);
  });
});
