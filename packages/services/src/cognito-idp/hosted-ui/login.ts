import { AwsError } from '@gatehouse/core';
import { userOfChallenge } from '../sign-in/challenge-user.ts';
import { associateInSession, setupStep, verifyInSession } from '../sign-in/device-setup.ts';
import { softwareTokenStep } from '../sign-in/mfa-step.ts';
import { newPasswordStep } from '../sign-in/new-password-step.ts';
import { passwordStep } from '../sign-in/password-step.ts';
import type { Finish, NextChallenge, Place, SignInParts, Step } from '../sign-in/sign-in-parts.ts';
import { requireWritable } from '../sign-in/written-attributes.ts';
import { browserSessions } from '../tokens/browser-sessions.ts';
import { errorPage, redirect } from './answers.ts';
import { formProof, isOwnForm, sessionCookie, sessionIdOf } from './cookies.ts';
import { beginSession } from './finish.ts';
import {
  codePage,
  newPasswordPage,
  type PageContext,
  setupPage,
  signInPage,
} from './login-pages.ts';
import { type LoginTarget, loginTarget } from './login-target.ts';
import { type Parameters, readForm } from './parameters.ts';
import type { Handler, Visit } from './visit.ts';

/** What a finished sign-in gives the browser. */
interface Arrival {
  readonly sessionId: string;
  readonly location: string;
}

interface Login {
  readonly parts: SignInParts;
  readonly visit: Visit;
  readonly target: LoginTarget;
  readonly form: Parameters;
}

export const STALE_FORM =
  'This form has expired, or was not sent from this site. Go back and try again.';

/** Faults after which the same form can be tried again. */
const TRY_AGAIN = new Set([
  'CodeMismatchException',
  'ExpiredCodeException',
  'EnableSoftwareTokenMFAException',
  'InvalidPasswordException',
  'InvalidParameterException',
  'PasswordHistoryPolicyViolationException',
  'AliasExistsException',
]);

const contextOf = (
  { parts, visit, target }: Omit<Login, 'form'>,
  problem?: string,
): PageContext => ({
  visit,
  proof: formProof(parts, visit),
  formTargets: target.formTargets,
  problem,
});

const placeOf = ({ visit, target }: Login, username: string): Place => ({
  pool: visit.pool,
  client: target.client,
  origin: 'web',
  username,
});

const finishOf =
  ({ parts, visit, target }: Login): Finish<Arrival> =>
  async (tx, user, now) => {
    visit.notes.sub = user.sub;
    const earlier = sessionIdOf(parts, visit);
    if (earlier !== undefined) await browserSessions.end(tx, earlier);
    return {
      sessionId: await beginSession(tx, parts, visit, user, now),
      location: await target.arrive(tx, user, now),
    };
  };

const missingOf = ({ parameters }: NextChallenge): readonly string[] => {
  // As `newPasswordParameters` wrote it.
  const names = JSON.parse(parameters['requiredAttributes'] ?? '[]') as readonly string[];
  return names.map((name) => name.replace('userAttributes.', ''));
};

/** The page for what comes next, or the way on. */
const answer = async (login: Login, step: Step<Arrival>): Promise<Response> => {
  const { parts, visit } = login;
  if (step.kind === 'done') {
    const { sessionId, location } = step.value;
    return redirect(location, [sessionCookie(parts, visit, sessionId)]);
  }
  switch (step.name) {
    case 'NEW_PASSWORD_REQUIRED':
      return newPasswordPage(contextOf(login), step.session, missingOf(step));
    case 'SOFTWARE_TOKEN_MFA':
      return codePage(
        contextOf(login),
        step.session,
        step.parameters['FRIENDLY_DEVICE_NAME'] ?? '',
      );
    case 'MFA_SETUP': {
      const begun = await associateInSession(parts, placeOf(login, ''), step.session);
      const { seed, session, user } = begun;
      return setupPage(contextOf(login), session, { seed, username: user.username });
    }
    case 'PASSWORD_VERIFIER':
    case 'SELECT_CHALLENGE':
      throw new Error(`the pages have no step ${step.name}`);
    default:
      return step.name satisfies never;
  }
};

const newAttributesOf = (form: Parameters): ReadonlyMap<string, string> =>
  new Map(
    [...form].flatMap(([name, value]) =>
      name.startsWith('attribute.') ? [[name.slice('attribute.'.length), value]] : [],
    ),
  );

/** Takes the step that the form is for. */
const take = async (login: Login): Promise<Step<Arrival>> => {
  const { parts, form, target } = login;
  const session = form.get('session') ?? '';
  const finish = finishOf(login);
  await parts.keys.ensure(parts.store, login.visit.pool.id);
  switch (form.get('step')) {
    case 'new-password': {
      const attributes = newAttributesOf(form);
      requireWritable(target.client, attributes.keys());
      const given = { password: form.get('new_password') ?? '', attributes };
      return newPasswordStep(parts, placeOf(login, ''), session, given, finish);
    }
    case 'code':
      return softwareTokenStep(
        parts,
        placeOf(login, ''),
        session,
        (form.get('code') ?? '').replaceAll(' ', ''),
        finish,
      );
    case 'setup': {
      const place = placeOf(login, '');
      const code = (form.get('code') ?? '').replaceAll(' ', '');
      const verified = await verifyInSession(parts, place, session, { code });
      return setupStep(parts, place, verified, finish);
    }
    default: {
      const place = placeOf(login, (form.get('username') ?? '').trim());
      return passwordStep(parts, place, form.get('password') ?? '', finish);
    }
  }
};

/** The form that was refused, once more, with the reason; or the first one, when the sign-in has to begin again. */
const again = async (login: Login, error: AwsError): Promise<Response> => {
  const { form, parts } = login;
  const context = contextOf(login, error.message);
  const session = form.get('session') ?? '';
  const step = TRY_AGAIN.has(error.name) ? form.get('step') : 'password';
  if (step === 'code') return codePage(context, session, form.get('device') ?? '');
  if (step === 'new-password')
    return newPasswordPage(
      context,
      session,
      (form.get('missing') ?? '').split(' ').filter((name) => name !== ''),
    );
  if (step === 'setup') {
    const device = await userOfChallenge(parts, session);
    if (device !== undefined) return setupPage(context, session, device);
  }
  return signInPage(
    context,
    form.get('username') ?? '',
    error.name === 'UserNotConfirmedException',
  );
};

/** `GET /login` */
export const loginForm: Handler = async (parts, visit) => {
  const target = await loginTarget(parts, visit);
  if (target instanceof Response) return target;
  return signInPage(contextOf({ parts, visit, target }), visit.query.get('login_hint') ?? '');
};

/** `POST /login`: one step of a sign-in. */
export const loginStep: Handler = async (parts, visit) => {
  const target = await loginTarget(parts, visit);
  if (target instanceof Response) return target;
  const form = await readForm(visit.request);
  if (form === undefined || !isOwnForm(parts, visit, form.get('_csrf')))
    return errorPage(STALE_FORM, 403);
  const login: Login = { parts, visit, target, form };
  try {
    return await answer(login, await take(login));
  } catch (error) {
    // What the API would answer, people read on the page.
    if (error instanceof AwsError) return again(login, error);
    throw error;
  }
};
