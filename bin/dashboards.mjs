// Writes grafana/dashboards from what the built program declares; run it after a build.
// `--check` writes nothing and exits with 1 where a committed file differs.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dashboards } from '../dist/dashboards/dashboards.js';

const folder = new URL('../grafana/dashboards/', import.meta.url);
const rules = new URL('../prometheus/rules/', import.meta.url);
const check = process.argv.includes('--check');

const ruleFiles = (await readdir(rules)).filter((file) => file.endsWith('.rules.yml')).sort();
const texts = await Promise.all(ruleFiles.map((file) => readFile(new URL(file, rules), 'utf8')));
const wanted = dashboards(texts);

await mkdir(folder, { recursive: true });
for (const [file, dashboard] of wanted) {
  const text = `${JSON.stringify(dashboard, undefined, 2)}\n`;
  const committed = await readFile(new URL(file, folder), 'utf8').catch(() => undefined);
  if (committed !== text) await change(file, () => writeFile(new URL(file, folder), text));
}
for (const file of (await readdir(folder)).filter((name) => !wanted.has(name))) {
  await change(file, () => rm(new URL(file, folder)));
}

async function change(file, make) {
  if (!check) return make();
  process.exitCode = 1;
  process.stderr.write(`grafana/dashboards/${file}: differs from src/dashboards; run \`npm run generate\`\n`);
}
