export type { Cause, Deletion, Ignored, Reading, ResourceName } from './deletions/deletion.ts';
export { KINDS } from './deletions/kinds.ts';
export { readEvent, readEventText } from './deletions/read-event.ts';
