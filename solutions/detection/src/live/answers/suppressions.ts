import type { Tx } from '@gatehouse/store';
import { SuppressionProblem } from '../../alerts/suppressions.ts';
import type { ChangesAnswer, SuppressionForm, SuppressionsAnswer } from '../api/index.ts';
import { suppressionOf } from '../pipeline/settings.ts';
import { changeRows, suppressionRows } from '../store/settings.ts';
import type { Asking } from './alerts.ts';
import { invalid, notFound } from './refusal.ts';
import { noteChange, type SettingsDeps } from './rules.ts';

const ID_DIGITS = 16;
const MOST = 500;
const PAGE = 50;

const listIn = async (tx: Tx, now: number): Promise<SuppressionsAnswer> => ({
  suppressions: (await suppressionRows.all(tx)).map(
    ({ id, form, createdAt, createdBy, held, lastHeldAt }) => ({
      ...form,
      id,
      createdAt: new Date(createdAt).toISOString(),
      createdBy,
      expired: form.expires !== undefined && Date.parse(form.expires) <= now,
      held,
      lastHeldAt: lastHeldAt === undefined ? undefined : new Date(lastHeldAt).toISOString(),
    }),
  ),
});

export const suppressionsOf = ({ store, clock }: SettingsDeps): Promise<SuppressionsAnswer> =>
  store.read((tx) => listIn(tx, clock.now().getTime()));

const requireSensible = (form: SuppressionForm): void => {
  try {
    suppressionOf('new', form);
  } catch (error) {
    if (error instanceof SuppressionProblem)
      throw invalid(error.message.replace('suppressions[0].', ''));
    throw error;
  }
};

export const addSuppression = async (
  deps: SettingsDeps,
  form: SuppressionForm,
  { by }: Asking,
): Promise<SuppressionsAnswer> => {
  requireSensible(form);
  const id = deps.ids.hex(ID_DIGITS);
  return deps.store.write(async (tx) => {
    const now = deps.clock.now().getTime();
    if ((await suppressionRows.all(tx)).length >= MOST)
      throw invalid(`There are at most ${MOST} suppressions.`);
    await suppressionRows.insert(tx, { id, form, createdAt: now, createdBy: by });
    await noteChange(tx, deps, by, {
      what: `suppression ${form.name}`,
      before: undefined,
      after: form,
    });
    return listIn(tx, now);
  });
};

export const removeSuppression = (
  deps: SettingsDeps,
  id: string,
  { by }: Asking,
): Promise<SuppressionsAnswer> =>
  deps.store.write(async (tx) => {
    const before = (await suppressionRows.all(tx)).find((one) => one.id === id);
    if (before === undefined) throw notFound('suppression');
    await suppressionRows.remove(tx, id);
    await noteChange(tx, deps, by, {
      what: `suppression ${before.form.name}`,
      before: before.form,
      after: undefined,
    });
    return listIn(tx, deps.clock.now().getTime());
  });

export const changesOf = async (
  { store }: SettingsDeps,
  after: string | undefined,
): Promise<ChangesAnswer> => {
  const [, at, id] = after === undefined ? [] : (/^(\d{1,16})-([\da-f]{16})$/.exec(after) ?? []);
  if (after !== undefined && (at === undefined || id === undefined))
    throw invalid('after: is what the page before answered');
  const position = at === undefined || id === undefined ? undefined : { at: Number(at), id };
  const found = await store.read((tx) => changeRows.list(tx, PAGE + 1, position));
  const page = found.slice(0, PAGE);
  const last = found.length > PAGE ? page.at(-1) : undefined;
  return {
    changes: page.map(({ at: when, by, what, before, after: now }) => ({
      at: when,
      by,
      what,
      before,
      after: now,
    })),
    next: last && `${last.atMs}-${last.id}`,
  };
};
