// A rotation function of one's own: say what the secret is, and what each step does. Every step is done again after a failure, so
// each one first looks whether it has been done. Try it with `gatehouse rotation test THIS_FOLDER --secret NAME`.
import {
  fieldsOf,
  newPassword,
  requiredText,
  RotationFailure,
  rotationFunction,
} from '../frame/index.ts';

export const handler = rotationFunction({
  // The text of a version. What is thrown here, and anywhere else, is logged: it must not hold anything of the secret.
  read: (text, whose) => {
    const fields = fieldsOf(text, whose);
    return {
      fields,
      url: requiredText(fields, 'url', whose),
      username: requiredText(fields, 'username', whose),
      password: requiredText(fields, 'password', whose),
    };
  },

  // The new version, as an object that becomes JSON. Asked once: a repeated step finds the value stored.
  create: async ({ current, tools }) => ({
    ...current.fields,
    password: await newPassword(tools),
  }),

  // Makes the pending version valid at the service.
  set: async ({ current, pending }) => {
    if (pending.url !== current.url || pending.username !== current.username)
      throw new RotationFailure('The pending version is for another service or user');
    if (await isAccepted(pending)) return;
    const response = await fetch(new URL('/password', current.url), {
      method: 'PUT',
      headers: { authorization: basic(current), 'content-type': 'text/plain' },
      body: pending.password,
      redirect: 'error',
    });
    if (!response.ok) throw new RotationFailure(`The service answered ${response.status}`);
  },

  // Rejects when the pending version does not work.
  test: async ({ pending }) => {
    if (!(await isAccepted(pending)))
      throw new RotationFailure('The service refuses the pending password');
  },
});

const basic = ({ username = '', password = '' }) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const isAccepted = async ({ url = '', username = '', password = '' }) => {
  const response = await fetch(new URL('/who-am-i', url), {
    headers: { authorization: basic({ username, password }) },
    redirect: 'error',
  });
  return response.ok;
};
