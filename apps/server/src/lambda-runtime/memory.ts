import { readFileSync } from 'node:fs';

const KIBIBYTES_PER_MEGABYTE = 1024;

/** Memory of a process now and at most, in MB; undefined where the system does not tell. */
export const memoryOf = (
  pid: number,
): { readonly now: number; readonly most: number } | undefined => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const of = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) /
      KIBIBYTES_PER_MEGABYTE;
    const found = { now: of('VmRSS'), most: of('VmHWM') };
    return Number.isNaN(found.now) ? undefined : found;
  } catch {
    return undefined;
  }
};
