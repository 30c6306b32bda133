import { countsOf } from './entropy.js';

/** Words that stand where a credential is meant to be put, alone or with others. */
const fillers =
  /(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|with|this)|your?[-_ .]|your(?:password|passwd|secret|token|api|key|name|user)|^example|example(?:[-_. ]|key|$)|placeholder|dummy|redacted|masked|hidden|insert[-_ ]|todo|fixme|sample[-_]|not[-_ ]?(?:set|a[-_ ]?real|needed|used|required)|goes[-_ ]here|put[-_ ]|enter[-_ ]|fill[-_ ]?(?:me|in)|_here$|-here$)/i;

/** References: variables of shells, templates, format strings and attributes; `<token>`, `[token]`, `{token}`. */
const reference =
  /^(?:\$[A-Za-z_{(]|\$\$|%[A-Za-z_]\w*%|%[sd]$|%\(|\{\{|\{[%#\w.:!-]*\}|#\{|<|&lt;|\[|@[A-Z_]+@|\$\d|\(|__\w+__$|!(?:vault|env|secret|ref|Ref|Sub)\b)/;

/** References inside of a value, as in `prefix-${NAME}` or `#{password}`. */
const referenceWithin = /\$\{|\$\(|\{\{|#\{|<%|%\{/;

/** Whether a value stands for a credential without being one. */
export function isPlaceholder(value: string): boolean {
  return reference.test(value) || referenceWithin.test(value) || fillers.test(value) || isMonotonous(value);
}

/** `********`, `xxxx-xxxx`, `aaaaaa`, `......`: at most two characters, or one that makes up most of the value. */
export function isMonotonous(value: string): boolean {
  const counts = countsOf(value);
  let most = 0;
  let kinds = 0;
  for (const count of counts) {
    if (count > 0) kinds++;
    if (count > most) most = count;
  }
  if (kinds <= 2) return value.length > 2 || kinds < 2;
  return most * 3 > value.length * 2 || /([*•.xX#?-])\1{5}/.test(value);
}
