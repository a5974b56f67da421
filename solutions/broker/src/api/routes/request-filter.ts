import { z } from '@hono/zod-openapi';
import type { RequestFilter } from '../../model/index.ts';
import { Paging } from '../kit.ts';
import { AccountId, RequestState, Time } from '../schemas/parts.ts';

const Filters = z.object({
  /** Comma-separated states. */
  state: z
    .string()
    .max(128)
    .transform((text) => text.split(','))
    .pipe(z.array(RequestState))
    .optional()
    .openapi({ type: 'string', example: 'pending,active' }),
  account: AccountId.optional(),
  roleArn: z.string().max(640).optional(),
  requester: z.string().max(64).optional(),
  from: Time.optional(),
  to: Time.optional(),
  text: z.string().max(256).optional(),
});

export const ListQuery = Paging.extend(Filters.shape).extend({
  scope: z.enum(['mine', 'review', 'all']).default('mine'),
});

export const ExportQuery = Filters.extend({
  format: z.enum(['csv', 'json', 'ocsf']).default('csv'),
});

const LARGEST_PAGE = 200;

export const requestFilter = ({
  state,
  from,
  to,
  ...others
}: z.output<typeof ListQuery>): RequestFilter => ({
  ...others,
  states: state,
  from: from === undefined ? undefined : new Date(from),
  to: to === undefined ? undefined : new Date(to),
});

/** For exports: everything that matches, whoever asked for it. */
export const exportFilter = ({
  state,
  from,
  to,
  account,
  roleArn,
  requester,
  text,
}: z.output<typeof ExportQuery>): RequestFilter =>
  requestFilter({
    state,
    from,
    to,
    account,
    roleArn,
    requester,
    text,
    scope: 'all',
    limit: LARGEST_PAGE,
  });
