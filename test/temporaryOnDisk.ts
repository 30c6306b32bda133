/** For temporary folders on a disk (FHS 3.0, 5.15): `/tmp` may lie in memory, where what was deleted and is held open takes no disk. */
export const temporaryOnDisk = process.env.TMPDIR ?? '/var/tmp';
