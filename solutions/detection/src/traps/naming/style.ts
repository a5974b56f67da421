/** How the names of an account are written. */
export interface Style {
  readonly separator: '-' | '_';
  /** `OrderExports` instead of `order-exports`. */
  readonly joined: boolean;
  /** What many names begin with: the organization or the product. */
  readonly prefix: string | undefined;
  /** How it writes its production: `prod`, `prd`, `production`, `live`. */
  readonly environment: string | undefined;
}

const ENVIRONMENTS = ['prod', 'prd', 'production', 'live'] as const;
// A word that a tenth of the names begin with, and more than one or two of them, stands for the organization.
const FEWEST = 3;
const PART = 10;
const LONGEST_PREFIX = 12;
const MOST_SAMPLED = 500;
// What services and tools of AWS name so is nobody's convention.
const OF_TOOLS =
  /^(aws|awsreserved|awsservicerole|cdk|stacksets|cf-templates|elasticbeanstalk|amazon|config-bucket|do-not|service-role)/i;

/** A name with one of these says what it is, or whose. */
export const TELLING = /honey|canary|trap|decoy|bait|tripwire|gatehouse/i;

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '');

const count = (text: string, letter: string): number => text.split(letter).length - 1;

const commonest = (words: readonly string[]): { word: string; times: number } | undefined => {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return [...times]
    .map(([word, number]) => ({ word, times: number }))
    .toSorted((one, other) => other.times - one.times || (one.word < other.word ? -1 : 1))[0];
};

/** What a sample of an account's own names has in common. */
export const learnStyle = (names: readonly string[]): Style => {
  const sample = names
    .filter((name) => !OF_TOOLS.test(name) && !TELLING.test(name))
    .slice(0, MOST_SAMPLED);
  const hyphens = sample.reduce((sum, name) => sum + count(name, '-'), 0);
  const underscores = sample.reduce((sum, name) => sum + count(name, '_'), 0);
  const joined = sample.filter((name) => /^[A-Z][a-z\d]+([A-Z][a-z\d]+)+$/.test(name)).length;
  const words = sample.map(wordsOf);
  const first = commonest(words.flatMap(([word = '']) => [word.toLowerCase()]));
  const isPrefix =
    first !== undefined &&
    first.times >= Math.max(FEWEST, sample.length / PART) &&
    first.word.length <= LONGEST_PREFIX &&
    /^[a-z][a-z\d]+$/.test(first.word) &&
    !ENVIRONMENTS.some((environment) => environment === first.word);
  const used = commonest(
    words.flat().flatMap((word) => ENVIRONMENTS.filter((name) => name === word.toLowerCase())),
  );
  return {
    separator: underscores > hyphens ? '_' : '-',
    joined: joined > sample.length / 2,
    prefix: isPrefix ? first.word : undefined,
    environment: used?.word,
  };
};
