import type { TrapKind } from '../../../api/detection/traps.ts';

export interface KindText {
  readonly kind: TrapKind;
  readonly name: string;
  /** What an intruder makes of it, and what it tells. */
  readonly description: string;
}

export const KINDS: readonly KindText[] = [
  {
    kind: 'user',
    name: 'User',
    description:
      'Looks like an administrator. Sign-ins, calls with its keys and calls about it are told.',
  },
  {
    kind: 'role',
    name: 'Role',
    description: 'Looks powerful and can do nothing. Who asks for it is told, whether let or not.',
  },
  {
    kind: 'access-key',
    name: 'Access key',
    description: 'To be planted where secrets should not lie. Whoever uses it took it from there.',
  },
  {
    kind: 'bucket',
    name: 'Bucket',
    description: 'Holds files with invented contents. Listing and reading are told.',
  },
  {
    kind: 'table',
    name: 'DynamoDB table',
    description: 'Holds invented customers. Describing, reading and listing tables are told.',
  },
  {
    kind: 'secret',
    name: 'Secret',
    description: 'Opens nothing. Whoever asks for it or about it is told.',
  },
  {
    kind: 'parameter',
    name: 'Parameter',
    description: 'Opens nothing. Whoever reads it is told.',
  },
];

export const kindName = (kind: TrapKind): string =>
  KINDS.find((one) => one.kind === kind)?.name ?? kind;
