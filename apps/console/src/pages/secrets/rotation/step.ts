/** `… during setSecret step` → `setSecret`. */
export const stepOf = (message: string): string | undefined =>
  /during (\w{1,40}) step/.exec(message)?.[1];
