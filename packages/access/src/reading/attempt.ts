import type { Unread } from '../model.ts';

/** `AccessDeniedException: User … is not authorized …` */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : `${code}: ${error.message}`;
};

/** The value, or undefined and a line about why it could not be read. */
export const attempt = async <Value>(
  what: string,
  unread: Unread[],
  read: () => Promise<Value>,
): Promise<Value | undefined> => {
  try {
    return await read();
  } catch (error) {
    unread.push({ what, because: reasonOf(error) });
    return undefined;
  }
};
