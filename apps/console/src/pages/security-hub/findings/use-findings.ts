import { useEffect, useRef, useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import type { Filters } from '../shared/filter.ts';
import {
  countFindings,
  type FindingsPage,
  getFindings,
  type Sort,
} from '../shared/findings-api.ts';
import type { Finding } from '../shared/paths.ts';

const printOf = (findings: readonly Finding[]): string =>
  findings
    .map(
      ({ Id, UpdatedAt, Workflow, Note }) =>
        `${Id} ${UpdatedAt} ${Workflow?.Status} ${Note?.UpdatedAt}`,
    )
    .join();

interface Asked {
  readonly key: string;
  /** What each page began with, as far as one has been. */
  readonly tokens: readonly (string | undefined)[];
  readonly page: number;
}

export interface FindingsList {
  readonly found: Loaded<FindingsPage>;
  readonly total: number | undefined;
  /** From 1. */
  readonly page: number;
  readonly pagesKnown: number;
  readonly setPage: (page: number) => void;
  readonly reload: () => void;
}

interface Question {
  readonly filters: Filters;
  readonly sort: Sort;
  readonly size: number;
}

/** A page of findings, in the server's order; new and changed ones appear while somebody looks. */
export const useFindings = ({ filters, sort, size }: Question): FindingsList => {
  const aws = useAwsClient();
  const asking = JSON.stringify(filters);
  const key = `${aws.region} ${asking} ${sort.field} ${String(sort.descending)} ${size}`;
  const [asked, setAsked] = useState<Asked>({ key, tokens: [undefined], page: 1 });
  const { tokens, page } = asked.key === key ? asked : { tokens: [undefined], page: 1 };
  const token = tokens[page - 1];
  const found = useLoad(`${key} ${token ?? ''}`, (signal) =>
    getFindings(aws, { filters, sort, size, token }, signal),
  );
  const count = useLoad(`count ${aws.region} ${asking}`, (signal) =>
    countFindings(aws, { Filters: filters }, signal),
  );
  // One page is one indexed read; counting is asked for only when the page is another.
  useWatch(found.reload);

  const print = printOf(found.data?.findings ?? []);
  const { reload: recount } = count;
  const counted = useRef(print);
  useEffect(() => {
    if (counted.current === print) return;
    counted.current = print;
    recount();
  }, [print, recount]);

  const next = found.data?.token;
  return {
    found,
    total: count.data?.Count,
    page,
    pagesKnown: next === undefined ? page : Math.max(tokens.length, page + 1),
    setPage: (wanted) => {
      const known =
        next === undefined ? tokens : [...tokens.slice(0, page), next, ...tokens.slice(page + 1)];
      if (wanted <= known.length) setAsked({ key, tokens: known, page: wanted });
    },
    reload: () => {
      found.reload();
      recount();
    },
  };
};
