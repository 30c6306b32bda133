/** What a name says of the value behind it. */
export type NameKind = 'password' | 'secret' | undefined;

const password =
  /(?<!com|by|sur|tres|over|under|im|tr|en)pass(?!port|es\b|age|ing|ive|ed|enger|through|thru|word(?:s|_?(?:min|max|len|policy|hash|reset|field|label|hint|type|count|file|path|command|cmd|env|ref|expir|input|form|prompt|confirm|change|changed|strength|placeholder|id|selector|url|manager|protected|required|valid|error|less)))|pwd|passw(?:or)?d|passphrase/i;
const secret =
  /secret(?!ar)|token(?!i[sz])|api[-_.]?key|access[-_.]?key|account[-_.]?key|auth[-_.]?key|private[-_.]?key|encryption[-_.]?key|signing[-_.]?key|shared[-_.]?(?:access[-_.]?)?key|master[-_.]?key|license[-_.]?key|service[-_.]?key|deploy[-_.]?key|unseal[-_. ]?key|credential|auth$|[-_.]key$|[a-z]Key$|_KEY$|seed$|crumb$|signature$|\bpat$|_pat$|webhook/i;

/** Names of what is counted, named or referred to, and of what is public. */
const harmless =
  /(?:tokens|secrets|passwords|credentials|keys)$|_?(?:count|limit|usage|max|min|total|budget|len|length|size|type|name|names|id|ids|file|files|path|dir|directory|folder|env|var|ref|reference|refs|arn|uri|url|endpoint|host|port|ttl|expiry|expires|expires_in|expiration|expires_at|age|policy|field|header|prefix|suffix|label|format|hash|version|status|enabled|required|provider|manager|store|backend|class|method|function|source|mount|scope|scopes|rotation|interval|index|iterator|per_second|ps|rate|cost|price|window|valid|validity|error|selector|placeholder|hint|input|prompt|kind|algorithm|alg)$|^(?:max|min|num|n|total|input|output|prompt|completion|cached|cache|reasoning|stop|eos|bos|pad|unk|sep|cls|mask|special|next|page|continuation|public|primary|foreign|partition|sort|routing|cache|object|row|idempotency|dedup|group|hot|short|arrow|map|dict|json|yaml|cursor)(?:[-_.](?:.{0,12}[-_.])?)?(?:tokens?|keys?)$|public[-_.]?key|^gpg|gpg[-_.]?key|fingerprint|key[-_.]?id$|secret[-_.]?(?:name|ref|key[-_.]?ref)|author$|authority$|keyboard|keyword|token[-_.]?(?:id|uri|url|type)/i;

/** What kind of credential a name announces. Names are of the letters, digits, `_`, `-`, `.` and `$`. */
export function nameKind(name: string): NameKind {
  if (harmless.test(name)) return undefined;
  if (password.test(name)) return 'password';
  return secret.test(name) ? 'secret' : undefined;
}
