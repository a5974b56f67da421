import type { AccessRequest, Requests } from '../../model/index.ts';
import { commit } from '../commit.ts';
import { conflict, forbidden, invalid, notEligible } from '../errors.ts';
import type { RequestsParts } from '../parts.ts';
import { askDirectory, eligibilityOf, standing } from '../people.ts';
import type { Audited } from '../refusals.ts';
import { isLiveVersion } from '../repositories/requests.ts';
import { grantsOf } from '../repositories/rows.ts';
import { isLive, isRequester } from '../rights.ts';
import { revoke } from '../transitions.ts';
import { about, visible } from './find.ts';

/** A session: for who asked, eligible in this moment, and elevated in this moment. */
export const createInvoke =
  (parts: RequestsParts, audited: Audited): Requests['invoke'] =>
  (actor, id, input) =>
    audited(actor, about('invoke', id), async () => {
      const people = askDirectory(parts);
      const me = await standing(people, actor);
      const request = await visible(parts, me, id);
      if (!isRequester(request, me))
        throw forbidden('Only who asked for the access gets sessions of it.');
      if (!isLive(request, parts.clock.now())) throw notLive(request);
      const answer = await eligibilityOf(parts, people, request);
      if (!answer.eligible) {
        // Being eligible again later does not bring this access back.
        const reason = `No longer eligible: ${answer.because.message}`;
        await commit(parts, request, revoke(request, undefined, reason, parts.clock.now()));
        throw notEligible(answer.because);
      }
      const grant = grantsOf(request)[input.grant - 1];
      if (grant === undefined) throw invalid('grant', 'The request has no target of this number.');
      return parts.sessions.issue(grant, input.kind, {
        actor: me.person.id,
        destination: input.destination,
        stillLive: (tx) => isLiveVersion(tx, request, parts.clock.now()),
      });
    });

const notLive = ({ state, startsAt, endsAt }: AccessRequest): Error =>
  conflict('This access is not live now.', { state, startsAt, endsAt });
