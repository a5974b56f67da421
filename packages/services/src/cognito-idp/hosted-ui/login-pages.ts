import { base32, png, qrCode } from '@gatehouse/service-kit';
import { page } from './answers.ts';
import type { FormProof } from './cookies.ts';
import { form } from './form.ts';
import { type Html, html } from './html.ts';
import type { Visit } from './visit.ts';

/** What every page of a sign-in is made with. */
export interface PageContext {
  readonly visit: Visit;
  readonly proof: FormProof;
  readonly formTargets: readonly string[];
  readonly problem?: string | undefined;
}

export const CODE_FIELD = {
  name: 'code',
  label: 'Code from your authenticator app',
  autocomplete: 'one-time-code',
  numeric: true,
} as const;

const show = (context: PageContext, title: string, body: Html): Response =>
  page({
    title,
    body,
    formTargets: context.formTargets,
    cookies: context.proof.cookies,
    // A form that was refused is no success to password managers either.
    status: context.problem === undefined ? 200 : 400,
  });

export const href = ({ visit }: PageContext, path: string): string =>
  `${visit.root}${path}${visit.search === '' ? '' : `?${visit.search}`}`;

const links = (context: PageContext, unconfirmed: boolean): Html => {
  const closed =
    context.visit.pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true;
  return html`${unconfirmed && html`<p><a href="${href(context, '/confirm')}">Enter the code that confirms your account</a></p>`}
    <p><a href="${href(context, '/forgotPassword')}">Forgot your password?</a></p>
    ${!closed && html`<p><a href="${href(context, '/signup')}">Create an account</a></p>`}`;
};

export const signInPage = (context: PageContext, username: string, unconfirmed = false): Response =>
  show(
    context,
    `Sign in to ${context.visit.pool.name}`,
    form({
      action: href(context, '/login'),
      csrf: context.proof.token,
      hidden: { step: 'password' },
      problem: context.problem,
      fields: [
        { name: 'username', label: 'Username', autocomplete: 'username', value: username },
        {
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'current-password',
        },
      ],
      submit: 'Sign in',
      after: links(context, unconfirmed),
    }),
  );

export const newPasswordPage = (
  context: PageContext,
  session: string,
  missing: readonly string[],
): Response =>
  show(
    context,
    'Choose a new password',
    form({
      action: href(context, '/login'),
      csrf: context.proof.token,
      hidden: { step: 'new-password', session, missing: missing.join(' ') },
      problem: context.problem,
      fields: [
        {
          name: 'new_password',
          label: 'New password',
          type: 'password',
          autocomplete: 'new-password',
          hint: 'Your present password is for the first sign-in only.',
        },
        ...missing.map((name) => ({
          name: `attribute.${name}`,
          label: name,
          autocomplete: 'off',
        })),
      ],
      submit: 'Save and continue',
    }),
  );

export const codePage = (context: PageContext, session: string, device: string): Response =>
  show(
    context,
    'Enter your code',
    form({
      action: href(context, '/login'),
      csrf: context.proof.token,
      hidden: { step: 'code', session, device },
      problem: context.problem,
      fields: [{ ...CODE_FIELD, hint: device === '' ? undefined : `Device: ${device}` }],
      submit: 'Sign in',
    }),
  );

const LONGEST_LABEL = 100;

const otpauth = (pool: string, username: string, secret: string): string => {
  const label = `${pool}:${username}`.slice(0, LONGEST_LABEL).toWellFormed();
  const issuer = encodeURIComponent(pool.slice(0, LONGEST_LABEL / 2).toWellFormed());
  return `otpauth://totp/${encodeURIComponent(label)}?secret=${secret}&issuer=${issuer}`;
};

export const setupPage = (
  context: PageContext,
  session: string,
  device: { readonly seed: Uint8Array; readonly username: string },
): Response => {
  const secret = base32(device.seed);
  const code = png(qrCode(otpauth(context.visit.pool.name, device.username, secret)));
  return show(
    context,
    'Set up your authenticator app',
    html`<p>Scan the picture with an authenticator app, or type this secret into it:</p>
      <p><code id="secret">${secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <img
        src="data:image/png;base64,${code.toString('base64')}"
        alt="QR code with the secret above"
        width="240"
        height="240"
      />
      ${form({
        action: href(context, '/login'),
        csrf: context.proof.token,
        hidden: { step: 'setup', session },
        problem: context.problem,
        fields: [CODE_FIELD],
        submit: 'Verify and sign in',
      })}`,
  );
};

export { show as showForm };
