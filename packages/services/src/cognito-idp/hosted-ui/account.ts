import { AwsError } from '@gatehouse/core';
import { confirmForgotPassword, forgotPassword } from '../operations/forgot-password.ts';
import { confirmSignUp, signUp } from '../operations/sign-up.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { errorPage, redirect } from './answers.ts';
import { formProof, isOwnForm } from './cookies.ts';
import { type Field, form } from './form.ts';
import { html } from './html.ts';
import { href, type PageContext, showForm } from './login-pages.ts';
import { type LoginTarget, loginTarget } from './login-target.ts';
import { STALE_FORM } from './login.ts';
import { type Parameters, readForm } from './parameters.ts';
import { runOperation } from './run-operation.ts';
import type { Handler, Visit } from './visit.ts';

interface Account {
  readonly parts: SignInParts;
  readonly visit: Visit;
  readonly target: LoginTarget;
}

const USERNAME: Field = { name: 'username', label: 'Username', autocomplete: 'username' };
const CODE: Field = {
  name: 'code',
  label: 'Code from the message',
  autocomplete: 'one-time-code',
  numeric: true,
};
const NEW_PASSWORD: Field = {
  name: 'password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
};

const contextOf = ({ parts, visit, target }: Account, problem?: string): PageContext => ({
  visit,
  proof: formProof(parts, visit),
  formTargets: target.formTargets,
  problem,
});

const backToLogin = (context: PageContext) =>
  html`<p><a href="${href(context, '/login')}">Back to sign in</a></p>`;

interface AccountForm {
  readonly title: string;
  readonly path: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
  readonly submit: string;
}

const showAccountForm = (account: Account, of: AccountForm, problem?: string): Response => {
  const context = contextOf(account, problem);
  return showForm(
    context,
    of.title,
    form({
      action: href(context, of.path),
      csrf: context.proof.token,
      hidden: of.hidden ?? {},
      fields: of.fields,
      submit: of.submit,
      problem,
      after: backToLogin(context),
    }),
  );
};

const filled = (fields: readonly Field[], given: Parameters): readonly Field[] =>
  fields.map((of) => (of.type === 'password' ? of : { ...of, value: given.get(of.name) }));

const FORGOT: AccountForm = {
  title: 'Forgot your password?',
  path: '/forgotPassword',
  fields: [USERNAME],
  submit: 'Send me a code',
};
const reset = (username: string): AccountForm => ({
  title: 'Choose a new password',
  path: '/confirmForgotPassword',
  hidden: { username },
  fields: [CODE, NEW_PASSWORD],
  submit: 'Save password',
});
const confirmation = (username: string): AccountForm => ({
  title: 'Confirm your account',
  path: '/confirm',
  ...(username === '' ? { fields: [USERNAME, CODE] } : { hidden: { username }, fields: [CODE] }),
  submit: 'Confirm',
});

/** Attributes that somebody new must give, the e-mail address first. */
const requiredNames = ({ visit }: Account): readonly string[] => {
  const { settings } = visit.pool;
  const required = settings.SchemaAttributes.flatMap(({ Name, Required }) =>
    Required === true && Name !== undefined && Name !== 'sub' ? [Name] : [],
  );
  const verified = settings.AutoVerifiedAttributes?.includes('email') === true ? ['email'] : [];
  return [...new Set([...verified, ...required])];
};

const registration = (account: Account): AccountForm => ({
  title: 'Create an account',
  path: '/signup',
  fields: [
    USERNAME,
    ...requiredNames(account).map((name): Field => ({
      name: `attribute.${name}`,
      label: name === 'email' ? 'E-mail address' : name,
      type: name === 'email' ? 'email' : 'text',
      autocomplete: name === 'email' ? 'email' : 'off',
    })),
    { ...NEW_PASSWORD, label: 'Password' },
  ],
  submit: 'Create account',
});

/** A page of the account for a client whose request is in order. */
const shown =
  (of: (account: Account) => AccountForm): Handler =>
  async (parts, visit) => {
    const target = await loginTarget(parts, visit);
    if (target instanceof Response) return target;
    const account = { parts, visit, target };
    return showAccountForm(account, of(account));
  };

/** A form of the account that was sent: what it does, and the form to show again when the service refuses. */
const step =
  (
    of: (account: Account, given: Parameters) => AccountForm,
    act: (account: Account, given: Parameters) => Promise<Response>,
  ): Handler =>
  async (parts, visit) => {
    const target = await loginTarget(parts, visit);
    if (target instanceof Response) return target;
    const given = await readForm(visit.request);
    if (given === undefined || !isOwnForm(parts, visit, given.get('_csrf')))
      return errorPage(STALE_FORM, 403);
    const account = { parts, visit, target };
    try {
      return await act(account, given);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const again = of(account, given);
      return showAccountForm(
        account,
        { ...again, fields: filled(again.fields, given) },
        error.message,
      );
    }
  };

const nameOf = (given: Parameters): string => (given.get('username') ?? '').trim();
const toLogin = ({ visit }: Account): Response =>
  redirect(`${visit.root}/login${visit.search === '' ? '' : `?${visit.search}`}`, [], 303);

export const forgotPasswordForm = shown(() => FORGOT);

export const forgotPasswordStep = step(
  () => FORGOT,
  async (account, given) => {
    const { parts, visit, target } = account;
    const Username = nameOf(given);
    await runOperation(parts, visit, target.client, forgotPassword(parts), { Username });
    return showAccountForm(account, reset(Username));
  },
);

export const newPasswordStep = step(
  (_account, given) => reset(nameOf(given)),
  async (account, given) => {
    const { parts, visit, target } = account;
    await runOperation(parts, visit, target.client, confirmForgotPassword(parts), {
      Username: nameOf(given),
      ConfirmationCode: given.get('code') ?? '',
      Password: given.get('password') ?? '',
    });
    return toLogin(account);
  },
);

export const signUpForm = shown(registration);

export const signUpStep = step(registration, async (account, given) => {
  const { parts, visit, target } = account;
  const Username = nameOf(given);
  await runOperation(parts, visit, target.client, signUp(parts), {
    Username,
    Password: given.get('password') ?? '',
    UserAttributes: requiredNames(account).flatMap((Name) => {
      const Value = given.get(`attribute.${Name}`);
      return Value === undefined ? [] : [{ Name, Value }];
    }),
  });
  return showAccountForm(account, confirmation(Username));
});

export const confirmSignUpForm = shown(() => confirmation(''));

export const confirmSignUpStep = step(
  (_account, given) => confirmation(nameOf(given)),
  async (account, given) => {
    const { parts, visit, target } = account;
    await runOperation(parts, visit, target.client, confirmSignUp(parts), {
      Username: nameOf(given),
      ConfirmationCode: given.get('code') ?? '',
    });
    return toLogin(account);
  },
);
