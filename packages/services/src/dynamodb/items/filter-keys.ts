import { expressionInvalid, requestInvalid } from '../errors.ts';
import { attributesOf } from '../expressions/condition-evaluation.ts';
import type { Condition } from '../expressions/condition.ts';
import { keysOf, type KeyPair } from '../model.ts';

/** What is part of the key belongs in the key condition. @throws ValidationException where it stands in the filter */
export const requireFilterBesideKeys = (
  keys: KeyPair,
  filter: Condition | undefined,
  isLegacy: boolean,
): void => {
  if (filter === undefined) return;
  const names = new Set(attributesOf(filter));
  const key = keysOf(keys).find(({ name }) => names.has(name));
  if (key === undefined) return;
  throw isLegacy
    ? requestInvalid(
        `QueryFilter can only contain non-primary key attributes: Primary key attribute: ${key.name}`,
      )
    : expressionInvalid(
        'FilterExpression',
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key.name}`,
      );
};
