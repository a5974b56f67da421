import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap stay small: for new objects, since what a scan makes of a record is gone at once, and for old ones by collecting before
 * they have doubled. Left to itself the engine takes 100 MB more; this costs about a tenth of the time.
 */
export const keepSmall = (): void => {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=70');
};
