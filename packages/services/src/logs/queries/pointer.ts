import type { Place } from '../model.ts';

/** What `@ptr` names: an event of a group. */
export interface Pointed extends Place {
  readonly groupId: string;
}

const FORM = /^([0-9a-f-]{1,64}):([0-9]{1,16}):([0-9a-f]{1,64})$/;

export const pointerTo = ({ groupId, at, id }: Pointed): string =>
  Buffer.from(`${groupId}:${at}:${id}`).toString('base64');

export const pointedBy = (pointer: string): Pointed | undefined => {
  const [whole, groupId = '', at = '', id = ''] =
    FORM.exec(Buffer.from(pointer, 'base64').toString('latin1')) ?? [];
  return whole === undefined ? undefined : { groupId, at: Number(at), id };
};
