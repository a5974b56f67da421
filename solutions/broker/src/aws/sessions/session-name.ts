import type { Person } from '../../model/index.ts';

const LONGEST = 64;
const SUFFIX = 12;
const LEGAL = /^[\w+=,.@-]{2,64}$/;

/**
 * `RoleSessionName`: who it is, for people who read CloudTrail, and a part of the session's id, so that no two sessions ever
 * have the same one. STS API Reference, AssumeRole: 2 to 64 of [\w+=,.@-].
 */
export const roleSessionName = (
  { name, email, id }: Pick<Person, 'name' | 'email' | 'id'>,
  sessionId: string,
): string => {
  const readable = (email?.split('@')[0] ?? name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_+=,.@-]+/g, '-')
    .slice(0, LONGEST - SUFFIX - 1)
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${readable === '' ? id.slice(0, LONGEST - SUFFIX - 1) : readable}-${sessionId.slice(-SUFFIX)}`;
};

/** `SourceIdentity`: the subject where STS takes it, else the person's id, which is made of it. */
export const sourceIdentity = ({ subject, id }: Pick<Person, 'subject' | 'id'>): string =>
  LEGAL.test(subject) && !/^aws:/i.test(subject) ? subject : id;
