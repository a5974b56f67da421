import type { Deletion } from '../deletions/deletion.ts';

/** What "Note updated by" says; the post's filter finds resolved findings by it. */
export const UPDATED_BY = 'DeletedResourceFindingResolver';

// Note.Text of ASFF.
const LONGEST = 512;

/** Why the finding is resolved, for whoever reads it later. */
export const noteOf = ({ type, label, account, region, at, cause }: Deletion): string => {
  const who = cause.by === undefined ? '' : ` by ${cause.by}`;
  const where = region === undefined ? account : `${account}, ${region}`;
  const text = `Resolved because its resource no longer exists: ${type} ${label} (${where}) was deleted at ${at.toISOString()}${who}: ${cause.action}, event ${cause.eventId}.`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
};
