import type { Form } from '../../src/leaks/model.js';
import { inBase64, jwt, made, nkeySeed, pem } from './made.js';

/** Text with a credential in it, between « and », and the rule that is to find it. */
export interface LeakCase {
  readonly name: string;
  readonly rule: string;
  readonly text: string;
  readonly form?: Form;
}

const { base62, base64, hex, password, upper, uuid } = made;
const json = (record: Record<string, unknown>): string =>
  JSON.stringify({ timestamp: '2026-11-22T10:18:49.507393', level: 'INFO', agent: 'Planner', ...record });
const argv = (...words: string[]): string => words.map((word) => `${word}\0`).join('');

/** As agents write them: settings, JSON lines, tracebacks, command lines, environments. */
export const leaks: readonly LeakCase[] = [
  { name: 'AWS key id in a line', rule: 'aws-access-key', text: `using «AKIA${upper(16)}» in eu-west-1` },
  { name: 'AWS session key id', rule: 'aws-access-key', text: `export AWS_ACCESS_KEY_ID=«ASIA${upper(16, 2)}»` },
  { name: 'AWS secret key in .env', rule: 'aws-secret-key', text: `AWS_SECRET_ACCESS_KEY=«${base64(40)}»` },
  { name: 'AWS secret key in JSON', rule: 'aws-secret-key', text: `{"SecretAccessKey": "«${base64(40, 3)}»"}` },
  { name: 'Google API key in a URL', rule: 'google-api-key', text: `GET /v1/models?key=«AIza${base62(35)}» 200` },
  { name: 'Google OAuth token', rule: 'google-oauth-token', text: json({ access: `«ya29.${base62(120)}»` }) },
  { name: 'Google client secret', rule: 'google-oauth-secret', text: `client_secret: «GOCSPX-${base62(28)}»` },
  { name: 'DigitalOcean token', rule: 'digitalocean-token', text: `token = "«dop_v1_${hex(64)}»"` },
  {
    name: 'GitHub token in a clone URL',
    rule: 'github-token',
    text: `git clone https://«ghp_${base62(36)}»@github.com/a/b`,
  },
  {
    name: 'GitHub token behind an escaped line end',
    rule: 'github-token',
    text: `{"m":"run\\n«gho_${base62(36, 2)}»"}`,
  },
  {
    name: 'GitHub fine-grained token',
    rule: 'github-fine-grained-token',
    text: `«github_pat_${base62(22)}_${base62(59)}»`,
  },
  { name: 'GitLab token', rule: 'gitlab-token', text: `PRIVATE-TOKEN: «glpat-${base62(20)}»` },
  { name: 'npm token', rule: 'npm-token', text: `//registry/:_authToken=«npm_${base62(36)}»` },
  { name: 'PyPI token', rule: 'pypi-token', text: `TWINE = «pypi-AgEIcHlwaS5vcmc${base62(90)}»` },
  { name: 'Docker Hub token', rule: 'docker-hub-token', text: `docker login -u me -p «dckr_pat_${base62(27)}»` },
  {
    name: 'Slack bot token',
    rule: 'slack-token',
    text: `slack: «xoxb-${'1234'.repeat(3)}-${'5678'.repeat(3)}-${base62(24)}»`,
  },
  {
    name: 'Slack webhook',
    rule: 'slack-webhook',
    text: `url=https://«hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${base62(24)}»`,
  },
  {
    name: 'Discord webhook',
    rule: 'discord-webhook',
    text: `https://«discord.com/api/webhooks/${'123456789'.repeat(2)}/${base62(68)}»`,
  },
  {
    name: 'Telegram bot token in a traceback',
    rule: 'telegram-bot-token',
    text: `HTTPError: https://api.telegram.org/bot«${'1234567890'}:AA${base62(33)}»/getMe`,
  },
  {
    name: 'OpenAI project key',
    rule: 'openai-key',
    text: json({ message: `Incorrect API key: «sk-proj-${base62(80)}»` }),
  },
  {
    name: 'OpenAI old key',
    rule: 'openai-legacy-key',
    text: `OPENAI_API_KEY=«sk-${base62(20)}T3Blbk${'FJ'}${base62(20, 2)}»`,
  },
  { name: 'Anthropic key', rule: 'anthropic-key', text: `ANTHROPIC_API_KEY="«sk-ant-api03-${base62(93)}AA»"` },
  { name: 'Hugging Face token', rule: 'huggingface-token', text: `HfApi(token="«hf_${base62(34)}»")` },
  { name: 'Groq key', rule: 'groq-key', text: `groq: «gsk_${base62(52)}»` },
  { name: 'xAI key', rule: 'xai-key', text: `xai: «xai-${base62(80)}»` },
  { name: 'Perplexity key', rule: 'perplexity-key', text: `«pplx-${base62(48)}»` },
  { name: 'Replicate token', rule: 'replicate-token', text: `REPLICATE=«r8_${base62(37)}»` },
  { name: 'OpenRouter key', rule: 'openrouter-key', text: `«sk-or-v1-${hex(64)}»` },
  { name: 'LangSmith key', rule: 'langsmith-key', text: `LANGCHAIN=«lsv2_pt_${hex(32)}_${hex(10)}»` },
  { name: 'Tavily key', rule: 'tavily-key', text: `«tvly-${base62(32)}»` },
  { name: 'Stripe key', rule: 'stripe-key', text: `stripe.api_key = '«sk_live_${base62(24)}»'` },
  { name: 'SendGrid key', rule: 'sendgrid-key', text: `«SG.${base62(22)}.${base62(43)}»` },
  { name: 'Twilio key', rule: 'twilio-key', text: `sid: «SK${hex(32)}»` },
  { name: 'Mailgun key', rule: 'mailgun-key', text: `curl -s --user 'api:«key-${hex(32)}»'` },
  { name: 'Databricks token', rule: 'databricks-token', text: `token=«dapi${hex(32)}»` },
  { name: 'Vault token', rule: 'vault-token', text: `X-Vault-Token: «hvs.${base62(90)}»` },
  { name: 'Shopify token', rule: 'shopify-token', text: `«shpat_${hex(32)}»` },
  { name: 'Linear key', rule: 'linear-key', text: `LINEAR: «lin_api_${base62(40)}»` },
  { name: 'Pulumi token', rule: 'pulumi-token', text: `«pul-${hex(40)}»` },
  { name: 'Heroku key', rule: 'heroku-key', text: `HEROKU_API_KEY=«${uuid()}»` },
  { name: 'PEM key', rule: 'private-key', text: pem('RSA PRIVATE KEY').replace(/(?<=-\n)([^-]+)(?=\n?-)/, '«$1»') },
  {
    name: 'PEM key in JSON',
    rule: 'private-key',
    text: json({ key: '@' }).replace('@', pem('PRIVATE KEY', 6, '\\n').replace(/(?<=-\\n)([^-]+)(?=-)/, '«$1»')),
  },
  {
    name: 'PGP key',
    rule: 'private-key',
    text: pem('PGP PRIVATE KEY BLOCK').replace(/(?<=-\n)([^-]+)(?=\n?-)/, '«$1»'),
  },
  { name: 'JWT', rule: 'jwt', text: `Authorization: Bearer «${jwt()}»` },
  { name: 'JWT in a query', rule: 'jwt', text: `GET /ws?access_token=«${jwt(2)}»&v=2` },
  {
    name: 'opaque bearer token',
    rule: 'bearer-token',
    text: json({ headers: { Authorization: `Bearer «${base62(40)}»` } }),
  },
  {
    name: 'basic authentication',
    rule: 'basic-credentials',
    text: `authorization: Basic «${inBase64(`agent:${password()}`)}»`,
  },
  {
    name: 'NATS URL with password',
    rule: 'url-password',
    text: `NATS_URL=nats://planner:«${password()}»@127.0.0.1:4222`,
  },
  {
    name: 'NATS URL with token',
    rule: 'url-token',
    text: json({ message: `connecting to nats://«${base62(12)}»@hub:4222` }),
  },
  { name: 'Redis URL', rule: 'url-password', text: `redis://:«${password(2)}»@localhost:6379/0` },
  {
    name: 'Postgres URL in a traceback',
    rule: 'url-password',
    text: `OperationalError: could not connect: postgresql+asyncpg://app:«${password(3)}»@db/app`,
  },
  { name: 'AMQP URL', rule: 'url-password', text: `broker_url: amqp://planner:«guest»@localhost//` },
  {
    name: 'MongoDB URL',
    rule: 'url-password',
    text: `mongodb+srv://svc:«${password(4)}»@c0.example.mongodb.net/?w=majority`,
  },
  {
    name: 'HTTPS URL',
    rule: 'url-password',
    text: `pip install --index-url https://ci:«${password(5)}»@pypi.example.com/simple`,
  },
  { name: 'NATS seed', rule: 'nats-nkey-seed', text: `nkey: «${nkeySeed('user')}»` },
  {
    name: 'NATS account seed in a log',
    rule: 'nats-nkey-seed',
    text: json({ message: `loaded «${nkeySeed('account')}»` }),
  },
  { name: '.env', rule: 'password', text: `NATS_USER=planner\nNATS_PASSWORD=«${password(6)}»\nNATS_URL=nats://hub` },
  { name: '.env with a word', rule: 'password', text: 'REDIS_PASSWORD=«whitehorse»\n' },
  { name: 'YAML', rule: 'password', text: `redis:\n  host: localhost\n  password: «${password(7)}»\n` },
  { name: 'YAML in quotes', rule: 'password', text: `    POSTGRES_PASSWORD: "«${password(8)}»"` },
  { name: 'Kubernetes', rule: 'password', text: `- name: DB_PASSWORD\n  value: «${password(9)}»\n` },
  { name: 'JSON', rule: 'secret', text: `{"client_id": "planner", "client_secret": "«${base62(32)}»"}` },
  {
    name: 'JSON in JSON',
    rule: 'password',
    text: json({ message: JSON.stringify({ user: 'a', password: '@' }) }).replace('@', `«${password(10)}»`),
  },
  { name: 'Python', rule: 'password', text: `r = redis.Redis(host="localhost", password="«${password(11)}»")` },
  { name: 'Python dictionary', rule: 'secret', text: `HEADERS = {'X-API-Key': '«${base62(32, 2)}»'}` },
  { name: 'Python annotation', rule: 'secret', text: `api_key: str = "«${base62(30, 3)}»"` },
  {
    name: 'Python repr',
    rule: 'password',
    text: `ERROR config={'user': 'a', 'passwd': '«${password(12)}»', 'port': 1}`,
  },
  { name: 'INI', rule: 'password', text: `[db]\nuser = app\npassword = «${password(13)}»\n` },
  { name: 'connection string', rule: 'password', text: `Server=db;User Id=app;Password=«${password(14)}»;Database=x` },
  { name: 'query', rule: 'secret', text: `POST /hook?token=«${base62(32, 4)}»&agent=Planner 200` },
  {
    name: '--password x',
    rule: 'password',
    form: 'arguments',
    text: argv('nats-server', '--user', 'a', '--pass', `«${password(15)}»`),
  },
  {
    name: '--password=x',
    rule: 'password',
    form: 'arguments',
    text: argv('python3', 'agent.py', `--db-password=«${password(16)}»`),
  },
  {
    name: '--api-key x',
    rule: 'secret',
    form: 'arguments',
    text: argv('python3', '/srv/a.py', '--api-key', `«${base62(32, 5)}»`),
  },
  {
    name: 'mysql -pX',
    rule: 'mysql-argument',
    form: 'arguments',
    text: argv('/usr/bin/mysql', '-u', 'root', `-p«${password(17)}»`, 'app'),
  },
  {
    name: 'curl -u',
    rule: 'curl-argument',
    form: 'arguments',
    text: argv('curl', '-s', '-u', `admin:«${password(18)}»`, 'http://hub'),
  },
  {
    name: 'redis-cli -a',
    rule: 'redis-argument',
    form: 'arguments',
    text: argv('redis-cli', '-h', 'hub', '-a', `«${password(19)}»`, 'ping'),
  },
  {
    name: 'shell in an argument',
    rule: 'mysql-argument',
    form: 'arguments',
    text: argv('sh', '-c', `mysqldump -uroot -p«${password(20)}» app > x.sql`),
  },
  {
    name: 'mysql in a shell line',
    rule: 'mysql-argument',
    text: `+ mysql -h db -u root -p«${password(21)}» -e 'select 1'`,
  },
  {
    name: 'curl in a shell line',
    rule: 'curl-argument',
    text: `curl -X POST --user admin:«${password(22)}» http://hub/api`,
  },
  { name: 'redis-cli in a shell line', rule: 'redis-argument', text: `redis-cli -a «${password(23)}» info` },
  { name: 'sshpass', rule: 'login-argument', text: `sshpass -p «${password(24)}» ssh agent@pc2` },
  {
    name: 'environment',
    rule: 'password',
    form: 'environment',
    text: argv('AGENT_NAME=Planner', `REDIS_PASSWORD=«two words ${password(25)}»`, 'HOME=/root'),
  },
  {
    name: 'URL in an environment',
    rule: 'url-password',
    form: 'environment',
    text: argv('A=1', `REDIS_URL=redis://:«${password(26)}»@hub`),
  },
  {
    name: 'token in an environment',
    rule: 'huggingface-token',
    form: 'environment',
    text: argv(`HF_TOKEN=«hf_${base62(34, 6)}»`),
  },
  {
    name: 'a header with a scheme of its own',
    rule: 'authorization-token',
    text: `Authorization: Token «${hex(40, 9)}»`,
  },
  { name: 'redis.conf', rule: 'redis-directive', text: `port 6379\nrequirepass «${password(27)}»\n` },
  { name: 'a token in words', rule: 'secret', text: `NATS_TOKEN=«s3cr3t-planner-${'1'}»` },
];

/** Encoded once more; the bounds of the secret within base64 are those of whole characters. */
export const encodedLeaks: readonly LeakCase[] = [
  { name: 'a token', rule: 'github-token', text: inBase64(`token ghp_${base62(36)} end`) },
  { name: 'a PEM key', rule: 'private-key', text: `key: ${inBase64(pem('EC PRIVATE KEY', 4))}` },
  { name: 'an assignment', rule: 'password', text: `data: ${inBase64(`user=a\npassword=${password()}\n`)}` },
  { name: 'a URL', rule: 'url-password', text: `{"config":"${inBase64(`url: redis://:${password()}@hub:6379`)}"}` },
  { name: 'a key at another alignment', rule: 'anthropic-key', text: inBase64(`k=sk-ant-api03-${base62(93)}AA`) },
];
