import type { User } from '../model.ts';
import { clients } from '../repositories/clients.ts';
import { attempts } from '../sign-in/attempts.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { type StoredDeviceCode, deviceCodes } from '../tokens/device-codes.ts';
import { secretToken } from '../tokens/secret-token.ts';
import { errorPage, json, oauthError, page, redirect } from './answers.ts';
import { encoded } from './authorization-request.ts';
import { signedIn } from './authorize.ts';
import { authenticatedClient } from './client-authentication.ts';
import { formProof, isOwnForm } from './cookies.ts';
import { form, hiddenInputs } from './form.ts';
import { html } from './html.ts';
import { STALE_FORM } from './login.ts';
import { type Parameters, readForm } from './parameters.ts';
import { newUserCode, readableUserCode, userCodeOf } from './user-code.ts';
import type { Handler, Visit } from './visit.ts';

const LIFETIME_SECONDS = 600;
const INTERVAL_SECONDS = 5;
// Anybody may ask for a code, which is a row: more than that wait in no pool that is used as it is meant.
const MOST_WAITING = 10_000;
const WARNING = 'Continue only if you have started this yourself.';
const NEED_OPENID = ['email', 'phone', 'profile'];

const scopesFor = (allowed: readonly string[], text: string | undefined): readonly string[] => {
  const asked = [...new Set((text ?? '').split(' ').filter(Boolean))];
  const scopes = asked.length === 0 ? allowed : asked;
  const fits =
    scopes.every((scope) => allowed.includes(scope)) &&
    (scopes.includes('openid') || !scopes.some((scope) => NEED_OPENID.includes(scope)));
  return fits ? scopes : [];
};

/** `/oauth2/device_authorization` (RFC 8628 §3.1), which Cognito lacks: for the command line. */
export const deviceAuthorization: Handler = async (parts, visit) => {
  const given = await readForm(visit.request);
  if (given === undefined) return oauthError('invalid_request');
  const now = parts.clock.now();
  const made = await parts.store.write(async (tx) => {
    const client = await authenticatedClient(tx, parts, visit, given);
    if (client === undefined) return 'invalid_client';
    const { AllowedOAuthFlowsUserPoolClient: allowed, AllowedOAuthFlows } = client.settings;
    if (allowed !== true || AllowedOAuthFlows?.includes('code') !== true)
      return 'unauthorized_client';
    const scopes = scopesFor(client.settings.AllowedOAuthScopes ?? [], given.get('scope'));
    if (scopes.length === 0) return 'invalid_scope';
    if ((await deviceCodes.waiting(tx, visit.pool.id, now)) >= MOST_WAITING) return 'server_error';
    const deviceCode = secretToken(parts.ids);
    const userCode = newUserCode(parts.ids);
    const inserted = await deviceCodes.insert(tx, deviceCode, {
      poolId: visit.pool.id,
      userCode,
      clientId: client.id,
      scopes,
      intervalSeconds: INTERVAL_SECONDS,
      expiresAt: new Date(now.getTime() + LIFETIME_SECONDS * 1000),
    });
    return inserted ? { deviceCode, userCode: readableUserCode(userCode) } : 'server_error';
  });
  if (typeof made === 'string')
    return oauthError(made, undefined, made === 'server_error' ? 503 : 400);
  const place = `${parts.baseUrl()}/${visit.pool.id}/device`;
  return json({
    device_code: made.deviceCode,
    user_code: made.userCode,
    verification_uri: place,
    verification_uri_complete: `${place}?${encoded({ user_code: made.userCode })}`,
    expires_in: LIFETIME_SECONDS,
    interval: INTERVAL_SECONDS,
  });
};

const codePage = (parts: SignInParts, visit: Visit, typed: string, problem?: string): Response => {
  const proof = formProof(parts, visit);
  return page({
    title: 'Connect a device',
    status: problem === undefined ? 200 : 400,
    cookies: proof.cookies,
    body: form({
      action: `${visit.root}/device`,
      csrf: proof.token,
      problem,
      fields: [
        {
          name: 'user_code',
          label: 'Code that your device shows',
          autocomplete: 'off',
          value: typed,
          hint: WARNING,
        },
      ],
      submit: 'Continue',
    }),
  });
};

const confirmPage = async (
  parts: SignInParts,
  visit: Visit,
  device: StoredDeviceCode,
  user: User,
): Promise<Response> => {
  const client = await parts.store.read((tx) => clients.find(tx, device.clientId));
  const proof = formProof(parts, visit);
  const hidden = { _csrf: proof.token, user_code: readableUserCode(device.userCode) };
  return page({
    title: 'Allow this device?',
    cookies: proof.cookies,
    body: html`<p>
        You are signed in as <strong>${user.username}</strong>.
        <strong>${client?.name ?? device.clientId}</strong> on the device that shows
        <code>${readableUserCode(device.userCode)}</code> asks for:
      </p>
      <ul>
        ${device.scopes.map((scope) => html`<li>${scope}</li>`)}
      </ul>
      <p>
        ${WARNING} Whoever has sent you this link or code gets what you allow: nobody who means well
        asks you to allow a device that is not in front of you.
      </p>
      <form method="post" action="${visit.root}/device">
        ${hiddenInputs(hidden)}
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
      </form>`,
  });
};

const done = (title: string): Response =>
  page({ title, body: html`<p>You can close this page and go back to your device.</p>` });

/** The device that waits with this code. Guesses by one address are slowed down. */
const waiting = async (
  parts: SignInParts,
  { pool, visitor }: Visit,
  typed: string | undefined,
): Promise<StoredDeviceCode | string> => {
  const now = parts.clock.now();
  const subject = `device:${pool.id}:${visitor.sourceIp}`;
  if (!(await attempts.begin(parts.store, subject, now)))
    return 'Too many codes were tried. Wait a little and try again.';
  const userCode = userCodeOf(typed);
  const found =
    userCode === undefined
      ? undefined
      : await parts.store.read((tx) => deviceCodes.pending(tx, pool.id, userCode, now));
  if (found === undefined) return 'No device waits with this code. It may have expired.';
  await parts.store.write((tx) => attempts.succeeded(tx, subject));
  return found;
};

const decide = async (
  parts: SignInParts,
  visit: Visit,
  device: StoredDeviceCode,
  by: { readonly user: User; readonly authTime: Date },
  decision: string,
): Promise<Response> => {
  const to = decision === 'allow' ? 'approved' : 'denied';
  visit.notes.sub = by.user.sub;
  visit.notes.clientId = device.clientId;
  const decided = await parts.store.write((tx) =>
    deviceCodes.decide(tx, device.hash, 'pending', to, {
      sub: by.user.sub,
      authTime: by.authTime,
    }),
  );
  if (!decided) return errorPage('This device was decided about already.', 409);
  return done(to === 'approved' ? 'Device connected' : 'Device refused');
};

/** Code, sign-in, question: in this order. */
const proceed = async (parts: SignInParts, visit: Visit, given: Parameters): Promise<Response> => {
  const typed = given.get('user_code');
  const device = await waiting(parts, visit, typed);
  if (typeof device === 'string') return codePage(parts, visit, typed ?? '', device);
  const known = await signedIn(parts, visit);
  if (known === undefined) {
    const query = encoded({ user_code: readableUserCode(device.userCode) });
    return redirect(`${visit.root}/login?${query}`, [], 303);
  }
  const decision = given.get('decision');
  return decision === undefined
    ? confirmPage(parts, visit, device, known.user)
    : decide(parts, visit, device, known, decision);
};

/** `GET /device`: asks for the code, or whether the person means it when the code and the person are known. */
export const devicePage: Handler = async (parts, visit) => {
  const typed = visit.query.get('user_code');
  if (typed === undefined || (await signedIn(parts, visit)) === undefined)
    return codePage(parts, visit, typed ?? '');
  return proceed(parts, visit, new Map([['user_code', typed]]));
};

/** `POST /device` */
export const deviceStep: Handler = async (parts, visit) => {
  const given = await readForm(visit.request);
  if (given === undefined || !isOwnForm(parts, visit, given.get('_csrf')))
    return errorPage(STALE_FORM, 403);
  return proceed(parts, visit, given);
};
