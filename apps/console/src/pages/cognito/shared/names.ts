export const poolPath = (pool: string): string => `/cognito/user-pools/${encodeURIComponent(pool)}`;

export const userPath = (pool: string, user: string): string =>
  `${poolPath(pool)}/users/${encodeURIComponent(user)}`;

export const groupPath = (pool: string, group: string): string =>
  `${poolPath(pool)}/groups/${encodeURIComponent(group)}`;

export const clientPath = (pool: string, client: string): string =>
  `${poolPath(pool)}/clients/${encodeURIComponent(client)}`;

/** One a line; empty lines and blanks around do not count. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
