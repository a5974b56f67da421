import { useAccount } from '../session/session-context.tsx';
import { PageLink } from './link.tsx';

const OWN = /^arn:[a-z-]+:iam::(\d{12}):(user|role)\/(?:.+\/)?([^/]+)$/;

/** The page of a user or role of this account. */
const pathOf = (arn: string, account: string): string | undefined => {
  const [, owner, kind, name] = OWN.exec(arn) ?? [];
  return owner === account && name !== undefined
    ? `/iam/${kind}s/${encodeURIComponent(name)}`
    : undefined;
};

/** IAM User Guide, "IAM identifiers": what is left of a user or role that is gone. */
export const isGone = (principal: string): boolean => /^A(?:IDA|ROA)[A-Z0-9]{12,}/.test(principal);

/** An ARN, account or service, with the way to it where this account has it. */
export const PrincipalView = ({ principal }: { readonly principal: string | undefined }) => {
  const account = useAccount();
  if (principal === undefined || principal === '') return '–';
  const path = pathOf(principal, account);
  if (path !== undefined) return <PageLink to={path}>{principal}</PageLink>;
  return isGone(principal) ? `${principal} (deleted)` : principal;
};
