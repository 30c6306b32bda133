/** The labels of an alert that is written `Name label=value …`; the name may be a label too. */
export function labelsOf(alert: string): Record<string, string> {
  const words = alert.split(' ').map((word) => (word.includes('=') ? word : `alertname=${word}`));
  return Object.fromEntries(words.map((word) => word.split('=')));
}

/** Alertmanager's matchers, as far as this configuration uses them: `=`, `!=` and the anchored `=~`, `!~`. */
export function matches(matchers: readonly string[], labels: Record<string, string>): boolean {
  return matchers.every((matcher) => {
    const parts = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher);
    if (parts === null) throw new Error(`a matcher this test cannot read: ${matcher}`);
    const [, name = '', operator = '', wanted = ''] = parts;
    const value = labels[name] ?? '';
    const fits = operator.endsWith('~') ? new RegExp(`^(?:${wanted})$`).test(value) : value === wanted;
    return fits !== operator.startsWith('!');
  });
}
