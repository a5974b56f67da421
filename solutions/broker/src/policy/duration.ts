// ISO 8601-1 §5.5.2 with whole days and smaller units: months and years have no fixed length.
const DURATION = /^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/;

/** What JSON Schema can say of it; `parseDuration` also refuses `P`, `PT` and `P1DT`. */
export const DURATION_PATTERN = DURATION;

/** Seconds of a duration such as `PT1H30M` or `P1D`; undefined when the text is none. */
export const parseDuration = (text: string): number | undefined => {
  const match = DURATION.exec(text);
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
};

/** `1 h 30 min`, for people. */
export const durationInWords = (seconds: number): string => {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return words.length === 0 ? '0 s' : words.join(' ');
};
