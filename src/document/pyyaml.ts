import type { ScalarTag, Tags } from 'yaml';

/**
 * Plain scalars as PyYAML resolves them (its `resolver.py`). Start-up files are read by PyYAML, whose YAML 1.1 is
 * narrower than the specification's: `y` is a string there, so is `1e3`, and `08200` is no number.
 */
const scalars: readonly ScalarTag[] = [
  {
    tag: 'tag:yaml.org,2002:bool',
    default: true,
    test: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/,
    resolve: () => true,
  },
  {
    tag: 'tag:yaml.org,2002:bool',
    default: true,
    test: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/,
    resolve: () => false,
  },
  integer(/^[-+]?0b[01_]+$/, 2),
  integer(/^[-+]?0[0-7_]+$/, 8),
  integer(/^[-+]?(?:0|[1-9][0-9_]*)$/, 10),
  integer(/^[-+]?0x[0-9a-fA-F_]+$/, 16),
  sexagesimal('int', /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/),
  sexagesimal('float', /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/),
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    test: /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/,
    resolve: (text) => Number.parseFloat(text.replaceAll('_', '')),
  },
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: (text) => (/nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity),
  },
];

/** Kept from the `yaml` package: what has one meaning everywhere. Dates stay text, as JSON knows none. */
const kept: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'null', 'binary'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Turns the tags of the `yaml` package into those of PyYAML; for its option `customTags`. */
export function pyyamlTags(base: Tags): Tags {
  return [...base.filter((tag) => typeof tag === 'object' && 'tag' in tag && kept.has(tag.tag)), ...scalars];
}

function integer(test: RegExp, radix: 2 | 8 | 10 | 16): ScalarTag {
  const prefix = radix === 2 || radix === 16 ? 2 : 0;
  return {
    tag: 'tag:yaml.org,2002:int',
    default: true,
    test,
    resolve: (text) => {
      const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
      return signOf(text) * Number.parseInt(digits.slice(prefix), radix);
    },
  };
}

/** Numbers to the base of 60, as in times of day: `1:30` is 90. */
function sexagesimal(type: 'int' | 'float', test: RegExp): ScalarTag {
  return {
    tag: `tag:yaml.org,2002:${type}`,
    default: true,
    test,
    resolve: (text) =>
      signOf(text) *
      text
        .replaceAll('_', '')
        .replace(/^[-+]/, '')
        .split(':')
        .reduce((total, digits) => total * 60 + Number.parseFloat(digits), 0),
  };
}

function signOf(text: string): 1 | -1 {
  return text.startsWith('-') ? -1 : 1;
}
