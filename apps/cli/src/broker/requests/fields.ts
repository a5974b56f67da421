import type { Arguments } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { Fields } from '../broker-types.ts';

/** `--field name=value` and `--ticket`. @throws UsageError */
export const fieldsOf = (given: Arguments): Fields => {
  const fields = new Map<string, string>();
  const ticket = given.one('ticket');
  if (ticket !== undefined) fields.set('ticket', ticket);
  for (const text of given.many('field')) {
    const equals = text.indexOf('=');
    const name = text.slice(0, equals);
    if (equals < 1) throw new UsageError(`--field is NAME=VALUE; not "${text}"`);
    if (fields.has(name)) throw new UsageError(`the field ${name} is given twice`);
    fields.set(name, text.slice(equals + 1));
  }
  return Object.fromEntries(fields);
};
