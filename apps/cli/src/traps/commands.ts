import type { MadeTrap, TrapView } from '@gatehouse/detection';
import { FAILED, NO, YES } from '../command.ts';
import { Failure, UsageError } from '../errors.ts';
import { asked } from '../findings/hub.ts';
import { printable, styled } from '../terminal.ts';
import { durationOf } from '../words.ts';
import { idOf, memberOf, type Place, trapCommand } from './place.ts';
import { listText, secretText, trapText } from './show.ts';

type Body = Readonly<Record<string, unknown>>;

const KINDS = ['user', 'role', 'access-key', 'bucket', 'table', 'secret', 'parameter'] as const;
const ACCOUNT = /^\d{12}$/;
const LOOK_MILLISECONDS = 500;

// The server answers by the types of @gatehouse/detection, of which both are built.
const trapIn = (answer: Body): TrapView => memberOf(answer, 'trap') as TrapView;
const trapsIn = (answer: Body): readonly TrapView[] =>
  memberOf(answer, 'traps') as readonly TrapView[];

const answerJson = ({ terminal }: Place, answer: unknown): void =>
  terminal.out(`${JSON.stringify(answer)}\n`);

export const trapsList = trapCommand({
  name: 'traps list',
  summary: 'The traps that stand, and when each was last touched',
  usage: '[options]',
  options: {},
  run: async (given, place) => {
    const answer = await place.ask('traps');
    if (given.flag('json')) answerJson(place, answer);
    else place.terminal.out(listText(trapsIn(answer)));
    return YES;
  },
});

export const trapsShow = trapCommand({
  name: 'traps show',
  summary: 'One trap, with what was changed of it and its earlier names',
  usage: 'ID [options]',
  options: {},
  run: async (given, place) => {
    const answer = await place.ask('traps/show', { id: idOf(given) });
    if (given.flag('json')) answerJson(place, answer);
    else place.terminal.out(trapText(trapIn(answer), place.terminal));
    return YES;
  },
});

const tellMade = (place: Place, answer: Body, json: boolean): number => {
  // As above.
  const { trap, secret } = answer as unknown as MadeTrap;
  if (json) answerJson(place, answer);
  else place.terminal.out(trapText(trap, place.terminal) + secretText(secret));
  if (trap.failure === undefined) return YES;
  place.terminal.err(
    `It is not finished (${printable(trap.failure)}) and goes on by itself: see traps show ${trap.id}\n`,
  );
  return FAILED;
};

const daysOf = (text: string | undefined): number | null | undefined => {
  if (text === undefined) return undefined;
  if (text === 'never') return null;
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1)
    throw new UsageError('--rotate-days is a number of days, or never');
  return Number(text);
};

export const trapsCreate = trapCommand({
  name: 'traps create',
  summary: 'Set a trap: an identity, a store or a value that nobody has a reason to touch',
  usage: `${KINDS.join('|')} --account ID [options]`,
  options: {
    account: { value: 'ID', help: 'the account in which it stands' },
    region: { value: 'REGION', help: 'where it stands; default us-east-1' },
    name: { value: 'NAME', help: 'default: made up after the names that the account has' },
    'rotate-days': { value: 'DAYS', help: 'its greatest age; default 90, or never' },
    password: { help: 'user: with a password for the console, which is shown once' },
    closed: { help: 'role: nobody can assume it; default: the account can, and can do nothing' },
    note: { value: 'TEXT', help: 'for administrators: where it is planted, and why' },
  },
  details: `
Access keys are shown once, for planting in a file, a build job or a repository. Whoever uses one is found by the first call.
Exit code 0: it stands. 1: refused. 3: not finished; Gatehouse goes on by itself.`,
  run: async (given, place) => {
    const [kind, ...more] = given.positionals;
    if (kind === undefined || more.length > 0 || !KINDS.some((one) => one === kind))
      throw new UsageError(`name one kind of trap: ${KINDS.join(', ')}`);
    const account = given.required('account');
    if (!ACCOUNT.test(account)) throw new UsageError(`"${account}" is no account id`);
    const answer = await place.ask('traps/create', {
      kind,
      place: { account, region: given.one('region') ?? 'us-east-1' },
      rotateDays: daysOf(given.one('rotate-days')),
      console: given.flag('password'),
      assumable: !given.flag('closed'),
      name: given.one('name'),
      note: given.one('note'),
    });
    return tellMade(place, answer, given.flag('json'));
  },
});

export const trapsRotate = trapCommand({
  name: 'traps rotate',
  summary: 'Give a trap a new name, key and contents; the old ones go, and are watched 90 days',
  usage: 'ID [options]',
  options: {},
  run: async (given, place) =>
    tellMade(place, await place.ask('traps/rotate', { id: idOf(given) }), given.flag('json')),
});

export const trapsReveal = trapCommand({
  name: 'traps reveal',
  summary: 'Show, once, the key or password that a rotation made',
  usage: 'ID [options]',
  options: {},
  run: async (given, place) => {
    const answer = await place.ask('traps/reveal', { id: idOf(given) });
    const secret = secretText(answer['secret']);
    if (given.flag('json')) answerJson(place, answer);
    else place.terminal.out(secret === '' ? 'Nothing waits to be shown.\n' : secret.trimStart());
    return secret === '' ? NO : YES;
  },
});

export const trapsRemove = trapCommand({
  name: 'traps remove',
  summary: 'Take a trap away; its name is watched 90 days longer',
  usage: 'ID [options]',
  options: {},
  run: async (given, place) => {
    const answer = await place.ask('traps/remove', { id: idOf(given) });
    const trap = trapIn(answer);
    if (given.flag('json')) answerJson(place, answer);
    else place.terminal.out(`${trap.id} ${trap.state}\n`);
    return trap.failure === undefined && trap.state === 'removed' ? YES : FAILED;
  },
});

export const trapsVerify = trapCommand({
  name: 'traps verify',
  summary: 'Look whether traps are as they were made, and say what somebody changed',
  usage: '[ID] [options]',
  options: {},
  details: `
Exit code 0: all are as they were made. 1: somebody changed or deleted one. 3: one could not be looked at.`,
  run: async (given, place) => {
    const ids =
      given.positionals.length > 0
        ? [idOf(given)]
        : trapsIn(await place.ask('traps'))
            .filter(({ state }) => state === 'live')
            .map(({ id }) => id);
    const traps: TrapView[] = [];
    for (const id of ids) traps.push(trapIn(await place.ask('traps/verify', { id })));
    if (given.flag('json')) answerJson(place, { traps });
    else
      place.terminal.out(
        traps.map((trap) => trapText(trap, place.terminal)).join('\n') || 'There are no traps.\n',
      );
    if (traps.some(({ failure }) => failure !== undefined)) return FAILED;
    return traps.some(({ drift }) => drift.length > 0) ? NO : YES;
  },
});

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** When the trap spoke of the drill; undefined: not in this time. */
const waitForIt = async (
  place: Place,
  token: string,
  seconds: number,
): Promise<string | undefined> => {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const { seenAt } = await place.ask('traps/drill-state', { token });
    if (typeof seenAt === 'string') return seenAt;
    if (performance.now() >= until) return undefined;
    await pause(LOOK_MILLISECONDS);
  }
};

const tokenIn = (answer: Body): string => {
  const drill = memberOf(answer, 'drill');
  const token =
    typeof drill === 'object' && drill !== null ? Reflect.get(drill, 'token') : undefined;
  if (typeof token !== 'string') throw new Failure('the server announced no drill');
  return token;
};

export const trapsSimulate = trapCommand({
  name: 'traps simulate',
  summary: 'Touch a trap as an intruder would, and wait for its alert: a drill',
  usage: 'ID [options]',
  options: {
    wait: { value: 'TIME', help: 'how long to wait for the alert; default 1m; on AWS 15m' },
  },
  details: `
Makes one call on the trap with your own AWS credentials and endpoint. The call carries a token that only you and the server know, by
which the alert says that it is a drill. Exit code 0: the trap spoke. 1: it did not in time.`,
  run: async (given, place) => {
    const seconds = durationOf('wait', given.one('wait') ?? '1m');
    const id = idOf(given);
    const trap = trapIn(await place.ask('traps/show', { id }));
    const token = tokenIn(await place.ask('traps/drill', { id }));
    const [{ createClients }, { touchTrap }] = await Promise.all([
      import('@gatehouse/clients'),
      import('@gatehouse/detection'),
    ]);
    const clients = createClients({
      region: trap.region,
      credentials: place.keys,
      clock: place.terminal.clock,
      userAgent: `drill-${token}`,
    });
    const touched = await asked(touchTrap(trap, clients)).finally(() => clients.close());
    place.terminal.err(`${touched.action}: ${touched.outcome}; waiting for the alert\n`);
    const seenAt = await waitForIt(place, token, seconds);
    if (given.flag('json')) answerJson(place, { ...touched, seenAt: seenAt ?? null });
    else
      place.terminal.out(
        seenAt === undefined
          ? `${styled(place.terminal, 'red', 'The trap did not speak')} in this time.\n`
          : `${styled(place.terminal, 'green', 'The trap spoke')} of the call of ${printable(seenAt)}.\n`,
      );
    return seenAt === undefined ? NO : YES;
  },
});
