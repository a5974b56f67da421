const HOUR = 3600;
const MINUTE = 60;

/** `4 h`, `1 h 30 min`, `15 min`. */
export const durationText = (seconds: number): string => {
  const hours = Math.floor(seconds / HOUR);
  const minutes = Math.round((seconds % HOUR) / MINUTE);
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
};

const STEPS = [900, 1800, 3600, 7200, 14_400, 28_800, 43_200];

/** Durations to choose from below a maximum, the maximum itself last. */
export const durationChoices = (maximum: number): readonly number[] => [
  ...STEPS.filter((seconds) => seconds < maximum),
  maximum,
];
