import { RotationFailure } from '../frame/errors.ts';
import {
  type Fields,
  fieldsOf,
  memberOf,
  optionalText,
  portOf,
  requiredText,
} from '../frame/json-secret.ts';
import type { DatabaseSecret, Engine } from './model.ts';

/** `ssl` is true, false or absent, or the same in words; anything else counts as absent, as for AWS's own functions. */
const tlsOf = (fields: Fields): DatabaseSecret['tls'] => {
  const value = memberOf(fields, 'ssl');
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return 'required';
  return text === false || text === 'false' ? 'off' : 'preferred';
};

/** Reads the secret of a user of this engine. @throws RotationFailure */
export const readDatabaseSecret =
  ({ names, port }: Engine) =>
  (text: string, whose: string): DatabaseSecret => {
    const fields = fieldsOf(text, whose);
    const engine = requiredText(fields, 'engine', whose);
    if (!names.includes(engine))
      throw new RotationFailure(`"engine" of ${whose} is one of ${names.join(', ')}`);
    return {
      fields,
      engine,
      host: requiredText(fields, 'host', whose),
      port: portOf(fields, port, whose),
      database: optionalText(fields, 'dbname', whose),
      username: requiredText(fields, 'username', whose),
      password: requiredText(fields, 'password', whose),
      tls: tlsOf(fields),
      master: optionalText(fields, 'masterarn', whose),
    };
  };
