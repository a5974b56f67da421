import type { AccessRequest, NewRequest, Requests } from '../../model/index.ts';
import { conflict, forbidden, invalid } from '../errors.ts';
import { digestOf, justificationOf } from '../input.ts';
import type { RequestsParts } from '../parts.ts';
import { askDirectory, standing } from '../people.ts';
import type { Audited } from '../refusals.ts';
import { findOpenExtension } from '../repositories/requests.ts';
import { isRequester } from '../rights.ts';
import { keyedBy, propose, repeatedOf, store } from './create.ts';
import { about, visible } from './find.ts';

/** A new request, approved for itself, that begins where the live one ends. */
export const createExtend =
  (parts: RequestsParts, audited: Audited): Requests['extend'] =>
  (actor, id, input, idempotencyKey) =>
    audited(actor, about('extend', id), async () => {
      const me = await standing(askDirectory(parts), actor);
      const original = await visible(parts, me, id);
      if (!isRequester(original, me))
        throw forbidden('Only who asked for the access may ask for more time.');
      const keyed = keyedBy(me, idempotencyKey, digestOf(`extend ${id}`, input));
      const repeated = await repeatedOf(parts, keyed);
      if (repeated !== undefined) return repeated.request;
      const asked = prolonging(original, parts.clock.now(), {
        durationSeconds: input.durationSeconds,
        justification: justificationOf(input),
        fields: input.fields,
      });
      const change = await propose(parts, me, asked, original.id);
      const { request } = await store(parts, {
        actor,
        keyed,
        change,
        require: async (tx) => {
          const other = await findOpenExtension(tx, original.id);
          if (other !== undefined)
            throw conflict('There is an extension of this request already.', { extension: other });
        },
      });
      return request;
    });

const prolonging = (
  { state, targets, endsAt, sessionPolicy, breakGlass }: AccessRequest,
  now: Date,
  input: Pick<NewRequest, 'durationSeconds' | 'justification' | 'fields'>,
): NewRequest => {
  if (state !== 'active' && state !== 'ended')
    throw conflict(`This request is ${state}: there is no access to prolong.`);
  if (breakGlass)
    throw invalid('extends', 'Break-glass is not prolonged; ask for the access instead.');
  return {
    ...input,
    targets,
    sessionPolicy,
    breakGlass: false,
    startAt: endsAt !== undefined && endsAt > now ? endsAt : undefined,
  };
};
