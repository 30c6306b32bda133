import type { Assignment } from '../assignment.js';
import { entropy } from './entropy.js';
import { isPlaceholder } from './placeholder.js';
import type { NameKind } from './secretName.js';

/** What stands behind such names without being a credential: literals, types, states and words of prose. */
const words: ReadonlySet<string> = new Set(
  `true false none null nil undefined yes no on off str string bytes int integer text optional any object required missing
  invalid incorrect wrong expired failed failure ok success error unknown empty set unset default value password passwd
  pass pwd token key credential credentials user username apikey api_key bearer basic oauth jwt env file vault prompt
  hidden plain plaintext login auth self this function const let var import return lambda type field input test testing
  authorization md5 sha1 sha256 bcrypt scram trust peer rejected accepted denied refused revoked rotated loaded found
  generated provided received created updated changed disabled enabled valid verified reset mismatch fail good healthy
  readonly async await`.split(/\s+/),
);

/** Code that fetches a value instead of being one. */
const expression =
  /^(?:os\.|env\.|process\.env|getenv|environ|config[.[]|settings\.|self\.|this\.|args\.|request\.|params\.|secrets?\.|var\.|local\.|data\.|vault:|ssm:|arn:|file:|&|\*\w)|=>|->|::/i;
/** `--machine`: an option, where a value may stand. */
const option = /^--[a-z]/;
/** A call as a whole: `getPassword()`, `env("X")`. */
const call = /^[\w.$]+\(.*\)$/;
const path =
  /^(?:\.{0,2}|~|[A-Z]:)[\\/][\w.@~#-]*(?:[\\/][\w.@~#-]+)+[\\/]?$|^[\w.~-]+(?:\/[\w.~#@-]+){2,}$|^[a-z][a-z0-9+.-]*:\/\/[^@]*$|^\/(?:run|etc|var|home|opt|usr|tmp|mnt|proc|dev|srv|root)\//i;
/** Where a shell is and where it was, cd(1p). */
const workingFolder = /^(?:OLD)?PWD$/;
const identifier = /^[A-Za-z_$][A-Za-z_$]*\d?(?:(?:\.|->)[A-Za-z_$]+\d?)+$/;
const measure = /^[+-]?[\d.,:/_ -]+(?:[a-z]{1,3}|%)?$/i;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** A letter and a digit in turn: typed, not generated. */
const typed = /(?:[a-z][0-9]-?){8}/;
/** What is left of code that was cut at the wrong quote. */
const cut = /^[,;:)\]}+.|&?=]|[,;+(]$/;

/** Whether a value behind a name of this kind can be a credential itself. */
export function looksSecret(kind: Exclude<NameKind, undefined>, value: string, assignment: Assignment): boolean {
  if (isPlaceholder(value) || isWord(value) || expression.test(value)) return false;
  if (option.test(value) || call.test(value) || path.test(value)) return false;
  if (workingFolder.test(assignment.name) && value.startsWith('/')) return false;
  return kind === 'password' ? isPassword(value, assignment) : isSecret(value, assignment);
}

function isWord(value: string): boolean {
  return words.has(value.toLowerCase());
}

function isPassword(value: string, { style, separator, name }: Assignment): boolean {
  if (value.length < 4 || value.length > 200 || isNameOfSecret(value)) return false;
  if (separator === ',' && !(/[0-9]/.test(value) && /[A-Za-z]/.test(value))) return false;
  if (style === 'quoted') return !cut.test(value) && !/\s\S*\s\S*\s/.test(value) && !/^\s|\s$/.test(value);
  if (identifier.test(value) || value.endsWith(':')) return false;
  if (/^\d+$/.test(value)) return value.length >= 6 && value.length !== 10 && /passw|pwd/i.test(name);
  if (measure.test(value)) return false;
  // Behind a name without quotes and digits, a word is a value only where nothing else can stand.
  if (/[^A-Za-z_-]/.test(value)) return !/\$[A-Za-z_]/.test(value);
  return (
    style === 'argument' ||
    (separator === '=' && (value.length >= 5 || name === name.toUpperCase())) ||
    value.length >= 8
  );
}

function isSecret(value: string, { style, separator, name }: Assignment): boolean {
  if (value.length < 8 || value.length > 400 || /\s/.test(value)) return false;
  if (measure.test(value) || identifier.test(value) || isNameOfSecret(value)) return false;
  if (uuid.test(value)) return /[a-f]/i.test(value);
  if (typed.test(value) || (separator === ',' && value.length < 16)) return false;
  if (style === 'quoted' && cut.test(value)) return false;
  const isMixed = /[0-9]/.test(value) && /[A-Za-z]/.test(value);
  if (isMixed) return entropy(value) >= (value.length >= 16 ? 2.8 : 2.5);
  if (/secret/i.test(name) && style === 'quoted' && /[^A-Za-z]/.test(value)) return entropy(value) >= 2.5;
  return value.length >= 20 && entropy(value) >= 3.7 && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** `add-password`, `PASSWORD_HERE`, `db_password`: names, not values. */
function isNameOfSecret(value: string): boolean {
  return (
    !/[0-9]/.test(value) &&
    /(?:^|[^A-Za-z])(?:password|passwd|passphrase|token|secret|apikey|api[-_]key|credentials?)s?(?:$|[^A-Za-z])/i.test(
      value,
    ) &&
    !/^(?:password|secret)$/i.test(value)
  );
}
