import { type Call, receives } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { changeableTrail } from '../trail-access.ts';
import type { Trail } from '../trails.ts';

interface Named {
  readonly name: string;
  /** `cloudtrail:StopLogging` */
  readonly action: string;
}

/**
 * An operation that changes what a trail gets. What was called before it goes to the trail as it was: else whoever stops a trail
 * and starts it again, or selects less, would take away what is still on its way, the record of doing so included.
 */
export const changes = <Input, Output>(
  deps: Pick<CloudTrailDeps, 'audit' | 'organizations'>,
  named: (input: Input) => Named,
  run: (input: Input, call: Call, trail: Trail) => Promise<Output>,
) => {
  const trailOf = (input: Input, call: Call): Promise<Trail> => {
    const { name, action } = named(input);
    return changeableTrail(deps, call, name, { action });
  };
  return receives<Input, Trail, void, Output>(
    {},
    {
      admit: trailOf,
      keep: () => deps.audit.flush(),
      run: async (input, call) => run(input, call, await trailOf(input, call)),
    },
  );
};
