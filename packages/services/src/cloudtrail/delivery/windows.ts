/** Log files are written this often (CloudTrail User Guide: "about every 5 minutes"). */
const FILE_MILLISECONDS = 5 * 60_000;

/** The next time on the clock at which files are written. */
export const endOfWindow = (now: Date): Date =>
  new Date((Math.floor(now.getTime() / FILE_MILLISECONDS) + 1) * FILE_MILLISECONDS);
