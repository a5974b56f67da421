import type { ApiCall, Attribution, AttributedAverage } from './model.ts';
import { countValue, countValues, mostFrequent, shortened, type TopValues } from './top-values.ts';

/** By whom and how calls were made. */
export interface Who {
  readonly identities: TopValues;
  readonly agents: TopValues;
  readonly errors: TopValues;
}

export const nobody = (): Who => ({
  identities: new Map(),
  agents: new Map(),
  errors: new Map(),
});

/** CloudTrail writes "null" where the calls have no such value. */
const NONE = 'null';

const SHOWN = 5;

export const countWho = (who: Who, call: ApiCall): void => {
  countValue(
    who.identities,
    call.userIdentityArn === undefined ? NONE : shortened(call.userIdentityArn),
    1,
  );
  countValue(who.agents, call.userAgent === undefined ? NONE : shortened(call.userAgent), 1);
  countValue(who.errors, call.errorCode === undefined ? NONE : shortened(call.errorCode), 1);
};

export const mergeWho = (who: Who, other: Who, sign: 1 | -1 = 1): void => {
  countValues(who.identities, other.identities, sign);
  countValues(who.agents, other.agents, sign);
  countValues(who.errors, other.errors, sign);
};

const averages = (values: TopValues, minutes: number): readonly AttributedAverage[] =>
  mostFrequent(values, SHOWN).map(([value, count]) => ({ value, average: count / minutes }));

export interface Counted {
  readonly who: Who;
  readonly minutes: number;
}

/** Error codes are told of call rates only: an error rate is that of one code. */
export const attributionsOf = (
  insight: Counted,
  baseline: Counted,
  withErrors: boolean,
): readonly Attribution[] => {
  const of = (attribute: Attribution['attribute'], values: (who: Who) => TopValues) => ({
    attribute,
    insight: averages(values(insight.who), insight.minutes),
    baseline: averages(values(baseline.who), baseline.minutes),
  });
  return [
    of('userIdentityArn', (who) => who.identities),
    of('userAgent', (who) => who.agents),
    ...(withErrors ? [of('errorCode', (who) => who.errors)] : []),
  ];
};

export type WhoRow = readonly (readonly (readonly [string, number])[])[];

export const whoRow = (who: Who): WhoRow => [[...who.identities], [...who.agents], [...who.errors]];

export const whoFromRow = (row: WhoRow): Who => ({
  identities: new Map(row[0]),
  agents: new Map(row[1]),
  errors: new Map(row[2]),
});
