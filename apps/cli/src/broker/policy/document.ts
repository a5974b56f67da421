import type { Arguments } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { readText } from '../../files.ts';
import type { Terminal } from '../../terminal.ts';

/** The text of the one file that is named. @throws UsageError, Failure */
export const documentOf = (given: Arguments, terminal: Terminal): Promise<string> => {
  const [file, ...others] = given.positionals;
  if (file === undefined || others.length > 0)
    throw new UsageError('expected one FILE with an access policy, or -');
  return readText(file, terminal);
};

const ID = /^[a-z0-9-]{1,64}$/;

/** The one proposal that is named. @throws UsageError */
export const proposalId = (given: Arguments): string => {
  const [id, ...others] = given.positionals;
  if (id === undefined || others.length > 0) throw new UsageError('expected one ID of a proposal');
  if (!ID.test(id)) throw new UsageError(`"${id}" is not the ID of a proposal`);
  return id;
};
