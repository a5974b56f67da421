import type { Requests } from '../../model/index.ts';
import { conflict, forbidden, selfApproval } from '../errors.ts';
import { commentOf } from '../input.ts';
import type { RequestsParts } from '../parts.ts';
import { askDirectory, standing } from '../people.ts';
import type { Audited } from '../refusals.ts';
import { isOverdue, isRequester, isReviewer, mayEnd } from '../rights.ts';
import { cancel, review, revoke } from '../transitions.ts';
import { advance, endIfOver } from '../work/due.ts';
import { untilStored } from './decide.ts';
import { about, visible } from './find.ts';

/** The requester takes back what is not yet access. */
export const createCancel =
  (parts: RequestsParts, audited: Audited): Requests['cancel'] =>
  (actor, id) =>
    audited(actor, about('cancel', id), async () => {
      const me = await standing(askDirectory(parts), actor);
      return untilStored(parts, actor, async () => {
        const request = await visible(parts, me, id);
        if (!isRequester(request, me)) throw forbidden('Only who asked may take a request back.');
        const now = parts.clock.now();
        if (isOverdue(request, now)) throw conflict('The request has expired.');
        return { request, change: cancel(request, now) };
      });
    });

/** Access ends now, and its sessions are cut. */
export const createEnd =
  (parts: RequestsParts, audited: Audited): Requests['end'] =>
  (actor, id, input) =>
    audited(actor, about('end', id), async () => {
      const me = await standing(askDirectory(parts), actor);
      const reason = commentOf(input.reason, 'reason');
      return untilStored(parts, actor, async () => {
        const request = await visible(parts, me, id);
        if (!mayEnd(request, me, await parts.policies.inForce()))
          throw forbidden('This person may not end the access.');
        const now = parts.clock.now();
        if (request.endsAt !== undefined && now >= request.endsAt && request.state === 'active')
          throw conflict('The access has ended already.');
        const words = reason === '' ? 'Ended early.' : reason;
        return { request, change: revoke(request, me.person.id, words, now) };
      });
    });

/** The look back at a use of break-glass. */
export const createReview =
  (parts: RequestsParts, audited: Audited): Requests['review'] =>
  (actor, id, input) =>
    audited(actor, about('review', id), async () => {
      const me = await standing(askDirectory(parts), actor);
      const comment = commentOf(input.comment);
      return untilStored(parts, actor, async () => {
        // The due work may be late; a window that is over must not look like one in use.
        await advance(parts, (await visible(parts, me, id)).id, endIfOver);
        const request = await visible(parts, me, id);
        if (isRequester(request, me)) throw selfApproval();
        if (!isReviewer(request, me, await parts.policies.inForce()))
          throw forbidden('This person may not review the use of break-glass.');
        const verdict = { by: me.person.id, verdict: input.verdict, comment };
        return { request, change: review(request, verdict, parts.clock.now()) };
      });
    });
