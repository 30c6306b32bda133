/** A process of its own that probes one target without a pause, told on its IPC channel when and how. */

let probe;
let target;
let running = false;
let probed = 0;

const limits = { timeoutMs: 5000, answerBytes: 65_536 };

process.on('message', async (told) => {
  if (told.question === 'prepare') {
    target = told.target;
    probe = (await import(told.module))[told.maker]();
  }
  if (told.question === 'run') {
    running = true;
    for (let worker = 0; worker < told.concurrency; worker++) void work();
  }
  if (told.question === 'rest') running = false;
  process.send?.({ probed });
});
process.on('disconnect', () => process.exit(0));

async function work() {
  while (running) {
    const answer = await probe(target, limits);
    if (answer.kind !== 'answered') throw new Error(`a probe ended as ${answer.kind}: ${answer.reason}`);
    probed++;
  }
}
