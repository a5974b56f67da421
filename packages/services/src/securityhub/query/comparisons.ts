import { BlockList, isIP } from 'node:net';
import type {
  DateFilter,
  IpFilter,
  MapFilter,
  NumberFilter,
  StringFilter,
} from '@aws-sdk/client-securityhub';
import { instantOf } from '../asff/timestamps.ts';

/** Whether the values that a finding has for an attribute satisfy all filters on it. */
export type ValuesPredicate = (values: readonly unknown[]) => boolean;

type Text = (text: string) => boolean;

const DAY = 24 * 60 * 60 * 1000;

/** The tests of one attribute's filters: any of `wanted`, none of `unwanted`. */
const textTests = (filters: readonly StringFilter[]) => {
  const wanted: Text[] = [];
  const unwanted: Text[] = [];
  for (const { Value = '', Comparison = 'EQUALS' } of filters) {
    const excludes = Comparison.startsWith('NOT_') || Comparison === 'PREFIX_NOT_EQUALS';
    (excludes ? unwanted : wanted).push(textTest(Comparison, Value));
  }
  return { wanted, unwanted };
};

/** For attributes with one value: the same as `stringPredicate`, a good deal faster. */
export const textPredicate = (filters: readonly StringFilter[]): Text => {
  const { wanted, unwanted } = textTests(filters);
  const [only] = wanted;
  if (only !== undefined && wanted.length === 1 && unwanted.length === 0) return only;
  return (text) => {
    for (const test of unwanted) if (test(text)) return false;
    for (const test of wanted) if (test(text)) return true;
    return wanted.length === 0;
  };
};

/** API_StringFilter: the comparisons that look for a value are joined by OR, those that exclude one by AND. */
export const stringPredicate = (filters: readonly StringFilter[]): ValuesPredicate => {
  const { wanted, unwanted } = textTests(filters);
  return (values) => {
    const has = (test: Text): boolean =>
      values.some((value) => typeof value === 'string' && test(value));
    return (wanted.length === 0 || wanted.some(has)) && !unwanted.some(has);
  };
};

/** The test that a comparison makes or, for those that exclude, denies. */
const textTest = (comparison: string, value: string): Text => {
  switch (comparison) {
    case 'PREFIX':
    case 'PREFIX_NOT_EQUALS':
      return startsWith(value);
    case 'CONTAINS':
    case 'NOT_CONTAINS':
      return (text) => text.includes(value);
    case 'CONTAINS_WORD':
      return containsWord(value);
    default:
      return (text) => text === value;
  }
};

/** Most texts of a large dictionary begin alike: the last character of a prefix tells them apart first. */
const startsWith = (prefix: string): Text => {
  const last = prefix.length - 1;
  const character = prefix.charCodeAt(last);
  return (text) => text.charCodeAt(last) === character && text.startsWith(prefix);
};

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character);

const containsWord =
  (word: string): Text =>
  (text) => {
    const lower = text.toLowerCase();
    const sought = word.toLowerCase();
    for (let at = lower.indexOf(sought); at >= 0; at = lower.indexOf(sought, at + 1)) {
      if (!isWordPart(lower[at - 1]) && !isWordPart(lower[at + sought.length])) return true;
    }
    return false;
  };

/** API_NumberFilter: all conditions of one filter, any filter. */
export const numberPredicate = (filters: readonly NumberFilter[]): ValuesPredicate => {
  const fits = (value: number): boolean =>
    filters.some(
      ({ Eq, Gte, Lte, Gt, Lt }) =>
        (Eq === undefined || value === Eq) &&
        (Gte === undefined || value >= Gte) &&
        (Lte === undefined || value <= Lte) &&
        (Gt === undefined || value > Gt) &&
        (Lt === undefined || value < Lt),
    );
  return (values) => values.some((value) => typeof value === 'number' && fits(value));
};

export interface TimeRange {
  /** Milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
}

/** API_DateFilter and API_DateRange. */
export const timeRanges = (filters: readonly DateFilter[], now: Date): readonly TimeRange[] =>
  filters.map(({ Start, End, DateRange }) => {
    if (DateRange !== undefined) {
      const edge = now.getTime() - (DateRange.Value ?? 0) * DAY;
      return DateRange.Comparison === 'OLDER_THAN'
        ? { from: -Infinity, to: edge }
        : { from: edge, to: Infinity };
    }
    return {
      from: (Start === undefined ? undefined : instantOf(Start)) ?? -Infinity,
      to: (End === undefined ? undefined : instantOf(End)) ?? Infinity,
    };
  });

export const isWithin = (ranges: readonly TimeRange[], time: number): boolean =>
  ranges.some(({ from, to }) => time >= from && time <= to);

export const datePredicate = (filters: readonly DateFilter[], now: Date): ValuesPredicate => {
  const ranges = timeRanges(filters, now);
  return (values) =>
    values.some((value) => {
      const time = typeof value === 'string' ? instantOf(value) : undefined;
      return time !== undefined && isWithin(ranges, time);
    });
};

/** API_IpFilter: an address or a CIDR block. */
export const ipPredicate = (filters: readonly IpFilter[]): ValuesPredicate => {
  const blocks = new BlockList();
  for (const { Cidr = '' } of filters) {
    const [address = '', bits] = Cidr.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    blocks.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (values) =>
    values.some((value) => {
      if (typeof value !== 'string') return false;
      const version = isIP(value);
      return version !== 0 && blocks.check(value, version === 6 ? 'ipv6' : 'ipv4');
    });
};

export const isCidr = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32);
};

/** API_MapFilter: an absent key has no value that could be excluded. */
export const mapPredicate = (filters: readonly MapFilter[]): ValuesPredicate => {
  const parts = filters.map(({ Key = '', Value = '', Comparison = 'EQUALS' }) => ({
    key: Key,
    excludes: Comparison.startsWith('NOT_'),
    test: textTest(Comparison, Value),
  }));
  const wanted = parts.filter(({ excludes }) => !excludes);
  const unwanted = parts.filter(({ excludes }) => excludes);
  return (values) => {
    const has = ({ key, test }: (typeof parts)[number]): boolean =>
      values.some((map) => {
        if (map === null || typeof map !== 'object' || !Object.hasOwn(map, key)) return false;
        const value: unknown = Reflect.get(map, key);
        return typeof value === 'string' && test(value);
      });
    return (wanted.length === 0 || wanted.some(has)) && !unwanted.some(has);
  };
};

/** A word anywhere in the finding, in whatever case. */
export const keywordPredicate = (words: readonly string[]): ValuesPredicate => {
  const sought = words.map((word) => word.toLowerCase());
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') {
      const lower = value.toLowerCase();
      return sought.some((word) => lower.includes(word));
    }
    return value !== null && typeof value === 'object' && Object.values(value).some(holds);
  };
  return (values) => values.some(holds);
};
