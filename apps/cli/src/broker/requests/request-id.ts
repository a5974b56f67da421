import type { Arguments } from '../../command.ts';
import { UsageError } from '../../errors.ts';

const ID = /^(r-[a-z0-9]{20})(?:\.(\d{1,2}))?$/;

export interface GrantName {
  readonly id: string;
  /** Which target, from 1. */
  readonly grant: number;
}

const onlyWord = ({ positionals }: Arguments): string => {
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) throw new UsageError('expected one ID of a request');
  return id;
};

/** The one request that is named. @throws UsageError */
export const requestId = (given: Arguments): string => {
  const id = onlyWord(given);
  if (ID.exec(id)?.[2] !== undefined || !ID.test(id))
    throw new UsageError(`"${id}" is not the ID of a request, r-…`);
  return id;
};

const MOST_GRANTS = 20;

/** A request and one of its targets: `r-… --grant 2`, or `r-….2`. @throws UsageError */
export const grantName = (given: Arguments): GrantName => {
  const word = onlyWord(given);
  const [, id, inId] = ID.exec(word) ?? [];
  if (id === undefined) throw new UsageError(`"${word}" is not the ID of a request, r-…`);
  const text = given.one('grant') ?? inId ?? '1';
  const grant = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (grant < 1 || grant > MOST_GRANTS)
    throw new UsageError(`--grant is which target of the request, from 1; not "${text}"`);
  if (inId !== undefined && inId !== String(grant))
    throw new UsageError(`${word} and --grant ${text} are two different targets`);
  return { id, grant };
};
