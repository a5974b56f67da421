// `DeleteFunction20150331`, `UpdateFunctionCode20150331v2` of Lambda, `CreateDistribution2020_05_31` of CloudFront.
const DATED = /^(.*?)(?:19|20)\d\d_?[01]\d_?[0-3]\d(?:v\d{1,2})?$/;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The name of a call without the API date that some carry. */
const plainName = (name: string): string => {
  if (!isDigit(name.charCodeAt(name.length - 1)) || name.length > 200) return name;
  const plain = DATED.exec(name)?.[1];
  return plain === undefined || plain === '' ? name : plain;
};

/** Calls on contents that records before the member `eventCategory` (version 1.07) do not mark as such. */
const DATA_CALLS: ReadonlySet<string> = new Set([
  ...['GetObject', 'PutObject', 'DeleteObject', 'DeleteObjects', 'HeadObject', 'CopyObject'].map(
    (name) => `s3.amazonaws.com ${name}`,
  ),
  'lambda.amazonaws.com Invoke',
  'dynamodb.amazonaws.com GetItem',
  'dynamodb.amazonaws.com PutItem',
  'dynamodb.amazonaws.com Query',
  'dynamodb.amazonaws.com Scan',
]);

const serviceIn = (source: string): string => {
  const dot = source.indexOf('.');
  return dot < 0 ? source : source.slice(0, dot);
};

/** What the source and the name of an event say. */
export interface Call {
  readonly source: string;
  readonly service: string;
  /** Without the API date that some names carry. */
  readonly name: string;
  /** Reads or writes contents, where the record does not say whether it does. */
  readonly isOnContents: boolean;
}

export const readCall = (source: string, name: string): Call => ({
  source,
  service: serviceIn(source),
  name: plainName(name),
  isOnContents: DATA_CALLS.has(`${source} ${name}`),
});

const MOST_CALLS = 10_000;
const LONGEST = 256;

/** As `readCall`, and the same object for the same call. */
export const createCalls = (): typeof readCall => {
  const bySource = new Map<string, Map<string, Call>>();
  let count = 0;
  const remember = (call: Call, name: string): void => {
    if (name.length > LONGEST || call.source.length > LONGEST) return;
    if (count >= MOST_CALLS) {
      bySource.clear();
      count = 0;
    }
    count += 1;
    const known = bySource.get(call.source);
    if (known === undefined) bySource.set(call.source, new Map([[name, call]]));
    else known.set(name, call);
  };
  return (source, name) => {
    const names = bySource.get(source);
    const known = names?.get(name);
    if (known !== undefined) return known;
    const [first] = names?.values() ?? [];
    const call = readCall(source, name);
    // Calls of one source share its texts.
    const shared =
      first === undefined ? call : { ...call, source: first.source, service: first.service };
    remember(shared, name);
    return shared;
  };
};
