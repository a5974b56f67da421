/** Lanczos, g = 7 (Numerical Recipes §6.1 gives the method): 15 digits for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

const logGamma = (x: number): number => {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  let sum = LANCZOS[0] ?? 0;
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (shifted + i);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
};

const logPoisson = (mean: number, count: number): number =>
  count * Math.log(mean) - mean - logGamma(count + 1);

const logNegativeBinomial = (size: number, miss: number, count: number): number =>
  logGamma(count + size) -
  logGamma(size) -
  logGamma(count + 1) +
  size * Math.log1p(-miss) +
  count * Math.log(miss);

const LONGEST_SUM = 5000;

/**
 * ln P(X >= atLeast) of a count with this mean and variance: negative binomial, or Poisson where the variance is not above the
 * mean. At or below the mean it says 0 (certain), which errs on the quiet side.
 */
export const logUpperTail = (mean: number, variance: number, atLeast: number): number => {
  if (mean <= 0) return atLeast > 0 ? Number.NEGATIVE_INFINITY : 0;
  if (atLeast <= mean) return 0;
  const spread = variance > mean * (1 + 1e-9);
  const size = spread ? (mean * mean) / (variance - mean) : Number.POSITIVE_INFINITY;
  const miss = spread ? 1 - mean / variance : 0;
  const first = spread ? logNegativeBinomial(size, miss, atLeast) : logPoisson(mean, atLeast);
  const step = (count: number): number =>
    spread ? ((count + size) / (count + 1)) * miss : mean / (count + 1);
  let term = 1;
  let sum = 1;
  let count = atLeast;
  for (; count < atLeast + LONGEST_SUM && term > sum * 1e-12; count++) {
    term *= step(count);
    sum += term;
  }
  // What was not summed is below a geometric series of the last ratio.
  const ratio = step(count);
  if (ratio < 1) sum += (term * ratio) / (1 - ratio);
  return Math.min(0, first + Math.log(sum));
};

/** The smallest count in [from, most] whose upper tail is at most `limit` (a logarithm). */
export const smallestUnlikely = (
  mean: number,
  variance: number,
  limit: number,
  { from, most }: { readonly from: number; readonly most: number },
): number => {
  const unlikely = (count: number): boolean => logUpperTail(mean, variance, count) <= limit;
  let low = from;
  let high = from;
  while (!unlikely(high) && high < most) {
    low = high + 1;
    high = Math.min(most, high * 2);
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (unlikely(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
};
