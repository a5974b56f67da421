import type { TrapView } from '@gatehouse/detection';
import { printable, styled, type Terminal } from '../terminal.ts';
import { tableOf, timeInWords } from '../words.ts';

type Ink = Pick<Terminal, 'colour'>;

const conditionOf = ({ drift, failure, state }: TrapView): string => {
  if (failure !== undefined) return `failing: ${failure}`;
  return drift.length > 0 ? 'changed by somebody' : state;
};

const touchedOf = ({ lastTouchedAt }: TrapView): string =>
  lastTouchedAt === undefined ? '-' : timeInWords(lastTouchedAt);

export const listText = (traps: readonly TrapView[]): string =>
  traps.length === 0
    ? 'There are no traps.\n'
    : tableOf([
        ['ID', 'KIND', 'NAME', 'ACCOUNT', 'REGION', 'STATE', 'LAST TOUCHED'],
        ...traps.map((trap) => [
          trap.id,
          trap.kind,
          trap.name ?? '-',
          trap.account,
          trap.region,
          conditionOf(trap),
          touchedOf(trap),
        ]),
      ]);

const line = (name: string, value: string | undefined): string =>
  value === undefined || value === '' ? '' : `${name.padEnd(14)}${printable(value)}\n`;

export const trapText = (trap: TrapView, ink: Ink): string =>
  [
    line('id', trap.id),
    line('kind', trap.kind),
    line('name', trap.name),
    line('arn', trap.arn),
    line('access key', trap.accessKeyId),
    line('state', trap.state),
    line('note', trap.note),
    line('rotates', trap.rotatesAt === undefined ? 'never' : timeInWords(trap.rotatesAt)),
    line('looked at', trap.verifiedAt === undefined ? undefined : timeInWords(trap.verifiedAt)),
    line('last touched', touchedOf(trap)),
    trap.hasSecret
      ? `a key or password waits to be shown: gatehouse traps reveal ${trap.id}\n`
      : '',
    ...trap.earlier.map(({ name, until }) =>
      line('watched too', `${name}, until ${timeInWords(until)}`),
    ),
    ...trap.drift.map((text) => `${styled(ink, 'yellow', 'changed')}       ${printable(text)}\n`),
    trap.failure === undefined
      ? ''
      : `${styled(ink, 'red', 'failing')}       ${printable(trap.failure)}\n`,
  ].join('');

/** What is shown once. */
export const secretText = (secret: unknown): string =>
  typeof secret === 'object' && secret !== null
    ? `\nShown once and kept nowhere:\n${Object.entries(secret)
        .map(([name, value]) => `  ${name} = ${printable(String(value))}\n`)
        .join('')}`
    : '';
