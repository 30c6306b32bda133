import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';
import { isPlaceholder } from '../value/placeholder.js';

const runbook = 'docs/leak-rules.md#arguments-of-commands';
const remedy =
  'Change the password, and hand it over in a file that the program reads: every user of the machine sees command lines.';

/** An option with a password, of commands that are known to have it. */
function command(id: string, title: string, names: readonly string[], option: string): LeakRule {
  const any = `(?:${names.map((name) => name.replaceAll('.', '[.]')).join('|')})(?:[.](?:exe|EXE))?`;
  const inText = `${any}(?:(?:[ \\t]|\\\\{1,2}\\r?\\n){1,8}[^\\s\\0]{1,160}){0,16}?(?:[ \\t]|\\\\{1,2}\\r?\\n){1,8}`;
  const inArguments = `${any}(?:\\0[^\\0]{0,160}){0,16}?\\0`;
  const value =
    '(?:"(?<quoted>[^"\\0\\r\\n]{1,120})"|\'(?<single>[^\'\\0\\r\\n]{1,120})\'|(?<bare>[^\\s\\0"\';|&]{1,120}))';
  return shaped({
    id,
    title,
    keywords: names,
    encodedAs: [],
    pattern: inText + option.replaceAll('SEPARATOR', '[ \\t]{1,4}').replaceAll('VALUE', value),
    argumentsPattern: inArguments + option.replaceAll('SEPARATOR', '\\0').replaceAll('VALUE', '(?<bare>[^\\0]{1,120})'),
    exact: false,
    accepts: ({ secret }) =>
      secret.length > 2 && !isPlaceholder(secret) && !/^(?:-|\$|%\w+%$|(?:pass(?:word)?|pwd)$)/i.test(secret),
    remedy,
    runbook,
  });
}

/** Options whose name does not say that a password follows. */
export const commands: readonly LeakRule[] = [
  command(
    'mysql-argument',
    'Password on the command line of the MySQL family',
    [
      'mysql',
      'mysqldump',
      'mysqladmin',
      'mysqlimport',
      'mysqlshow',
      'mysqlcheck',
      'mariadb',
      'mariadb-dump',
      'mariadb-admin',
      'mycli',
    ],
    '-pVALUE',
  ),
  command(
    'curl-argument',
    'User and password on the command line of curl',
    ['curl', 'httpie'],
    '(?:(?:-u|-U|--user|--proxy-user|-a|--auth)(?:SEPARATOR|=)?["\']?)(?<name>[^\\s\\0:"\'/]{1,100}):VALUE',
  ),
  command(
    'redis-argument',
    'Password on the command line of redis-cli',
    ['redis-cli', 'valkey-cli'],
    '(?:-a|--pass)SEPARATORVALUE',
  ),
  command(
    'login-argument',
    'Password on the command line of a login',
    [
      'docker',
      'podman',
      'nerdctl',
      'buildah',
      'skopeo',
      'helm',
      'oc login',
      'az login',
      'sshpass',
      'mongo',
      'mongosh',
      'mongodump',
      'mongorestore',
      'psexec',
      'PsExec',
      'PSEXEC',
      'psExec',
      'psexec64',
      'cqlsh',
    ],
    '-p(?:SEPARATOR)?VALUE',
  ),
  command(
    'capital-p-argument',
    'Password on the command line of a client',
    ['mosquitto_pub', 'mosquitto_sub', 'sqlcmd', 'isql', 'zip', 'unzip', 'ipmitool', 'snmpget', 'snmpwalk', 'tabcmd'],
    '-P(?:SEPARATOR)?VALUE',
  ),
  command(
    'ldap-argument',
    'Password on the command line of an LDAP client',
    ['ldapsearch', 'ldapadd', 'ldapmodify', 'ldapdelete', 'ldapwhoami'],
    '-wSEPARATORVALUE',
  ),
  command(
    'rabbitmq-argument',
    'Password on the command line of rabbitmqctl',
    ['rabbitmqctl'],
    '(?:add_user|change_password|authenticate_user)SEPARATOR[^\\s\\0]{1,80}SEPARATORVALUE',
  ),
  command(
    'smb-argument',
    'Password on the command line of an SMB client',
    ['smbclient', 'rpcclient', 'smbmap'],
    '(?:-U|--user)(?:SEPARATOR|=)?["\']?[^\\s\\0%"\']{1,80}%VALUE',
  ),
];
