import { parse } from 'yaml';

/** An alert or a recording rule, as a file in `prometheus/rules` has it. */
export interface Rule {
  readonly kind: 'alert' | 'record';
  readonly name: string;
  readonly expr: string;
  /** `critical`, `warning` or `info`; nothing for a recording rule. */
  readonly severity: string | undefined;
}

/** What is read of a file; Prometheus itself has accepted the rest (test/prometheus). */
interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert?: string;
      readonly record?: string;
      readonly expr: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** All rules of a rule file, in their order. */
export function readRules(text: string): Rule[] {
  const file: RuleFile = parse(text);
  return file.groups.flatMap(({ rules }) =>
    rules.map(({ alert, record, expr, labels }): Rule => {
      const kind = alert === undefined ? 'record' : 'alert';
      return { kind, name: alert ?? record ?? '', expr, severity: labels?.severity };
    }),
  );
}
