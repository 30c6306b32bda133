// Keeps the changes of a folder as the exporter does, until none is to be rolled back any more. Arguments: the folder that
// holds the built program, the folder of the changes.
import { pathToFileURL } from 'node:url';

const [, , built, directory] = process.argv;
const load = (file) => import(new URL(file, pathToFileURL(built)).href);
const [{ ChangeBook }, { runCommand }, { RollbackKeeper }] = await Promise.all([
  load('changes/book.js'),
  load('changes/command/run.js'),
  load('changes/rollback/keeper.js'),
]);

const book = new ChangeBook({ directory, machine: 'alpha', now: Date.now, killSwitchFile: `${directory}/no-rollback` });
const deputy = () => async () => ({ outcome: 'failed', reason: 'there is no other machine' });
const site = { book, program: [process.execPath], run: runCommand, deputy, now: Date.now };
const keeper = new RollbackKeeper(site, {
  limits: { rollbacksPerDay: 1_000_000, coolDownSeconds: 0, largestShare: 1 },
  budgetSeconds: 3600,
  beat: 50,
  report: (change, result) => process.stdout.write(`${change} ${JSON.stringify(result)}\n`),
});
process.stdout.write('keeping\n');
keeper.start();
for (;;) {
  await keeper.settled();
  const open = (await book.changes()).filter(({ state }) => state !== 'rolled-back' && state !== 'rollback-failed');
  if (open.length === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await keeper.stop();
