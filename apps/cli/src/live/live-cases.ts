import type { Arguments } from '../command.ts';
import { compileGiven } from '../policy/policy-members.ts';
import type { PolicySource } from '../policy/simulate-case.ts';
import { printable, type Terminal } from '../terminal.ts';
import { connect } from './clients.ts';
import { livePolicies } from './live-policies.ts';

/** Cases with the policies that their principals have in the cloud; says once what cannot be read. */
export const liveCases = async (given: Arguments, terminal: Terminal): Promise<PolicySource> => {
  const live = livePolicies(await connect(given.one('org-profile')), () => terminal.clock.now());
  const told = new Set<string>();
  return async (found) => {
    const complete = await live.complete(found);
    for (const { what, because } of complete.unread) {
      const line = printable(`not read: ${what}: ${because}`);
      if (!told.has(line)) terminal.err(`${line}\n`);
      told.add(line);
    }
    return {
      found: complete.found,
      policies: compileGiven(complete.found.policies, complete.found.request.action),
    };
  };
};
